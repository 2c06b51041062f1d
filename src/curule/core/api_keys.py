"""Keys of the API: how they are written and what they may do.

A key is written `sk_live_…` or `sk_test_…`, and `rk_…` where it may only what was chosen: a prefix,
32 random bytes, a checksum. So a scanner of leaked secrets knows one when it sees it, and one that
was cut while copying is told from a wrong one without a look into any table. Its digest is kept.

    >>> text = written(KeyKind.SECRET, is_live=False, secret=bytes(32))
    >>> text[:8], parsed(text)
    ('sk_test_', KeyText(kind=<KeyKind.SECRET: 'sk'>, is_live=False))
    >>> parsed(text[:-1]) is None
    True
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from curule.core import base58
from curule.core.permissions import Action, StaffRole, rights_of_staff

SECRET_BYTES: Final = 32
_SECRET_LENGTH: Final = base58.length_for(SECRET_BYTES)
_CHECK_LENGTH: Final = base58.length_for(4)
_MODES: Final = {"live": True, "test": False}
_PARTS: Final = 3
_LIKE_A_KEY: Final = re.compile(
    r"(?<![0-9A-Za-z])[sr]k_(?:live|test)_"
    rf"[0-9A-Za-z]{{{_SECRET_LENGTH + _CHECK_LENGTH}}}(?![0-9A-Za-z])"
)


@unique
class KeyKind(StrEnum):
    """Whether a key may everything, or only what was chosen for it."""

    SECRET = "sk"  # noqa: S105 - the prefix of one
    RESTRICTED = "rk"


@unique
class Scope(StrEnum):
    """What a key may do: a noun, and whether it only reads."""

    ENTITLEMENTS_READ = "entitlements:read"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_WRITE = "accounts:write"
    SEATS_READ = "seats:read"
    SEATS_WRITE = "seats:write"
    SUBSCRIPTIONS_READ = "subscriptions:read"
    SUBSCRIPTIONS_WRITE = "subscriptions:write"
    BILLING_READ = "billing:read"
    BILLING_WRITE = "billing:write"
    CATALOG_READ = "catalog:read"
    CATALOG_WRITE = "catalog:write"
    EVENTS_READ = "events:read"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    CLOCKS_WRITE = "clocks:write"


_ACTIONS: Final[Mapping[Scope, frozenset[Action]]] = MappingProxyType(
    {
        Scope.ENTITLEMENTS_READ: frozenset(),
        Scope.ACCOUNTS_READ: frozenset({Action.SEE, Action.SEE_ACTIVITY}),
        Scope.ACCOUNTS_WRITE: frozenset(
            {
                Action.MANAGE_ACCOUNTS,
                Action.SET_MAXIMUM,
                Action.SET_CHANNEL,
                Action.SETTINGS,
                Action.GIVE_ROLES,
                Action.BILLING_DETAILS,
                Action.CLOSE_ACCOUNT,
                Action.TRANSFER_OWNERSHIP,
                Action.SIGN_IN_RULES,
            }
        ),
        Scope.SEATS_READ: frozenset({Action.SEE}),
        Scope.SEATS_WRITE: frozenset({Action.SEE, Action.ASSIGN, Action.REPORT_USE}),
        Scope.SUBSCRIPTIONS_READ: frozenset({Action.SEE}),
        Scope.SUBSCRIPTIONS_WRITE: frozenset(
            {
                Action.SEE,
                Action.CHANGE,
                Action.ASK_FOR_QUOTE,
                Action.OFFER_QUOTE,
                Action.ANSWER_QUOTE,
                Action.CANCEL_ORDER,
                Action.CANCEL_NOW,
            }
        ),
        Scope.BILLING_READ: frozenset({Action.SEE_INVOICES, Action.SEE_REPORTS}),
        Scope.BILLING_WRITE: frozenset(
            {
                Action.SEE_INVOICES,
                Action.PAY_INVOICES,
                Action.RECORD_PAYMENT,
                Action.ISSUE_CREDIT,
                Action.REFUND,
                Action.WRITE_OFF,
                Action.CLOSE_BOOKS,
                Action.RUN_RENEWALS,
                Action.RELEASE_ACCOUNTS,
                Action.SET_TAX,
            }
        ),
        Scope.CATALOG_READ: frozenset({Action.SEE}),
        Scope.CATALOG_WRITE: frozenset(
            {Action.DRAFT_PLANS, Action.PUBLISH_PLANS, Action.MANAGE_COUPONS}
        ),
        Scope.EVENTS_READ: frozenset({Action.SEE_ACTIVITY, Action.SEE_LOGS}),
        Scope.WEBHOOKS_READ: frozenset({Action.SEE_LOGS}),
        Scope.WEBHOOKS_WRITE: frozenset({Action.MANAGE_WEBHOOKS}),
        Scope.CLOCKS_WRITE: frozenset({Action.MANAGE_CLOCKS}),
    }
)


@dataclass(frozen=True, slots=True)
class KeyText:
    """What the text of a key says by itself."""

    kind: KeyKind
    is_live: bool


def actions_of(scopes: Iterable[Scope]) -> frozenset[Action]:
    """Return the rights that a key with these scopes has in every account.

    Whatever a person alone can do for themselves, and the making of keys, is in none.
    """
    return frozenset[Action]().union(*(_ACTIONS[scope] for scope in scopes))


def scopes_within(role: StaffRole | None, *, is_live: bool) -> frozenset[Scope]:
    """Return the scopes that a key may have which somebody of the staff in this role answers for.

    No key may what that person may not (TH8, I34): each of a scope's rights must be the role's.
    Test data is nobody's, holds no money and sends no mail; whoever may make and move it may let a
    test key do all of it. Who has no role in the staff answers for nothing.
    """
    if role is None:
        return frozenset()
    own = rights_of_staff(role)
    if not is_live and Action.MANAGE_CLOCKS in own:
        return frozenset(Scope)
    return frozenset(scope for scope in Scope if _ACTIONS[scope] <= own)


def written(kind: KeyKind, *, is_live: bool, secret: bytes) -> str:
    """Write a key from 32 random bytes; raise `ValueError` for another number of them."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(len(secret))
    mode = "live" if is_live else "test"
    body = base58.encode(int.from_bytes(secret, "big"), length=_SECRET_LENGTH)
    start = f"{kind.value}_{mode}_{body}"
    return f"{start}{_checksum(start)}"


