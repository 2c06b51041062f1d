"""A vendor with an endpoint, and a customer to whom something happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from curule.core.events import EventType
from curule.core.permissions import Actor, StaffRole
from curule.data import models
from curule.gateways.webhook_http import Reach
from curule.services.webhooks import endpoints
from curule.services.webhooks.endpoints import MadeSecret
from curule.worker.clock import utc_now
from curule.worker.webhooks import send_due
from tests.support.factories import make_account
from tests.support.happening import happens
from tests.support.receiver import Receiver, running_receiver

DEVELOPER = Actor.staff(name="dev@vendor.test", role=StaffRole.DEVELOPER)
HERE = Reach(loopback=True)


@dataclass
class Vendor:
    """What a test does with webhooks; `now` is what time the senders believe it is."""

    receiver: Receiver
    account: models.Account
    now: datetime = field(default_factory=utc_now)

    def endpoint(self, *types: str, is_live: bool = True, url: str = "") -> MadeSecret:
        """Make an endpoint at the receiver."""
        return endpoints.add_endpoint(
            actor=DEVELOPER,
            url=url or self.receiver.url,
            types=types or ("*",),
            is_live=is_live,
            now=self.now,
        )

    def happens(
        self,
        event: EventType = EventType.ACCOUNT_OPENED,
        *,
        account: models.Account | None = None,
        subject_id: UUID | None = None,
        **payload: object,
    ) -> models.Event:
        """Let something happen to a customer; returns the event."""
        account_id = (account or self.account).id
        happens(account_id, event, now=self.now, subjects=[(subject_id, payload)])
        return models.Event.objects.filter(account_id=account_id).latest("id")

    def sends(self, *, after: timedelta = timedelta(), seconds: float = 5.0) -> int:
        """Send what is due after a while; returns how many tries that was."""
        self.now += after
        return send_due(clock=lambda: self.now, reach=HERE, seconds=seconds)


@pytest.fixture
def vendor(db: None, settings: object) -> Iterator[Vendor]:  # noqa: ARG001
    settings.CURULE_WEBHOOK_LOOPBACK = True  # type: ignore[attr-defined]  # pytest-django's
    with running_receiver() as receiver:
        yield Vendor(receiver, make_account())
