# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: revenue, taxes, money and seats, month by month."""

from __future__ import annotations

from curule_client.calling import Call, ask, given
from curule_client.models import (
    CashReport,
    Coming,
    InvitationsReport,
    ReceivableReport,
    RecurringReport,
    RevenueReport,
    SeatMonthReport,
    TaxReport,
)


def get_revenue_report(
    *,
    account: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 1000,
    skip: int | None = None,
    currency: str | None = None,
) -> Call[RevenueReport]:
    """What was earned, by month and plan.

    Return what was earned day by day, credit notes set off.
    """
    return ask(
        "GET",
        "/reports/revenue",
        RevenueReport,
        query=given(
            {
                "account": account,
                "since": since,
                "until": until,
                "limit": limit,
                "skip": skip,
                "currency": currency,
            }
        ),
    )


def get_recurring_report(
    *,
    account: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 1000,
    skip: int | None = None,
    currency: str | None = None,
) -> Call[RecurringReport]:
    """What customers pay a month, and what moved it.

    Return each month with its movements.
    """
    return ask(
        "GET",
        "/reports/recurring",
        RecurringReport,
        query=given(
            {
                "account": account,
                "since": since,
                "until": until,
                "limit": limit,
                "skip": skip,
                "currency": currency,
            }
        ),
    )


def get_receivables_report(
    *,
    account: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 1000,
    skip: int | None = None,
    currency: str | None = None,
) -> Call[ReceivableReport]:
    """What is owed, by how long it has been due.

    Return what was open at the end of the last month, or is open now.
    """
    return ask(
        "GET",
        "/reports/receivables",
        ReceivableReport,
        query=given(
            {
                "account": account,
                "since": since,
                "until": until,
                "limit": limit,
                "skip": skip,
                "currency": currency,
            }
        ),
    )


def get_taxes_report(
    *,
    account: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 1000,
    skip: int | None = None,
    currency: str | None = None,
) -> Call[TaxReport]:
    """What was taxed, by country, treatment and rate.

    Return what a tax return asks for.
    """
    return ask(
        "GET",
        "/reports/taxes",
        TaxReport,
        query=given(
            {
                "account": account,
                "since": since,
                "until": until,
                "limit": limit,
                "skip": skip,
                "currency": currency,
            }
        ),
    )


def get_cash_report(
    *,
    account: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 1000,
    skip: int | None = None,
    currency: str | None = None,
) -> Call[CashReport]:
    """What came in and what went back, by gateway.

    Return each month of each gateway.
    """
    return ask(
        "GET",
        "/reports/cash",
        CashReport,
        query=given(
            {
                "account": account,
                "since": since,
                "until": until,
                "limit": limit,
                "skip": skip,
                "currency": currency,
            }
        ),
    )


def get_seats_report(
    *,
    account: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 1000,
    skip: int | None = None,
    plan: str | None = None,
) -> Call[SeatMonthReport]:
    """What seats were bought, given and used.

    Return the seats of each customer and plan at the end of each month, or now.
    """
    return ask(
        "GET",
        "/reports/seats",
        SeatMonthReport,
        query=given(
            {
                "account": account,
                "since": since,
                "until": until,
                "limit": limit,
                "skip": skip,
                "plan": plan,
            }
        ),
    )


def get_invitations_report(
    *,
    account: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 1000,
    skip: int | None = None,
    plan: str | None = None,
) -> Call[InvitationsReport]:
    """How far invitations came.

    Return the invitations of each month and plan.
    """
    return ask(
        "GET",
        "/reports/invitations",
        InvitationsReport,
        query=given(
            {
                "account": account,
                "since": since,
                "until": until,
                "limit": limit,
                "skip": skip,
                "plan": plan,
            }
        ),
    )


def get_renewals_report(*, currency: str | None = None, plan: str | None = None) -> Call[Coming]:
    """What renews and ends in the next ninety days.

    Return what the run would do, the first due first; what is overdue is among it.
    """
    return ask(
        "GET", "/reports/renewals", Coming, query=given({"currency": currency, "plan": plan})
    )
