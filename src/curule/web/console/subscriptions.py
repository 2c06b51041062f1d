"""Subscriptions of all accounts, and one with everything the vendor knows of it (V06, V07)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.selectors.catalog import PlanTerms
from curule.selectors.clocks import now_for
from curule.selectors.console import accounts as account_rows
from curule.selectors.console import events as event_rows
from curule.selectors.console import money as money_rows
from curule.selectors.console import subscriptions as rows
from curule.selectors.subscriptions import get_subscription
from curule.web.console import event_table, money_tables
from curule.web.console.lists import chosen, chosen_state, list_page, words
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    Table,
    amounts,
    day,
    link,
    moment,
    page,
    page_number,
    plain,
    state,
    table,
)
from curule.web.ids import as_uuid
from curule.web.pages import console
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.policies import policy_text
from curule.wording.values import Reader


@require_safe
@console
def subscriptions(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the subscriptions that match."""
    by_plan = chosen(request, viewer, "plan", "console.accounts.plan", account_rows.plan_choices())
    by_state = chosen_state(request, viewer, "sub.state.", rows.STATES)
    by_renewal = chosen(
        request,
        viewer,
        "renewal",
        "console.subscriptions.renewal",
        words(viewer, "console.subscriptions.renewal.", rows.RENEWALS),
    )
    found = rows.list_lines(
        viewer.now,
        plan=as_uuid(by_plan.value) if by_plan.value else None,
        state=by_state.value,
        renewal=by_renewal.value,
        number=page_number(request),
    )
    return list_page(
        request,
        viewer,
        title="console.subscriptions.title",
        table=subscription_table(viewer.reader, found.rows),
        paged=found,
        filters=(by_plan, by_state, by_renewal),
    )


def subscription_table(reader: Reader, lines: tuple[rows.SubscriptionLine, ...]) -> Table:
    """Return subscriptions as a table."""
    return table(
        reader,
        "console.subscriptions.caption",
        [
            "console.subscriptions.plan",
            "console.accounts.name",
            "console.accounts.seats",
            "console.subscriptions.at",
            "console.accounts.state",
        ],
        (tuple(_cells(reader, line)) for line in lines),
    )


def _cells(reader: Reader, line: rows.SubscriptionLine) -> Iterator[Cell]:
    yield link(line.plan, "console_subscription", line.account_id, line.id, note=line.label)
    yield link(line.account, "console_account", line.account_id)
    yield Cell(
        text=say(reader, "console.accounts.used_of", used=line.seats.used, sold=line.seats.sold)
        if line.seats.sold
        else "",
        is_number=True,
    )
    renews = "by_itself" if line.auto_renew else "by_hand"
    is_over = line.status == "ended"
    note = "" if is_over else say(reader, f"console.subscriptions.renewal.{renews}")
    yield Cell(text=day(reader, line.at).text, note=note)
    yield state(reader, "sub.state.", line.status)


@require_safe
@console
def subscription(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, subscription_id: UUID
) -> HttpResponse:
    """Show one subscription: seats, policy, ledger, orders, quotes, invoices, events."""
    card = rows.get_card(account_id, subscription_id, viewer.now)
    if card is None:
        raise Http404
    reader = replace(viewer.reader, zone=card.time_zone)
    found = get_subscription(account_id, subscription_id, now_for(account_id, viewer.now))
    types = tuple(sold.terms for sold in found.terms.seat_types)
    return page(
        request,
        viewer,
        "console/subscription.html",
        zone=card.time_zone,
        context={
            "card": card,
            "found": found,
            "numbers": [
                (_named(reader, found.terms, name), seats) for name, seats in found.seats.items()
            ],
            "state": state(reader, "sub.state.", found.status.value),
            "interval": say(reader, f"console.interval.{card.interval}", count=card.interval_count),
            "now_there": now_for(account_id, viewer.now),
            "policy": policy_text(
                found.terms.policy,
                reader.language,
                seat_types=types,
                sold_by=found.terms.price_models,
            ),
            "orders": money_tables.orders(
                reader,
                money_rows.list_order_lines(
                    account_id=account_id, subscription_id=subscription_id
                ).rows,
                opens_invoices=may_open(viewer, "console_invoice"),
                cancels=may_open(viewer, "console_order_cancel", acts=True),
            ),
            "quotes": money_tables.quotes(
                reader,
                money_rows.list_quote_lines(
                    viewer.now, account_id=account_id, subscription_id=subscription_id
                ).rows,
                accepts=may_open(viewer, "console_quote_accept", acts=True),
            ),
            "invoices": money_tables.invoices(
                reader,
                money_rows.list_invoice_lines(
                    viewer.now, account_id=account_id, subscription_id=subscription_id
                ).rows,
            ),
            "ledger": _ledger(reader, rows.list_postings(account_id, subscription_id)),
            "events": event_table.timeline(
                reader,
                event_rows.list_timeline(account_id, subscription_id=subscription_id).rows,
            ),
        },
    )


def _named(reader: Reader, terms: PlanTerms, name: str) -> str:
    """Return what the seats of a type are called; nothing where there is one type alone."""
    return type_label(reader, terms, name, many=True) if len(terms.seat_types) > 1 else ""


def _ledger(reader: Reader, postings: tuple[rows.Posting, ...]) -> Table:
    return table(
        reader,
        "console.ledger.caption",
        [
            "console.ledger.account",
            "console.ledger.at",
            "console.ledger.kind",
            "console.ledger.amount",
        ],
        (
            (
                plain(posting.ledger_account),
                moment(reader, posting.at),
                plain(posting.kind),
                amounts(reader, [posting.amount]),
            )
            for posting in postings
        ),
    )
