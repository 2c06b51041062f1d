"""The next term, ordered by hand: the same number or another, and who keeps a seat (P23)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.lifecycle import Status
from curule.core.localtime import last_day, local_date
from curule.core.messages import Count
from curule.core.policy import RenewalAssignments
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.selectors.contracts import ContractRow, last_numbers, list_seated
from curule.services.orders import term_quotes
from curule.web.answers import lead_to
from curule.web.pages import portal
from curule.web.portal.buying.frame import (
    change_refusal,
    contract_page,
    open_contract,
    told_about,
)
from curule.web.portal.buying.seat_forms import SeatsForm
from curule.web.portal.seat_words import per_interval, seat_lines, type_noun
from curule.web.refusals import Told, status_of
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def renew(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> HttpResponse:
    """Ask for the number of the next term; POST prices it and leads to the review."""
    contract = open_contract(request, viewer, subscription_id)
    form = _form(request, viewer, contract, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _asked(request, viewer, contract, form)
    refusal = _refusal(viewer, contract)
    refused = told_about(request, viewer, contract, refusal) if refusal else None
    return _shown(request, viewer, contract, form, refused=refused, off=bool(refusal))


def _refusal(viewer: Viewer, contract: ContractRow) -> Refusal | None:
    """Return why no term can be ordered: it renews by itself, or the next one is ordered."""
    refused = change_refusal(viewer, contract)
    if refused is not None and refused.code is not RefusalCode.SUBSCRIPTION_ENDED:
        return refused
    if contract.term_ordered_for is not None:
        starts_on = local_date(contract.term_ordered_for, contract.time_zone)
        return refuse(RefusalCode.TERM_ALREADY_ORDERED, starts_on=starts_on)
    runs = contract.row.status is not Status.ENDED
    if runs and contract.auto_renew and not contract.has_own_terms:
        return refuse(RefusalCode.RENEWS_AUTOMATICALLY)
    return None


def _form(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    given: Any,  # noqa: ANN401 - a QueryDict or None
) -> SeatsForm:
    reader = cast("Request", request).reader
    return SeatsForm(
        given,
        lines=seat_lines(reader, contract),
        reader=reader,
        label="renew.number",
        initial=last_numbers(viewer.account_id, contract.id, viewer.now),
    )


def _asked(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, form: SeatsForm
) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, viewer, contract, form, status=422)
    numbers = {name: n for name, n in form.numbers().items() if n or not contract.has_own_terms}
    if not any(numbers.values()):
        reader = cast("Request", request).reader
        form.add_error(next(iter(form.fields)), say(reader, "renew.none"))
        return _shown(request, viewer, contract, form, status=422)
    leave = _leaving(request, viewer, contract)
    try:
        quote_id = term_quotes.price_renewal(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id,
            seats=numbers,
            leave=leave,
            now=viewer.now,
        ).value
    except Refused as refused:
        told = told_about(request, viewer, contract, refused.refusal)
        status = status_of(refused.refusal)
        return _shown(request, viewer, contract, form, refused=told, status=status)
    return lead_to("review", viewer.account_id, quote_id)


def _leaving(request: HttpRequest, viewer: Viewer, contract: ContractRow) -> tuple[str, ...]:
    """Return who is not ticked to keep a seat, where the page asked."""
    if "asked_who" not in request.POST:
        return ()
    keep = set(request.POST.getlist("keep"))
    seated = list_seated(viewer.account_id, contract.id, viewer.now)
    return tuple(dict.fromkeys(p.email for p in seated if p.email not in keep))


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    form: SeatsForm,
    *,
    refused: Told | None = None,
    off: bool = False,
    status: int = 200,
) -> HttpResponse:
    reader = cast("Request", request).reader
    reissues = contract.terms.policy.renewal.assignments is RenewalAssignments.REISSUE
    people = () if reissues else list_seated(viewer.account_id, contract.id, viewer.now)
    keep = set(request.POST.getlist("keep")) if "asked_who" in request.POST else None
    ends_at = contract.term_ends_at
    context = {
        "form": form,
        "refused": refused,
        "off": off,
        "reissues": reissues,
        "people": [
            (
                person,
                type_noun(contract.terms, person.seat_type),
                keep is None or person.email in keep,
            )
            for person in people
        ],
        "batches": [
            (Count(row.seats), local_date(row.starts_at, contract.time_zone),
             last_day(row.ends_at, contract.time_zone))
            for row in contract.batches
        ],
        "is_over": contract.row.status is Status.ENDED,
        "ends_on": last_day(ends_at, contract.time_zone) if ends_at else None,
        "starts_on": local_date(ends_at, contract.time_zone) if ends_at else None,
        "per": per_interval(reader, contract.standing.interval),
        "lines": seat_lines(reader, contract),
        "starts_with_payment": contract.terms.policy.term.starts.value == "on_payment"
        and contract.has_own_terms,
    }  # fmt: skip
    return contract_page(
        request, viewer, contract, "portal/buying/renew.html", context, status=status
    )
