"""The seat policy: the rules by which seats are sold, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Final, cast, get_args, get_origin, get_type_hints

from curule.core.policy.anchor import AnchorPolicy
from curule.core.policy.assignment import AssignmentPolicy, JoiningPolicy
from curule.core.policy.decrease import DecreasePolicy
from curule.core.policy.increase import IncreasePolicy, ProrationPolicy
from curule.core.policy.offer import PeoplePolicy, PricePolicy
from curule.core.policy.payment import PaymentPolicy, UnpaidPolicy
from curule.core.policy.quantity import QuantityPolicy
from curule.core.policy.renewal import RenewalPolicy, TermPolicy
from curule.core.policy.who import WhoPolicy
from curule.core.policy.words import WordsPolicy
from curule.core.policy.written import Form, Unreadable, Written, nearest_word, shown


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One thing wrong with a written policy; `nearest` is the closest known word."""

    field: str
    message: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = "" if self.nearest is None else f" (nearest: {self.nearest})"
        return f"{self.field}: {self.message}{hint}"


class PolicyError(ValueError):
    """A written policy that cannot be read; `problems` holds everything wrong with it."""

    def __init__(self, problems: tuple[PolicyProblem, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPolicy:
    """Every dimension along which vendors sell seats, each with one value.

    A policy is data: it is compared, hashed, stored and rendered as sentences.
    `from_mapping` reads the written form, nested or with dotted names, and
    refuses whatever it does not know.
    """

    who: WhoPolicy
    quantity: QuantityPolicy
    increase: IncreasePolicy
    proration: ProrationPolicy
    anchor: AnchorPolicy
    decrease: DecreasePolicy
    renewal: RenewalPolicy
    term: TermPolicy
    unpaid: UnpaidPolicy
    payment: PaymentPolicy
    assignment: AssignmentPolicy
    joining: JoiningPolicy
    price: PricePolicy
    people: PeoplePolicy
    words: WordsPolicy

    @classmethod
    def from_mapping(cls, written: Mapping[str, object]) -> SeatPolicy:
        """Return the policy that is written so, every field given.

        Raises PolicyError with everything that is unknown, missing or unreadable.
        """
        given, problems = _flatten(written)
        values, unreadable = _read(given)
        spoilt = {problem.field for problem in (*problems, *unreadable)}
        missing = tuple(
            PolicyProblem(field=name, message="is missing")
            for name in FIELDS
            if name not in given and name not in spoilt
        )
        return _built((*problems, *unreadable, *missing), values)

    def to_mapping(self) -> dict[str, Written]:
        """Return the written form, ready for JSON; reading it gives the same policy."""
        written: dict[str, Written] = {}
        for name, value in _leaves(self).items():
            *groups, last = name.split(".")
            place = written
            for group in groups:
                place = cast("dict[str, Written]", place.setdefault(group, {}))
            place[last] = FIELDS[name].write(value)
        return written

    def override(self, changes: Mapping[str, object]) -> SeatPolicy:
        """Return this policy with some fields changed, nested or dotted.

        Raises PolicyError like `from_mapping`, and changes nothing then.
        """
        given, problems = _flatten(changes)
        values, unreadable = _read(given)
        return _built((*problems, *unreadable), {**_leaves(self), **values})


def _find_fields(group: type, prefix: str = "") -> dict[str, Form]:
    """Return the forms of all fields below a group, by dotted name, in reading order."""
    found: dict[str, Form] = {}
    for name, hint in get_type_hints(group, include_extras=True).items():
        if get_origin(hint) is Annotated:
            found[prefix + name] = cast("Form", get_args(hint)[1])
        else:
            found |= _find_fields(hint, f"{prefix}{name}.")
    return found


FIELDS: Final[Mapping[str, Form]] = MappingProxyType(_find_fields(SeatPolicy))
"""Every field of a policy by its dotted name, with the form it is written in."""

_GROUPS: Final = frozenset(
    name[:place] for name in FIELDS for place, letter in enumerate(name) if letter == "."
)


def _flatten(
    written: Mapping[str, object],
) -> tuple[dict[str, object], tuple[PolicyProblem, ...]]:
    """Return what is written by dotted field name, and what is no field or stands there twice."""
    given: dict[str, object] = {}
    problems: list[PolicyProblem] = []

    def visit(mapping: Mapping[object, object], prefix: str) -> None:
        for key, value in mapping.items():
            name = f"{prefix}{shown(key)}"
            if name in given:
                problems.append(PolicyProblem(name, "is given twice"))
            elif name in FIELDS:
                given[name] = value
            elif name not in _GROUPS:
                problems.append(_unknown_field(name))
            elif isinstance(value, Mapping):
                visit(cast("Mapping[object, object]", value), f"{name}.")
            else:
                problems.append(PolicyProblem(name, f"{shown(value)} is not a group of fields"))

    visit(cast("Mapping[object, object]", written), "")
    return given, tuple(problems)


def _unknown_field(name: str) -> PolicyProblem:
    group = name.rpartition(".")[0]
    siblings = [known for known in FIELDS if known.startswith(f"{group}.")] if group else []
    nearest = nearest_word(name, siblings) or nearest_word(name, [*FIELDS, *sorted(_GROUPS)])
    return PolicyProblem(name, "is no field of a policy", nearest)


def _read(given: Mapping[str, object]) -> tuple[dict[str, object], tuple[PolicyProblem, ...]]:
    values: dict[str, object] = {}
    problems: list[PolicyProblem] = []
    for name, written in given.items():
        try:
            values[name] = FIELDS[name].read(written)
        except Unreadable as unreadable:
            problems.append(PolicyProblem(name, str(unreadable), unreadable.nearest))
    return values, tuple(problems)


def _leaves(group: object, prefix: str = "") -> dict[str, object]:
    leaves: dict[str, object] = {}
    for part in fields(cast("Any", group)):
        name = f"{prefix}{part.name}"
        value = getattr(group, part.name)
        if name in FIELDS:
            leaves[name] = value
        else:
            leaves |= _leaves(value, f"{name}.")
    return leaves


def _built(problems: tuple[PolicyProblem, ...], values: Mapping[str, object]) -> SeatPolicy:
    if problems:
        raise PolicyError(problems)
    return cast("SeatPolicy", _build(SeatPolicy, values))


def _build(group: type, values: Mapping[str, object], prefix: str = "") -> object:
    built: dict[str, object] = {}
    for name, nested in _parts(group):
        full = f"{prefix}{name}"
        built[name] = values[full] if nested is None else _build(nested, values, f"{full}.")
    return group(**built)


@cache
def _parts(group: type) -> tuple[tuple[str, type | None], ...]:
    """Return the names in a group, each with the group it is itself, or None for a field."""
    hints = get_type_hints(group, include_extras=True)
    return tuple(
        (name, None if get_origin(hint) is Annotated else hint) for name, hint in hints.items()
    )
