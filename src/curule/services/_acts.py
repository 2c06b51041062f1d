"""One command while it runs: the account, who acts, the time, what happened, and what leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import DEFAULT_DB_ALIAS

from curule.core.closed_months import open_at, open_on
from curule.core.events import EventType
from curule.core.mail_kinds import KIND_OF
from curule.core.permissions import Action, Actor, ActorKind, may
from curule.core.policy import Channel, SeatPolicy
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.ids import new_id
from curule.data.models import Account, CreditNote, Invoice, Person, Subscription
from curule.data.statements import fetch, fetch_rows
from curule.services._telling import DELIVERIES

_TELL: Final = f"""
WITH told AS (
    INSERT INTO curule_event (
        id, account_id, type, occurred_at, actor_kind, actor_id, subscription_id, subject_id,
        payload
    )
    SELECT each.id, %(account)s, %(type)s, %(now)s, %(actor_kind)s, %(actor)s, %(subscription)s,
        each.subject_id, each.payload::jsonb
    FROM unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(payloads)s::text[])
        AS each (id, subject_id, payload)
    RETURNING id, account_id, type
) {DELIVERIES}
"""  # noqa: S608 - the statement is ours
_MAIL: Final = """
INSERT INTO curule_outbox_message (id, account_id, template, recipient, language, context,
    subscription_id, invitation_id, status, created_at, attempts, fence, failure)
SELECT %(id)s, %(account)s, %(template)s::text, %(to)s::text,
    COALESCE((SELECT language FROM curule_person WHERE email = %(to)s::text), %(language)s::text),
    %(context)s::jsonb, %(subscription)s::uuid, %(invitation)s::uuid, 'queued', %(now)s, 0, 0, ''
WHERE %(kind)s::text IS NULL OR NOT EXISTS (
    SELECT FROM curule_mail_choice AS unwanted
    JOIN curule_person AS person ON person.id = unwanted.person_id
    WHERE person.email = %(to)s::text AND unwanted.kind = %(kind)s::text
)
RETURNING id
"""


_OF_CUSTOMERS: Final = frozenset({ActorKind.PERSON, ActorKind.DIRECTORY})


class Command:
    """One command in its transaction: the account, who acts, and the time it is."""

    def __init__(
        self,
        account: Account,
        actor: Actor,
        now: datetime,
        holders: dict[Role, tuple[Person, ...]] | None = None,
        *,
        closed_through: date | None = None,
    ) -> None:
        self.account = account
        self.now = now
        self._closed_through = closed_through
        self.holders = _holders_in(account.id) if holders is None else holders
        self.actor = _with_roles(actor, account.id, self.holders)
        self.to_number: list[Invoice | CreditNote] = []
        self.vacant: dict[UUID, Command] = {}
        self.last_acts: dict[tuple[UUID, Callable[[Command], None]], Command] = {}
        self.tripped: list[Any] = []  # safety bounds that were met on the way

    def beside(self, account: Account) -> Command:
        """Return the same act in another account, or in this one with the roles as they are now."""
        other = Command(account, self.actor, self.now, closed_through=self._closed_through)
        other.vacant, other.last_acts, other.tripped = self.vacant, self.last_acts, self.tripped
        return other

    def vacate(self, *subscription_ids: UUID) -> None:
        """Note that seats may have become free: before the command ends, who waits gets them."""
        self.vacant.update(dict.fromkeys(subscription_ids, self))

    def before_end(self, act: Callable[[Command], None]) -> None:
        """Let something be done in this account, once, when all else of the command is done."""
        self.last_acts[self.account_id, act] = self

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
    def dated_at(self) -> datetime:
        """When what this command issues and books counts: now, or once it is an open day."""
        return self.open_at(self.now)

    def open_at(self, at: datetime) -> datetime:
        """Return when something counts that is of an instant, which may lie in a closed month."""
        return open_at(at, self.account.time_zone, self._closed)

    def open_on(self, day: date) -> date:
        """Return on which day something counts that is of a day, which may be closed."""
        return open_on(day, self._closed)

    @property
    def _closed(self) -> date | None:
        """The last closed day; no month is closed on a test clock."""
        return None if self.account.clock_id else self._closed_through

    @property
    def person_id(self) -> UUID | None:
        """The person who acts, if one does."""
        return UUID(self.actor.person_id) if self.actor.person_id else None

    @property
    def channel(self) -> Channel:
        """How the account buys."""
        return Channel(self.account.channel)

    def require(self, action: Action, policy: SeatPolicy | None = None) -> None:
        """Refuse unless the actor may do this under the policy, in an account that is open."""
        closed_at = self.account.closed_at
        if closed_at is not None and self.actor.kind in _OF_CUSTOMERS:
            raise Refused(refuse(RefusalCode.ACCOUNT_CLOSED, closed_at=closed_at))
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
        """Record the same thing of many subjects by one statement, with who is told of it."""
        if not subjects:
            return
        fetch(
            _TELL,
            {
                "account": self.account_id,
                "type": event.value,
                "now": self.now,
                "actor_kind": self.actor.kind.value,
                "actor": self.person_id,
                "subscription": subscription_id,
                "ids": [new_id() for _ in subjects],
                "subjects": [subject_id for subject_id, _ in subjects],
                "payloads": [msgspec.json.encode(dict(said)).decode() for _, said in subjects],
            },
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
        """Put a mail into the outbox; it leaves after the commit, in the recipient's language.

        One that the recipient can do without, and said so, is not written at all.
        """
        fetch(
            _MAIL,
            {
                "id": new_id(),
                "account": self.account_id,
                "template": template,
                "kind": KIND_OF.get(template),
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


HOLDERS: Final = """
FROM curule_role_grant AS held JOIN curule_person AS holder ON holder.id = held.person_id
WHERE held.account_id = %(account)s AND held.revoked_at IS NULL
"""
_READ_HOLDERS: Final = f"SELECT held.role, holder.id, holder.email {HOLDERS} ORDER BY held.id"


def _holders_in(account_id: UUID) -> dict[Role, tuple[Person, ...]]:
    return read_holders(fetch(_READ_HOLDERS, {"account": account_id}))


def read_holders(rows: Iterable[Sequence[Any]]) -> dict[Role, tuple[Person, ...]]:
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
