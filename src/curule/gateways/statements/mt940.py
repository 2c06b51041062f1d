"""MT940, the statement of SWIFT, with the fields that German banks put into `:86:`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import mt940
from mt940.models import Amount, Balance

from curule.core.bank_statements import (
    BankLine,
    BankStatement,
    StatementInvalid,
    StatementProblem,
    known_reference,
    tidy,
)
from curule.core.coding import Undecodable, decoded
from curule.core.money import Money
from curule.gateways.statements.amounts import money_of

_BEGINS: Final = re.compile(r"(?m)^:20:")
_CLOSES: Final = re.compile(r"(?m)^:62[FM]:")
_OPTIONS: Final = mt940.Options(reversal_sign=True, case_insensitive_marks=True)
"""A credit that is reversed (`RC`) went out, a debit that is reversed (`RD`) came back."""
_IBAN: Final = re.compile(r"^([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)(?=[A-Z]{3,}|\s|$)")


def read_mt940(raw: bytes) -> tuple[BankStatement, ...]:
    """Read every statement of a file. Raises `StatementInvalid`."""
    try:
        text, _coding = decoded(raw)
    except Undecodable:
        raise StatementInvalid(StatementProblem.WRONG_CODING) from None
    starts = [found.start() for found in _BEGINS.finditer(text)]
    if not starts:
        raise StatementInvalid(StatementProblem.UNKNOWN_FORMAT)
    ends = [*starts[1:], len(text)]
    return tuple(
        _statement(text[start:end], text.count("\n", 0, start) + 1)
        for start, end in zip(starts, ends, strict=True)
    )


def _statement(text: str, first_line: int) -> BankStatement:
    if not _CLOSES.search(text):
        raise StatementInvalid(StatementProblem.CUT, first_line)
    try:
        read = mt940.parse(text, options=_OPTIONS)
    except Exception:  # noqa: BLE001 - the library lets many kinds escape; none is ours to know
        raise StatementInvalid(StatementProblem.UNKNOWN_FORMAT, first_line) from None
    opening = _first(read.data, "final_opening_balance", "intermediate_opening_balance")
    closing = _first(read.data, "final_closing_balance", "intermediate_closing_balance")
    if opening is None or closing is None:
        raise StatementInvalid(StatementProblem.CUT, first_line)
    opened_with = _money(opening.amount, first_line)
    if len(read) != len(re.findall(r"(?m)^:61:", text)):
        raise StatementInvalid(StatementProblem.UNKNOWN_FORMAT, first_line)
    return BankStatement(
        iban=tidy(str(read.data.get("account_identification") or "")),
        currency=opened_with.currency,
        lines=tuple(_line(each.data, first_line) for each in read),
        opened_with=opened_with,
        closed_with=_money(closing.amount, first_line),
    )


def _line(of: dict[str, Any], number: int) -> BankLine:
    booked = of.get("entry_date") or of.get("date")
    if not isinstance(booked, date):
        raise StatementInvalid(StatementProblem.DATE, number)
    payer_iban, payer = _payer(_said(of, "applicant_name"))
    return BankLine(
        booked_on=date(booked.year, booked.month, booked.day),
        amount=_money(of["amount"], number),
        payer=payer,
        payer_iban=payer_iban or _said(of, "gvc_applicant_iban"),
        remittance=_said(of, "purpose", "additional_purpose") or _said(of, "transaction_details"),
        reference=known_reference(_said(of, "bank_reference") or _said(of, "customer_reference")),
        end_to_end=known_reference(_said(of, "end_to_end_reference")),
        is_reversal=str(of.get("status") or "").upper().startswith("R"),
    )


def _payer(written: str) -> tuple[str, str]:
    """Return the account and the name, which some banks write as one."""
    found = _IBAN.match(written)
    return (found[1], tidy(written[found.end() :])) if found else ("", written)


def _money(amount: Amount | str | None, number: int) -> Money:
    if not isinstance(amount, Amount):
        raise StatementInvalid(StatementProblem.AMOUNT, number)
    return money_of(amount.amount, str(amount.currency or ""), number=number)


def _said(of: dict[str, Any], *names: str) -> str:
    return tidy(" ".join(str(of[name]) for name in names if of.get(name)))


def _first(of: dict[str, Any], *names: str) -> Balance | None:
    return next((of[name] for name in names if of.get(name) is not None), None)
