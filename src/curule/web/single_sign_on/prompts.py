"""What a product asks of how somebody signs in: without a page, anew, or not too long ago.

Source: https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest (`prompt`, `max_age`).
People are never asked whether they allow it, so `consent` asks for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, cast

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver  # noqa: TID251 - every way in ends in this one word
from django.http import HttpRequest

from curule.httpkit.clock import utc_now

SILENT: Final = "none"
PROMPTS: Final = (SILENT, "login", "consent", "select_account")
_ANEW: Final = frozenset({"login", "select_account"})
_SECONDS: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_SIGNED_IN: Final = "signed_in_at"
_ASKED: Final = "oidc_asked_to_sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """How a product wants somebody signed in; `longest` in seconds since they last did."""

    silent: bool
    anew: bool
    longest: int | None


def find_prompt(request: HttpRequest) -> Prompt | None:
    """Return what a request asks for, or None where it asks for what there is not.

    `none` beside another value is a contradiction, and so is a parameter that is given twice.
    """
    given = {name: request.GET.getlist(name) for name in ("prompt", "max_age")}
    if any(len(values) > 1 for values in given.values()):
        return None
    asked = set("".join(given["prompt"]).split(" ")) - {""}
    if not asked.issubset(PROMPTS) or (SILENT in asked and len(asked) > 1):
        return None
    longest = "".join(given["max_age"])
    if longest and not _SECONDS.fullmatch(longest):
        return None
    return Prompt(
        silent=SILENT in asked,
        anew=bool(asked & _ANEW),
        longest=int(longest) if longest else None,
    )


@receiver(user_logged_in)
def _note_time(request: HttpRequest, **_more: object) -> None:
    request.session[_SIGNED_IN] = int(utc_now().timestamp())


def signed_in_at(request: HttpRequest) -> int | None:
    """Return when the person of this session proved who they are, in seconds, where it is known."""
    found = request.session.get(_SIGNED_IN)
    return found if isinstance(found, int) else None


def has_to_sign_in_again(request: HttpRequest, prompt: Prompt, *, now: datetime) -> bool:
    """Whether somebody who is signed in proves once more who they are, for this very question."""
    if request.session.get(_ASKED) == _question(request):
        return False
    at = signed_in_at(request)
    is_old = prompt.longest is not None and (
        at is None or int(now.timestamp()) - at >= prompt.longest
    )
    return prompt.anew or is_old


def begin_again(request: HttpRequest) -> None:
    """Sign out, and note for which question somebody is to sign in."""
    logout(request)
    request.session[_ASKED] = _question(request)


def is_answered(request: HttpRequest) -> None:
    """Forget the question: who asks once more, asks anew."""
    request.session.pop(_ASKED, None)


def leave_to_us(request: HttpRequest) -> None:
    """Take out of a request what was seen to here, so that no library sees to it otherwise."""
    asked = request.GET.copy()
    asked.pop("prompt", None)
    cast("Any", request).GET = asked
    request.META["QUERY_STRING"] = asked.urlencode()


def _question(request: HttpRequest) -> str:
    return sha256(request.GET.urlencode().encode()).hexdigest()
