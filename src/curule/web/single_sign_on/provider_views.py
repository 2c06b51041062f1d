"""The addresses of our own OpenID provider: what it says of itself, its keys, codes and tokens."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.core.internal.httpkit import add_query_params
from allauth.idp.oidc import views
from allauth.idp.oidc.models import Token
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from curule.gateways.sign_in_signing import ALGORITHM, jwk
from curule.httpkit.clock import utc_now
from curule.selectors.tokens import list_signing_keys
from curule.services.sign_in_clients import SCOPES, leads_back_to
from curule.services.tokens.signing_keys import SIGN_IN, signer
from curule.web.single_sign_on.duties import outstanding_anywhere
from curule.web.single_sign_on.prompts import (
    PROMPTS,
    begin_again,
    find_prompt,
    has_to_sign_in_again,
    is_answered,
    leave_to_us,
    signed_in_at,
)
from curule.web.single_sign_on.provider import issuer

_KEPT: Final = 300
_CODE_IS_REMEMBERED: Final = timedelta(minutes=10)
_CLAIMS: Final = (
    "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "email", "email_verified", "name",
    "given_name", "family_name", "locale", "zoneinfo", "curule_seat",
)  # fmt: skip


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """Say what there is, as OpenID Connect Discovery has it."""
    del request
    base = issuer()
    methods = ["client_secret_basic", "client_secret_post", "none"]
    return _public(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "revocation_endpoint": f"{base}/revoke",
            "jwks_uri": f"{base}/jwks.json",
            "scopes_supported": list(SCOPES),
            "claims_supported": list(_CLAIMS),
            "prompt_values_supported": list(PROMPTS),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": methods,
        }
    )


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """Show the public halves of the keys that sign and of those whose tokens may still live."""
    del request
    now = utc_now()
    signer(use=SIGN_IN, now=now)  # whoever looks first may look before the first sign-in
    shown = [jwk(row.public) for row in list_signing_keys(SIGN_IN) if row.shown_at(now)]
    return _public({"keys": shown})


@method_decorator(csrf_exempt, name="dispatch")
class Authorize(views.AuthorizationView):  # type: ignore[misc]
    """Give a code to a client, for a person who is signed in as their companies demand."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """Answer a browser that a client has sent; without a challenge no code is given (PKCE)."""
        if request.GET.get("code_challenge_method") != "S256" or not request.GET.get(
            "code_challenge"
        ):
            return _wrong(request, "code_challenge, code_challenge_method=S256")
        if not leads_back_to(request.GET.get("client_id", ""), request.GET.get("redirect_uri", "")):
            return _wrong(request, "client_id, redirect_uri")
        led = _led_elsewhere(request)
        if led is not None:
            return led
        leave_to_us(request)
        answer: HttpResponse = super().get(request, *args, **kwargs)
        # allauth shows what it may not send to the client's address, as if all were well.
        if answer.status_code == 200:
            return _wrong(request, "client_id, redirect_uri")
        is_answered(request)
        _keep_time(request, answer)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """Answer the same request in a form as one in an address."""
        del args, kwargs
        return HttpResponseRedirect(f"{reverse('oidc_authorize')}?{request.POST.urlencode()}")

    def _login_required(self, request: HttpRequest) -> None:
        """Find nothing missing: `_led_elsewhere` has seen to it."""
        del request


authorize = Authorize.as_view()


def _led_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Return where a browser goes that gets no code yet, or None where it gets one.

    Whoever asks silently is sent back with what is missing: no duty is left out for it.
    """
    prompt = find_prompt(request)
    if prompt is None:
        return _sent_back(request, "invalid_request")
    then = _go_on(request)
    if not request.user.is_authenticated:
        return _sent_back(request, "login_required") if prompt.silent else redirect_to_login(then)
    if has_to_sign_in_again(request, prompt, now=utc_now()):
        if prompt.silent:
            return _sent_back(request, "login_required")
        begin_again(request)
        return redirect_to_login(then)
    led = outstanding_anywhere(request, then)
    return _sent_back(request, "interaction_required") if led is not None and prompt.silent else led


def _sent_back(request: HttpRequest, error: str) -> HttpResponse:
    """Tell a client what is missing, at the address that is known to be its own."""
    said = {"error": error}
    if request.GET.get("state"):
        said["state"] = request.GET["state"]
    return HttpResponseRedirect(add_query_params(request.GET["redirect_uri"], said))


def _keep_time(request: HttpRequest, answer: HttpResponse) -> None:
    """Keep beside a code when its person signed in: the token says it (`auth_time`)."""
    given = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("code")
    at = signed_in_at(request)
    if given and at is not None:
        cache.set(_time_of(given[0]), at, timeout=_CODE_IS_REMEMBERED.total_seconds())


def _time_of(code: str) -> str:
    return f"oidc-at:{sha256(code.encode()).hexdigest()}"


@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """Lead a browser that comes from a form back to `authorize`, by a page that it leaves at once.

    A browser follows a form of ours to no other site, also by redirects; from a page it does.
    """
    query = request.GET.get("to", "")
    there = f"{reverse('oidc_authorize')}?{query}"
    return render(request, "sso/going_on.html", {"url": there})


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Exchange a code for tokens: each code is tried once, by whoever is first."""
    code = request.POST.get("code", "")
    if request.POST.get("grant_type") != "authorization_code" or not code:
        return JsonResponse({"error": "unsupported_grant_type"}, status=400)
    used = f"oidc:{sha256(code.encode()).hexdigest()}"
    if not cache.add(used, 1, timeout=_CODE_IS_REMEMBERED.total_seconds()):
        return JsonResponse({"error": "invalid_grant"}, status=400)
    cast("Any", request).signed_in_at = cache.get(_time_of(code))
    return _without_refreshing(views.token(request))


def _without_refreshing(answer: HttpResponse) -> HttpResponse:
    """Take the token out that would ask for others without the person: no client may use it."""
    said = json.loads(answer.content) if answer.status_code == 200 else {}
    unused = said.pop("refresh_token", None)
    if unused is not None:
        Token.objects.by_value(unused).delete()
        answer.content = json.dumps(said).encode()
    return answer


def _go_on(request: HttpRequest) -> str:
    return f"{reverse('oidc_go_on')}?{urlencode({'to': request.GET.urlencode()})}"


def _wrong(request: HttpRequest, what: str) -> HttpResponse:
    """Tell a person that the product which sent them has asked for something that cannot be."""
    return render(request, "sso/wrong_client.html", {"what": what}, status=400)


def _public(body: dict[str, Any]) -> HttpResponse:
    answer: HttpResponse = JsonResponse(body)
    answer.headers["Cache-Control"] = f"public, max-age={_KEPT}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
