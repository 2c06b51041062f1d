"""What is owed and what is in credit: two numbers with two names (P28, Z16)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.core.money import Money
from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, Refused
from curule.core.settlement import Choice
from curule.selectors.credit import balances, count_entries, list_entries
from curule.selectors.joining import list_settlements
from curule.selectors.roles import role_holders
from curule.services.payments import using_credit
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

_PAGE = 50


@require_safe
@portal
def balance(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show both numbers of each currency, what is on its way, and how the credit came about."""
    return _shown(request, viewer)


@require_POST
@portal
def use(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Pay what is owed with credit, the oldest invoice first."""
    currency = request.POST.get("currency", "")
    try:
        used = using_credit.use_credit(
            actor=viewer.actor,
            account_id=viewer.account_id,
            currency=currency,
            now=viewer.now,
            key=one_time_key(request),
        ).value
    except Refused as refused:
        return _shown(request, viewer, refused.refusal)
    return done(
        request,
        "balance",
        viewer.account_id,
        key="balance.used",
        amount=Money(used, currency),
    )


def _shown(request: HttpRequest, viewer: Viewer, refusal: Refusal | None = None) -> HttpResponse:
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdigit() and len(given) <= 6 else 0
    entries = list_entries(viewer.account_id, after=after, limit=_PAGE)
    found = count_entries(viewer.account_id)
    coming = [
        settlement
        for settlement in list_settlements(viewer.account_id)
        if settlement.status == "pending"
        and settlement.joined_account_id == viewer.account_id
        and settlement.choice is Choice.TRANSFER
    ]
    return page(
        request,
        viewer,
        "portal/money/balance.html",
        {
            "refused": told(request, refusal) if refusal else None,
            "may_use": _may_use(viewer),
            "balances": balances(viewer.account_id),
            "entries": [
                (entry, say(viewer.reader, f"balance.source.{entry.source}")) for entry in entries
            ],
            "nothing_owed": say(viewer.reader, "balance.nothing_owed"),
            "coming": coming,
            "found": found,
            "first": after + 1,
            "last": after + len(entries),
            "newer": max(after - _PAGE, 0) if after else None,
            "older": after + _PAGE if after + _PAGE < found else None,
        },
        status=status_of(refusal) if refusal else 200,
    )


def _may_use(viewer: Viewer) -> bool:
    holders = role_holders(viewer.account_id)
    return may(viewer.actor, Action.PAY_INVOICES, holders=holders) is None
