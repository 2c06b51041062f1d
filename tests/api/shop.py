"""A shop with something to do for every operation, and an id for each that it asks for.

Ids that requests name by their form only are replaced by those of rows on which the operation can
succeed: an open quote to be accepted, a taken license to be unbound, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from curule.api.v1 import rates
from curule.config.environment import StripeAccess
from curule.core.events import EventType
from curule.core.months import Month
from curule.core.permissions import Actor
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at, scratch_database
from curule.gateways.payments.registry import replaced
from curule.gateways.payments.stripe import StripeGateway
from curule.httpkit.clock import ticks, utc_now
from curule.httpkit.ids import public_id
from curule.httpkit.rates import Buckets
from curule.services import api_keys, catalog, closed_months, external_ids, price_announcements
from curule.services.accounts import sellers
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers, orders
from curule.services.seats import domain_claims, leases, requests, seats
from curule.services.tokens import signing_keys
from curule.services.webhooks import endpoints, replaying
from tests.api.joining import join_with_own_plan
from tests.api.shop_money import open_books
from tests.support import factories
from tests.support.factories import World
from tests.support.fake_dns import running_fake_dns
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, running_fake_stripe
from tests.support.happening import happens
from tests.support.world import make_world

ACTOR: Final = Actor.system("tests")
CLOCK_STANDS_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
ANN: Final = "ann@example.com"
_WRITTEN: Final = re.compile(r"([a-z]+)_[1-9A-HJ-NP-X][1-9A-HJ-NP-Za-km-z]{21}")


@dataclass(frozen=True, slots=True)
class Shop:
    """Keys of both modes, and the ids of rows by prefix, for all operations or for one."""

    live: str
    test: str
    ids: Mapping[str, str]
    ids_of: Mapping[str, Mapping[str, str]]
    token: str

    def key(self, path: str) -> str:
        """The key that shows what an operation is about."""
        return self.test if path.startswith("/v1/test_helpers") else self.live

    def filled(
        self,
        value: Any,  # noqa: ANN401 - JSON
        operation: str,
        *,
        keep: Callable[[str], bool] = lambda _: False,
    ) -> Any:  # noqa: ANN401 - the same
        """A value with real ids in the place of others of their form, but for those to `keep`."""
        if isinstance(value, str):
            return self._id(value, operation, keep)
        if isinstance(value, list):
            return [self.filled(each, operation, keep=keep) for each in value]
        if isinstance(value, dict):
            return {name: self.filled(each, operation, keep=keep) for name, each in value.items()}
        return value

    def _id(self, value: str, operation: str, keep: Callable[[str], bool]) -> str:
        found = _WRITTEN.fullmatch(value)
        if found is None or keep(value):
            return self.token if value == "eyJ…" else value
        return self.ids_of.get(operation, {}).get(found[1], self.ids.get(found[1], value))


@pytest.fixture(scope="module")
def opened(
    django_db_setup: None,  # noqa: ARG001 - else it might begin in the middle of ours
    server: DatabaseUrl,
    template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Shop]:
    """A shop in a database of the module's own."""
    with (
        scratch_database(server, template=template) as url,
        django_db_blocker.unblock(),
        pointing_at(url),
        running_fake_dns() as names,
    ):
        shop = open_shop()
        with (
            _at_stripe(),
            override_settings(CURULE_NAME_SERVERS=(("127.0.0.1", names.port),)),
        ):
            yield shop


@contextmanager
def _at_stripe() -> Iterator[None]:
    """Customers can also add cards, on the page of a fake Stripe."""
    with running_fake_stripe() as company:
        access = StripeAccess(key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, url=company.url)
        gateway = StripeGateway(key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, url=company.url)
        with override_settings(CURULE_STRIPE=access), replaced(stripe=gateway):
            yield
        gateway.close()


