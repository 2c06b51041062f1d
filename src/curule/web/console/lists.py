"""A list of the console: its filters, its table, its pages, all drawn alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from curule.selectors.console.paging import Page
from curule.web.console.navigation import may_open
from curule.web.console.rendering import Table, page
from curule.web.console.report_parts import Picture
from curule.web.console.turning import Turn
from curule.web.searching import search_words
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer

MONEY_TABS: Final = {
    "console_payments": "console.payments.title",
    "console_bank": "console.bank.title",
    "console_refunds": "console.refunds.title",
    "console_contradictions": "console.contradictions.title",
    "console_invoice_requests": "console.said.title",
}
"""The lists of money that came and goes, side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One field of the row of filters; without `choices` it is a text to search for."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()


def chosen(
    request: HttpRequest,
    viewer: StaffViewer,
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
) -> Filter:
    """Return a filter by choice, as the query sets it; `label` is the key of a text."""
    listed = tuple(choices)
    given = request.GET.get(name, "")
    known = given if given in {value for value, _ in listed} else ""
    return Filter(name=name, label=say(viewer.reader, label), value=known, choices=listed)


def chosen_state(
    request: HttpRequest, viewer: StaffViewer, family: str, states: Iterable[str]
) -> Filter:
    """Return the filter by state, whose words are a family of texts."""
    return chosen(request, viewer, "state", "console.accounts.state", words(viewer, family, states))


def searched(request: HttpRequest, viewer: StaffViewer, label: str, *, name: str = "q") -> Filter:
    """Return the field to search in, as the query sets it."""
    given = search_words(request, name, most=200)
    return Filter(name=name, label=say(viewer.reader, label), value=given)


def words(viewer: StaffViewer, family: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return choices with the words of a family of texts."""
    return tuple((value, say(viewer.reader, f"{family}{value}")) for value in values)


def is_narrowed(filters: Iterable[Filter]) -> bool:
    """Whether any of the filters leaves something out."""
    return any(each.value for each in filters)


def tabs(
    viewer: StaffViewer, named: Mapping[str, str], here: str, *args: object
) -> list[tuple[str, str, bool]]:
    """Return the tabs that the viewer may open: `named` leads from a route to the key of a text.

    `here` is the route of the page itself, `args` are what every route is about.
    """
    return [
        (say(viewer.reader, key), reverse(name, args=args), name == here)
        for name, key in named.items()
        if may_open(viewer, name)
    ]


def list_page(
    request: HttpRequest,
    viewer: StaffViewer,
    *,
    title: str,
    table: Table,
    paged: Page[Any] | None = None,
    filters: Sequence[Filter] = (),
    actions: Sequence[tuple[str, str]] = (),
    tabs: Sequence[tuple[str, str, bool]] = (),
    lead: str = "",
    turn: Turn | None = None,
    beside: Table | None = None,
    pictures: Sequence[Picture] = (),
) -> HttpResponse:
    """Return the page of a list, counted (`paged`) or not (`turn`), with pictures above it.

    `title` and `lead` are keys of texts; `beside` is what is looked at together with it.
    """
    is_filtered = is_narrowed(filters)
    if is_filtered:
        no_match = say(viewer.reader, "console.list.no_match")
        table = replace(table, empty=no_match, is_filtered=True)
    return page(
        request,
        viewer,
        "console/list.html",
        {
            "title": say(viewer.reader, title),
            "table": table,
            "paged": paged,
            "filters": filters,
            "is_filtered": is_filtered,
            "actions": actions,
            "tabs": tabs,
            "lead": say(viewer.reader, lead) if lead else "",
            "turn": turn,
            "beside": beside,
            "pictures": pictures,
        },
    )
