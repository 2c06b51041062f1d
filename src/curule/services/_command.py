"""What every command shares: one transaction, who acts, what happened, what leaves, and once only.

A command loads rows under its locks, asks the core for a decision, and records the result. `run`
gives it the transaction: whatever it refuses rolls back whole, the same key has one effect, and a
transaction that the database could not serialize, or whose month was closed while it ran, is run
again from the start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec
from django.db import IntegrityError, OperationalError, transaction
from structlog.contextvars import bound_contextvars

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Account, Operation
from curule.data.rules import CLOSED_THROUGH, ON_OPEN_DAY
from curule.data.statements import columns, fetch, row_of
from curule.services._acts import HOLDERS, Command, read_holders
from curule.services._parking import Trip, Tripped, park
from curule.services.numbering import number_all
from curule.services.seating.vacancies import fill

__all__ = ["ATTEMPTS", "Command", "Done", "fingerprint", "run", "stored"]

T = TypeVar("T")

ATTEMPTS = 3
"""How often a transaction is run that met a deadlock or a serialization failure."""

_AGAIN = {"40001", "40P01"}


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a command brought about; `replayed` if its key was used before and nothing was done."""

    value: T
    replayed: bool = False


def run(
    *,
    account_id: UUID,
    actor: Actor,
    now: datetime,
    name: str,
    result: type[T],
    body: Callable[[Command], T],
    key: str | None = None,
    request: Mapping[str, object] | None = None,
) -> Done[T]:
    """Run `body` as the command `name` in one transaction.

    With a `key` the result is kept in the same transaction, and the same key with the same request
    gives it back without a second effect. Raises `Refused`; then nothing has changed.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with bound_contextvars(account_id=str(account_id)), transaction.atomic():
                return _once(
                    account_id=account_id,
                    actor=actor,
                    now=now,
                    name=name,
                    result=result,
                    body=body,
                    key=key,
                    request=request or {},
                )
        except Tripped as tripped:
            _park(tripped.trip, now)
            raise
        except (OperationalError, IntegrityError) as error:
            if attempt == ATTEMPTS or not _is_overtaken(error) or _nested():
                raise
    raise AssertionError


def _park(met: Trip, now: datetime) -> None:
    """Park the account of a command that was undone."""
    with transaction.atomic():
        park(_open(met.account_id, Actor.system("bounds"), now), met)


def _nested() -> bool:
    return bool(transaction.get_connection().in_atomic_block)


def _is_overtaken(error: BaseException) -> bool:
    """Whether another transaction came between, a month that was closed meanwhile among them."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in _AGAIN:
        return True
    rule = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return rule is not None and rule.endswith(ON_OPEN_DAY)


def _once(
    *,
    account_id: UUID,
    actor: Actor,
    now: datetime,
    name: str,
    result: type[T],
    body: Callable[[Command], T],
    key: str | None,
    request: Mapping[str, object],
) -> Done[T]:
    command = _open(account_id, actor, now)
    if key is None:
        value = body(command)
        _finish(command)
        return Done(value)
    asked = fingerprint(name, request)
    operation, created = _claim(account_id, key, name, asked, now)
    if not created:
        if operation.fingerprint != asked:
            raise Refused(refuse(RefusalCode.IDEMPOTENCY_KEY_REUSED))
        return Done(msgspec.convert(operation.result, result), replayed=True)
    value = body(command)
    _keep_result(operation, value)
    _finish(command)
    return Done(value)


def _finish(command: Command) -> None:
    """Do what was put off, give what became free to those who wait, and number the papers last.

    Numbers are taken under a lock that all accounts share.
    """
    while command.last_acts:
        (_, act), where = command.last_acts.popitem()
        act(where)
    fill(command)
    for met in command.tripped:
        park(_open(met.account_id, Actor.system("bounds"), command.now), met)
    number_all(command.account, command.to_number)


_OPEN: Final = f"""
SELECT {columns(Account, "account")}, {CLOSED_THROUGH}, people.role, people.id, people.email
FROM curule_account AS account
LEFT JOIN LATERAL (
    SELECT held.role, holder.id, holder.email, held.id AS granted {HOLDERS}
) AS people ON true
WHERE account.id = %(account)s
ORDER BY people.granted
"""  # noqa: S608 - nothing but the names of columns is put in


def _open(account_id: UUID, actor: Actor, now: datetime) -> Command:
    """Return the command with its account and who holds which role there, read at once."""
    rows = fetch(_OPEN, {"account": account_id})
    if not rows:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="account"))
    account = row_of(Account, rows[0][:-4])
    holders = read_holders(row[-3:] for row in rows if row[-1] is not None)
    return Command(account, actor, now, holders, closed_through=rows[0][-4])


def _claim(
    account_id: UUID, key: str, name: str, asked: str, now: datetime
) -> tuple[Operation, bool]:
    """Take the key, or wait for whoever has it and read what they left."""
    try:
        with transaction.atomic():
            operation = Operation.objects.create(
                account_id=account_id,
                key=key,
                command=name,
                fingerprint=asked,
                created_at=now,
            )
    except IntegrityError:
        return Operation.objects.get(account_id=account_id, key=key), False
    return operation, True


def _keep_result(operation: Operation, value: object) -> None:
    kept = msgspec.to_builtins(value)
    Operation.objects.filter(account_id=operation.account_id, id=operation.id).update(result=kept)


def fingerprint(name: str, request: Mapping[str, object]) -> str:
    """Return what tells a command with its arguments from every other one."""
    canonical = json.dumps([name, msgspec.to_builtins(dict(request), enc_hook=str)], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def stored(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a frozen value of the core as JSON keeps it."""
    return msgspec.to_builtins(value)
