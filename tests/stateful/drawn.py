"""Worlds that a history plays in: a policy that does not contradict itself, prices, a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from curule.core.fitting import misfits
from curule.core.intervals import Interval, IntervalUnit
from curule.core.policy import (
    DecreaseRule,
    IncreaseCharge,
    RenewalMode,
    SeatPolicy,
    SeatTypeTerms,
    TermStarts,
    contradictions,
)
from curule.core.presets import PRESETS
from curule.core.pricing import Price, PriceModel, Tier
from tests.stateful.calendar import Every
from tests.stateful.prices import PlainPrice, Step


@dataclass(frozen=True)
class SeatKind:
    """A seat type with its price; what is unlimited has none."""

    name: str
    price: PlainPrice | None
    min: int = 0
    max: int | None = None
    step: int = 1
    base: str | None = None

    @property
    def unlimited(self) -> bool:
        return self.price is None


@dataclass(frozen=True)
class Plan:
    """A plan: its policy, its seat types, and how often its prices are due."""

    key: str
    policy: SeatPolicy
    kinds: tuple[SeatKind, ...]
    interval: Interval

    def __deepcopy__(self, memo: object) -> Plan:
        return self

    @property
    def every(self) -> Every:
        return Every(months=self.interval.months or 0, days=self.interval.days or 0)

    @property
    def own_term(self) -> bool:
        return self.policy.increase.charge is IncreaseCharge.OWN_TERM

    def kind(self, name: str) -> SeatKind:
        return next(kind for kind in self.kinds if kind.name == name)

    @property
    def sold(self) -> tuple[SeatKind, ...]:
        return tuple(kind for kind in self.kinds if not kind.unlimited)

    def seat_types(self) -> tuple[SeatTypeTerms, ...]:
        return tuple(
            SeatTypeTerms(
                name=kind.name,
                min=kind.min,
                max=kind.max,
                step=kind.step,
                base=kind.base,
                unlimited=kind.unlimited,
            )
            for kind in self.kinds
        )

    def prices(self, currency: str) -> dict[str, Price]:
        return {
            kind.name: _price(kind.price, currency, self.interval)
            for kind in self.kinds
            if kind.price is not None
        }


def _price(plain: PlainPrice, currency: str, interval: Interval) -> Price:
    return Price(
        model=PriceModel(plain.model),
        currency=currency,
        interval=interval,
        unit_amount=plain.each,
        tiers=tuple(
            Tier(up_to=step.up_to, unit_amount=step.each, flat_amount=step.once)
            for step in plain.steps
        ),
        package_size=plain.package if plain.model == "package" else None,
        base_fee=plain.base_fee,
    )


@dataclass(frozen=True, repr=False)
class World:
    """Where a history plays."""

    preset: str
    changed: tuple[tuple[str, object], ...]
    plan: Plan
    other: Plan
    zone: str
    tax_rate: Decimal | None
    currency: str
    begins_at: datetime
    has_tax_id: bool

    def __deepcopy__(self, memo: object) -> World:
        return self

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        del cycle
        printer.text(repr(self))

    def __repr__(self) -> str:
        kinds = ", ".join(f"{kind}" for kind in self.plan.kinds)
        others = ", ".join(f"{kind}" for kind in self.other.kinds)
        return (
            f"{self.preset} {dict(self.changed)}, {self.plan.interval} in {self.zone} from"
            f" {self.begins_at}, {self.currency} tax {self.tax_rate}, tax id {self.has_tax_id}:"
            f" {kinds}; or {self.other.interval}: {others}"
        )


# Fields that only go together are changed together; whatever contradicts the rest is left out.
_CHANGES: Final[tuple[Mapping[str, object], ...]] = (
    {"increase.effective": "on_order", "term.starts": "on_order"},
    {"increase.effective": "on_payment", "term.starts": "on_order", "quantity.when_full": "refuse"},
    {"increase.effective": "on_payment", "term.starts": "on_payment"},
    {"increase.charge": "prorated", "anchor.on_change": "keep"},
    {"increase.charge": "full_price", "anchor.on_change": "keep", "proration.lines": "net"},
    {"increase.charge": "new_period_minus_unused", "anchor.on_change": "reset_to_change"},
    {"increase.charge": "new_period", "anchor.on_change": "reset_to_change"},
    {
        "increase.effective": "at_renewal",
        "increase.charge": "none_until_renewal",
        "anchor.on_change": "keep",
        "proration.lines": "net",
        "term.starts": "on_order",
    },
    {
        "increase.charge": "own_term",
        "anchor.at": "start",
        "anchor.on_change": "keep",
        "decrease.allowed": "never_in_term",
        "decrease.effective": "at_renewal",
        "decrease.money": "none",
        "renewal.mode": "manual",
        "renewal.assignments": "reissue",
        "who.requires_auto_renew": False,
        "proration.lines": "net",
        "term.trial_days": 0,
    },
    {"increase.bill": "next_invoice"},
    {"increase.open_reduction": "keep_target"},
    {"increase.open_reduction": "shift_target"},
    {"increase.open_reduction": "drop_target"},
    {"proration.unit": "second"},
    {"proration.unit": "thirty_360"},
    {"proration.lines": "credit_and_charge"},
    {"proration.lines": "net"},
    {"anchor.at": "day_of_month(1)"},
    {"anchor.at": "day_of_month(31)"},
    {"anchor.at": "day_of_month(15)", "anchor.first_period": "full_price"},
    {"anchor.at": "day_of_month(28)", "anchor.first_period": "free"},
    {"anchor.at": "day_of_year(02-29)"},
    {"anchor.at": "day_of_week(wed)"},
    {"anchor.at": "co_term"},
    {"decrease.allowed": "any_time"},
    {"decrease.allowed": "any_time", "decrease.effective": "now", "decrease.money": "none"},
    {
        "decrease.allowed": "any_time",
        "decrease.effective": "now",
        "decrease.money": "account_credit",
    },
    {
        "decrease.allowed": "any_time",
        "decrease.effective": "now",
        "decrease.money": "refund_to_method",
    },
    {
        "decrease.allowed": "days_after_purchase(14)",
        "decrease.effective": "now",
        "decrease.money": "account_credit",
    },
    {"decrease.allowed": "days_before_renewal(10)"},
    {"decrease.allowed": "contact"},
    {"decrease.last_day": "free"},
    {"decrease.occupied": "refuse"},
    {"decrease.occupied": "choose"},
    {"decrease.occupied": "automatic"},
    {"decrease.occupied": "drop_to_used"},
    {"renewal.mode": "manual"},
    {"renewal.mode": "automatic", "renewal.assignments": "reissue"},
    {"term.length": "months(3)"},
    {"term.length": "months(12)"},
    {"term.length": "days(14)"},
    {"term.trial_days": 14, "term.starts": "on_order"},
    {"unpaid.grace": []},
    {"unpaid.grace": [{"days": 7, "access": True}]},
    {"unpaid.grace": [{"days": 3, "access": True}, {"days": 5, "access": False}]},
    {"unpaid.blocks": ["add", "reduce", "assign"]},
    {"payment.method": "on_file"},
    {"payment.method": "invoice", "payment.other_method_saved_first": False},
    {"payment.due_days": 0},
    {"payment.tax_id": "always"},
    {"payment.tax_id": "on_price_increase"},
    {"assignment.mode": "invitation"},
    {"assignment.mode": "direct", "joining.own_plan": "keep_both"},
    {"assignment.mode": "registered_person", "joining.own_plan": "keep_both"},
    {"assignment.identity": "email"},
    {"assignment.invitation_days": 1},
    {"assignment.resend_resets": False},
    {"assignment.old_link_dies": False},
    {"assignment.holds_seat": False},
    {"assignment.buyer_takes_seat": True},
    {"assignment.buyer_takes_seat": False},
    {"assignment.duplicate": "ignore"},
    {"assignment.reassign": "cooldown_hours(24)"},
    {"assignment.reassign": "per_term(1)"},
    {"quantity.when_full": "refuse"},
    {"quantity.when_full": "waitlist"},
    {"who.assign_roles": ["owner", "admin", "contract_manager"]},
    {"who.change_roles": ["owner", "contract_manager"]},
)

# Most of what goes wrong with money goes wrong where it is given back: many worlds do that.
_AT_ONCE: Final[Mapping[str, object]] = {
    "decrease.allowed": "any_time",
    "decrease.effective": "now",
    "increase.charge": "prorated",
    "anchor.on_change": "keep",
    "proration.lines": "net",
    "who.requires_auto_renew": False,
}
_GIVING_BACK: Final[tuple[tuple[Mapping[str, object], ...], ...]] = (
    (),
    (),
    ({**_AT_ONCE, "decrease.money": "account_credit"},),
    ({**_AT_ONCE, "decrease.money": "refund_to_method"},),
)

_INTERVALS: Final = (
    Interval(IntervalUnit.MONTH),
    Interval(IntervalUnit.MONTH),
    Interval(IntervalUnit.YEAR),
    Interval(IntervalUnit.MONTH, 3),
    Interval(IntervalUnit.WEEK, 1),
    Interval(IntervalUnit.DAY, 10),
)
_ZONES: Final = ("UTC", "Europe/Paris", "America/Santiago", "Asia/Kathmandu", "Africa/Casablanca")
_BEGINNINGS: Final = (
    datetime(2026, 1, 31, 10, 17, 3, tzinfo=UTC),
    datetime(2026, 3, 28, 1, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 24, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 12, 31, 22, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 5, 10, tzinfo=UTC),
)


def is_sound(policy: SeatPolicy, kinds: Sequence[SeatKind], interval: Interval) -> bool:
    """Whether a plan may be published so, and its own terms fit its interval."""
    plan = Plan(key="", policy=policy, kinds=tuple(kinds), interval=interval)
    if contradictions(policy, plan.seat_types()):
        return False
    if misfits(policy, interval):
        return False
    return not _is_unclear(policy)


def _is_unclear(policy: SeatPolicy) -> bool:
    """What contradicts nothing that is written down, and yet says nothing that can be judged."""
    own_term = policy.increase.charge is IncreaseCharge.OWN_TERM
    reduces = policy.decrease.allowed.kind not in {DecreaseRule.NEVER_IN_TERM, DecreaseRule.CONTACT}
    manual = policy.renewal.mode is RenewalMode.MANUAL
    return (own_term and (reduces or policy.term.starts is not TermStarts.ON_PAYMENT)) or (
        bool(policy.term.trial_days) and manual
    )


_amounts = st.one_of(st.sampled_from([1, 7, 333, 999, 1499, 5193]), st.integers(1, 20_000))


@st.composite
def _plain_prices(draw: st.DrawFn) -> PlainPrice:
    base_fee = draw(st.sampled_from([0, 0, 0, 501]))
    match draw(st.sampled_from(["flat", "flat", "graduated", "volume", "package"])):
        case "flat":
            return PlainPrice(model="flat", each=draw(_amounts), base_fee=base_fee)
        case "package":
            package = draw(st.integers(2, 4))
            return PlainPrice(
                model="package", each=draw(_amounts), package=package, base_fee=base_fee
            )
        case model:
            first, second = draw(st.integers(1, 3)), draw(st.integers(4, 6))
            steps = (
                Step(up_to=first, each=draw(_amounts), once=draw(st.sampled_from([0, 99]))),
                Step(up_to=second, each=draw(_amounts)),
                Step(up_to=None, each=draw(_amounts), once=draw(st.sampled_from([0, 250]))),
            )
            return PlainPrice(model=model, steps=steps, base_fee=base_fee)


@st.composite
def _kinds(draw: st.DrawFn) -> tuple[SeatKind, ...]:
    low, high, step = draw(
        st.sampled_from([(1, None, 1), (1, None, 1), (1, 6, 1), (2, 8, 2), (0, None, 1)])
    )
    first = SeatKind("agent", draw(_plain_prices()), min=low, max=high, step=step)
    match draw(st.sampled_from(["one", "one", "two", "add_on", "unlimited"])):
        case "one":
            return (first,)
        case "two":
            return (first, SeatKind("expert", draw(_plain_prices())))
        case "add_on":
            return (first, SeatKind("large", draw(_plain_prices()), base="agent"))
        case _:
            return (first, SeatKind("basic", None))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A preset with some fields changed, that nobody would refuse to publish."""
    preset = draw(st.sampled_from(sorted(PRESETS)))
    kinds, interval = draw(_kinds()), draw(st.sampled_from(_INTERVALS))
    policy = PRESETS[preset].override({"quantity.max_seats": 8, "words.seat_noun": "seat"})
    changed: list[tuple[str, object]] = []
    changes = [*draw(st.sampled_from(_GIVING_BACK))]
    changes += draw(st.lists(st.sampled_from(_CHANGES), max_size=6))
    for change in changes:
        tried = policy.override(change)
        if is_sound(tried, kinds, interval):
            policy = tried
            changed += change.items()
    plan = Plan(key="plan", policy=policy, kinds=kinds, interval=interval)
    return World(
        preset=preset,
        changed=tuple(changed),
        plan=plan,
        other=draw(_other_plans(plan)),
        zone=draw(st.sampled_from(_ZONES)),
        tax_rate=draw(st.sampled_from([None, Decimal(20), Decimal("5.5"), Decimal("8.875")])),
        currency=draw(st.sampled_from(["EUR", "EUR", "JPY", "KWD"])),
        begins_at=draw(st.sampled_from(_BEGINNINGS)),
        has_tax_id=draw(st.sampled_from([True, True, True, False])),
    )


