"""What an account comes to, whatever happened on the way: two histories are one if this is equal.

Every row of every table of an account counts. Left out are names that are drawn anew each time
(ids, keys, numbers of papers), and the instants of when something was found out: whoever was told
again later is told the same. What is billed for, from when to when, counts.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db import connection

_DRAWN: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # ids
    r"|\b[0-9a-f]{64}\b|\b(?:ch|re|pay|sandbox)_\w+"  # fingerprints, names at the gateway
    r"|\b(?:INV|CN)-\d{4}-\d+"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|\+00:00)"  # read from a clock, not planned
    r"|\bs\d+-[0-9a-f]{8}\b|\b\w+-\d+-[0-9a-f]{8}\b|\bc\d+-[0-9a-f]{8}\b"  # names of a Shop
)
_MEANT: Final = re.compile(r"^(?:period_|term_|trial_)?(?:starts|ends)_at$|^effective_at$")
_LEFT_OUT: Final = frozenset({
    "seq", "asked", "attempts", "fence", "key", "reference", "request_id", "as_issued", "number",
    "structured_reference",
})  # fmt: skip
_NOT_OF_THE_OUTCOME: Final = frozenset({"curule_operation"})


def canonical(account_id: UUID) -> str:
    """Return every row of an account as text, the same for the same outcome."""
    parts = []
    for table in sorted(_tables() - _NOT_OF_THE_OUTCOME):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT row_to_json(t)::text FROM {table} t WHERE account_id = %s",  # noqa: S608 - from our models
                [account_id],
            )
            rows = sorted(_plain(text) for (text,) in cursor.fetchall())
        parts += [f"{table} {row}" for row in rows]
    return "\n".join(parts)


def digest(account_id: UUID) -> str:
    """Return the hash of it."""
    return hashlib.sha256(canonical(account_id).encode()).hexdigest()


def _tables() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_app_config("curule").get_models()
        if any(field.name == "account" for field in model._meta.fields)
    }


def _plain(text: str) -> str:
    row = json.loads(text)
    kept = {name: value for name, value in row.items() if _counts(name)}
    return _DRAWN.sub("#", json.dumps(kept, sort_keys=True))


def _counts(name: str) -> bool:
    if name in _LEFT_OUT:
        return False
    return not name.endswith("_at") or _MEANT.match(name) is not None
