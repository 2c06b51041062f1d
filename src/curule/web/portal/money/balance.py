"""What is owed and what is in credit: two numbers with two names (P28, Z16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.core.invoice_requests import RequestKind, RequestStatus
from curule.core.money import Money
from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.settlement import Choice
from curule.selectors.credit import (
    CurrencyBalance,
    balances,
    count_entries,
    currencies_of,
    list_entries,
    payable_out,
)
from curule.selectors.invoice_requests import RequestRow, find_request, list_for_credit
from curule.selectors.joining import list_settlements
from curule.selectors.roles import role_holders
from curule.services import invoice_requests
from curule.services.credits import asking_out
from curule.services.payments import using_credit
from curule.web.answers import done, one_time_key
from curule.web.ids import as_uuid
from curule.web.money_input import minor_units
from curule.web.pages import portal
from curule.web.portal.money.said import shown
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.tables import plain_amount
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

_PAGE = 50
_ASKED: Final = 10
"""So many of the last times that credit was asked for are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The most that may be asked for of a currency's credit, and as it is typed."""

    most: Money
    plain: str


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


@require_POST
@portal
def ask(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask that credit be paid out; asked twice is once."""
    currency = request.POST.get("currency", "")
    if currency not in currencies_of(viewer.account_id):
        raise Http404
    try:
        asking_out.ask(
            actor=viewer.actor,
            account_id=viewer.account_id,
            currency=currency,
            amount=_typed(request, currency),
            reason=" ".join(request.POST.get("reason", "").split()),
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _shown(request, viewer, refused.refusal, asked=currency)
    return done(request, "balance", viewer.account_id, key="ask.done.credit")


@require_POST
@portal
def take_back(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for credit no more."""
    request_id = as_uuid(request.POST.get("request", ""))
    found = None if request_id is None else find_request(viewer.account_id, request_id)
    if found is None or found.kind is not RequestKind.CREDIT:
        raise Http404
    invoice_requests.cancel(
        actor=viewer.actor, account_id=viewer.account_id, request_id=found.id, now=viewer.now
    )
    return done(request, "balance", viewer.account_id, key="ask.taken_back")


def _typed(request: HttpRequest, currency: str) -> int | None:
    typed = request.POST.get("amount", "").strip()
    amount = minor_units(typed, currency) if typed else None
    if typed and amount is None:
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=typed[:20]))
    return amount


def _shown(
    request: HttpRequest, viewer: Viewer, refusal: Refusal | None = None, *, asked: str = ""
) -> HttpResponse:
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdigit() and len(given) <= 6 else 0
    entries = list_entries(viewer.account_id, after=after, limit=_PAGE)
    found = count_entries(viewer.account_id)
    said, may_use = list_for_credit(viewer.account_id, limit=_ASKED), _may_use(viewer)
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
            "may_use": may_use,
            "balances": [
                (each, _offer(viewer, each, said) if may_use else None)
                for each in balances(viewer.account_id)
            ],
            "said": shown(said, viewer),
            "may_take_back": may_use,
            "asked": asked,
            "typed": {name: request.POST.get(name, "")[:600] for name in ("amount", "reason")},
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


def _offer(viewer: Viewer, of: CurrencyBalance, said: tuple[RequestRow, ...]) -> Offer | None:
    """Return what may be asked for now, or None: nothing is there, or it was asked for already."""
    waits = any(
        row.status is RequestStatus.OPEN and row.amount.currency == of.currency for row in said
    )
    most = 0 if waits or not of.credit else payable_out(viewer.account_id, of.currency)
    if not most:
        return None
    return Offer(most=Money(most, of.currency), plain=str(plain_amount(most, of.currency)))
