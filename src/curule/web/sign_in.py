"""Sign-in by django-allauth: our people are its users, and an address is kept as we keep it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import available_timezones

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import LoginForm, SignupForm
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import EmailAddress, Login
from allauth.account.signals import email_changed, email_confirmed
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.dispatch import receiver  # noqa: TID251 - allauth's only word of a proof by code
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from curule.core.addresses import AddressInvalid, canonical_address
from curule.httpkit.clock import utc_now
from curule.services.people import addresses
from curule.services.seating import people
from curule.services.seats import domains
from curule.web.sign_in_mails import write_sign_in_mail
from curule.web.sign_in_words import ACCOUNT_ERRORS, MFA_ERRORS, ways_to_confirm
from curule.web.templatetags.curule import say
from curule.web.viewers import Request

_KEEPS_PASSWORD: Final = "_curule_keeps_password"  # noqa: S105 - the name of a mark
_SECOND_FACTOR: Final = "allauth.mfa.stages.AuthenticateStage"
_PROVIDER: Final = "curule.web.single_sign_on.duties.ProviderStage"
_SILENT: Final = frozenset({"logged_in", "logged_out"})
_ON_THE_PAGE: Final = frozenset({"login_code_sent"})
"""What the page that follows says by itself: told only where somebody asks for it once more."""

_MESSAGES: Final = frozenset(
    {
        "email_confirmation_sent",
        "email_confirmed",
        "email_confirmation_failed",
        "email_deleted",
        "login_code_sent",
        "password_changed",
        "password_set",
        "recovery_codes_generated",
        "totp_activated",
        "totp_deactivated",
        "webauthn_added",
        "webauthn_removed",
    }
)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password; the way out for a forgotten one stands beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignUpForm(SignupForm):  # type: ignore[misc]
    """A new person also says their name, and in which time zone they read times."""

    first_name = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    time_zone = forms.ChoiceField(
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        initial="UTC",
        widget=forms.Select(attrs={"data-time-zone": ""}),
    )
    field_order = ("email", "first_name", "last_name", "password1", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        reader = cast("Request", get_adapter().request).reader
        for name in ("first_name", "last_name", "time_zone"):
            self.fields[name].label = say(reader, f"sign_in.field.{name}")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks us."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_ERRORS

    def new_user(self, request: HttpRequest) -> AbstractBaseUser:
        """Return a person who is not stored yet."""
        person: Any = super().new_user(request)
        person.created_at = _now(request)
        person.language = (get_language() or "en").split("-")[0]
        return cast("AbstractBaseUser", person)

    def save_user(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        form: forms.BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's
    ) -> AbstractBaseUser:
        """Return a person with what they said about themselves."""
        person: Any = user
        person.time_zone = form.cleaned_data.get("time_zone") or person.time_zone
        super().save_user(request, person, form, commit=commit)
        return cast("AbstractBaseUser", person)

    def clean_email(self, email: str) -> str:
        """Return the address as it is kept: two ways to write it are one address (TH10)."""
        try:
            return canonical_address(email)
        except AddressInvalid as invalid:
            raise forms.ValidationError(str(invalid), code="invalid") from None

    def pre_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        **how: Any,  # noqa: ANN401 - allauth's
    ) -> HttpResponse | None:
        """Let whoever proved the address elsewhere (by an invitation) in without a second proof."""
        person: Any = user
        if person.verified_at is not None:
            know_address(person)
        response: HttpResponse | None = super().pre_login(request, user, **how)
        return response

    def get_login_stages(self) -> list[str]:
        """Ask, once somebody has proved who they are, whether their company demands more.

        Before a second factor: who is led to the provider would be asked for one in vain.
        """
        stages: list[str] = super().get_login_stages()
        stages.insert(stages.index(_SECOND_FACTOR), _PROVIDER)
        return stages

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Note that the person proved the address by the code of this very session.

        The password typed beside it stays: whoever typed it reads the mailbox.
        """
        setattr(request, _KEEPS_PASSWORD, True)
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return a mail in our frame, in the language of who reads it."""
        to = email if isinstance(email, str) else email[0]
        written = write_sign_in_mail(template_prefix, to, context, self.request)
        message = EmailMultiAlternatives(
            written.subject, written.text, self.get_from_email(), [to], headers=headers
        )
        message.attach_alternative(written.html, "text/html")
        return message

    def add_message(  # noqa: PLR0917 - allauth's
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened in our words; that somebody signed in, the page itself shows."""
        name = (message_template or "").rsplit("/", 1)[-1].removesuffix(".txt")
        is_again = request.POST.get("action") == "resend"
        if name in _SILENT or (name in _ON_THE_PAGE and not is_again):
            return
        if name in _MESSAGES:
            reader = cast("Request", request).reader
            email = (message_context or {}).get("email", "")
            message = say(reader, f"sign_in.message.{name}", email=email)
        super().add_message(request, level, message_template, message_context, extra_tags, message)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, str]]:
        """Return the other ways to confirm oneself, called as our pages call them."""
        reader = cast("Request", self.request).reader
        return ways_to_confirm(super().get_reauthentication_methods(user), reader)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks us about second steps."""

    error_messages = DefaultMFAAdapter.error_messages | MFA_ERRORS


@receiver(email_confirmed)
def _note_proof(
    request: HttpRequest,
    email_address: EmailAddress,
    **rest: Any,  # noqa: ANN401 - Django's
) -> None:
    """Note every proof of an address, also one that came by a sign-in or a reset code (TH2).

    Only where the password was chosen in the session that gave the proof, it is kept.
    """
    del rest
    person: Any = email_address.user
    if email_address.email == person.email:
        keeps = bool(getattr(request, _KEEPS_PASSWORD, False)) and bool(person.password)
        people.verify(person_id=person.id, now=_now(request), keep_password=keeps)
        domains.welcome(person_id=person.id, now=_now(request))


@receiver(email_changed)
def _follow_address(
    request: HttpRequest,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **rest: Any,  # noqa: ANN401 - Django's
) -> None:
    """Let what holds the old address follow; allauth has changed the person's own already."""
    del rest
    if from_email_address is not None:
        addresses.follow_address(
            person_id=to_email_address.user_id, before=from_email_address.email, now=_now(request)
        )


def enter_new(request: HttpRequest, person_id: UUID, *, password: str, then: str) -> HttpResponse:
    """Let somebody in who proved the address just now and chose a password with it.

    Whatever else was set up before the proof is dropped (TH2). Who has a password already keeps it
    and signs in with it.
    """
    person: Any = get_user_model().objects.get(pk=person_id)
    if person.has_usable_password():
        return redirect(f"{reverse('account_login')}?next={then}")
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    know_address(person)
    get_adapter(request).set_password(person, password)
    response: HttpResponse = perform_login(
        request, Login(user=person, email=person.email, redirect_url=then)
    )
    return response


def know_address(person: Any) -> None:  # noqa: ANN401 - a person, whom the pages know as a user
    """Let the sign-in know that the person proved the address, as the company's record says."""
    known = EmailAddress.objects.filter(user=person, email=person.email, verified=True)
    if not known.exists():
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )


def _now(request: HttpRequest) -> datetime:
    return getattr(request, "now", None) or utc_now()
