"""What the pages about one subscription share: finding it, its words, why an action is off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from curule.core.changes import Change
from curule.core.lifecycle import Status
from curule.core.permissions import Action, may
from curule.core.policy import OnChange, RenewalMode
from curule.core.refusals import Refusal, RefusalCode, WayOut, refuse
from curule.core.standing import Pool
from curule.selectors.catalog import PlanTerms
from curule.selectors.contracts import ContractRow, find_contract, preview_seats
from curule.selectors.roles import role_holders
from curule.selectors.subscriptions import SubscriptionRow
from curule.web.portal.rendering import page
from curule.web.portal.seat_words import noun_of
from curule.web.refusals import Told, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer

_QUESTIONS: Final = frozenset({RefusalCode.REDUCTION_OPEN, RefusalCode.BELOW_ASSIGNED})
"""What is asked on the page itself, so that the action is not off."""


def open_contract(request: HttpRequest, viewer: Viewer, subscription_id: UUID) -> ContractRow:
    """Return a subscription of the account; from here on its seats are called by its noun.

    Raises Http404 for another account's as for none.
    """
    contract = find_contract(viewer.account_id, subscription_id, viewer.now)
    if contract is None:
        raise Http404
    mine = cast("Request", request)
    mine.reader = replace(mine.reader, noun=noun_of(contract.terms))
    return contract


def contract_page(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Return a page about a subscription."""
    framed = {"contract": contract, "terms": contract.terms, **context}
    return page(request, viewer, template, framed, noun=noun_of(contract.terms), status=status)


def address(viewer: Viewer, name: str, *args: object) -> str | None:
    """Return where a page of the account is, or None where there is no such page."""
    try:
        return reverse(name, args=[viewer.account_id, *args])
    except NoReverseMatch:
        return None


def told_about(
    request: HttpRequest, viewer: Viewer, contract: ContractRow, refusal: Refusal
) -> Told:
    """Return a refusal with ways out that lead to the pages of this subscription.

    Asking for a seat is none of them: that is one for oneself, and changes no number.
    """
    refusal = without_asking(refusal)
    here = {
        WayOut.UPGRADE_PLAN: "change_plan",
        WayOut.TURN_ON_AUTO_RENEW: "subscription",
        WayOut.TURN_OFF_AUTO_RENEW: "subscription",
        WayOut.SEE_SUBSCRIPTIONS: "subscription",
        WayOut.RENEW: "renew",
        WayOut.BUY_SEATS: "add_seats",
        WayOut.KEEP_TARGET: "add_seats",
        WayOut.SHIFT_TARGET: "add_seats",
        WayOut.ASK_FOR_QUOTE: "managed",
    }
    links = {str(way): address(viewer, name, contract.id) or "" for way, name in here.items()}
    contact = address(viewer, "contact")
    if contact:
        links[str(WayOut.CONTACT)] = f"{contact}?subscription={contract.id}"
    people = refusal.values.get("people")
    if isinstance(people, tuple) and people:
        links[str(WayOut.CONTACT_PERSON)] = f"mailto:{people[0]}"
    return told(request, refusal, links=links)


def without_asking(refusal: Refusal) -> Refusal:
    """Return a refusal without the way out of asking for a seat: that buys nothing."""
    options = tuple(option for option in refusal.options if option != WayOut.ASK_FOR_SEAT)
    return replace(refusal, options=options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Something that can be done on the page: where, or why not."""

    label: str
    address: str | None
    refused: Told | None = None


def buying_refusals(
    viewer: Viewer, plans: Sequence[PlanTerms], action: Action = Action.CHANGE
) -> tuple[Refusal | None, ...]:
    """Return of each plan that is not bought yet why this person cannot buy it."""
    holders = role_holders(viewer.account_id)
    return tuple(
        may(
            viewer.actor,
            action,
            policy=plan.policy,
            channel=viewer.company.channel,
            holders=holders,
        )
        for plan in plans
    )


def change_refusal(viewer: Viewer, contract: ContractRow) -> Refusal | None:
    """Return why this person may not change what is bought now, whatever the number."""
    refused = contract.refusal_for(viewer.actor, Action.CHANGE)
    if refused:
        return refused
    if contract.row.status is Status.INCOMPLETE:
        return refuse(RefusalCode.SUBSCRIPTION_INCOMPLETE)
    if contract.row.status is Status.ENDED and not contract.has_own_terms:
        return refuse(RefusalCode.SUBSCRIPTION_ENDED)
    return None


def more_refusal(viewer: Viewer, contract: ContractRow) -> Refusal | None:
    """Return why no seat can be added, or None where one of some type can."""
    return change_refusal(viewer, contract) or _if_all(
        viewer, contract, lambda pool: max(pool.seats, pool.next_total) + pool.terms.step
    )


def fewer_refusal(viewer: Viewer, contract: ContractRow) -> Refusal | None:
    """Return why the number cannot be lowered, or None where that of some type can."""
    return change_refusal(viewer, contract) or _if_all(
        viewer, contract, lambda pool: pool.next_total - pool.terms.step
    )


def _if_all(viewer: Viewer, contract: ContractRow, number: Any) -> Refusal | None:  # noqa: ANN401
    """Return the first refusal if every seat type is refused one step further."""
    if contract.is_behind(viewer.now):
        return None
    first: Refusal | None = None
    pools: list[Pool] = [p for p in contract.standing.pools if not p.terms.unlimited]
    for pool in pools:
        decided = preview_seats(contract, {pool.name: max(number(pool), 0)}, viewer.now)
        if isinstance(decided, Change) or decided.code in _QUESTIONS:
            return None
        first = first or decided
    return None if first is None else _unasked(first)


def _unasked(refusal: Refusal) -> Refusal:
    """Return a refusal of a number that nobody has asked for: it names none."""
    values = {name: value for name, value in refusal.values.items() if name != "wanted"}
    options = tuple(option for option in refusal.options if not option.isdecimal())
    return replace(refusal, options=options, values=values)


def uses_cart(contract: ContractRow) -> bool:
    """Whether several numbers are put together into one order (G9): products, or a restart."""
    several = sum(not pool.terms.unlimited for pool in contract.standing.pools) > 1
    restarts = contract.terms.policy.anchor.on_change is OnChange.RESET_TO_CHANGE
    return several or restarts


_TONES: Final = {
    Status.INCOMPLETE: "warn",
    Status.TRIALING: "accent",
    Status.ACTIVE: "ok",
    Status.PAST_DUE: "danger",
    Status.SUSPENDED: "danger",
    Status.ENDED: "",
}


_SOON = timedelta(days=30)


def is_ending(row: SubscriptionRow, now: datetime) -> bool:
    """Whether a subscription runs out: its renewal is off, or a term ordered by hand ends soon."""
    if row.renews_at is not None or row.ends_at is None:
        return False
    by_hand = row.terms.policy.renewal.mode is RenewalMode.MANUAL
    return not by_hand or row.ends_at - now <= _SOON


def state_word(request: HttpRequest, status: Status, *, ends: bool) -> tuple[str, str]:
    """Return the state of a subscription as word and tone."""
    reader = cast("Request", request).reader
    if ends and status is Status.ACTIVE:
        return say(reader, "sub.state.ending"), "warn"
    return say(reader, f"sub.state.{status.value}"), _TONES[status]
