"""A scenario: a policy, prices, one account, its people, and steps in time.

>>> scenario = read_scenario(
...     '''
... policy: {preset: gotoassist}
... prices: [{seat_type: agent, currency: EUR, interval: month, unit_amount: 3000}]
... account: {country: FR, time_zone: Europe/Paris}
... steps:
... - {at: 2026-04-01, do: subscribe, seats: {agent: 10}, expect: {due_now: 30000}}
... ''',
...     file="small.yaml",
... )
>>> step = scenario.steps[0]
>>> step.do, step.at.isoformat(), step.operation.seats
('subscribe', '2026-03-31T22:00:00+00:00', {'agent': 10})
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from curule.core.languages import Language
from curule.core.policy import Channel
from curule.core.roles import Role
from curule.playback import fields
from curule.playback.document import MapNode, Node, read_document, read_file
from curule.playback.fields import Fields, wrong
from curule.playback.forms import not_available
from curule.playback.problems import ScenarioError, nearest, quoted
from curule.playback.steps import MAX_STEPS, Step, StepReader, TimelineStep, numbered
from curule.playback.terms import MAIN_PLAN, PLAN_KEYS, PlanTerms, read_plan
from curule.playback.vocabulary import MEMBER, Vocabulary

_KEYS: Final = (*PLAN_KEYS, "plans", "account", "people", "tax", "steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTerms:
    """The customer."""

    country: str | None = None
    business: bool = True
    tax_id: str | None = None
    time_zone: str = "UTC"
    language: Language = Language.EN
    channel: Channel = Channel.ONLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTerms:
    """Somebody of the account, registered and verified; without roles a member."""

    email: str
    roles: tuple[Role, ...] = ()
    first_name: str | None = None
    last_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTerms:
    """A plain rate on top of every price; `percent` is exact."""

    written: str
    percent: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A file that was read whole and holds nothing that would have to be guessed.

    `plans` holds the plan at the top under its name `main`, and the further ones. `addresses` are
    all e-mail addresses that stand in the file, and the five people's where none are given.
    """

    file: str
    plans: Mapping[str, PlanTerms]
    account: AccountTerms
    people: tuple[PersonTerms, ...]
    tax: TaxTerms | None
    steps: tuple[TimelineStep, ...]
    addresses: tuple[str, ...]

    @property
    def plan(self) -> PlanTerms:
        """The plan at the top of the file."""
        return self.plans[MAIN_PLAN]

    @property
    def zone(self) -> str:
        """The account's time zone, in which dates are meant."""
        return self.account.time_zone

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """All single steps in order, those inside a `together` included."""
        return numbered(self.steps)


USUAL_PEOPLE: Final = (
    *(
        PersonTerms(
            email=f"{role.value}@example.test",
            roles=(role,),
            first_name=role.value.replace("_", " ").title(),
            last_name="Example",
        )
        for role in Role
    ),
    PersonTerms(email="member@example.test", first_name="Member", last_name="Example"),
)
"""Who the account has when a file names nobody."""


def load_scenario(path: str) -> Scenario:
    """Read a scenario from a file.

    Raises:
        ScenarioError: the file cannot be read or is wrong.
    """
    return _scenario(read_file(path), path)


def read_scenario(text: str, *, file: str) -> Scenario:
    """Read a scenario from its text; `file` is only its name, for the places.

    Raises:
        ScenarioError: the text is wrong.
    """
    return _scenario(read_document(text, file=file), file)


def _scenario(node: Node, file: str) -> Scenario:
    given = Fields(node, known=_KEYS, what="a scenario")
    plans = _plans(given)
    account = given.get("account", _account, AccountTerms())
    names = Vocabulary(
        zone=account.time_zone,
        plans=tuple(plans),
        seat_types=tuple(
            dict.fromkeys(terms.name for plan in plans.values() for terms in plan.seat_types)
        ),
    )
    people = given.find("people", lambda value: _people(value, names)) or USUAL_PEOPLE
    steps = given.need("steps", lambda value: _steps(value, names))
    return Scenario(
        file=file,
        plans=plans,
        account=account,
        people=people,
        tax=given.get("tax", _tax, None),
        steps=steps,
        addresses=tuple(dict.fromkeys((*(person.email for person in people), *names.addresses))),
    )


