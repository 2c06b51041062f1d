"""The console's first page: what needs somebody, and how the installation stands (V02)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.core.money import Money
from curule.selectors.console import home as figures
from curule.web.console.navigation import may_open
from curule.web.console.rendering import page
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of what needs somebody, with the list it leads to."""

    text: str
    address: str
    tone: str


@require_safe
@console
def home(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what waits, the numbers, and on a new installation the first steps."""
    set_up = figures.set_up()
    return page(
        request,
        viewer,
        "console/home.html",
        {
            "waiting": _waiting(viewer),
            "standing": figures.standing(viewer.now),
            "by_use": _bands(viewer, "console.home.use.", figures.accounts_by_use(viewer.now)),
            "by_age": _aged(viewer, figures.invoices_by_age(viewer.now)),
            "set_up": set_up,
            "steps": () if set_up.is_complete else _steps(viewer, set_up),
        },
    )


def _waiting(viewer: StaffViewer) -> tuple[Waiting, ...]:
    found = figures.attention(viewer.now)
    lines = (
        ("overdue_invoices", found.overdue_invoices, "console_invoices", "state=overdue", "danger"),
        (
            "orders_awaiting_payment",
            found.orders_awaiting_payment,
            "console_orders",
            "state=awaiting_payment",
            "warn",
        ),
        ("quotes_asked", found.quotes_asked, "console_quotes", "state=requested", "accent"),
        ("quotes_expiring", found.quotes_expiring, "console_quotes", "state=expiring", "warn"),
        ("payments_failed", found.payments_failed, "console_payments", "state=failed", "danger"),
        ("payments_unknown", found.payments_unknown, "console_payments", "state=unknown", "warn"),
        ("disputes_open", found.disputes_open, "console_payments", "state=disputed", "danger"),
        (
            "disputes_to_book",
            found.disputes_to_book,
            "console_payments",
            "state=dispute_lost",
            "danger",
        ),
        (
            "contradictions_open",
            found.contradictions_open,
            "console_contradictions",
            "state=open",
            "danger",
        ),
        ("bank_lines_open", found.bank_lines_open, "console_bank", "state=open", "accent"),
        ("refunds_waiting", found.refunds_waiting, "console_refunds", "state=waiting", "warn"),
        ("requests_open", found.requests_open, "console_invoice_requests", "state=open", "warn"),
        ("mails_failed", found.mails_failed, "console_mails", "state=failed", "danger"),
        ("mails_held", found.mails_held, "console_mails", "state=held", "accent"),
        ("accounts_parked", found.accounts_parked, "console_accounts", "state=parked", "danger"),
        (
            "numbers_unknown",
            found.numbers_unknown,
            "console_accounts",
            "state=number_unknown",
            "warn",
        ),
        ("renewals_overdue", found.renewals_overdue, "console_renewals", "", "danger"),
    )
    return tuple(
        Waiting(
            text=say(viewer.reader, f"console.home.{key}", count=count),
            address=f"{reverse(name)}?{query}" if may_open(viewer, name) else "",
            tone=tone,
        )
        for key, count, name, query, tone in lines
        if count
    )


def _bands(
    viewer: StaffViewer, family: str, counted: tuple[tuple[str, int], ...]
) -> list[tuple[str, int, int]]:
    """Return bands as (label, number, the whole), for bars beside the same numbers."""
    whole = sum(number for _, number in counted)
    return [(say(viewer.reader, f"{family}{name}"), number, whole) for name, number in counted]


def _aged(
    viewer: StaffViewer, found: tuple[tuple[str, int, tuple[Money, ...]], ...]
) -> list[tuple[str, int, int, str]]:
    bands = _bands(viewer, "console.home.age.", tuple((name, number) for name, number, _ in found))
    said = [", ".join(written(each, viewer.reader) for each in amounts) for _, _, amounts in found]
    return [(*band, amounts) for band, amounts in zip(bands, said, strict=True)]


def _steps(viewer: StaffViewer, set_up: figures.SetUp) -> tuple[tuple[str, bool, str], ...]:
    steps = (
        ("plan", set_up.has_plan, "console_plans"),
        ("account", set_up.has_account, "console_account_new"),
        ("subscription", set_up.has_subscription, "console_accounts"),
        ("admin", set_up.has_second_admin, "console_staff"),
    )
    return tuple(
        (
            say(viewer.reader, f"console.home.step.{name}"),
            is_done,
            reverse(address) if may_open(viewer, address) else "",
        )
        for name, is_done, address in steps
    )
