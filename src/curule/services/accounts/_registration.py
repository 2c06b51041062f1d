"""The second number of a company, as an account keeps it."""

from __future__ import annotations

from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.registration_numbers import (
    LONGEST,
    is_registration_number,
    plain_registration_number,
)


def kept_registration_number(written: object, country: str, *, business: bool) -> str:
    """Return a number as it is kept; the empty text takes it away.

    Refuses `registration_number_invalid` for one that cannot be right, and for any where the
    country has none.
    """
    if isinstance(written, str):
        given = plain_registration_number(written)
        if not given or is_registration_number(given, country, business=business):
            return given
    told = str(written)[:LONGEST]
    raise Refused(refuse(RefusalCode.REGISTRATION_NUMBER_INVALID, registration_number=told))
