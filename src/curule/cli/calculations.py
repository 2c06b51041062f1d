"""The calculations of `curule calc` on prices and periods: one JSON object in, its results out.

Each takes the fields of an input and gives the fields to add. The numbers come from the same pure
functions that quotes and invoices use.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Final

from curule.cli.json_input import At, Fields
from curule.core.anchors import Anchor, add_months, anchor_for, anchor_from, boundary_date
from curule.core.currencies import exponent
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.localtime import local_date
from curule.core.money import allocate
from curule.core.periods import BillingPeriod, boundary, period_at
from curule.core.policy.anchor import parse_anchor
from curule.core.pricing import Price, PriceModel, Tier, amount_for, price_lines
from curule.core.proration import Part, charge_between, prorate, rest_from

MOST_BOUNDARIES: Final = 10_000
_ANY_CURRENCY: Final = "EUR"
"""Where none is given, amounts are minor units of whichever it is."""

_INTERVAL: Final = ("interval", "interval_count")
_PRICE: Final = (
    *_INTERVAL,
    "quantity",
    "model",
    "unit_amount",
    "tiers",
    "package_size",
    "base_fee",
    "currency",
)


@dataclass(frozen=True, slots=True)
class Calculation:
    """What one command computes from an input whose fields are `known`."""

    known: tuple[str, ...]
    results: Callable[[Fields], Mapping[str, object]]

    def __call__(self, given: At) -> dict[str, object]:
        """The input with its results added."""
        fields = given.fields(*self.known)
        return {**fields.given, **self.results(fields)}


def _price_lines(fields: Fields) -> Mapping[str, object]:
    price, quantity = _price(fields)
    amount = amount_for(price, quantity)
    return {
        "lines": [{**asdict(line), "amount": line.amount} for line in price_lines(price, quantity)],
        "amount": amount,
        "total": amount + price.base_fee,
    }


def _prorated(fields: Fields) -> Mapping[str, object]:
    amount = _full_amount(fields.required("price"))
    part = fields.required("part").fields("from", "to", "numerator", "denominator")
    if "numerator" in part or "denominator" in part:
        counted = _given_part(part, fields)
        return {**_as_counted(counted), "amount": prorate(amount, counted)}
    later, earlier = _rests(fields, part)
    counted = Part(later.numerator - earlier.numerator, later.denominator)
    return {**_as_counted(counted), "amount": charge_between(amount, later, earlier)}


def _boundaries(fields: Fields) -> Mapping[str, object]:
    zone = fields.optional("zone", "UTC").zone()
    unit = fields.optional("unit", ProrationUnit.DAY.value).choice(ProrationUnit)
    interval = _interval(fields)
    count = fields.required("count").integer(least=1, most=MOST_BOUNDARIES)
    from_, chosen = fields.required("from"), fields.optional("anchor", "start")
    begun = from_.accepted_by(lambda at: anchor_from(at.moment(zone), zone, unit))
    counted_from = boundary(begun, interval, 0)
    anchor = chosen.accepted_by(lambda at: _anchor(at, interval, counted_from, zone, unit))
    return from_.accepted_by(lambda _: _grid(anchor, interval, counted_from, count))


def _parts(fields: Fields) -> Mapping[str, object]:
    total, weights = fields.required("total").integer(), fields.required("weights")
    shares = [weight.integer(least=0) for weight in weights.items()]
    return {"parts": weights.accepted_by(lambda _: allocate(total, shares))}


price: Final = Calculation(_PRICE, _price_lines)
"""Tiers and quantity: the amount of each line, of all units, and with the base fee."""

prorate_part: Final = Calculation(
    ("price", "unit", "zone", "period", "anchor_day", "part"), _prorated
)
"""Price, unit, period and part: the amount, with the counted units of the part."""

periods: Final = Calculation((*_INTERVAL, "zone", "unit", "anchor", "from", "count"), _boundaries)
"""Anchor, interval, zone, from and count: the boundaries on or after `from`."""

shares: Final = Calculation(("total", "weights"), _parts)
"""Total and weights: the parts, by largest remainder."""


# --- prices --------------------------------------------------------------------------------------


def _price(fields: Fields) -> tuple[Price, int]:
    """A price as scenario files write it, and the quantity it is asked for."""
    quantity = fields.required("quantity").integer(least=0)
    size, currency = fields.at("package_size"), fields.optional("currency", _ANY_CURRENCY)
    currency.accepted_by(lambda at: exponent(at.text()))
    model = fields.optional("model", PriceModel.FLAT.value).choice(PriceModel)
    unit_amount, base_fee = (
        fields.optional(name, 0).integer(least=0) for name in ("unit_amount", "base_fee")
    )
    price = At(fields.place, None).accepted_by(
        lambda _: Price(
            model=model,
            currency=currency.text(),
            interval=_interval(fields, default=IntervalUnit.MONTH),
            unit_amount=unit_amount,
            tiers=tuple(_tier(tier) for tier in fields.optional("tiers", []).items()),
            package_size=None if size.value is None else size.integer(least=1),
            base_fee=base_fee,
        ),
    )
    return price, quantity


def _tier(given: At) -> Tier:
    fields = given.fields("up_to", "unit_amount", "flat_amount")
    up_to = fields.at("up_to")
    return Tier(
        up_to=None if up_to.value is None else up_to.integer(least=1),
        unit_amount=fields.required("unit_amount").integer(least=0),
        flat_amount=fields.optional("flat_amount", 0).integer(least=0),
    )


def _interval(fields: Fields, default: IntervalUnit | None = None) -> Interval:
    given = fields.required("interval") if default is None else fields.optional("interval", default)
    return Interval(
        given.choice(IntervalUnit), fields.optional("interval_count", 1).integer(least=1)
    )


def _full_amount(given: At) -> int:
    """The price of the full period: an amount, or an object with its quantity."""
    if not isinstance(given.value, dict):
        return given.integer()
    return amount_for(*_price(given.fields(*_PRICE)))


# --- parts ---------------------------------------------------------------------------------------


def _as_counted(part: Part) -> Mapping[str, object]:
    return {"numerator": part.numerator, "denominator": part.denominator}


def _given_part(part: Fields, fields: Fields) -> Part:
    """A part that is counted already; where the period is given too, the two must agree."""
    numerator = part.required("numerator").integer(least=0)
    denominator = part.required("denominator").integer(least=1)
    for edge in ("from", "to"):
        if edge in part:
            raise part.at(edge).wrong("a part that is counted already has no edges in time")
    if "period" in fields:
        whole, _ = _rests(fields, Fields(part.place, {}))
        if whole.denominator != denominator:
            raise part.at("denominator").wrong(f"the period has {whole.denominator}")
    return At(part.place, None).accepted_by(lambda _: Part(numerator, denominator))


def _rests(fields: Fields, part: Fields) -> tuple[Part, Part]:
    """What is left of the period at the edges of the part."""
    unit = fields.required("unit").choice(ProrationUnit)
    zone = fields.optional("zone", "UTC").zone()
    covered = _period(fields.required("period"), zone)
    anchor = fields.at("anchor_day").accepted_by(lambda at: _anchor_of(covered, zone, at))
    edges = (("from", covered.starts_at), ("to", covered.ends_at))
    later, earlier = fields.at("period").accepted_by(
        lambda _: [_rest(part.at(name), edge, unit, covered, anchor) for name, edge in edges]
    )
    if later.numerator < earlier.numerator:
        raise part.at("to").wrong("the part ends before it begins")
    return later, earlier


def _period(given: At, zone: str) -> BillingPeriod:
    fields = given.fields("starts_at", "ends_at")
    starts_at, ends_at = (fields.required(name).moment(zone) for name in ("starts_at", "ends_at"))
    return given.accepted_by(lambda _: BillingPeriod(starts_at, ends_at))


def _anchor_of(covered: BillingPeriod, zone: str, day: At) -> Anchor:
    """The anchor of a period that is given by its edges."""
    first, end = local_date(covered.starts_at, zone), local_date(covered.ends_at, zone)
    if day.value is not None:
        wanted = day.integer(least=1, most=31)
    else:
        # Of the two days the later is wanted, if the earlier can be the last of a short month.
        wanted = end.day if end.day > first.day == add_months(first, 0, end.day).day else first.day
    return Anchor(on=first, day=wanted, at=time(0), zone=zone)


def _rest(
    given: At, edge: datetime, unit: ProrationUnit, covered: BillingPeriod, anchor: Anchor
) -> Part:
    at = edge if given.value is None else given.moment(anchor.zone)
    if not covered.starts_at <= at <= covered.ends_at:
        raise given.wrong("the moment does not lie in the period")
    return rest_from(unit, covered, at, anchor)


# --- boundaries ----------------------------------------------------------------------------------


def _anchor(
    given: At, interval: Interval, first_paid: datetime, zone: str, unit: ProrationUnit
) -> Anchor:
    """The anchor of a rule as policies write it, or at a moment on which a boundary lies."""
    if given.text()[:1].isdigit():
        return anchor_from(given.moment(zone), zone, unit)
    return anchor_for(parse_anchor(given.text()), interval, first_paid, zone, unit)


def _grid(anchor: Anchor, interval: Interval, from_: datetime, count: int) -> Mapping[str, object]:
    """The first `count` boundaries at or after `from_`."""
    index, running = period_at(anchor, interval, from_)
    first = index if running.starts_at == from_ else index + 1
    indices = range(first, first + count)
    return {
        "boundaries": [_written(boundary(anchor, interval, index)) for index in indices],
        "dates": [boundary_date(anchor, interval, index).isoformat() for index in indices],
    }


def _written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
