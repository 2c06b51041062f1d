"""Sign-in by django-allauth: our people are its users, and an address is kept as we keep it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language

from curule.core.addresses import AddressInvalid, canonical_address
from curule.services import people
from curule.web.clock import utc_now


class SignUpForm(SignupForm):  # type: ignore[misc]
    """A new person also says their name."""

    first_name = forms.CharField(max_length=200, required=False)
    last_name = forms.CharField(max_length=200, required=False)
    field_order = ("email", "first_name", "last_name", "password1")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks us."""

    def new_user(self, request: HttpRequest) -> AbstractBaseUser:
        """Return a person who is not stored yet."""
        person: Any = super().new_user(request)
        person.created_at = _now(request)
        person.language = (get_language() or "en").split("-")[0]
        return person

    def clean_email(self, email: str) -> str:
        """Return the address as it is kept: two ways to write it are one address (TH10)."""
        try:
            return canonical_address(email)
        except AddressInvalid as invalid:
            raise forms.ValidationError(str(invalid)) from None

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Note that the person proved the address by the code of this very session.

        The password typed beside it stays: whoever typed it reads the mailbox.
        """
        person: Any = email_address.user
        password = person.password
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            people.verify(person_id=person.id, now=_now(request), keep_password=bool(password))
        return confirmed


def _now(request: HttpRequest) -> datetime:
    return getattr(request, "now", None) or utc_now()
