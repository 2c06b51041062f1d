"""What people type, as the services take it: a canonical address, clean names, or a refusal."""

from __future__ import annotations

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.currencies import UnknownCurrency, exponent
from curule.core.names import LONGEST_NAME, NameInvalid, clean_name
from curule.core.refusals import RefusalCode, Refused, refuse


def address(written: object) -> str:
    """Return the canonical form of an address. Refuses `address_invalid`."""
    try:
        return canonical_address(written)
    except AddressInvalid:
        raise Refused(refuse(RefusalCode.ADDRESS_INVALID, email=str(written)[:254])) from None


def name(written: object, field: str, *, longest: int = LONGEST_NAME) -> str:
    """Return a clean name. Refuses `field_invalid` with the field's name."""
    try:
        return clean_name(written, longest=longest)
    except NameInvalid:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field=field)) from None


def currency(written: str) -> str:
    """Return a currency that there is. Refuses `field_invalid` for `currency`."""
    try:
        exponent(written)
    except UnknownCurrency:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="currency")) from None
    return written


def line(written: object, field: str, *, longest: int) -> str:
    """Return a clean line that may be empty. Refuses `field_invalid` with the field's name."""
    if isinstance(written, str) and not written.strip():
        return ""
    return name(written, field, longest=longest)
