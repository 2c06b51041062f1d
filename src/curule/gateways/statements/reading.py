"""Which format a file of a bank is in, and what it says."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from curule.core.bank_statements import (
    MOST_OCTETS,
    BankStatement,
    StatementInvalid,
    StatementProblem,
    checked,
)
from curule.gateways.statements.camt053 import read_camt053
from curule.gateways.statements.columns import Columns, guessed, read_columns
from curule.gateways.statements.mt940 import read_mt940

_BEGINS: Final = 4_000
_MT940: Final = re.compile(rb"^:(20|25|28C?):", re.MULTILINE)


class StatementFormat(StrEnum):
    """What a bank can write a statement as."""

    CAMT053 = "camt053"
    MT940 = "mt940"
    CSV = "csv"


def format_of(raw: bytes) -> StatementFormat:
    """Return the format that a file begins as."""
    begins = raw[:_BEGINS].lstrip(b"\xef\xbb\xbf \r\n\t")
    if begins.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        return StatementFormat.CAMT053
    if _MT940.search(begins):
        return StatementFormat.MT940
    return StatementFormat.CSV


def read_statements(raw: bytes, columns: Columns | None = None) -> tuple[BankStatement, ...]:
    """Read the statements of a file, checked; a CSV by its `columns`, else as they are guessed.

    Raises `StatementInvalid`.
    """
    if len(raw) > MOST_OCTETS:
        raise StatementInvalid(StatementProblem.TOO_BIG)
    if not raw.strip():
        raise StatementInvalid(StatementProblem.EMPTY)
    match format_of(raw):
        case StatementFormat.CAMT053:
            found = read_camt053(raw)
        case StatementFormat.MT940:
            found = read_mt940(raw)
        case StatementFormat.CSV:
            found = (read_columns(raw, guessed(raw) if columns is None else columns),)
    if not found:
        raise StatementInvalid(StatementProblem.EMPTY)
    return tuple(checked(each) for each in found)