@pytest.fixture
def shop(opened: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The shop as it was opened: what a test does in it is undone."""
    monkeypatch.setattr(
        rates, "buckets", cache(lambda rate: Buckets(10**6, ticks=ticks, name=rate))
    )
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with transaction.atomic():
        yield opened
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ids_in(shown: str) -> set[str]:
    """Every id that an answer names."""
    return {found[0] for found in _WRITTEN.finditer(shown)}


def open_shop() -> Shop:
    """Open it: rows of every kind, a customer who can pay, and one thing to do for each command."""
    rows = make_world()
    began = utc_now() - timedelta(hours=1)
    sellers.describe(actor=ACTOR, country="FR", now=began)
    sellers.sign(actor=ACTOR, imprint=sellers.Imprint(name="Vendor", tax_number="1"), now=began)
    factories.make_person("bo@example.com", first_name="Bo", last_name="Li", now=began)
    world = factories.make_world("zoom", seats=4, now=began)
    asking = factories.make_world("tutkit", seats=4, now=began)
    models.Product.objects.filter(id=world.terms.product_id).update(key="zoom")
    factories.make_method(world.account, now=began)
    ann = factories.join(world.account, factories.make_person(ANN, now=began), now=began)
    factories.give(world, ann, now=began)
    happens(world.account.id, EventType.ACCOUNT_OPENED, now=began)
    things = _things(world, asking, ann)
    domain_claims.claim(
        actor=ACTOR, account_id=world.account.id, name="claimed.example", now=utc_now()
    )
    seats_of_ann = models.Assignment.objects.get(account=world.account, person_id=ann.id)
    lease = _lease(world)
    free = models.Seat.objects.filter(account=world.account, assignment_id=None)
    clock = models.TestClock.objects.create(name="of the shop", now=CLOCK_STANDS_AT)
    books = open_books(world, now=began)
    ids = {
        **things,
        **books.of_all,
        "acc": world.account.id,
        "sub": world.subscription.id,
        "mem": _member(world, ann),
        "lic": free.order_by("id")[0].id,
        "seat": free.order_by("id")[0].id,
        "lbt": rows.batch.id,
        "ord": rows.order.id,
        "pay": rows.payment.id,
        "cn": rows.note.id,
        "txn": models.CreditEntry.objects.filter(account=rows.account).order_by("id")[0].id,
        "prod": world.terms.product_id,
        "plan": models.PlanVersion.objects.get(id=world.terms.version_id).plan_id,
        "pol": world.terms.version_id,
        "price": models.Price.objects.get(plan_version_id=world.terms.version_id).id,
        "clock": clock.id,
        "lse": lease,
        "req": _request(),
        "sreq": _seat_request(world),
        "ireq": models.InvoiceRequest.objects.get(account=rows.account, kind="dispute").id,
        "ext": external_ids.give(
            actor=ACTOR, external_id="user-1", email=ANN, is_live=True, now=utc_now()
        ),
        "xfer": join_with_own_plan("jo@example.com", now=utc_now()).settlement,
        "pchg": models.PriceChange.objects.order_by("id")[0].id,
        "mcl": closed_months.close_month(actor=ACTOR, month=Month.parse("2026-01"), now=utc_now()),
        "cpn": models.Coupon.objects.order_by("id")[0].id,
        "pms": models.MethodSetup.objects.get(account=rows.account).id,
    }
    ids_of: dict[str, dict[str, UUID]] = {
        **books.of_one,
        "unbind_license": {"lic": seats_of_ann.seat_id},
        "decline_quote": {"qt": _offer(world)},
        "accept_quote_for_customer": {"qt": _offer(asking)},
        "grant_role": {"mem": _member(world, world.people["member"])},
        "remove_member": {"mem": _member(world, world.people["member"])},
        "transfer_ownership": {"mem": _member(world, world.people["owner"])},
        "revoke_role": {"mem": _member(world, world.people["admin"])},
        **_contracts(began),
        **_older(began),
    }
    signing_keys.roll(actor=ACTOR, now=utc_now())
    token = _token(world)
    device = models.Device.objects.get(assignment_id=seats_of_ann.id)
    return Shop(
        live=_key(is_live=True),
        test=_key(is_live=False),
        ids=_written_ids({**ids, "dev": device.id}),
        ids_of={name: _written_ids(each) for name, each in ids_of.items()},
        token=token,
    )


def _things(world: World, asking: World, ann: models.Person) -> dict[str, UUID]:
    """What is open: a quote, an invoice, an invitation, and an event that an endpoint is told."""
    at = utc_now()
    acts: dict[str, Any] = {"actor": ACTOR, "account_id": world.account.id, "now": at}
    more = SeatsAsked(totals={world.seat_type: 6}, differences={})
    quote = offers.price(**acts, subscription_id=world.subscription.id, asked=more)
    invoice = factories.make_unpaid_invoice(world, due_at=at + timedelta(days=7))
    (given,) = seats.assign(
        actor=ACTOR,
        account_id=asking.account.id,
        subscription_id=asking.subscription.id,
        people=[seats.Invitee(email="cy@example.com", first_name="Cy", last_name="Ro")],
        now=at,
    ).value
    assert given.invitation_id is not None
    event = models.Event.objects.filter(account=world.account, subject_id=None).order_by("-id")[0]
    endpoint = endpoints.add_endpoint(
        actor=ACTOR, url="https://hooks.example.com/a", is_live=True, now=at
    ).endpoint_id
    replaying.replay_event(actor=ACTOR, endpoint_id=endpoint, event_id=event.id, is_live=True)
    return {
        "usr": ann.id,
        "qt": quote.value,
        "in": invoice,
        "invt": given.invitation_id,
        "evt": event.id,
        "we": endpoint,
        "whd": models.WebhookDelivery.objects.get(endpoint_id=endpoint).id,
    }


def _older(began: datetime) -> dict[str, dict[str, UUID]]:
    """A customer on an older version of its plan, and one who was told of the newer one."""
    _not_told, reached = _on_older_version(began)
    told, plan = _on_older_version(began)
    price_announcements.announce_version(
        actor=ACTOR, plan_id=plan, notice_days=1, on_clocks=False, now=utc_now(), key="shop"
    )
    announced = models.PriceChange.objects.get(account=told.account)
    return {
        "preview_price_change": {"plan": reached},
        "announce_price_change": {"plan": reached},
        "withdraw_price_change": {"pchg": announced.id},
    }


def _on_older_version(began: datetime) -> tuple[World, UUID]:
    world = factories.make_world("zoom", seats=4, now=began)
    plan = models.PlanVersion.objects.get(id=world.terms.version_id).plan_id
    catalog.publish_version(
        actor=ACTOR,
        plan_id=plan,
        policy=world.terms.policy,
        seat_types=[sold.terms for sold in world.terms.seat_types],
        prices=[
            catalog.PriceOf(seat_type=sold.seat_type, price=replace(sold.price, unit_amount=1200))
            for sold in world.terms.prices
        ],
        now=began,
    )
    return world, plan


def _contracts(began: datetime) -> dict[str, dict[str, UUID]]:
    """Subscriptions to be renewed by hand, and one with fewer seats from its renewal on."""
    ending, planned = (factories.make_world("zoom", seats=4, now=began) for _ in range(2))
    ending.subscription.auto_renew = False
    ending.subscription.save()
    factories.make_method(ending.account, now=began)
    orders.change_seats(
        actor=ACTOR,
        account_id=planned.account.id,
        subscription_id=planned.subscription.id,
        totals={planned.seat_type: 2},
        now=utc_now(),
    )
    return {
        "quote_renewal": {"sub": ending.subscription.id},
        "renew_subscription": {"sub": ending.subscription.id},
        "keep_seats": {"sub": planned.subscription.id},
        "close_account": {"acc": planned.account.id},
        "cancel_order": {"ord": _waiting(began)},
    }


def _waiting(began: datetime) -> UUID:
    """An order that waits for its payment."""
    world = factories.make_world("tutkit", seats=4, now=began)
    factories.make_method(world.account, now=began)
    order_id = orders.change_seats(
        actor=ACTOR,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        differences={world.seat_type: 2},
        pays="later",
        now=utc_now(),
    ).value.order_id
    assert order_id is not None
    return order_id


def _seat_request(world: World) -> UUID:
    return requests.ask_for_seat(
        actor=factories.actor_of(world.people["member"]),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        reason="For the next project.",
        now=utc_now(),
    ).value


def _lease(world: World) -> UUID:
    """A seat that a member borrows, and another member who may borrow one."""
    now = utc_now()
    people = [factories.make_person(f"{name}@example.com", now=now) for name in ("di", "ed")]
    _di, ed = (factories.join(world.account, person, now=now) for person in people)
    return leases.check_out(
        actor=ACTOR,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=ed.email,
        lasts=timedelta(hours=12),
        now=now,
    ).value


def _request() -> UUID:
    key = models.ApiKey.objects.filter(is_live=True).order_by("-id")[0]
    return models.ApiRequest.objects.create(
        api_key_id=key.id,
        is_live=True,
        method="GET",
        route="/v1/accounts",
        status=403,
        milliseconds=3,
        code="scope_missing",
        at=utc_now(),
    ).id


def _offer(world: World) -> UUID:
    return offers.offer_quote(
        actor=ACTOR,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        seats={world.seat_type: 8},
        now=utc_now(),
    ).value


def _token(world: World) -> str:
    """A token with which Ann is offline."""
    program = Client()
    answer = program.post(
        "/v1/tokens",
        {"user": ANN, "product": "zoom", "device": "phone"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {_key(is_live=True)}"},
    )
    assert answer.status_code == 200, (world, answer.content)
    return str(answer.json()["token"])


def _key(*, is_live: bool) -> str:
    return api_keys.make_key(actor=ACTOR, name="ours", is_live=is_live, now=utc_now()).text


def _member(world: World, person: models.Person) -> UUID:
    return models.Member.objects.get(account=world.account, person=person, left_at=None).id


def _written_ids(ids: Mapping[str, UUID]) -> dict[str, str]:
    return {prefix: public_id(prefix, row_id) for prefix, row_id in ids.items()}
