"""A refusal as a box or a page: what did not happen, why, and the ways out as links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from curule.core.refusals import Refusal, RefusalCode, WayOut
from curule.httpkit import problems
from curule.web.viewers import Request, Viewer
from curule.wording.refusals import refusal_text

_SAID: Final = frozenset({402, 403, 404, 410})
"""What a page says as an answer to a program does; all else is a conflict with how things stand."""

_USUAL_STATUS: Final = 409

_ROUTES: Final = {
    WayOut.BUY_SEATS: "subscriptions",
    WayOut.UPGRADE_PLAN: "subscriptions",
    WayOut.TURN_ON_AUTO_RENEW: "subscriptions",
    WayOut.TURN_OFF_AUTO_RENEW: "subscriptions",
    WayOut.RENEW: "subscriptions",
    WayOut.KEEP_TARGET: "subscriptions",
    WayOut.SHIFT_TARGET: "subscriptions",
    WayOut.ADD_METHOD: "payment_methods",
    WayOut.SAVE_METHOD: "payment_methods",
    WayOut.OTHER_METHOD: "payment_methods",
    WayOut.ADD_TAX_ID: "billing",
    WayOut.PAY: "invoices",
    WayOut.UNASSIGN: "members",
    WayOut.INVITE_FEWER: "members",
    WayOut.RESEND: "invited",
    WayOut.CANCEL_INVITATION: "invited",
    WayOut.REMOVE_MEMBERS: "members",
    WayOut.ASK_FOR_SEAT: "ask_for_seat",
    WayOut.TRANSFER_OWNERSHIP: "settings",
    WayOut.CONTACT: "contact",
    WayOut.CONTACT_PERSON: "contact",
    WayOut.ASK_FOR_QUOTE: "contact",
    WayOut.INVITE_AGAIN: "add_people",
    WayOut.SEE_INVOICES: "invoices",
    WayOut.SEE_MEMBERS: "members",
    WayOut.SEE_REQUESTS: "requests",
    WayOut.SEE_SUBSCRIPTIONS: "subscriptions",
}
"""Where a way out leads: a page of the same account."""

_OWN_ROUTES: Final = {WayOut.SEE_ACCESS: "my_access", WayOut.SWITCH_COMPANY: "companies"}
"""Where a way out leads whoever is signed in, whichever account the page is about."""


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal for a template: texts, and the ways out as (label, address or None)."""

    code: str
    sentence: str
    reason: str
    ways_out: tuple[tuple[str, str | None], ...]


def told(request: HttpRequest, refusal: Refusal, *, links: Mapping[str, str] | None = None) -> Told:
    """Return a refusal in the reader's language, with links into the account of the page.

    `links` say where a way out leads on this page, in place of the usual address. Waiting is no
    link, and nothing to do: the reason names the time.
    """
    reader = cast("Request", request).reader
    acted = tuple(option for option in refusal.options if option != WayOut.WAIT_UNTIL)
    refusal = replace(refusal, options=acted)
    noun = reader.noun if "noun" not in refusal.values else None
    text = refusal_text(refusal, reader.language, zone=reader.zone, noun=noun)
    return Told(
        code=refusal.code.value,
        sentence=text.sentence,
        reason=text.reason,
        ways_out=tuple(
            (label, (links or {}).get(option) or _address(request, refusal, option))
            for option, label in text.options
        ),
    )


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page of a refusal that no form of its own can show; it never leads to itself."""
    box = told(request, refusal)
    onward = tuple(way for way in box.ways_out if way[1] != request.path)
    shown = {"refused": replace(box, ways_out=onward)}
    return render(request, "refused.html", shown, status=status_of(refusal))


def status_of(refusal: Refusal) -> int:
    """Return the status of the page that shows a refusal."""
    status = problems.status_of(RefusalCode(refusal.code))
    return status if status in _SAID else _USUAL_STATUS


def _address(request: HttpRequest, refusal: Refusal, option: str) -> str | None:
    people = refusal.values.get("people") or refusal.values.get("staff")
    if option == WayOut.CONTACT_PERSON and isinstance(people, tuple) and people:
        return f"mailto:{people[0]}"
    viewer: Viewer | None = getattr(request, "viewer", None)
    if option in _OWN_ROUTES:
        return reverse(_OWN_ROUTES[WayOut(option)]) if request.user.is_authenticated else None
    if viewer is None or option not in _ROUTES:
        return None
    try:
        return reverse(_ROUTES[WayOut(option)], args=[viewer.account_id])
    except NoReverseMatch:
        return None
