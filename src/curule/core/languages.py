"""The four languages in which everything a person reads exists."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of the product."""

    EN = "en"
    FR = "fr"
    DE = "de"
    RU = "ru"


def language_of(tag: str) -> Language:
    """Return the language of a tag ("fr-CA" reads French), English for one we do not speak."""
    primary = tag.replace("_", "-").split("-")[0].casefold()
    return Language(primary) if primary in set(Language) else Language.EN
