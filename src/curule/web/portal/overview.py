"""The first page of an account: what is bought, what is due, what to do (P05)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from babel.dates import format_skeleton
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from curule.core.lifecycle import Status
from curule.core.localtime import last_day, local_date, resolve_local
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.periods import add_months
from curule.core.policy import RenewalMode
from curule.core.seats import SeatCounts
from curule.selectors.invoices import InvoiceRow, open_rows
from curule.selectors.overview import (
    NextInvoice,
    SeatUse,
    endings,
    new_prices,
    next_invoices,
    seat_use,
    waiting,
)
from curule.selectors.payment_methods import list_methods
from curule.selectors.subscriptions import SubscriptionRow, list_subscriptions
from curule.web.charts import Chart, Part, of_a_whole
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.portal.seat_words import type_noun
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer
from curule.wording.nouns import LOCALES, forms
from curule.wording.values import Reader, written

_STATUS: Final = {
    Status.ACTIVE: "ok",
    Status.TRIALING: "accent",
    Status.PAST_DUE: "warn",
    Status.SUSPENDED: "danger",
    Status.INCOMPLETE: "accent",
    Status.ENDED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSubscription:
    """A subscription in words; `changes` are the numbers that wait for a date.

    `meters` say of each seat type what it is called, its numbers, and whether it has no limit.
    """

    row: SubscriptionRow
    word: str
    tone: str
    meters: tuple[tuple[str, SeatCounts, bool], ...]
    changes: tuple[str, ...]
    next: NextInvoice | None
    new_price_at: datetime | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do: a sentence, where to do it, and how much it presses."""

    text: str
    address: str
    tone: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month of the picture, as its table says it."""

    month: str
    bought: int
    used: int


@require_safe
@portal
def overview(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show every subscription with its seats, what is to do, and a year of seat use."""
    found = list_subscriptions(viewer.account_id, viewer.now)
    if not found:
        return _empty(request, viewer)
    use = seat_use(viewer.account_id, _month_ends(viewer))
    running = [row for row in found if row.status is not Status.ENDED]
    invoices = next_invoices(viewer.account_id, viewer.now)
    prices = new_prices(viewer.account_id)
    bars = _bars(use, viewer.reader)
    return page(
        request,
        viewer,
        "portal/overview.html",
        {
            "subscriptions": [
                _shown(row, viewer, invoices.get(row.id), prices.get(row.id)) for row in running
            ],
            "ended": [_shown(row, viewer) for row in found if row.status is Status.ENDED],
            "tasks": list(_tasks(viewer)),
            "bars": bars,
            "chart": _chart(bars, _finding(use, viewer.reader), viewer.reader),
            "use_title": _use_title(found, viewer.reader),
        },
    )


