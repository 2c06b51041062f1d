"""A running subscription besides its numbers: renewal on or off, a reduction taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.permissions import Action, Actor
from curule.core.policy import RenewalMode
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services import reductions
from curule.services._command import Command, Done, run


def refuse_ended(subscription: Subscription) -> None:
    """Refuse a command on a subscription that has ended or was never paid."""
    if subscription.status == Status.ENDED:
        ended_on = subscription.ended_at.date() if subscription.ended_at else None
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_ENDED, ended_on=ended_on))
    if subscription.status == Status.INCOMPLETE:
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_INCOMPLETE))


def keep_seats(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Take back everything that is scheduled for the renewal. Refuses `nothing_to_change`."""

    def body(command: Command) -> int:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        command.require(Action.CHANGE, get_plan_terms(subscription.plan_version_id).policy)
        refuse_ended(subscription)
        withdrawn = reductions.withdraw_all(command, subscription)
        if not withdrawn:
            raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE))
        command.record(
            EventType.REDUCTION_WITHDRAWN,
            subject_id=subscription.id,
            subscription_id=subscription.id,
        )
        subscription.version += 1
        subscription.save()
        return withdrawn

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="subscriptions.keep_seats",
        result=int,
        body=body,
        key=key,
        request={"subscription": subscription_id},
    )


def set_auto_renew(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    value: bool,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Turn automatic renewal on or off.

    Refuses `auto_renew_not_offered` where terms are ordered by hand.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        command.require(Action.CHANGE, get_plan_terms(subscription.plan_version_id).policy)
        refuse_ended(subscription)
        turn_auto_renew(command, subscription, value=value)
        return value

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="subscriptions.set_auto_renew",
        result=bool,
        body=body,
        key=key,
        request={"subscription": subscription_id, "value": value},
    )


def turn_auto_renew(command: Command, subscription: Subscription, *, value: bool) -> None:
    """Set automatic renewal inside a command that holds the locks."""
    terms = get_plan_terms(subscription.plan_version_id)
    if value and terms.policy.renewal.mode is RenewalMode.MANUAL:
        raise Refused(refuse(RefusalCode.AUTO_RENEW_NOT_OFFERED))
    if subscription.auto_renew == value:
        return
    subscription.auto_renew = value
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.AUTO_RENEW_SET,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        value=value,
    )
