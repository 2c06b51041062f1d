"""Values as requests write them: numbers in plain digits, instants as RFC 3339 has them.

What only looks like one is refused: pydantic alone takes "1_000" and digits of any script for a
number, and a number for an instant (TH20).
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from curule.core.refusals import RefusalCode, Refused, refuse

_DIGITS: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
NUMBER_MISFIT: Final = "number_misfit"
DAY_MISFIT: Final = "date_misfit"
"""How pydantic names what only looks like a number, and what is no day or no instant."""
LONGEST_BODY: Final = "x-longest-body"
"""Says of an operation how many bytes it takes, where that is more than others do."""
_JSON: Final = "application/json"
_UTF_8: Final = frozenset({"utf-8", "utf8"})
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def _number(written: object) -> object:
    """Return a number of a query, which is text there."""
    if isinstance(written, str):
        if not _DIGITS.fullmatch(written):
            said = "a whole number is written in the digits 0 to 9"
            raise PydanticCustomError(NUMBER_MISFIT, said)
        return int(written)
    return written


def _at(written: object) -> datetime:
    if isinstance(written, datetime):
        return written
    if not isinstance(written, str) or not _INSTANT.fullmatch(written):
        raise PydanticCustomError(DAY_MISFIT, "an instant is written as 2026-12-31T23:59:59Z")
    try:
        # The database knows no distance from UTC beyond 16 hours, RFC 3339 does.
        return datetime.fromisoformat(written).astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError(DAY_MISFIT, "an instant lies in the years 1 to 9999") from None
    except ValueError:
        raise PydanticCustomError(DAY_MISFIT, "there is no such instant") from None


def _day(written: object) -> date:
    if isinstance(written, date):
        return written
    if not isinstance(written, str) or not _DAY.fullmatch(written):
        raise PydanticCustomError(DAY_MISFIT, "a day is written as 2026-12-31")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise PydanticCustomError(DAY_MISFIT, "there is no such day") from None


def looks_dated(written: str) -> bool:
    """Return whether a text is written as a day or an instant is."""
    return bool(_DAY.fullmatch(written) or _INSTANT.fullmatch(written))


Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
"""A text that stands in one line: no characters that control anything."""

Address = Annotated[str, Field(max_length=254, json_schema_extra={"format": "email"})]
"""A mail address, which the command judges that is given it."""

Number = Annotated[int, BeforeValidator(_number)]
"""A whole number in a query."""

At = Annotated[datetime, BeforeValidator(_at)]
"""An instant with its distance from UTC."""

Day = Annotated[date, BeforeValidator(_day)]
"""A day of the calendar."""

MonthText = Annotated[str, Field(pattern=r"^[12][0-9]{3}-(?:0[1-9]|1[0-2])$")]
"""A month as 2026-04."""


def is_storable(value: object) -> bool:
    """Return whether all texts in a value can be kept: PostgreSQL knows no NUL, UTF-8 no halves."""
    if isinstance(value, str):
        return not _UNSTORABLE.search(value)
    if isinstance(value, dict):
        return all(is_storable(name) and is_storable(each) for name, each in value.items())
    if isinstance(value, list):
        return all(map(is_storable, value))
    return True


class StrictParser(Parser):
    """Reads bodies: nothing that JSON does not know, no name twice, no text that nobody keeps."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - JSON
        """Return what a body says. Raises `ValueError`; refuses `field_repeated`."""
        # JSON is UTF-8 (RFC 8259): nothing is guessed, as `json.loads` does with bytes.
        written = request.body.decode("utf-8-sig")
        value = json.loads(written, object_pairs_hook=_once, parse_constant=_no_json)
        if value is None or not is_storable(value):
            raise ValueError("nothing, or a text that cannot be kept")
        return value


def require_json(request: HttpRequest) -> None:
    """Let nothing in that is sent as anything but JSON, or as nothing; no body at all may come.

    A charset is passed over where it is that of all JSON. Refuses `media_type`.
    """
    if not int(request.META.get("CONTENT_LENGTH") or 0):
        return
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type == _JSON and charset.lower() in _UTF_8:
        return
    given = request.headers.get("Content-Type", "")
    values: dict[str, Any] = {"given": given} if is_storable(given) and given else {}
    raise Refused(refuse(RefusalCode.MEDIA_TYPE, **values))


def read_long_body(request: HttpRequest, most: int) -> None:
    """Read a body that may be longer than Django takes.

    It is for who was let in. Raises `RequestDataTooBig`, before anything is read.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise RequestDataTooBig
    vars(request)["_body"] = request.read()


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            named = name if is_storable(name) else "body"
            raise Refused(refuse(RefusalCode.FIELD_REPEATED, field=named))
        found[name] = value
    return found


def _no_json(word: str) -> object:
    raise ValueError(word)
