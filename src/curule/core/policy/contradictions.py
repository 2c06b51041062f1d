"""What a policy may not say at once; checked when it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from curule.core.periods import AnchorKind
from curule.core.policy.anchor import OnChange
from curule.core.policy.assignment import AssignmentMode, AutoAssign, OwnPlan
from curule.core.policy.decrease import DecreaseEffective, DecreaseMoney, DecreaseRule
from curule.core.policy.increase import IncreaseCharge, IncreaseEffective, ProrationLines
from curule.core.policy.model import SeatPolicy
from curule.core.policy.payment import PaymentMethodRule
from curule.core.policy.quantity import AtMax, WhenFullRule
from curule.core.policy.renewal import RenewalMode, TermStarts
from curule.core.policy.seat_types import SeatTypeTerms
from curule.core.policy.who import SelfService


class ContradictionRule(StrEnum):
    """The rules that a published policy keeps."""

    DECREASE_NOW_NEVER_IN_TERM = "decrease_now_never_in_term"
    MONEY_FOR_NO_UNUSED_TIME = "money_for_no_unused_time"
    INCREASE_AT_RENEWAL_COSTS_NOTHING_NOW = "increase_at_renewal_costs_nothing_now"
    NEW_PERIOD_RESETS_ANCHOR = "new_period_resets_anchor"
    OWN_TERM_STARTS_AT_ITS_START = "own_term_starts_at_its_start"
    OWN_TERM_NEVER_DECREASES_NOW = "own_term_never_decreases_now"
    OWN_TERM_RENEWS_BY_HAND = "own_term_renews_by_hand"
    TWO_LINES_NEED_PRORATION = "two_lines_need_proration"
    MANUAL_RENEWAL_CANNOT_BE_REQUIRED = "manual_renewal_cannot_be_required"
    TERM_ON_PAYMENT_SEATS_ON_ORDER = "term_on_payment_seats_on_order"
    TRIAL_BEFORE_PAYMENT = "trial_before_payment"
    DOMAIN_KNOWS_NO_REGISTRATION = "domain_knows_no_registration"
    SETTLEMENT_NEEDS_INVITATION = "settlement_needs_invitation"
    SETTLEMENT_TERMS_WITHOUT_SETTLEMENT = "settlement_terms_without_settlement"
    SAVED_FIRST_NEEDS_METHOD_ON_FILE = "saved_first_needs_method_on_file"
    AUTO_BUY_NEEDS_SELF_SERVICE = "auto_buy_needs_self_service"
    AUTO_BUY_CANNOT_WAIT_FOR_PAYMENT = "auto_buy_cannot_wait_for_payment"
    AT_MAX_WITHOUT_MAX = "at_max_without_max"
    MIN_ABOVE_MAX = "min_above_max"
    LIMIT_NO_MULTIPLE_OF_STEP = "limit_no_multiple_of_step"
    GRACE_TOO_SHORT = "grace_too_short"
    GRACE_GIVES_ACCESS_BACK = "grace_gives_access_back"
    NOBODY_MAY_CHANGE = "nobody_may_change"
    BASE_MISSING = "base_missing"
    BASE_IN_A_RING = "base_in_a_ring"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A rule that is broken, and the fields that break it together."""

    rule: ContradictionRule
    fields: tuple[str, ...]


_R = ContradictionRule
_Check = Callable[[SeatPolicy], bool]


