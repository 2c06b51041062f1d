"""Asking offices about tax numbers: after the number was taken, and never in its way.

A question is a row that the command writes which takes the number. The worker puts it after the
commit, outside any transaction, again and again until there is an answer or nobody expects one. It
is leased before it is put, so that a worker that dies with it only delays it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.permissions import Action, Actor
from curule.core.tax_areas import tax_area
from curule.core.tax_id_checks import CheckState, OfficeAnswer, last_word, next_try
from curule.core.tax_ids import union_country_of
from curule.core.tax_rules import TaxTreatment
from curule.data.models import Account, Subscription, TaxIdCheck
from curule.gateways.tax_registers.base import Known, NotAnswered, RegisterAnswer, Unknown
from curule.gateways.tax_registers.registry import tax_id_register
from curule.selectors.taxes import find_seller, tax_of
from curule.services._command import Command, Done, run

LEASE: Final = timedelta(minutes=5)
"""So long nobody else puts a question that somebody is putting."""

MOST_A_ROUND: Final = 30
ASKED_AHEAD: Final = timedelta(days=7)
"""So long before a renewal its number is asked about again."""

ASKED_AGAIN_AFTER: Final = timedelta(days=30)
"""At most so often."""

_WORKER: Final = Actor.system("worker")
_RUNNING: Final = (Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED, Status.TRIALING)

_log = logging.getLogger(__name__)


def take_number(command: Command, number: str) -> None:
    """Give the account a number, as it is kept, under its lock, and ask about it if it is new.

    What its office last said of this number here still holds; so does what it said of the one that
    is there already, unless it did not know it: who gives it again has it asked about again.
    """
    account = command.account
    said = _last_word(command, number) if number else None
    same = account.tax_id == number
    Account.objects.filter(id=account.id).update(tax_id=number, tax_id_answer=said or "")
    account.tax_id, account.tax_id_answer = number, said or ""
    if same and (said is OfficeAnswer.VALID or _waiting(command) is not None):
        return
    _withdraw(command)
    _ask(command)


def ask_again(
    *, actor: Actor, account_id: UUID, now: datetime, key: str | None = None
) -> Done[bool]:
    """Ask about the account's number once more, by the vendor; false if nobody answers for it.

    Refuses `role_not_allowed`.
    """

    def body(command: Command) -> bool:
        command.require(Action.SET_TAX)
        command.lock_account()
        return _waiting(command) is not None or _ask(command)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="tax_id_checks.ask_again",
        result=bool,
        body=body,
        key=key,
    )


def put_waiting(*, now: datetime, limit: int = MOST_A_ROUND) -> int:
    """Put the questions that are due, and return how many were settled.

    The round ends where the whole service is away; a member state that is away is left alone for
    the rest of it.
    """
    quiet: set[str] = set()
    settled = 0
    for _ in range(limit):
        check = _lease_next(now, quiet)
        if check is None:
            break
        answer = _put(check, now)
        if isinstance(answer, NotAnswered):
            settled += _put_off(check, answer, now)
            if answer.is_everywhere:
                break
            quiet.add(check.tax_id[:2])
        else:
            settled += _settle(check, answer, now)
    return settled


def ask_before_renewals(*, now: datetime) -> int:
    """Ask again about numbers by which a renewal soon bears no tax; return how many."""
    asked = 0
    for account_id in _renewing(now):
        asked += run(
            account_id=account_id,
            actor=_WORKER,
            now=now,
            name="tax_id_checks.ask_before_renewal",
            result=int,
            body=_ask_before_renewal,
        ).value
    return asked


def _renewing(now: datetime) -> list[UUID]:
    """Return the accounts that renew soon, have a number, and were not asked about it lately."""
    soon = Subscription.objects.filter(
        account_id=OuterRef("id"),
        status__in=_RUNNING,
        auto_renew=True,
        period_ends_at__gt=now,
        period_ends_at__lte=now + ASKED_AHEAD,
    )
    lately = TaxIdCheck.objects.filter(
        account_id=OuterRef("id"),
        tax_id=OuterRef("tax_id"),
        asked_at__gt=now - ASKED_AGAIN_AFTER,
    )
    chosen = Account.objects.filter(
        clock=None, closed_at=None, is_business=True, tax_rate=None
    ).exclude(tax_id="")
    wanted = chosen.filter(Exists(soon), ~Exists(lately)).exclude(tax_id_answer="invalid")
    return list(wanted.order_by("id").values_list("id", flat=True))


def _ask_before_renewal(command: Command) -> int:
    command.lock_account()
    treatment = tax_of(command.account, command.now).treatment
    if treatment is not TaxTreatment.REVERSE_CHARGE or _waiting(command) is not None:
        return 0
    return int(_ask(command))


def _ask(command: Command) -> bool:
    """Write down a question; none about the numbers of test clocks, which nobody should know."""
    account = command.account
    if account.clock_id is not None or not account.tax_id:
        return False
    if not tax_id_register().covers(account.tax_id):
        return False
    TaxIdCheck.objects.create(
        account_id=account.id,
        tax_id=account.tax_id,
        asked_at=command.now,
        asked_by=command.person_id,
        next_try_at=command.now,
    )
    return True


def _waiting(command: Command) -> TaxIdCheck | None:
    return TaxIdCheck.objects.filter(account_id=command.account_id, state="waiting").first()


def _withdraw(command: Command) -> None:
    TaxIdCheck.objects.filter(account_id=command.account_id, state="waiting").update(
        state="replaced", next_try_at=None, settled_at=command.now
    )


def _last_word(command: Command, number: str) -> OfficeAnswer | None:
    states = (
        TaxIdCheck.objects.filter(account_id=command.account_id, tax_id=number)
        .exclude(state="waiting")
        .order_by("settled_at", "id")
        .values_list("state", flat=True)
    )
    return last_word(CheckState(state) for state in states)


def _lease_next(now: datetime, quiet: set[str]) -> TaxIdCheck | None:
    """Take the question that is due first, for a while; None if none is."""
    due = TaxIdCheck.objects.filter(state="waiting", next_try_at__lte=now)
    for prefix in quiet:
        due = due.exclude(tax_id__startswith=prefix)
    while check := due.order_by("next_try_at", "id").first():
        mine = TaxIdCheck.objects.filter(
            id=check.id, state="waiting", next_try_at=check.next_try_at
        ).update(next_try_at=now + LEASE, tries=F("tries") + 1)
        if mine:
            check.tries += 1
            return check
    return None


def _put(check: TaxIdCheck, now: datetime) -> RegisterAnswer:
    register = tax_id_register()
    if not register.covers(check.tax_id):
        return NotAnswered(reason="nobody is asked", is_everywhere=False)
    return register.ask(check.tax_id, requester=_our_number(now))


def _our_number(now: datetime) -> str:
    """Return the number at home under which we ask, or nothing."""
    seller = find_seller()
    if seller is None:
        return ""
    held = seller.registration_in(seller.country, now.date())
    number = "" if held is None else held.number
    return number if union_country_of(number) == tax_area(seller.country) else ""


def _put_off(check: TaxIdCheck, answer: NotAnswered, now: datetime) -> bool:
    """Put it again later, or give it up."""
    _log.info(
        "an office did not answer about a tax number",
        extra={"account_id": str(check.account_id), "reason": answer.reason, "tries": check.tries},
    )
    again = next_try(asked_at=check.asked_at, now=now, tries=check.tries)
    if again is None:
        return _settle(check, answer, now)
    TaxIdCheck.objects.filter(id=check.id, state="waiting").update(
        next_try_at=again, reason=answer.reason[:60]
    )
    return False


def _settle(check: TaxIdCheck, answer: RegisterAnswer, now: datetime) -> bool:
    """Keep an answer, or that there was none, and what follows for the account."""

    def body(command: Command) -> bool:
        command.lock_account()
        state = _state_of(answer)
        settled = TaxIdCheck.objects.filter(
            account_id=check.account_id, id=check.id, state="waiting"
        ).update(state=state, next_try_at=None, settled_at=now, **_told(answer))
        if not settled:
            return False  # another number was given while this one was asked about
        if state in {CheckState.VALID, CheckState.INVALID}:
            Account.objects.filter(id=check.account_id).update(tax_id_answer=state)
        command.record(
            EventType.ACCOUNT_TAX_ID_CHECKED,
            tax_id=check.tax_id,
            answer=state,
            reference=_told(answer).get("reference", ""),
        )
        return True

    return run(
        account_id=check.account_id,
        actor=_WORKER,
        now=now,
        name="tax_id_checks.settle",
        result=bool,
        body=body,
    ).value


def _state_of(answer: RegisterAnswer) -> CheckState:
    if isinstance(answer, Known):
        return CheckState.VALID
    return CheckState.INVALID if isinstance(answer, Unknown) else CheckState.UNANSWERED


def _told(answer: RegisterAnswer) -> dict[str, object]:
    """Return what an answer says, by the columns it is kept in."""
    if isinstance(answer, NotAnswered):
        return {"reason": answer.reason[:60]}
    told: dict[str, object] = {"reason": "", "reference": answer.reference[:60]}
    told["told_at"] = answer.told_at
    if isinstance(answer, Known):
        told |= {"name": answer.name[:300], "address": answer.address[:500]}
    return told
