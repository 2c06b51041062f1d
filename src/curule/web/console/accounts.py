"""The vendor's customers: found by name, people, state and plan (V03)."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.selectors.console import accounts as rows
from curule.web.console.lists import chosen, chosen_state, list_page, searched
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    amounts,
    link,
    page_number,
    plain,
    state,
    table,
)
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader, written


@require_safe
@console
def accounts(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the accounts that match."""
    search = searched(request, viewer, "console.accounts.search")
    by_state = chosen_state(request, viewer, "console.account.state.", rows.STATES)
    by_plan = chosen(request, viewer, "plan", "console.accounts.plan", rows.plan_choices())
    found = rows.list_accounts(
        viewer.now,
        search=search.value,
        state=by_state.value,
        plan=by_plan.value,
        number=page_number(request),
    )
    shown = table(
        viewer.reader,
        "console.accounts.caption",
        [
            "console.accounts.name",
            "console.accounts.plan",
            "console.accounts.seats",
            "console.accounts.owed",
            "console.accounts.state",
        ],
        (tuple(_cells(viewer.reader, row)) for row in found.rows),
        empty="console.accounts.none",
    )
    return list_page(
        request,
        viewer,
        title="console.accounts.title",
        table=shown,
        paged=found,
        filters=(search, by_state, by_plan),
        actions=_actions(viewer),
    )


def _actions(viewer: StaffViewer) -> list[tuple[str, str]]:
    if not may_open(viewer, "console_account_new", acts=True):
        return []
    return [(say(viewer.reader, "console.account_new.title"), reverse("console_account_new"))]


def _cells(reader: Reader, row: rows.AccountRow) -> Iterator[Cell]:
    yield link(row.name, "console_account", row.id, note=row.owner)
    yield plain(", ".join(row.plans), note=row.clock)
    yield Cell(
        text=say(reader, "console.accounts.used_of", used=row.seats.used, sold=row.seats.sold)
        if row.seats.sold
        else "",
        is_number=True,
    )
    yield amounts(reader, row.owed)
    managed = "" if row.channel.value == "online" else written(row.channel, reader)
    cell = state(reader, "console.account.state.", row.state)
    yield Cell(text=cell.text, tone=cell.tone, note=managed)
