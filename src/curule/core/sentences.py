"""A policy as plain sentences: what the buyer reads instead of field names.

Every dimension that a buyer would notice has its sentence, so that two
policies that treat a buyer differently also read differently. The order is
that of a buyer's questions: what do I get, who decides, what do more seats
cost, how do I get rid of some, how long does it run, what if I do not pay,
how do people get in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from curule.core.messages import Count, Message, MonthDay, Weekday, say
from curule.core.periods import AnchorKind, AnchorRule, ProrationUnit
from curule.core.policy import (
    AssignmentMode,
    AtMax,
    Blocked,
    Channel,
    DecreaseEffective,
    DecreaseMoney,
    FirstPeriod,
    IncreaseCharge,
    IncreaseEffective,
    JoinRequirement,
    OwnPlan,
    PaymentMethodRule,
    PaymentPolicy,
    RenewalMode,
    SeatPolicy,
    SeatTypeTerms,
    SelfService,
    TermStarts,
)
from curule.core.pricing import PriceModel
from curule.core.roles import Role

__all__ = [
    "Count",
    "Message",
    "Paragraph",
    "Topic",
    "policy_paragraphs",
    "policy_sentences",
    "proration_matters",
]


class Topic(StrEnum):
    """What a paragraph answers."""

    SEATS = "seats"
    WHO = "who"
    MORE = "more"
    FEWER = "fewer"
    TERM = "term"
    RENEWAL = "renewal"
    PAYMENT = "payment"
    UNPAID = "unpaid"
    PEOPLE = "people"
    JOINING = "joining"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences about one topic, in reading order."""

    topic: Topic
    sentences: tuple[Message, ...]


def policy_sentences(
    policy: SeatPolicy,
    seat_types: Iterable[SeatTypeTerms] = (),
    *,
    sold_by: Collection[PriceModel] = (),
) -> tuple[Message, ...]:
    """Return everything that a policy says, in reading order."""
    paragraphs = policy_paragraphs(policy, seat_types, sold_by=sold_by)
    return tuple(sentence for paragraph in paragraphs for sentence in paragraph.sentences)


def policy_paragraphs(
    policy: SeatPolicy,
    seat_types: Iterable[SeatTypeTerms] = (),
    *,
    sold_by: Collection[PriceModel] = (),
) -> tuple[Paragraph, ...]:
    """Return everything that a policy says, by topic; topics with nothing to say are left out.

    `sold_by` are the models of the prices it is sold at, which may each have one of their own;
    where no price is known yet, the policy's own model is what they will have.
    """
    types = tuple(seat_types)
    priced = _priced(frozenset(sold_by) or {policy.price.model})
    seats = Paragraph(Topic.SEATS, (*_seats(policy), priced, *_seat_types(types)))
    others = (Paragraph(topic, tuple(tell(policy))) for topic, tell in _TELLERS)
    return tuple(paragraph for paragraph in (seats, *others) if paragraph.sentences)


def proration_matters(policy: SeatPolicy) -> bool:
    """Tell whether any part of a period is ever priced under this policy."""
    charged = policy.increase.charge in {
        IncreaseCharge.PRORATED,
        IncreaseCharge.NEW_PERIOD_MINUS_UNUSED,
    }
    stub = policy.anchor.at.kind is not AnchorKind.START
    return charged or _gives_value_back(policy) or (stub and _stub_is_prorated(policy))


def _gives_value_back(policy: SeatPolicy) -> bool:
    return (
        policy.decrease.effective is DecreaseEffective.NOW
        and policy.decrease.money is not DecreaseMoney.NONE
    )


def _stub_is_prorated(policy: SeatPolicy) -> bool:
    return policy.anchor.first_period is FirstPeriod.PRORATED


def _seats(policy: SeatPolicy) -> Iterator[Message]:
    quantity = policy.quantity
    if quantity.min_seats > 0:
        yield say("policy.quantity.min_seats", minimum=Count(quantity.min_seats))
    if quantity.max_seats is None:
        yield say("policy.quantity.max_seats.none")
    else:
        yield say("policy.quantity.max_seats", maximum=Count(quantity.max_seats))
        yield say(f"policy.quantity.at_max.{_way_out(quantity.at_max)}")
    if quantity.step > 1:
        yield say("policy.quantity.step", step=quantity.step)


def _priced(models: Collection[PriceModel]) -> Message:
    if len(models) > 1:
        return say("policy.price.model.several")
    (model,) = models
    return say(f"policy.price.model.{model}")


def _way_out(at_max: frozenset[AtMax]) -> str:
    return "_or_".join(way.value for way in AtMax if way in at_max) or "none"


