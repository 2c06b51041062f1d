"""Statements of the bank: imported once, each movement recorded once, nothing half-done (R3)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from curule.core.bank_statements import StatementProblem
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.core.vendor_events import VendorEventType
from curule.data import models
from curule.selectors.console.bank import list_touches
from curule.selectors.money import credit_of, open_amount
from curule.services._vendor_events import note
from curule.services.payments import (
    _bank_lines,
    bank_statements,
    statement_files,
    transfers,
    waiting_lines,
)
from curule.services.payments.bank_statements import Part
from tests.gateways.statements.files import CSV, MT940, camt
from tests.support.factories import World, make_account, make_unpaid_invoice, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3")]

FINANCE = Actor.staff(person_id=str(UUID(int=7)), name="finance", role=StaffRole.FINANCE)


@pytest.fixture
def world() -> World:
    return make_world("licence_portal", seats=2)


def imported(world: World, raw: bytes = MT940.encode()) -> list[models.BankEntry]:
    """Import a file and return its movements in their order."""
    statement_files.import_file(actor=FINANCE, raw=raw, name="nov.sta", now=world.at(days=2))
    return list(models.BankEntry.objects.order_by("number"))


def owed(world: World, amount: int) -> models.Invoice:
    """An open invoice of that amount without tax."""
    invoice_id = make_unpaid_invoice(world, due_at=world.at(days=1), amount=amount)
    return models.Invoice.objects.get(account_id=world.account.id, id=invoice_id)


def assign(world: World, entry: models.BankEntry, *parts: Part) -> None:
    """Say whose a movement is."""
    bank_statements.assign(actor=FINANCE, entry_id=entry.id, parts=parts, now=world.at(days=3))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> RefusalCode:
    return refused.value.refusal.code


def payments(world: World) -> list[tuple[int, UUID | None]]:
    """What was recorded in the account: amounts and invoices."""
    found = models.Payment.objects.filter(account_id=world.account.id).order_by("created_at", "id")
    return [(row.amount_minor, row.invoice_id) for row in found]


# --- who did it ---------------------------------------------------------------------------------


@pytest.mark.invariant("I27")
def test_who_brought_a_statement_and_what_became_of_a_line_is_written_down(world: World) -> None:
    invoice = owed(world, 360000)
    first, *_ = imported(world)
    part = Part(account_id=world.account.id, amount=first.amount_minor, invoice_id=invoice.id)
    bank_statements.decide(actor=FINANCE, entry_id=first.id, parts=[part], now=world.at(days=3))
    bank_statements.take_back(actor=FINANCE, entry_id=first.id, now=world.at(days=4))
    bank_statements.assign(actor=FINANCE, entry_id=first.id, parts=[part], now=world.at(days=5))
    told = models.VendorEvent.objects.filter(subject_id=first.id).order_by("id")
    assert [(each.type, each.occurred_at) for each in told] == [
        ("bank_line.assigned", world.at(days=3)),
        ("bank_line.opened", world.at(days=4)),
        ("bank_line.assigned", world.at(days=5)),
        ("bank_line.recorded", world.at(days=5)),
    ]
    assert told[0].payload["parts"] == [
        {"account": str(world.account.id), "invoice": str(invoice.id), "amount": part.amount}
    ]
    brought = models.VendorEvent.objects.get(subject_id=first.statement_id)
    assert (brought.actor_name, brought.payload["file"]) == (FINANCE.name, "nov.sta")
    assert {each.by for each in list_touches(first.id)} == {FINANCE.name}


# --- importing ------------------------------------------------------------------------------------


def test_a_file_that_is_imported_twice_brings_nothing_new(world: World) -> None:
    first = statement_files.import_file(actor=FINANCE, raw=camt(), now=world.at(days=2))
    again = statement_files.import_file(actor=FINANCE, raw=camt(), now=world.at(days=3))

    assert (first.new, first.known) == (4, 0)
    assert (again.new, again.known, again.statement_ids) == (0, 4, ())
    assert models.BankStatement.objects.count() == 1


def test_a_day_brings_the_month_only_what_is_new(world: World) -> None:
    day = MT940.replace(":61:2611021102C3600,00NTRFNONREF//2026110200012\n", "").replace(
        ":86:166?00GUTSCHRIFT?20EREF+INV-0091?21SVWZ+INV 0091 nov?32ACME SARL\n", ""
    )
    shorter = day.replace("1000,00", "4600,00")
    statement_files.import_file(actor=FINANCE, raw=shorter.encode(), now=world.at(days=2))

    month = statement_files.import_file(actor=FINANCE, raw=MT940.encode(), now=world.at(days=3))

    assert (month.new, month.known) == (1, 3)


@pytest.mark.parametrize(
    ("raw", "problem", "line"),
    [
        (CSV.encode()[: CSV.encode().rindex(b";100,00")], StatementProblem.CUT, 6),
        (MT940.replace("3600,00", "3600,01").encode(), StatementProblem.BALANCE, None),
    ],
)
def test_a_file_that_is_not_whole_leaves_nothing(
    world: World, raw: bytes, problem: StatementProblem, line: int | None
) -> None:
    with pytest.raises(Refused) as refused:
        statement_files.import_file(actor=FINANCE, raw=raw, now=world.at(days=2))

    assert code_of(refused) is RefusalCode.STATEMENT_UNREADABLE
    assert refused.value.refusal.values["problem"] is problem
    assert refused.value.refusal.values.get("line") == line
    assert not models.BankStatement.objects.exists()
    assert not models.BankEntry.objects.exists()


def test_only_finance_imports_and_decides(world: World) -> None:
    entry = imported(world)[0]
    support = Actor.staff(person_id=str(UUID(int=8)), name="support", role=StaffRole.SUPPORT)
    for act in (
        lambda: statement_files.import_file(actor=support, raw=camt(), now=world.at(days=2)),
        lambda: bank_statements.assign(
            actor=world.actor(), entry_id=entry.id, parts=[], now=world.at(days=2)
        ),
        lambda: bank_statements.set_aside(
            actor=support, entry_id=entry.id, comment="fee", now=world.at(days=2)
        ),
        lambda: bank_statements.take_back(actor=support, entry_id=entry.id, now=world.at(days=4)),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) is RefusalCode.ROLE_NOT_ALLOWED


# --- assigning ------------------------------------------------------------------------------------


def test_a_movement_pays_the_invoice_it_is_for(world: World) -> None:
    invoice = owed(world, 360000)
    entry = imported(world)[0]

    assign(world, entry, Part(account_id=world.account.id, amount=360000, invoice_id=invoice.id))

    entry.refresh_from_db()
    invoice.refresh_from_db()
    assert (entry.status, invoice.status) == ("recorded", "paid")
    assert payments(world) == [(360000, invoice.id)]
    payment = models.Payment.objects.get(account_id=world.account.id)
    assert payment.reference == "2026-11-02 · ACME SARL · INV 0091 nov"


def test_one_movement_is_split_over_two_companies_and_what_is_over_is_credit(world: World) -> None:
    other = make_world("licence_portal", seats=2)
    mine, theirs = owed(world, 200000), owed(other, 100000)
    entry = imported(world)[0]

    assign(
        world,
        entry,
        Part(account_id=world.account.id, amount=200000, invoice_id=mine.id),
        Part(account_id=other.account.id, amount=150000, invoice_id=theirs.id),
        Part(account_id=other.account.id, amount=10000),
    )

    assert payments(world) == [(200000, mine.id)]
    assert payments(other) == [(150000, theirs.id), (10000, None)]
    credit = models.CreditEntry.objects.filter(account_id=other.account.id).latest("number")
    assert credit.balance_after_minor == 60000


def test_too_little_leaves_the_invoice_open(world: World) -> None:
    invoice = owed(world, 400000)
    entry = imported(world)[0]

    assign(world, entry, Part(account_id=world.account.id, amount=360000, invoice_id=invoice.id))

    invoice.refresh_from_db()
    assert (invoice.status, open_amount(invoice)) == ("open", 40000)


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        ((), RefusalCode.AMOUNT_INVALID),
        ((359999,), RefusalCode.AMOUNT_INVALID),
        ((360001,), RefusalCode.AMOUNT_INVALID),
        ((360001, -1), RefusalCode.AMOUNT_INVALID),
        ((360000, 0), RefusalCode.AMOUNT_INVALID),
    ],
)
def test_parts_are_the_whole(world: World, amounts: tuple[int, ...], code: RefusalCode) -> None:
    entry = imported(world)[0]

    with pytest.raises(Refused) as refused:
        assign(world, entry, *(Part(account_id=world.account.id, amount=each) for each in amounts))

    assert code_of(refused) is code
    entry.refresh_from_db()
    assert (entry.status, payments(world)) == ("open", [])
    assert not models.BankEntryPart.objects.exists()


def test_what_is_decided_and_what_went_out_is_no_payment(world: World) -> None:
    came, went, *_ = imported(world)
    assign(world, came, Part(account_id=world.account.id, amount=360000))

    for entry, amount in ((came, 360000), (went, -1250)):
        with pytest.raises(Refused) as refused:
            assign(world, entry, Part(account_id=world.account.id, amount=amount))
        assert code_of(refused) is RefusalCode.ENTRY_NOT_OPEN
    assert payments(world) == [(360000, None)]


def test_money_for_an_invoice_paid_meanwhile_becomes_credit(world: World) -> None:
    invoice = owed(world, 360000)
    entry = imported(world)[0]
    intended(world, entry, invoice)
    transfers.record_transfer(
        actor=FINANCE, account_id=world.account.id, invoice_id=invoice.id, now=world.at(days=2)
    )

    bank_statements.record(entry_id=entry.id, actor=FINANCE, now=world.at(days=3))

    entry.refresh_from_db()
    assert entry.status == "recorded"
    assert payments(world) == [(360000, invoice.id), (360000, None)]


def test_what_is_kept_as_credit_grants_no_order_that_waits(world: World) -> None:
    invoice = owed(world, 100000)
    models.Invoice.objects.filter(id=invoice.id).update(is_granted=False)
    entry = imported(world)[0]

    assign(world, entry, Part(account_id=world.account.id, amount=360000))

    invoice.refresh_from_db()
    assert (invoice.status, payments(world)) == ("open", [(360000, None)])
    assert credit_of(world.account.id, "EUR") == 360000


def test_money_for_an_invoice_paid_meanwhile_pays_another_only_as_credit(world: World) -> None:
    invoice, other = owed(world, 360000), owed(world, 50000)
    entry = imported(world)[0]
    intended(world, entry, invoice)
    transfers.record_transfer(
        actor=FINANCE, account_id=world.account.id, invoice_id=invoice.id, now=world.at(days=2)
    )

    bank_statements.record(entry_id=entry.id, actor=FINANCE, now=world.at(days=3))

    other.refresh_from_db()
    assert (other.status, payments(world)[1:]) == ("paid", [(360000, None)])
    assert credit_of(world.account.id, "EUR") == 360000 - 50000


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_an_account_without_a_subscription_has_credit_in_any_currency(
    world: World, currency: str
) -> None:
    new = make_account(name="New", now=world.at())
    entry = imported(world, MT940.replace("EUR", currency).encode())[0]
    mine = Part(account_id=world.account.id, amount=200000)

    assign(world, entry, mine, Part(account_id=new.id, amount=160000))

    entry.refresh_from_db()
    assert entry.status == "recorded"
    assert credit_of(world.account.id, currency) == 200000
    assert credit_of(new.id, currency) == 160000


def huge(*amounts: str) -> bytes:
    """A CSV with lines of these amounts: more than any transfer is, or not."""
    lines = [f"02.11.2026;ACME;INV {at};{each};EUR" for at, each in enumerate(amounts)]
    return "\r\n".join(["Buchungstag;Name;Verwendungszweck;Betrag;Währung", *lines, ""]).encode()


TOO_MUCH = "20.000.000.000.000,00"


def test_a_part_that_cannot_be_recorded_lets_none_be(world: World) -> None:
    invoice = owed(world, 200000)
    entry = imported(world, huge(TOO_MUCH))[0]
    rest = Part(account_id=world.account.id, amount=entry.amount_minor - 200000)

    with pytest.raises(Refused) as refused:
        assign(
            world,
            entry,
            Part(account_id=world.account.id, amount=200000, invoice_id=invoice.id),
            rest,
        )

    entry.refresh_from_db()
    invoice.refresh_from_db()
    assert code_of(refused) is RefusalCode.AMOUNT_INVALID
    assert (entry.status, invoice.status, payments(world)) == ("open", "open", [])
    assert not models.BankEntryPart.objects.exists()


def test_those_that_cannot_be_recorded_keep_none_behind_them_waiting(world: World) -> None:
    entries = imported(world, huge(*[TOO_MUCH] * 101, "36,00"))
    models.BankEntryPart.objects.bulk_create(
        models.BankEntryPart(
            account_id=world.account.id,
            entry_id=entry.id,
            number=1,
            amount_minor=entry.amount_minor,
        )
        for entry in entries
    )
    for entry in entries:
        at = world.at(days=3, seconds=entry.number)
        models.BankEntry.objects.filter(id=entry.id).update(status="assigned", decided_at=at)
        note(VendorEventType.LINE_ASSIGNED, entry.id, actor=FINANCE, now=at, parts=[])

    assert waiting_lines.record_waiting(now=world.at(days=4)) == 1

    assert payments(world) == [(3600, None)]


def intended(world: World, entry: models.BankEntry, invoice: models.Invoice) -> None:
    """Leave a movement as a crash does, between what was decided and what is recorded."""
    part = Part(account_id=world.account.id, amount=entry.amount_minor, invoice_id=invoice.id)
    bank_statements.decide(actor=FINANCE, entry_id=entry.id, parts=[part], now=world.at(days=3))


@pytest.mark.fault("F2")
def test_what_a_crash_left_is_recorded_by_the_next_sweep_once(world: World) -> None:
    invoice = owed(world, 360000)
    entry = imported(world)[0]
    intended(world, entry, invoice)

    assert waiting_lines.record_waiting(now=world.at(days=3)) == 1
    assert waiting_lines.record_waiting(now=world.at(days=4)) == 0

    assert payments(world) == [(360000, invoice.id)]


@pytest.mark.fault("F2")
def test_a_crash_after_the_payment_pays_nothing_twice(world: World) -> None:
    invoice = owed(world, 360000)
    entry = imported(world)[0]
    intended(world, entry, invoice)
    part = models.BankEntryPart.objects.get()
    bank_statements._transfer(entry, part, invoice.id, FINANCE, world.at(days=3))

    assert waiting_lines.record_waiting(now=world.at(days=4)) == 1

    assert payments(world) == [(360000, invoice.id)]


@pytest.mark.fault("F2")
def test_a_part_and_its_payment_are_kept_as_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = owed(world, 360000)
    entry = imported(world)[0]
    intended(world, entry, invoice)
    real = bank_statements._recorded

    def crash(*asked: object) -> UUID:
        real(*asked)  # type: ignore[arg-type]
        raise ConnectionError

    monkeypatch.setattr(bank_statements, "_recorded", crash)
    with pytest.raises(ConnectionError):
        bank_statements.record(entry_id=entry.id, actor=FINANCE, now=world.at(days=3))

    assert payments(world) == []


@pytest.mark.fault("F2")
def test_a_line_with_a_payment_that_its_part_does_not_know_is_not_opened_again(
    world: World,
) -> None:
    invoice = owed(world, 360000)
    entry = imported(world)[0]
    intended(world, entry, invoice)
    part = models.BankEntryPart.objects.get()
    bank_statements._transfer(entry, part, invoice.id, FINANCE, world.at(days=3))

    with pytest.raises(Refused) as refused:
        bank_statements.take_back(actor=FINANCE, entry_id=entry.id, now=world.at(days=4))

    assert code_of(refused) is RefusalCode.ENTRY_NOT_OPEN
    assert models.BankEntryPart.objects.filter(id=part.id).exists()


def test_a_part_that_was_taken_back_before_its_turn_is_not_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = owed(world, 360000)
    entry = imported(world)[0]
    intended(world, entry, invoice)
    real = _bank_lines.locked

    def late(entry_id: UUID) -> models.BankEntry:
        """Let the other one have the lock first."""
        monkeypatch.setattr(bank_statements, "locked", real)
        bank_statements.take_back(actor=FINANCE, entry_id=entry_id, now=world.at(days=4))
        return real(entry_id)

    monkeypatch.setattr(bank_statements, "locked", late)
    bank_statements.record(entry_id=entry.id, actor=FINANCE, now=world.at(days=3))

    entry.refresh_from_db()
    assert (entry.status, payments(world)) == ("open", [])


# --- setting aside --------------------------------------------------------------------------------


def test_a_fee_is_set_aside_with_its_reason_and_can_be_taken_back(world: World) -> None:
    fee = imported(world)[1]
    with pytest.raises(Refused):
        bank_statements.set_aside(actor=FINANCE, entry_id=fee.id, comment=" ", now=world.at(days=3))

    bank_statements.set_aside(
        actor=FINANCE, entry_id=fee.id, comment="bank's fee", now=world.at(days=3)
    )
    fee.refresh_from_db()
    assert (fee.status, fee.comment) == ("set_aside", "bank's fee")

    bank_statements.take_back(actor=FINANCE, entry_id=fee.id, now=world.at(days=4))
    fee.refresh_from_db()
    assert (fee.status, fee.comment, fee.decided_at) == ("open", "", None)


def test_what_is_recorded_is_not_taken_back(world: World) -> None:
    entry = imported(world)[0]
    assign(world, entry, Part(account_id=world.account.id, amount=360000))

    with pytest.raises(Refused) as refused:
        bank_statements.take_back(actor=FINANCE, entry_id=entry.id, now=world.at(days=4))

    assert code_of(refused) is RefusalCode.ENTRY_NOT_OPEN


# --- what no bug gets past ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE curule_bank_entry SET amount_minor = 1",
        "DELETE FROM curule_bank_entry",
        "UPDATE curule_bank_statement SET iban = 'X'",
        "UPDATE curule_bank_entry SET status = 'recorded', decided_at = now() WHERE number = 1",
        "UPDATE curule_bank_entry SET status = 'assigned', decided_at = now() WHERE number = 2",
    ],
)
def test_the_database_keeps_what_the_bank_said(world: World, statement: str) -> None:
    imported(world)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_keeps_a_movement_and_its_parts_equal(world: World) -> None:
    entry = imported(world)[0]

    def fall_short() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            models.BankEntryPart.objects.create(
                account_id=world.account.id, entry_id=entry.id, number=1, amount_minor=359999
            )
            models.BankEntry.objects.filter(id=entry.id).update(
                status="assigned", decided_at=world.at(days=3)
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="bank_entry_is_its_parts"):
        fall_short()
