"""Who is told what happens: a delivery for each endpoint that wants it, in the same transaction."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from curule.core.events import EventType
from curule.core.permissions import Actor
from curule.data.models import Event, TestClock, WebhookDelivery
from curule.services._command import run
from curule.services.seats import seats
from curule.services.sweeps.due import run_due
from curule.services.webhooks import endpoints
from tests.support.factories import VENDOR, make_account, make_world
from tests.webhooks.conftest import DEVELOPER, Vendor

pytestmark = pytest.mark.django_db


def told(endpoint_id: UUID) -> list[str]:
    """The types of the events that an endpoint is told, in order."""
    ids = WebhookDelivery.objects.filter(endpoint_id=endpoint_id).order_by("event_id")
    types = dict(Event.objects.values_list("id", "type"))
    return [types[event_id] for event_id in ids.values_list("event_id", flat=True)]


@pytest.mark.invariant("I30")
def test_each_endpoint_is_told_once_of_what_it_wants(vendor: Vendor) -> None:
    everything = vendor.endpoint()
    roles = vendor.endpoint("member.role_changed")
    vendor.happens(EventType.ROLE_GRANTED)
    vendor.happens(EventType.INVOICE_PAID)

    assert told(everything.endpoint_id) == ["role.granted", "invoice.paid"]
    assert told(roles.endpoint_id) == ["role.granted"]


def test_test_data_and_real_customers_are_told_apart(vendor: Vendor) -> None:
    live, test = vendor.endpoint(), vendor.endpoint(is_live=False)
    clock = TestClock.objects.create(name="demo", now=vendor.now)
    vendor.happens(EventType.INVOICE_PAID)
    vendor.happens(EventType.INVOICE_VOIDED, account=make_account(clock=clock))

    assert (told(live.endpoint_id), told(test.endpoint_id)) == (
        ["invoice.paid"],
        ["invoice.voided"],
    )


def test_an_endpoint_that_is_disabled_or_deleted_is_told_nothing(vendor: Vendor) -> None:
    disabled, deleted = vendor.endpoint(), vendor.endpoint()
    of = {"actor": DEVELOPER, "now": vendor.now}
    endpoints.disable_endpoint(endpoint_id=disabled.endpoint_id, **of)  # type: ignore[arg-type]
    endpoints.delete_endpoint(endpoint_id=deleted.endpoint_id, **of)  # type: ignore[arg-type]
    vendor.happens()

    assert not WebhookDelivery.objects.exists()


@pytest.mark.invariant("I29", "I30")
@pytest.mark.threat("TH36")
def test_what_is_rolled_back_is_told_to_nobody(vendor: Vendor) -> None:
    vendor.endpoint()

    def body(command: object) -> bool:
        command.record(EventType.INVOICE_PAID)  # type: ignore[attr-defined]  # of a command
        raise LookupError

    with pytest.raises(LookupError):
        run(
            account_id=vendor.account.id,
            actor=Actor.system("tests"),
            now=vendor.now,
            name="tests.refused",
            result=bool,
            body=body,
        )
    assert (Event.objects.count(), WebhookDelivery.objects.count()) == (0, 0)


@pytest.mark.invariant("I30")
def test_a_claim_and_a_run_of_renewals_tell_too(vendor: Vendor) -> None:
    """Both write their events without a command's own way of recording them."""
    world = make_world("zoom", seats=2)
    endpoint = vendor.endpoint("seat.assigned", "member.invited", "seat.held", "invoice.issued")
    seats.assign(
        actor=VENDOR,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[seats.Invitee(email="bo@x.test")],
        seat_type=None,
        if_full=None,
        now=world.subscription.created_at + timedelta(hours=1),
    )
    assert sorted(told(endpoint.endpoint_id)) == ["invitation.sent", "seat.held"]

    due = world.subscription.term_ends_at
    assert due is not None
    run_due(now=due)
    assert "invoice.issued" in told(endpoint.endpoint_id)
    assert WebhookDelivery.objects.count() == len(told(endpoint.endpoint_id))
