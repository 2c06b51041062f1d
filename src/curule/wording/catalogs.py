"""The catalogs: .po files, read and compiled in memory on first use.

A key is a name (`refusal.no_free_seat.sentence`), never an English sentence, so
that English is a translation like the others and can be improved without
touching the rest. There is no build step: what lies in the package is what is
read.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from curule.core.languages import Language


class UnknownKey(LookupError):
    """No catalog of the language has this key."""

    def __init__(self, key: str, language: Language) -> None:
        super().__init__(f"no text for {key} in {language.value}")
        self.key = key
        self.language = language


def text(key: str, language: Language) -> str:
    """Return the text of a key; raise UnknownKey."""
    found = _translations(language).gettext(key)
    if found == key:
        raise UnknownKey(key, language)
    return found


def text_for(key: str, language: Language, *, count: int) -> str:
    """Return the form of a key that goes with a number; raise UnknownKey."""
    found = _translations(language).ngettext(key, key, count)
    return text(key, language) if found == key else found


def domains(language: Language) -> tuple[Traversable, ...]:
    """Return the .po files of a language, in a fixed order."""
    folder = files("curule.wording") / "catalogs" / language.value
    return tuple(sorted(folder.iterdir(), key=lambda file: file.name))


@cache
def _translations(language: Language) -> NullTranslations:
    chain = NullTranslations()
    for file in domains(language):
        compiled = _compile(file, language)
        compiled.add_fallback(chain)
        chain = compiled
    return chain


def _compile(file: Traversable, language: Language) -> GNUTranslations:
    with file.open("rb") as source:
        catalog = read_po(source, locale=language.value)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
