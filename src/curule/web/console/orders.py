"""Orders that wait for money and those that are done; quotes asked for and offered (V12)."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.selectors.console import money as rows
from curule.web.console import money_tables
from curule.web.console.lists import chosen_state, list_page, tabs
from curule.web.console.navigation import may_open
from curule.web.console.rendering import page_number
from curule.web.pages import console
from curule.web.viewers import StaffViewer

_TABS: Final = {"console_orders": "console.orders.tab", "console_quotes": "console.quotes.tab"}


@require_safe
@console
def orders(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the orders that match."""
    by_state = chosen_state(request, viewer, "console.order.state.", rows.ORDER_STATES)
    found = rows.list_order_lines(state=by_state.value, number=page_number(request))
    return list_page(
        request,
        viewer,
        title="console.orders.title",
        table=money_tables.orders(
            viewer.reader,
            found.rows,
            opens_invoices=may_open(viewer, "console_invoice"),
            cancels=may_open(viewer, "console_order_cancel", acts=True),
        ),
        paged=found,
        filters=(by_state,),
        tabs=tabs(viewer, _TABS, "console_orders"),
    )


@require_safe
@console
def quotes(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what customers asked for and what was offered them."""
    by_state = chosen_state(request, viewer, "console.quote.state.", rows.QUOTE_STATES)
    found = rows.list_quote_lines(viewer.now, state=by_state.value, number=page_number(request))
    return list_page(
        request,
        viewer,
        title="console.quotes.title",
        table=money_tables.quotes(
            viewer.reader, found.rows, accepts=may_open(viewer, "console_quote_accept", acts=True)
        ),
        paged=found,
        filters=(by_state,),
        tabs=tabs(viewer, _TABS, "console_quotes"),
    )
