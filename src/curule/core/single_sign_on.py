"""Single sign-on: a customer's own identity provider says who somebody is.

Whom a provider names is known by (connection, issuer, subject) and by nothing else: an address is a
hint that counts once, when a subject is seen for the first time, and only if the provider says that
it is proved and its domain is the customer's (TH26).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.auto_assign import domain_of

LONGEST_ISSUER: Final = 500
LONGEST_CLIENT: Final = 255
LONGEST_SECRET: Final = 1000
LONGEST_SUBJECT: Final = 255
"""OpenID Connect Core 2: a subject has no more than 255 letters."""


@unique
class SignInRule(StrEnum):
    """What an account demands of how its people sign in."""

    SINGLE_SIGN_ON = "single_sign_on"
    """Members of its domains come by its identity provider; owners keep every way in."""

    SECOND_FACTOR = "second_factor"
    """Who does not come by the identity provider has a second factor."""


@unique
class Untrusted(StrEnum):
    """Why an address that a provider names counts for nothing."""

    MISSING = "missing"
    NOT_PROVED = "not_proved"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom a provider names, as its signed token and its own answer say; nothing is trusted yet."""

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    first_name: str = ""
    last_name: str = ""


def trusted_address(named: Named, domains: Collection[str]) -> str | Untrusted:
    """Return the canonical address of whom a provider names, or why it cannot be trusted.

    `domains` are the verified ones of the account whose provider it is; a name below one of them is
    another domain.

    >>> ann = Named(issuer="i", subject="1", email="Ann@X.test", email_verified=True)
    >>> trusted_address(ann, {"x.test"}), trusted_address(ann, {"y.test"}).value
    ('ann@x.test', 'foreign')
    """
    if not named.email:
        return Untrusted.MISSING
    if not named.email_verified:
        return Untrusted.NOT_PROVED
    try:
        address = canonical_address(named.email)
    except AddressInvalid:
        return Untrusted.MISSING
    return address if domain_of(address) in domains else Untrusted.FOREIGN
