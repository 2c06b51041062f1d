"""The four languages in which everything a person reads exists."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of the product."""

    EN = "en"
    FR = "fr"
    DE = "de"
    RU = "ru"
