"""The page on money: its stories are played, its postings made, its picture read line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from curule.core import ledger
from curule.core.disputes import Booking, Disputed, Unpaid, booking_of
from curule.core.ledger import LedgerAccount, Posting, PostingKind
from curule.core.money import Money
from curule.core.refusals import Refusal
from curule.gateways.payments.sandbox import SandboxGateway
from tests.docs import money_stories
from tests.docs.pages import DOCS, Row, read, tables
from tests.support.shop import Shop

PAGE: Final = {table.check: table.rows for table in tables(read("explanation/how-money-flows.md"))}

POSTINGS: Final[Mapping[PostingKind, Posting]] = {
    posting.kind: posting
    for posting in (
        ledger.invoice_issued(subtotal=100, tax=20),
        ledger.payment_received(gateway="bank", amount=150, on_invoice=120),
        ledger.credit_used(amount=30),
        ledger.credit_note_issued(
            subtotal=50, tax=10, to_open=10, to_credit=20, to_refund=30, recognized=5
        ),
        ledger.refund_sent(gateway="bank", amount=30),
        ledger.refund_failed(gateway="bank", amount=30),
        ledger.refund_kept(amount=30),
        ledger.payment_reversed(gateway="bank", amount=120, from_credit=30, lost=5),
        ledger.gateway_fee(gateway="bank", amount=15),
        ledger.credit_refunded(amount=30),
        ledger.transfer_out(amount=20),
        ledger.transfer_in(amount=20),
        ledger.goodwill(amount=10),
        ledger.written_off(amount=60),
        ledger.write_off_reversed(amount=60),
        ledger.recognized(amount=50),
    )
}
"""Each event with everything that it can touch."""


def _accounts(posting: Posting, sign: int) -> set[str]:
    touched = (entry for entry in posting.entries if entry.amount * sign > 0)
    return {entry.account.partition(":")[0] for entry in touched}


# --- what is posted ------------------------------------------------------------------------------


def test_every_event_has_a_row_with_the_accounts_that_it_touches() -> None:
    told = {
        row["event"].strip("`"): (row["debit"].split(", "), row["credit"].split(", "))
        for row in PAGE["postings"]
    }
    assert told.keys() == {kind.value for kind in PostingKind}
    for kind, (debits, credits_) in told.items():
        posting = POSTINGS[PostingKind(kind)]
        assert set(debits) == _accounts(posting, 1), kind
        assert set(credits_) == _accounts(posting, -1), kind


@pytest.mark.parametrize("row", PAGE["lost disputes"], ids=lambda row: row["taken"])
def test_a_lost_dispute_takes_what_the_page_says(row: Row) -> None:
    found = booking_of(
        Disputed(
            amount=Money(int(row["paid"]), "EUR"),
            applied=int(row["on the invoice"]),
            refunded=int(row["refunded"]),
            invoice_status="paid",
            credit=int(row["credit now"]),
        ),
        int(row["taken"]),
        Unpaid.OWED,
    )
    told = (row["from credit"], row["owed again"], row["a loss"])
    match found:
        case Refusal():
            assert told == (found.code.value, "–", "–")
        case Booking():
            assert told == (str(found.from_credit), str(found.reopened), str(found.lost))


# --- the picture ---------------------------------------------------------------------------------


_SVG: Final = "{http://www.w3.org/2000/svg}"


def _groups(css: str) -> list[ET.Element]:
    picture = ET.parse(DOCS / "pictures" / "money.svg")  # noqa: S314 - our own file
    return [group for group in picture.iter(f"{_SVG}g") if group.get("class") == css]


def _drawn(event: ET.Element, side: str) -> set[str]:
    lines = (line for line in event.iter(f"{_SVG}path") if line.get("class") == f"line {side}")
    return {line.get("data-account", "") for line in lines}


def test_the_picture_has_every_account() -> None:
    drawn = {group.get("data-account") for group in _groups("account")}
    assert drawn == {account.value for account in LedgerAccount}


def test_the_picture_draws_each_event_between_the_accounts_that_it_touches() -> None:
    events = {str(group.get("id")): group for group in _groups("event")}
    assert events.keys() == {kind.value for kind in PostingKind}
    for name, event in events.items():
        posting = POSTINGS[PostingKind(name)]
        assert _drawn(event, "debit") == _accounts(posting, 1), name
        assert _drawn(event, "credit") == _accounts(posting, -1), name


def test_the_picture_and_the_table_call_events_by_the_same_words() -> None:
    drawn = {str(group.get("id")): "".join(group.itertext()).strip() for group in _groups("event")}
    assert drawn == {row["event"].strip("`"): row["pill"] for row in PAGE["postings"]}


# --- two customers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "play"),
    [("by transfer", money_stories.by_transfer), ("by card", money_stories.by_card)],
)
def test_a_story_is_what_the_ledger_says(
    name: str,
    play: Callable[[], Shop],
    db: None,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> None:
    shop = play()
    assert list(money_stories.told(shop)) == [_without_words(row) for row in PAGE[name]]
    balances = money_stories.balances(shop)
    assert {account.value for account in LedgerAccount} == {
        row["account"] for row in PAGE["balances"]
    }
    for row in PAGE["balances"]:
        assert balances.get(row["account"], 0) == int(row[name]), row["account"]
    assert sum(int(row[name]) for row in PAGE["balances"]) == 0
    shop.check()


def _without_words(row: Row) -> dict[str, str]:
    return {column: cell for column, cell in row.items() if column != "what happened"}
