# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what was given back of invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import CreditLineGiven, CreditNote, CreditPreview


def list_credit_notes(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    invoice: str | None = None,
) -> Listing[CreditNote]:
    """List credit notes, the newest first.

    List the credit notes of all accounts that the key sees, or some of them.
    """
    return Listing(
        path="/credit_notes",
        item=CreditNote,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "invoice": invoice,
            }
        ),
    )


def create_credit_note(
    *,
    invoice: str,
    lines: Sequence[CreditLineGiven],
    reason: str,
    to: Literal["credit", "refund"] | None = None,
    idempotency_key: str | None = None,
) -> Call[CreditNote]:
    """Give back a part of an invoice.

    Issue a credit note: so much of each line that is named. Needs an `Idempotency-Key`.

    A credit note to be issued, and why.
    """
    return ask(
        "POST",
        "/credit_notes",
        CreditNote,
        body={"invoice": invoice, "lines": lines, "reason": reason, **given({"to": to})},
        idempotency_key=idempotency_key,
    )


def preview_credit_note(
    *,
    invoice: str,
    lines: Sequence[CreditLineGiven],
    to: Literal["credit", "refund"] | None = None,
    idempotency_key: str | None = None,
) -> Call[CreditPreview]:
    """What a credit note would be.

    Return what would be issued now, with its tax; nothing is.

    What of an invoice is given back: off what is open first, of what was paid to credit.

    With `refund` what was paid goes back the way it came. A line is named once.
    """
    return ask(
        "POST",
        "/credit_notes/preview",
        CreditPreview,
        body={"invoice": invoice, "lines": lines, **given({"to": to})},
        idempotency_key=idempotency_key,
    )


def get_credit_note(credit_note: str) -> Call[CreditNote]:
    """Get a credit note.

    Return one credit note.
    """
    return ask("GET", f"/credit_notes/{in_path(credit_note)}", CreditNote)


def get_credit_note_pdf(credit_note: str) -> Call[bytes]:
    """Get a credit note as a PDF.

    Return the paper, the same bytes each time; none while nobody has said who sells.
    """
    return ask("GET", f"/credit_notes/{in_path(credit_note)}/pdf", bytes)


def get_credit_note_xml(credit_note: str) -> Call[bytes]:
    """Get a credit note as an electronic invoice.

    Return the credit note as EN 16931 has it, where its currency can be written so.
    """
    return ask("GET", f"/credit_notes/{in_path(credit_note)}/xml", bytes)