def _empty(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a new account what comes first."""
    company = viewer.company
    steps = (
        ("overview.first.details", "billing", bool(company.tax_id)),
        ("overview.first.method", "payment_methods", bool(list_methods(viewer.account_id))),
        ("overview.first.buy", "subscriptions", False),
        ("overview.first.invite", "members", False),
    )
    shown = [
        (say(viewer.reader, key), address_of(route, viewer), is_done)
        for key, route, is_done in steps
    ]
    words = {word: say(viewer.reader, f"overview.{word}") for word in ("done", "to_do")}
    return page(request, viewer, "portal/overview.html", {"steps": shown, "words": words})


def address_of(route: str, viewer: Viewer, *more: object) -> str:
    """Return the address of a page of the account, or the overview where there is none."""
    try:
        return reverse(route, args=[viewer.account_id, *more])
    except NoReverseMatch:
        return reverse("overview", args=[viewer.account_id])


def _shown(
    row: SubscriptionRow,
    viewer: Viewer,
    next_invoice: NextInvoice | None = None,
    new_price_at: datetime | None = None,
) -> ShownSubscription:
    reader = viewer.reader
    is_running = row.status not in {Status.ENDED, Status.INCOMPLETE}
    return ShownSubscription(
        row=row,
        word=say(reader, f"sub.state.{row.status}"),
        tone=_STATUS[row.status],
        meters=tuple(
            (type_label(reader, row.terms, name, many=True), seats.counts, _is_unlimited(row, name))
            for name, seats in row.seats.items()
        ),
        changes=tuple(
            say(
                reader,
                "overview.change",
                seats=Count(total, type_noun(row.terms, name)),
                at=at,
            )
            for name, seats in row.seats.items()
            for at, total in seats.scheduled
        )
        if is_running and not _ends_first(row)
        else (),
        next=next_invoice if is_running else None,
        new_price_at=new_price_at if is_running else None,
        address=address_of("subscription", viewer, row.id),
    )


def _is_unlimited(row: SubscriptionRow, name: str) -> bool:
    sold = row.terms.seat_type(name)
    return sold is not None and sold.terms.unlimited


def _ends_first(row: SubscriptionRow) -> bool:
    """Whether it ends where it could renew by itself: what is planned does not come then."""
    return row.renews_at is None and row.terms.policy.renewal.mode is RenewalMode.AUTOMATIC


# --- what is to do --------------------------------------------------------------------------------


def _tasks(viewer: Viewer) -> Iterator[Task]:
    for invoice in open_rows(viewer.account_id, viewer.now, limit=5):
        yield _invoice_task(invoice, viewer)
    reader, waits = viewer.reader, waiting(viewer.account_id, viewer.now)
    counted = (
        ("bounced", waits.bounced, "invited", "danger"),
        ("expired", waits.expired, "invited", "warn"),
        ("expiring", waits.expiring, "invited", "accent"),
        ("requests", waits.requests, "requests", "accent"),
    )
    for kind, count, route, tone in counted:
        if count:
            yield Task(
                text=say(reader, f"overview.todo.{kind}", count=count),
                address=address_of(route, viewer),
                tone=tone,
                word=say(reader, f"overview.todo_word.{kind}"),
            )
    for ending in endings(viewer.account_id, viewer.now):
        yield Task(
            text=say(
                reader,
                "overview.todo.ending",
                count=ending.number,
                seats=Count(ending.number, ending.noun),
                plan=ending.plan,
                at=last_day(ending.ends_at, viewer.reader.zone),
            ),
            address=address_of("subscription", viewer, ending.subscription_id),
            tone="warn",
            word=say(reader, "overview.todo_word.ending"),
        )


def _invoice_task(invoice: InvoiceRow, viewer: Viewer) -> Task:
    amount = Money(invoice.open, invoice.currency)
    tone = "danger" if invoice.state == "overdue" else "accent"
    return Task(
        text=say(
            viewer.reader,
            "overview.todo.invoice",
            number=invoice.number,
            amount=amount,
            at=local_date(invoice.due_at, viewer.reader.zone),
        ),
        address=reverse("invoice", args=[viewer.account_id, invoice.id]),
        tone=tone,
        word=say(viewer.reader, f"invoice.state.{invoice.state}"),
    )


# --- a year of seat use ---------------------------------------------------------------------------


def _month_ends(viewer: Viewer) -> list[datetime]:
    """Return now, and the beginnings of the eleven months before: how things stood then."""
    zone = viewer.reader.zone
    first = local_date(viewer.now, zone).replace(day=1)
    begins = [add_months(first, -back, 1) for back in range(10, -1, -1)]
    return [*(resolve_local(day, time.min, zone) for day in begins), viewer.now]


def _bars(use: tuple[SeatUse, ...], reader: Reader) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            month=_month(local_date(each.at, reader.zone), reader),
            bought=each.bought,
            used=each.used,
        )
        for each in use
    )


def _chart(bars: Sequence[Bar], finding: str, reader: Reader) -> Chart:
    parts = [
        Part(
            label=bar.month,
            said=say(
                reader, "report.seats.of_month", month=bar.month, given=bar.used, bought=bar.bought
            ),
            whole=bar.bought,
            part=bar.used,
        )
        for bar in bars
    ]
    legend = (("more", say(reader, "overview.used")), ("whole", say(reader, "overview.bought")))
    return of_a_whole(reader, "use", parts, finding=finding, legend=legend)


def _month(on: date, reader: Reader) -> str:
    return str(format_skeleton("MMMd", on, locale=LOCALES[reader.language]))


def _use_title(found: Sequence[SubscriptionRow], reader: Reader) -> str:
    """Return what the picture is called: by the seats' noun where they all have the same one."""
    nouns = {type_noun(row.terms, name) for row in found for name in row.seats}
    if len(nouns) != 1:
        return say(reader, "overview.use")
    plural = forms(nouns.pop(), reader.language).plural
    return say(reader, "overview.use_of", seats=plural[:1].upper() + plural[1:])


def _finding(use: tuple[SeatUse, ...], reader: Reader) -> str:
    """Return what the picture shows, in words: now, and at its beginning."""
    first, last = use[0], use[-1]
    if not first.bought:
        return say(reader, "overview.finding_now", used=last.used, total=last.bought)
    return say(
        reader,
        "overview.finding",
        used=last.used,
        total=last.bought,
        at=written(local_date(first.at, reader.zone), reader),
        used_then=first.used,
        total_then=first.bought,
    )
