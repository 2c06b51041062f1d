"""What the invited type in: names and one password, a code, or where the value of a plan goes."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import get_user_model, password_validation

from curule.core.settlement import Choice
from curule.web.sign_in_words import password_error
from curule.web.templatetags.curule import say
from curule.wording.values import Reader


class NewPersonForm(forms.Form):
    """A new person; the address is the invited one and cannot be changed here."""

    use_required_attribute = True

    first_name = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "family-name"}),
    )
    password = forms.CharField(
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "new-password", "minlength": 8}
        ),
    )
    time_zone = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""})
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        reader: Reader,
        email: str = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        self._reader = reader
        for name in ("first_name", "last_name", "password"):
            self.fields[name].label = say(reader, f"invitations.field.{name}")
        self.fields["password"].help_text = say(reader, "invitations.field.password_hint")

    def clean_time_zone(self) -> str:
        """Return the browser's time zone, if there is such a one."""
        named: str = self.cleaned_data["time_zone"]
        return named if named in available_timezones() else ""

    def clean(self) -> dict[str, Any]:
        """Check the password as everywhere: not too short, common, or like the name."""
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            person = get_user_model()(
                email=self._email,
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            try:
                password_validation.validate_password(password, person)
            except forms.ValidationError as invalid:
                for error in invalid.error_list:
                    self.add_error("password", password_error(self._reader, error))
        return cleaned


class CodeForm(forms.Form):
    """The code that was sent to the invited address."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["code"].label = say(reader, "invitations.field.code")


class ChoiceForm(forms.Form):
    """Where the value of an own plan goes; nothing is chosen beforehand."""

    join = forms.ChoiceField(choices=[(choice.value, choice.value) for choice in Choice])

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["join"].label = say(reader, "invitations.field.join")
        self.fields["join"].error_messages["required"] = say(reader, "invitations.choose")
