"""Typed values out of nodes: each reader returns its value or says what stands there instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar
from zoneinfo import available_timezones

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.currencies import EXPONENTS
from curule.core.money import UnknownCurrency, exponent
from curule.playback.document import ListNode, MapNode, Node, ScalarNode
from curule.playback.problems import Place, ScenarioError, nearest, quoted

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

MAX_SEATS: Final = 1_000_000
MAX_AMOUNT: Final = 10**15
"""Minor units. Far above any invoice, far below what a 64-bit column holds when summed up."""

MAX_NAME: Final = 60
MAX_TEXT: Final = 10_000


def shown(node: Node) -> str:
    """Return what stands there, for a message."""
    match node:
        case MapNode():
            return "a map"
        case ListNode():
            return "a list"
        case ScalarNode(value=bool() | None):
            return str(node.value).lower().replace("none", "null")
        case ScalarNode(value=int()):
            return f"the number {node.value}"
        case ScalarNode():
            return f"the text {quoted(str(node.value))}"


def wrong(node: Node, sentence: str) -> ScenarioError:
    """Return the error that points at the node."""
    return ScenarioError(node.place, sentence)


# --- scalars ------------------------------------------------------------------------------------


def boolean(node: Node) -> bool:
    """Read true or false."""
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        return node.value
    raise wrong(node, f"expected true or false, got {shown(node)}")


def integer(node: Node, *, low: int, high: int, what: str = "a whole number") -> int:
    """Read a whole number from `low` to `high`, both included."""
    if not (isinstance(node, ScalarNode) and type(node.value) is int):
        raise wrong(node, f"expected {what}, got {shown(node)}")
    if not low <= node.value <= high:
        raise wrong(node, f"expected {what} from {low} to {high}, got {node.value}")
    return node.value


def seat_count(node: Node) -> int:
    """Read a number of seats."""
    return integer(node, low=0, high=MAX_SEATS, what="a number of seats")


def days(node: Node) -> int:
    """Read a number of days."""
    return integer(node, low=0, high=36_500, what="a number of days")


def percent(node: Node) -> int:
    """Read whole per cent."""
    return integer(node, low=1, high=100, what="whole per cent")


def ordinal(node: Node) -> int:
    """Read the place in a list, counted from 1."""
    return integer(node, low=1, high=MAX_SEATS, what="a place in the list, counted from 1")


def amount(node: Node) -> int:
    """Read money that is not negative, in minor units."""
    return integer(node, low=0, high=MAX_AMOUNT, what="an amount in whole minor units")


def positive_amount(node: Node) -> int:
    """Read money above zero, in minor units."""
    return integer(node, low=1, high=MAX_AMOUNT, what="an amount in whole minor units")


def text(node: Node) -> str:
    """Read a text that is not empty and holds no control characters."""
    if not (isinstance(node, ScalarNode) and isinstance(node.value, str)):
        hint = ""
        if isinstance(node, ScalarNode) and type(node.value) is int:
            hint = f'; write "{node.value}" in quotes'
        raise wrong(node, f"expected a text, got {shown(node)}{hint}")
    if not node.value.strip():
        raise wrong(node, "expected a text, got an empty one")
    if len(node.value) > MAX_TEXT:
        raise wrong(node, f"expected at most {MAX_TEXT} characters, got {len(node.value)}")
    if _CONTROL.search(node.value):
        raise wrong(node, "a text can hold no control characters")
    return node.value


_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def name(node: Node) -> str:
    """Read the name of a plan, a seat type, a payment method, a subscription."""
    given = text(node)
    if len(given) > MAX_NAME or given != given.strip():
        raise wrong(node, f"expected a name of at most {MAX_NAME} characters, without outer blanks")
    return given


def reference(node: Node) -> str:
    """Read what a customer wrote on a transfer."""
    return _at_most(140, node)


def operation_key(node: Node) -> str:
    """Read an operation id, as callers of the API give it."""
    return _at_most(255, node)


def tax_id(node: Node) -> str:
    """Read a tax id as it stands; whether it is a valid one is for the services to say."""
    return _at_most(40, node)


def _at_most(length: int, node: Node) -> str:
    given = text(node)
    if len(given) > length:
        raise wrong(node, f"expected at most {length} characters, got {len(given)}")
    return given


def word(node: Node, known: Iterable[str], *, what: str) -> str:
    """Read one of the known words."""
    words = tuple(known)
    if not (isinstance(node, ScalarNode) and isinstance(node.value, str)):
        raise wrong(node, f"expected {what}, got {shown(node)}; known here: {', '.join(words)}")
    if node.value not in words:
        raise wrong(node, f"{quoted(node.value)} is not {what}; {nearest(node.value, words)}")
    return node.value


def choice(choices: type[Choice], what: str) -> Callable[[Node], Choice]:
    """Return the reader of one of an enumeration's words."""

    def read(node: Node) -> Choice:
        return choices(word(node, [member.value for member in choices], what=what))

    return read