def _plans(given: Fields) -> Mapping[str, PlanTerms]:
    plans = {MAIN_PLAN: read_plan(given, name=MAIN_PLAN)}
    if "plans" not in given:
        return plans
    node = given.node("plans")
    if not isinstance(node, MapNode):
        raise wrong(node, f"expected a map of plans, got {fields.shown(node)}")
    for entry in node.entries:
        if entry.key == MAIN_PLAN:
            raise ScenarioError(entry.place, f"`{MAIN_PLAN}` is the plan at the top of the file")
        if not entry.key.isidentifier() or len(entry.key) > fields.MAX_NAME:
            raise ScenarioError(entry.place, f"{quoted(entry.key)} is not a name of a plan")
        further = Fields(entry.value, known=PLAN_KEYS, what=f"the plan {quoted(entry.key)}")
        plans[entry.key] = read_plan(further, name=entry.key)
    return plans


def _account(node: Node) -> AccountTerms:
    keys = ("country", "business", "tax_id", "time_zone", "language", "channel")
    given = Fields(node, known=keys, what="an account")
    usual = AccountTerms()
    return AccountTerms(
        country=given.find("country", fields.country),
        business=given.get("business", fields.boolean, usual.business),
        tax_id=given.find("tax_id", fields.tax_id),
        time_zone=given.get("time_zone", fields.time_zone, usual.time_zone),
        language=given.get("language", fields.choice(Language, "a language"), usual.language),
        channel=given.get("channel", fields.choice(Channel, "a channel"), usual.channel),
    )


def _people(node: Node, names: Vocabulary) -> tuple[PersonTerms, ...]:
    people = fields.items(node, lambda item: _person(item, names), what="people")
    seen: set[str] = set()
    for person in people:
        if person.email in seen:
            raise wrong(node, f"{person.email} stands in this list twice")
        seen.add(person.email)
    return people


def _person(node: Node, names: Vocabulary) -> PersonTerms:
    given = Fields(node, known=("email", "roles", "first_name", "last_name"), what="a person")
    return PersonTerms(
        email=given.need("email", names.email),
        roles=given.get("roles", _roles, ()),
        first_name=given.find("first_name", fields.text),
        last_name=given.find("last_name", fields.text),
    )


def _roles(node: Node) -> tuple[Role, ...]:
    words = (*(role.value for role in Role), MEMBER)
    found = fields.items(node, lambda item: fields.word(item, words, what="a role"), what="roles")
    return tuple(dict.fromkeys(Role(word) for word in found if word != MEMBER))


_RATE: Final = re.compile(r"(0|[1-9][0-9]?|100)(\.[0-9]{1,3})?", re.ASCII)


def _tax(node: Node) -> TaxTerms | None:
    given = fields.text(node)
    if given == "none":
        return None
    if given == "auto":
        raise wrong(node, not_available("tax worked out by country (`tax: auto`)"))
    if not _RATE.fullmatch(given) or Fraction(given) > 100:
        hint = nearest(given, ("none", "auto"))
        near = f"; {hint}" if hint.startswith("did you mean") else ""
        raise wrong(node, f'{quoted(given)} is neither none nor a rate such as "5.5"{near}')
    return TaxTerms(written=given, percent=Fraction(given))


def _steps(node: Node, names: Vocabulary) -> tuple[TimelineStep, ...]:
    reader = StepReader(names)
    steps = fields.some_items(node, reader.read, what="steps")
    if len(steps) > MAX_STEPS:
        raise wrong(node, f"at most {MAX_STEPS} steps are played, got {len(steps)}")
    return steps
