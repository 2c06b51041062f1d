"""What allauth's forms say, in our words: labels, errors, and the ways to confirm oneself.

Its own translations call things by other names than our pages do, and one of them is familiar with
its readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import forms
from django.forms.utils import ErrorList
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.html import format_html
from django.utils.translation import get_language

from curule.core.languages import Language
from curule.core.messages import say
from curule.wording.messages import translate
from curule.wording.values import Reader

_LABELS: Final[Mapping[str, str]] = {
    "email": "sign_in.field.email",
    "login": "sign_in.field.email",
    "password": "sign_in.field.password",
    "password1": "sign_in.field.password",
    "password2": "sign_in.field.new_password_again",
    "oldpassword": "sign_in.field.current_password",
    "code": "sign_in.field.code",
    "credential": "sign_in.field.key",
    "name": "sign_in.field.key_name",
    "passwordless": "sign_in.field.passwordless",
}
_ADDRESSES: Final = frozenset({"email", "login"})

_ACCOUNT_ERRORS: Final = (
    "account_inactive",
    "duplicate_email",
    "email_password_mismatch",
    "email_taken",
    "enter_current_password",
    "incorrect_code",
    "incorrect_password",
    "invalid_password_reset",
    "rate_limited",
    "same_as_current",
    "too_many_login_attempts",
    "unknown_email",
)
_MFA_ERRORS: Final = (
    "add_email_blocked",
    "cannot_delete_authenticator",
    "cannot_generate_recovery_codes",
    "incorrect_code",
    "unverified_email",
)
_PASSWORD_ERRORS: Final = frozenset(
    {
        "password_entirely_numeric",
        "password_too_common",
        "password_too_short",
        "password_too_similar",
    }
)
"""What Django finds wrong with a new password."""


class _Error:
    """An error that is said in the language of whoever reads it."""

    def __init__(self, code: str) -> None:
        self._key = f"sign_in.error.{code}"

    def __str__(self) -> str:
        language = Language((get_language() or "en").split("-", maxsplit=1)[0])
        return translate(say(self._key), language)


ACCOUNT_ERRORS: Final = {code: lazystr(_Error(code)) for code in _ACCOUNT_ERRORS}
MFA_ERRORS: Final = {code: lazystr(_Error(code)) for code in _MFA_ERRORS}


def put_in_our_words(form: forms.BaseForm, reader: Reader) -> None:
    """Give the fields of one of allauth's forms our labels, and its errors our sentences."""
    for name, field in form.fields.items():
        shown = form[name]  # it took label and hint from its field when it was made
        key = _LABELS.get(name)
        if name == "password1" and "password2" in form.fields:
            key = "sign_in.field.new_password"
        if key is not None:
            shown.label = _tell(reader, key)
        if isinstance(field.widget, forms.PasswordInput) and "href=" in str(shown.help_text):
            forgotten = _tell(reader, "sign_in.login.forgotten")
            there = reverse("account_reset_password")
            shown.help_text = format_html('<a href="{}">{}</a>', there, forgotten)
        if isinstance(field.widget, forms.PasswordInput) and "<ul" in str(shown.help_text):
            shown.help_text = _tell(reader, "invitations.field.password_hint")
    for name, errors in form.errors.items():
        _reword(name, errors, reader)


def _reword(name: str, errors: ErrorList, reader: Reader) -> None:
    for place, error in enumerate(errors.as_data()):
        key = _key_of(name, error.code)
        if key is not None:
            errors.data[place] = forms.ValidationError(_tell(reader, key), code=error.code)


def password_error(reader: Reader, error: forms.ValidationError) -> forms.ValidationError:
    """Return what is wrong with a new password in our words; any other error as it is."""
    if error.code not in _PASSWORD_ERRORS:
        return error
    return forms.ValidationError(_tell(reader, f"sign_in.error.{error.code}"), code=error.code)


def _key_of(name: str, code: str | None) -> str | None:
    if code in _PASSWORD_ERRORS:
        return f"sign_in.error.{code}"
    if name in _ADDRESSES and code == "invalid":
        return "refusal.address_invalid.reason"
    if name == "password2" and code is None:  # allauth's only error without a code
        return "sign_in.error.passwords_differ"
    if name == "credential" and code == "required":
        return "sign_in.error.no_key"
    return None


_WAYS: Final[Mapping[str, str]] = {
    "reauthenticate": "sign_in.again.by_password",
    "mfa_reauthenticate": "sign_in.again.by_code",
    "mfa_reauthenticate:webauthn": "sign_in.again.by_key",
}


def ways_to_confirm(ways: list[dict[str, str]], reader: Reader) -> list[dict[str, str]]:
    """Return the other ways to confirm that it is oneself, called as our pages call them."""
    return [
        {**way, "description": _tell(reader, _WAYS[way["id"]])} if way["id"] in _WAYS else way
        for way in ways
    ]


def _tell(reader: Reader, key: str) -> str:
    return translate(say(key), reader.language)
