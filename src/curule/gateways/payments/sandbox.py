"""A payment company of its own, for trying out and for tests: it keeps its own books.

Its memory is an SQLite file that Curule's database knows nothing of, as a real gateway's would be,
so that lost answers and comparisons of the two books are real. Its cards say what they do:

    sandbox:succeed       is charged
    sandbox:decline       is refused
    sandbox:hang          never gets through: not charged, no answer
    sandbox:lose_answer   is charged, but the answer is lost on the way
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from curule.core.money import Money
from curule.gateways.payments.base import (
    ChargeRef,
    Declined,
    FindAnswer,
    GatewayCharge,
    GatewayRefund,
    GatewayUnavailable,
    KeyReused,
    NotFound,
    RefundAnswer,
    Succeeded,
    Unknown,
)

TOKEN_PREFIX: Final = "sandbox:"  # noqa: S105 - the name of a test card
_BUSY_SECONDS: Final = 10.0
_SCHEMA_VERSION: Final = 1
_SCHEMA: Final = (
    """CREATE TABLE charge (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
        amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, statement TEXT NOT NULL,
        reference TEXT NOT NULL, declined TEXT NOT NULL)""",
    """CREATE TABLE refund (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
        charge_key TEXT NOT NULL REFERENCES charge (key), amount_minor INTEGER NOT NULL,
        reference TEXT NOT NULL, declined TEXT NOT NULL)""",
    "CREATE INDEX refund_by_charge ON refund (charge_key)",
    """CREATE TABLE script (
        number INTEGER PRIMARY KEY, operation TEXT NOT NULL, outcome TEXT NOT NULL)""",
    f"PRAGMA user_version = {_SCHEMA_VERSION}",
)


class Outcome(StrEnum):
    """What the sandbox does with a call."""

    SUCCEED = "succeed"
    DECLINE = "decline"
    HANG = "hang"
    LOSE_ANSWER = "lose_answer"


class Operation(StrEnum):
    """What is asked of the sandbox."""

    CHARGE = "charge"
    REFUND = "refund"


_FIND: Final = {
    Operation.CHARGE: "SELECT fingerprint, reference, declined FROM charge WHERE key = ?",
    Operation.REFUND: "SELECT fingerprint, reference, declined FROM refund WHERE key = ?",
}


class _Entry(NamedTuple):
    """A line of the sandbox's books; `declined` is empty where the money moved."""

    fingerprint: str
    reference: str
    declined: str

    def answer(self) -> Succeeded | Declined:
        return Declined(self.declined) if self.declined else Succeeded(self.reference)


