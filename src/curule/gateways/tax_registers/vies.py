"""VIES, the Commission's service that asks the member states about their numbers.

It answers by REST: `POST {url}/check-vat-number`. That a number is invalid is only believed of an
answer that says so in full; a member state that is away, a limit that was passed, a page of a proxy
and a text cut short are no answers.
"""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from typing import Final

import msgspec
import requests
from urllib3.exceptions import HTTPError

from curule.core.tax_ids import union_country_of
from curule.gateways.bounded import read_body
from curule.gateways.tax_registers.base import Known, NotAnswered, RegisterAnswer, Unknown

SECONDS: Final = 10.0
"""So long one question takes at most, from the first byte to the last."""

_MOST_BYTES: Final = 64 * 1024
_OK: Final = 200
_ANSWERED: Final = ("", "VALID", "INVALID")
_NO_REQUESTER: Final = "INVALID_REQUESTER_INFO"
_OF_ONE_STATE: Final = ("MS_", "TIMEOUT", "INVALID_INPUT")
_NOT_TOLD: Final = "---"


class _Fault(msgspec.Struct):
    error: str | None = None


class _Answer(msgspec.Struct, rename="camel"):
    """Both kinds of answer; what is missing in one is None."""

    valid: bool | None = None
    country_code: str | None = None
    vat_number: str | None = None
    request_date: str | None = None
    request_identifier: str | None = None
    name: str | None = None
    address: str | None = None
    user_error: str | None = None
    error_wrappers: list[_Fault] | None = None


class Vies:
    """Asks VIES; `seconds` is how long one question may take."""

    def __init__(self, *, url: str, seconds: float = SECONDS) -> None:
        self._url = f"{url.rstrip('/')}/check-vat-number"
        self._seconds = seconds

    def covers(self, number: str) -> bool:
        """Return whether a number is one of a member state."""
        return union_country_of(number) is not None

    def ask(self, number: str, *, requester: str = "") -> RegisterAnswer:
        """Ask about a number; with `requester`, one of a member state too, the answer is a proof.

        A requester whom VIES does not know gets the answer all the same, without the proof.
        """
        told = self._ask(number, requester if self.covers(requester) else "")
        if isinstance(told, NotAnswered) and told.reason == _NO_REQUESTER:
            return self._ask(number, "")
        return told

    def _ask(self, number: str, requester: str) -> RegisterAnswer:
        until = monotonic() + self._seconds
        question = {"countryCode": number[:2], "vatNumber": number[2:]}
        if requester:
            question["requesterMemberStateCode"] = requester[:2]
            question["requesterNumber"] = requester[2:]
        try:
            with requests.post(
                self._url,
                json=question,
                headers={"Accept": "application/json"},
                timeout=self._seconds,
                stream=True,
                allow_redirects=False,
            ) as response:
                body = read_body(response, until=until, most=_MOST_BYTES)
                return _read(response.status_code, body, number)
        except (requests.RequestException, HTTPError, OSError) as error:
            return NotAnswered(reason=type(error).__name__, is_everywhere=True)


def _read(status: int, body: bytes, number: str) -> RegisterAnswer:
    """Return what an answer says."""
    try:
        told = msgspec.json.decode(body, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return NotAnswered(reason=f"HTTP {status}, no JSON", is_everywhere=True)
    fault = _fault(told)
    if fault or status != _OK:
        return NotAnswered(
            reason=fault or f"HTTP {status}", is_everywhere=not fault.startswith(_OF_ONE_STATE)
        )
    if told.valid is None or not _is_about(told, number):
        return NotAnswered(reason="no answer to the question", is_everywhere=True)
    reference, told_at = (told.request_identifier or "")[:60], _moment(told.request_date)
    if not told.valid:
        return Unknown(reference=reference, told_at=told_at)
    return Known(
        name=_told(told.name),
        address=_told(told.address),
        reference=reference,
        told_at=told_at,
    )


def _fault(told: _Answer) -> str:
    """Return the code of what went wrong, or nothing."""
    codes = [fault.error or "UNKNOWN" for fault in told.error_wrappers or ()]
    said = told.user_error or ""
    if said not in _ANSWERED:
        codes.append(said)
    return codes[0][:60] if codes else ""


def _is_about(told: _Answer, number: str) -> bool:
    """Return whether an answer is about this number, where it says which it is about."""
    return f"{told.country_code or number[:2]}{told.vat_number or number[2:]}" == number


def _told(text: str | None) -> str:
    """Return a text in one line; several member states tell no names."""
    line = ", ".join(" ".join(part.split()) for part in (text or "").split("\n") if part.strip())
    return "" if line == _NOT_TOLD else line


def _moment(text: str | None) -> datetime | None:
    """Return a time that was told, if it can be told where on earth it holds."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
