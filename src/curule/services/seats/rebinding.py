"""Carrying the people of an older batch over to a newer one: offered, never done by itself (R8)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.data.models import Assignment, Batch, Member, Person, Seat, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._command import Command, Done, run
from curule.services.seating import claims
from curule.services.seating.releases import EndReason
from curule.services.seating.seating import Pool, seat_now

_AT_THE_END: Final = (EndReason.SEAT_ENDED.value, EndReason.TERM_ENDED.value)
"""Who had a seat until one of these had it to the end of the batch."""


def holders_of(account_id: UUID, batch_id: UUID) -> QuerySet[Assignment]:
    """Return who has a license of a batch, or had it until the batch ended, the first first."""
    still_there = Member.objects.filter(
        account_id=account_id, person_id=OuterRef("person_id"), left_at=None
    )
    return (
        Assignment.objects.filter(
            Q(ended_at=None) | Q(end_reason__in=_AT_THE_END),
            Exists(still_there),
            account_id=account_id,
            pool_id=batch_id,
            state="active",
            lapses_at=None,
        )
        .order_by("started_at", "id")
        .distinct()
    )


def carry_bindings(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    from_batch: UUID,
    to_batch: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[tuple[str, ...]]:
    """Bind the people of one batch to free licenses of another; returns their addresses.

    Those who came first are bound first; where there are too few free ones nobody is bound. Who has
    a license there already is passed over. Refuses `role_not_allowed`, `not_found`, `no_free_seat`
    and what `claims.claim` does.
    """

    def body(command: Command) -> tuple[str, ...]:
        subscription = claims.hold_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        claims.require_assign(command, terms)
        for batch_id in (from_batch, to_batch):
            _require_batch(command, subscription, batch_id)
        bound: list[str] = []
        for sold in terms.seat_types:
            pool = Pool(subscription=subscription, terms=terms, sold=sold)
            bound += _carry(command, pool, from_batch, to_batch)
        return tuple(bound)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="rebinding.carry_bindings",
        result=tuple[str, ...],
        body=body,
        key=key,
        request={"subscription": subscription_id, "from": from_batch, "to": to_batch},
    )


def _require_batch(command: Command, subscription: Subscription, batch_id: UUID) -> None:
    of_subscription = Batch.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, id=batch_id
    )
    if not of_subscription.exists():
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="batch"))


def _carry(command: Command, pool: Pool, from_batch: UUID, to_batch: UUID) -> list[str]:
    there = Assignment.objects.filter(
        account_id=command.account_id, pool_id=to_batch, seat_type_id=pool.sold.id, ended_at=None
    )
    has_one = set(there.values_list("person_id", flat=True))
    wanted = holders_of(command.account_id, from_batch).filter(seat_type_id=pool.sold.id)
    people = [
        person_id
        for person_id in dict.fromkeys(wanted.values_list("person_id", flat=True))
        if person_id not in has_one
    ]
    free = list(
        Seat.objects.select_for_update(no_key=True)
        .filter(
            Q(ends_at=None) | Q(ends_at__gt=command.now),
            account_id=command.account_id,
            pool_id=to_batch,
            seat_type_id=pool.sold.id,
            assignment_id=None,
            starts_at__lte=command.now,
        )
        .order_by("id")
        .values_list("id", flat=True)[: len(people)]
    )
    if len(free) < len(people):
        counts = {"needed": len(people), "free": len(free)}
        raise Refused(refuse(RefusalCode.NO_FREE_SEAT, options=(WayOut.BUY_SEATS,), **counts))
    known = Person.objects.in_bulk(people)
    given = [
        seat_now(command, pool, known[person_id], seat_id=seat_id)
        for person_id, seat_id in zip(people, free, strict=True)
    ]
    return [each.email for each in given]
