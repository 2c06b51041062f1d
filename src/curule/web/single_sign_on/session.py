"""What the session keeps of single sign-on: what was begun, and by whose provider somebody came.

Of a state only a digest is kept. It is taken out before anything is done with it: whoever comes
back a second time, or in another browser, begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from curule.services.single_sign_on.signing_in import LIVES, Begun

_BEGUN: Final = "sso_begun"
_CAME: Final = "sso_came"
_HINT: Final = "sso_hint"
_AT_ONCE: Final = 5
"""So many sign-ins may be open in one browser; the oldest goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A sign-in that this browser has begun, and where it leads when it is done."""

    account_id: UUID
    connection_id: UUID
    then: str


def keep_begun(
    request: HttpRequest, begun: Begun, *, account_id: UUID, then: str, now: datetime
) -> None:
    """Keep what was begun until it comes back."""
    open_ = list(request.session.get(_BEGUN, []))
    open_.append(
        {
            "digest": _digest(begun.state),
            "account": str(account_id),
            "connection": str(begun.connection_id),
            "then": then,
            "at": now.isoformat(),
        }
    )
    request.session[_BEGUN] = open_[-_AT_ONCE:]


def take_begun(request: HttpRequest, state: str, *, now: datetime) -> Attempt | None:
    """Return what this browser has begun under a state, once, and not after its time."""
    open_ = list(request.session.get(_BEGUN, []))
    digest = _digest(state)
    found = next((each for each in open_ if each["digest"] == digest), None)
    if found is None:
        return None
    open_.remove(found)
    request.session[_BEGUN] = open_
    request.session.save()
    if now - datetime.fromisoformat(found["at"]) > LIVES:
        return None
    return Attempt(
        account_id=UUID(found["account"]),
        connection_id=UUID(found["connection"]),
        then=found["then"],
    )


def keep_hint(request: HttpRequest, email: str) -> None:
    """Keep who somebody says they are, out of every address: their provider need not ask again."""
    request.session[_HINT] = email


def take_hint(request: HttpRequest) -> str:
    """Return who somebody said they are, once."""
    return str(request.session.pop(_HINT, ""))


def note_came(request: HttpRequest, person_id: UUID, account_id: UUID) -> None:
    """Note that a person came by the provider of an account."""
    came = came_by(request, person_id) | {account_id}
    request.session[_CAME] = {
        "person": str(person_id),
        "accounts": sorted(str(each) for each in came),
    }


def came_by(request: HttpRequest, person_id: UUID) -> frozenset[UUID]:
    """Return the accounts by whose providers a person came in this session."""
    noted = request.session.get(_CAME)
    if not isinstance(noted, dict) or noted.get("person") != str(person_id):
        return frozenset()
    return frozenset(UUID(each) for each in noted["accounts"])


def place_of_ours(given: object) -> str:
    """Return an address that somebody gave as the page to go on to, if it is one of ours."""
    text = given if isinstance(given, str) else ""
    is_ours = url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    return text if is_ours and text.startswith("/") else ""


def _digest(state: str) -> str:
    return sha256(state.encode()).hexdigest()
