"""Refusals as SCIM says them: a status, a sentence in `detail`, a `scimType` where one fits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from scim2_models import Error, SCIMException

from curule.core.languages import Language
from curule.core.refusals import Refusal, RefusalCode, Refused
from curule.httpkit.problems import status_of
from curule.wording.refusals import refusal_text

_STATUS: Final = {402: 409, 410: 409, 422: 400}
"""Statuses that RFC 7644 does not know (section 3.12), and what they are there."""

_TYPES: Final = {
    RefusalCode.ALREADY_EXISTS: "uniqueness",
    RefusalCode.ADDRESS_INVALID: "invalidValue",
    RefusalCode.FIELD_INVALID: "invalidValue",
    RefusalCode.NAMES_REQUIRED: "invalidValue",
    RefusalCode.USER_NOT_REGISTERED: "invalidValue",
}


def scim_error(refusal: Refusal, language: Language) -> SCIMException:
    """Return a refusal as the exception that the library answers with."""
    code = RefusalCode(refusal.code)
    usual = status_of(code)
    return SCIMException.from_error(
        Error(
            status=_STATUS.get(usual, usual),
            scim_type=_TYPES.get(code),
            detail=str(refusal_text(refusal, language)),
        )
    )


@contextmanager
def told_in(language: Language) -> Iterator[None]:
    """Turn what is refused inside into the error of the protocol."""
    try:
        yield
    except Refused as refused:
        raise scim_error(refused.refusal, language) from None
