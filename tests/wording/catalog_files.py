"""The catalogs as translators see them: every entry of every .po file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from curule.core.languages import Language
from curule.wording.catalogs import domains

NOUN_PHRASES: Final = {"unit", "units", "of_units", "each_unit"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A key in one language, with one text or one for each plural form."""

    domain: str
    key: str
    forms: tuple[str, ...]
    plural: bool
    fuzzy: bool


def catalogs(language: Language) -> Iterator[tuple[str, Catalog]]:
    for file in domains(language):
        with file.open("rb") as source:
            yield file.name, read_po(source, abort_invalid=True)


@cache
def entries(language: Language) -> tuple[Entry, ...]:
    return tuple(_entries(language))


def _entries(language: Language) -> Iterator[Entry]:
    for name, catalog in catalogs(language):
        for message in catalog:
            if not message.id:
                continue
            match message.id, message.string:
                case str(key), str(text):
                    yield Entry(name, key, (text,), plural=False, fuzzy=message.fuzzy)
                case (str(key), _), tuple(texts):
                    forms = tuple(str(text) for text in texts)
                    yield Entry(name, key, forms, plural=True, fuzzy=message.fuzzy)
                case strange:
                    raise AssertionError(strange)


@cache
def by_key(language: Language) -> Mapping[str, Entry]:
    return {entry.key: entry for entry in entries(language)}


def placeholders(text: str) -> set[str]:
    """The values a text takes; which noun phrases it uses is each language's own affair."""
    names = {name[0].lower() + name[1:] for name in re.findall(r"\{(?:last_)?(\w+)\}", text)}
    return names - NOUN_PHRASES