def _between_fields() -> Iterator[tuple[ContradictionRule, tuple[str, ...], _Check]]:
    """Yield the rules about a policy's fields alone, as (rule, fields, is it broken)."""
    new_period = {IncreaseCharge.NEW_PERIOD, IncreaseCharge.NEW_PERIOD_MINUS_UNUSED}
    unprorated = {
        IncreaseCharge.FULL_PRICE,
        IncreaseCharge.OWN_TERM,
        IncreaseCharge.NONE_UNTIL_RENEWAL,
    }

    def own_term(policy: SeatPolicy) -> bool:
        return policy.increase.charge is IncreaseCharge.OWN_TERM

    def auto_buys(policy: SeatPolicy) -> bool:
        return policy.quantity.when_full.kind is WhenFullRule.AUTO_BUY_UP_TO

    def paid_first(policy: SeatPolicy) -> bool:
        return policy.term.starts is TermStarts.ON_PAYMENT

    yield (
        _R.DECREASE_NOW_NEVER_IN_TERM,
        ("decrease.effective", "decrease.allowed"),
        lambda p: (
            p.decrease.effective is DecreaseEffective.NOW
            and p.decrease.allowed.kind is DecreaseRule.NEVER_IN_TERM
        ),
    )
    yield (
        _R.MONEY_FOR_NO_UNUSED_TIME,
        ("decrease.money", "decrease.effective"),
        lambda p: (
            p.decrease.money is not DecreaseMoney.NONE
            and p.decrease.effective is DecreaseEffective.AT_RENEWAL
        ),
    )
    yield (
        _R.INCREASE_AT_RENEWAL_COSTS_NOTHING_NOW,
        ("increase.effective", "increase.charge"),
        lambda p: (
            (p.increase.effective is IncreaseEffective.AT_RENEWAL)
            != (p.increase.charge is IncreaseCharge.NONE_UNTIL_RENEWAL)
        ),
    )
    yield (
        _R.NEW_PERIOD_RESETS_ANCHOR,
        ("increase.charge", "anchor.on_change"),
        lambda p: (
            (p.increase.charge in new_period) != (p.anchor.on_change is OnChange.RESET_TO_CHANGE)
        ),
    )
    yield (
        _R.OWN_TERM_STARTS_AT_ITS_START,
        ("increase.charge", "anchor.at"),
        lambda p: own_term(p) and p.anchor.at.kind is not AnchorKind.START,
    )
    yield (
        _R.OWN_TERM_NEVER_DECREASES_NOW,
        ("increase.charge", "decrease.effective"),
        lambda p: own_term(p) and p.decrease.effective is DecreaseEffective.NOW,
    )
    yield (
        _R.OWN_TERM_RENEWS_BY_HAND,
        ("increase.charge", "renewal.mode"),
        lambda p: own_term(p) and p.renewal.mode is RenewalMode.AUTOMATIC,
    )
    yield (
        _R.TWO_LINES_NEED_PRORATION,
        ("proration.lines", "increase.charge"),
        lambda p: (
            p.proration.lines is ProrationLines.CREDIT_AND_CHARGE
            and p.increase.charge in unprorated
        ),
    )
    yield (
        _R.MANUAL_RENEWAL_CANNOT_BE_REQUIRED,
        ("renewal.mode", "who.requires_auto_renew"),
        lambda p: p.renewal.mode is RenewalMode.MANUAL and p.who.requires_auto_renew,
    )
    yield (
        _R.TERM_ON_PAYMENT_SEATS_ON_ORDER,
        ("term.starts", "increase.effective"),
        lambda p: paid_first(p) and p.increase.effective is IncreaseEffective.ON_ORDER,
    )
    yield (
        _R.TRIAL_BEFORE_PAYMENT,
        ("term.trial_days", "term.starts"),
        lambda p: p.term.trial_days > 0 and paid_first(p),
    )
    yield (
        _R.DOMAIN_KNOWS_NO_REGISTRATION,
        ("assignment.mode", "assignment.auto_assign"),
        lambda p: (
            p.assignment.mode is AssignmentMode.REGISTERED_PERSON
            and p.assignment.auto_assign is AutoAssign.VERIFIED_DOMAIN
        ),
    )
    yield (
        _R.SETTLEMENT_NEEDS_INVITATION,
        ("joining.own_plan", "assignment.mode"),
        lambda p: (
            p.joining.own_plan is OwnPlan.SETTLE
            and p.assignment.mode is not AssignmentMode.INVITATION
        ),
    )
    yield (
        _R.SAVED_FIRST_NEEDS_METHOD_ON_FILE,
        ("payment.other_method_saved_first", "payment.method"),
        lambda p: (
            p.payment.other_method_saved_first and p.payment.method is not PaymentMethodRule.ON_FILE
        ),
    )
    yield (
        _R.AUTO_BUY_NEEDS_SELF_SERVICE,
        ("quantity.when_full", "who.self_service.online"),
        lambda p: auto_buys(p) and p.who.self_service.online is not SelfService.FULL,
    )
    yield (
        _R.AUTO_BUY_CANNOT_WAIT_FOR_PAYMENT,
        ("quantity.when_full", "increase.effective"),
        lambda p: auto_buys(p) and p.increase.effective is IncreaseEffective.ON_PAYMENT,
    )
    yield (
        _R.GRACE_TOO_SHORT,
        ("unpaid.grace",),
        lambda p: any(step.days < 1 for step in p.unpaid.grace),
    )
    yield (_R.GRACE_GIVES_ACCESS_BACK, ("unpaid.grace",), _gives_access_back)
    yield (_R.NOBODY_MAY_CHANGE, ("who.change_roles",), lambda p: not p.who.change_roles)


