"""What a seat is called, declined: counted, in the plural, with its article.

Sentences are written so that four forms are enough in every language: the bare
singular and plural (nominative), the genitive plural with its article, and
`each`. Where an adjective would have to agree, the sentence says it otherwise.
"""

from __future__ import annotations

from typing import Final, assert_never

from babel import Locale
from babel.numbers import format_decimal

from curule.core.languages import Language
from curule.core.policy import Gender, NamedNoun, NounForms, SeatNoun
from curule.wording import catalogs

LOCALES: Final = {
    # The words are British ("organiser", "1 April 2026"), as the vendors' own pages are.
    Language.EN: Locale.parse("en_GB"),
    Language.FR: Locale.parse("fr"),
    Language.DE: Locale.parse("de"),
    Language.RU: Locale.parse("ru"),
}

_EACH: Final = {
    Language.EN: dict.fromkeys(Gender, "each"),
    Language.FR: dict.fromkeys(Gender, "chaque"),
    Language.DE: {
        Gender.MASCULINE: "jeder",
        Gender.FEMININE: "jede",
        Gender.NEUTER: "jedes",
    },
    Language.RU: {
        Gender.MASCULINE: "каждый",
        Gender.FEMININE: "каждая",
        Gender.NEUTER: "каждое",
    },
}
_VOWELS: Final = frozenset("aàâeéèêëiîïoôuùûüyœæ")


PHRASES: Final = frozenset({"unit", "units", "of_units", "each_unit"})
"""What a text can call the seats without being told: `{units}`, `{Each_unit}`."""


def forms(noun: SeatNoun, language: Language) -> NounForms:
    """Return the forms of a noun in a language."""
    if not isinstance(noun, NamedNoun):
        return noun.forms(language)
    key = f"noun.{noun.value}"
    return NounForms(
        one=catalogs.text_for(key, language, count=1),
        few=catalogs.text_for(key, language, count=2),
        many=catalogs.text_for(key, language, count=5),
        plural=catalogs.text(f"{key}.plural", language),
        gender=Gender(catalogs.text(f"{key}.gender", language)),
    )


def counted(number: int, noun: SeatNoun, language: Language) -> str:
    """Return a number with its noun: `1 place`, `2 места`, `5 мест`."""
    declined = forms(noun, language)
    locale = LOCALES[language]
    chosen = {"one": declined.one, "few": declined.few, "many": declined.many}
    form = chosen.get(locale.plural_form(number)) or declined.plural
    return f"{format_decimal(number, locale=locale)}\N{NO-BREAK SPACE}{form}"


def phrases(noun: SeatNoun, language: Language) -> dict[str, str]:
    """Return what a sentence can call the seats, by placeholder."""
    declined = forms(noun, language)
    each = _EACH[language][declined.gender or Gender.NEUTER]
    return {
        "unit": declined.one,
        "units": declined.plural,
        "of_units": _of(declined, language),
        "each_unit": f"{each} {declined.one}",
    }


def _of(declined: NounForms, language: Language) -> str:
    """Return the genitive plural: `of places`, `de places`, `der Plätze`, `мест`."""
    match language:
        case Language.EN:
            return f"of {declined.plural}"
        case Language.FR:
            elided = declined.plural[0].casefold() in _VOWELS
            return f"d’{declined.plural}" if elided else f"de {declined.plural}"
        case Language.DE:
            return f"der {declined.plural}"
        case Language.RU:
            return declined.many or declined.plural
        case _:
            assert_never(language)
