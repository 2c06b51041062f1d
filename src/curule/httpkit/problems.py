"""Refusals over HTTP: the status of each code, and the body of RFC 9457 (Problem Details)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from curule.core.languages import Language
from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode
from curule.wording.refusals import refusal_text

MEDIA_TYPE: Final = "application/problem+json"
_USUAL: Final = 409
_C = RefusalCode
STATUS: Final[Mapping[RefusalCode, int]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                _C.QUANTITY_INVALID,
                _C.AMOUNT_INVALID,
                _C.DATE_INVALID,
                _C.FIELD_UNKNOWN,
                _C.FIELD_INVALID,
                _C.FIELD_REPEATED,
                _C.IDEMPOTENCY_KEY_MISSING,
                _C.STATEMENT_UNREADABLE,
            ),
            400,
        ),
        _C.KEY_INVALID: 401,
        **dict.fromkeys((_C.PAYMENT_DECLINED, _C.PAYMENT_REQUIRED), 402),
        **dict.fromkeys(
            (
                _C.ROLE_NOT_ALLOWED,
                _C.SCOPE_MISSING,
                _C.SCOPE_NOT_YOURS,
                _C.LIVE_KEY_REQUIRED,
                _C.NO_ACCESS,
                _C.MANAGED_CONTRACT,
                _C.WRONG_PERSON,
            ),
            403,
        ),
        _C.NOT_FOUND: 404,
        _C.METHOD_NOT_ALLOWED: 405,
        **dict.fromkeys(
            (_C.INVITATION_EXPIRED, _C.INVITATION_CANCELED, _C.INVITATION_SUPERSEDED), 410
        ),
        _C.VERSION_CONFLICT: 412,
        _C.BODY_TOO_LONG: 413,
        _C.MEDIA_TYPE: 415,
        **dict.fromkeys(
            (
                _C.PLAN_SEAT_MAXIMUM,
                _C.BELOW_MINIMUM,
                _C.WRONG_STEP,
                _C.PAYMENT_METHOD_REQUIRED,
                _C.PAYMENT_METHOD_NOT_SAVED,
                _C.AMOUNT_NOT_CARRIED,
                _C.TAX_ID_REQUIRED,
                _C.TAX_ID_INVALID,
                _C.REGISTRATION_NUMBER_INVALID,
                _C.OWN_PLAN_CHOICE_REQUIRED,
                _C.USER_NOT_REGISTERED,
                _C.NAMES_REQUIRED,
                _C.ADDRESS_INVALID,
                _C.IDEMPOTENCY_KEY_REUSED,
            ),
            422,
        ),
        _C.RATE_LIMITED: 429,
    }
)
"""What is not listed is a conflict with how things stand: 409."""


def status_of(code: RefusalCode) -> int:
    """Return the status that goes with a code."""
    return STATUS.get(code, _USUAL)


def problem(
    refusal: Refusal,
    language: Language,
    *,
    instance: str,
    request_id: str,
    about: str,
) -> dict[str, Any]:
    """Return the body: what happened in the caller's language, numbers to act on, the ways out.

    `about` is the address below which each code has its page; `instance` the path that was asked.
    """
    code = RefusalCode(refusal.code)
    text = refusal_text(refusal, language)
    return {
        "type": f"{about}/{code.value}",
        "title": text.sentence,
        "status": status_of(code),
        "code": code.value,
        "detail": text.reason,
        "instance": instance,
        "request_id": request_id,
        "values": {name: _plain(value) for name, value in refusal.values.items()},
        "options": list(refusal.options),
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a value of a refusal as JSON has it."""
    if isinstance(value, Money):
        return {"amount": value.amount_minor, "currency": value.currency}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list, frozenset, set)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)
