"""Carries out the operation of a step: one call of a service each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from curule.core.permissions import Actor
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.gateways.signing import LinkPurpose
from curule.playback import operations as op
from curule.playback.actors import actor_for
from curule.playback.own_plans import buy_own_plan
from curule.playback.prices import announce_price
from curule.playback.stage import VENDOR, Stage, register
from curule.playback.steps import Step
from curule.selectors.members import find_person
from curule.services import payment_methods, subscriptions
from curule.services._command import Done
from curule.services.accounts import accounts
from curule.services.changes.quoting import SeatsAsked
from curule.services.coupon_making import CouponTerms, make_coupon
from curule.services.credits import goodwill
from curule.services.invitations import invitations
from curule.services.joining import joining
from curule.services.orders import offers, orders
from curule.services.orders.placing import OrderResult, Pays
from curule.services.payments import payments, transfers
from curule.services.people import roles
from curule.services.seats import domains, requests, seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What a step did: which quote it shows, and a refusal that is a result (a declined card)."""

    replayed: bool = False
    quote_id: UUID | None = None
    account_id: UUID | None = None
    label: str | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A step with what every service takes."""

    stage: Stage
    step: Step
    actor: Actor

    @property
    def now(self) -> datetime:
        """The instant of the step."""
        return self.step.at

    @property
    def subscription_id(self) -> UUID:
        """The subscription the step is about."""
        if not self.stage.subscriptions:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
        return self.stage.subscription(self.step.subscription)

    @property
    def in_account(self) -> dict[str, Any]:
        """The arguments that commands in the scenario's account share."""
        return {
            "actor": self.actor,
            "account_id": self.stage.account_id,
            "now": self.now,
            "key": self.step.key,
        }

    @property
    def on_subscription(self) -> dict[str, Any]:
        """The same, with the subscription."""
        return self.in_account | {"subscription_id": self.subscription_id}


def act(stage: Stage, step: Step) -> Acted:
    """Carry out one step. Raises `Refused`; then nothing has changed."""
    call = _Call(stage=stage, step=step, actor=actor_for(stage, step))
    return _DOERS[type(step.operation)](call, step.operation)


def _method_id(call: _Call, name: str | None) -> UUID | None:
    if name is None:
        return None
    method = payment_methods.find_method(call.stage.account_id, name)
    if method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    return method.id


def _pays(call: _Call, pay: op.Pay | None) -> Pays | None:
    if pay is op.Pay.UNKNOWN:
        call.stage.sandbox.script_next("lose_answer")
        return "now"
    if pay is None:
        return None
    return "later" if pay is op.Pay.NO else "now"


def _ordered(account_id: UUID, done: Done[OrderResult], label: str | None = None) -> Acted:
    return Acted(
        replayed=done.replayed,
        quote_id=done.value.quote_id,
        label=label,
        refusal=_declined(account_id, done.value.payment_id, done.value.payment_status),
    )


def _declined(account_id: UUID, payment_id: UUID | None, status: str) -> Refusal | None:
    if payment_id is None or status != "failed":
        return None
    return payments.declined(account_id, payment_id)


def _subscribe(call: _Call, what: op.Subscribe) -> Acted:
    plan = call.stage.scenario.plans[what.plan]
    done = orders.subscribe(
        **call.in_account,
        plan_version_id=call.stage.versions[what.plan],
        seats=what.seats,
        currency=plan.currency,
        interval=(plan.interval.unit.value, plan.interval.count),
        label=call.step.subscription or "",
        trial_days=what.trial_days,
        auto_renew=what.auto_renew,
        coupon=what.coupon or "",
        method_id=_method_id(call, what.method),
        pays=_pays(call, what.pay),
    )
    label = call.step.subscription or f"#{len(call.stage.subscriptions) + 1}"
    if not done.replayed:
        call.stage.subscriptions[label] = done.value.subscription_id
    return _ordered(call.stage.account_id, done, None if done.replayed else label)


