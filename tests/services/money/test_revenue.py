"""Deferred revenue becomes revenue by the day, whenever the worker gets to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from curule.core.recognition import Service, passed_part, recognized
from curule.data import models
from curule.selectors.recognition import PARTS, earned, earned_by, passed
from curule.services._command import Command, run
from curule.services.accounts import accounts
from curule.services.invoices import credit_notes
from tests.support.factories import actor_of
from tests.support.shop import APRIL, YEAR, Asked, Shop, day

GIVES_BACK: Asked = {"decrease__effective": "now", "decrease__money": "account_credit"}

pytestmark = pytest.mark.django_db


def balance(shop: Shop, account: str) -> int:
    """What the ledger holds on one of its accounts, debits positive."""
    found = models.LedgerEntry.objects.filter(account_id=shop.account.id, ledger_account=account)
    return found.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def books(shop: Shop) -> tuple[int, int]:
    """Revenue and what is deferred, both as they are credited."""
    return -balance(shop, "revenue"), -balance(shop, "deferred_revenue")


def postings(shop: Shop) -> list[tuple[date | None, datetime]]:
    found = models.LedgerTransaction.objects.filter(account_id=shop.account.id, kind="recognized")
    return list(found.order_by("number").values_list("recognized_until", "occurred_at"))


def test_a_month_is_posted_when_it_has_ended() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5)
    assert books(shop) == (0, 15_000)
    shop.to(day(2026, 5, 1))
    assert books(shop) == (15_000, 15_000)  # April is earned, May was charged at its first instant
    assert postings(shop) == [(date(2026, 5, 1), day(2026, 5, 1))]


def test_a_year_is_earned_by_its_days_and_closes_at_the_net() -> None:
    shop = Shop.open("tutkit", unit_amount=10_000, interval=YEAR)
    shop.subscribe(1)
    shop.to(day(2026, 5, 1))
    assert books(shop) == (822, 9178)  # 30 of 365 days
    shop.to(day(2027, 3, 31))
    earned_so_far, left = books(shop)
    assert (earned_so_far, left) == (9151, 849)  # 334 days, by 1 March
    shop.to(day(2027, 4, 1))
    assert models.LedgerEntry.objects.filter(ledger_account="revenue").count() == 12
    assert books(shop)[0] == 10_000


@pytest.mark.parametrize("step", [1, 7, 200])
def test_however_late_the_worker_is_each_month_is_posted_at_its_end(step: int) -> None:
    shop = Shop.open("zoom", unit_amount=3100)
    shop.subscribe(3)
    at = APRIL
    while at < day(2026, 9, 10):
        at = min(at + timedelta(days=step), day(2026, 9, 10))
        shop.to(at)
    firsts = [day(2026, month, 1) for month in (5, 6, 7, 8, 9)]
    assert [at for _, at in postings(shop)] == firsts
    assert books(shop) == (5 * 9300, 9300)


def test_running_it_again_posts_nothing() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    shop.to(day(2026, 5, 1))
    before = books(shop)
    shop.to(day(2026, 5, 1, 1))
    assert books(shop) == before
    assert len(postings(shop)) == 1


def test_what_is_not_granted_yet_earns_nothing() -> None:
    shop = Shop.open("licence_portal", unit_amount=36_500, interval=YEAR, card=None)
    shop.subscribe(1)
    shop.to(day(2026, 5, 1))
    assert books(shop) == (0, 36_500)
    shop.to(day(2026, 5, 11))
    shop.transfer()
    shop.to(day(2026, 6, 1))
    assert books(shop) == (2100, 34_400)  # the term runs from the payment: 21 days of 365


def test_an_order_that_is_never_paid_leaves_nothing_deferred() -> None:
    shop = Shop.open("licence_portal", unit_amount=36_500, interval=YEAR, card=None)
    shop.subscribe(1)
    shop.to(day(2026, 7, 15))
    assert shop.order_statuses == ["canceled"]
    assert books(shop) == (0, 0)
    schedule = models.RevenueSchedule.objects.get(account_id=shop.account.id)
    shop.to(day(2026, 8, 2))
    schedule.refresh_from_db()
    assert schedule.next_at is None


def test_unused_time_comes_out_of_what_is_deferred() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **GIVES_BACK)
    shop.subscribe(5)
    shop.to(day(2026, 4, 16))
    shop.set_seats(3)
    (note,) = shop.notes
    kinds = models.LedgerEntry.objects.filter(ledger_account="revenue")
    assert not kinds.exists()
    assert books(shop) == (0, 15_000 - note.subtotal)
    shop.to(day(2026, 5, 1))
    assert books(shop) == (15_000 - note.subtotal, 9000)


def test_what_is_earned_already_comes_out_of_revenue() -> None:
    """A whole invoice is taken back after ten days: those were revenue, posted before they go."""
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5)
    shop.to(day(2026, 4, 11, 9))

    def take_back(command: Command) -> bool:
        command.lock_account()
        invoice = models.Invoice.objects.get(account_id=shop.account.id)
        note = credit_notes.credit_whole_invoice(command, invoice, shop.terms, reason="change")
        return note is not None

    run(
        account_id=shop.account.id,
        actor=shop.actor,
        now=shop.now,
        name="test.credit",
        result=bool,
        body=take_back,
    )
    posted = models.LedgerEntry.objects.filter(ledger_account="revenue")
    assert list(posted.order_by("id").values_list("amount_minor", flat=True)) == [-5000, 5000]
    assert books(shop) == (0, 0)


def test_a_new_time_zone_counts_from_the_next_closing() -> None:
    shop = Shop.open("zoom", unit_amount=3100)
    shop.subscribe(1)
    shop.to(day(2026, 4, 20))
    accounts.set_details(
        actor=actor_of(shop.people["owner"]),
        account_id=shop.account.id,
        time_zone="America/New_York",
        now=shop.now,
    )
    shop.check()
    shop.to(day(2026, 7, 3))
    shop.check()


@settings(max_examples=60, deadline=None)
@given(
    net=st.integers(-(10**15), 10**15).filter(bool),
    starts=st.integers(0, 400),
    length=st.integers(1, 800),
    counts=st.integers(0, 500),
    on=st.integers(0, 1500),
)
def test_the_database_counts_as_the_core_does(
    net: int, starts: int, length: int, counts: int, on: int
) -> None:
    first = date(2026, 1, 1)

    def nth(number: int) -> date:
        return first + timedelta(days=number)

    service = Service(net, nth(starts), nth(starts + length), nth(counts))
    of = "SELECT %(net)s::bigint AS net, %(s)s::date AS starts_on, %(e)s::date AS ends_on,"
    columns = f"{passed('%(on)s::date')}, {earned('%(on)s::date')}"
    query = f"SELECT {columns} FROM ({of} %(c)s::date AS counts_from) p"  # noqa: S608 - our own
    dates = {"s": nth(starts), "e": nth(starts + length), "c": nth(counts), "on": nth(on)}
    with connection.cursor() as cursor:
        cursor.execute(query, {"net": net, **dates})
        found = cursor.fetchone()
    assert [int(each) for each in found] == [
        passed_part(service, nth(on)),
        recognized(service, nth(on)),
    ]


def test_every_day_the_whole_is_earned_or_deferred() -> None:
    shop = Shop.open("zoom", unit_amount=3100, **GIVES_BACK)
    shop.subscribe(4)
    shop.to(day(2026, 4, 9))
    shop.add_seats(3)
    shop.to(day(2026, 4, 19))
    shop.set_seats(2)
    last = 0
    for number in range(1, 31):
        now_earned = earned_by(shop.account.id, date(2026, 4, number)).get("EUR", 0)
        assert now_earned >= last - 1
        last = now_earned
    assert "{account}" in PARTS
    net = sum(i.subtotal for i in shop.invoices) - sum(n.subtotal for n in shop.notes)
    assert earned_by(shop.account.id, date(2026, 5, 1)) == {"EUR": net}
