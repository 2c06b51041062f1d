"""What the vendor's finance does about a contradiction: right to the cent, once, with a reason.

A charge that had failed here is taken in, on its invoice or as credit, or sent back: then it is
credit first and goes back from there, so that what came and what went stand in the books. A refund
that was made at the gateway is taken over: it settles one that waits here, or comes from credit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.contradictions import (
    ContradictionKind,
    Remedy,
    TakenIn,
    remedies,
    sent_back,
    taken_in,
    taken_over,
)
from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.data.models import Contradiction, Invoice, Payment, Refund
from curule.gateways.payments.base import (
    ChargeRef,
    Declined,
    GatewayUnavailable,
    ListsRefunds,
    NotFound,
    Succeeded,
)
from curule.gateways.payments.registry import UnknownGateway, gateway
from curule.selectors.money import credit_of, open_amount
from curule.services import _input, refunds
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.payments import contradictions
from curule.services.payments._invoices import lock_invoice_of
from curule.services.payments.payments import token_of
from curule.services.receiving import receive


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was done about a contradiction; `refund_id` is what goes or went back by it."""

    contradiction_id: UUID
    remedy: str
    refund_id: UUID | None = None


def decide(
    *,
    actor: Actor,
    account_id: UUID,
    contradiction_id: UUID,
    remedy: str,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[Decided]:
    """Do something about a contradiction, by the vendor's finance, and close it.

    A charge is looked for at its gateway before it is taken in or sent back. Refuses
    `role_not_allowed`, `field_invalid` without a reason or for a remedy that is none for it,
    `not_found` for one that is closed or that the gateway says is not so, `gateway_away`,
    `above_what_is_left` and `credit_missing`.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)
    went_back = _went_back(account_id, contradiction_id, remedy)

    def body(command: Command) -> Decided:
        command.lock_account()
        command.require(Action.REFUND)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        row = _open(account_id, contradiction_id)
        payment = Payment.objects.select_for_update().get(account_id=account_id, id=row.payment_id)
        chosen = _chosen(row, payment, remedy)
        match chosen:
            case Remedy.TAKE_IN:
                invoice = lock_invoice_of(payment)
                if invoice is not None and invoice.subscription_id is not None:
                    lock_up_to_date(command, invoice.subscription_id)
                still_open = open_amount(invoice) if invoice and invoice.status == "open" else 0
                plan = taken_in(payment.amount_minor, still_open=still_open)
                _take_in(command, row, payment, invoice, plan)
            case Remedy.SEND_BACK:
                plan = sent_back(payment.amount_minor, went_back=went_back)
                _take_in(command, row, payment, None, plan)
                row.refund_id = _send_back(command, row, payment, plan)
            case Remedy.TAKE_OVER:
                row.refund_id = _take_over(command, row, payment)
            case _:
                pass
        contradictions.close(command, row, chosen, reason=why)
        return Decided(contradiction_id=row.id, remedy=chosen.value, refund_id=row.refund_id)

    done = run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="remedies.decide",
        result=Decided,
        body=body,
        key=key,
        request={"contradiction": contradiction_id, "remedy": remedy, "reason": why},
    )
    if done.value.remedy == Remedy.SEND_BACK and done.value.refund_id is not None:
        refunds.send(account_id=account_id, refund_id=done.value.refund_id, now=now)
    return done


def _open(account_id: UUID, contradiction_id: UUID) -> Contradiction:
    row = (
        Contradiction.objects.select_for_update()
        .filter(account_id=account_id, id=contradiction_id, closed_at=None)
        .first()
    )
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="contradiction"))
    return row


def _chosen(row: Contradiction, payment: Payment, remedy: str) -> Remedy:
    offered = remedies(
        ContradictionKind(row.kind),
        there=Money(row.amount_minor, row.currency),
        here=Money(payment.amount_minor, payment.currency),
        payment_status=payment.status,
    )
    for each in offered:
        if each.value == remedy:
            return each
    raise Refused(refuse(RefusalCode.FIELD_INVALID, field="remedy"))


# --- what the gateway says ------------------------------------------------------------------------


def _went_back(account_id: UUID, contradiction_id: UUID, remedy: str) -> int:
    """Return what of a charge went back at its gateway already, in minor units.

    Asked outside any transaction. Refuses where the gateway says that it charged nothing, or
    nothing at all.
    """
    if remedy not in {Remedy.TAKE_IN, Remedy.SEND_BACK}:
        return 0
    row = Contradiction.objects.filter(
        account_id=account_id,
        id=contradiction_id,
        kind=ContradictionKind.CHARGED.value,
        closed_at=None,
    ).first()
    if row is None:
        return 0  # said under the lock
    payment = Payment.objects.get(account_id=account_id, id=row.payment_id)
    try:
        door = gateway(payment.gateway)
        found = door.find_charge(key=payment.key, method_token=token_of(payment))
        if isinstance(found, NotFound | Declined):
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="payment"))
        if not isinstance(found, Succeeded):
            raise Refused(refuse(RefusalCode.GATEWAY_AWAY))
        if not isinstance(door, ListsRefunds):
            return 0
        charge = ChargeRef(key=payment.key, reference=found.reference)
        return sum(
            each.amount.amount_minor
            for each in door.list_refunds(charge)
            if not isinstance(each.answer, Declined)
        )
    except (GatewayUnavailable, UnknownGateway):
        raise Refused(refuse(RefusalCode.GATEWAY_AWAY)) from None


# --- carrying it out ------------------------------------------------------------------------------


def _take_in(
    command: Command,
    row: Contradiction,
    payment: Payment,
    invoice: Invoice | None,
    plan: TakenIn,
) -> None:
    """Let a payment that had failed come in, as the plan says."""
    payment.status = "succeeded"
    payment.reference = row.reference
    payment.failure = ""
    payment.settled_at = command.now
    payment.ask_again_at = None
    payment.applied_minor = plan.on_invoice
    payment.save()
    receive(command, payment, invoice)


def _send_back(
    command: Command, row: Contradiction, payment: Payment, plan: TakenIn
) -> UUID | None:
    if not plan.goes_back:
        return None
    refund = refunds.start_from_credit(command, payment, plan.goes_back, key=_key(row))
    return refund.id


def _take_over(command: Command, row: Contradiction, payment: Payment) -> UUID:
    """Let a refund that was made at the gateway settle one here, or come from credit."""
    failed = Refund.objects.select_for_update().filter(
        account_id=command.account_id, payment_id=payment.id, status="failed"
    )
    waiting = list(failed.order_by("id"))
    planned = taken_over(
        Money(row.amount_minor, row.currency),
        waiting=[refund.amount_minor for refund in waiting],
        left=payment.amount_minor - payment.refunded_minor - payment.taken_back_minor,
        credit=credit_of(command.account_id, row.currency),
    )
    if isinstance(planned, Refusal):
        raise Refused(planned)
    if planned.settles is not None:
        refund = waiting[planned.settles]
    else:
        refund = refunds.start_from_credit(command, payment, planned.from_credit, key=_key(row))
    refunds.take_over(command, refund, payment, reference=row.reference)
    return refund.id


def _key(row: Contradiction) -> str:
    return f"contradiction:{row.id}"
