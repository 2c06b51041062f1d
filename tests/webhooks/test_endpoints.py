"""Endpoints: who manages them, what they may be, what is kept of them, and telling again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from curule.core.events import EventType
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import Refused
from curule.data.models import WebhookDelivery, WebhookEndpoint
from curule.services.webhooks import endpoints, replaying
from tests.webhooks.conftest import DEVELOPER, Vendor
from tests.worker.rows import whole_database

pytestmark = pytest.mark.django_db
GOOD = "https://hooks.example.com/"


def statuses() -> list[str]:
    return list(WebhookDelivery.objects.order_by("event_id").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": "http://hooks.example.com/"}, "url"),
        ({"url": "https://hooks.example.com:22/"}, "url"),
        ({"types": []}, "types"),
        ({"types": ["seat.sold"]}, "types"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_is_no_endpoint_is_refused(vendor: Vendor, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        endpoints.add_endpoint(
            actor=DEVELOPER, is_live=True, now=vendor.now, **{"url": GOOD, **given}
        )
    assert caught.value.refusal.values["field"] == field
    assert not WebhookEndpoint.objects.exists()


def test_only_who_manages_webhooks_does(vendor: Vendor) -> None:
    made, event = vendor.endpoint(), vendor.happens()
    delivery = WebhookDelivery.objects.get()
    actor = Actor.staff(name="s@vendor.test", role=StaffRole.SUPPORT)
    of: dict[str, Any] = {"actor": actor, "endpoint_id": made.endpoint_id}
    now: dict[str, Any] = {**of, "now": vendor.now}
    since = vendor.now - timedelta(days=1)
    acts: list[Callable[[], object]] = [
        lambda: endpoints.add_endpoint(actor=actor, url=GOOD, is_live=True, now=vendor.now),
        lambda: endpoints.change_endpoint(**now, note="x"),
        lambda: endpoints.roll_secret(**now),
        lambda: endpoints.disable_endpoint(**now),
        lambda: endpoints.enable_endpoint(**now),
        lambda: endpoints.delete_endpoint(**now),
        lambda: replaying.retry(actor=actor, delivery_id=delivery.id),
        lambda: replaying.replay_event(**of, event_id=event.id),
        lambda: replaying.replay_range(**of, since=since, until=vendor.now),
    ]
    for act in acts:
        with pytest.raises(Refused, match="role_not_allowed"):
            act()


@pytest.mark.invariant("I9")
@pytest.mark.threat("TH4", "TH29")
def test_no_row_holds_a_secret_and_another_key_makes_another(vendor: Vendor) -> None:
    made = vendor.endpoint()
    new = endpoints.roll_secret(actor=DEVELOPER, endpoint_id=made.endpoint_id, now=vendor.now)
    vendor.happens()
    vendor.sends()

    kept = whole_database()
    for secret in (made.secret, new.secret):
        bare = secret.removeprefix("whsec_")
        assert not any(bare[at : at + 12] in kept for at in range(len(bare) - 12))
    settings.SECRET_KEY, before = "another key of this installation", settings.SECRET_KEY
    try:
        assert endpoints.secret_of(made.endpoint_id, 1) != made.secret
    finally:
        settings.SECRET_KEY = before


def test_an_overlap_is_a_week_at_most(vendor: Vendor) -> None:
    made = vendor.endpoint()
    for days in (-1, 8):
        with pytest.raises(Refused, match="field_invalid"):
            endpoints.roll_secret(
                actor=DEVELOPER,
                endpoint_id=made.endpoint_id,
                overlap=timedelta(days=days),
                now=vendor.now,
            )


def test_a_change_leaves_the_rest_as_it_is(vendor: Vendor) -> None:
    made = vendor.endpoint("invoice.paid")
    endpoints.change_endpoint(
        actor=DEVELOPER, endpoint_id=made.endpoint_id, url=GOOD, now=vendor.now
    )
    endpoints.change_endpoint(
        actor=DEVELOPER, endpoint_id=made.endpoint_id, types=["*"], note="all", now=vendor.now
    )

    row = WebhookEndpoint.objects.get()
    assert (row.url, row.events, row.note) == (GOOD, None, "all")
    assert (row.changed_by, row.generation) == (DEVELOPER.name, 1)


def test_what_waits_for_a_deleted_endpoint_is_dropped(vendor: Vendor) -> None:
    made = vendor.endpoint()
    vendor.happens()
    delivery = WebhookDelivery.objects.get()
    endpoints.delete_endpoint(actor=DEVELOPER, endpoint_id=made.endpoint_id, now=vendor.now)

    assert statuses() == ["dropped"]
    assert vendor.sends() == 0
    with pytest.raises(Refused, match="not_found"):
        replaying.retry(actor=DEVELOPER, delivery_id=delivery.id)
    with pytest.raises(Refused, match="not_found"):
        endpoints.enable_endpoint(actor=DEVELOPER, endpoint_id=made.endpoint_id, now=vendor.now)


def test_one_event_is_told_again(vendor: Vendor) -> None:
    made = vendor.endpoint("invoice.paid")
    paid, voided = vendor.happens(EventType.INVOICE_PAID), vendor.happens(EventType.INVOICE_VOIDED)
    vendor.sends()

    replaying.retry(actor=DEVELOPER, delivery_id=WebhookDelivery.objects.get().id)
    replaying.replay_event(actor=DEVELOPER, endpoint_id=made.endpoint_id, event_id=voided.id)
    assert vendor.sends() == 2

    types = [message.told["type"] for message in vendor.receiver.messages]
    assert sorted(types) == ["invoice.paid", "invoice.paid", "invoice.voided"]
    assert len({message.headers["webhook-id"] for message in vendor.receiver.messages}) == 2
    for event_id in (uuid4(), paid.account_id):
        with pytest.raises(Refused, match="not_found"):
            replaying.replay_event(actor=DEVELOPER, endpoint_id=made.endpoint_id, event_id=event_id)


def test_all_of_a_time_is_told_again_as_far_as_it_is_wanted(vendor: Vendor) -> None:
    made = vendor.endpoint("invoice.paid")
    endpoints.disable_endpoint(actor=DEVELOPER, endpoint_id=made.endpoint_id, now=vendor.now)
    vendor.happens(EventType.INVOICE_PAID)
    vendor.happens(EventType.INVOICE_VOIDED)
    vendor.happens(EventType.INVOICE_PAID)
    endpoints.enable_endpoint(actor=DEVELOPER, endpoint_id=made.endpoint_id, now=vendor.now)
    assert vendor.sends() == 0

    hour = timedelta(hours=1)
    of: dict[str, Any] = {"actor": DEVELOPER, "endpoint_id": made.endpoint_id}
    now = vendor.now
    assert replaying.replay_range(**of, since=now - 2 * hour, until=now - hour) == 0
    assert replaying.replay_range(**of, since=now - hour, until=now + hour) == 2
    assert replaying.replay_range(**of, since=now - hour, until=now + hour) == 2  # once each
    assert vendor.sends() == 2
    with pytest.raises(Refused, match="field_invalid"):
        replaying.replay_range(**of, since=now, until=now)
