"""To whom invoices are written, and the tax number (P21)."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, Refused
from curule.core.registration_numbers import spaced_registration_number
from curule.core.tax_ids import EXAMPLES, check_tax_id
from curule.selectors.billing_details import BillingDetails, billing_details
from curule.selectors.roles import role_holders
from curule.selectors.tax_ids import number_standing
from curule.services.accounts import accounts
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.account.forms import AddressForm, TaxIdForm
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import languages, say
from curule.web.viewers import Viewer
from curule.wording.nouns import LOCALES


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def billing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the billing details; change the name and language, or the tax number."""
    found = billing_details(viewer.account_id)
    address, tax_id = _forms(viewer, found)
    if request.method != "POST":
        return _billing_page(request, viewer, found, address=address, tax_id=tax_id)
    is_tax_id = "tax_id" in request.POST
    if is_tax_id:
        tax_id = TaxIdForm(request.POST, reader=viewer.reader, country=found.country)
    else:
        address = AddressForm(
            request.POST,
            reader=viewer.reader,
            country=found.country,
            business=found.is_business,
        )
    if not (tax_id if is_tax_id else address).is_valid():
        return _billing_page(request, viewer, found, address=address, tax_id=tax_id, status=422)
    try:
        if is_tax_id:
            _set_tax_id(request, viewer, tax_id)
        else:
            _set_address(request, viewer, address)
    except Refused as refused:
        return _billing_page(
            request, viewer, found, address=address, tax_id=tax_id, refusal=refused.refusal
        )
    key = "billing.tax_saved" if is_tax_id else "billing.saved"
    return done(request, "billing", viewer.account_id, key=key)


def _forms(viewer: Viewer, found: BillingDetails) -> tuple[AddressForm, TaxIdForm]:
    reader = viewer.reader
    return (
        AddressForm(
            initial={"name": found.name, "language": found.language, **_lines(found)},
            reader=reader,
            country=found.country,
            business=found.is_business,
        ),
        TaxIdForm(initial={"tax_id": found.tax_id}, reader=reader, country=found.country),
    )


_LINES: Final = ("street", "postcode", "city", "order_number", "registration_number")


def _lines(found: BillingDetails) -> dict[str, str]:
    """Return what else stands on invoices."""
    return {line: getattr(found, line) for line in _LINES}


def _set_tax_id(request: HttpRequest, viewer: Viewer, form: TaxIdForm) -> None:
    accounts.set_tax_id(
        actor=viewer.actor,
        account_id=viewer.account_id,
        tax_id=form.cleaned_data["tax_id"],
        now=viewer.now,
        key=one_time_key(request),
    )


def _set_address(request: HttpRequest, viewer: Viewer, form: AddressForm) -> None:
    accounts.set_details(
        actor=viewer.actor,
        account_id=viewer.account_id,
        name=form.cleaned_data["name"],
        language=form.cleaned_data["language"],
        address={line: form.cleaned_data[line] for line in _LINES if line in form.fields},
        now=viewer.now,
        key=one_time_key(request),
    )


def _billing_page(
    request: HttpRequest,
    viewer: Viewer,
    found: BillingDetails,
    *,
    address: AddressForm,
    tax_id: TaxIdForm,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    refused = may(viewer.actor, Action.BILLING_DETAILS, holders=role_holders(viewer.account_id))
    answer = check_tax_id(found.tax_id, found.country).value if found.tax_id else "none"
    territories = LOCALES[viewer.language].territories
    office = number_standing(viewer.account_id)
    return page(
        request,
        viewer,
        "portal/money/billing.html",
        {
            "details": found,
            "registration_number": spaced_registration_number(
                found.registration_number, found.country
            ),
            "country": territories.get(found.country, found.country),
            "language_name": dict(languages()).get(found.language, found.language),
            "address": address,
            "tax": tax_id,
            "example": EXAMPLES.get(found.country, ""),
            "answer": answer,
            "office": office,
            "office_word": say(viewer.reader, f"billing.office.{office.state}")
            if office.state
            else "",
            "answer_word": say(viewer.reader, f"billing.answer.{answer}"),
            "refused": told(request, refusal) if refusal else None,
            "cannot_change": told(request, refused) if refused else None,
        },
        status=status_of(refusal) if refusal else status,
    )
