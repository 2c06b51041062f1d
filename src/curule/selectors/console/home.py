"""What waits for the vendor's staff, and how the installation stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q, Sum

from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.seat_use import UseBand, use_band
from curule.data import models
from curule.selectors.console.contradictions import open_contradictions
from curule.selectors.console.disputes import disputes_to_book, open_disputes
from curule.selectors.console.refunds import refunds_by_hand
from curule.selectors.console.seat_numbers import SeatNumbers, seats_by_account, seats_in_all
from curule.selectors.console.time_there import time_there
from curule.selectors.invoice_requests import open_requests

EXPIRES_SOON = timedelta(days=7)
RENEWED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """How many rows of each kind wait for somebody."""

    overdue_invoices: int
    orders_awaiting_payment: int
    quotes_asked: int
    quotes_expiring: int
    payments_failed: int
    payments_unknown: int
    disputes_open: int
    disputes_to_book: int
    contradictions_open: int
    bank_lines_open: int
    refunds_waiting: int
    requests_open: int
    mails_failed: int
    mails_held: int
    accounts_parked: int
    numbers_unknown: int
    renewals_overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the installation stands; money is never added across currencies."""

    accounts: int
    subscriptions: int
    seats: SeatNumbers
    owed: tuple[Money, ...]
    overdue: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What a new installation has already."""

    has_plan: bool
    has_account: bool
    has_subscription: bool
    has_second_admin: bool

    @property
    def is_complete(self) -> bool:
        """Whether there is something to look at besides the list of first steps."""
        return self.has_plan and self.has_account and self.has_subscription


def attention(now: datetime) -> Attention:
    """Count what waits."""
    quotes = models.Quote.objects.annotate(there=time_there(now)).aggregate(
        asked=Count("id", filter=Q(status="requested")),
        expiring=Count("id", filter=expires_soon() & Q(is_offer=True)),
    )
    mails = models.OutboxMessage.objects.aggregate(
        failed=Count("id", filter=Q(status="failed")), held=Count("id", filter=Q(status="held"))
    )
    payments = models.Payment.objects.annotate(there=time_there(now)).aggregate(
        failed=Count("id", filter=Q(status="failed") & failed_lately()),
        unknown=Count("id", filter=Q(status="unknown")),
    )
    return Attention(
        overdue_invoices=models.Invoice.objects.alias(there=time_there(now))
        .filter(status="open", due_at__lte=F("there"))
        .count(),
        orders_awaiting_payment=models.Order.objects.filter(status="awaiting_payment").count(),
        quotes_asked=quotes["asked"],
        quotes_expiring=quotes["expiring"],
        payments_failed=payments["failed"],
        payments_unknown=payments["unknown"],
        disputes_open=open_disputes().count(),
        disputes_to_book=disputes_to_book().count(),
        contradictions_open=open_contradictions().count(),
        bank_lines_open=models.BankEntry.objects.filter(status="open").count(),
        refunds_waiting=refunds_by_hand().count(),
        requests_open=open_requests().count(),
        mails_failed=mails["failed"],
        mails_held=mails["held"],
        accounts_parked=models.Parking.objects.filter(released_at=None).count(),
        numbers_unknown=models.Account.objects.filter(number_unknown()).count(),
        renewals_overdue=renewals_overdue(now),
    )


def failed_lately() -> Q:
    """Return the condition of payments that failed in the last thirty days before `there`."""
    return Q(settled_at__gt=F("there") - timedelta(days=30))


def expires_soon() -> Q:
    """Return the condition of open quotes that expire in the seven days after `there`."""
    soon = F("there") + EXPIRES_SOON
    return Q(status="open", expires_at__gt=F("there"), expires_at__lte=soon)


def number_unknown() -> Q:
    """Return the condition of accounts whose tax number its office does not know."""
    return Q(tax_id_answer="invalid", closed_at=None)


def renewals_overdue(now: datetime) -> int:
    """Count what should have renewed or ended a while ago: the worker stands, or cannot do it."""
    late = now - RENEWED_WITHIN
    due = Q(status=Status.TRIALING, trial_ends_at__lte=late) | Q(
        status__in=[Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED], period_ends_at__lte=late
    )
    return models.Subscription.objects.filter(due, account__clock=None).count()


def standing(now: datetime) -> Standing:
    """Return the numbers of the installation."""
    is_open = F("total_minor") - F("paid_minor") - F("credited_minor")
    late = Q(due_at__lte=F("there"))
    owed = (
        models.Invoice.objects.annotate(there=time_there(now))
        .filter(status="open", is_granted=True)
        .values("currency")
        .annotate(owed=Sum(is_open), overdue=Sum(is_open, filter=late))
        .order_by("currency")
    )
    rows = list(owed)
    running = models.Subscription.objects.exclude(status__in=[Status.ENDED, Status.INCOMPLETE])
    return Standing(
        accounts=models.Account.objects.count(),
        subscriptions=running.count(),
        seats=seats_in_all(now),
        owed=tuple(Money(row["owed"], row["currency"]) for row in rows),
        overdue=tuple(Money(row["overdue"], row["currency"]) for row in rows if row["overdue"]),
    )


AGE_BANDS: Final = (("not_due", 0), ("to_30", 30), ("to_60", 60), ("over_60", None))


def accounts_by_use(now: datetime) -> tuple[tuple[str, int], ...]:
    """Return how many accounts use few, many or nearly all of their seats, by band."""
    counts = dict.fromkeys(UseBand, 0)
    for numbers in seats_by_account(None, now).values():
        counts[use_band(numbers.sold, numbers.used)] += 1
    return tuple((band.value, number) for band, number in counts.items())


def invoices_by_age(now: datetime) -> tuple[tuple[str, int, tuple[Money, ...]], ...]:
    """Return the open invoices by how long they have been due: number and open money.

    One of an order that waits for its payment is never owed, and so not among them.
    """
    is_open = F("total_minor") - F("paid_minor") - F("credited_minor")
    waits_for_nothing = models.Invoice.objects.filter(status="open", is_granted=True)
    found = waits_for_nothing.annotate(there=time_there(now))
    rows = []
    least: int | None = None
    for name, most in AGE_BANDS:
        band = found if least is None else found.filter(due_at__lte=F("there") - _days(least))
        if most is not None:
            band = band.filter(due_at__gt=F("there") - _days(most))
        sums = band.values("currency").annotate(number=Count("id"), owed=Sum(is_open))
        listed = list(sums.order_by("currency"))
        amounts = tuple(Money(row["owed"], row["currency"]) for row in listed)
        rows.append((name, sum(row["number"] for row in listed), amounts))
        least = most
    return tuple(rows)


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def set_up() -> SetUp:
    """Return how far a new installation has come."""
    staff = models.StaffGrant.objects.filter(role="admin", revoked_at=None)
    return SetUp(
        has_plan=models.PlanVersion.objects.exclude(published_at=None).exists(),
        has_account=models.Account.objects.exists(),
        has_subscription=models.Subscription.objects.exists(),
        has_second_admin=staff.count() > 1,
    )
