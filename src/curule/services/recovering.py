"""Back from grace: nothing that was granted is unpaid any more, or it ends nothing more."""

from __future__ import annotations

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.data.models import Invoice, Subscription
from curule.selectors.standings import grace_of
from curule.services._acts import Command


def recover(command: Command, subscription: Subscription) -> None:
    """Lift `past_due` and `suspended` as far as the invoices that are still unpaid allow.

    Who waits may have been passed over because of what was unpaid, and is looked at again.
    """
    command.vacate(subscription.id)
    if subscription.status not in {Status.PAST_DUE, Status.SUSPENDED}:
        return
    status = grace_of(subscription, command.now).status
    if status not in {Status.ACTIVE, Status.PAST_DUE} or status == subscription.status:
        return
    subscription.status = status
    Subscription.objects.filter(account_id=command.account_id, id=subscription.id).update(
        status=status
    )
    command.record(
        EventType.SUBSCRIPTION_RECOVERED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
    )


def leave_behind(command: Command, subscription: Subscription) -> None:
    """Let a term that is ordered after the end begin without the grace of what was owed before.

    Grace has reached its end with the subscription: what is still open stays owed, and counts for
    `unpaid.blocks`, but what was paid for the new term is not ended by it.
    """
    Invoice.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        status="open",
        is_granted=True,
        left_behind_at=None,
    ).update(left_behind_at=command.now)
