"""Who calls: a program that shows a key, what it may do, and which data it sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security import HttpBearer

from curule.api.v1 import rates
from curule.api.v1.rates import Rate
from curule.core.api_keys import Scope, actions_of, parsed
from curule.core.languages import Language
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.clock import utc_now
from curule.selectors.api_keys import ApiKeyRow, find_key
from curule.selectors.programs.sight import Sight
from curule.services.api_keys import note_use


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program of the vendor's. `now` is the real time; a test clock has its own."""

    key: ApiKeyRow
    actor: Actor
    now: datetime
    language: Language

    @property
    def is_live(self) -> bool:
        """Whether it sees real customers, or test data."""
        return self.key.is_live

    @property
    def sight(self) -> Sight:
        """What it sees of all customers."""
        return Sight(is_live=self.is_live, now=self.now)


class ByKey(HttpBearer):
    """Lets a program in that shows a key which holds and has a scope.

    The operation finds its `Caller` as `request.auth`. Refuses `key_invalid`, `rate_limited` and
    `scope_missing`.
    """

    def __init__(self, scope: Scope, rate: Rate = Rate.REQUESTS) -> None:
        super().__init__()
        self.scope = scope
        self.rate = rate

    def __call__(self, request: HttpRequest) -> Any:  # noqa: ANN401 - as ninja declares it
        """Return the caller; no header at all is no key."""
        return self.authenticate(request, shown_in(request.headers.get("Authorization", "")))

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return the caller who shows this key; the request carries its key from then on."""
        now = utc_now()
        row = key_of(token, now)
        cast("Any", request).api_key = row
        rates.require(request, self.rate, row.id, now)
        require(row, self.scope, now)
        actor = Actor.key(name=row.name, rights=actions_of(row.scopes))
        return Caller(key=row, actor=actor, now=now, language=language_of(request))


def shown_in(header: str) -> str:
    """Return the key that `Authorization` shows; nothing for another kind of it."""
    kind, _, text = header.partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


def key_of(token: str, now: datetime) -> ApiKeyRow:
    """Return the key that is written so, and note that it is used. Refuses `key_invalid`."""
    row = find_key(token) if parsed(token) is not None else None
    if row is None or not row.holds_at(now):
        raise Refused(refuse(RefusalCode.KEY_INVALID))
    note_use(key_id=row.id, used_at=row.used_at, now=now)
    return row


def require(row: ApiKeyRow, scope: Scope, now: datetime) -> None:
    """Let a key in that holds and has the scope. Refuses `key_invalid` and `scope_missing`."""
    if not row.holds_at(now):
        raise Refused(refuse(RefusalCode.KEY_INVALID))
    if scope not in row.scopes:
        raise Refused(refuse(RefusalCode.SCOPE_MISSING, scope=scope.value))


def caller_of(request: HttpRequest) -> Caller:
    """Return who called this operation."""
    return cast("Caller", cast("Any", request).auth)


def selling(request: HttpRequest) -> Caller:
    """Return who called, to change what is sold.

    That is the same for test data and real customers: refuses `live_key_required` to a test key.
    """
    caller = caller_of(request)
    if not caller.is_live:
        raise Refused(refuse(RefusalCode.LIVE_KEY_REQUIRED))
    return caller


def language_of(request: HttpRequest) -> Language:
    """Return the language that `Accept-Language` asks for, and no cookie; English if none fits."""
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        short = tag.partition("-")[0]
        if short in set(Language):
            return Language(short)
    return Language.EN
