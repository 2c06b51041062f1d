"""What a seat is called: a noun of ours or the vendor's own, in four languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeAlias, cast

from curule.core.languages import Language
from curule.core.policy.written import Unreadable, Word, Written, nearest_word, shown


class NamedNoun(StrEnum):
    """A noun that the catalogs decline in every language."""

    SEAT = "seat"
    LICENCE = "licence"
    PARTICIPANT = "participant"
    PLACE = "place"
    ORGANISER = "organiser"
    AGENT = "agent"
    EXPERT = "expert"


class Gender(StrEnum):
    """The gender of a noun, which its articles follow."""

    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"


@dataclass(frozen=True, slots=True, kw_only=True)
class NounForms:
    """A noun in one language.

    `one` and `plural` are nominative. Russian counts with two more forms: `few`
    (2 места) and `many` (5 мест); elsewhere they are None.
    """

    one: str
    plural: str
    few: str | None = None
    many: str | None = None
    gender: Gender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNoun:
    """The vendor's own noun, complete in the four languages."""

    en: NounForms
    fr: NounForms
    de: NounForms
    ru: NounForms

    def forms(self, language: Language) -> NounForms:
        """Return its forms in a language."""
        return cast("NounForms", getattr(self, language.value))


SeatNoun: TypeAlias = NamedNoun | OwnNoun

_FORMS: Final[Mapping[Language, tuple[str, ...]]] = {
    Language.EN: ("one", "plural"),
    Language.FR: ("gender", "one", "plural"),
    Language.DE: ("gender", "one", "plural"),
    Language.RU: ("gender", "one", "few", "many", "plural"),
}
_LONGEST: Final = 60


class SeatNounForm:
    """A noun, written as its word or as `{en: {one, plural}, fr: {gender, one, plural}, ...}`."""

    def read(self, written: object) -> SeatNoun:
        """Return the noun; raise Unreadable, naming the form that is missing or too much."""
        if not isinstance(written, Mapping):
            return Word(NamedNoun).read(written)
        languages = _read_keys(cast("object", written), tuple(map(str, Language)), "the seat noun")
        return OwnNoun(
            en=_read_forms(languages["en"], Language.EN),
            fr=_read_forms(languages["fr"], Language.FR),
            de=_read_forms(languages["de"], Language.DE),
            ru=_read_forms(languages["ru"], Language.RU),
        )

    def write(self, value: object, /) -> Written:
        """Return the word, or the forms per language."""
        if isinstance(value, NamedNoun):
            return value.value
        own = cast("OwnNoun", value)
        return {language.value: _write_forms(own.forms(language)) for language in Language}


def read_seat_noun(written: object) -> SeatNoun:
    """Return the noun that is written so, forms that are None left out; raise Unreadable."""
    if not isinstance(written, Mapping):
        return SeatNounForm().read(written)
    languages = cast("Mapping[str, Mapping[str, object]]", written)
    given = {
        language: {name: form for name, form in forms.items() if form is not None}
        for language, forms in languages.items()
    }
    return SeatNounForm().read(given)


def _read_keys(written: object, keys: tuple[str, ...], place: str) -> Mapping[str, object]:
    if not isinstance(written, Mapping):
        raise Unreadable(f"{place} is not written as {{{', '.join(keys)}}}")
    mapping = cast("Mapping[object, object]", written)
    for key in mapping:
        if key not in keys:
            raise Unreadable(
                f"{place} has no {shown(key)}",
                nearest=nearest_word(str(key), keys),
            )
    for key in keys:
        if key not in mapping:
            raise Unreadable(f"{place} lacks {key}")
    return cast("Mapping[str, object]", mapping)


def _read_forms(written: object, language: Language) -> NounForms:
    place = f"the seat noun in {language.value}"
    forms = _read_keys(written, _FORMS[language], place)
    words = {key: _read_word(form, place) for key, form in forms.items() if key != "gender"}
    gender = Word(Gender).read(forms["gender"]) if "gender" in forms else None
    return NounForms(
        one=words["one"],
        plural=words["plural"],
        few=words.get("few"),
        many=words.get("many"),
        gender=gender,
    )


def _read_word(written: object, place: str) -> str:
    if not isinstance(written, str) or not written.strip():
        raise Unreadable(f"{place} has a form that is no word")
    if len(written) > _LONGEST or not written.isprintable() or set(written) & set("{}<>"):
        raise Unreadable(f"{place} has a form that is no plain word: {shown(written)}")
    return written


def _write_forms(forms: NounForms) -> Written:
    given: dict[str, Written] = {}
    if forms.gender is not None:
        given["gender"] = forms.gender.value
    for name in ("one", "few", "many", "plural"):
        form = cast("str | None", getattr(forms, name))
        if form is not None:
            given[name] = form
    return given


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPolicy:
    """Group `words`."""

    seat_noun: Annotated[SeatNoun, SeatNounForm()]
