"""Webhooks in the console: developers manage endpoints, who reads logs sees what was told."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from curule.core.events import EventType
from curule.core.permissions import StaffRole
from curule.data.models import Person, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from curule.services.webhooks.endpoints import add_endpoint, secret_of
from tests.support.factories import NOW, VENDOR, make_account
from tests.support.happening import happens

pytestmark = pytest.mark.django_db
FORM = {
    "url": "https://hooks.example.com/curule",
    "types": "invoice.paid\nseat.assigned, refund.paid",
    "note": "the shop",
    "mode": "test",
}


@pytest.fixture
def told() -> WebhookDelivery:
    """An event that an endpoint refused once."""
    account = make_account()
    add_endpoint(actor=VENDOR, url="https://hooks.example.com/", is_live=True, now=NOW)
    happens(account.id, EventType.INVOICE_PAID, now=NOW, subjects=[(None, {"total": 1200})])
    delivery = WebhookDelivery.objects.get()
    WebhookAttempt.objects.create(
        account=account,
        delivery_id=delivery.id,
        number=1,
        at=NOW,
        milliseconds=73,
        outcome="refused",
        status_code=503,
    )
    return delivery


@pytest.mark.threat("TH4")
def test_a_developer_adds_changes_and_deletes_an_endpoint(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.DEVELOPER])
    made = client.post("/console/webhooks/new", FORM)
    row = WebhookEndpoint.objects.get()
    page = f"/console/webhooks/{row.id}"
    secret = secret_of(row.id, 1)
    assert secret in made.content.decode()
    assert made.headers["Cache-Control"] == "no-store"
    assert (row.is_live, row.note) == (False, "the shop")
    assert row.events == ["invoice.paid", "refund.sent", "seat.assigned"]

    client.post(f"{page}/edit", {**FORM, "types": "*"})
    rolled = client.post(f"{page}/roll").content.decode()
    client.post(f"{page}/switch")
    assert secret_of(row.id, 2) in rolled
    changed = WebhookEndpoint.objects.get()
    assert changed.events is None
    assert (changed.generation, changed.disabled_because) == (2, "staff")
    shown = client.get(page).content.decode()
    assert secret not in shown
    assert secret_of(row.id, 2) not in shown

    client.post(f"{page}/switch")
    client.post(f"{page}/delete")
    row.refresh_from_db()
    assert (row.disabled_at, row.deleted_at is None) == (None, False)
    assert client.get(page).status_code == 404


@pytest.mark.threat("TH28")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": "http://hooks.example.com/"}, "url"),
        ({"url": "https://hooks.example.com:25/"}, "url"),
        ({"types": "seat.sold"}, "types"),
    ],
)
def test_what_is_no_endpoint_is_said_beside_its_field(
    client: Client, team: dict[StaffRole, Person], changed: dict[str, str], field: str
) -> None:
    client.force_login(team[StaffRole.ADMIN])
    answer = client.post("/console/webhooks/new", {**FORM, **changed})
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()


def test_what_was_told_is_shown_and_told_again(
    client: Client, team: dict[StaffRole, Person], told: WebhookDelivery
) -> None:
    client.force_login(team[StaffRole.DEVELOPER])
    page = f"/console/webhooks/{told.endpoint_id}"
    shown = client.get(page).content.decode()
    assert "invoice.paid" in shown
    assert "(503)" in shown
    assert "73" in shown

    WebhookDelivery.objects.update(status="failed", done_at=NOW, attempts=10)
    client.post(f"/console/webhooks/deliveries/{told.id}/retry")
    told.refresh_from_db()
    assert (told.status, told.attempts) == ("pending", 0)
    days = {"since": "2020-01-01", "until": "2099-12-31"}
    answer = client.post(f"{page}/replay", days, follow=True).content.decode()
    assert "Events to be told again: 1." in answer


@pytest.mark.threat("TH29")
def test_what_is_copied_as_curl_has_the_body_and_no_secret(
    client: Client, team: dict[StaffRole, Person], told: WebhookDelivery
) -> None:
    client.force_login(team[StaffRole.READ_ONLY])
    shown = client.get(f"/console/webhooks/{told.endpoint_id}").content.decode()
    command = re.findall(r"<pre>(curl .*?)</pre>", shown, re.DOTALL)[0]
    assert "webhook-id: evt_" in command
    assert "invoice.paid" in command
    assert "webhook-signature" not in command
    assert secret_of(UUID(str(told.endpoint_id)), 1) not in shown
    assert "/retry" not in shown
