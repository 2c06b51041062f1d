"""What every command shares: one transaction, who acts, what happened, what leaves, and once only.

A command loads rows under its locks, asks the core for a decision, and records the result. `run`
gives it the transaction: whatever it refuses rolls back whole, the same key has one effect, and a
transaction that the database could not serialize is run again from the start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec
from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, transaction

from curule.core.events import EventType
from curule.core.permissions import Action, Actor, ActorKind, may
from curule.core.policy import Channel, SeatPolicy
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.ids import new_id
from curule.data.models import (
    Account,
    CreditNote,
    Event,
    Invoice,
    Operation,
    Person,
    Subscription,
)
from curule.data.statements import columns, fetch, fetch_rows, row_of
from curule.services.numbering import number_all

T = TypeVar("T")

ATTEMPTS = 3
"""How often a transaction is run that met a deadlock or a serialization failure."""

_AGAIN = {"40001", "40P01"}


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a command brought about; `replayed` if its key was used before and nothing was done."""

    value: T
    replayed: bool = False


_MAIL: Final = """
INSERT INTO curule_outbox_message (id, account_id, template, recipient, language, context,
    subscription_id, invitation_id, status, created_at, attempts, fence, failure)
VALUES (%(id)s, %(account)s, %(template)s, %(to)s::text,
    COALESCE((SELECT language FROM curule_person WHERE email = %(to)s::text), %(language)s),
    %(context)s::jsonb, %(subscription)s, %(invitation)s, 'queued', %(now)s, 0, 0, '')
RETURNING id
"""


class Command:
    """One command in its transaction: the account, who acts, and the time it is."""

    def __init__(
        self,
        account: Account,
        actor: Actor,
        now: datetime,
        holders: dict[Role, tuple[Person, ...]] | None = None,
    ) -> None:
        self.account = account
        self.now = now
        self.holders = _read_holders(account.id) if holders is None else holders
        self.actor = _with_roles(actor, account.id, self.holders)
        self.to_number: list[Invoice | CreditNote] = []

    def lock_account(self) -> None:
        """Take the account's lock: whoever writes its ledger and its credit does so one at a time.

        It comes before the lock of a subscription; claims of seats do not need it.
        """
        self.account = Account.objects.select_for_update(no_key=True).get(id=self.account_id)

    def lock_subscription(self, subscription_id: UUID) -> Subscription:
        """Take the lock under which quantity, plan, term and status change.

        Refuses `not_found`, for another account's subscription as for none.
        """
        found = fetch_rows(
            Subscription,
            "account_id = %(account)s AND id = %(subscription)s FOR UPDATE",
            {"account": self.account_id, "subscription": subscription_id},
        )
        if not found:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
        return found[0]

    @property
    def account_id(self) -> UUID:
        """The account that everything this command writes belongs to."""
        return self.account.id

    @property
    def person_id(self) -> UUID | None:
        """The person who acts, if one does."""
        return UUID(self.actor.person_id) if self.actor.person_id else None

    @property
    def channel(self) -> Channel:
        """How the account buys."""
        return Channel(self.account.channel)

    def require(self, action: Action, policy: SeatPolicy | None = None) -> None:
        """Refuse unless the actor may do this under the policy."""
        names = {role: tuple(p.email for p in people) for role, people in self.holders.items()}
        refused = may(self.actor, action, policy=policy, channel=self.channel, holders=names)
        if refused:
            raise Refused(refused)

    def record(
        self,
        event: EventType,
        *,
        subject_id: UUID | None = None,
        subscription_id: UUID | None = None,
        **payload: object,
    ) -> None:
        """Record what happened, in the transaction in which it happens."""
        self.record_all(event, [(subject_id, payload)], subscription_id=subscription_id)

    def record_all(
        self,
        event: EventType,
        subjects: Sequence[tuple[UUID | None, Mapping[str, object]]],
        *,
        subscription_id: UUID | None = None,
    ) -> None:
        """Record the same thing of many subjects by one statement."""
        Event.objects.bulk_create(
            Event(
                account_id=self.account_id,
                type=event.value,
                occurred_at=self.now,
                actor_kind=self.actor.kind.value,
                actor_id=self.person_id,
                subscription_id=subscription_id,
                subject_id=subject_id,
                payload=msgspec.to_builtins(dict(payload)),
            )
            for subject_id, payload in subjects
        )

    def mail(
        self,
        template: str,
        to: str,
        *,
        subscription_id: UUID | None = None,
        invitation_id: UUID | None = None,
        **context: object,
    ) -> None:
        """Put a mail into the outbox; it leaves after the commit, in the recipient's language."""
        fetch(
            _MAIL,
            {
                "id": new_id(),
                "account": self.account_id,
                "template": template,
                "to": to,
                "language": self.account.language,
                "context": msgspec.json.encode(context, enc_hook=str).decode(),
                "subscription": subscription_id,
                "invitation": invitation_id,
                "now": self.now,
            },
        )

    def people_with(self, *roles: Role) -> tuple[Person, ...]:
        """Return who holds one of the roles, each person once; the owner where nobody does."""
        found = [person for role in roles for person in self.holders.get(role, ())]
        return tuple(dict.fromkeys(found or self.holders.get(Role.OWNER, ())))


