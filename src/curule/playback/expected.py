"""Reads what a step expects: only parts that a result has, each of its kind.

The *shape* of a result stands here once, as data; a key that no result has is an error with the
nearest known word, long before anything is played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from curule.core.changes import Ask
from curule.core.entitlements import Reason
from curule.core.lifecycle import Status
from curule.core.refusals import RefusalCode
from curule.core.settlement import Choice
from curule.playback import fields
from curule.playback.document import Node, ScalarNode
from curule.playback.fields import Fields, wrong
from curule.playback.moments import Moment, read_moment
from curule.playback.problems import Place
from curule.playback.vocabulary import Vocabulary

# --- what was read ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpectedValue:
    """One value, or None where nothing is expected to be there."""

    place: Place
    value: str | int | bool | Moment | None


@dataclass(frozen=True, slots=True)
class ExpectedList:
    """A list of exactly these, or, where it is `open`, of these in this order among others."""

    place: Place
    items: tuple[Expected, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class ExpectedMap:
    """A map of which only these keys are compared."""

    place: Place
    parts: Mapping[str, Expected]


Expected: TypeAlias = ExpectedValue | ExpectedList | ExpectedMap


@dataclass(frozen=True, slots=True)
class Counts:
    """What a `together` expects: how many of its steps went through, how many were refused and why.

    `refused` is None where nothing is said about refusals; then there must be none.
    """

    place: Place
    ok: ExpectedValue | None
    refused: Mapping[str, ExpectedValue] | None


# --- the shape of a result ----------------------------------------------------------------------


class Kind(Enum):
    """The kinds of single values."""

    NUMBER = auto()
    TEXT = auto()
    FLAG = auto()
    MOMENT = auto()
    MOMENT_OR_WORD = auto()
    EMAIL = auto()


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word of a fixed list."""

    words: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; an `open` one may hold more than is expected."""

    each: Shape
    what: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map with known keys."""

    parts: Mapping[str, Shape]
    what: str


class Keys(Enum):
    """What the keys of a table are."""

    SEAT_TYPES = auto()
    EMAILS = auto()


@dataclass(frozen=True, slots=True)
class TableOf:
    """A map from names of the scenario to values of one shape."""

    keys: Keys
    each: Shape
    what: str


Shape: TypeAlias = Kind | OneOf | ListOf | MapOf | TableOf

_STATUS: Final = OneOf(tuple(status.value for status in Status), "a status of a subscription")
_INVITATION_STATUSES: Final = ("open", "accepted", "declined", "canceled", "expired")
_INVOICE_STATUSES: Final = ("draft", "open", "paid", "void", "uncollectible")
_PAYMENT_STATUSES: Final = ("pending", "succeeded", "failed", "unknown", "reversed")
_SETTLEMENT_STATUSES: Final = ("pending", "moved", "undone")
_number, _text, _flag, _moment = Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.MOMENT

_CODE: Final = OneOf(tuple(code.value for code in RefusalCode), "a code of a refusal")
_LINE: Final = MapOf(
    {
        "description": _text,
        "seat_type": _text,
        "quantity": _number,
        "unit_amount": _number,
        "period_start": _moment,
        "period_end": _moment,
        "discount": _number,
        "numerator": _number,
        "denominator": _number,
        "amount": _number,
    },
    "a line",
)
_SCHEDULED: Final = ListOf(MapOf({"at": _moment, "total": _number}, "a scheduled total"), "totals")
_SCHEDULED_IN_QUOTE: Final = ListOf(
    MapOf({"seat_type": _text, "at": _moment, "total": _number}, "a scheduled total"), "totals"
)
_DOCUMENT: Final[Mapping[str, Shape]] = {
    "number": _text,
    "issued_at": _moment,
    "due_at": _moment,
    "lines": ListOf(_LINE, "lines"),
    "subtotal": _number,
    "tax": _number,
    "total": _number,
    "paid": _number,
    "open": _number,
}
_INVOICE: Final = MapOf(
    {**_DOCUMENT, "status": OneOf(_INVOICE_STATUSES, "a status of an invoice")}, "an invoice"
)
_CREDIT_NOTE: Final = MapOf({**_DOCUMENT, "status": _text}, "a credit note")
_QUOTE_PARTS: Final[Mapping[str, Shape]] = {
    "lines": ListOf(_LINE, "lines"),
    "subtotal": _number,
    "tax": _number,
    "total": _number,
    "credit": _number,
    "due_now": _number,
    "given_back": _number,
    "at_renewal": _number,
    "usable": Kind.MOMENT_OR_WORD,
    "asks": ListOf(OneOf(tuple(ask.value for ask in Ask), "what a review asks for"), "words"),
    "scheduled": _SCHEDULED_IN_QUOTE,
}
QUOTE_PARTS: Final = tuple(_QUOTE_PARTS)
"""The keys that stand for a part of the step's quote when a step expects them directly."""

_PAYMENT_STATUS: Final = OneOf(_PAYMENT_STATUSES, "a status of a payment")

