"""Whom a program means: by address, by the id of a user (`usr_…`), or by an id of its own.

An address has an @, which no name of a program has; our ids begin with `usr_`: one field takes all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from curule.httpkit.ids import internal_id
from curule.selectors.external_ids import addresses_of_users, find_called

_OF_A_USER = "usr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Somebody by address or by id; nobody has the empty address.

    `rows` are what this was read from: where one of them changes, somebody else may be meant.
    """

    email: str
    person_id: UUID | None = None
    rows: frozenset[UUID] = frozenset()


def whom(written: str, *, is_live: bool) -> Whom:
    """Return who is meant; a name that was given to nobody means nobody."""
    person_id = internal_id(_OF_A_USER, written)
    if person_id is not None or "@" in written:
        return Whom(email=written, person_id=person_id)
    row_id, email = find_called([written], is_live=is_live).get(written, (None, ""))
    return Whom(email=email, rows=frozenset({row_id} if row_id else ()))


def addresses(written: Collection[str], *, is_live: bool) -> dict[str, str]:
    """Return the address of each who is meant, or the empty one."""
    users = {each: user for each in written if (user := internal_id(_OF_A_USER, each))}
    names = [each for each in written if "@" not in each and each not in users]
    called = find_called(names, is_live=is_live) if names else {}
    known = addresses_of_users(users.values()) if users else {}
    return {
        **{each: each for each in written},
        **{each: known.get(user, "") for each, user in users.items()},
        **{each: called[each][1] if each in called else "" for each in names},
    }
