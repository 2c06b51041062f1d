"""Writes docs/reference/policy.md: every field of a policy, from the code that reads it.

What a value means is said in the buyer's sentences. They are found by trying: a policy is put into
words once for each value, and what only this value says belongs to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from curule.core.languages import Language
from curule.core.policy import (
    FIELDS,
    ContradictionRule,
    NamedNoun,
    SeatPolicy,
    SeatTypeTerms,
    contradictions,
    read_seat_type,
)
from curule.core.policy.anchor import parse_anchor
from curule.core.policy.renewal import parse_duration
from curule.core.policy.words import SeatNounForm
from curule.core.policy.written import ListOf, NumberedChoice, Text, Whole, Word, WordSet, YesNo
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.wording import contradiction_text, policy_text

Value = tuple[str, object]
"""A value as the page writes it, and one that stands for it when the policy is put into words."""

_PROSE: Final = Path(__file__).with_name("policy_page.txt")
_TALKATIVE: Final = PRESETS["zoom"].override(
    {
        "anchor.at": "day_of_month(1)",
        "decrease.effective": "now",
        "decrease.money": "account_credit",
        "payment.due_days": 30,
        "quantity.max_seats": 50,
        "words.seat_noun": "seat",
    }
)
"""A policy in which every field has something to say."""

GROUPS: Final[Mapping[str, str]] = {
    "who": "who may do what",
    "quantity": "how many seats there may be",
    "increase": "more seats",
    "proration": "parts of a period",
    "anchor": "where periods begin",
    "decrease": "fewer seats",
    "renewal": "what follows a term",
    "term": "how long a customer is bound",
    "unpaid": "what an overdue invoice does",
    "payment": "how it is paid",
    "assignment": "how people get a seat",
    "joining": "people with a plan of their own",
    "price": "how a price is built",
    "people": "people who do not use their seat",
    "words": "what a seat is called",
}


def policy_page() -> str:
    """Return the page."""
    parts = {
        "fields": "\n\n".join(_group(name) for name in GROUPS),
        "presets": _presets(),
        "seat_types": _seat_types(),
        "contradictions": _contradictions(),
    }
    page = _PROSE.read_text(encoding="utf-8")
    for name, text in parts.items():
        page = page.replace(f"<!-- {name} -->", text)
    return page


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


# --- fields --------------------------------------------------------------------------------------


def _group(name: str) -> str:
    names = [field for field in FIELDS if field.startswith(f"{name}.")]
    rows = [row for field in names for row in _rows(field)]
    return f"### {name}: {GROUPS[name]}\n\n" + table(("Field", "Value", "What it says"), rows)


def _rows(field: str) -> Iterator[tuple[str, str, str]]:
    values = [value for value in _values(field) if not _contradicts_itself(field, value[1])]
    usual = _sentences(_TALKATIVE)
    said = [_sentences(_TALKATIVE.override({field: example})) for _, example in values]
    for place, (written, _) in enumerate(values):
        elsewhere = [*said[:place], *said[place + 1 :]] or [usual]
        own = [each for each in said[place] if not any(each in other for other in elsewhere)]
        told = " ".join(own if field == "unpaid.grace" else own[:1])
        yield ("" if place else f"`{field}`", written, told)


def _contradicts_itself(field: str, example: object) -> bool:
    """Tell whether no policy at all can have this value, such as nobody who may change anything."""
    broken = contradictions(_TALKATIVE.override({field: example}))
    return any(each.fields == (field,) for each in broken)


def _sentences(policy: SeatPolicy) -> list[str]:
    return [each for part in policy_text(policy, Language.EN) for each in part.sentences]


_LISTS: Final[Mapping[str, tuple[object, ...]]] = {
    "renewal.reminder_days": ([], [30, 7]),
    "unpaid.grace": ([], [{"days": 15, "access": True}, {"days": 30, "access": False}]),
}


def _values(field: str) -> list[Value]:
    form = FIELDS[field]
    match form:
        case Word(choices=choices):
            return [(f"`{choice}`", choice.value) for choice in choices]
        case YesNo():
            return [("`true`", True), ("`false`", False)]
        case Whole(minimum=low, maximum=high, absent=absent):
            example = max(low, 14)
            numbers: list[Value] = [(f"{low} to {_thousands(high)}", example)]
            return numbers + ([("`null`", None)] if absent else [])
        case WordSet(choices=choices):
            listed = ", ".join(f"`{choice}`" for choice in choices)
            return [(f"a list of {listed}", [choice.value for choice in choices]), ("`[]`", [])]
        case Text():
            return _texts(form)
        case ListOf():
            return [(f"`{_yaml(value)}`", value) for value in _LISTS[field]]
        case SeatNounForm():
            nouns = ", ".join(f"`{noun}`" for noun in NamedNoun)
            return [(f"{nouns}, or [your own noun](#a-noun-of-your-own)", "seat")]
        case _:
            raise NotImplementedError(field)


def _texts(form: Text[object]) -> list[Value]:
    owner = getattr(form.parse, "__self__", None)
    if isinstance(owner, type) and issubclass(owner, NumberedChoice):
        return [
            (f"`{choice}(n)`, n up to {_thousands(owner.largest)}", f"{choice}(14)")
            if choice in owner.numbered
            else (f"`{choice}`", choice.value)
            for choice in owner.choices
        ]
    return [(f"`{pattern}`", example) for pattern, example in _NOTATIONS[form.parse]]


_NOTATIONS: Final[Mapping[object, tuple[Value, ...]]] = {
    parse_anchor: (
        ("start", "start"),
        ("day_of_week(mon)", "day_of_week(mon)"),
        ("day_of_month(n)", "day_of_month(1)"),
        ("day_of_year(mm-dd)", "day_of_year(04-01)"),
        ("co_term", "co_term"),
    ),
    parse_duration: (("months(n)", "months(12)"), ("days(n)", "days(30)"), ("null", None)),
}


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def _yaml(value: object) -> str:
    """Return a written value as it stands in a file, on one line."""
    match value:
        case list():
            return f"[{', '.join(_yaml(each) for each in value)}]"
        case dict():
            return "{" + ", ".join(f"{key}: {_yaml(each)}" for key, each in value.items()) + "}"
        case str():
            return value
        case _:
            return json.dumps(value)


# --- presets -------------------------------------------------------------------------------------


def _presets() -> str:
    written = {name: _flat(policy.to_mapping()) for name, policy in PRESETS.items()}
    rows = [(f"`{field}`", *(_cell(written[name][field]) for name in PRESETS)) for field in FIELDS]
    return table(("Field", *PRESETS), rows)


def _flat(written: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in written.items():
        name = f"{prefix}{key}"
        if name in FIELDS:
            found[name] = value
        else:
            assert isinstance(value, dict)
            found |= _flat(value, f"{name}.")
    return found


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_cell(each) for each in value) or "–"
    if isinstance(value, dict):
        return f"{value['days']} days {'with' if value['access'] else 'without'} access"
    return _yaml(value)


def _seat_types() -> str:
    rows = [
        (f"`{preset}`", f"`{terms.name}`", *_limits(terms))
        for preset, types in PRESET_SEAT_TYPES.items()
        for terms in types
    ]
    return table(("Preset", "Seat type", "min", "max", "step", "unlimited"), rows)


def _limits(terms: SeatTypeTerms) -> tuple[str, ...]:
    return tuple(_yaml(each) for each in (terms.min, terms.max, terms.step, terms.unlimited))


# --- contradictions ------------------------------------------------------------------------------

_R: Final = ContradictionRule
EXAMPLES: Final[Mapping[ContradictionRule, tuple[str, Mapping[str, object]]]] = {
    _R.DECREASE_NOW_NEVER_IN_TERM: ("tutkit", {"decrease.effective": "now"}),
    _R.MONEY_FOR_NO_UNUSED_TIME: ("zoom", {"decrease.money": "account_credit"}),
    _R.INCREASE_AT_RENEWAL_COSTS_NOTHING_NOW: ("tutkit", {"increase.effective": "at_renewal"}),
    _R.NEW_PERIOD_RESETS_ANCHOR: ("gotoassist", {"anchor.on_change": "keep"}),
    _R.OWN_TERM_STARTS_AT_ITS_START: ("licence_portal", {"anchor.at": "day_of_month(1)"}),
    _R.OWN_TERM_NEVER_DECREASES_NOW: (
        "licence_portal",
        {"decrease.allowed": "any_time", "decrease.effective": "now"},
    ),
    _R.OWN_TERM_RENEWS_BY_HAND: ("licence_portal", {"renewal.mode": "automatic"}),
    _R.TWO_LINES_NEED_PRORATION: ("zoom", {"increase.charge": "full_price"}),
    _R.MANUAL_RENEWAL_CANNOT_BE_REQUIRED: ("autodesk", {"renewal.mode": "manual"}),
    _R.TERM_ON_PAYMENT_SEATS_ON_ORDER: ("tutkit", {"increase.effective": "on_order"}),
    _R.TRIAL_BEFORE_PAYMENT: ("tutkit", {"term.trial_days": 14}),
    _R.DOMAIN_KNOWS_NO_REGISTRATION: (
        "licence_portal",
        {"assignment.auto_assign": "verified_domain"},
    ),
    _R.SETTLEMENT_NEEDS_INVITATION: ("zoom", {"assignment.mode": "direct"}),
    _R.SETTLEMENT_TERMS_WITHOUT_SETTLEMENT: ("tutkit", {"joining.undo_hours": 72}),
    _R.SAVED_FIRST_NEEDS_METHOD_ON_FILE: ("autodesk", {"payment.method": "ask"}),
    _R.AUTO_BUY_NEEDS_SELF_SERVICE: (
        "zoom",
        {"quantity.when_full": "auto_buy_up_to(30)", "who.self_service.online": "quote_only"},
    ),
    _R.AUTO_BUY_CANNOT_WAIT_FOR_PAYMENT: (
        "tutkit",
        {"quantity.when_full": "auto_buy_up_to(30)"},
    ),
    _R.AT_MAX_WITHOUT_MAX: ("zoom", {"quantity.at_max": ["upgrade_plan"]}),
    _R.MIN_ABOVE_MAX: ("tutkit", {"quantity.min_seats": 20}),
    _R.LIMIT_NO_MULTIPLE_OF_STEP: ("tutkit", {"quantity.min_seats": 5, "quantity.step": 2}),
    _R.GRACE_TOO_SHORT: ("zoom", {"unpaid.grace": [{"days": 0, "access": True}]}),
    _R.GRACE_GIVES_ACCESS_BACK: (
        "zoom",
        {"unpaid.grace": [{"days": 5, "access": False}, {"days": 5, "access": True}]},
    ),
    _R.NOBODY_MAY_CHANGE: ("zoom", {"who.change_roles": []}),
    _R.BASE_MISSING: ("zoom", {"seat_types": [{"name": "webinar", "base": "licensed"}]}),
    _R.BASE_IN_A_RING: ("zoom", {"seat_types": [{"name": "webinar", "base": "webinar"}]}),
}
"""For each rule a policy that breaks it, perhaps among others."""


def _contradictions() -> str:
    return table(("Why not", "Fields", "For example"), [_contradiction(rule) for rule in EXAMPLES])


def _contradiction(rule: ContradictionRule) -> tuple[str, str, str]:
    preset, changes = EXAMPLES[rule]
    written = {name: value for name, value in changes.items() if name != "seat_types"}
    policy = PRESETS[preset].override(written)
    types = [read_seat_type(each, policy.quantity) for each in _types(changes)]
    broken = next(each for each in contradictions(policy, types) if each.rule is rule)
    fields = ", ".join(f"`{field}`" for field in broken.fields)
    example = ", ".join(f"{name}: {_yaml(value)}" for name, value in changes.items())
    return contradiction_text(broken, Language.EN), fields, f"`{preset}` with `{example}`"


def _types(changes: Mapping[str, object]) -> list[Mapping[str, object]]:
    listed = changes.get("seat_types", [])
    assert isinstance(listed, list)
    return listed
