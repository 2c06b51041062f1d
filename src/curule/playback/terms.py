"""What a plan of a scenario is: policy, seat types and prices, each read with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from curule.core.fitting import misfits
from curule.core.intervals import Interval, IntervalUnit
from curule.core.languages import Language
from curule.core.policy import (
    FIELDS,
    PolicyError,
    SeatPolicy,
    SeatTypeTerms,
    Unreadable,
    contradictions,
)
from curule.core.policy import read_seat_type as read_seat_type_terms
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.tax import PriceTax
from curule.playback import fields
from curule.playback.document import ListNode, MapNode, Node, as_plain
from curule.playback.fields import Fields, wrong
from curule.playback.problems import Place, Problem, ScenarioError, nearest, quoted
from curule.wording import contradiction_text

MAIN_PLAN: Final = "main"
"""The name of the plan at the top of the file, for a `change_plan` that goes back to it."""

PLAN_KEYS: Final = ("policy", "seat_types", "prices")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTerms:
    """The price of one seat type."""

    seat_type: str
    price: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerms:
    """A plan; `preset` is None where the policy gives every field itself."""

    name: str
    preset: str | None
    policy: SeatPolicy
    seat_types: tuple[SeatTypeTerms, ...]
    prices: tuple[PriceTerms, ...]

    @property
    def currency(self) -> str:
        """The one currency of the plan's prices."""
        return self.prices[0].price.currency

    @property
    def price_models(self) -> frozenset[PriceModel]:
        """How the prices of the plan are built."""
        return frozenset(terms.price.model for terms in self.prices)

    @property
    def interval(self) -> Interval:
        """The one interval of the plan's prices."""
        return self.prices[0].price.interval


def read_plan(given: Fields, *, name: str) -> PlanTerms:
    """Read `policy`, `seat_types` and `prices` out of the map of a plan.

    Raises:
        ScenarioError: with the field of the policy, or the price, that is wrong or contradicts
            another.
    """
    preset, policy = given.need("policy", _policy)
    priced = given.need(
        "prices", lambda node: fields.some_items(node, _price(policy), what="prices")
    )
    seat_types = _seat_types(given, preset, policy, priced)
    places = dict(_plan_places(given))
    _refuse_contradictions(policy, seat_types, places, given.node("policy").place)
    plan = PlanTerms(
        name=name,
        preset=preset,
        policy=policy,
        seat_types=seat_types,
        prices=tuple(terms for terms, _ in priced),
    )
    _refuse_prices_that_do_not_fit(plan, priced)
    _refuse_misfits(plan, places, given.node("policy").place)
    return plan


# --- policy -------------------------------------------------------------------------------------


def _policy(node: Node) -> tuple[str | None, SeatPolicy]:
    if not isinstance(node, MapNode):
        raise wrong(node, f"expected a policy such as {{preset: zoom}}, got {fields.shown(node)}")
    written: dict[str, object] = {
        entry.key: as_plain(entry.value) for entry in node.entries if entry.key != "preset"
    }
    preset = _preset(node)
    try:
        if preset is None:
            return None, SeatPolicy.from_mapping(written)
        return preset, PRESETS[preset].override(written)
    except PolicyError as error:
        raise ScenarioError.of(_policy_problems(error, node)) from None


def _preset(node: MapNode) -> str | None:
    for entry in node.entries:
        if entry.key == "preset":
            return fields.word(entry.value, PRESETS, what="a preset")
    return None


def _policy_problems(error: PolicyError, node: MapNode) -> Iterator[Problem]:
    places = dict(_places(node))
    missing = [problem.field for problem in error.problems if problem.field not in places]
    for problem in error.problems:
        if problem.field in missing:
            continue
        place = places[problem.field]
        hint = "" if problem.nearest is None else f"; did you mean {quoted(problem.nearest)}?"
        yield Problem(place, f"{problem.field}: {problem.message}{hint}")
    if missing:
        shown = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
        yield Problem(
            node.place,
            f"a policy without `preset` gives every field; {len(missing)} missing: {shown}",
        )


