"""How a customer's tax number stands: what its office said, and what it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.tax_id_checks import CheckState
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCheck:
    """A question about a number, and its answer as far as there is one.

    `reference` and `told_at` are the office's own, and prove that it was asked.
    """

    tax_id: str
    asked_at: datetime
    state: CheckState
    tries: int
    settled_at: datetime | None
    told_at: datetime | None
    name: str
    address: str
    reference: str
    reason: str

    @property
    def answered_at(self) -> datetime | None:
        """When the office answered, by its own clock where it says so."""
        return self.told_at or self.settled_at


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStanding:
    """What holds of an account's number now.

    `state` is what its office last said, else whether it is being asked or did not answer; None
    where nobody was asked. `answer` is that answer with its proof, `is_asked` whether a question
    waits.
    """

    state: CheckState | None
    answer: NumberCheck | None
    is_asked: bool


def number_standing(account_id: UUID) -> NumberStanding:
    """Return how the number of an account stands. Raises `Account.DoesNotExist`."""
    account = models.Account.objects.get(id=account_id)
    about = models.TaxIdCheck.objects.filter(account_id=account_id, tax_id=account.tax_id)
    newest = about.exclude(state="replaced").order_by("-asked_at", "-id").first()
    answered = None
    if account.tax_id_answer:
        told = about.filter(state=account.tax_id_answer)
        answered = told.order_by("-settled_at", "-id").first()
    state = CheckState(account.tax_id_answer) if account.tax_id_answer else None
    if state is None and newest is not None:
        state = CheckState(newest.state)
    return NumberStanding(
        state=state,
        answer=_check(answered) if answered else None,
        is_asked=newest is not None and newest.state == CheckState.WAITING,
    )


def list_number_checks(account_id: UUID, limit: int = 20) -> tuple[NumberCheck, ...]:
    """Return what offices were asked about an account's numbers, the newest first."""
    rows = models.TaxIdCheck.objects.filter(account_id=account_id).order_by("-asked_at", "-id")
    return tuple(_check(row) for row in rows[:limit])


def _check(row: models.TaxIdCheck) -> NumberCheck:
    return NumberCheck(
        tax_id=row.tax_id,
        asked_at=row.asked_at,
        state=CheckState(row.state),
        tries=row.tries,
        settled_at=row.settled_at,
        told_at=row.told_at,
        name=row.name,
        address=row.address,
        reference=row.reference,
        reason=row.reason,
    )