_HOLDERS: Final = """
FROM curule_role_grant AS held JOIN curule_person AS holder ON holder.id = held.person_id
WHERE held.account_id = %(account)s AND held.revoked_at IS NULL
"""
_READ_HOLDERS: Final = f"SELECT held.role, holder.id, holder.email {_HOLDERS} ORDER BY held.id"


def _read_holders(account_id: UUID) -> dict[Role, tuple[Person, ...]]:
    return _holders(fetch(_READ_HOLDERS, {"account": account_id}))


def _holders(rows: Iterable[Sequence[Any]]) -> dict[Role, tuple[Person, ...]]:
    """Return who holds each role; of a person only the id and the address are read at once."""
    holders: dict[Role, tuple[Person, ...]] = {}
    for name, person_id, email in rows:
        role = Role(name)
        person = Person.from_db(DEFAULT_DB_ALIAS, ["id", "email"], [person_id, email])
        holders[role] = (*holders.get(role, ()), person)
    return holders


def _with_roles(
    actor: Actor, account_id: UUID, holders: Mapping[Role, tuple[Person, ...]]
) -> Actor:
    """Give a person the roles they hold in this account, whatever the caller believed."""
    if actor.kind is not ActorKind.PERSON or not actor.person_id:
        return actor
    own = UUID(actor.person_id)
    held = frozenset(role for role, people in holders.items() if any(p.id == own for p in people))
    return replace(actor, account_id=str(account_id), roles=held)


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
            with transaction.atomic():
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
        except OperationalError as error:
            if attempt == ATTEMPTS or _sqlstate(error) not in _AGAIN or _nested():
                raise
    raise AssertionError


def _nested() -> bool:
    return bool(transaction.get_connection().in_atomic_block)


def _sqlstate(error: BaseException) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


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
        number_all(command.account, command.to_number)
        return Done(value)
    fingerprint = _fingerprint(name, request)
    operation, created = _claim(account_id, key, name, fingerprint, now)
    if not created:
        if operation.fingerprint != fingerprint:
            raise Refused(refuse(RefusalCode.IDEMPOTENCY_KEY_REUSED))
        return Done(msgspec.convert(operation.result, result), replayed=True)
    value = body(command)
    _keep_result(operation, value)
    number_all(command.account, command.to_number)
    return Done(value)


_OPEN: Final = f"""
SELECT {columns(Account, "account")}, people.role, people.id, people.email
FROM curule_account AS account
LEFT JOIN LATERAL (
    SELECT held.role, holder.id, holder.email, held.id AS granted {_HOLDERS}
) AS people ON true
WHERE account.id = %(account)s
ORDER BY people.granted
"""  # noqa: S608 - nothing but the names of columns is put in


def _open(account_id: UUID, actor: Actor, now: datetime) -> Command:
    """Return the command with its account and who holds which role there, read at once."""
    rows = fetch(_OPEN, {"account": account_id})
    if not rows:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="account"))
    account = row_of(Account, rows[0][:-3])
    holders = _holders(row[-3:] for row in rows if row[-1] is not None)
    return Command(account, actor, now, holders)


def _claim(
    account_id: UUID, key: str, name: str, fingerprint: str, now: datetime
) -> tuple[Operation, bool]:
    """Take the key, or wait for whoever has it and read what they left."""
    try:
        with transaction.atomic():
            operation = Operation.objects.create(
                account_id=account_id,
                key=key,
                command=name,
                fingerprint=fingerprint,
                created_at=now,
            )
    except IntegrityError:
        return Operation.objects.get(account_id=account_id, key=key), False
    return operation, True


def _keep_result(operation: Operation, value: object) -> None:
    kept = msgspec.to_builtins(value)
    Operation.objects.filter(account_id=operation.account_id, id=operation.id).update(result=kept)


def _fingerprint(name: str, request: Mapping[str, object]) -> str:
    canonical = json.dumps([name, msgspec.to_builtins(dict(request), enc_hook=str)], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def stored(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a frozen value of the core as JSON keeps it."""
    return msgspec.to_builtins(value)
