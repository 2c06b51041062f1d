"""One mailbox, one spelling: the canonical form of an e-mail address.

People are told apart by it, invitations are bound to it, and mail goes to it and to nothing else
(TH9, TH10). The part before the @ is NFKC in lower case, the domain is written in ASCII (IDNA):

    >>> canonical_address(" Bo.Li@Bücher.example.TEST ")
    'bo.li@xn--bcher-kva.example.test'
    >>> canonical_address("ｂｏ@x.test") == canonical_address("BO@X.TEST")
    True

What could be mistaken for another mailbox is refused rather than guessed at: a letter such as the
Turkish dotless ı turns into a plain i as soon as some other program changes its case.

    >>> canonical_address("mıke@x.test")
    Traceback (most recent call last):
        ...
    curule.core.addresses.AddressInvalid: a letter before the @ may be taken for another one
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email

LONGEST: Final = 254
"""Octets of an address that every mail server must accept (RFC 5321 §4.5.3.1.3)."""

_NUMBER: Final = re.compile("[0-9]+|0x[0-9a-f]*")
_ASCII_LETTER: Final = re.compile("[A-Za-z]")


class AddressInvalid(ValueError):
    """It is not one address that mail can be sent to; the message says why."""


def canonical_address(written: object) -> str:
    """Return the canonical form of one address; blanks around it are taken off.

    Raises `AddressInvalid` for anything else than one plain address: a list, two of them, a quoted
    local part, an IP literal, a line end or NUL, more than 254 octets, a letter whose case decides
    which mailbox is meant.
    """
    if not isinstance(written, str):
        raise AddressInvalid("an address is a text")
    given = written.strip(" ")
    if len(given) > LONGEST:
        raise AddressInvalid("it is too long")
    local, domain = _parts(given)
    address = f"{_local_part(local)}@{_domain(domain)}"
    # Folding may bring out what was not allowed: a space from "´", a comma from "，".
    folded = address != f"{local}@{domain}"
    if folded and _parts(address)[0] != address.rpartition("@")[0]:
        raise AddressInvalid("a letter before the @ may be taken for another one")
    if len(address.encode()) > LONGEST:
        raise AddressInvalid("it is too long")
    return address


def canonical_or_empty(written: object) -> str:
    """Return the canonical form, or the empty address, which nobody has, for what is none."""
    try:
        return canonical_address(written)
    except AddressInvalid:
        return ""


def _parts(address: str) -> tuple[str, str]:
    """Return what stands before the @, and the domain in ASCII."""
    try:
        parts = validate_email(
            address,
            check_deliverability=False,
            # A company's own network may have a domain without a dot; it is refused elsewhere.
            globally_deliverable=False,
            test_environment=True,
            strict=True,
        )
    except EmailNotValidError as problem:
        raise AddressInvalid(str(problem)) from None
    return parts.local_part, parts.ascii_domain


def _local_part(given: str) -> str:
    """Return the part before the @: compatibility forms folded, in lower case."""
    folded = normalize("NFKC", given)
    if any(_changes_into_ascii(letter) for letter in folded):
        raise AddressInvalid("a letter before the @ may be taken for another one")
    return normalize("NFKC", folded.lower())


def _changes_into_ascii(letter: str) -> bool:
    """Whether a change of case makes another letter's ASCII twin of it (CVE-2019-19844)."""
    if letter.isascii():
        return False
    return any(_ASCII_LETTER.search(cased) for cased in (letter.upper(), letter.lower()))


def _domain(ascii_domain: str) -> str:
    domain = ascii_domain.lower()
    if "." not in domain:
        raise AddressInvalid("the domain has no dot")
    if _NUMBER.fullmatch(domain.rpartition(".")[2]):
        raise AddressInvalid("the domain is a number, not a name")
    return domain
