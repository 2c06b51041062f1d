# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: lines of bank statements: money that came, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import BankLine, BankLineLookedAt, PartGiven


def list_bank_lines(
    *,
    limit: int = 20,
    import_: str | None = None,
    status: Literal["open", "assigned", "recorded", "set_aside"] | None = None,
) -> Listing[BankLine]:
    """List lines of bank statements, the newest first.

    List the lines of all statements, or some of them; there are none in test mode.
    """
    return Listing(
        path="/bank_lines",
        item=BankLine,
        query=given({"limit": limit, "import": import_, "status": status}),
    )


def get_bank_line(bank_line: str) -> Call[BankLineLookedAt]:
    """Get a line of a bank statement.

    Return one line with the invoices that it may be for, each with the reasons.
    """
    return ask("GET", f"/bank_lines/{in_path(bank_line)}", BankLineLookedAt)


def match_bank_line(
    bank_line: str, *, parts: Sequence[PartGiven], idempotency_key: str | None = None
) -> Call[BankLineLookedAt]:
    """Say whose money a line is, and record it.

    Write down whose it is, in one, and record each part as a bank transfer of its account.

    What cannot be recorded now is tried again by the worker. Needs an `Idempotency-Key`.

    Whose a line is: in parts that add up to all that came in.
    """
    return ask(
        "POST",
        f"/bank_lines/{in_path(bank_line)}/match",
        BankLineLookedAt,
        body={"parts": parts},
        idempotency_key=idempotency_key,
    )


def link_bank_line(
    bank_line: str, *, payments: Sequence[str], idempotency_key: str | None = None
) -> Call[BankLineLookedAt]:
    """Say that a line is payments recorded by hand.

    Tie a line to bank transfers that add up to it: nothing is paid once more.

    Which payments a line is, that were recorded by hand.
    """
    return ask(
        "POST",
        f"/bank_lines/{in_path(bank_line)}/link",
        BankLineLookedAt,
        body={"payments": payments},
        idempotency_key=idempotency_key,
    )


def record_bank_line(
    bank_line: str, *, idempotency_key: str | None = None
) -> Call[BankLineLookedAt]:
    """Record what was matched and could not be recorded then.

    Try again what the worker tries again by itself. Needs an `Idempotency-Key`.
    """
    return ask(
        "POST",
        f"/bank_lines/{in_path(bank_line)}/record",
        BankLineLookedAt,
        idempotency_key=idempotency_key,
    )


def set_bank_line_aside(
    bank_line: str, *, comment: str, idempotency_key: str | None = None
) -> Call[BankLineLookedAt]:
    """Set a line aside that pays nothing here.

    Set a line aside, such as a fee; the comment says why.

    Why a line is no payment.
    """
    return ask(
        "POST",
        f"/bank_lines/{in_path(bank_line)}/set_aside",
        BankLineLookedAt,
        body={"comment": comment},
        idempotency_key=idempotency_key,
    )


def open_bank_line_again(
    bank_line: str, *, idempotency_key: str | None = None
) -> Call[BankLineLookedAt]:
    """Open a line again of which nothing is recorded.

    Open a line again that was set aside, or matched and not recorded yet.
    """
    return ask(
        "POST",
        f"/bank_lines/{in_path(bank_line)}/open_again",
        BankLineLookedAt,
        idempotency_key=idempotency_key,
    )


def reverse_by_bank_line(
    bank_line: str,
    *,
    reason: str,
    payment: str,
    unpaid: Literal["owed", "written_off"] | None = None,
    idempotency_key: str | None = None,
) -> Call[BankLineLookedAt]:
    """Take a transfer back by the line that returned it.

    Take a transfer back that went out again, and set the line aside, as one.

    Needs an `Idempotency-Key`.

    Which transfer a line takes back, and why.
    """
    return ask(
        "POST",
        f"/bank_lines/{in_path(bank_line)}/reverse",
        BankLineLookedAt,
        body={"reason": reason, "payment": payment, **given({"unpaid": unpaid})},
        idempotency_key=idempotency_key,
    )
