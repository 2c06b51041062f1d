"""Links to invitations that arrived in a session: the token leaves the address at the first hop.

A link that was copied proves nothing about its reader; whoever comes with one confirms the invited
address by a code that is sent there. The session keeps a digest of the code only.
"""

from __future__ import annotations

import hmac
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

CODE_LIVES: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5

_KEY: Final = "invitations"
_MOST_KEPT: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLink:
    """A link of this session; `proved` once the code that was sent to the address was typed in."""

    token: str
    proved: bool = False
    digest: str = ""
    sent_at: str = ""
    tries: int = 0

    def awaits_code(self, now: datetime) -> bool:
        """Whether a code is on its way that still counts."""
        return (
            bool(self.digest)
            and self.tries < MOST_TRIES
            and now < datetime.fromisoformat(self.sent_at) + CODE_LIVES
        )


def keep(request: HttpRequest, invitation_id: UUID, token: str) -> None:
    """Put a link into the session; of many only the newest are kept."""
    kept = _all(request)
    known = kept.pop(str(invitation_id), None)
    if known is None or known["token"] != token:
        known = asdict(KeptLink(token=token))
    kept[str(invitation_id)] = known
    request.session[_KEY] = dict(list(kept.items())[-_MOST_KEPT:])


def find(request: HttpRequest, invitation_id: UUID) -> KeptLink | None:
    """Return the link that this session came with."""
    kept = _all(request).get(str(invitation_id))
    return None if kept is None else KeptLink(**kept)


def forget(request: HttpRequest, invitation_id: UUID) -> None:
    """Let go of a link that has done its work."""
    kept = _all(request)
    if kept.pop(str(invitation_id), None):
        request.session[_KEY] = kept


def put_back(request: HttpRequest, invitation_id: UUID, link: KeptLink) -> None:
    """Keep a link as it was, in the session that follows a sign-out."""
    request.session[_KEY] = {**_all(request), str(invitation_id): asdict(link)}


def await_code(request: HttpRequest, invitation_id: UUID, code: str, now: datetime) -> None:
    """Remember that a code was sent; one sent before counts no more."""
    link = find(request, invitation_id)
    if link is not None:
        put_back(
            request,
            invitation_id,
            replace(link, digest=_digest(invitation_id, code), sent_at=now.isoformat(), tries=0),
        )


def try_code(request: HttpRequest, invitation_id: UUID, code: str, now: datetime) -> bool:
    """Return whether it is the code; each wrong one counts, and a right one counts once."""
    link = find(request, invitation_id)
    if link is None or not link.awaits_code(now):
        return False
    typed = "".join(code.split()).replace("-", "").upper()
    if hmac.compare_digest(_digest(invitation_id, typed), link.digest):
        put_back(request, invitation_id, replace(link, proved=True, digest="", sent_at=""))
        return True
    put_back(request, invitation_id, replace(link, tries=link.tries + 1))
    return False


def _digest(invitation_id: UUID, code: str) -> str:
    typed = code.replace("-", "").upper()
    return salted_hmac(f"invitation-code:{invitation_id}", typed, algorithm="sha256").hexdigest()


def _all(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(_KEY, {}))
