"""Tags and filters of our pages: texts by key, values as the reader writes them, small pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import uuid4

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from curule.core import localtime
from curule.core.languages import Language
from curule.core.localtime import time_zone
from curule.core.messages import Message
from curule.core.money import Money
from curule.web.seat_names import name_label
from curule.wording.messages import translate
from curule.wording.values import Reader, written

register: Final = template.Library()


@register.simple_tag(takes_context=True)
def text(context: Mapping[str, Any], key: str, **values: object) -> str:
    """Return the text of a key with its values, in the reader's language."""
    return say(context["reader"], key, **values)


def say(reader: Reader, key: str, **values: object) -> str:
    """Return a text for a reader; views use this one, templates the tag."""
    noun = values.pop("noun", None) or reader.noun
    return translate(
        Message(key=key, values=values),
        reader.language,
        zone=reader.zone,
        noun=noun,  # type: ignore[arg-type]
    )


@register.simple_tag(takes_context=True)
def written_for(context: Mapping[str, Any], value: object) -> str:
    """Return a value (money, an instant, a day, a number, a role) as the reader writes it."""
    return written(value, context["reader"])


@register.simple_tag(takes_context=True)
def seat_type(context: Mapping[str, Any], name: str) -> str:
    """Return what a seat type is called, of which no more than the name is known."""
    return name_label(context["reader"], name)


@register.simple_tag(takes_context=True)
def money(context: Mapping[str, Any], amount_minor: int | Money, currency: str = "") -> str:
    """Return an amount with its currency."""
    value = amount_minor if isinstance(amount_minor, Money) else Money(amount_minor, currency)
    return written(value, context["reader"])


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], at: datetime | date | None) -> str:
    """Return an instant with its day, time and zone; a midnight as its day alone."""
    return "" if at is None else written(at, context["reader"])


@register.simple_tag(takes_context=True)
def day(context: Mapping[str, Any], at: datetime | date | None) -> str:
    """Return the day of an instant in the reader's time zone."""
    if at is None:
        return ""
    reader: Reader = context["reader"]
    on = at.astimezone(time_zone(reader.zone)).date() if isinstance(at, datetime) else at
    return written(on, reader)


@register.simple_tag(takes_context=True)
def clock_time(context: Mapping[str, Any], at: datetime) -> str:
    """Return an instant without its zone, for a table whose caption names the zone once."""
    reader: Reader = context["reader"]
    return written(at, reader).removesuffix(f" ({reader.zone})")


@register.simple_tag(takes_context=True)
def last_day(context: Mapping[str, Any], ends_at: datetime) -> str:
    """Return the last day of a period of which `ends_at` is the first instant after."""
    reader: Reader = context["reader"]
    return written(localtime.last_day(ends_at, reader.zone), reader)


@register.simple_tag(takes_context=True)
def span(context: Mapping[str, Any], starts_at: datetime, ends_at: datetime) -> str:
    """Return a period: by its first and last day, or by its instants where it is not of days."""
    zone = time_zone(context["reader"].zone)
    of_days = all(at.astimezone(zone).time() == time.min for at in (starts_at, ends_at))
    last = last_day(context, ends_at) if of_days else moment(context, ends_at)
    return f"{moment(context, starts_at)} \N{EN DASH} {last}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a small picture that says nothing by itself; the word beside it does."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("curule/icons.svg"),
        name,
    )


@register.simple_tag
def form_key() -> SafeString:
    """Return the hidden field by which a form that is sent twice acts once."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid4().hex)


@register.simple_tag
def seats_bar(used: int, held: int, total: int) -> SafeString:
    """Return the bar of a number of seats: amber where nine in ten are taken."""
    taken = used + held
    tone = "warn" if 10 * taken >= 9 * total else ""
    return parts_bar(used, held, total, tone)


@register.simple_tag
def parts_bar(used: int, held: int, total: int, tone: str = "") -> SafeString:
    """Return a bar of seats: used, kept for invited people, free. The sentence stands beside it."""
    whole = max(total, used + held, 1)
    first, second = 1000 * used // whole, 1000 * held // whole
    return format_html(
        '<svg class="bar {}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="used" width="{}" height="10"/>'
        '<rect class="held" x="{}" width="{}" height="10"/></svg>',
        tone,
        first,
        first,
        second,
    )


@register.simple_tag
def term_bar(starts_at: datetime, ends_at: datetime, now: datetime) -> SafeString:
    """Return a bar of a period: what has passed and what is left."""
    whole = max((ends_at - starts_at).total_seconds(), 1)
    passed = min(max((now - starts_at).total_seconds() / whole, 0), 1)
    return format_html(
        '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="past" width="{}" height="10"/></svg>',
        round(1000 * passed),
    )


@register.simple_tag
def span_bar(starts_at: datetime, ends_at: datetime, from_at: datetime, to: datetime) -> SafeString:
    """Return a bar of a period in which one stretch is what a line charges."""
    whole = max((ends_at - starts_at).total_seconds(), 1)
    first = min(max((from_at - starts_at).total_seconds() / whole, 0), 1)
    last = min(max((to - starts_at).total_seconds() / whole, 0), 1)
    return format_html(
        '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="now" x="{}" width="{}" height="10"/></svg>',
        round(1000 * first),
        max(round(1000 * (last - first)), 4),
    )


@register.simple_tag(takes_context=True)
def query_with(context: Mapping[str, Any], **changed: object) -> str:
    """Return the query of this page with some values changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None and value != "":
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def languages() -> tuple[tuple[str, str], ...]:
    """Return the languages by their own names."""
    names = {"en": "English", "fr": "Français", "de": "Deutsch", "ru": "Русский"}
    return tuple((language.value, names[language.value]) for language in Language)


_STATES: Final = {
    "ok": "circle-check",
    "warn": "alert-triangle",
    "danger": "circle-x",
    "accent": "clock",
    "": "circle-dashed",
}


@register.simple_tag
def state(word: str, tone: str = "") -> SafeString:
    """Return a state as word, picture and colour: never by colour alone."""
    return format_html(
        '<span class="state {}">{}{}</span>', tone, icon(_STATES.get(tone, _STATES[""])), word
    )


@register.simple_tag
def breakable(words: object) -> SafeString:
    """Return words in which an e-mail may go on in the next line after its @ and its dots."""
    return mark_safe(  # noqa: S308 - escaped here
        _EMAIL.sub(lambda found: re.sub(r"(?<=[@.])", "<wbr>", found[0]), escape(words))
    )


_EMAIL: Final = re.compile(r"[^\s@]+@[\w-]+(?:\.[\w-]+)+")


@register.simple_tag
def person(name: str, email: str, address: str = "") -> SafeString:
    """Return somebody with initials, name and e-mail; the name leads to the address given."""
    words = name.split()
    initials = "".join(word[0] for word in words[:1] + words[1:][-1:]) or email[:1]
    shown = name.strip() or email
    said = breakable(shown)
    return format_html(
        '<div class="person"><span class="initials" aria-hidden="true">{}</span>'
        "<div>{}{}</div></div>",
        initials.upper(),
        format_html('<a href="{}">{}</a>', address, said)
        if address
        else format_html("<strong>{}</strong>", said),
        format_html('<span class="muted">{}</span>', breakable(email)) if shown != email else "",
    )


@register.simple_tag
def nothing() -> SafeString:
    """Return the dash of a cell that has nothing to say."""
    return mark_safe('<span class="nothing" aria-hidden="true">–</span>')