RESULT: Final = MapOf(
    {
        "ok": _flag,
        "replayed": _flag,
        "refused": _CODE,
        "sentence": _text,
        "options": ListOf(_text, "words"),
        "quote": MapOf(_QUOTE_PARTS, "a quote"),
        **_QUOTE_PARTS,
        "invoices": ListOf(_INVOICE, "invoices"),
        "credit_notes": ListOf(_CREDIT_NOTE, "credit notes"),
        "payments": ListOf(
            MapOf(
                {
                    "method": _text,
                    "amount": _number,
                    "status": _PAYMENT_STATUS,
                    "reference": _text,
                },
                "a payment",
            ),
            "payments",
        ),
        "refunds": ListOf(
            MapOf({"amount": _number, "to": _text, "status": _PAYMENT_STATUS}, "a refund"),
            "refunds",
        ),
        "settlements": ListOf(
            MapOf(
                {
                    "person": Kind.EMAIL,
                    "choice": OneOf(tuple(choice.value for choice in Choice), "a way to join"),
                    "amount": _number,
                    "moves_at": _moment,
                    "status": OneOf(_SETTLEMENT_STATUSES, "a status of a settlement"),
                },
                "a settlement",
            ),
            "settlements",
        ),
        "mails": ListOf(MapOf({"template": _text, "to": Kind.EMAIL}, "a mail"), "mails", open=True),
        "seats": TableOf(
            Keys.SEAT_TYPES,
            MapOf(
                {
                    "total": _number,
                    "occupied": _number,
                    "held": _number,
                    "free": _number,
                    "scheduled": _SCHEDULED,
                },
                "numbers of seats",
            ),
            "a map of seat types",
        ),
        "renews_at": _moment,
        "ends_at": _moment,
        "status": _STATUS,
        "balance": MapOf({"owed": _number, "credit": _number}, "a balance"),
        "own": TableOf(
            Keys.EMAILS,
            MapOf(
                {
                    "owed": _number,
                    "credit": _number,
                    "plan": _STATUS,
                },
                "an own plan",
            ),
            "a map of e-mail addresses",
        ),
        "invitations": TableOf(
            Keys.EMAILS,
            OneOf(_INVITATION_STATUSES, "a status of an invitation"),
            "a map of e-mail addresses",
        ),
        "access": TableOf(
            Keys.EMAILS,
            MapOf(
                {
                    "allowed": _flag,
                    "until": _moment,
                    "reason": OneOf(tuple(reason.value for reason in Reason), "a reason"),
                },
                "an answer about access",
            ),
            "a map of e-mail addresses",
        ),
    },
    "what a step expects",
)

# --- reading it ---------------------------------------------------------------------------------


def read_expected(node: Node, names: Vocabulary) -> ExpectedMap:
    """Read the `expect` of a step."""
    return _map(node, RESULT, names)


def read_counts(node: Node) -> Counts:
    """Read the `expect` of a `together`: `{ok: 1, refused: {no_free_seat: 1}}`."""
    given = Fields(node, known=("ok", "refused"), what="what a `together` expects")

    def refusals(value: Node) -> Mapping[str, ExpectedValue]:
        return fields.table(value, _count, key=_code, what="a map of codes to numbers")

    return Counts(given.place, given.find("ok", _count), given.find("refused", refusals))


def _count(node: Node) -> ExpectedValue:
    return ExpectedValue(
        node.place, fields.integer(node, low=0, high=fields.MAX_SEATS, what="a number of steps")
    )


def _code(node: Node) -> str:
    return fields.word(node, _CODE.words, what=_CODE.what)


def _expected(node: Node, shape: Shape, names: Vocabulary) -> Expected:
    if isinstance(node, ScalarNode) and node.value is None and not isinstance(shape, ListOf):
        return ExpectedValue(node.place, None)
    match shape:
        case Kind():
            return ExpectedValue(node.place, _VALUES[shape](node))
        case OneOf():
            return ExpectedValue(node.place, fields.word(node, shape.words, what=shape.what))
        case ListOf():
            each = shape.each
            items = fields.items(node, lambda item: _expected(item, each, names), what=shape.what)
            return ExpectedList(node.place, items, shape.open)
        case MapOf():
            return _map(node, shape, names)
        case TableOf():
            return _table(node, shape, names)


def _map(node: Node, shape: MapOf, names: Vocabulary) -> ExpectedMap:
    given = Fields(node, known=shape.parts, what=shape.what)
    return ExpectedMap(
        node.place,
        {key: _expected(given.node(key), shape.parts[key], names) for key in given.written_keys},
    )


def _table(node: Node, shape: TableOf, names: Vocabulary) -> ExpectedMap:
    key = names.seat_type if shape.keys is Keys.SEAT_TYPES else names.email
    parts = fields.table(
        node, lambda value: _expected(value, shape.each, names), key=key, what=shape.what
    )
    return ExpectedMap(node.place, parts)


def _any_number(node: Node) -> int:
    return fields.integer(node, low=-fields.MAX_AMOUNT, high=fields.MAX_AMOUNT)


def _moment_or_word(node: Node) -> str | Moment:
    if isinstance(node, ScalarNode) and node.value == "on_payment":
        return "on_payment"
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value[:1].isdigit():
        return read_moment(node)
    raise wrong(node, f"expected a time or on_payment, got {fields.shown(node)}")


_VALUES: Final[Mapping[Kind, Callable[[Node], str | int | bool | Moment]]] = {
    Kind.NUMBER: _any_number,
    Kind.TEXT: fields.text,
    Kind.FLAG: fields.boolean,
    Kind.MOMENT: read_moment,
    Kind.MOMENT_OR_WORD: _moment_or_word,
    Kind.EMAIL: fields.email,
}
