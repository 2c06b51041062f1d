"""Writing to the vendor from the pages, for what cannot be bought there (T25, G5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from curule.core.permissions import Action, Actor
from curule.data.models import OutboxMessage
from curule.selectors.catalog import get_plan_terms
from curule.selectors.contracts import reference_of
from curule.selectors.subscriptions import list_subscriptions
from curule.services._command import Command, Done, run
from curule.services._mailing import counts

MOST_A_DAY: Final = 20
"""So many letters of one account in a day are carried to the vendor."""

_TEMPLATE: Final = "contact_wanted"


def write_to_vendor(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID | None,
    reference: str,
    person: str,
    message: str,
    now: datetime,
    key: str | None = None,
) -> Done[str]:
    """Mail what somebody asks to the account's adviser, else to the vendor's contact; returns whom.

    The letter names who asks, the `reference` of the account, the plan and its numbers; a foreign
    subscription is passed over.
    """

    def body(command: Command) -> str:
        command.require(Action.OWN_ACCESS)
        to: str = command.account.adviser or settings.CURULE_CONTACT
        command.mail(
            _TEMPLATE,
            to,
            subscription_id=subscription_id,
            invitation_id=None,
            person=person,
            message=message,
            **_about(command, subscription_id, reference),
        )
        return to

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="contacting.write_to_vendor",
        result=str,
        body=body,
        key=key,
        request={"subscription": subscription_id, "message": message},
    )


def _about(command: Command, subscription_id: UUID | None, reference: str) -> dict[str, object]:
    rows = list_subscriptions(command.account_id, command.now)
    row = next((each for each in rows if each.id == subscription_id), None)
    if row is None:
        return {"reference": reference}
    totals = {name: held.counts.total for name, held in row.seats.items()}
    return {
        "reference": f"{reference} {reference_of(row.id)}",
        "plan": row.terms.called,
        "seats": counts(get_plan_terms(row.terms.version_id), totals),
    }


def has_written_enough(account_id: UUID, now: datetime) -> bool:
    """Whether the vendor has had as many letters of the account as are carried in a day."""
    since = now - timedelta(days=1)
    letters = OutboxMessage.objects.filter(
        account_id=account_id, template=_TEMPLATE, created_at__gt=since
    )
    return letters.count() >= MOST_A_DAY
