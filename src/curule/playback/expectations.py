"""Compares what happened with what was expected.

A map is compared by the keys it gives; a list by its length, its order and the keys of each
element, only `mails` may hold more; a date equals every instant of that date in the account's zone.
A step that is refused without expecting it fails, and so does one that is not refused though
expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Final, TypeAlias

from curule.playback.expected import (
    QUOTE_PARTS,
    Expected,
    ExpectedList,
    ExpectedMap,
    ExpectedValue,
)
from curule.playback.moments import same_moment
from curule.playback.problems import Place
from curule.playback.steps import Step, Together

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
"""A result in the shape that `--json` prints."""


class Nothing(Enum):
    """Stands for a part that the result does not have."""

    NOTHING = "nothing"

    def __str__(self) -> str:
        """Return the word."""
        return self.value


NOTHING: Final = Nothing.NOTHING


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is not as expected: `path` as in `seats.agent.total` or `lines[0].amount`."""

    path: str
    expected: Json | Nothing
    got: Json | Nothing
    place: Place


def judge(step: Step, result: Mapping[str, Json], *, zone: str) -> tuple[Mismatch, ...]:
    """Return everything in which the result of a step is not as expected."""
    expect = step.expect
    if result["refused"] is not None and not _expects_refusal(expect):
        place = step.place if expect is None else expect.place
        return (Mismatch("refused", NOTHING, result["refused"], place),)
    return () if expect is None else tuple(compare(expect, result, zone=zone))


def judge_together(
    together: Together, results: Sequence[Mapping[str, Json]], *, zone: str
) -> tuple[Mismatch, ...]:
    """Return everything in which the results of steps that ran at once are not as expected.

    A refusal counts as expected where the `together` counts its code, or its own step expects it.
    """
    found: list[Mismatch] = []
    pairs = list(zip(together.steps, results, strict=True))
    for step, result in pairs:
        if step.expect is not None:
            found += judge(step, result, zone=zone)
    expect = together.expect
    place = together.place if expect is None else expect.place
    if expect is not None and expect.ok is not None:
        through = sum(result["refused"] is None for _, result in pairs)
        found += compare(expect.ok, through, zone=zone, path="ok")
    counted = Counter(
        str(result["refused"]) for _, result in pairs if result["refused"] is not None
    )
    expected = {} if expect is None or expect.refused is None else expect.refused
    for code, number in expected.items():
        found += compare(number, counted[code], zone=zone, path=f"refused.{code}")
    surprising = Counter(
        str(result["refused"])
        for step, result in pairs
        if result["refused"] is not None and step.expect is None
    )
    for code, number_of_steps in sorted(surprising.items()):
        if code not in expected:
            found.append(Mismatch(f"refused.{code}", 0, number_of_steps, place))
    return tuple(found)


def _expects_refusal(expect: ExpectedMap | None) -> bool:
    if expect is None:
        return False
    refused, ok = expect.parts.get("refused"), expect.parts.get("ok")
    named = isinstance(refused, ExpectedValue) and refused.value is not None
    return named or (isinstance(ok, ExpectedValue) and ok.value is False)


def compare(
    expected: Expected, got: Json | Nothing, *, zone: str, path: str = ""
) -> Iterator[Mismatch]:
    """Find what is not as expected; at the top, parts of the quote may be named directly."""
    match expected:
        case ExpectedValue():
            if not _same(expected, got, zone):
                yield Mismatch(path, plain(expected), got, expected.place)
        case ExpectedList(open=True):
            yield from _compare_open(expected, got, zone=zone, path=path)
        case ExpectedList():
            yield from _compare_list(expected, got, zone=zone, path=path)
        case ExpectedMap():
            yield from _compare_map(expected, got, zone=zone, path=path)


def _same(expected: ExpectedValue, got: Json | Nothing, zone: str) -> bool:
    value = expected.value
    if value is None:
        return got is None or got is NOTHING
    if isinstance(value, date):
        return isinstance(got, str) and same_moment(value, got, zone)
    return type(value) is type(got) and value == got  # True is no 1


def _compare_map(
    expected: ExpectedMap, got: Json | Nothing, *, zone: str, path: str
) -> Iterator[Mismatch]:
    if not isinstance(got, Mapping):
        yield Mismatch(path, plain(expected), got, expected.place)
        return
    for key, part in expected.parts.items():
        found = _part(got, key, is_result=not path)
        yield from compare(part, found, zone=zone, path=f"{path}.{key}" if path else key)


def _part(got: Mapping[str, Json], key: str, *, is_result: bool) -> Json | Nothing:
    if is_result and key in QUOTE_PARTS:
        quote = got.get("quote")
        return quote.get(key, NOTHING) if isinstance(quote, Mapping) else NOTHING
    return got.get(key, NOTHING)


def _compare_list(
    expected: ExpectedList, got: Json | Nothing, *, zone: str, path: str
) -> Iterator[Mismatch]:
    items = _items(got)
    if items is None:
        yield Mismatch(path, plain(expected), got, expected.place)
        return
    if len(items) != len(expected.items):
        yield Mismatch(f"{path}.length", len(expected.items), len(items), expected.place)
    for index, (item, found) in enumerate(zip(expected.items, items, strict=False)):
        yield from compare(item, found, zone=zone, path=f"{path}[{index}]")


def _compare_open(
    expected: ExpectedList, got: Json | Nothing, *, zone: str, path: str
) -> Iterator[Mismatch]:
    items = _items(got)
    if items is None:
        yield Mismatch(path, plain(expected), got, expected.place)
        return
    left = iter(items)
    for index, item in enumerate(expected.items):
        here = f"{path}[{index}]"
        if not any(not list(compare(item, found, zone=zone, path=here)) for found in left):
            yield Mismatch(here, plain(item), list(items), item.place)
            return


def _items(got: Json | Nothing) -> Sequence[Json] | None:
    return got if isinstance(got, Sequence) and not isinstance(got, str) else None


def plain(expected: Expected) -> Json:
    """Return what is expected as it was written."""
    match expected:
        case ExpectedValue():
            return _written(expected.value)
        case ExpectedList():
            return [plain(item) for item in expected.items]
        case ExpectedMap():
            return {key: plain(part) for key, part in expected.parts.items()}


def _written(value: str | int | date | None) -> Json:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
