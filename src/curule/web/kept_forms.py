"""What was typed into a form whose session had ended: kept until the person is signed in again.

Nothing of it is carried out. The fields lie in the session of this very browser for some minutes,
for the page that the form belongs to; that page is drawn with them once. Passwords, codes, keys and
whatever else proves something are never kept, nor are files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from html.parser import HTMLParser
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from curule.httpkit.clock import utc_now
from curule.web.places import page_to_open
from curule.web.templatetags.curule import say
from curule.web.viewers import Request

LIVES: Final = timedelta(minutes=15)
MOST_CHARACTERS: Final = 50_000

_KEY: Final = "kept_form"
_PROVES: Final = re.compile(
    r"passw|secret|token|csrf|credential|recovery|otp|iban|card|_key$|^(code|key)$", re.IGNORECASE
)
_SIGN_IN: Final = "/auth/"
_TYPED: Final = frozenset({"text", "email", "search", "number", "tel", "date", "url", "month"})
_TICKED: Final = frozenset({"checkbox", "radio"})

Fields = Mapping[str, list[str]]


def keep(request: HttpRequest) -> None:
    """Keep what a form sent, for the page that it belongs to."""
    if request.path.startswith(_SIGN_IN):
        return
    fields = {name: values for name, values in request.POST.lists() if not _PROVES.search(name)}
    size = sum(len(value) for values in fields.values() for value in values)
    if not any(any(values) for values in fields.values()) or size > MOST_CHARACTERS:
        return
    request.session[_KEY] = {
        "page": page_to_open(request),
        "sent_to": request.path,
        "fields": fields,
        "at": utc_now().isoformat(),
        "person": str(request.user.pk) if request.user.is_authenticated else "",
    }


def keep_if_sent_to_sign_in(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Keep a form that is answered by the way to the sign-in."""
    sign_in = resolve_url(settings.LOGIN_URL)
    is_sent_away = answer.status_code == 302 and answer.headers["Location"].startswith(sign_in)
    if request.method == "POST" and is_sent_away and not request.user.is_authenticated:
        keep(request)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a browser says that a page of ours sent this, which no other site can make it say."""
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}"


def fill_in(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Draw a page with what was typed into its form before the sign-in, once."""
    if request.method != "GET" or not request.user.is_authenticated or _KEY not in request.session:
        return
    kept: dict[str, Any] = request.session[_KEY]
    if datetime.fromisoformat(kept["at"]) + LIVES < utc_now() or (
        kept["person"] and kept["person"] != str(request.user.pk)
    ):
        del request.session[_KEY]
        return
    is_page = answer.status_code == 200 and isinstance(answer, HttpResponse)
    if kept["page"] != request.get_full_path() or not is_page:
        return
    del request.session[_KEY]
    drawn = cast("HttpResponse", answer)
    said = say(cast("Request", request).reader, "kept_form.again")
    drawn.content = filled(drawn.content.decode(), kept["sent_to"], kept["fields"], said)


def filled(page: str, sent_to: str, fields: Fields, said: str) -> str:
    """Return a page whose form has the fields, with a sentence about it above; hidden ones stay."""
    reading = _Reading()
    reading.feed(page)
    fits = [form for form in reading.forms if form.fits(sent_to, fields)]
    chosen = max(fits, key=lambda form: form.known(fields), default=None)
    if chosen is None:
        return page
    writing = _Writing(chosen.number, fields, said)
    writing.feed(page)
    writing.close()
    return "".join(writing.written)


@dataclass(slots=True)
class _Form:
    """A form as it stands on a page."""

    number: int
    is_sent: bool
    action: str
    hidden: dict[str, str] = field(default_factory=dict[str, str])
    names: set[str] = field(default_factory=set[str])

    def fits(self, sent_to: str, fields: Fields) -> bool:
        """Whether it is the form that sent these fields, as far as a page can tell."""
        same = all(fields.get(name) == [value] for name, value in self.hidden.items())
        to_here = urlsplit(self.action).path in {"", sent_to}
        return self.is_sent and to_here and same and self.known(fields) > 0

    def known(self, fields: Fields) -> int:
        """How many of the fields it has."""
        return len(self.names & fields.keys())


class _Reading(HTMLParser):
    """Finds the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self._open: _Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            is_sent = (given.get("method") or "").lower() == "post"
            self._open = _Form(len(self.forms), is_sent, given.get("action") or "")
            self.forms.append(self._open)
        elif self._open is None or not name or _PROVES.search(name):
            return
        elif tag == "input" and given.get("type") == "hidden":
            self._open.hidden[name] = given.get("value") or ""
        elif tag in {"input", "textarea", "select"}:
            self._open.names.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


class _Writing(HTMLParser):
    """Writes a page again, with the fields of one form filled in."""

    def __init__(self, number: int, fields: Fields, said: str) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._number = number
        self._fields = fields
        self._said = said
        self._seen = -1
        self._is_in = False
        self._select = ""
        self._skips = False
        self._nth: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        given = dict(attrs)
        if tag == "form":
            self._seen += 1
            self._is_in = self._seen == self._number
        self._write(self._changed(tag, given) if self._is_in else None, raw)
        if tag == "main":
            self.written.append(f'<div class="box warn" role="status">{escape(self._said)}</div>')

    def _changed(self, tag: str, given: dict[str, str | None]) -> str | None:
        """Return the tag of a field as it is filled in, or None where it stays."""
        name = given.get("name") or ""
        kind = (given.get("type") or "text").lower()
        if tag == "select":
            self._select = name if name in self._fields else ""
        if tag == "option" and self._select:
            return _tag(tag, given, {"selected": given.get("value") in self._fields[self._select]})
        if not name or _PROVES.search(name):
            return None
        if tag == "input" and kind in _TICKED:
            is_on = (given.get("value") or "on") in self._fields.get(name, [])
            return _tag(tag, given, {"checked": is_on})
        if name not in self._fields:
            return None
        if tag == "input" and kind in _TYPED:
            return _tag(tag, {**given, "value": self._next(name)})
        if tag == "textarea":
            self._skips = True
            return f"{_tag(tag, given)}\n{escape(self._next(name))}"
        return None

    def _next(self, name: str) -> str:
        values = self._fields[name]
        self._nth[name] += 1
        return values[min(self._nth[name], len(values)) - 1]

    def _write(self, changed: str | None, raw: str) -> None:
        self.written.append(raw if changed is None else changed)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_in = False
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._skips = False
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._skips:
            self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.written.append(f"<!{decl}>")


def _tag(
    tag: str, given: Mapping[str, str | None], marked: Mapping[str, bool] | None = None
) -> str:
    """Return a tag with its attributes, and the marks that it is to have or not."""
    marks = marked or {}
    attributes = {name: value for name, value in given.items() if name not in marks}
    attributes |= {name: None for name, is_on in marks.items() if is_on}
    inside = "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{inside}>"