# --- words that the world defines ---------------------------------------------------------------


def email(node: Node) -> str:
    """Read an e-mail address in its canonical form, by which people are told apart."""
    given = text(node)
    try:
        return canonical_address(given)
    except AddressInvalid as error:
        raise wrong(node, f"{quoted(given)} is not an e-mail address: {error}") from None


def currency(node: Node) -> str:
    """Read an ISO 4217 code."""
    given = text(node)
    try:
        exponent(given)
    except UnknownCurrency as error:
        hint = nearest(given, EXPONENTS)
        raise wrong(node, f"{error}{_only_if_near(hint)}") from None
    return given


@cache
def _zones() -> frozenset[str]:
    # "localtime" is whatever this machine is set to; a scenario means the same everywhere.
    return frozenset(available_timezones()) - {"localtime", "Factory", "posixrules"}


def time_zone(node: Node) -> str:
    """Read a name of the time zone database."""
    given = text(node)
    if given not in _zones():
        hint = nearest(given, sorted(_zones()))
        raise wrong(node, f"{quoted(given)} is no time zone{_only_if_near(hint)}")
    return given


def country(node: Node) -> str:
    """Read an ISO 3166 code of two capital letters."""
    given = text(node)
    if given not in _countries():
        hint = "; the United Kingdom is GB" if given.upper() == "UK" else ""
        raise wrong(node, f"{quoted(given)} is no country code of two capital letters{hint}")
    return given


@cache
def _countries() -> frozenset[str]:
    # The time zone database carries the list of ISO 3166 that its zones belong to.
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = (line for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset(row.split("\t")[0] for row in rows)


def _only_if_near(hint: str) -> str:
    return f"; {hint}" if hint.startswith("did you mean") else ""


# --- lists and maps -----------------------------------------------------------------------------


def items(node: Node, read: Callable[[Node], T], *, what: str) -> tuple[T, ...]:
    """Read each item of a list."""
    if not isinstance(node, ListNode):
        raise wrong(node, f"expected a list of {what}, got {shown(node)}")
    return tuple(read(item) for item in node.items)


def some_items(node: Node, read: Callable[[Node], T], *, what: str) -> tuple[T, ...]:
    """Read each item of a list that has at least one."""
    found = items(node, read, what=what)
    if not found:
        raise wrong(node, f"expected a list of {what}, got an empty one")
    return found


def table(
    node: Node,
    read: Callable[[Node], T],
    *,
    key: Callable[[Node], str],
    what: str,
) -> Mapping[str, T]:
    """Read a map whose keys are names of the file's own, each checked by `key`."""
    if not isinstance(node, MapNode):
        raise wrong(node, f"expected {what}, got {shown(node)}")
    return {
        key(ScalarNode(entry.place, entry.key, quoted=True)): read(entry.value)
        for entry in node.entries
    }


class Fields:
    """A map whose keys are all known; what is absent is null or not there at all.

    Raises:
        ScenarioError: the node is no map, or has a key that is not `known`.
    """

    def __init__(self, node: Node, *, known: Iterable[str], what: str) -> None:
        if not isinstance(node, MapNode):
            raise wrong(node, f"expected {what}, got {shown(node)}")
        self.place: Final = node.place
        self._what = what
        self._values = {entry.key: entry.value for entry in node.entries}
        self._places = {entry.key: entry.place for entry in node.entries}
        words = tuple(known)
        for key, place in self._places.items():
            if key not in words:
                raise ScenarioError(place, f"unknown key {quoted(key)}; {nearest(key, words)}")

    def __contains__(self, key: str) -> bool:
        """Tell whether the key stands there with a value that is not null."""
        found = self._values.get(key)
        return found is not None and not (isinstance(found, ScalarNode) and found.value is None)

    @property
    def written_keys(self) -> tuple[str, ...]:
        """The keys that stand there, null or not, in the order of the file."""
        return tuple(self._values)

    def place_of(self, key: str) -> Place:
        """Return the place of the key, or of the map where it is not there."""
        return self._places.get(key, self.place)

    def node(self, key: str) -> Node:
        """Return the value of a key that is there."""
        return self._values[key]

    def get(self, key: str, read: Callable[[Node], T], default: T) -> T:
        """Read the value, or return `default` where it is absent."""
        return read(self._values[key]) if key in self else default

    def find(self, key: str, read: Callable[[Node], T]) -> T | None:
        """Read the value, or return None where it is absent."""
        return read(self._values[key]) if key in self else None

    def need(self, key: str, read: Callable[[Node], T]) -> T:
        """Read the value.

        Raises:
            ScenarioError: it is absent.
        """
        if key not in self:
            raise ScenarioError(self.place_of(key), f"{self._what} needs {quoted(key)}")
        return read(self._values[key])
