"""Who uses their seat, as the product reports it, and what is suggested about those who do not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from curule.core.addresses import canonical_or_empty
from curule.core.events import EventType
from curule.core.idleness import idle_from, is_reclaim_suggested
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Assignment, PlanVersion, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.clocks import now_for
from curule.services import _input
from curule.services._calendar import MAILS
from curule.services._command import Command, Done, run
from curule.services._sources import DueItem, Scope
from curule.services.seating.claim_statement import USABLE

SYSTEM: Final = Actor.system("worker")
_CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
_MOST_SHIFT: Final = timedelta(hours=3)
"""More than the clocks of any place are moved by in between."""


def report_use(
    *,
    actor: Actor,
    account_id: UUID,
    product_id: UUID,
    used: Mapping[str, datetime],
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Write down when people last used a product, by the vendor; returns how many seats it was.

    An older report changes nothing, and an address without a seat is passed over. Refuses
    `role_not_allowed`, `address_invalid`, and `date_invalid` for what is still to come.
    """

    def body(command: Command) -> int:
        command.require(Action.REPORT_USE)
        return sum(_note_use(command, product_id, email, at) for email, at in used.items())

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="usage.report_use",
        result=int,
        body=body,
        key=key,
        request={"product": product_id, "used": dict(used)},
    )


def report_use_everywhere(
    *,
    actor: Actor,
    product_id: UUID,
    used: Mapping[str, datetime | None],
    is_live: bool,
    now: datetime,
) -> int:
    """Write down when people last used a product, in every company that gave them a seat of it.

    All of it or nothing; returns how many seats it was. None is now, and so is what is a little
    ahead of it, as by a clock that goes wrong. Refuses `role_not_allowed` and `date_invalid`.
    """
    by_address = {canonical_or_empty(email): at for email, at in used.items()}
    sold = Subscription.objects.filter(product_id=product_id, account__clock__isnull=is_live)
    held = Assignment.objects.filter(
        subscription_id__in=sold.values("id"), email__in=by_address, state="active", ended_at=None
    )
    by_account: dict[UUID, set[str]] = {}
    for account_id, email in held.order_by("account_id").values_list("account_id", "email"):
        by_account.setdefault(account_id, set()).add(email)
    written = 0
    with transaction.atomic():
        for account_id, emails in by_account.items():
            there = now_for(account_id, now)
            written += report_use(
                actor=actor,
                account_id=account_id,
                product_id=product_id,
                used={each: _not_ahead(by_address[each], there) for each in sorted(emails)},
                now=there,
            ).value
    return written


def _not_ahead(at: datetime | None, now: datetime) -> datetime:
    return now if at is None or now < at <= now + _CLOCKS_DIFFER_BY else at


def _note_use(command: Command, product_id: UUID, email: str, at: datetime) -> int:
    if at.tzinfo is None or at > command.now:
        raise Refused(refuse(RefusalCode.DATE_INVALID, given=at.isoformat()))
    subscriptions = Subscription.objects.filter(
        account_id=command.account_id, product_id=product_id
    )
    return (
        Assignment.objects.filter(
            Q(last_active_at=None) | Q(last_active_at__lt=at),
            account_id=command.account_id,
            subscription_id__in=subscriptions.values("id"),
            email=_input.address(email),
            state="active",
            ended_at=None,
        )
        .filter(activated_at__lte=at)
        .update(last_active_at=at, reclaim_suggested_at=None)
    )


# --- what is suggested about seats that nobody uses ----------------------------------------------


def perhaps_idle() -> QuerySet[Any]:
    """Return the seats about which something is suggested once they are unused for long enough."""
    running = Subscription.objects.filter(
        plan_version_id__in=_suggesting().values("id"), status__in=USABLE
    )
    return _in_use().filter(subscription_id__in=running.values("id"))


def find_idle(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
    """Return the earliest seat whose holder has become inactive and about which nobody was told."""
    versions = _suggesting().values_list("id", flat=True)
    found = [_earliest(scope, get_plan_terms(version), now, skipped) for version in versions]
    items = [item for item in found if item is not None]
    return min(items, key=lambda item: (item.due_at, item.id), default=None)


def _suggesting() -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(published_at__isnull=False, policy__people__reclaim="suggest")


def _earliest(
    scope: Scope, terms: PlanTerms, now: datetime, skipped: Collection[UUID]
) -> DueItem | None:
    running = Subscription.objects.filter(plan_version_id=terms.version_id, status__in=USABLE)
    days = timedelta(days=terms.policy.people.inactive_after_days)
    row = (
        _in_use()
        .filter(scope.of(), subscription_id__in=running.values("id"))
        .filter(since__lte=now - days + _MOST_SHIFT)
        .exclude(id__in=list(skipped))
        .select_related("account")
        .order_by("since", "id")
        .first()
    )
    if row is None:
        return None
    due_at = _idle_from(row, terms, row.account.time_zone)
    if due_at > now:
        return None
    return DueItem(due_at=due_at, rank=MAILS, source="idle", account_id=row.account_id, id=row.id)


def _in_use() -> QuerySet[Any]:
    return Assignment.objects.filter(
        ended_at=None, state="active", reclaim_suggested_at=None
    ).annotate(since=Greatest(F("activated_at"), F("last_active_at")))


def _idle_from(row: Assignment, terms: PlanTerms, zone: str) -> datetime:
    assert row.activated_at is not None
    return idle_from(
        terms.policy.people,
        given_at=row.activated_at,
        last_active_at=row.last_active_at,
        zone=zone,
    )


def suggest(*, account_id: UUID, assignment_id: UUID, now: datetime) -> int:
    """Tell who gives seats which of them are unused by now, once; returns how many.

    All seats of the subscription that have become so are told in one mail.
    """
    subscription_id = Assignment.objects.values_list("subscription_id", flat=True).get(
        account_id=account_id, id=assignment_id
    )

    def body(command: Command) -> int:
        subscription = Subscription.objects.get(account_id=account_id, id=subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        rows = _idle_rows(command, subscription, terms)
        Assignment.objects.filter(account_id=account_id, id__in=[row.id for row in rows]).update(
            reclaim_suggested_at=command.now
        )
        _tell(command, subscription, terms, rows)
        return len(rows)

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="usage.suggest",
        result=int,
        body=body,
    ).value


def _idle_rows(command: Command, subscription: Subscription, terms: PlanTerms) -> list[Assignment]:
    if not is_reclaim_suggested(terms.policy.people):
        return []
    rows = (
        _in_use()
        .select_for_update(of=("self",))
        .filter(account_id=command.account_id, subscription_id=subscription.id)
        .order_by("id")
    )
    zone = command.account.time_zone
    return [row for row in rows if _idle_from(row, terms, zone) <= command.now]


def _tell(
    command: Command, subscription: Subscription, terms: PlanTerms, rows: list[Assignment]
) -> None:
    if not rows:
        return
    command.record_all(
        EventType.SEAT_RECLAIM_SUGGESTED,
        [(row.seat_id, {"email": row.email, "last_active_at": row.last_active_at}) for row in rows],
        subscription_id=subscription.id,
    )
    emails = ", ".join(dict.fromkeys(row.email for row in rows))
    for person in command.people_with(*sorted(terms.policy.who.assign_roles)):
        command.mail("seat_unused", person.email, subscription_id=subscription.id, person=emails)
