"""Which mails a person gets (P35): some can be switched off, the others say why they cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from curule.core.mail_kinds import MailKind
from curule.core.refusals import Refused
from curule.selectors.mail_choices import wanted_mails
from curule.services.people import mail_choices
from curule.web.answers import done
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request

ALWAYS: Final = ("invitations", "money", "access", "roles", "sign_in")
"""What is always mailed, each with its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A kind of mails in words, and whether the person gets it."""

    kind: str
    label: str
    hint: str
    is_wanted: bool


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_mails(request: HttpRequest) -> HttpResponse:
    """Show which mails one gets; switch kinds of them on and off."""
    mine = cast("Request", request)
    person_id = cast("UUID", request.user.pk)
    refused_as = None
    if request.method == "POST":
        try:
            mail_choices.choose(
                person_id=person_id, wanted=request.POST.getlist("kind"), now=mine.now
            )
        except Refused as refused:
            refused_as = refused.refusal
        else:
            return done(request, "my_mails", key="my_mails.saved")
    wanted = wanted_mails(person_id)
    reader = mine.reader
    shown = {
        "tab": "mails",
        "choices": [
            Choice(
                kind=kind.value,
                label=say(reader, f"my_mails.kind.{kind}"),
                hint=say(reader, f"my_mails.hint.{kind}"),
                is_wanted=kind in wanted,
            )
            for kind in MailKind
        ],
        "always": [
            (say(reader, f"my_mails.always.{each}"), say(reader, f"my_mails.why.{each}"))
            for each in ALWAYS
        ],
        "refused": told(request, refused_as) if refused_as else None,
    }
    status = status_of(refused_as) if refused_as else 200
    return render(request, "my/mails.html", shown, status=status)
