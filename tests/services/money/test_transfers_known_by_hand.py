"""A transfer recorded by hand, and then its line of the statement: the money is counted once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.selectors.console import bank as lines
from curule.services.payments import bank_statements, reversing, transfers
from curule.services.payments.bank_statements import Recorded
from curule.services.payments.sure_lines import decide_sure
from tests.gateways.statements.files import MT940
from tests.services.money.test_bank_statements import FINANCE, imported, owed
from tests.support.factories import World, make_world

CAME = 360000
"""What the first line of the statement brings, in cents, on 2 November."""


@pytest.fixture
def world() -> World:
    return make_world("licence_portal", seats=2, now=datetime(2026, 11, 1, 12, tzinfo=UTC))


def by_hand(world: World, amount: int = CAME, *, currency: str = "EUR", **said: object) -> Recorded:
    """Record a transfer by hand, on the day of the line."""
    done = transfers.record_transfer(
        actor=FINANCE,
        account_id=world.account.id,
        amount=amount,
        currency=currency,
        on_account=True,
        now=world.at(days=2),
        **said,  # type: ignore[arg-type]
    )
    assert done.value.payment_id is not None
    return Recorded(account_id=world.account.id, payment_id=done.value.payment_id)


def link(world: World, entry: models.BankEntry, *payments: Recorded) -> None:
    bank_statements.link(actor=FINANCE, entry_id=entry.id, payments=payments, now=world.at(days=3))


def refused(world: World, entry: models.BankEntry, *payments: Recorded) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        link(world, entry, *payments)
    return caught.value.refusal.code


def known(entry: models.BankEntry) -> list[UUID]:
    row = lines.find_entry(entry.id)
    assert row is not None
    return [each.id for each in lines.transfers_of(row)]


@pytest.mark.invariant("I27")
def test_a_line_is_the_payment_that_was_recorded_by_hand(world: World) -> None:
    recorded = by_hand(world)
    entry = imported(world)[0]
    assert known(entry) == [recorded.payment_id]

    link(world, entry, recorded)

    entry.refresh_from_db()
    part = models.BankEntryPart.objects.get(entry_id=entry.id)
    assert (entry.status, part.payment_id) == ("recorded", recorded.payment_id)
    assert models.Payment.objects.filter(account_id=world.account.id).count() == 1
    told = models.VendorEvent.objects.filter(subject_id=entry.id).order_by("id")
    assert [each.type for each in told] == ["bank_line.assigned", "bank_line.recorded"]
    assert told[0].payload["parts"][0]["payment"] == str(recorded.payment_id)


def test_a_line_may_be_what_was_recorded_in_two(world: World) -> None:
    one, two = by_hand(world, CAME - 100), by_hand(world, 100)
    entry = imported(world)[0]
    assert refused(world, entry, one) is RefusalCode.AMOUNT_INVALID
    assert refused(world, entry, one, one) is RefusalCode.AMOUNT_INVALID

    link(world, entry, one, two)

    assert models.BankEntryPart.objects.filter(entry_id=entry.id).count() == 2


def test_a_payment_has_one_line_and_a_line_is_decided_once(world: World) -> None:
    recorded = by_hand(world)
    first, went, *_ = imported(world)
    link(world, first, recorded)
    models.BankEntry.objects.create(
        statement_id=first.statement_id,
        number=90,
        fingerprint="another",
        booked_on=first.booked_on,
        currency="EUR",
        amount_minor=CAME,
    )
    second = models.BankEntry.objects.get(fingerprint="another")

    assert known(second) == []
    assert refused(world, second, recorded) is RefusalCode.PAYMENT_NOT_LINKABLE
    assert refused(world, first, recorded) is RefusalCode.ENTRY_NOT_OPEN
    assert refused(world, went, recorded) is RefusalCode.ENTRY_NOT_OPEN


def test_money_that_was_taken_back_or_is_of_another_account_is_not_the_line(world: World) -> None:
    recorded = by_hand(world)
    entry = imported(world)[0]
    reversing.reverse_transfer(
        actor=FINANCE,
        account_id=world.account.id,
        payment_id=recorded.payment_id,
        reason="a slip",
        now=world.at(days=3),
    )
    assert known(entry) == []
    assert refused(world, entry, recorded) is RefusalCode.PAYMENT_NOT_LINKABLE
    other = Recorded(account_id=UUID(int=9), payment_id=recorded.payment_id)
    assert refused(world, entry, other) is RefusalCode.NOT_FOUND


def test_money_of_another_currency_is_not_the_line(world: World) -> None:
    recorded = by_hand(world, currency="USD")
    entry = imported(world)[0]

    assert known(entry) == []
    assert refused(world, entry, recorded) is RefusalCode.PAYMENT_NOT_LINKABLE


def test_only_finance_says_what_a_line_is(world: World) -> None:
    recorded, entry = by_hand(world), imported(world)[0]
    support = Actor.staff(person_id=str(UUID(int=8)), name="s", role=StaffRole.SUPPORT)
    with pytest.raises(Refused) as caught:
        bank_statements.link(
            actor=support, entry_id=entry.id, payments=[recorded], now=world.at(days=3)
        )
    assert caught.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED


@pytest.mark.parametrize(("away", "is_known"), [(30, True), (31, False)])
def test_a_transfer_is_offered_about_its_day(world: World, away: int, is_known: bool) -> None:
    entry = imported(world)[0]
    recorded = by_hand(world)
    payment = models.Payment.objects.get(id=recorded.payment_id)
    day = (payment.paid_on or payment.created_at.date()) + timedelta(days=away)
    moved = models.BankEntry.objects.create(
        statement_id=entry.statement_id,
        number=91,
        fingerprint="moved",
        booked_on=day,
        currency="EUR",
        amount_minor=CAME,
    )
    assert known(moved) == ([recorded.payment_id] if is_known else [])


def test_a_transfer_is_offered_however_many_of_its_amount_have_their_line(world: World) -> None:
    recorded = by_hand(world)
    entry = imported(world)[0]
    for number in range(50):
        later = by_hand(world)
        models.BankEntryPart.objects.create(
            account_id=later.account_id,
            entry_id=entry.id,
            number=number + 1,
            amount_minor=CAME,
            payment_id=later.payment_id,
        )
    assert known(entry) == [recorded.payment_id]


def test_nobody_is_sure_of_a_line_whose_money_may_be_recorded_already(world: World) -> None:
    invoice = owed(world, CAME)
    number = invoice.number or ""
    raw = MT940.replace("INV 0091", number).replace("INV-0091", number)
    entry = imported(world, raw.encode())[0]
    before = lines.sure_entries(entry.statement_id)
    other = make_world("zoom", seats=1, now=world.at())
    recorded = by_hand(other)  # for whom it is, was read otherwise

    assert [row.id for row in before] == [entry.id], "it names its invoice and pays it exactly"
    assert lines.sure_entries(entry.statement_id) == ()
    assert decide_sure(actor=FINANCE, statement_id=entry.statement_id, now=world.at(days=3)) == []
    link(world, entry, recorded)


def test_what_was_recorded_on_a_test_clock_makes_nobody_doubt_a_line(world: World) -> None:
    invoice = owed(world, CAME)
    number = invoice.number or ""
    raw = MT940.replace("INV 0091", number).replace("INV-0091", number)
    entry = imported(world, raw.encode())[0]
    rehearsed = make_world("zoom", seats=1, now=world.at())
    by_hand(rehearsed)
    clock = models.TestClock.objects.create(name="c", now=world.at(days=4))
    models.Account.objects.filter(id=rehearsed.account.id).update(clock=clock)

    assert known(entry) == []
    assert [row.id for row in lines.sure_entries(entry.statement_id)] == [entry.id]


def test_the_same_words_and_amount_are_a_slip_unless_said_again(world: World) -> None:
    by_hand(world, reference="INV 0091 nov")
    with pytest.raises(Refused) as caught:
        by_hand(world, reference="INV 0091 nov")
    assert caught.value.refusal.code is RefusalCode.PAYMENT_ALREADY_RECORDED
    assert caught.value.refusal.values["recorded_on"] == world.at(days=2).date()

    by_hand(world, 100, reference="INV 0091 nov")
    by_hand(world, reference="INV 0091 nov", again=True)
    by_hand(world)
    by_hand(world)

    assert models.Payment.objects.filter(account_id=world.account.id).count() == 5
