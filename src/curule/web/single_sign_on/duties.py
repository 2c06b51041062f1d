"""What is demanded of how somebody signs in, asked at two doors: the sign-in, and each company."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.stages import LoginStage
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from curule.core.single_sign_on import SignInRule
from curule.selectors.single_sign_on import demands_of, list_bound_to, list_demanding_factor
from curule.web.places import page_to_open
from curule.web.single_sign_on.session import came_by, place_of_ours


class ProviderStage(LoginStage):  # type: ignore[misc]
    """The step of a sign-in at which a member of an account that demands it goes to its provider.

    It comes after the proof of the password or the code: a stranger learns of nobody.
    """

    key = "curule_provider"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Lead to the provider in place of signing in, unless the person comes from there."""
        person = self.login.user
        bound = list_bound_to(person.pk) if person is not None else ()
        if not bound or came_by(self.request, person.pk).intersection(bound):
            return None, True
        then = place_of_ours(self.login.redirect_url or self.request.POST.get("next"))
        return _to_provider(bound[0], then), False


def outstanding(request: HttpRequest, account_id: UUID) -> HttpResponse | None:
    """Return where somebody has to go before they see an account, or None where they may."""
    demanded = demands_of(account_id)
    if not demanded:
        return None
    person_id = cast("UUID", request.user.pk)
    if account_id in came_by(request, person_id):
        return None
    here = page_to_open(request)
    if SignInRule.SINGLE_SIGN_ON in demanded and account_id in list_bound_to(person_id):
        return _to_provider(account_id, here)
    if SignInRule.SECOND_FACTOR in demanded and not has_second_factor(request):
        return _to_second_factor(account_id, here)
    return None


def outstanding_anywhere(request: HttpRequest, here: str) -> HttpResponse | None:
    """Return where somebody has to go before a product is told who they are, or None.

    Which of their companies gives the seat is not looked at: what one demands holds.
    """
    person_id = cast("UUID", request.user.pk)
    came = came_by(request, person_id)
    bound = list_bound_to(person_id)
    if bound and not came.intersection(bound):
        return _to_provider(bound[0], here)
    demanding = [each for each in list_demanding_factor(person_id) if each not in came]
    if demanding and not has_second_factor(request):
        return _to_second_factor(demanding[0], here)
    return None


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person has a second factor: then nobody signed them in without it."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(is_mfa_enabled(request.user, kinds))


def _to_second_factor(account_id: UUID, then: str) -> HttpResponse:
    where = urlencode({"account": str(account_id), "next": then})
    return HttpResponseRedirect(f"{reverse('second_factor')}?{where}", status=303)


def _to_provider(account_id: UUID, then: str) -> HttpResponse:
    there = reverse("sso_start", args=[account_id])
    query = f"?{urlencode({'next': then})}" if then else ""
    return HttpResponseRedirect(f"{there}{query}", status=303)
