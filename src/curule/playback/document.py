"""Reads a YAML 1.2 or JSON file strictly: nothing is guessed, and every value keeps its place.

Of YAML only maps, lists, strings, integers, `true`, `false` and `null` are read. `off`, `NO` and
`yes` are words, `2026-04-01` is a string. All that YAML readers commonly turn into something else
than what stands there is refused with its place: floats, `0x1F`, `1_000`, `007`, `+1`, anchors,
aliases, tags, directives, repeated keys, several documents, a key without a value.

    >>> node = read_document("a: [1, off]", file="x.yaml")
    >>> as_plain(node)
    {'a': [1, 'off']}
    >>> read_document("a: 1_000", file="x.yaml")
    Traceback (most recent call last):
    curule.playback.problems.ScenarioError: x.yaml:1:4: `1_000` is not a plain number; write 1000
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import yaml

from curule.playback.problems import Place, ScenarioError, quoted

MAX_BYTES: Final = 512 * 1024
"""No file that a person writes comes near; the limit keeps a wrong file from taking minutes."""

MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A string, an integer, true, false or null. `quoted` strings are never anything else."""

    place: Place
    value: str | int | bool | None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of values."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value; the place is the key's."""

    place: Place
    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """A map in the order of the file; no key stands in it twice."""

    place: Place
    entries: tuple[Entry, ...]


Node: TypeAlias = ScalarNode | ListNode | MapNode
Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"


def as_plain(node: Node) -> Plain:
    """Return the value without its places."""
    match node:
        case ScalarNode():
            return node.value
        case ListNode():
            return [as_plain(item) for item in node.items]
        case MapNode():
            return {entry.key: as_plain(entry.value) for entry in node.entries}


def read_file(path: str) -> Node:
    """Return the document in the file.

    Raises:
        ScenarioError: it cannot be opened, is not UTF-8, or is wrong (see `read_document`).
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no file name"
        raise ScenarioError(path, f"cannot be read: {reason}") from None
    return read_document(_decoded(content, path), file=path)


def _decoded(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        raise ScenarioError(file, f"is larger than {MAX_BYTES // 1024} KiB; no scenario is")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        place = _place_at(before, len(before), file)
        raise ScenarioError(place, "is not UTF-8 from here on; save the file as UTF-8") from None


def read_document(text: str, *, file: str) -> Node:
    """Return the one document of `text`; `file` is only its name, for the places.

    Raises:
        ScenarioError: with the place, if anything stands there that would have to be guessed.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_BYTES:
        raise ScenarioError(file, f"is larger than {MAX_BYTES // 1024} KiB; no scenario is")
    _refuse_odd_characters(text, file)
    if file.endswith(".json"):
        text = text.replace("\t", " ")  # outside of strings JSON allows it, inside it does not
    return _Composer(text, file).document()


