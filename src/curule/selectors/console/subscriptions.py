"""Subscriptions across accounts, and the books of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.data import models
from curule.selectors.catalog import get_plan_terms
from curule.selectors.console.paging import Page, of_one, page_of
from curule.selectors.console.seat_numbers import SeatNumbers, seats_by_subscription

STATES = ("running", *(status.value for status in Status))
RENEWALS = ("by_itself", "by_hand", "soon")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionLine:
    """A subscription in a list; `at` is when it renews or ends."""

    id: UUID
    account_id: UUID
    account: str
    plan: str
    label: str
    seats: SeatNumbers
    status: str
    auto_renew: bool
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCard:
    """One subscription with what only the vendor sees."""

    line: SubscriptionLine
    version_number: int
    plan_id: UUID
    time_zone: str
    currency: str
    interval: str
    interval_count: int
    period_starts_at: datetime | None
    period_ends_at: datetime | None
    term_starts_at: datetime | None
    term_ends_at: datetime | None
    trial_ends_at: datetime | None
    created_at: datetime
    ordered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One entry of the ledger: a debit if positive, a credit if negative."""

    at: datetime
    kind: str
    ledger_account: str
    amount: Money


def list_lines(
    now: datetime,
    *,
    account_id: UUID | None = None,
    plan: UUID | None = None,
    state: str = "",
    renewal: str = "",
    number: int = 1,
) -> Page[SubscriptionLine]:
    """Return a page of subscriptions, what ends or renews first coming first."""
    found = models.Subscription.objects.select_related("account").order_by("term_ends_at", "id")
    found = of_one(found, account_id=account_id)
    if plan is not None:
        versions = models.PlanVersion.objects.filter(plan_id=plan).values("id")
        found = found.filter(plan_version_id__in=versions)
    found = _renewing(_in_state(found, state), renewal)
    return page_of(found, number, lambda listed: _lines(listed, now))


def get_card(account_id: UUID, subscription_id: UUID, now: datetime) -> SubscriptionCard | None:
    """Return one subscription, or None."""
    row = (
        models.Subscription.objects.select_related("account")
        .filter(account_id=account_id, id=subscription_id)
        .first()
    )
    if row is None:
        return None
    (line,) = _lines([row], now)
    version = models.PlanVersion.objects.get(id=row.plan_version_id)
    orderer = models.Person.objects.filter(id__in=[row.ordered_by]).first()
    return SubscriptionCard(
        line=line,
        version_number=version.number,
        plan_id=version.plan_id,
        time_zone=row.time_zone,
        currency=row.currency,
        interval=row.interval_unit,
        interval_count=row.interval_count,
        period_starts_at=row.period_starts_at,
        period_ends_at=row.period_ends_at,
        term_starts_at=row.term_starts_at,
        term_ends_at=row.term_ends_at,
        trial_ends_at=row.trial_ends_at,
        created_at=row.created_at,
        ordered_by=orderer.email if orderer else "",
    )


def list_postings(account_id: UUID, subscription_id: UUID, limit: int = 200) -> tuple[Posting, ...]:
    """Return what a subscription's documents and payments posted, the newest first."""
    of = {"account_id": account_id, "subscription_id": subscription_id}
    invoices = list(models.Invoice.objects.filter(**of).values_list("id", flat=True))
    notes = list(models.CreditNote.objects.filter(**of).values_list("id", flat=True))
    paid = models.Payment.objects.filter(account_id=account_id, invoice_id__in=invoices)
    sources = [*invoices, *notes, *paid.values_list("id", flat=True)]
    transactions = {
        row.id: row
        for row in models.LedgerTransaction.objects.filter(
            account_id=account_id, source_id__in=sources
        ).order_by("-number")[:limit]
    }
    entries = models.LedgerEntry.objects.filter(
        account_id=account_id, transaction_id__in=list(transactions)
    ).order_by("id")
    listed = sorted(entries, key=lambda row: -transactions[row.transaction_id].number)
    return tuple(
        Posting(
            at=transactions[row.transaction_id].occurred_at,
            kind=transactions[row.transaction_id].kind,
            ledger_account=row.ledger_account,
            amount=Money(row.amount_minor, row.currency),
        )
        for row in listed
    )


def _in_state(found: QuerySet[models.Subscription], state: str) -> QuerySet[models.Subscription]:
    if state == "running":
        return found.exclude(status__in=[Status.ENDED, Status.INCOMPLETE])
    return found.filter(status=state) if state in STATES else found


def _renewing(found: QuerySet[models.Subscription], renewal: str) -> QuerySet[models.Subscription]:
    match renewal:
        case "by_itself":
            return found.filter(auto_renew=True).exclude(status=Status.ENDED)
        case "by_hand":
            return found.filter(auto_renew=False).exclude(status=Status.ENDED)
        case "soon":
            return found.exclude(term_ends_at=None).exclude(status=Status.ENDED)
        case _:
            return found


def _lines(listed: list[models.Subscription], now: datetime) -> list[SubscriptionLine]:
    seats = seats_by_subscription([row.id for row in listed], now)
    lines = []
    for row in listed:
        terms = get_plan_terms(row.plan_version_id)
        lines.append(
            SubscriptionLine(
                id=row.id,
                account_id=row.account_id,
                account=row.account.name,
                plan=f"{terms.product_name} · {terms.plan_name}",
                label=row.label,
                seats=seats.get(row.id, SeatNumbers()),
                status=row.status,
                auto_renew=row.auto_renew,
                at=row.ended_at or row.term_ends_at,
            )
        )
    return lines
