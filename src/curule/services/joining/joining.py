"""What becomes of a plan that was given up by joining: the money moves, or joining is undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core import ledger
from curule.core.changes import CreditedCharge
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.policy import DecreaseMoney
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.core.settlement import Choice
from curule.data.models import (
    Account,
    Assignment,
    Invitation,
    Invoice,
    Person,
    Settlement,
    Subscription,
)
from curule.selectors.catalog import get_plan_terms
from curule.selectors.joining import find_pending
from curule.services import refunds
from curule.services._command import Command, Done, run
from curule.services.invoices import billing, charges, credit_notes
from curule.services.joining._unused_value import Note, notes_for
from curule.services.joining.settling import lock_accounts, put_back, record_both
from curule.services.seating import claims, people
from curule.services.seating.claims import EndReason

SYSTEM: Final = Actor.system("worker")


def undo_join(
    *,
    actor: Actor,
    account_id: UUID,
    person_id: UUID,
    settlement_id: UUID | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Take joining back before the money moves: the own plan runs again, with its old end.

    The seat is free again and no document is left. Only the person may, or the vendor. Returns the
    settlement's id, which is `settlement_id` where one is meant.

    Refuses `role_not_allowed`, `not_found` and `undo_window_closed`.
    """

    def body(command: Command) -> UUID:
        if command.person_id != person_id:
            command.require(Action.MANAGE_ACCOUNTS)
        settlement = _lock(command, person_id, settlement_id)
        if command.now >= settlement.moves_at:
            closed_at = settlement.moves_at
            raise Refused(refuse(RefusalCode.UNDO_WINDOW_CLOSED, closed_at=closed_at))
        own = command.beside(Account.objects.get(id=settlement.own_account_id))
        _leave_seat(command, settlement)
        put_back(own, _own_subscription(settlement), settlement.restore)
        _close(settlement, "undone", command.now)
        record_both(command, own, EventType.JOIN_UNDONE, settlement)
        _tell_undone(command, settlement)
        return settlement.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="joining.undo_join",
        result=UUID,
        body=body,
        key=key,
        request={"person": person_id, "settlement": settlement_id},
    )


def move(*, settlement_id: UUID, now: datetime) -> bool:
    """Move the money of a settlement whose time has come; false if there was nothing to do.

    A credit note on the own account gives back what was unused; then it goes back by the method of
    the original payment, or as credit to the joined account, by one transaction of the ledger in
    each account.
    """
    found = Settlement.objects.get(id=settlement_id)

    def body(command: Command) -> bool:
        lock_accounts(found.own_account_id, found.joined_account_id)
        settlement = Settlement.objects.select_for_update().get(id=settlement_id)
        is_waiting = settlement.held_at is not None or command.now < settlement.moves_at
        if settlement.status != "pending" or is_waiting:
            return False
        joined = command.beside(Account.objects.get(id=settlement.joined_account_id))
        returned = _give_back(command, settlement)
        if Choice(settlement.choice) is Choice.TRANSFER and returned:
            _transfer(command, joined, settlement, returned)
        _close(settlement, "moved", command.now)
        record_both(command, joined, EventType.JOIN_MOVED, settlement)
        return True

    return run(
        account_id=found.own_account_id,
        actor=SYSTEM,
        now=now,
        name="joining.move",
        result=bool,
        body=body,
    ).value


