"""Refunds and transfers: what the vendor pays back by hand, and joins with an own plan (V16)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.selectors.clocks import now_for
from curule.selectors.console import refunds as rows
from curule.services import refunds
from curule.services.joining import joining
from curule.web.answers import done, one_time_key
from curule.web.console.lists import MONEY_TABS, chosen_state, is_narrowed, tabs
from curule.web.console.money_tables import method_name
from curule.web.console.rendering import page, page_number, state
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer

_FAILURES: Final = frozenset(
    {
        "charge_for_pending_refund_disputed", "declined", "expired_or_canceled_card",
        "insufficient_funds", "lost_or_stolen_card", "not_found", "unknown",
    }
)  # fmt: skip
"""The codes that have words; https://docs.stripe.com/api/refunds/object, `failure_reason`."""


@require_safe
@console
def refunds_and_transfers(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what goes back, what waits to be paid by hand, and what moves between accounts."""
    by_state = chosen_state(request, viewer, "console.refunds.state.", rows.REFUND_STATES)
    found = rows.list_refunds(state=by_state.value, number=page_number(request))
    return page(
        request,
        viewer,
        "console/refunds.html",
        {
            "tabs": tabs(viewer, MONEY_TABS, "console_refunds"),
            "filters": (by_state,),
            "is_filtered": is_narrowed((by_state,)),
            "refunds": [
                (
                    line,
                    method_name(viewer.reader, line.method),
                    state(viewer.reader, "console.refunds.state.", line.state),
                    _failure(viewer, line.failure),
                )
                for line in found.rows
            ],
            "paged": found,
            "joins": [
                (
                    line,
                    say(viewer.reader, f"console.joins.choice.{line.choice}"),
                    state(viewer.reader, "console.joins.state.", line.state),
                )
                for line in rows.list_joins(viewer.now)
            ],
        },
    )


def _failure(viewer: StaffViewer, code: str) -> str:
    """Return why a gateway could not bring a refund; a code without words, as it gave it."""
    known = code in _FAILURES
    return say(viewer.reader, f"console.refunds.failure.{code}") if known else code


@require_POST
@console
def mark_paid(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, refund_id: UUID
) -> HttpResponse:
    """Write down that a refund was paid out by bank transfer."""
    paid = refunds.mark_paid(
        actor=viewer.actor,
        account_id=account_id,
        refund_id=refund_id,
        now=now_for(account_id, viewer.now),
        key=one_time_key(request),
    ).value
    return done(request, "console_refunds", key="console.refunds.paid", amount=paid)


@require_POST
@console
def hold_join(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, settlement_id: UUID
) -> HttpResponse:
    """Hold the money of a join, or let it move again."""
    holds = request.POST.get("act") != "release"
    joining.hold(
        actor=viewer.actor,
        account_id=account_id,
        settlement_id=settlement_id,
        holds=holds,
        now=now_for(account_id, viewer.now),
    )
    key = "console.joins.held" if holds else "console.joins.released"
    return done(request, "console_refunds", key=key)
