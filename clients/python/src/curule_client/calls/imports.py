# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: bank statements that were read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import ColumnsGiven, Import, Imported, ImportLookedAt, Matched


def list_imports(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    status: Literal["open", "assigned", "recorded", "set_aside"] | None = None,
) -> Listing[Import]:
    """List imported bank statements, the newest first.

    List the statements of your bank; there are none in test mode.
    """
    return Listing(
        path="/imports",
        item=Import,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "status": status,
            }
        ),
    )


def create_import(
    *,
    content: str,
    file_name: str | None = None,
    iban: str | None = None,
    columns: ColumnsGiven | None = None,
    idempotency_key: str | None = None,
) -> Call[Imported]:
    """Import a bank statement.

    Import a file of 5 MB at most; what came in another file is known and left alone.

    A file of the bank of at most 5 MB, in base64: camt.053, MT940 or CSV.

    With an `iban` it must be of that account. A CSV is read by its `columns`, or as a file with the
    same titles was read before; no other file has columns.
    """
    return ask(
        "POST",
        "/imports",
        Imported,
        body={
            "content": content,
            **given({"file_name": file_name, "iban": iban, "columns": columns}),
        },
        idempotency_key=idempotency_key,
    )


def get_import(bank_import: str) -> Call[ImportLookedAt]:
    """Get an imported bank statement.

    Return one statement with who imported it and matched its lines.
    """
    return ask("GET", f"/imports/{in_path(bank_import)}", ImportLookedAt)


def match_import(bank_import: str, *, idempotency_key: str | None = None) -> Call[Matched]:
    """Record all lines that nobody need look at.

    Record each line that names its invoice and pays it exactly, 200 at most.

    Needs an `Idempotency-Key`.
    """
    return ask(
        "POST", f"/imports/{in_path(bank_import)}/match", Matched, idempotency_key=idempotency_key
    )
