"""How a value is written for a reader: money, dates, counts, names of choices, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, assert_never

from babel.dates import format_date, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal, parse_pattern

from curule.core.bank_statements import StatementProblem
from curule.core.languages import Language
from curule.core.localtime import time_zone
from curule.core.messages import Count, Country, MonthDay, Weekday
from curule.core.money import Money, exponent
from curule.core.policy import (
    Blocked,
    Channel,
    JoinRequirement,
    NamedNoun,
    OwnNoun,
    SeatNoun,
)
from curule.core.roles import Role
from curule.wording import catalogs, nouns

LINK: Final = "{link}"
"""Stands where a link belongs; the link itself is put in only when a mail is sent."""

_LONGEST: Final = 500
_NAMED_CHOICES: Final[dict[type, str]] = {
    Role: "role",
    Channel: "channel",
    Blocked: "blocked",
    JoinRequirement: "requirement",
    StatementProblem: "statement_problem",
}
_ALTERNATIVES: Final = (Role, Channel)
_LONG_DATE: Final = {
    Language.EN: "d MMMM y",
    Language.FR: "d MMMM y",
    Language.DE: "d. MMMM y",
    Language.RU: "d MMMM y\N{NO-BREAK SPACE}'года'",
}
_MONTH_DAY: Final = {language: pattern.split(" y")[0] for language, pattern in _LONG_DATE.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom a text is for: the language, the time zone of the account, what seats are called."""

    language: Language
    zone: str = "UTC"
    noun: SeatNoun = NamedNoun.SEAT


def written(value: object, reader: Reader) -> str:
    """Return a value as this reader reads it."""
    match value:
        case Money():
            return _money(value, reader.language)
        case Count(number=number, noun=noun):
            return nouns.counted(number, noun or reader.noun, reader.language)
        case Country(code=code):
            return plain(nouns.LOCALES[reader.language].territories.get(code, code))
        case date() | MonthDay() | Weekday():
            return _time(value, reader)
        case bool() | str() | OwnNoun():
            return _word(value, reader.language)
        case int():
            said = str(format_decimal(value, locale=nouns.LOCALES[reader.language]))
            return said.replace("-", "\N{MINUS SIGN}")
        case tuple() | list() | frozenset():
            return _listed(tuple(value), reader)
        case _:
            return plain(str(value))


def plain(given: str) -> str:
    """Return text from outside as one harmless line.

    Line breaks and invisible characters that could forge a mail header or turn
    the direction of writing become spaces, and no value can pass for our link.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in given[: _LONGEST + 1])
    shown = re.sub(r" {2,}", " ", shown.replace(LINK, "(link)")).strip()
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _word(value: bool | str | OwnNoun, language: Language) -> str:  # noqa: FBT001 - to print
    """Return text as it stands, a choice or a noun by its name in the language."""
    if isinstance(value, NamedNoun | OwnNoun):
        return nouns.forms(value, language).plural
    family = _NAMED_CHOICES.get(type(value))
    return plain(str(value)) if family is None else catalogs.text(f"{family}.{value}", language)


def _listed(values: Sequence[object], reader: Reader) -> str:
    alternatives = bool(values) and isinstance(values[0], _ALTERNATIVES)
    return format_list(
        [written(value, reader) for value in values],
        style="or" if alternatives else "standard",
        locale=nouns.LOCALES[reader.language],
    )


def _money(amount: Money, language: Language) -> str:
    locale = nouns.LOCALES[language]
    decimals = exponent(amount.currency)
    # How many decimals a currency has is the standard's to say, not the locale's.
    pattern = copy(parse_pattern(locale.currency_formats["standard"]))
    pattern.frac_prec = (decimals, decimals)
    number = Decimal(amount.amount_minor).scaleb(-decimals)
    shown = pattern.apply(number, locale, currency=amount.currency, currency_digits=False)
    # A symbol is set beside its number, a code of letters a space apart; a minus is no hyphen.
    apart = re.sub(r"(?<=[A-Z])(?=\d)", "\N{NO-BREAK SPACE}", str(shown))
    return apart.replace("-", "\N{MINUS SIGN}")


def _time(value: date | MonthDay | Weekday, reader: Reader) -> str:
    match value:
        case datetime():
            return _instant(value, reader)
        case date():
            return _day(value, _LONG_DATE[reader.language], reader.language)
        case MonthDay(month=month, day=day):
            in_a_leap_year = date(2000, month, day)
            return _day(in_a_leap_year, _MONTH_DAY[reader.language], reader.language)
        case Weekday(number=number):
            names = get_day_names("wide", "stand-alone", locale=nouns.LOCALES[reader.language])
            return str(names[number])
        case _:
            assert_never(value)


def _instant(at: datetime, reader: Reader) -> str:
    """Return the day and the time of day; of a midnight, as periods begin at, the day alone."""
    local = at.astimezone(time_zone(reader.zone))
    day = _day(local.date(), _LONG_DATE[reader.language], reader.language)
    if local.time() == time.min:
        return day
    return f"{day}, {local:%H:%M} ({reader.zone})"


def _day(on: date, pattern: str, language: Language) -> str:
    day = format_date(on, pattern, locale=nouns.LOCALES[language])
    first = language is Language.FR and on.day == 1
    return day.replace("1 ", "1er ", 1) if first else day
