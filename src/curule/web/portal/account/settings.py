"""What the company is called, how it counts its days, and who owns it (P34)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.selectors.billing_details import billing_details
from curule.selectors.closing import find_closing
from curule.selectors.owners import list_heirs, list_owners
from curule.selectors.roles import role_holders
from curule.services.accounts import accounts
from curule.services.people import memberships
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.account.forms import SettingsForm
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import languages, say
from curule.web.viewers import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def settings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the settings of a company; change name, language and time zone."""
    if request.method != "POST":
        return _settings_page(request, viewer, _form(viewer))
    form = SettingsForm(request.POST, reader=viewer.reader)
    if not form.is_valid():
        return _settings_page(request, viewer, form, status=422)
    try:
        accounts.set_details(
            actor=viewer.actor,
            account_id=viewer.account_id,
            name=form.cleaned_data["name"],
            language=form.cleaned_data["language"],
            time_zone=form.cleaned_data["time_zone"],
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return _settings_page(request, viewer, form, refused.refusal)
    return done(request, "settings", viewer.account_id, key="settings.saved")


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def transfer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask whom to hand the company to, and say what that means; then do it."""
    if request.method != "POST":
        return _transfer_page(request, viewer)
    heir = request.POST.get("person", "")
    try:
        memberships.transfer_ownership(
            actor=viewer.actor,
            account_id=viewer.account_id,
            person_id=_person_id(heir),
            now=viewer.now,
            key=one_time_key(request),
        )
    except _NobodyChosen:
        error = say(viewer.reader, "settings.choose_person")
        return _transfer_page(request, viewer, error=error, status=422)
    except Refused as refused:
        return _transfer_page(request, viewer, refusal=refused.refusal)
    emails = {str(person.person_id): person.email for person in list_owners(viewer.account_id)}
    return done(
        request,
        "home",
        key="settings.transferred",
        person=emails.get(heir, ""),
        company=viewer.company.name,
    )


class _NobodyChosen(forms.ValidationError):
    """The form was sent without a person."""


def _person_id(text: str) -> UUID:
    if not text:
        raise _NobodyChosen("")
    try:
        return UUID(text)
    except ValueError:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="person")) from None


def _form(viewer: Viewer) -> SettingsForm:
    found = viewer.company
    return SettingsForm(
        initial={"name": found.name, "language": found.language, "time_zone": found.time_zone},
        reader=viewer.reader,
    )


def _settings_page(
    request: HttpRequest,
    viewer: Viewer,
    form: SettingsForm,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    holders = role_holders(viewer.account_id)
    refused = may(viewer.actor, Action.SETTINGS, holders=holders)
    details = billing_details(viewer.account_id)
    return page(
        request,
        viewer,
        "portal/settings.html",
        {
            "form": form,
            "owners": list_owners(viewer.account_id),
            "language_name": dict(languages()).get(details.language, details.language),
            "sees_sign_in": may(viewer.actor, Action.SEE_ACTIVITY, holders=holders) is None,
            "may_close": may(viewer.actor, Action.CLOSE_ACCOUNT, holders=holders) is None,
            "closing": find_closing(viewer.account_id),
            "may_transfer": may(viewer.actor, Action.TRANSFER_OWNERSHIP, holders=holders) is None,
            "refused": told(request, refusal) if refusal else None,
            "cannot_change": told(request, refused) if refused else None,
        },
        status=status_of(refusal) if refusal else status,
    )


def _transfer_page(
    request: HttpRequest,
    viewer: Viewer,
    *,
    refusal: Refusal | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        viewer,
        "portal/transfer.html",
        {
            "heirs": list_heirs(viewer.account_id),
            "chosen": request.POST.get("person", ""),
            "error": error,
            "refused": told(request, refusal) if refusal else None,
        },
        status=status_of(refusal) if refusal else status,
    )