def hold(
    *,
    actor: Actor,
    account_id: UUID,
    settlement_id: UUID,
    holds: bool,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Hold the money of a settlement, or let it move again, by the vendor's finance.

    `account_id` is the own account. Holding takes nothing from the person, who can still undo it
    until its time. What is let go after its time moves from then on: its papers and books belong to
    that day, and no month that is closed changes.

    Refuses `role_not_allowed`, and `not_found` for one that has moved or is undone.
    """

    def body(command: Command) -> bool:
        command.require(Action.REFUND)
        found = Settlement.objects.filter(id=settlement_id, own_account_id=account_id).first()
        if found is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="settlement"))
        lock_accounts(found.own_account_id, found.joined_account_id)
        settlement = Settlement.objects.select_for_update().get(id=settlement_id)
        if settlement.status != "pending":
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="settlement"))
        if holds is (settlement.held_at is not None):
            return holds
        settlement.held_at = command.now if holds else None
        if not holds:
            settlement.moves_at = max(settlement.moves_at, command.now)
        settlement.save(update_fields=["held_at", "moves_at"])
        joined = command.beside(Account.objects.get(id=settlement.joined_account_id))
        event = EventType.JOIN_HELD if holds else EventType.JOIN_RELEASED
        record_both(command, joined, event, settlement)
        return holds

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="joining.hold",
        result=bool,
        body=body,
        key=key,
        request={"settlement": settlement_id, "holds": holds},
    )


# --- undoing --------------------------------------------------------------------------------------


def _lock(command: Command, person_id: UUID, meant: UUID | None) -> Settlement:
    found = find_pending(command.account_id, person_id)
    if found is None or meant not in {None, found}:
        raise Refused(_why_none(command, person_id))
    own_account_id = Settlement.objects.values_list("own_account_id", flat=True).get(id=found)
    lock_accounts(command.account_id, own_account_id)
    settlement = Settlement.objects.select_for_update().get(id=found)
    if settlement.status != "pending":
        raise Refused(_why_none(command, person_id))
    return settlement


def _why_none(command: Command, person_id: UUID) -> Refusal:
    """Say that the money has moved already, or that there never was anything to take back."""
    moved = (
        Settlement.objects.filter(
            joined_account_id=command.account_id, person_id=person_id, status="moved"
        )
        .order_by("-id")
        .first()
    )
    if moved is None:
        return refuse(RefusalCode.NOT_FOUND, name="settlement")
    return refuse(RefusalCode.UNDO_WINDOW_CLOSED, closed_at=moved.moves_at)


def _leave_seat(command: Command, settlement: Settlement) -> None:
    """Free the seat in the joined account; the membership goes with it if joining had made it."""
    invitation = Invitation.objects.get(account_id=command.account_id, id=settlement.invitation_id)
    seats = Assignment.objects.filter(
        account_id=command.account_id,
        subscription_id=invitation.subscription_id,
        person_id=settlement.person_id,
        ended_at=None,
    )
    claims.release(command, *seats, reason=EndReason.JOIN_UNDONE)
    has_role = any(
        person.id == settlement.person_id for who in command.holders.values() for person in who
    )
    if not has_role:
        people.leave(command, settlement.person_id)


def _own_subscription(settlement: Settlement) -> Subscription:
    return Subscription.objects.select_for_update().get(
        account_id=settlement.own_account_id, id=settlement.own_subscription_id
    )


def _tell_undone(command: Command, settlement: Settlement) -> None:
    invitation = Invitation.objects.get(account_id=command.account_id, id=settlement.invitation_id)
    involved = {each for each in (settlement.person_id, invitation.invited_by) if each}
    told = Person.objects.filter(id__in=involved).values_list("email", flat=True)
    for email in told:
        command.mail("join_undone", email, subscription_id=invitation.subscription_id)


def _close(settlement: Settlement, status: str, now: datetime) -> None:
    settlement.status, settlement.closed_at = status, now
    settlement.save(update_fields=["status", "closed_at"])


# --- moving ---------------------------------------------------------------------------------------


def _give_back(command: Command, settlement: Settlement) -> int:
    """Issue the credit notes on the own account; return what became credit to be moved on."""
    subscription = _own_subscription(settlement)
    terms = get_plan_terms(subscription.plan_version_id)
    refund = Choice(settlement.choice) is Choice.REFUND
    to = DecreaseMoney.REFUND_TO_METHOD if refund else DecreaseMoney.ACCOUNT_CREDIT
    returned = 0
    notes = notes_for(subscription, settlement.settled_at)
    for note in notes:
        invoice = Invoice.objects.select_for_update().get(
            account_id=command.account_id, id=note.invoice_id
        )
        issued = credit_notes.issue_credit_note(
            command, invoice, note.lines, terms, reason="joined", to=to
        )
        if issued is None:
            continue
        returned += issued.to_credit_minor
        if refund:
            refunds.start(command, issued)
    _close_charges(command, notes)
    return returned


def _close_charges(command: Command, notes: Iterable[Note]) -> None:
    """Close the books of the plan: its seats are gone and what was unused has come back."""
    lines = [line for note in notes for line in note.lines]
    charges.move_charges(
        command,
        [
            CreditedCharge(charge=line.charge, quantity=line.quantity, amount=line.amount)
            for line in lines
            if line.charge is not None
        ],
    )


def _transfer(command: Command, joined: Command, settlement: Settlement, amount: int) -> None:
    """Move credit to the joined account through the clearing account `transfer`."""
    currency = settlement.currency
    billing.add_credit(command, currency, -amount, source="transfer", source_id=settlement.id)
    billing.post(
        command, ledger.transfer_out(amount=amount), currency=currency, source_id=settlement.id
    )
    billing.add_credit(joined, currency, amount, source="transfer", source_id=settlement.id)
    billing.post(
        joined, ledger.transfer_in(amount=amount), currency=currency, source_id=settlement.id
    )
    person = Person.objects.get(id=settlement.person_id)
    for owner in joined.people_with(Role.OWNER, Role.BILLING_CONTACT):
        joined.mail(
            "credit_transferred",
            owner.email,
            person=person.email,
            amount=Money(amount, currency),
        )
