"""Other numbers of seats: priced for the review, or first a question about what is scheduled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from curule.core.localtime import local_date
from curule.core.policy import OpenReduction
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.contracts import ContractRow
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers
from curule.web.answers import lead_to
from curule.web.portal.buying.frame import told_about
from curule.web.refusals import status_of
from curule.web.viewers import Viewer

_ANSWERS: Final = (
    OpenReduction.KEEP_TARGET,
    OpenReduction.SHIFT_TARGET,
    OpenReduction.DROP_TARGET,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What becomes of a scheduled reduction: its target as it is, shifted along, or dropped."""

    target: int
    shifted: int
    dropped: int
    on: date


def price_seats(  # noqa: PLR0917 - a page, and what was asked on it
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    asked: SeatsAsked,
    totals: Mapping[str, int],
    shown: Callable[..., HttpResponse],
) -> HttpResponse:
    """Price what is asked, new `totals` by seat type, and lead to the review.

    What is refused, or is to be asked first, is `shown` by the page as `refused` or `question`.
    """
    try:
        quote_id = offers.price(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id,
            asked=replace(asked, reduction=_answer(request)),
            now=viewer.now,
        ).value
    except Refused as caught:
        refusal = caught.refusal
        status = status_of(refusal)
        if refusal.code is RefusalCode.REDUCTION_OPEN:
            return shown(question=_question(contract, totals), status=status)
        return shown(refused=told_about(request, viewer, contract, refusal), status=status)
    return lead_to("review", viewer.account_id, quote_id)


def _answer(request: HttpRequest) -> OpenReduction | None:
    """Return what was answered to the question of a scheduled reduction."""
    answer = request.POST.get("reduction", "")
    return OpenReduction(answer) if answer in set(_ANSWERS) else None


def _question(contract: ContractRow, totals: Mapping[str, int]) -> Question:
    present = contract.standing.totals
    name = next(n for n in totals if _scheduled(contract, n) is not None and totals[n] > present[n])
    target = _scheduled(contract, name) or 0
    return Question(
        target=target,
        shifted=target + totals[name] - present[name],
        dropped=totals[name],
        on=local_date(contract.standing.term_ends_at, contract.time_zone),
    )


def _scheduled(contract: ContractRow, name: str) -> int | None:
    pool = contract.standing.pool(name)
    return None if pool is None else pool.scheduled