def contradictions(
    policy: SeatPolicy,
    seat_types: Iterable[SeatTypeTerms] = (),
) -> tuple[Contradiction, ...]:
    """Return everything in a policy and its seat types that excludes something else in it."""
    types = tuple(seat_types)
    broken = [
        Contradiction(rule, named) for rule, named, check in _between_fields() if check(policy)
    ]
    broken += _stray_settlement_terms(policy)
    broken += _at_max_without_max(policy, types)
    broken += _limits_of_policy(policy)
    for terms in types:
        broken += _limits_of_type(terms)
    broken += _bases(types)
    return tuple(broken)


def _gives_access_back(policy: SeatPolicy) -> bool:
    access = [step.access for step in policy.unpaid.grace]
    return any(later and not earlier for earlier, later in pairwise(access))


def _stray_settlement_terms(policy: SeatPolicy) -> Iterator[Contradiction]:
    joining = policy.joining
    if joining.own_plan is OwnPlan.SETTLE:
        return
    stray = (("joining.requires", joining.requires), ("joining.undo_hours", joining.undo_hours))
    for field, value in stray:
        if value:
            yield Contradiction(
                _R.SETTLEMENT_TERMS_WITHOUT_SETTLEMENT,
                (field, "joining.own_plan"),
            )


def _at_max_without_max(
    policy: SeatPolicy,
    types: tuple[SeatTypeTerms, ...],
) -> Iterator[Contradiction]:
    limited = policy.quantity.max_seats is not None or any(t.max is not None for t in types)
    if not limited and policy.quantity.at_max - {AtMax.CONTACT}:
        yield Contradiction(_R.AT_MAX_WITHOUT_MAX, ("quantity.at_max", "quantity.max_seats"))


def _limits_of_policy(policy: SeatPolicy) -> Iterator[Contradiction]:
    quantity = policy.quantity
    yield from _limits(
        (quantity.min_seats, quantity.max_seats, quantity.step),
        ("quantity.min_seats", "quantity.max_seats", "quantity.step"),
    )


def _limits_of_type(terms: SeatTypeTerms) -> Iterator[Contradiction]:
    if not terms.unlimited:
        place = f"seat_types.{terms.name}"
        yield from _limits(
            (terms.min, terms.max, terms.step),
            (f"{place}.min", f"{place}.max", f"{place}.step"),
        )


def _limits(
    values: tuple[int, int | None, int],
    names: tuple[str, str, str],
) -> Iterator[Contradiction]:
    minimum, maximum, step = values
    if maximum is not None and minimum > maximum:
        yield Contradiction(_R.MIN_ABOVE_MAX, names[:2])
    if minimum % step:
        yield Contradiction(_R.LIMIT_NO_MULTIPLE_OF_STEP, (names[0], names[2]))
    if maximum is not None and maximum % step:
        yield Contradiction(_R.LIMIT_NO_MULTIPLE_OF_STEP, (names[1], names[2]))


def _bases(types: tuple[SeatTypeTerms, ...]) -> Iterator[Contradiction]:
    base_of = {terms.name: terms.base for terms in types}
    for name, base in base_of.items():
        if base is None:
            continue
        if base not in base_of:
            yield Contradiction(_R.BASE_MISSING, (f"seat_types.{name}.base",))
        elif _comes_back(name, base_of):
            yield Contradiction(_R.BASE_IN_A_RING, (f"seat_types.{name}.base",))


def _comes_back(name: str, base_of: dict[str, str | None]) -> bool:
    """Tell whether following the bases from `name` leads back to it."""
    place = base_of[name]
    for _ in base_of:
        if place is None or place == name:
            break
        place = base_of.get(place)
    return place == name