def _seat_types(types: tuple[SeatTypeTerms, ...]) -> Iterator[Message]:
    called = {terms.name: terms.known_noun or _readable(terms.name) for terms in types}
    for terms in types:
        name = called[terms.name]
        if terms.unlimited:
            yield say("policy.seat_type.unlimited", type=name)
        elif len(types) > 1:
            yield from _limits_of(terms)
        if terms.base is not None:
            yield say("policy.seat_type.base", type=name, base=called.get(terms.base, terms.base))


def _readable(name: str) -> str:
    """Return a name that was made for programs as one for people."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _limits_of(terms: SeatTypeTerms) -> Iterator[Message]:
    name = terms.known_noun or _readable(terms.name)
    if terms.max is None:
        yield say("policy.seat_type.from", type=name, minimum=terms.min)
    else:
        yield say("policy.seat_type.between", type=name, minimum=terms.min, maximum=terms.max)
    if terms.step > 1:
        yield say("policy.seat_type.step", type=name, step=terms.step)


def _who(policy: SeatPolicy) -> Iterator[Message]:
    who = policy.who
    yield say("policy.who.change_roles", roles=_in_order(who.change_roles))
    yield say("policy.who.assign_roles", roles=_in_order(who.assign_roles))
    for self_service in SelfService:
        channels = tuple(c for c in Channel if who.self_service.of(c) is self_service)
        if channels:
            yield say(f"policy.who.self_service.{self_service}", channels=channels)
    if who.requires_auto_renew:
        yield say("policy.who.requires_auto_renew")


def _in_order(roles: frozenset[Role]) -> tuple[Role, ...]:
    """Return roles in their usual order; where there is none, the owner acts."""
    return tuple(role for role in Role if role in roles) or (Role.OWNER,)


def _more(policy: SeatPolicy) -> Iterator[Message]:
    increase = policy.increase
    yield say(f"policy.quantity.quantity_input.{policy.quantity.quantity_input}")
    yield say(f"policy.increase.effective.{increase.effective}")
    yield say(f"policy.increase.charge.{increase.charge}")
    yield say(f"policy.increase.bill.{increase.bill}")
    if proration_matters(policy):
        yield say(f"policy.proration.unit.{policy.proration.unit}")
        yield say(f"policy.proration.lines.{policy.proration.lines}")
    yield say(f"policy.increase.open_reduction.{increase.open_reduction}")


def _fewer(policy: SeatPolicy) -> Iterator[Message]:
    decrease = policy.decrease
    allowed = f"policy.decrease.allowed.{decrease.allowed.kind}"
    if decrease.allowed.number is None:
        yield say(allowed)
    else:
        yield say(allowed, count=decrease.allowed.number)
    yield say(f"policy.decrease.effective.{decrease.effective}")
    yield say(f"policy.decrease.money.{decrease.money}")
    immediate = decrease.effective is DecreaseEffective.NOW
    if immediate and policy.proration.unit is not ProrationUnit.SECOND:
        yield say(f"policy.decrease.last_day.{decrease.last_day}")
    yield say(f"policy.decrease.occupied.{decrease.occupied}")
    yield say("policy.decrease.unassign")


def _term(policy: SeatPolicy) -> Iterator[Message]:
    term = policy.term
    if term.trial_days > 0:
        yield say("policy.term.trial_days", count=term.trial_days)
    yield say(f"policy.term.starts.{term.starts}")
    if term.length is None:
        yield say("policy.term.length.period")
    elif term.length.months is not None:
        yield say("policy.term.length.months", count=term.length.months)
    else:
        yield say("policy.term.length.days", count=term.length.days)
    yield _anchor_at(policy.anchor.at)
    if policy.anchor.at.kind is not AnchorKind.START:
        yield say(f"policy.anchor.first_period.{policy.anchor.first_period}")
    yield say(f"policy.anchor.on_change.{policy.anchor.on_change}")


def _anchor_at(rule: AnchorRule) -> Message:
    key = f"policy.anchor.at.{rule.kind}"
    match rule:
        case AnchorRule(kind=AnchorKind.DAY_OF_WEEK, weekday=int(weekday)):
            return say(key, weekday=Weekday(weekday))
        case AnchorRule(kind=AnchorKind.DAY_OF_MONTH, day=int(day)):
            return say(key, day=day)
        case AnchorRule(kind=AnchorKind.DAY_OF_YEAR, month=int(month), day=int(day)):
            return say(key, day=MonthDay(month, day))
        case _:
            return say(key)


def _renewal(policy: SeatPolicy) -> Iterator[Message]:
    renewal = policy.renewal
    yield say(f"policy.renewal.mode.{renewal.mode}")
    yield say(f"policy.renewal.assignments.{renewal.assignments}")
    if renewal.reminder_days:
        yield say(
            "policy.renewal.reminder_days",
            days=renewal.reminder_days,
            count=renewal.reminder_days[-1],
        )
    else:
        yield say("policy.renewal.reminder_days.none")


def _payment(policy: SeatPolicy) -> Iterator[Message]:
    payment = policy.payment
    yield say(f"policy.payment.method.{payment.method}")
    if payment.other_method_saved_first:
        yield say("policy.payment.other_method_saved_first")
    yield _due(payment)
    yield say(f"policy.payment.tax_id.{payment.tax_id}")


def _due(payment: PaymentPolicy) -> Message:
    """Say when an invoice is due: what is charged at once, what is paid later after `due_days`."""
    if payment.due_days == 0:
        return say("policy.payment.due_days.none")
    if payment.method is PaymentMethodRule.INVOICE:
        return say("policy.payment.due_days", count=payment.due_days)
    return say("policy.payment.due_days.transfer", count=payment.due_days)


def _unpaid(policy: SeatPolicy) -> Iterator[Message]:
    unpaid = policy.unpaid
    for place, step in enumerate(unpaid.grace):
        when = "then" if place else "first"
        access = "access" if step.access else "no_access"
        yield say(f"policy.unpaid.grace.{when}_{access}", count=step.days)
    if unpaid.grace:
        yield say("policy.unpaid.grace.ended")
    elif _nothing_starts_unpaid(policy):
        yield say("policy.unpaid.grace.never_starts")
    else:
        yield say("policy.unpaid.grace.none")
    if unpaid.blocks:
        blocked = tuple(block for block in Blocked if block in unpaid.blocks)
        yield say("policy.unpaid.blocks", blocked=blocked)
    else:
        yield say("policy.unpaid.blocks.none")


def _nothing_starts_unpaid(policy: SeatPolicy) -> bool:
    return (
        policy.increase.effective is IncreaseEffective.ON_PAYMENT
        and policy.term.starts is TermStarts.ON_PAYMENT
        and policy.renewal.mode is RenewalMode.MANUAL
    )


def _people(policy: SeatPolicy) -> Iterator[Message]:
    assignment = policy.assignment
    yield say(f"policy.assignment.mode.{assignment.mode}")
    yield say(f"policy.assignment.identity.{assignment.identity}")
    if assignment.mode is not AssignmentMode.REGISTERED_PERSON:
        yield from _invitations(policy)
    yield say(f"policy.assignment.buyer_takes_seat.{_yes_no(yes=assignment.buyer_takes_seat)}")
    yield say(f"policy.assignment.duplicate.{assignment.duplicate}")
    if assignment.reassign.number is None:
        yield say(f"policy.assignment.reassign.{assignment.reassign.kind}")
    else:
        yield say(
            f"policy.assignment.reassign.{assignment.reassign.kind}",
            count=assignment.reassign.number,
        )
    yield say(f"policy.assignment.auto_assign.{assignment.auto_assign}")
    yield from _when_full(policy)
    yield say("policy.people.inactive_after_days", count=policy.people.inactive_after_days)
    yield say(f"policy.people.reclaim.{policy.people.reclaim}")


def _invitations(policy: SeatPolicy) -> Iterator[Message]:
    assignment = policy.assignment
    yield say("policy.assignment.invitation_days", count=assignment.invitation_days)
    for field in ("resend_resets", "old_link_dies", "holds_seat"):
        answer = _yes_no(yes=getattr(assignment, field))
        yield say(f"policy.assignment.{field}.{answer}")


def _yes_no(*, yes: bool) -> str:
    return "yes" if yes else "no"


def _when_full(policy: SeatPolicy) -> Iterator[Message]:
    full = policy.quantity.when_full
    if full.number is None:
        yield say(f"policy.quantity.when_full.{full.kind}")
    else:
        yield say(f"policy.quantity.when_full.{full.kind}", limit=Count(full.number))


def _joining(policy: SeatPolicy) -> Iterator[Message]:
    joining = policy.joining
    yield say(f"policy.joining.own_plan.{joining.own_plan}")
    if joining.own_plan is not OwnPlan.SETTLE:
        return
    if joining.requires:
        required = tuple(needed for needed in JoinRequirement if needed in joining.requires)
        yield say("policy.joining.requires", required=required)
    else:
        yield say("policy.joining.requires.none")
    if joining.undo_hours > 0:
        yield say("policy.joining.undo_hours", count=joining.undo_hours)
    else:
        yield say("policy.joining.undo_hours.none")


_TELLERS: Final[tuple[tuple[Topic, Callable[[SeatPolicy], Iterator[Message]]], ...]] = (
    (Topic.WHO, _who),
    (Topic.MORE, _more),
    (Topic.FEWER, _fewer),
    (Topic.TERM, _term),
    (Topic.RENEWAL, _renewal),
    (Topic.PAYMENT, _payment),
    (Topic.UNPAID, _unpaid),
    (Topic.PEOPLE, _people),
    (Topic.JOINING, _joining),
)
