"""Statements of the bank: the list, the lines of one, and all that nobody need look at (V14)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.money import Money
from curule.selectors.console import bank as rows
from curule.selectors.console.invoice_requests import transfers_under_way
from curule.services.payments import bank_statements
from curule.web.answers import done
from curule.web.console.invoice_requests import request_table
from curule.web.console.lists import (
    MONEY_TABS,
    chosen_state,
    is_narrowed,
    list_page,
    searched,
    tabs,
)
from curule.web.console.navigation import may_open
from curule.web.console.payments import why
from curule.web.console.rendering import (
    Cell,
    Table,
    link,
    moment,
    number,
    page,
    page_number,
    plain,
    table,
)
from curule.web.console.rendering import (
    state as state_cell,
)
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader, written

FORMATS: Final = MappingProxyType({"camt053": "camt.053", "mt940": "MT940", "csv": "CSV"})
"""What a bank calls what it writes."""


@require_safe
@console
def statements(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the statements that were imported."""
    by_state = chosen_state(request, viewer, "console.bank.state.", rows.ENTRY_STATES)
    found = rows.list_statements(state=by_state.value, number=page_number(request))
    actions = []
    if may_open(viewer, "console_bank_import"):
        actions.append((say(viewer.reader, "console.bank.import"), reverse("console_bank_import")))
    return list_page(
        request,
        viewer,
        title="console.bank.title",
        lead="console.bank.lead",
        table=_statement_table(viewer.reader, found.rows),
        paged=found,
        filters=(by_state,),
        actions=actions,
        tabs=tabs(viewer, MONEY_TABS, "console_bank"),
        beside=transfers_said(viewer),
    )


def transfers_said(viewer: StaffViewer) -> Table:
    """Return the transfers that customers say are on their way, beside what has come."""
    said = request_table(viewer, transfers_under_way())
    return replace(said, caption=say(viewer.reader, "console.bank.said"))


def _statement_table(reader: Reader, listed: tuple[rows.StatementRow, ...]) -> Table:
    return table(
        reader,
        "console.bank.caption",
        [
            "console.bank.days",
            "console.bank.account",
            "console.bank.imported",
            "console.bank.lines",
            "console.bank.state.open",
            "console.bank.state.recorded",
            "console.bank.state.set_aside",
        ],
        (
            (
                link(days_of(reader, row), "console_bank_statement", row.id, note=row.name),
                plain(row.iban, note=FORMATS[row.format]),
                Cell(text=moment(reader, row.imported_at).text, note=row.imported_by),
                number(reader, row.lines),
                number(reader, row.counts["open"] + row.counts["assigned"]),
                number(reader, row.counts["recorded"]),
                number(reader, row.counts["set_aside"]),
            )
            for row in listed
        ),
        empty="console.bank.none",
    )


def days_of(reader: Reader, row: rows.StatementRow) -> str:
    """Return the days of a statement, as its first and its last."""
    ends = [row.first_day] if row.first_day == row.last_day else [row.first_day, row.last_day]
    return " – ".join(written(day, reader) for day in ends if day is not None)


# --- one statement --------------------------------------------------------------------------------


@require_safe
@console
def statement(request: HttpRequest, viewer: StaffViewer, statement_id: UUID) -> HttpResponse:
    """Show the lines of a statement, those to match with what they may be for."""
    found = _found(statement_id)
    asked = request.GET.get("state", "")
    state = asked if asked in rows.ENTRY_STATES else ""
    search = searched(request, viewer, "console.bank.search")
    lines = rows.list_entries(
        statement_id=statement_id,
        state=state,
        search=search.value,
        number=page_number(request),
    )
    return page(
        request,
        viewer,
        "console/bank_statement.html",
        {
            "statement": found,
            "title": days_of(viewer.reader, found),
            "format": FORMATS[found.format],
            "tabs": _state_tabs(viewer.reader, found, state),
            "state_asked": state,
            "lines": [
                {
                    "row": row,
                    "state": state_cell(viewer.reader, "console.bank.state.", row.state),
                    "best": row.suggestions[0] if row.suggestions else None,
                    "why": why(viewer.reader, row.suggestions[0]) if row.suggestions else "",
                }
                for row in lines.rows
            ],
            "paged": lines,
            "filters": (search,),
            "is_filtered": is_narrowed((search,)),
            "to_match": found.counts["open"],
        },
    )


def _state_tabs(
    reader: Reader, found: rows.StatementRow, here: str
) -> list[tuple[str, str, int, bool]]:
    counts = {"": found.lines, **found.counts}
    return [
        (
            say(reader, f"console.bank.state.{state or 'all'}"),
            f"?state={state}" if state else "?",
            many,
            state == here,
        )
        for state, many in counts.items()
    ]


def _found(statement_id: UUID) -> rows.StatementRow:
    found = rows.find_statement(statement_id)
    if found is None:
        raise Http404
    return found


# --- all that nobody need look at -----------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@console
def sure(request: HttpRequest, viewer: StaffViewer, statement_id: UUID) -> HttpResponse:
    """List the lines that name their invoice and pay it exactly; record all of them at once."""
    found = _found(statement_id)
    listed = [(row, row.sure) for row in rows.sure_entries(statement_id)]
    if request.method == "POST":
        shown = set(request.POST.getlist("line"))
        asked = [
            (row.id, bank_statements.part_for(to))
            for row, to in listed
            if to is not None and f"{row.id}:{to.invoice_id}" in shown
        ]
        recorded = bank_statements.assign_each(actor=viewer.actor, asked=asked, now=viewer.now)
        left = len(shown) - recorded
        return done(
            request,
            "console_bank_statement",
            statement_id,
            key="console.bank.sure.left" if left else "console.bank.sure.done",
            tone="warn" if left else "ok",
            count=recorded,
            **({"left": left} if left else {}),
        )
    total = Money(sum(row.amount.amount_minor for row, _ in listed), found.currency)
    return page(
        request,
        viewer,
        "console/bank_sure.html",
        {
            "statement": found,
            "days": days_of(viewer.reader, found),
            "lines": [(row, to, why(viewer.reader, to)) for row, to in listed if to is not None],
            "total": total,
            "button": say(
                viewer.reader, "console.bank.sure.button", count=len(listed), amount=total
            ),
        },
    )
