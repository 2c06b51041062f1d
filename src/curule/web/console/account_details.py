"""What the invoices of an account say of it, as staff change it (V04)."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.refusals import RefusalCode, Refused
from curule.core.registration_numbers import EXAMPLES, LONGEST, asked_number
from curule.selectors.billing_details import BillingDetails, billing_details
from curule.services.accounts import billing_details as commands
from curule.web.answers import done, one_time_key
from curule.web.console.account import get_card
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.pages import console
from curule.web.templatetags.curule import languages, say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

_ADDRESS: Final = ("street", "postcode", "city", "registration_number", "order_number")
_FIELDS: Final = ("name", "street", "postcode", "city", "tax_id", *_ADDRESS[3:], "language")


class DetailsForm(ConsoleForm):
    """Name, address, numbers and language; the number of a company where its country has one."""

    area = "console.details."
    hints = ("tax_id", "order_number")
    beside = MappingProxyType(
        {
            **{field: field for field in ("name", "street", "postcode", "city", "order_number")},
            RefusalCode.TAX_ID_INVALID: "tax_id",
            RefusalCode.REGISTRATION_NUMBER_INVALID: "registration_number",
        }
    )
    name = forms.CharField(max_length=200)
    street = forms.CharField(max_length=200, required=False)
    postcode = forms.CharField(max_length=20, required=False)
    city = forms.CharField(max_length=100, required=False)
    tax_id = forms.CharField(max_length=40, required=False)
    order_number = forms.CharField(max_length=60, required=False)
    language = forms.ChoiceField()

    def __init__(self, reader: Reader, given: Any, found: BillingDetails) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(reader, given, initial={name: getattr(found, name) for name in _FIELDS})
        self.choose("language", languages())
        kind = asked_number(found.country, business=found.is_business)
        if kind is None:
            return
        text = f"billing.registration.{kind}"
        described = {"class": "form-control", "aria-describedby": "id_registration_number-hint"}
        self.fields["registration_number"] = forms.CharField(
            label=say(reader, text),
            help_text=say(reader, f"{text}.hint", example=EXAMPLES[kind]),
            max_length=LONGEST,
            required=False,
            widget=forms.TextInput(attrs=described),
        )
        self.order_fields(_FIELDS)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def change(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Change what the invoices of an account say of it from now on."""
    card = get_card(account_id, viewer)
    given = request.POST if request.method == "POST" else None
    form = DetailsForm(viewer.reader, given, billing_details(account_id))
    shown = partial(form_page, request, viewer, form, account=card, lead="console.details.lead")
    if not form.is_valid():
        return shown()
    values = form.cleaned_data
    try:
        commands.change(
            actor=viewer.actor,
            account_id=account_id,
            name=values["name"],
            language=values["language"],
            address={line: values[line] for line in _ADDRESS if line in values},
            tax_id=values["tax_id"],
            now=card.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        return shown(refused=refused)
    return done(request, "console_account", account_id, key="console.details.done")