def _seats_asked(what: op.SetSeats | op.AddSeats) -> SeatsAsked:
    sets = isinstance(what, op.SetSeats)
    return SeatsAsked(
        totals=what.seats if sets else {},
        differences={} if sets else what.seats,
        reduction=what.reduction,
        leave=what.leave or (),
    )


def _change_seats(call: _Call, what: op.SetSeats | op.AddSeats) -> Acted:
    asked = _seats_asked(what)
    return _ordered(
        call.stage.account_id,
        orders.change_seats(
            **call.on_subscription,
            totals=asked.totals,
            differences=asked.differences,
            reduction=asked.reduction,
            leave=asked.leave,
            method_id=_method_id(call, what.method),
            pays=_pays(call, what.pay),
        ),
    )


def _quote(call: _Call, what: op.Quote) -> Acted:
    change = what.change
    if isinstance(change, op.ChangePlan):
        done = offers.price(**call.on_subscription, plan=change.plan, plan_seats=change.seats)
    else:
        done = offers.price(**call.on_subscription, asked=_seats_asked(change))
    return Acted(replayed=done.replayed, quote_id=done.value)


def _change_plan(call: _Call, what: op.ChangePlan) -> Acted:
    return _ordered(
        call.stage.account_id,
        orders.change_plan(
            **call.on_subscription,
            plan=what.plan,
            seats=what.seats,
            method_id=_method_id(call, what.method),
            pays=_pays(call, what.pay),
        ),
    )


def _keep_seats(call: _Call, what: op.KeepSeats) -> Acted:
    del what
    return Acted(replayed=subscriptions.keep_seats(**call.on_subscription).replayed)


def _set_auto_renew(call: _Call, what: op.SetAutoRenew) -> Acted:
    done = subscriptions.set_auto_renew(**call.on_subscription, value=what.value)
    return Acted(replayed=done.replayed)


def _renew(call: _Call, what: op.Renew) -> Acted:
    return _ordered(
        call.stage.account_id,
        orders.renew(
            **call.on_subscription,
            seats=what.seats,
            leave=what.leave or (),
            pays=_pays(call, what.pay),
        ),
    )


def _cancel(call: _Call, what: op.Cancel) -> Acted:
    return Acted(replayed=subscriptions.cancel(**call.on_subscription, at_once=what.now).replayed)


def _payment_method(call: _Call, what: op.PaymentMethod) -> Acted:
    done = payment_methods.add_method(
        **call.in_account,
        name=what.name,
        token=f"sandbox:{what.answers.value}",
        save=what.save,
        default=what.default,
    )
    return Acted(replayed=done.replayed)


def _account_of(call: _Call, person: str | None) -> UUID:
    """Return the account whose invoice is meant: the scenario's, or the person's own."""
    own = call.stage.own.get(person or "")
    return call.stage.account_id if own is None else own.account_id


def _pay(call: _Call, what: op.PayInvoice) -> Acted:
    account_id = _account_of(call, what.person)
    done = payments.pay(
        **call.in_account | {"account_id": account_id},
        invoice_id=payments.nth_open_invoice(account_id, what.invoice),
        method_id=_method_id(call, what.method),
    )
    refusal = _declined(account_id, done.value.payment_id, done.value.status)
    return Acted(replayed=done.replayed, refusal=refusal)


def _fail_payment(call: _Call, what: op.FailPayment) -> Acted:
    call.stage.sandbox.script_next("decline")
    account_id = _account_of(call, what.person)
    done = payments.pay(**call.in_account | {"account_id": account_id})
    return Acted(replayed=done.replayed)


def _record_payment(call: _Call, what: op.RecordPayment) -> Acted:
    done = transfers.record_transfer(
        **call.in_account, amount=what.amount, reference=what.reference or ""
    )
    return Acted(replayed=done.replayed)


def _issue_credit(call: _Call, what: op.IssueCredit) -> Acted:
    done = goodwill.issue_credit(
        **call.in_account,
        amount=what.amount,
        currency=call.stage.scenario.plan.currency,
        reason=what.reason or "by goodwill",
    )
    return Acted(replayed=done.replayed)


