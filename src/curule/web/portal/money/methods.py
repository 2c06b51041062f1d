"""Ways to pay: add one, choose which is charged, remove one (P20)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, Refused
from curule.selectors.payment_methods import list_methods
from curule.selectors.roles import role_holders
from curule.selectors.subscriptions import list_subscriptions
from curule.services import payment_methods
from curule.services.payments import card_setups
from curule.services.payments.transfer_data import transfer_data
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.account.forms import BANK, MethodForm
from curule.web.portal.money.paying import method_label
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def methods(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the ways to pay; add one."""
    if request.method != "POST":
        return _methods_page(request, viewer, _form(viewer))
    form = MethodForm(
        request.POST, reader=viewer.reader, gateways=payment_methods.offered(viewer.account_id)
    )
    if not form.is_valid():
        return _methods_page(request, viewer, form, status=422)
    kind = form.cleaned_data["kind"]
    is_transfer = kind == BANK
    try:
        payment_methods.add_method(
            actor=viewer.actor,
            account_id=viewer.account_id,
            name=BANK
            if is_transfer
            else form.cleaned_data["name"] or say(viewer.reader, "methods.card"),
            token=BANK if is_transfer else f"sandbox:{kind}",
            gateway_name=BANK if is_transfer else "sandbox",
            default=form.cleaned_data["default"] or request.POST.get("first") == "1",
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _methods_page(request, viewer, form, refused.refusal)
    return done(request, "payment_methods", viewer.account_id, key="methods.added")


@require_POST
@portal
def make_default(request: HttpRequest, viewer: Viewer, method_id: UUID) -> HttpResponse:
    """Charge this one from now on."""
    command = payment_methods.make_default
    return _changed(request, viewer, method_id, command, key="methods.is_default_now")


@require_POST
@portal
def remove(request: HttpRequest, viewer: Viewer, method_id: UUID) -> HttpResponse:
    """Charge this one no more."""
    command = payment_methods.remove_method
    return _changed(request, viewer, method_id, command, key="methods.removed")


def _changed(
    request: HttpRequest,
    viewer: Viewer,
    method_id: UUID,
    command: Callable[..., object],
    *,
    key: str,
) -> HttpResponse:
    try:
        command(
            actor=viewer.actor,
            account_id=viewer.account_id,
            method_id=method_id,
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _methods_page(request, viewer, _form(viewer), refused.refusal)
    return done(request, "payment_methods", viewer.account_id, key=key)


def _form(viewer: Viewer) -> MethodForm:
    gateways = payment_methods.offered(viewer.account_id)
    kind = "succeed" if payment_methods.SANDBOX in gateways else BANK
    return MethodForm(initial={"kind": kind}, reader=viewer.reader, gateways=gateways)


def _methods_page(
    request: HttpRequest,
    viewer: Viewer,
    form: MethodForm,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    found = list_methods(viewer.account_id, collecting=payment_methods.collecting())
    refused_to_add = _refused_to_add(viewer)
    return page(
        request,
        viewer,
        "portal/money/methods.html",
        {
            "methods": [(method, method_label(method, viewer.reader)) for method in found],
            "default_word": say(viewer.reader, "methods.default"),
            "once_word": say(viewer.reader, "methods.once"),
            "form": form,
            "hosted": card_setups.hosted(viewer.account_id),
            "refused": told(request, refusal) if refusal else None,
            "cannot_change": told(request, refused_to_add) if refused_to_add else None,
            "transfer": transfer_data(),
        },
        status=status_of(refusal) if refusal else status,
    )


def _refused_to_add(viewer: Viewer) -> Refusal | None:
    """Return why the person may not change the ways to pay; the command decides again."""
    holders = role_holders(viewer.account_id)
    refused = may(viewer.actor, Action.PAY_INVOICES, holders=holders)
    if refused is None:
        return None
    for subscription in list_subscriptions(viewer.account_id, viewer.now):
        policy = subscription.terms.policy
        if not may(viewer.actor, Action.PAY_OWN_ORDER, policy=policy, holders=holders):
            return None
    return refused