def _places(node: MapNode, prefix: str = "") -> Iterator[tuple[str, Place]]:
    """Find every dotted name that is written: a field at its value, all else at its key."""
    for entry in node.entries:
        name = f"{prefix}{entry.key}"
        yield name, entry.value.place if name in FIELDS else entry.place
        if isinstance(entry.value, MapNode):
            yield from _places(entry.value, f"{name}.")


def _plan_places(given: Fields) -> Iterator[tuple[str, Place]]:
    """Find what a contradiction can name: `decrease.money`, `seat_types.basic.min`."""
    policy = given.node("policy")
    if isinstance(policy, MapNode):
        yield from _places(policy)
    if "seat_types" in given and isinstance(listed := given.node("seat_types"), ListNode):
        for item in listed.items:
            if isinstance(item, MapNode):
                named = {entry.key: entry.value for entry in item.entries}
                prefix = f"seat_types.{as_plain(named['name'])}"
                yield prefix, item.place
                yield from ((f"{prefix}.{key}", value.place) for key, value in named.items())


def _refuse_contradictions(
    policy: SeatPolicy,
    seat_types: tuple[SeatTypeTerms, ...],
    places: Mapping[str, Place],
    whole: Place,
) -> None:
    found = contradictions(policy, seat_types)
    if not found:
        return
    written = policy.to_mapping()
    raise ScenarioError.of(
        Problem(
            next((places[name] for name in contradiction.fields if name in places), whole),
            "the policy contradicts itself: "
            + ", ".join(_named_value(name, written) for name in contradiction.fields)
            + f". {contradiction_text(contradiction, Language.EN)}",
        )
        for contradiction in found
    )


def _named_value(name: str, written: Mapping[str, object]) -> str:
    """Return `decrease.money is none`; of a seat type only the name."""
    value: object = written
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return name
        value = value[part]
    return f"{name} is {value if isinstance(value, str) else json.dumps(value)}"


# --- seat types ---------------------------------------------------------------------------------


def _seat_types(
    given: Fields,
    preset: str | None,
    policy: SeatPolicy,
    priced: tuple[tuple[PriceTerms, Node], ...],
) -> tuple[SeatTypeTerms, ...]:
    """Read the seat types, else take those that prices name; nouns come from the preset."""
    nouns = {terms.name: terms.noun for terms in PRESET_SEAT_TYPES.get(preset or "", ())}
    if "seat_types" not in given:
        names = dict.fromkeys(terms.seat_type for terms, _ in priced)
        return tuple(
            replace(read_seat_type_terms({"name": name}, policy.quantity), noun=nouns.get(name))
            for name in names
        )

    def read(node: Node) -> SeatTypeTerms:
        terms = _seat_type(node, policy)
        return terms if terms.noun else replace(terms, noun=nouns.get(terms.name))

    node = given.node("seat_types")
    found = fields.some_items(node, read, what="seat types")
    for index, terms in enumerate(found):
        if terms.name in {other.name for other in found[:index]}:
            raise wrong(node, f"the seat type {quoted(terms.name)} stands here twice")
    return found


def _seat_type(node: Node, policy: SeatPolicy) -> SeatTypeTerms:
    keys = ("name", "min", "max", "step", "base", "unlimited", "noun")
    given = Fields(node, known=keys, what="a seat type")
    written = {key: as_plain(given.node(key)) for key in given.written_keys}
    given.need("name", fields.name)
    for key in given.written_keys:
        try:
            read_seat_type_terms({"name": "seat", key: written[key]}, policy.quantity)
        except Unreadable as error:
            hint = f"; did you mean {quoted(error.nearest)}?" if error.nearest else ""
            raise wrong(given.node(key), f"{key}: {error}{hint}") from None
    return read_seat_type_terms(written, policy.quantity)


# --- prices -------------------------------------------------------------------------------------

_PRICE_KEYS: Final = (
    "seat_type",
    "currency",
    "interval",
    "interval_count",
    "unit_amount",
    "model",
    "tiers",
    "package_size",
    "base_fee",
    "tax_behavior",
)


