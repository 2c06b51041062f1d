"""Messages in a language: the text of a key with its values in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Final

from curule.core.languages import Language
from curule.core.localtime import last_day, local
from curule.core.messages import Message
from curule.core.policy import NamedNoun, SeatNoun
from curule.wording import catalogs, nouns
from curule.wording.values import LINK, Reader, written

_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_]+)\}")
_LAST: Final = "last_"


class MissingValue(LookupError):
    """A text names a value that was not given."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no value is given for {{{name}}}")
        self.name = name


def translate(
    message: Message,
    language: Language,
    *,
    zone: str = "UTC",
    noun: SeatNoun = NamedNoun.SEAT,
) -> str:
    """Return what a message says in a language.

    Raises UnknownKey and MissingValue.
    """
    reader = Reader(language=language, zone=zone, noun=noun)
    count = message.values.get("count")
    if isinstance(count, int):
        template = catalogs.text_for(message.key, language, count=count)
    else:
        template = catalogs.text(message.key, language)
    return fill(template, message.values, reader)


def fill(template: str, values: Mapping[str, object], reader: Reader) -> str:
    """Return a text with its values in place; raise MissingValue.

    A placeholder with a capital letter takes its value with a capital letter. `{last_ends_at}` is
    the value `ends_at` by its last day: what ends at a midnight ends with the day before.
    `{link}` stays: it is replaced when the text is sent.
    """
    called = nouns.phrases(reader.noun, reader.language)

    def put_in(match: re.Match[str]) -> str:
        name = match[1]
        if match[0] == LINK:
            return LINK
        plain_name = name[0].lower() + name[1:]
        if plain_name in values:
            value = written(values[plain_name], reader)
        elif plain_name.removeprefix(_LAST) in values:
            value = written(_last(values[plain_name.removeprefix(_LAST)], reader), reader)
        elif plain_name in called:
            value = called[plain_name]
        else:
            raise MissingValue(plain_name)
        return value[:1].upper() + value[1:] if name[0].isupper() else value

    return _PLACEHOLDER.sub(put_in, template)


def placeholders(template: str) -> Iterator[str]:
    """Yield the names of the values that a text takes, noun phrases and link left out."""
    for name in _PLACEHOLDER.findall(template):
        plain_name = name[0].lower() + name[1:]
        if plain_name != "link" and plain_name not in nouns.PHRASES:
            yield plain_name.removeprefix(_LAST)


def _last(value: object, reader: Reader) -> object:
    """Return an end as it is said: a midnight by the day before, another instant as it is."""
    if not isinstance(value, datetime):
        return value
    is_midnight = local(value, reader.zone).time() == time.min
    return last_day(value, reader.zone) if is_midnight else value
