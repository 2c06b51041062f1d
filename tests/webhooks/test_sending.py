"""Deliveries: signed as Standard Webhooks says, tried again as promised, and given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from standardwebhooks import Webhook, WebhookVerificationError

from curule.core.events import EventType
from curule.core.public_ids import public_text
from curule.core.webhooks import PAUSES, TRIES, Outcome
from curule.data.models import OutboxMessage, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from curule.services.webhooks import endpoints, sending
from tests.support.receiver import Manner, Message
from tests.webhooks.conftest import DEVELOPER, Vendor

pytestmark = pytest.mark.django_db
A_WHILE = timedelta(seconds=6)


def verified(secret: str, message: Message, **changed: str) -> Any:  # noqa: ANN401 - JSON
    return Webhook(secret).verify(message.body, {**message.headers, **changed})


@pytest.mark.threat("TH29")
@pytest.mark.invariant("I30")
def test_the_library_of_somebody_else_verifies_what_we_send(vendor: Vendor) -> None:
    secret = vendor.endpoint("account.created").secret
    event = vendor.happens(subject_id=vendor.account.id, name="Acme")

    assert vendor.sends() == 1

    [message] = vendor.receiver.messages
    told = verified(secret, message)
    account = public_text("acc", vendor.account.id.int)
    assert told["type"] == "account.created"
    assert told["timestamp"] == vendor.now.isoformat().replace("+00:00", "Z")
    assert told["data"]["id"] == message.headers["webhook-id"] == public_text("evt", event.id.int)
    assert (told["data"]["account"], told["data"]["subject"]) == (account, account)
    assert (told["data"]["details"], told["data"]["livemode"]) == ({"name": "Acme"}, True)
    assert WebhookDelivery.objects.get().status == "delivered"


@pytest.mark.threat("TH29")
def test_forgeries_are_refused(vendor: Vendor) -> None:
    secret = vendor.endpoint().secret
    other = vendor.endpoint(url="https://elsewhere.test/").secret
    vendor.happens()
    vendor.sends()
    message = vendor.receiver.messages[0]

    old = str(int(message.headers["webhook-timestamp"]) - 301)
    for forged in ({"webhook-id": "evt_2"}, {"webhook-timestamp": old}):
        with pytest.raises(WebhookVerificationError):
            verified(secret, message, **forged)
    with pytest.raises(WebhookVerificationError):
        verified(secret, Message(message.headers, message.body.replace(b"true", b"fals")))
    with pytest.raises(WebhookVerificationError):
        verified(other, message)


def test_what_changed_says_how_it_was_before(vendor: Vendor) -> None:
    vendor.endpoint()
    vendor.happens(EventType.ACCOUNT_DETAILS_SET, before={"city": "Lyon"}, after={"city": "Metz"})
    vendor.happens(EventType.ACCOUNT_CHANNEL_SET, before="direct", after="reseller")
    vendor.sends()

    changes = [
        (data["details"], data["previous_attributes"])
        for data in (message.told["data"] for message in vendor.receiver.messages)
    ]
    assert changes == [
        ({"city": "Metz"}, {"city": "Lyon"}),
        ({"value": "reseller"}, {"value": "direct"}),
    ]


def test_inner_ids_stay_inside(vendor: Vendor) -> None:
    vendor.endpoint()
    inner = str(vendor.account.id)
    vendor.happens(EventType.COUPON_REDEEMED, assignment=inner, pool=inner, invoice=inner, n=1)
    vendor.sends()

    [message] = vendor.receiver.messages
    assert inner.encode() not in message.body
    details = message.told["data"]["details"]
    assert details == {"invoice": public_text("in", vendor.account.id.int), "n": 1}


def test_a_big_body_is_cut_and_says_so(vendor: Vendor) -> None:
    secret = vendor.endpoint().secret
    vendor.happens(EventType.ACCOUNT_DETAILS_SET, long="ü" * 30_000, short="kept")
    vendor.sends()

    [message] = vendor.receiver.messages
    assert len(message.body) < 20_000
    data = verified(secret, message)["data"]
    assert (data["details"], data["truncated"]) == ({"short": "kept"}, True)


def test_a_failure_is_tried_again_with_the_same_id_and_a_new_time(vendor: Vendor) -> None:
    secret = vendor.endpoint().secret
    vendor.happens()
    vendor.receiver.next(500, 302)
    assert vendor.sends() == 1
    assert vendor.sends(after=timedelta(seconds=1)) == 0  # not yet
    assert vendor.sends(after=A_WHILE) == 1
    assert vendor.sends(after=timedelta(minutes=6)) == 1

    first, second, third = vendor.receiver.messages
    assert first.body == second.body == third.body
    assert first.headers["webhook-id"] == third.headers["webhook-id"]
    assert int(third.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 367
    with pytest.raises(WebhookVerificationError):  # the signature is of the time too
        verified(secret, first, **{"webhook-timestamp": third.headers["webhook-timestamp"]})
    outcomes = WebhookAttempt.objects.order_by("number").values_list("outcome", "status_code")
    assert list(outcomes) == [("refused", 500), ("redirected", 302), ("delivered", 204)]


def test_after_ten_tries_it_is_given_up_disabled_and_mailed(vendor: Vendor) -> None:
    vendor.endpoint()
    vendor.happens()
    vendor.receiver.next(*[500] * TRIES)
    assert vendor.sends() == 1
    for pause in PAUSES:
        assert vendor.sends(after=pause * 8 / 10) == 0
        assert vendor.sends(after=pause * 4 / 10) == 1

    assert WebhookDelivery.objects.get().status == "failed"
    assert WebhookEndpoint.objects.get().disabled_because == "failing"
    mail = OutboxMessage.objects.get()
    assert (mail.template, mail.context) == ("webhook_disabled", {"host": "127.0.0.1"})


def test_one_who_takes_all_but_one_message_is_told_the_others_still(vendor: Vendor) -> None:
    vendor.endpoint()
    vendor.happens()
    vendor.receiver.next(*[500] * 9)
    vendor.sends()
    for pause in PAUSES[:-1]:
        vendor.sends(after=pause * 12 / 10)
    vendor.happens()
    assert vendor.sends() == 1  # which is taken

    vendor.receiver.next(500)
    assert vendor.sends(after=PAUSES[-1] * 12 / 10) == 1
    statuses = WebhookDelivery.objects.order_by("event_id").values_list("status", flat=True)
    assert list(statuses) == ["failed", "delivered"]
    assert WebhookEndpoint.objects.get().disabled_at is None
    assert not OutboxMessage.objects.exists()


@pytest.mark.fault(
    "F19",
    injected="an event of a version that was rolled back, which nobody here can write",
    held="its delivery counts its tries and is given up; what comes after it is told at once",
)
def test_what_cannot_be_written_holds_nothing_up(vendor: Vendor) -> None:
    vendor.endpoint()
    vendor.happens()
    with connection.cursor() as sql:
        sql.execute("SET LOCAL session_replication_role = replica")  # past what keeps events
        sql.execute("UPDATE curule_event SET type = 'seat_lent'")
        sql.execute("SET LOCAL session_replication_role = DEFAULT")
    vendor.happens()

    assert vendor.sends() == 2
    assert len(vendor.receiver.messages) == 1
    for pause in PAUSES:
        assert vendor.sends(after=pause * 12 / 10) == 1
    statuses = WebhookDelivery.objects.order_by("event_id").values_list("status", flat=True)
    assert list(statuses) == ["failed", "delivered"]
    assert set(WebhookAttempt.objects.values_list("outcome", flat=True)) == {
        "unwritable",
        "delivered",
    }
    assert WebhookEndpoint.objects.get().disabled_at is None


def test_who_answers_that_nobody_is_there_is_told_nothing_more(vendor: Vendor) -> None:
    endpoint = vendor.endpoint()
    vendor.happens()
    vendor.happens()
    vendor.receiver.next(410)

    assert vendor.sends() == 1
    assert WebhookEndpoint.objects.get().disabled_because == "gone"
    assert OutboxMessage.objects.filter(template="webhook_disabled").count() == 1

    endpoints.enable_endpoint(actor=DEVELOPER, endpoint_id=endpoint.endpoint_id, now=vendor.now)
    assert vendor.sends() == 1  # what has waited
    statuses = WebhookDelivery.objects.order_by("event_id").values_list("status", flat=True)
    assert list(statuses) == ["failed", "delivered"]


def test_during_rotation_both_secrets_verify_and_then_the_new_one(vendor: Vendor) -> None:
    old = vendor.endpoint()
    new = endpoints.roll_secret(
        actor=DEVELOPER,
        endpoint_id=old.endpoint_id,
        overlap=timedelta(hours=1),
        now=vendor.now,
    )
    vendor.happens()
    vendor.sends()
    [message] = vendor.receiver.messages
    assert len(message.headers["webhook-signature"].split(" ")) == 2
    assert verified(old.secret, message) == verified(new.secret, message)

    vendor.happens()
    vendor.sends(after=timedelta(hours=1))
    [signature] = vendor.receiver.messages[1].headers["webhook-signature"].split(" ")
    assert signature.startswith("v1,")


@pytest.mark.threat("TH37")
def test_a_sender_that_slept_past_its_lease_records_nothing(vendor: Vendor) -> None:
    vendor.endpoint()
    vendor.happens()
    slow = sending.lease_next(now=vendor.now)
    assert slow is not None
    assert sending.lease_next(now=vendor.now) is None

    assert vendor.sends(after=sending.LEASE) == 1  # another takes it over
    late = {"outcome": Outcome.REFUSED, "status": 500, "milliseconds": 1}
    assert not sending.record(slow, **late, now=vendor.now)  # type: ignore[arg-type]
    assert WebhookDelivery.objects.get().status == "delivered"


@pytest.mark.fault(
    "F19",
    injected="more is due for a receiver that has not answered yet",
    held="it waits its turn; what is due for others is sent",
)
def test_an_endpoint_is_told_one_thing_at_a_time_and_others_meanwhile(vendor: Vendor) -> None:
    hanging = vendor.endpoint()
    vendor.happens()
    vendor.happens()
    other = vendor.endpoint()
    vendor.happens()

    first, second = sending.lease_next(now=vendor.now), sending.lease_next(now=vendor.now)
    assert first is not None
    assert second is not None
    assert (first.endpoint_id, second.endpoint_id) == (hanging.endpoint_id, other.endpoint_id)
    assert sending.lease_next(now=vendor.now) is None


@pytest.mark.threat("TH28")
def test_an_endpoint_that_leads_within_is_not_asked_and_nothing_of_answers_is_kept(
    vendor: Vendor,
) -> None:
    vendor.endpoint(url="https://127.0.0.1/")
    WebhookEndpoint.objects.update(url="https://169.254.169.254/latest/")
    vendor.happens()
    vendor.receiver.next(Manner.HANG)
    vendor.sends()

    attempt = WebhookAttempt.objects.get()
    assert (attempt.outcome, attempt.status_code) == ("forbidden", None)
    assert not vendor.receiver.messages
    columns = {field.name for field in WebhookAttempt._meta.fields}
    assert columns == {
        *("id", "account", "delivery_id", "number", "at"),
        *("milliseconds", "outcome", "status_code"),
    }