def _price(policy: SeatPolicy) -> Callable[[Node], tuple[PriceTerms, Node]]:
    def read(node: Node) -> tuple[PriceTerms, Node]:
        given = Fields(node, known=_PRICE_KEYS, what="a price")
        name = given.need("seat_type", fields.name)
        try:
            read_seat_type_terms({"name": name}, policy.quantity)
        except Unreadable as error:
            raise wrong(given.node("seat_type"), str(error)) from None
        return PriceTerms(seat_type=name, price=_amounts(given, policy.price.model)), node

    return read


def _amounts(given: Fields, usual: PriceModel) -> Price:
    model = given.get("model", fields.choice(PriceModel, "a price model"), usual)
    tiered = model in {PriceModel.GRADUATED, PriceModel.VOLUME}
    needed = "tiers" if tiered else "unit_amount"
    if needed not in given:
        raise ScenarioError(given.place_of(needed), f"a {model} price needs `{needed}`")
    unit = given.need("interval", fields.choice(IntervalUnit, "an interval"))
    count = given.get("interval_count", _interval_count, 1)
    try:
        return Price(
            model=model,
            currency=given.need("currency", fields.currency),
            interval=Interval(unit, count),
            unit_amount=given.get("unit_amount", fields.amount, 0),
            tiers=given.get("tiers", _tiers, ()),
            package_size=given.find("package_size", fields.ordinal),
            base_fee=given.get("base_fee", fields.amount, 0),
            tax_behavior=given.get(
                "tax_behavior", fields.choice(PriceTax, "a tax behavior"), PriceTax.EXCLUSIVE
            ),
        )
    except ValueError as error:
        raise ScenarioError(given.place_of(needed), str(error)) from None


def _interval_count(node: Node) -> int:
    return fields.integer(node, low=1, high=1000, what="a number of intervals")


def _tiers(node: Node) -> tuple[Tier, ...]:
    return fields.some_items(node, _tier, what="tiers")


def _tier(node: Node) -> Tier:
    given = Fields(node, known=("up_to", "unit_amount", "flat_amount"), what="a tier")
    if "up_to" not in given.written_keys:
        raise wrong(node, "a tier needs `up_to`: a number, or null for the last one")
    return Tier(
        up_to=given.find("up_to", fields.ordinal),
        unit_amount=given.need("unit_amount", fields.amount),
        flat_amount=given.get("flat_amount", fields.amount, 0),
    )


def _refuse_prices_that_do_not_fit(
    plan: PlanTerms, priced: tuple[tuple[PriceTerms, Node], ...]
) -> None:
    """A plan of a scenario has one price per seat type, all for one interval and in one currency.

    No step says which of several prices it means, so a second one would be a guess.
    """
    by_name: Mapping[str, SeatTypeTerms] = {terms.name: terms for terms in plan.seat_types}
    seen: set[str] = set()
    for terms, node in priced:
        name = terms.seat_type
        if name not in by_name:
            raise wrong(node, f"there is no seat type {quoted(name)}; {nearest(name, by_name)}")
        if name in seen:
            raise wrong(node, f"a second price for {quoted(name)}; a plan of a scenario has one")
        if terms.price.currency != plan.currency:
            raise wrong(node, f"all prices of a plan are in one currency, here {plan.currency}")
        if terms.price.interval != plan.interval:
            raise wrong(node, f"all prices of a plan are for one interval, here {plan.interval}")
        if terms.price.tax_behavior is not priced[0][0].price.tax_behavior:
            raise wrong(node, "all prices of a plan say the same of tax (`tax_behavior`)")
        if by_name[name].unlimited and (terms.price.unit_amount or terms.price.tiers):
            raise wrong(node, f"none of {quoted(name)} is bought (unlimited), so it has no price")
        seen.add(name)
    for seat_type in plan.seat_types:
        if seat_type.name not in seen and not seat_type.unlimited:
            raise wrong(priced[0][1], f"the seat type {quoted(seat_type.name)} has no price")


def _refuse_misfits(plan: PlanTerms, places: Mapping[str, Place], whole: Place) -> None:
    found = misfits(plan.policy, plan.interval)
    if found:
        raise ScenarioError.of(
            Problem(places.get(each.field, whole), f"{each.field}: {each.sentence}")
            for each in found
        )