# What YAML 1.2 does not allow as it stands, and the three characters that end a line in YAML 1.1
# only (NEL, LS, PS): in quotes every one of them can be written as an escape.
_ODD: Final = re.compile(
    "[^\x09\x0a\x0d\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def _refuse_odd_characters(text: str, file: str) -> None:
    odd = _ODD.search(text)
    if odd:
        raise ScenarioError(
            _place_at(text, odd.start(), file),
            f"the character U+{ord(odd[0]):04X} cannot stand here; in quotes it can be escaped",
        )


def _place_at(text: str, index: int, file: str) -> Place:
    before = re.split(r"\r\n|\r|\n", text[:index])
    return Place(file, len(before), len(before[-1]) + 1)


class _Mark(Protocol):
    """What PyYAML's two kinds of marks have in common; both count from 0."""

    @property
    def line(self) -> int:
        """The line, from 0."""

    @property
    def column(self) -> int:
        """The column, from 0."""


class _Composer:
    """Builds nodes out of the events of PyYAML's parser, which knows the syntax and no meanings."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._loader = yaml.SafeLoader(text)
        self._events = self._parsed()

    def document(self) -> Node:
        """Return the only document."""
        next(self._events)  # the start of the stream
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            raise ScenarioError(Place(self._file, 1, 1), "the file is empty")
        self._refuse_directives(start)
        node = self._node(next(self._events), depth=0)
        next(self._events)  # the end of the document
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise ScenarioError(self._place(after), "a second document begins; a file holds one")
        return node

    def _parsed(self) -> Iterator[yaml.Event]:
        try:
            while event := self._next_event():
                yield event
        except yaml.MarkedYAMLError as error:
            raise ScenarioError(*self._said(error)) from None
        except (ValueError, OverflowError):
            # An escape such as "\UFFFFFFFF", or a version with thousands of digits.
            raise ScenarioError(self._here(), "is not YAML: a number is out of range") from None

    def _next_event(self) -> yaml.Event | None:
        event: yaml.Event | None = self._loader.get_event()  # type: ignore[no-untyped-call]
        return event

    def _said(self, error: yaml.MarkedYAMLError) -> tuple[Place, str]:
        place = self._at(error.problem_mark) if error.problem_mark else self._here()
        said = (error.problem or "this cannot be read").replace("\\t", "tab")
        if "'\\t'" in (error.problem or ""):
            said = "a tab cannot indent; use blanks"
        return place, f"is not YAML: {said}"

    def _here(self) -> Place:
        return self._at(self._loader.get_mark())

    def _at(self, mark: _Mark) -> Place:
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _place(self, event: yaml.Event) -> Place:
        assert event.start_mark is not None
        return self._at(event.start_mark)

    def _refuse_directives(self, start: yaml.DocumentStartEvent) -> None:
        if start.tags:
            raise ScenarioError(self._place(start), "a %TAG line is not read; take it out")
        if start.version and tuple(start.version) != (1, 2):
            raise ScenarioError(self._place(start), "scenario files are YAML 1.2; drop the line")

    def _node(self, event: yaml.Event, *, depth: int) -> Node:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            raise ScenarioError(place, f"aliases (*{event.anchor}) are not read; repeat the value")
        assert isinstance(event, yaml.NodeEvent)
        if event.anchor is not None:
            raise ScenarioError(place, f"anchors (&{event.anchor}) are not read; take it out")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise ScenarioError(place, f"tags ({tag}) are not read; take it out")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth >= MAX_DEPTH:
            raise ScenarioError(place, f"is nested deeper than {MAX_DEPTH} levels; no scenario is")
        if isinstance(event, yaml.SequenceStartEvent):
            return ListNode(place, tuple(self._items(depth=depth + 1)))
        return MapNode(place, tuple(self._entries(depth=depth + 1)))

    def _items(self, *, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth=depth)

    def _entries(self, *, depth: int) -> Iterator[Entry]:
        seen: dict[str, Place] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = self._place(event)
            key = self._key(event, depth=depth)
            if key in seen:
                raise ScenarioError(
                    place,
                    f"the key {quoted(key)} stands here twice, first in line {seen[key].line}",
                )
            seen[key] = place
            yield Entry(place, key, self._node(next(self._events), depth=depth))

    def _key(self, event: yaml.Event, *, depth: int) -> str:
        node = self._node(event, depth=depth)
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            return node.value
        raise ScenarioError(node.place, "a key is a word; put it in quotes if it looks otherwise")

    def _scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        place, text = self._place(event), event.value
        if event.style is not None:
            return ScalarNode(place, _joined_surrogates(text, place), quoted=True)
        if text in _CONSTANTS:
            return ScalarNode(place, _CONSTANTS[text])
        if _INTEGER.fullmatch(text):
            if len(text) > MAX_DIGITS:
                raise ScenarioError(place, f"a number of {len(text)} digits is too large")
            return ScalarNode(place, int(text))
        _refuse_lookalikes(text, place)
        return ScalarNode(place, text)


_CONSTANTS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)
_UNDERSCORED: Final = re.compile(r"[-+]?[0-9][0-9_]*", re.ASCII)
_FLOAT: Final = re.compile(
    r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
    re.ASCII,
)
_OTHER_BASE: Final = re.compile(r"[-+]?0[xob][0-9a-fA-F_]+", re.ASCII)


def _refuse_lookalikes(text: str, place: Place) -> None:
    """Refuse words that one YAML reader takes for a value and the next for a word."""
    if text in {"", "~"}:
        raise ScenarioError(place, 'a value is missing here; write null, or "" for an empty text')
    if text.lower() in _CONSTANTS:
        raise ScenarioError(
            place, f'{quoted(text)} can be read in two ways; write {text.lower()}, or "{text}"'
        )
    if _UNDERSCORED.fullmatch(text):
        digits = text.replace("_", "").removeprefix("+")
        sign = "-" if digits.startswith("-") else ""
        number = digits.removeprefix("-").lstrip("0") or "0"
        plain = number if number == "0" else sign + number
        shown = plain if len(plain) <= MAX_DIGITS else "it in digits alone"
        raise ScenarioError(place, f"{quoted(text)} is not a plain number; write {shown}")
    if _FLOAT.fullmatch(text):
        raise ScenarioError(
            place,
            f"{quoted(text)} is a decimal number, which is not read; money is a whole number of "
            f'minor units, a rate is a text in quotes ("5.5")',
        )
    if _OTHER_BASE.fullmatch(text):
        raise ScenarioError(place, f"{quoted(text)} is no plain number; write it in digits alone")


def _joined_surrogates(text: str, place: Place) -> str:
    """Join the halves that JSON writes for a character beyond U+FFFF; a half alone is no text."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise ScenarioError(place, "holds half a character (a lone surrogate escape)") from None