def _make_coupon(call: _Call, what: op.MakeCoupon) -> Acted:
    terms = CouponTerms(
        code=what.code,
        percent=None if what.percent is None else Decimal(what.percent),
        amount=what.amount,
        currency="" if what.amount is None else call.stage.scenario.plan.currency,
        periods=what.times,
        valid_from=call.now,
    )
    make_coupon(actor=call.actor, terms=terms, now=call.now)
    return Acted()


def _change_price(call: _Call, what: op.ChangePrice) -> Acted:
    announce_price(
        call.stage,
        call.subscription_id,
        unit_amount=what.unit_amount,
        notice_days=what.notice,
        actor=call.actor,
        now=call.now,
    )
    return Acted()


def _register(call: _Call, what: op.Register) -> Acted:
    register(call.stage, what.person, call.now)
    domains.welcome(person_id=call.stage.people[what.person], now=call.now)
    return Acted()


def _invite(call: _Call, what: op.Invite) -> Acted:
    done = seats.assign(
        **call.on_subscription,
        people=[
            seats.Invitee(
                email=each.email,
                first_name=each.first_name or "",
                last_name=each.last_name or "",
            )
            for each in what.people
        ],
        seat_type=what.seat_type,
        if_full=what.if_full.value if what.if_full else None,
    )
    return Acted(replayed=done.replayed)


def _on_invitation(call: _Call, person: str) -> dict[str, Any]:
    found = invitations.newest_for(call.stage.account_id, person)
    return call.in_account | {"invitation_id": found}


def _by_invited(call: _Call, person: str) -> dict[str, Any]:
    """Return the arguments of an answer: signed in, or by the link of the mail for a stranger."""
    arguments = _on_invitation(call, person)
    if person in call.stage.people:
        return arguments
    token = invitations.link_token(
        account_id=call.stage.account_id,
        invitation_id=arguments["invitation_id"],
        purpose=LinkPurpose.MAIL,
    )
    return arguments | {"actor": None, "token": token}


def _resend(call: _Call, what: op.Resend) -> Acted:
    return Acted(replayed=invitations.resend(**_on_invitation(call, what.person)).replayed)


def _cancel_invitation(call: _Call, what: op.CancelInvitation) -> Acted:
    return Acted(replayed=invitations.cancel(**_on_invitation(call, what.person)).replayed)


def _decline(call: _Call, what: op.Decline) -> Acted:
    return Acted(replayed=invitations.decline(**_by_invited(call, what.person)).replayed)


def _accept(call: _Call, what: op.Accept) -> Acted:
    done = invitations.accept(**_by_invited(call, what.person), join=what.join)
    person_id = find_person(what.person)
    if person_id is not None:
        call.stage.people[what.person] = person_id
    return Acted(replayed=done.replayed)


def _undo_join(call: _Call, what: op.UndoJoin) -> Acted:
    done = joining.undo_join(**call.in_account, person_id=call.stage.people[what.person])
    return Acted(replayed=done.replayed)


def _bind(call: _Call, what: op.Bind) -> Acted:
    done = seats.bind(
        **call.on_subscription, email=what.person, seat_type=what.seat_type, seat_number=what.seat
    )
    return Acted(replayed=done.replayed)


def _unassign(call: _Call, what: op.Unassign) -> Acted:
    done = seats.unassign(
        **call.on_subscription, email=what.person, seat_type=what.seat_type, seat_number=what.seat
    )
    return Acted(replayed=done.replayed)


def _own_plan(call: _Call, what: op.OwnPlan) -> Acted:
    own, done = buy_own_plan(call.stage, what, now=call.now, pays=_pays(call, what.pay))
    return replace(_ordered(own.account_id, done), account_id=own.account_id)


def _ask_for_seat(call: _Call, what: op.AskForSeat) -> Acted:
    del what
    return Acted(replayed=requests.ask_for_seat(**call.on_subscription).replayed)


def _approve_request(call: _Call, what: op.ApproveRequest) -> Acted:
    done = requests.approve(**call.on_subscription, email=what.person)
    return Acted(replayed=done.replayed)


