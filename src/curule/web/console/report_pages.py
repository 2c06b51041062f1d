"""What each report shows: its charts with their findings, and its table (V18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from django.urls import reverse

from curule.core.aging import AgeBand
from curule.core.messages import Country
from curule.core.money import Money
from curule.selectors.reports import cash as cash_rows
from curule.selectors.reports import receivables as receivable_rows
from curule.selectors.reports import recurring as recurring_rows
from curule.selectors.reports import revenue as revenue_rows
from curule.selectors.reports import taxes as tax_rows
from curule.selectors.reports.reach import Reach
from curule.web.charts import Point, bars, columns
from curule.web.console.invitation_report import invitations
from curule.web.console.rendering import Cell, document, number, plain, table
from curule.web.console.renewal_report import renewals
from curule.web.console.report_parts import (
    MOST_ROWS,
    Shown,
    by_currency,
    heads,
    money_cell,
    month_cell,
    months_of,
)
from curule.web.console.seat_report import seats
from curule.web.gateway_names import gateway_name
from curule.web.templatetags.curule import say
from curule.wording.months import month_name
from curule.wording.values import Reader, written

# --- revenue --------------------------------------------------------------------------------------


def revenue(reader: Reader, reach: Reach) -> Shown:
    """Show what was earned, month by month."""
    rows = revenue_rows.revenue(reach)
    deferred = {each.currency: each for each in revenue_rows.deferred_at_the_end(reach)}
    charts = []
    grouped = by_currency(rows, lambda row: row.currency)
    for currency in sorted(grouped.keys() | deferred.keys()):
        earned = dict.fromkeys(months_of(reach), 0)
        for row in grouped.get(currency, ()):
            earned[row.month] += row.amount
        finding = say(
            reader,
            "report.revenue.finding",
            earned=Money(sum(earned.values()), currency),
            deferred=deferred.get(currency, Money(0, currency)),
        )
        points = [
            Point(
                label=month_name(month, reader, short=True),
                name=month_name(month, reader),
                up=max(amount, 0),
                down=max(-amount, 0),
            )
            for month, amount in earned.items()
        ]
        charts.append(columns(reader, currency, points, finding=finding))
    return Shown(
        charts=tuple(charts),
        rows=len(rows),
        table=table(
            reader,
            "report.revenue.title",
            heads("month", "product", "plan", "amount"),
            [
                (
                    month_cell(reader, row.month),
                    plain(row.product),
                    plain(row.plan),
                    money_cell(reader, row.amount, row.currency),
                )
                for row in rows[:MOST_ROWS]
            ],
            empty="report.nothing",
        ),
    )


# --- receivables ----------------------------------------------------------------------------------


def receivables(reader: Reader, reach: Reach) -> Shown:
    """Show what is owed, by how long it has been due."""
    rows = receivable_rows.receivables(reach)
    words = {band: say(reader, f"report.age.{band.value}") for band in AgeBand}
    charts = []
    for currency, bands in receivable_rows.by_age(rows).items():
        late = sum(amount for band, amount in bands.items() if band is not AgeBand.NOT_DUE)
        finding = say(
            reader,
            "report.receivables.finding",
            open=Money(sum(bands.values()), currency),
            late=Money(late, currency),
        )
        listed = [
            (words[band], amount, "more" if band is AgeBand.NOT_DUE else "less")
            for band, amount in bands.items()
        ]
        charts.append(bars(reader, currency, listed, finding=finding))
    return Shown(
        charts=tuple(charts),
        rows=len(rows),
        table=table(
            reader,
            "report.receivables.title",
            heads("invoice", "account", "due", "age", "open"),
            [
                (
                    document(row.number, "console_invoice", row.account_id, row.invoice_id),
                    Cell(text=row.account, href=_statement_of(row.account_id)),
                    plain(written(row.due_on, reader)),
                    plain(words[row.band]),
                    money_cell(reader, row.open, row.currency),
                )
                for row in rows[:MOST_ROWS]
            ],
            empty="report.nothing_open",
        ),
    )


def _statement_of(account_id: object) -> str:
    return reverse("console_statement", args=[account_id])


# --- recurring revenue ----------------------------------------------------------------------------


def recurring(reader: Reader, reach: Reach) -> Shown:
    """Show what customers pay a month, and what moved it."""
    rows = recurring_rows.recurring(reach)
    legend = (
        ("more", say(reader, "report.recurring.more")),
        ("less", say(reader, "report.recurring.less")),
    )
    charts = []
    for currency, months in by_currency(rows, lambda row: row.currency).items():
        finding = say(
            reader,
            "report.recurring.finding",
            opening=Money(months[0].movements.opening, currency),
            closing=Money(months[-1].movements.closing, currency),
            count=months[-1].customers,
        )
        points = [
            Point(
                label=month_name(row.month, reader, short=True),
                name=month_name(row.month, reader),
                up=row.movements.new + row.movements.expansion + row.movements.reactivation,
                down=-(row.movements.contraction + row.movements.churn),
            )
            for row in months
        ]
        charts.append(columns(reader, currency, points, finding=finding, legend=legend))
    names = ("opening", "new", "expansion", "reactivation", "contraction", "churn", "closing")
    return Shown(
        charts=tuple(charts),
        rows=len(rows),
        table=table(
            reader,
            "report.recurring.title",
            heads("month", *names, "customers"),
            [
                (
                    month_cell(reader, row.month),
                    *(
                        money_cell(reader, getattr(row.movements, name), row.currency)
                        for name in names
                    ),
                    number(reader, row.customers),
                )
                for row in rows[:MOST_ROWS]
            ],
            empty="report.nothing",
        ),
    )


# --- tax ------------------------------------------------------------------------------------------


def taxes(reader: Reader, reach: Reach) -> Shown:
    """Show what was taxed, by country, treatment and rate."""
    rows = tax_rows.taxes(reach)
    charts = []
    for currency, listed in by_currency(rows, lambda row: row.currency).items():
        finding = say(
            reader,
            "report.taxes.finding",
            tax=Money(sum(row.tax for row in listed), currency),
            net=Money(sum(row.net for row in listed), currency),
        )
        drawn = [(_tax_name(reader, row), row.tax, "more") for row in listed]
        charts.append(bars(reader, currency, drawn, finding=finding))
    return Shown(
        charts=tuple(charts),
        rows=len(rows),
        table=table(
            reader,
            "report.taxes.title",
            heads("country", "treatment", "rate", "invoiced", "credited", "net", "tax"),
            [
                (
                    plain(_country(reader, row)),
                    plain(_treatment(reader, row)),
                    plain(_rate(reader, row)),
                    *(
                        money_cell(reader, amount, row.currency)
                        for amount in (row.invoiced, row.credited, row.net, row.tax)
                    ),
                )
                for row in rows[:MOST_ROWS]
            ],
            empty="report.nothing",
        ),
    )


def _country(reader: Reader, row: tax_rows.TaxRow) -> str:
    return (
        written(Country(row.country), reader) if row.country else say(reader, "report.no_country")
    )


def _treatment(reader: Reader, row: tax_rows.TaxRow) -> str:
    return say(reader, f"report.treatment.{row.treatment or 'plain_rate'}")


def _rate(reader: Reader, row: tax_rows.TaxRow) -> str:
    if row.rate is None:
        return say(reader, "report.no_tax")
    return say(reader, "report.per_cent", rate=f"{row.rate.normalize():f}")


def _tax_name(reader: Reader, row: tax_rows.TaxRow) -> str:
    return f"{_country(reader, row)} · {_treatment(reader, row)} · {_rate(reader, row)}"


# --- cash -----------------------------------------------------------------------------------------


def cash(reader: Reader, reach: Reach) -> Shown:
    """Show what came in and what went back, by gateway."""
    rows = cash_rows.cash(reach)
    legend = (
        ("more", say(reader, "report.column.received")),
        ("less", say(reader, "report.column.sent_back")),
    )
    charts = []
    for currency, listed in by_currency(rows, lambda row: row.currency).items():
        came = dict.fromkeys(months_of(reach), 0)
        went = dict(came)
        for row in listed:
            came[row.month] += row.received
            went[row.month] += row.sent_back
        finding = say(
            reader,
            "report.cash.finding",
            received=Money(sum(came.values()), currency),
            sent_back=Money(sum(went.values()), currency),
        )
        points = [
            Point(
                label=month_name(month, reader, short=True),
                name=month_name(month, reader),
                up=came[month],
                down=went[month],
            )
            for month in came
        ]
        charts.append(columns(reader, currency, points, finding=finding, legend=legend))
    return Shown(
        charts=tuple(charts),
        rows=len(rows),
        table=table(
            reader,
            "report.cash.title",
            heads("month", "gateway", "received", "sent_back", "net"),
            [
                (
                    month_cell(reader, row.month),
                    plain(gateway_name(reader, row.gateway)),
                    *(
                        money_cell(reader, amount, row.currency)
                        for amount in (row.received, row.sent_back, row.net)
                    ),
                )
                for row in rows[:MOST_ROWS]
            ],
            empty="report.nothing",
        ),
    )


PAGES: Final[Mapping[str, Callable[[Reader, Reach], Shown]]] = MappingProxyType(
    {
        "revenue": revenue,
        "recurring": recurring,
        "receivables": receivables,
        "taxes": taxes,
        "cash": cash,
        "seats": seats,
        "invitations": invitations,
        "renewals": renewals,
    }
)
"""The reports in the order in which the console lists them."""

_MONEY: Final = frozenset({"months", "currency"})
_PEOPLE: Final = frozenset({"months", "plan"})
_AHEAD: Final = frozenset({"currency", "plan"})
FIELDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(PAGES, _MONEY),
        "seats": _PEOPLE,
        "invitations": _PEOPLE,
        "renewals": _AHEAD,
    }
)
"""What each report is narrowed by; a field that changes nothing is not shown."""

OVERVIEW_FIELDS: Final = frozenset({"months", "currency", "plan"})
"""What the list of all reports is narrowed by."""

UNTOLD: Final = frozenset({"renewals"})
"""What takes too long to foresee for the list of all reports to tell what it finds."""
