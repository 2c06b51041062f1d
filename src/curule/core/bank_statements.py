"""Bank statements as any bank writes them: what came in and went out, and whether it is all there.

>>> from datetime import date
>>> came = BankLine(
...     booked_on=date(2026, 11, 2),
...     amount=Money(360000, "EUR"),
...     payer="ACME SARL",
...     remittance="INV-0091",
... )
>>> statement = BankStatement(
...     iban="DE02120300000000202051",
...     currency="EUR",
...     lines=(came,),
...     opened_with=Money(100000, "EUR"),
...     closed_with=Money(460000, "EUR"),
... )
>>> checked(statement) is statement
True
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from curule.core.money import Money

MOST_OCTETS: Final = 5_000_000
MOST_LINES: Final = 20_000
LONGEST_TEXT: Final = 500

_NO_REFERENCE: Final = frozenset({"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NONE"})


class StatementProblem(StrEnum):
    """Why a file is no statement that can be trusted."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    UNKNOWN_FORMAT = "unknown_format"
    WRONG_CODING = "wrong_coding"
    CUT = "cut"
    BALANCE = "balance"
    DATE = "date"
    AMOUNT = "amount"
    DECIMAL_MARK = "decimal_mark"
    CURRENCY = "currency"
    COLUMNS = "columns"
    OTHER_ACCOUNT = "other_account"


class StatementInvalid(ValueError):
    """It is no statement, or not a whole one; `problem` says why, `number` in which line.

    Lines are counted from 1; 0 stands for the whole file.
    """

    def __init__(self, problem: StatementProblem, number: int = 0) -> None:
        super().__init__(f"{problem.value} (line {number})" if number else problem.value)
        self.problem = problem
        self.number = number


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One line of a statement; money that came in is positive, what went out negative.

    `reference` is the bank's own for the movement, `end_to_end` what the payer's bank passed on.
    """

    booked_on: date
    amount: Money
    payer: str = ""
    payer_iban: str = ""
    remittance: str = ""
    reference: str = ""
    end_to_end: str = ""
    is_reversal: bool = False

    @property
    def said(self) -> str:
        """All that the payer wrote."""
        return " ".join(part for part in (self.remittance, self.end_to_end) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement:
    """The lines of one account, in the order of the file; balances where the file has them.

    `names_account` is false where somebody said of which account the file is: it does not itself.
    """

    iban: str
    currency: str
    lines: tuple[BankLine, ...]
    opened_with: Money | None = None
    closed_with: Money | None = None
    names_account: bool = True


def checked(statement: BankStatement) -> BankStatement:
    """Return a statement that is whole: in one currency, and its lines lead to its last balance.

    Raises `StatementInvalid`.
    """
    if len(statement.lines) > MOST_LINES:
        raise StatementInvalid(StatementProblem.TOO_BIG)
    for number, line in enumerate(statement.lines, 1):
        if line.amount.currency != statement.currency:
            raise StatementInvalid(StatementProblem.CURRENCY, number)
        if not line.amount.amount_minor:
            raise StatementInvalid(StatementProblem.AMOUNT, number)
    before, after = statement.opened_with, statement.closed_with
    if before is not None and after is not None:
        moved = sum(line.amount.amount_minor for line in statement.lines)
        if before.amount_minor + moved != after.amount_minor:
            raise StatementInvalid(StatementProblem.BALANCE)
    return statement


def is_account(written: str, iban: str) -> bool:
    """Whether the account that a file names is the one with this IBAN.

    An older format writes the bank's own number of it, as it stands in the IBAN.

    >>> is_account("12030000/0000202051 EUR", "DE02 1203 0000 0000 2020 51")
    True
    >>> is_account("FR76 3000 6000 0112 3456 7890 189", "DE02120300000000202051")
    False
    """
    named, wanted = bare_account(written), bare_account(iban)
    return named == wanted or (bool(wanted) and wanted[4:] in named) or not named


def bare_account(written: str) -> str:
    """Return the number of an account without how it is parted.

    >>> bare_account("de02 1203 0000 0000 2020 51")
    'DE02120300000000202051'
    """
    return "".join(filter(str.isalnum, written)).upper()


def require_account(statements: Iterable[BankStatement], iban: str) -> None:
    """Refuse statements of another account than the one that is meant; nothing means any.

    Raises `StatementInvalid`.
    """
    if iban and not all(is_account(each.iban, iban) for each in statements):
        raise StatementInvalid(StatementProblem.OTHER_ACCOUNT)


def fingerprints(statement: BankStatement) -> tuple[str, ...]:
    """Return what each line is known by, also in another file: no movement is booked twice.

    The bank's reference where it has one, else all that is said of it; counted: two equal
    transfers on one day are two, in a file of that day and in one of the whole month. What was
    typed beside a file counts for nothing: the file is the same whatever is typed.
    """
    account = bare_account(statement.iban) if statement.names_account else ""
    met: Counter[tuple[object, ...]] = Counter()
    found: list[str] = []
    for line in statement.lines:
        reference = known_reference(line.reference)
        known_by = (reference,) if reference else (line.payer, line.said)
        key = (line.booked_on, line.amount, *known_by)
        met[key] += 1
        words = "\x1f".join(str(part) for part in (account, *key, met[key]))
        found.append(sha256(words.encode()).hexdigest())
    return tuple(found)


def known_reference(written: str) -> str:
    """Return a reference, or nothing for the words that banks write where there is none.

    >>> known_reference("NONREF"), known_reference(" 2026-11/7 ")
    ('', '2026-11/7')
    """
    plain = written.strip()
    return "" if plain.upper() in _NO_REFERENCE else plain


def tidy(written: str) -> str:
    """Return a text of a statement on one line, without what no one can read."""
    printable = "".join(each if each.isprintable() else " " for each in written)
    return " ".join(printable.split())[:LONGEST_TEXT]