def _decline_request(call: _Call, what: op.DeclineRequest) -> Acted:
    done = requests.decline(**call.on_subscription, email=what.person)
    return Acted(replayed=done.replayed)


def _ask_for_quote(call: _Call, what: op.AskForQuote) -> Acted:
    return Acted(replayed=offers.ask_for_quote(**call.on_subscription, seats=what.seats).replayed)


def _offer_quote(call: _Call, what: op.OfferQuote) -> Acted:
    done = offers.offer_quote(**call.on_subscription, seats=what.seats, days=what.days)
    return Acted(replayed=done.replayed, quote_id=done.value)


def _accept_quote(call: _Call, what: op.AcceptQuote) -> Acted:
    del what
    offer = offers.find_offer(call.stage.account_id, call.subscription_id)
    return _ordered(call.stage.account_id, offers.accept(**call.in_account, quote_id=offer))


def _decline_quote(call: _Call, what: op.DeclineQuote) -> Acted:
    del what
    offer = offers.find_offer(call.stage.account_id, call.subscription_id)
    done = offers.decline_quote(**call.in_account, quote_id=offer)
    return Acted(replayed=done.replayed)


def _grant_role(call: _Call, what: op.GrantRole) -> Acted:
    person_id = call.stage.people[what.person]
    done = roles.grant(**call.in_account, person_id=person_id, role=what.role)
    return Acted(replayed=done.replayed)


def _revoke_role(call: _Call, what: op.RevokeRole) -> Acted:
    person_id = call.stage.people[what.person]
    done = roles.revoke(**call.in_account, person_id=person_id, role=what.role)
    return Acted(replayed=done.replayed)


def _set_maximum(call: _Call, what: op.SetMaximum) -> Acted:
    for seat_type, maximum in what.seats.items():
        accounts.set_maximum(
            **call.in_account | {"actor": VENDOR, "key": None},
            product_id=call.stage.product_id,
            seat_type=seat_type,
            maximum=maximum,
        )
    return Acted()


def _set_channel(call: _Call, what: op.SetChannel) -> Acted:
    done = accounts.set_channel(**call.in_account, channel=what.channel)
    return Acted(replayed=done.replayed)


def _set_tax_id(call: _Call, what: op.SetTaxId) -> Acted:
    return Acted(replayed=accounts.set_tax_id(**call.in_account, tax_id=what.tax_id).replayed)


def _advance(call: _Call, what: op.Advance) -> Acted:
    del call, what
    return Acted()


_DOERS: Final[Mapping[type, Callable[[_Call, Any], Acted]]] = {
    op.Subscribe: _subscribe,
    op.SetSeats: _change_seats,
    op.AddSeats: _change_seats,
    op.Quote: _quote,
    op.ChangePlan: _change_plan,
    op.KeepSeats: _keep_seats,
    op.SetAutoRenew: _set_auto_renew,
    op.Renew: _renew,
    op.Cancel: _cancel,
    op.PaymentMethod: _payment_method,
    op.PayInvoice: _pay,
    op.FailPayment: _fail_payment,
    op.RecordPayment: _record_payment,
    op.IssueCredit: _issue_credit,
    op.MakeCoupon: _make_coupon,
    op.Register: _register,
    op.Invite: _invite,
    op.Resend: _resend,
    op.CancelInvitation: _cancel_invitation,
    op.Decline: _decline,
    op.Accept: _accept,
    op.UndoJoin: _undo_join,
    op.Bind: _bind,
    op.Unassign: _unassign,
    op.OwnPlan: _own_plan,
    op.AskForSeat: _ask_for_seat,
    op.ApproveRequest: _approve_request,
    op.DeclineRequest: _decline_request,
    op.AskForQuote: _ask_for_quote,
    op.OfferQuote: _offer_quote,
    op.AcceptQuote: _accept_quote,
    op.DeclineQuote: _decline_quote,
    op.GrantRole: _grant_role,
    op.RevokeRole: _revoke_role,
    op.SetMaximum: _set_maximum,
    op.SetChannel: _set_channel,
    op.SetTaxId: _set_tax_id,
    op.ChangePrice: _change_price,
    op.Advance: _advance,
}
