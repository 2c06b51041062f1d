"""The vendor announces the newest version of a plan to those who run on older ones, with notice.

Each subscription is announced to in a transaction of its own, by a key of its own: what was begun
can be stopped and goes on where it was, and nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from curule.core.permissions import Action, Actor, may
from curule.core.price_changes import LONGEST_NOTICE_DAYS, LeftOut
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import PlanVersion
from curule.selectors.catalog import PlanTerms
from curule.selectors.clocks import now_for
from curule.selectors.price_changes import list_open, list_reached, newest_version
from curule.services._command import Command
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.changes import price_changes

ANNOUNCED = "announced_now"
NOT_RUNNING = "not_running"


@dataclass(slots=True)
class Outcome:
    """What came of an announcement: to how many it went out, and why not to others."""

    announced: int = 0
    left_out: dict[LeftOut, int] = field(default_factory=dict)

    def count(self, said: str) -> None:
        """Count one more."""
        if said == ANNOUNCED:
            self.announced += 1
        elif said != NOT_RUNNING:
            reason = LeftOut(said)
            self.left_out[reason] = self.left_out.get(reason, 0) + 1


def announce_version(
    *,
    actor: Actor,
    plan_id: UUID,
    notice_days: int,
    on_clocks: bool,
    now: datetime,
    key: str,
    stopping: Callable[[], bool] = lambda: False,
    told: Callable[[str], None] = lambda _said: None,
) -> Outcome:
    """Announce the newest version of a plan to all whom it reaches; return what came of it.

    All live accounts, or all on test clocks. It takes effect at the first renewal that is at least
    `notice_days` later. `told` hears of each subscription that it reaches what came of it.

    Refuses `role_not_allowed`, `field_invalid`, and `nothing_to_change` where the plan has no
    published version.
    """
    target = _checked(actor, plan_id, notice_days)
    outcome = Outcome()
    for reached in list_reached(
        plan_id, target, notice_days=notice_days, now=now, on_clocks=on_clocks
    ):
        if stopping():
            break
        said = (
            reached.left_out.value
            if reached.left_out
            else announce_to(
                actor=actor,
                account_id=reached.account_id,
                subscription_id=reached.subscription_id,
                target=target,
                notice_days=notice_days,
                now=now,
                key=key,
            )
        )
        outcome.count(said)
        if reached.left_out is None:
            told(said)
    return outcome


def _checked(actor: Actor, plan_id: UUID, notice_days: int) -> PlanTerms:
    require(actor)
    if not 0 <= notice_days <= LONGEST_NOTICE_DAYS:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="notice_days"))
    target = newest_version(plan_id)
    if target is None:
        raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE))
    return target


def require(actor: Actor) -> None:
    """Refuse `role_not_allowed` to whom plans are not to publish."""
    refused = may(actor, Action.PUBLISH_PLANS)
    if refused:
        raise Refused(refused)


def announce_to(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    target: PlanTerms,
    notice_days: int,
    now: datetime,
    key: str,
) -> str:
    """Announce a version to one subscription; return `ANNOUNCED`, or why it is left out."""
    require(actor)
    plan_id = PlanVersion.objects.values_list("plan_id", flat=True).get(id=target.version_id)

    def body(command: Command) -> str:
        command.lock_account()
        subscription = lock_up_to_date(command, subscription_id)
        found = list(
            list_reached(
                plan_id,
                target,
                notice_days=notice_days,
                now=now,
                only=[subscription.id],
            )
        )
        if not found:
            return NOT_RUNNING
        [reached] = found
        if reached.left_out is not None:
            return reached.left_out.value
        price_changes.announce(command, subscription, target, reached, notice_days)
        return ANNOUNCED

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now_for(account_id, now),
        name="price_announcements.announce_to",
        result=str,
        body=body,
        key=f"{key}:{subscription_id}",
        request={"version": target.version_id, "notice_days": notice_days},
    ).value


def withdraw_from(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    change_id: UUID | None = None,
    now: datetime,
) -> bool:
    """Take back what was announced to one subscription; return whether there was anything.

    With a `change_id` only if that is what is open.
    """
    require(actor)

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = lock_up_to_date(command, subscription_id)
        row = price_changes.open_change(subscription)
        if row is None or change_id not in {None, row.id}:
            return False
        price_changes.withdraw(command, subscription, row)
        return True

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now_for(account_id, now),
        name="price_announcements.withdraw_from",
        result=bool,
        body=body,
    ).value


def mark() -> UUID:
    """Return an id that is made after all that was announced so far (`made_up_to`)."""
    return new_id()


def withdraw_all(
    *,
    actor: Actor,
    plan_id: UUID,
    on_clocks: bool,
    now: datetime,
    made_up_to: UUID | None = None,
    stopping: Callable[[], bool] = lambda: False,
    told: Callable[[str], None] = lambda _said: None,
) -> int:
    """Take all announcements of a plan back that have not come yet; return from how many.

    Whichever version they are of, from live accounts or from those on test clocks. With
    `made_up_to` what was announced after that id was made stays.
    """
    require(actor)
    withdrawn = 0
    for each in list_open(plan_id, on_clocks=on_clocks, made_up_to=made_up_to):
        if stopping():
            break
        withdrawn += withdraw_from(
            actor=actor,
            account_id=each.account_id,
            subscription_id=each.subscription_id,
            change_id=each.id,
            now=now,
        )
        told("withdrawn")
    return withdrawn
