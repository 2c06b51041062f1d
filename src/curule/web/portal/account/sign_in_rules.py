"""How people of the company sign in: its identity provider, its domains, and what is demanded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from curule.core.domain_claims import Proof
from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.single_sign_on import SignInRule
from curule.selectors.roles import role_holders
from curule.selectors.single_sign_on import (
    MOST_SHOWN,
    count_identities,
    demands_of,
    find_connection,
    list_claimed_domains,
    list_identities,
)
from curule.services.seats import domain_claims
from curule.services.single_sign_on import connections, demands
from curule.web.answers import done
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.viewers import Viewer

_ROUTE: Final = "sign_in_rules"
_PAUSE: Final = timedelta(minutes=1)
_NOT_FOUND: Final = frozenset(f"domains.checked.{each}" for each in Proof if each != Proof.FOUND)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def sign_in_rules(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show how people sign in; connect a provider, and say what is demanded."""
    if request.method != "POST":
        return _show(request, viewer)
    try:
        said = _act(request, viewer)
    except Refused as refused:
        return _show(request, viewer, refused.refusal)
    tone = "warn" if said in _NOT_FOUND else "ok"
    return done(request, _ROUTE, viewer.account_id, key=said, tone=tone)


def _act(request: HttpRequest, viewer: Viewer) -> str:
    """Do what a form asks, and return the key of the sentence that says so."""
    match request.POST.get("do", ""):
        case "connect":
            _connect(request, viewer)
            return "sso.settings.connected"
        case "change":
            _change(request, viewer)
            return "sso.settings.changed"
        case "disconnect":
            connections.disconnect(actor=viewer.actor, account_id=viewer.account_id, now=viewer.now)
            return "sso.settings.disconnected"
        case "unlink":
            _unlink(request, viewer)
            return "sso.settings.unlinked"
        case "claim" | "check" | "withdraw" as act:
            return _of_domains(request, viewer, act)
        case "demand" | "lift" as act:
            _set_demand(viewer, _rule(request), wanted=act == "demand")
            return "sso.settings.saved"
        case _:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="do"))


def _connect(request: HttpRequest, viewer: Viewer) -> None:
    connections.connect(
        actor=viewer.actor,
        account_id=viewer.account_id,
        issuer=request.POST.get("issuer", ""),
        client_id=request.POST.get("client_id", ""),
        secret=request.POST.get("client_secret", ""),
        now=viewer.now,
    )


def _change(request: HttpRequest, viewer: Viewer) -> None:
    connections.change_client(
        actor=viewer.actor,
        account_id=viewer.account_id,
        client_id=request.POST.get("client_id", ""),
        secret=request.POST.get("client_secret", ""),
        now=viewer.now,
    )


def _unlink(request: HttpRequest, viewer: Viewer) -> None:
    connections.unlink(
        actor=viewer.actor, account_id=viewer.account_id, identity_id=_row(request), now=viewer.now
    )


def _of_domains(request: HttpRequest, viewer: Viewer, act: str) -> str:
    of: dict[str, Any] = {"actor": viewer.actor, "account_id": viewer.account_id, "now": viewer.now}
    if act == "claim":
        domain_claims.claim(name=request.POST.get("domain", "").strip(), **of)
        return "domains.claimed"
    claim_id = _row(request)
    if act == "withdraw":
        domain_claims.withdraw(claim_id=claim_id, **of)
        return "domains.withdrawn"
    if not ratelimit.consume(request, action="domain_check", key=str(viewer.account_id)):
        raise Refused(refuse(RefusalCode.RATE_LIMITED, retry_at=viewer.now + _PAUSE))
    return f"domains.checked.{domain_claims.check(claim_id=claim_id, **of)}"


def _set_demand(viewer: Viewer, rule: SignInRule, *, wanted: bool) -> None:
    act = demands.demand if wanted else demands.lift
    act(actor=viewer.actor, account_id=viewer.account_id, rule=rule, now=viewer.now)


def _rule(request: HttpRequest) -> SignInRule:
    try:
        return SignInRule(request.POST.get("rule", ""))
    except ValueError:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="rule")) from None


def _row(request: HttpRequest) -> UUID:
    found = as_uuid(request.POST.get("row"))
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="row"))
    return found


def _show(request: HttpRequest, viewer: Viewer, refusal: Refusal | None = None) -> HttpResponse:
    refused = may(viewer.actor, Action.SIGN_IN_RULES, holders=role_holders(viewer.account_id))
    connection = find_connection(viewer.account_id)
    demanded = demands_of(viewer.account_id)
    wanted = request.GET.get("person", "").strip()
    start = reverse("sso_start", args=[viewer.account_id])
    shown = {
        "connection": connection,
        "redirect_uri": connections.redirect_uri(),
        "link": f"{settings.CURULE_BASE_URL}{start}",
        "domains": list_claimed_domains(viewer.account_id),
        "demands_provider": SignInRule.SINGLE_SIGN_ON in demanded,
        "demands_factor": SignInRule.SECOND_FACTOR in demanded,
        "identities": list_identities(viewer.account_id, wanted),
        "count": count_identities(viewer.account_id),
        "most": MOST_SHOWN,
        "person": wanted,
        "typed": {name: request.POST.get(name, "") for name in ("issuer", "client_id", "domain")},
        "refused": told(request, refusal) if refusal else None,
        "cannot_change": told(request, refused) if refused else None,
    }
    status = status_of(refusal) if refusal else 200
    return page(request, viewer, "portal/sign_in_rules.html", shown, status=status)
