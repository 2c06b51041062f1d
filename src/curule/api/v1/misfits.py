"""Misfits: what in a request does not fit the document, each with its code and its place.

What a number or a day means is told by its name: `seats` is a quantity, `unit_amount` an amount.
A number that is neither, such as how many days something holds, is `field_invalid`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.http import HttpRequest

from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.httpkit.values import DAY_MISFIT, NUMBER_MISFIT, is_storable, looks_dated

AMOUNTS: Final = frozenset({"amount", "unit_amount", "flat_amount", "base_fee", "most"})
"""Names of whole numbers that are money."""
QUANTITIES: Final = frozenset(
    {"seats", "maximum", "min", "max", "step", "up_to", "package_size"},
)
"""Names of whole numbers that count seats; below `seats` each stands at its type."""
_COUNTED: Final = frozenset(
    {
        NUMBER_MISFIT,
        *("int_type", "int_from_float", "int_parsing", "int_parsing_size", "bool_type"),
        *("greater_than", "greater_than_equal", "less_than", "less_than_equal"),
        *("model_type", "model_attributes_type", "dict_type"),
    }
)
_MEANT: Final = frozenset(
    {RefusalCode.QUANTITY_INVALID, RefusalCode.AMOUNT_INVALID, RefusalCode.DATE_INVALID}
)
_LONGEST_GIVEN: Final = 40
_ABSENT: Final = object()

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Something in a request that does not fit.

    `source` is `body`, `query`, `path` or `header`; `steps` lead there. `given` is what stands
    there, if it is short enough to be shown.
    """

    code: RefusalCode
    source: str
    steps: Steps
    detail: str
    given: str | int | None = None

    @property
    def field(self) -> str:
        """What it is called; a place in a list has the name of the list."""
        named = (step for step in reversed(self.steps) if isinstance(step, str))
        return next(named, self.source)

    @property
    def shown(self) -> dict[str, str]:
        """The entry in `errors`; in a body the place is a JSON pointer (RFC 6901)."""
        if self.source == "body":
            place = {"pointer": "#" + "".join(f"/{_escaped(str(step))}" for step in self.steps)}
        else:
            place = {self.source: "/".join(map(str, self.steps))}
        return {**place, "code": self.code.value, "detail": self.detail}


def misfits(errors: Sequence[Mapping[str, Any]], request: HttpRequest) -> tuple[Misfit, ...]:
    """Return what pydantic found, each place once; at least one."""
    sent = _sent(request)
    found: dict[tuple[str, Steps], Misfit] = {}
    tried: set[Steps] = set()
    for error in errors:
        source, *rest = error["loc"]
        # The first step below a body is the name of the argument that takes it.
        steps, is_tried = _walked(sent, rest[1:], error) if source == "body" else (rest, False)
        place = tuple(steps)
        if is_tried:
            tried.add(place)
        found.setdefault((source, place), _misfit(error, source, place, sent))
    below = {place[:length] for _, place in found for length in range(len(place))}
    # Of one that may have several shapes, those that it was not meant to have say nothing.
    return tuple(each for each in found.values() if each.steps not in tried & below)


def refusal_of(found: Iterable[Misfit]) -> Refusal:
    """Return the refusal of a request with misfits: of what is unknown first, else the first."""
    each = min(found, key=lambda misfit: misfit.code is not RefusalCode.FIELD_UNKNOWN)
    if each.given is None or each.code in {RefusalCode.FIELD_UNKNOWN, RefusalCode.FIELD_INVALID}:
        return refuse(each.code, field=each.field)
    return refuse(each.code, field=each.field, given=each.given)


