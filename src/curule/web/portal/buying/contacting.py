"""Contact (P06): whom to ask for what cannot be bought here, and a letter that says about what."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.refusals import Refused
from curule.selectors.contracts import ContractRow, find_contract
from curule.services.accounts import contacting
from curule.web import errors
from curule.web.answers import done, one_time_key
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.account.forms import Worded
from curule.web.portal.rendering import page
from curule.web.portal.seat_words import noun_of
from curule.web.refusals import Told, status_of, told
from curule.web.viewers import Viewer


class LetterForm(Worded):
    """What somebody asks of the vendor."""

    labels = MappingProxyType({"message": "contact.message"})
    hints = ("message",)
    message = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def contact(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show whom to ask and which reference to name (T25, G5); POST mails what is asked."""
    contract = _contract(request, viewer)
    if request.method != "POST":
        return _shown(request, viewer, contract, LetterForm(reader=viewer.reader))
    form = LetterForm(request.POST, reader=viewer.reader)
    if not form.is_valid():
        return _shown(request, viewer, contract, form, status=422)
    if contacting.has_written_enough(viewer.account_id, viewer.now):
        return errors.too_many(request)
    person = viewer.email if viewer.name == viewer.email else f"{viewer.name} ({viewer.email})"
    try:
        contacting.write_to_vendor(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=contract.id if contract else None,
            reference=_reference(viewer),
            person=person,
            message=form.cleaned_data["message"],
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        box = told(request, refused.refusal)
        status = status_of(refused.refusal)
        return _shown(request, viewer, contract, form, refused=box, status=status)
    if contract:
        return done(request, "subscription", viewer.account_id, contract.id, key="contact.sent")
    return done(request, "contact", viewer.account_id, key="contact.sent")


def _contract(request: HttpRequest, viewer: Viewer) -> ContractRow | None:
    """Return the subscription that it is about; whoever has no role sees none."""
    given = request.POST.get("subscription") or request.GET.get("subscription")
    subscription_id: UUID | None = as_uuid(given) if given and viewer.roles else None
    if subscription_id is None:
        return None
    return find_contract(viewer.account_id, subscription_id, viewer.now)


def _reference(viewer: Viewer) -> str:
    return f"A-{viewer.account_id.hex[-8:].upper()}"


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    contract: ContractRow | None,
    form: LetterForm,
    *,
    refused: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    reference = " ".join(filter(None, (_reference(viewer), contract.reference if contract else "")))
    return page(
        request,
        viewer,
        "portal/buying/contact.html",
        {
            "contract": contract,
            "form": form,
            "refused": refused,
            "adviser": viewer.company.adviser,
            "vendor": settings.CURULE_CONTACT,
            "reference": reference,
            "subject": quote(reference),
        },
        noun=noun_of(contract.terms) if contract else None,
        status=status,
    )