@st.composite
def _other_plans(draw: st.DrawFn, plan: Plan) -> Plan:
    """A plan to move to: the same seat types at other prices, perhaps due at other times."""
    kinds = tuple(
        SeatKind(
            name=kind.name,
            price=None if kind.unlimited else draw(_plain_prices()),
            min=min(kind.min, 1) if kind.step == 1 else kind.min,
            max=draw(st.sampled_from([None, 8])) if kind.step == 1 else None,
            step=kind.step,
            base=kind.base,
        )
        for kind in plan.kinds
    )
    interval = draw(st.sampled_from([plan.interval, plan.interval, Interval(IntervalUnit.YEAR)]))
    policy = plan.policy
    if not is_sound(policy, kinds, interval):
        interval = plan.interval
    if not is_sound(policy, kinds, interval):
        kinds = plan.kinds
    return Plan(key="other", policy=policy, kinds=kinds, interval=interval)


def own_plan(key: str, amount: int, *, yearly: bool) -> Plan:
    """A plan of one seat that somebody buys for themselves."""
    unit = IntervalUnit.YEAR if yearly else IntervalUnit.MONTH
    return Plan(
        key=key,
        policy=PRESETS["zoom"].override({"assignment.buyer_takes_seat": True}),
        kinds=(SeatKind("agent", PlainPrice(model="flat", each=amount), min=1),),
        interval=Interval(unit),
    )