def parsed(text: str) -> KeyText | None:
    """Return what a key says by itself, or None for what was never one: cut, mistyped, invented."""
    parts = text.split("_")
    if len(parts) != _PARTS or parts[0] not in set(KeyKind) or parts[1] not in _MODES:
        return None
    if len(parts[2]) != _SECRET_LENGTH + _CHECK_LENGTH or base58.decode(parts[2]) is None:
        return None
    if _checksum(text[:-_CHECK_LENGTH]) != text[-_CHECK_LENGTH:]:
        return None
    return KeyText(KeyKind(parts[0]), is_live=_MODES[parts[1]])


def found_in(text: str) -> Iterator[str]:
    """Return what is written like a key in a text, in order: a scanner's find, a log, a page.

    >>> key = written(KeyKind.SECRET, is_live=True, secret=bytes(32))
    >>> list(found_in(f"Authorization: Bearer {key}, and sk_live_nothing")) == [key]
    True
    """
    return (each for each in _LIKE_A_KEY.findall(text) if parsed(each) is not None)


def digest(text: str) -> bytes:
    """Return what is kept of a key. It is random enough that a plain digest is no weaker (TH4)."""
    return hashlib.sha256(text.encode()).digest()


def _checksum(start: str) -> str:
    return base58.encode(zlib.crc32(start.encode()), length=_CHECK_LENGTH)
