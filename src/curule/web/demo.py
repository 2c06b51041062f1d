"""The links of the demo: each opens a page whose button signs in as somebody of its world.

The addresses exist only with `CURULE_DEMO`; nothing else refers to this module.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from curule.playback.demo.world import LINKS
from curule.web.answers import lead_to
from curule.web.sign_in import know_address

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, name: str) -> HttpResponse:
    """Show who this link signs in, and do so by its button; as often as one likes."""
    link = LINKS.get(name)
    person = _find_person(link.email) if link else None
    if link is None or person is None:
        raise Http404(name)
    if request.method == "POST":
        know_address(person)
        login(request, person, backend=_BACKEND)
        return lead_to("home")
    return render(request, "demo/sign_in.html", {"link": link, "part": f"demo.part.{link.part}"})


def _find_person(email: str) -> Any:  # noqa: ANN401 - the door to tables is not ours to open
    return get_user_model().objects.filter(email=email).first()