class SandboxGateway:
    """A gateway that moves no real money, honours its keys and can be told to fail."""

    def __init__(
        self,
        path: Path | str,
        *,
        hangs_for: float = 0.0,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """Keep the books in `path`; a call that hangs takes `hangs_for` seconds."""
        self._path = Path(path)
        self._hangs_for = hangs_for
        self._wait = wait

    @property
    def collects(self) -> bool:
        """A charge moves money by itself."""
        return True

    def charge(
        self, *, key: str, amount: Money, method_token: str, reference: str
    ) -> Succeeded | Declined | Unknown:
        """Charge the card that `method_token` names; see `PaymentGateway.charge`.

        Raises:
            KeyReused: the key was used for another amount or card.
            ValueError: the amount is not above zero.
        """
        _check_amount(amount)
        card = _card(method_token)
        if card is None:
            return Declined("unknown_method")
        fingerprint = _fingerprint(str(amount), method_token)

        def execute(books: sqlite3.Connection, outcome: Outcome) -> _Entry:
            declined = "card_declined" if outcome is Outcome.DECLINE else ""
            entry = _Entry(fingerprint, _reference("ch", key), declined)
            books.execute(
                "INSERT INTO charge (key, fingerprint, amount_minor, currency, statement,"
                " reference, declined) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    key,
                    fingerprint,
                    amount.amount_minor,
                    amount.currency,
                    reference,
                    entry.reference,
                    declined,
                ),
            )
            return entry

        return self._once(
            Operation.CHARGE, key=key, fingerprint=fingerprint, usual=card, execute=execute
        )

    def find_charge(self, *, key: str, method_token: str) -> FindAnswer:  # noqa: ARG002
        """Return what became of the charge; see `PaymentGateway.find_charge`."""
        return self._find(Operation.CHARGE, key)

    def refund(self, *, key: str, charge: ChargeRef, amount: Money) -> RefundAnswer:
        """Give money back to the card it came from; see `PaymentGateway.refund`.

        More than is left of the charge, another currency or a charge that never was are declined.

        Raises:
            KeyReused: the key was used for another amount or charge.
            ValueError: the amount is not above zero.
        """
        _check_amount(amount)
        charge_key = charge.key
        fingerprint = _fingerprint(str(amount), charge_key)

        def execute(books: sqlite3.Connection, outcome: Outcome) -> _Entry:
            declined = _objection(books, charge_key, amount)
            if outcome is Outcome.DECLINE:
                declined = declined or "refund_declined"
            entry = _Entry(fingerprint, _reference("re", key), declined)
            if declined != "charge_not_found":
                books.execute(
                    "INSERT INTO refund (key, fingerprint, charge_key, amount_minor, reference,"
                    " declined) VALUES (?, ?, ?, ?, ?, ?)",
                    (key, fingerprint, charge_key, amount.amount_minor, entry.reference, declined),
                )
            return entry

        return self._once(
            Operation.REFUND,
            key=key,
            fingerprint=fingerprint,
            usual=Outcome.SUCCEED,
            execute=execute,
        )

    def find_refund(self, *, key: str, charge: ChargeRef) -> FindAnswer:  # noqa: ARG002
        """Return what became of the refund; see `PaymentGateway.find_refund`."""
        return self._find(Operation.REFUND, key)

    def list_charges(self) -> tuple[GatewayCharge, ...]:
        """Return every successful charge, oldest first.

        Raises:
            GatewayUnavailable: the file cannot be read.
        """
        try:
            with self._books() as books:
                rows = books.execute(
                    "SELECT key, amount_minor, currency, reference,"
                    " (SELECT COALESCE(SUM(amount_minor), 0) FROM refund"
                    " WHERE charge_key = charge.key AND declined = '')"
                    " FROM charge WHERE declined = '' ORDER BY number"
                ).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise GatewayUnavailable(self._unreadable(error)) from error
        return tuple(
            GatewayCharge(
                key=key,
                amount=Money(minor, currency),
                reference=reference,
                refunded=Money(refunded, currency),
            )
            for key, minor, currency, reference, refunded in rows
        )

    def list_refunds(self, charge: ChargeRef | None = None) -> tuple[GatewayRefund, ...]:
        """Return every refund that went back, oldest first; see `ListsRefunds`.

        Raises:
            GatewayUnavailable: the file cannot be read.
        """
        try:
            with self._books() as books:
                rows = books.execute(
                    "SELECT refund.key, charge.key, charge.reference, refund.reference,"
                    " refund.amount_minor, charge.currency"
                    " FROM refund JOIN charge ON charge.key = refund.charge_key"
                    " WHERE refund.declined = '' ORDER BY refund.number"
                ).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise GatewayUnavailable(self._unreadable(error)) from error
        return tuple(
            GatewayRefund(
                key=key,
                charge_key=charge_key,
                charge_reference=charge_reference,
                reference=reference,
                amount=Money(minor, currency),
                answer=Succeeded(reference),
            )
            for key, charge_key, charge_reference, reference, minor, currency in rows
            if charge is None or charge.key == charge_key
        )

    def script_next(
        self, *outcomes: Outcome | str, operation: Operation = Operation.CHARGE
    ) -> None:
        """Force the next answers, whatever the card says: one outcome for each call that comes.

        A call that is repeated with its key gets its first answer and uses up no outcome.

        Raises:
            ValueError: an outcome is none of `Outcome`.
            GatewayUnavailable: the file cannot be written.
        """
        wanted = [Outcome(outcome) for outcome in outcomes]
        try:
            with self._books() as books:
                books.executemany(
                    "INSERT INTO script (operation, outcome) VALUES (?, ?)",
                    [(operation.value, outcome.value) for outcome in wanted],
                )
        except (sqlite3.Error, OSError) as error:
            raise GatewayUnavailable(self._unreadable(error)) from error

    def _once(
        self,
        operation: Operation,
        *,
        key: str,
        fingerprint: str,
        usual: Outcome,
        execute: Callable[[sqlite3.Connection, Outcome], _Entry],
    ) -> Succeeded | Declined | Unknown:
        """Do it, or answer as the first time; the key, the script and the books change together."""
        try:
            with self._books() as books:
                entry = _entry(books, operation, key)
                outcome = usual
                if entry is None:
                    outcome = _scripted(books, operation) or usual
                    entry = None if outcome is Outcome.HANG else execute(books, outcome)
                elif entry.fingerprint != fingerprint:
                    raise KeyReused(f"the key {key!r} was used for another {operation}")
                else:
                    outcome = Outcome.SUCCEED
        except (sqlite3.Error, OSError) as error:
            return Unknown(self._unreadable(error))
        if entry is None:
            self._wait(self._hangs_for)
            return Unknown("no answer in time")
        return Unknown("the answer was lost") if outcome is Outcome.LOSE_ANSWER else entry.answer()

    def _find(self, operation: Operation, key: str) -> FindAnswer:
        try:
            with self._books() as books:
                entry = _entry(books, operation, key)
        except (sqlite3.Error, OSError) as error:
            return Unknown(self._unreadable(error))
        return NotFound() if entry is None else entry.answer()

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        """Open the books for one transaction; a connection is neither shared nor inherited."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        books = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            books.execute("PRAGMA foreign_keys = ON")
            books.execute("BEGIN IMMEDIATE")
            if books.execute("PRAGMA user_version").fetchone()[0] < _SCHEMA_VERSION:
                for statement in _SCHEMA:
                    books.execute(statement)
            yield books
            books.execute("COMMIT")
        finally:
            books.close()  # what was not committed is rolled back

    def _unreadable(self, error: Exception) -> str:
        return (
            f"The sandbox's books {self._path} cannot be used ({error}); "
            "move the file away to start with new ones."
        )


def _entry(books: sqlite3.Connection, operation: Operation, key: str) -> _Entry | None:
    row = books.execute(_FIND[operation], (key,)).fetchone()
    return None if row is None else _Entry(*row)


def _scripted(books: sqlite3.Connection, operation: Operation) -> Outcome | None:
    """Take the next forced outcome off the script."""
    row = books.execute(
        "DELETE FROM script WHERE number ="
        " (SELECT MIN(number) FROM script WHERE operation = ?) RETURNING outcome",
        (operation.value,),
    ).fetchone()
    return None if row is None else Outcome(row[0])


def _objection(books: sqlite3.Connection, charge_key: str, amount: Money) -> str:
    """Return why so much of that charge cannot be given back; "" if it can."""
    row = books.execute(
        "SELECT amount_minor - (SELECT COALESCE(SUM(amount_minor), 0) FROM refund"
        " WHERE charge_key = charge.key AND declined = ''), currency"
        " FROM charge WHERE key = ? AND declined = ''",
        (charge_key,),
    ).fetchone()
    if row is None:
        return "charge_not_found"
    left, currency = row
    if currency != amount.currency:
        return "currency_mismatch"
    return "more_than_charged" if amount.amount_minor > left else ""


def _card(token: str) -> Outcome | None:
    name = token.removeprefix(TOKEN_PREFIX)
    return Outcome(name) if token.startswith(TOKEN_PREFIX) and name in set(Outcome) else None


def _reference(kind: str, key: str) -> str:
    """Make the sandbox's own identifier; the same key has the same one in every run."""
    return f"sandbox_{kind}_{sha256(key.encode()).hexdigest()[:20]}"


def _fingerprint(*parts: str) -> str:
    return "|".join(parts)


def _check_amount(amount: Money) -> None:
    if amount.amount_minor <= 0:
        raise ValueError(f"only an amount above zero can be moved, not {amount}")
