"""Refunds that are paid out by hand, and money of joins that is held (V16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.core.settlement import Choice
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.console import refunds as rows
from curule.services import refunds
from curule.services.joining import joining
from curule.services.payments import transfers
from tests.services.test_joining import JOINED_AT, joiner
from tests.services.test_seats import DI, give
from tests.support.factories import VENDOR
from tests.support.shop import Shop

PAGE = "/console/payments/refunds"


@pytest.fixture
def shop(db: None, sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    found = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    found.subscribe(3)
    transfers.record_transfer(actor=VENDOR, account_id=found.account.id, now=found.now)
    return found


@pytest.fixture
def finance(client: Client, team: dict[StaffRole, models.Person]) -> Client:
    client.force_login(team[StaffRole.FINANCE])
    return client


def give_back(client: Client, shop: Shop) -> models.Refund:
    """A refund of 30 euros that the vendor has to send at the bank."""
    charge = models.Charge.objects.filter(account_id=shop.account.id).get()
    address = f"/console/accounts/{shop.account.id}/invoices/{shop.invoices[0].id}/credit"
    sent = {f"amount_{charge.id}": "30", "to": "refund", "reason": "outage"}
    assert client.post(address, sent).status_code == 303
    refund = models.Refund.objects.get()
    refunds.send(account_id=shop.account.id, refund_id=refund.id, now=shop.now)
    refund.refresh_from_db()
    return refund


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_what_came_by_transfer_waits_until_it_is_marked_as_paid_out(
    finance: Client, team: dict[StaffRole, models.Person], shop: Shop, language: str
) -> None:
    models.Person.objects.filter(id=team[StaffRole.FINANCE].id).update(language=language)
    refund = give_back(finance, shop)
    address = f"/console/accounts/{shop.account.id}/refunds/{refund.id}/paid"
    assert address in finance.get(f"{PAGE}?state=waiting").content.decode()
    assert address not in finance.get(f"{PAGE}?state=succeeded").content.decode()
    assert f"{PAGE}?state=waiting" in finance.get("/console/").content.decode()

    first = finance.post(address, {"form_key": "once"})
    again = finance.post(address, {"form_key": "other"})

    refund.refresh_from_db()
    assert (first.status_code, again.status_code) == (303, 404)
    assert refund.status == "succeeded"
    assert models.Event.objects.filter(type="refund.sent").count() == 1
    assert address not in finance.get(PAGE).content.decode()
    shop.check()


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.READ_ONLY])
def test_others_may_not(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, role: StaffRole
) -> None:
    client.force_login(team[StaffRole.FINANCE])
    refund = give_back(client, shop)
    client.force_login(team[role])

    answer = client.post(f"/console/accounts/{shop.account.id}/refunds/{refund.id}/paid")

    refund.refresh_from_db()
    assert answer.status_code == 403
    assert refund.status == "failed"


@pytest.mark.usefixtures("sandbox")
def test_the_money_of_a_join_is_held_until_it_is_let_go(finance: Client) -> None:
    bo = joiner()
    bo.accept(Choice.TRANSFER, JOINED_AT)
    settlement = models.Settlement.objects.get()
    later = settlement.moves_at + timedelta(hours=1)
    address = f"/console/accounts/{settlement.own_account_id}/joins/{settlement.id}/hold"
    assert address in finance.get(PAGE).content.decode()

    finance.post(address, {"act": "hold"})
    assert not joining.move(settlement_id=settlement.id, now=later)
    page = finance.get(PAGE).content.decode()
    assert "Held" in page
    finance.post(address, {"act": "release"})
    settlement.refresh_from_db()
    assert joining.move(settlement_id=settlement.id, now=settlement.moves_at)

    settlement.refresh_from_db()
    assert settlement.status == "moved"
    assert finance.post(address, {"act": "hold"}).status_code == 404
    assert models.Event.objects.filter(type="join.held").count() == 2


@pytest.mark.usefixtures("sandbox")
def test_a_join_that_is_held_stays_on_the_page_whatever_moved_since(
    finance: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_JOINS", 1)
    bo = joiner()
    bo.accept(Choice.TRANSFER, JOINED_AT)
    (other,) = give(bo.world, DI, seat_type="licensed", now=JOINED_AT)
    assert other.invitation_id is not None
    held = models.Settlement.objects.get()
    address = f"/console/accounts/{held.own_account_id}/joins/{held.id}/hold"
    finance.post(address, {"act": "hold"})
    newer = models.Settlement.objects.create(
        **{
            field.attname: getattr(held, field.attname)
            for field in models.Settlement._meta.concrete_fields
            if field.attname not in {"id", "invitation_id", "held_at", "status", "moves_at"}
            and field.attname != "closed_at"
        },
        invitation_id=other.invitation_id,
        status="moved",
        moves_at=held.moves_at + timedelta(days=1),
        closed_at=held.moves_at + timedelta(days=1),
    )

    assert address in finance.get(PAGE).content.decode()
    monkeypatch.setattr(rows, "MOST_JOINS", 2)
    assert [line.id for line in rows.list_joins(held.moves_at)] == [held.id, newer.id]
