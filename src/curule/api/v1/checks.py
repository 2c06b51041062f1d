"""The entitlement check in front of Django: the question that every click of a product asks.

What `entitlements.get_entitlement` decides and how it is written is used here, without what lies
between a server and an operation. Only answers are given here. Whoever is to be refused, whatever
is asked in another form, and what failed, is left to Django: there is one set of refusals.

Keys, products and answers that allow are remembered for a while (`httpkit.remembered`), but only
while a listener hears what is taken away (`selectors.hearing`). An answer that does not allow is
never remembered, nor one about test data, which goes by the time of clocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.db import DatabaseError, InterfaceError
from uuid_utils.compat import uuid7

from curule.api.v1 import rates, versions
from curule.api.v1.caller import key_of, require, shown_in
from curule.api.v1.entitlements import SCOPE, answer_for, product_of, shown
from curule.api.v1.rates import Rate
from curule.core.refusals import Refused
from curule.httpkit.clock import ticks, utc_now
from curule.httpkit.ids import public_id
from curule.httpkit.metrics import REQUEST_SECONDS
from curule.httpkit.remembered import Remembered
from curule.httpkit.values import is_storable
from curule.selectors.api_keys import ApiKeyRow
from curule.selectors.hearing import Listener

PATH: Final = "/v1/entitlements"
MOST_ANSWERS: Final = 50_000
"""So many are remembered, at about a kilobyte each."""
LONGEST: Final = 30.0
"""Seconds after which even what nobody took away is asked again: then it may have become more."""
_SECONDS: Final = REQUEST_SECONDS.labels(door="check", status="2xx")
_MOST_OTHERS: Final = 1_000
_LONGEST_QUERY: Final = 1_000
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Checks:
    """A WSGI application that answers checks, and hands all else on to Django.

    Where it may not `remember`, as behind a pooler that does not let it listen, each is looked up.
    """

    def __init__(self, django: WSGIApplication, *, remember: bool) -> None:
        self._django = django
        self._remember = remember
        self.listener = Listener(heard=self._forget, ticks=ticks)
        self.answers: Remembered[str, bytes] = self._memory(MOST_ANSWERS)
        self._keys: Remembered[bytes, ApiKeyRow] = self._memory(_MOST_OTHERS)
        self._products: Remembered[str, UUID] = self._memory(_MOST_OTHERS)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a check, or let Django answer."""
        method = environ["REQUEST_METHOD"]
        if environ["PATH_INFO"] != PATH:
            changes = method not in _SAFE
            return (self._changed if changes else self._django)(environ, start_response)
        begun, newest = ticks(), versions.newest().name
        is_plain = method == "GET" and environ.get("HTTP_API_VERSION", newest) == newest
        body = self._body(environ) if is_plain else None
        if body is None:
            return self._django(environ, start_response)
        start_response("200 OK", [*_headers(body), *environ[rates.TAKEN].headers.items()])
        _SECONDS.observe(ticks() - begun)
        return [body]

    def _changed(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let Django change something: who is told that it is done gets no answer from before."""
        try:
            return self._django(environ, start_response)
        finally:
            self.listener.doubt()

    def _body(self, environ: WSGIEnvironment) -> bytes | None:
        """Return the answer, or None where Django is to give it."""
        if self._remember:
            self.listener.start()
        now = utc_now()
        query = environ.get("QUERY_STRING", "")
        try:
            key = self._key(environ.get("HTTP_AUTHORIZATION", ""), now)
            if rates.take(environ, Rate.ENTITLEMENTS, key.id).is_refused:
                return None
            if "HTTP_API_VERSION" not in environ and versions.of_key(key) != versions.newest():
                return None
            remembered = self.answers.find(query, now) if key.is_live else None
            return remembered or self._looked_up(query, key, now)
        except (Refused, DatabaseError, InterfaceError):
            return None

    def _looked_up(self, query: str, key: ApiKeyRow, now: datetime) -> bytes | None:
        asked = _asked(query)
        if asked is None:
            return None
        user, product = asked
        mark = self.answers.mark
        answer = answer_for(
            user, product_id=self._product(product, now), is_live=key.is_live, now=now
        )
        body = versions.newest().written(shown(user, product, answer.access))
        if key.is_live and answer.access.allowed:
            self.answers.keep(query, body, rows=answer.rows, until=answer.holds_until, mark=mark)
        return body

    def _key(self, header: str, now: datetime) -> ApiKeyRow:
        """Return the key of a header that opens this door. Refuses as `caller.ByKey` does."""
        digest = hashlib.sha256(header.encode()).digest()
        row = self._keys.find(digest, now)
        if row is None:
            mark = self._keys.mark
            row = key_of(shown_in(header), now)
            answers = (row.answered_by,) if row.answered_by else ()
            self._keys.keep(digest, row, rows=(row.id, *answers), mark=mark)
        require(row, SCOPE, now)
        return row

    def _product(self, text: str, now: datetime) -> UUID:
        found = self._products.find(text, now)
        if found is None:
            mark = self._products.mark
            found = product_of(text)
            self._products.keep(text, found, rows=(), mark=mark)
        return found

    def _memory(self, most: int) -> Remembered[Any, Any]:
        return Remembered(
            most=most,
            longest=LONGEST,
            ticks=ticks,
            is_relied_on=lambda: self.listener.is_relied_on,
        )

    def _forget(self, row: UUID | None) -> None:
        for memory in (self.answers, self._keys, self._products):
            memory.forget(row)


def _asked(query: str) -> tuple[str, str] | None:
    """Return who and what is asked about, or None for a question in any other form."""
    if len(query) > _LONGEST_QUERY or not query.isascii():
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = dict(pairs)
    if len(pairs) != len(asked) or asked.keys() != {"user", "product"} or not is_storable(asked):
        return None
    return asked["user"], asked["product"]


def _headers(body: bytes) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Request-Id", public_id("req", uuid7())),
        *versions.newest().headers.items(),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
