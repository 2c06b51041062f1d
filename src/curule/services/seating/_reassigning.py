"""How often a seat may change hands (assignment.reassign): a condition on the seats to pick from.

`cooldown_hours(n)`: a freed seat takes another person after n hours, the same person at once.
`per_term(n)`: n changes of holder per seat and term. Somebody who only was invited was no holder,
and who gets a seat back that was theirs is no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Min, Q
from django.db.models.functions import Greatest

from curule.core.localtime import local_date
from curule.core.policy import Reassign, ReassignRule
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.data.models import Seat, Subscription
from curule.selectors.standings import seats_in_force
from curule.services._acts import Command

_RESTED: Final = (
    "(seat.freed_at IS NULL OR seat.freed_at <= %(rested)s OR seat.last_holder = %(email)s::text)"
)
_CHANGES_LEFT: Final = """(
    SELECT count(*) FILTER (WHERE holder.before <> holder.email AND holder.since >= %(term)s)
        + count(*) FILTER (WHERE holder.is_last AND holder.email <> %(email)s::text)
    FROM (
        SELECT email, started_at AS since,
            lag(email) OVER history AS before, lead(email) OVER history IS NULL AS is_last
        FROM curule_assignment
        WHERE account_id = seat.account_id AND seat_id = seat.id AND activated_at IS NOT NULL
        WINDOW history AS (ORDER BY started_at, id)
    ) AS holder
) <= %(changes)s"""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a seat must fulfil, as SQL over the row `seat`, with the values it names."""

    sql: str
    values: dict[str, object]


def condition_of(rule: Reassign, subscription: Subscription, command: Command) -> Condition:
    """Return the condition under which a free seat may take another holder."""
    match rule.kind:
        case ReassignRule.UNLIMITED:
            return Condition("", {})
        case ReassignRule.COOLDOWN_HOURS:
            rested = command.now - timedelta(hours=rule.number or 0)
            return Condition(_RESTED, {"rested": rested})
        case ReassignRule.PER_TERM:
            term = subscription.term_starts_at or subscription.created_at
            return Condition(_CHANGES_LEFT, {"term": term, "changes": rule.number})


def refuse_rule(
    rule: Reassign, subscription: Subscription, seat_type_id: UUID, command: Command
) -> Refusal | None:
    """Return the refusal if seats are free that only this rule keeps back, with the time."""
    free = Seat.objects.filter(
        seats_in_force(command.now),
        account_id=command.account_id,
        subscription_id=subscription.id,
        seat_type_id=seat_type_id,
        assignment_id=None,
    )
    if rule.kind is ReassignRule.UNLIMITED or not free.exists():
        return None
    if rule.kind is ReassignRule.COOLDOWN_HOURS:
        first = free.aggregate(first=Min("freed_at"))["first"]
        free_at = first + timedelta(hours=rule.number or 0)
        return refuse(RefusalCode.REASSIGN_TOO_SOON, free_at=free_at)
    end = subscription.term_ends_at
    until = None if end is None else local_date(end, subscription.time_zone)
    return refuse(RefusalCode.REASSIGN_LIMIT, limit=rule.number, until=until)


def next_vacancy(
    rule: Reassign, subscription: Subscription, seat_type_id: UUID, command: Command
) -> datetime | None:
    """Return when the next seat that nobody has may be given away by itself, if time brings one.

    That is a seat whose rest ends, or one that begins later. A limit of changes per term is lifted
    by the next term, which is looked at anyway.
    """
    rests = rule.kind is ReassignRule.COOLDOWN_HOURS
    ready_at = Greatest(
        F("starts_at"),
        F("freed_at") + timedelta(hours=(rule.number or 0) if rests else 0),
    )
    found = (
        Seat.objects.filter(
            account_id=command.account_id,
            subscription_id=subscription.id,
            seat_type_id=seat_type_id,
            assignment_id=None,
        )
        .annotate(ready_at=ready_at)
        .filter(Q(ends_at=None) | Q(ends_at__gt=F("ready_at")), ready_at__gt=command.now)
        .aggregate(first=Min("ready_at"))
    )
    first: datetime | None = found["first"]
    return first
