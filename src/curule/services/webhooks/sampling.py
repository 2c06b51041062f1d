"""A sample of an event, told to the endpoints of test data; it happened to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.permissions import Action, Actor, may
from curule.core.public_events import heard, subject_prefix
from curule.core.public_ids import public_text
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import WebhookEndpoint
from curule.gateways.webhook_http import Answer, post
from curule.selectors.told_events import ToldEvent
from curule.services.webhooks.bodies import body_of, headers_of
from curule.services.webhooks.endpoints import reach, secrets_of


@dataclass(frozen=True, slots=True)
class Sampled:
    """What an endpoint answered to a sample."""

    url: str
    answer: Answer


def tell_sample(*, actor: Actor, type_: str, now: datetime) -> tuple[Sampled, ...]:
    """Tell every enabled endpoint of test data that asks for a type a sample of it, once.

    Refuses `role_not_allowed`, and `field_invalid` for a type that there is not.
    """
    refused = may(actor, Action.MANAGE_WEBHOOKS)
    if refused:
        raise Refused(refused)
    try:
        events = heard([type_])
    except KeyError:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="type")) from None
    prefix = subject_prefix(min(events))
    event = _sample(type_, public_text(prefix, new_id().int) if prefix else None, now)
    body, message_id = body_of(event), public_text("evt", event.id.int)
    wanting = WebhookEndpoint.objects.filter(is_live=False, disabled_at=None, deleted_at=None)
    return tuple(
        Sampled(
            row.url,
            post(
                row.url,
                body,
                headers_of(message_id, body, secrets=secrets_of(row, now), at=now),
                reach=reach(),
            ),
        )
        for row in wanting.order_by("id")
        if row.events is None or any(event.value in row.events for event in events)
    )


def _sample(type_: str, subject: str | None, now: datetime) -> ToldEvent:
    account_id: UUID = new_id()
    return ToldEvent(
        id=new_id(),
        type=type_,
        at=now,
        is_live=False,
        account_id=account_id,
        subscription_id=None,
        subject=subject,
        actor="system",
        details={"sample": True},
        previous={},
    )
