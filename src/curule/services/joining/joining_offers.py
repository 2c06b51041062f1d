"""What joining would do to a plan of one's own, before anything is done (Z15, Z17).

It reads what `invitations.accept` will decide by, under no lock: the amounts are those of this
moment, and accepting computes them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from curule.core.money import Money
from curule.core.permissions import Actor
from curule.core.policy import JoinRequirement, OwnPlan
from curule.data.models import Account, Invitation, Invoice, Person, Seat, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.selectors.money import open_amount
from curule.services._command import Command
from curule.services.joining._unused_value import unused_value
from curule.services.joining.settling import find_own, own_account_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """An unpaid invoice of the own account."""

    id: UUID
    number: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlanOffer:
    """The own plan, its worth, what stands in the way, and until when joining can be taken back.

    `is_refused` says that the policy lets nobody join who has a plan of their own. `clocks_differ`
    happens on test installations only.
    """

    account_id: UUID
    account: str
    product: str
    plan: str
    seats: int
    ends_at: datetime | None
    value: Money
    invoices: tuple[OpenInvoice, ...]
    other_people: int
    undo_until: datetime
    is_refused: bool
    clocks_differ: bool

    @property
    def is_blocked(self) -> bool:
        """Whether something has to be done first."""
        return bool(self.is_refused or self.invoices or self.other_people or self.clocks_differ)


def find_offer(
    *, account_id: UUID, invitation_id: UUID, person_id: UUID, now: datetime
) -> OwnPlanOffer | None:
    """Return what joining means for the person's own plan; None where they have none to settle."""
    row = Invitation.objects.get(account_id=account_id, id=invitation_id)
    joined = Account.objects.get(id=account_id)
    person = Person.objects.get(id=person_id)
    version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=account_id, id=row.subscription_id
    )
    terms = get_plan_terms(version_id)
    command = Command(joined, Actor.person(person_id=str(person_id), name=person.email), now)
    own = find_own(command, terms, person)
    if own is None:
        return None
    account = Account.objects.get(id=own.account_id)
    plan = Subscription.objects.get(account_id=own.account_id, id=own.subscription_id)
    joining = terms.policy.joining
    refused = joining.own_plan is OwnPlan.REFUSE
    differ = account.clock_id != joined.clock_id
    value = 0 if refused or differ else unused_value(plan, now)
    of_plan = get_plan_terms(plan.plan_version_id)
    return OwnPlanOffer(
        account_id=account.id,
        account=account.name,
        product=of_plan.product_name,
        plan=of_plan.plan_name,
        seats=_seats(plan, now),
        ends_at=plan.term_ends_at or plan.period_ends_at,
        value=Money(value, plan.currency),
        invoices=_invoices(account.id)
        if JoinRequirement.NO_UNPAID_INVOICE in joining.requires
        else (),
        other_people=_others(plan, person, now)
        if JoinRequirement.SOLE_MEMBER in joining.requires
        else 0,
        undo_until=now + timedelta(hours=joining.undo_hours),
        is_refused=refused,
        clocks_differ=differ,
    )


def _seats(plan: Subscription, now: datetime) -> int:
    seats = Seat.objects.filter(
        account_id=plan.account_id, subscription_id=plan.id, starts_at__lte=now
    )
    return seats.exclude(ends_at__lte=now).count()


def _others(plan: Subscription, person: Person, now: datetime) -> int:
    return own_account_facts(plan, person, now, 0).other_people


def _invoices(account_id: UUID) -> tuple[OpenInvoice, ...]:
    rows = Invoice.objects.filter(account_id=account_id, status="open").order_by("issued_at", "id")
    return tuple(
        OpenInvoice(
            id=row.id, number=row.number or "", amount=Money(open_amount(row), row.currency)
        )
        for row in rows
    )
