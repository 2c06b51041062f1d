"""The forms of an account and of a person: what is typed, checked beside the field."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms

from curule.core.names import NameInvalid, clean_name
from curule.core.registration_numbers import (
    EXAMPLES,
    asked_number,
    is_registration_number,
    plain_registration_number,
)
from curule.core.tax_ids import TaxIdAnswer, check_tax_id, example_of, plain_tax_id
from curule.web.templatetags.curule import languages, say
from curule.wording.values import Reader

CARDS: Final = ("succeed", "decline", "hang", "lose_answer")
BANK: Final = "bank_transfer"
_NAMES: Final = {"class": "form-control", "autocomplete": "off"}


class Worded(forms.Form):
    """A form whose labels are ours, by the keys of their texts; `hints` have a line of help."""

    labels: Mapping[str, str] = MappingProxyType({})
    hints: tuple[str, ...] = ()

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **kwargs)
        self.reader = reader
        for name, field in self.fields.items():
            field.label = say(reader, self.labels[name])
            kind = getattr(field.widget, "input_type", "")
            if kind not in {"checkbox", "radio"}:
                field.widget.attrs.setdefault(
                    "class", "form-select" if kind == "select" else "form-control"
                )
            if name in self.hints:
                field.widget.attrs["aria-describedby"] = f"id_{name}-hint"

    def clean_name_of(self, field: str) -> str:
        """Return a clean name, or say beside the field that it cannot be kept."""
        try:
            return clean_name(self.cleaned_data.get(field, ""))
        except NameInvalid:
            raise forms.ValidationError(say(self.reader, "account.name_invalid")) from None


class MethodForm(Worded):
    """A new way to pay: a test card of the sandbox, or bank transfer."""

    labels = MappingProxyType(
        {
            "kind": "methods.kind",
            "name": "methods.name",
            "default": "methods.use_default",
        }
    )
    hints = ("name",)
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    name = forms.CharField(max_length=60, required=False, widget=forms.TextInput(attrs=_NAMES))
    default = forms.BooleanField(required=False)

    def __init__(self, *args: Any, gateways: tuple[str, ...], **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **kwargs)
        kinds = [BANK] if BANK in gateways else []
        if "sandbox" in gateways:
            kinds = [*CARDS, *kinds]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, say(self.reader, f"methods.kind.{kind}")) for kind in kinds]

    def clean_name(self) -> str:
        """Return the name as it is kept."""
        return self.clean_name_of("name")


class AddressForm(Worded):
    """To whom invoices are written, and in which language.

    The second number of a company is asked for where its country has one.
    """

    labels = MappingProxyType(
        {
            "name": "billing.name",
            "street": "billing.street",
            "postcode": "billing.postcode",
            "city": "billing.city",
            "registration_number": "billing.registration_number",
            "order_number": "billing.order_number",
            "language": "billing.language",
        }
    )
    hints = ("registration_number", "order_number")
    name = forms.CharField(
        max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    street = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    postcode = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "postal-code"})
    )
    city = forms.CharField(
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    registration_number = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput(attrs=_NAMES)
    )
    order_number = forms.CharField(
        max_length=60, required=False, widget=forms.TextInput(attrs=_NAMES)
    )
    language = forms.ChoiceField(choices=languages)

    def __init__(self, *args: Any, country: str, business: bool, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **kwargs)
        self.country, self.business = country, business
        self.asked = asked_number(country, business=business)
        if self.asked is None:
            del self.fields["registration_number"]
            return
        field = self.fields["registration_number"]
        field.label = say(self.reader, f"billing.registration.{self.asked}")
        field.help_text = say(
            self.reader,
            f"billing.registration.{self.asked}.hint",
            example=EXAMPLES[self.asked],
        )

    def clean_name(self) -> str:
        """Return the name as it is kept."""
        return self.clean_name_of("name")

    def clean_registration_number(self) -> str:
        """Return the number as it is kept; one that cannot be right is not taken."""
        number = plain_registration_number(self.cleaned_data["registration_number"])
        if not number or is_registration_number(number, self.country, business=self.business):
            return number
        raise forms.ValidationError(say(self.reader, f"billing.registration.{self.asked}.wrong"))


class TaxIdForm(Worded):
    """The tax number, in the form of the account's country; none takes it away."""

    labels = MappingProxyType(
        {
            "tax_id": "billing.tax_id",
        }
    )
    hints = ("tax_id",)
    tax_id = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs=_NAMES))

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **kwargs)
        self.country = country

    def clean_tax_id(self) -> str:
        """Return the number as it is kept; one that cannot be right is not taken."""
        number = plain_tax_id(self.cleaned_data["tax_id"], self.country)
        if not number:
            return ""
        answer = check_tax_id(number, self.country)
        if answer in {TaxIdAnswer.CHECKED, TaxIdAnswer.UNKNOWN_COUNTRY}:
            return number
        raise forms.ValidationError(
            say(self.reader, f"billing.tax.{answer}", example=example_of(self.country))
        )


def _zones() -> list[tuple[str, str]]:
    """Return the time zones by their place, the plain one first."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and "Etc" not in zone)
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


class SettingsForm(Worded):
    """What a company is called, how its papers are written, and where its days begin."""

    labels = MappingProxyType(
        {
            "name": "settings.name",
            "language": "settings.language",
            "time_zone": "settings.time_zone",
        }
    )
    hints = ("language", "time_zone")
    name = forms.CharField(
        max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    language = forms.ChoiceField(choices=languages)
    time_zone = forms.ChoiceField(choices=_zones)

    def clean_name(self) -> str:
        """Return the name as it is kept."""
        return self.clean_name_of("name")


class ProfileForm(Worded):
    """How a person is called, and how they read."""

    labels = MappingProxyType(
        {
            "first_name": "profile.first_name",
            "last_name": "profile.last_name",
            "language": "profile.language",
            "time_zone": "profile.time_zone",
        }
    )
    hints = ("time_zone",)
    first_name = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    language = forms.ChoiceField(choices=languages)
    time_zone = forms.ChoiceField(choices=_zones)

    def clean_first_name(self) -> str:
        """Return the name as it is kept."""
        return self.clean_name_of("first_name")

    def clean_last_name(self) -> str:
        """Return the name as it is kept."""
        return self.clean_name_of("last_name")