def places(refusal: Refusal, request: HttpRequest) -> list[dict[str, str]]:
    """Return where in the body stands what a rule refused, if that is one place, for `errors`.

    A rule names a field, or it says what was given for a quantity, an amount or a day.
    """
    sent, code = _sent(request), RefusalCode(refusal.code)
    named, given = refusal.values.get("field"), refusal.values.get("given")
    found: list[Steps] = []
    if named is not None:
        found = [steps for steps, _ in _within(sent) if steps[-1] == named]
    elif code in _MEANT:
        meant = [(steps, each) for steps, each in _within(sent) if _means(steps, each) is code]
        same = [(steps, each) for steps, each in meant if str(each) == str(given)]
        found = [steps for steps, _ in (meant if len(meant) == 1 else same)]
    if len(found) != 1:
        return []
    place = Misfit(code=code, source="body", steps=found[0], detail="").shown
    return [{"pointer": place["pointer"], "code": place["code"]}]


def _within(sent: object, steps: Steps = ()) -> Iterator[tuple[Steps, object]]:
    """Yield each value of a body with the steps that lead there."""
    below: Iterable[tuple[str | int, object]] = ()
    if isinstance(sent, dict):
        below = sent.items()
    elif isinstance(sent, list):
        below = enumerate(sent)
    for step, each in below:
        yield (*steps, step), each
        yield from _within(each, (*steps, step))


def _means(steps: Steps, value: object) -> RefusalCode | None:
    """Return with which code a value is refused, by its name and its look."""
    if isinstance(value, str):
        return RefusalCode.DATE_INVALID if looks_dated(value) else None
    return _counts(steps) if isinstance(value, int) else None


def _counts(steps: Steps) -> RefusalCode | None:
    """Return with which code a number is refused, by its name."""
    named = next((step for step in reversed(steps) if isinstance(step, str)), "")
    if named in AMOUNTS:
        return RefusalCode.AMOUNT_INVALID
    return RefusalCode.QUANTITY_INVALID if named in QUANTITIES or "seats" in steps else None


def _misfit(error: Mapping[str, Any], source: str, steps: Steps, sent: object) -> Misfit:
    return Misfit(
        code=_code(error["type"], source, steps),
        source=source,
        steps=steps,
        detail=error["msg"],
        given=_plain(_at(sent, steps)) if source == "body" else None,
    )


def _plain(given: object) -> str | int | None:
    """Return what was given as a sentence can say it, if it can."""
    if isinstance(given, str):
        return given if len(given) <= _LONGEST_GIVEN and is_storable(given) else None
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _code(kind: str, source: str, steps: Steps) -> RefusalCode:
    if kind == "extra_forbidden":
        return RefusalCode.FIELD_UNKNOWN
    if kind == DAY_MISFIT or kind.startswith("date"):
        return RefusalCode.DATE_INVALID
    if source == "body" and kind in _COUNTED:
        return _counts(steps) or RefusalCode.FIELD_INVALID
    return RefusalCode.FIELD_INVALID


def _walked(
    sent: object, steps: Sequence[str | int], error: Mapping[str, Any]
) -> tuple[list[str | int], bool]:
    """Return the steps that are of the body, and whether others were left out.

    Pydantic names the shapes that it tried among them; what is missing is the last step.
    """
    walked: list[str | int] = []
    is_tried = False
    for number, step in enumerate(steps, start=1):
        below = _step(sent, step)
        is_missing = error["type"] == "missing" and number == len(steps)
        if below is _ABSENT and not is_missing:
            is_tried = True
            continue
        walked.append(step)
        sent = below
    return walked, is_tried


def _at(sent: object, steps: Steps) -> object:
    for step in steps:
        sent = _step(sent, step)
    return sent


def _step(sent: object, step: str | int) -> object:
    if isinstance(sent, dict):
        return sent.get(step, _ABSENT)
    if isinstance(sent, list) and isinstance(step, int):
        return sent[step] if step < len(sent) else _ABSENT
    return _ABSENT


def _sent(request: HttpRequest) -> object:
    """Return the body, if it was read and is JSON."""
    read: bytes | None = vars(request).get("_body")
    try:
        return msgspec.json.decode(read) if read else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _escaped(step: str) -> str:
    """Return a name as a JSON pointer writes it (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")
