"""Exports are read whole or not at all, and every mistake is named where it stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from curule.core.imports.brought import Brought
from curule.core.imports.formats import CHARGEBEE, OWN, STRIPE, Format
from curule.core.imports.reading import Usual, read_export
from curule.core.imports.tables import Unreadable, read_table
from tests.core.imports.exports import (
    ACME,
    ACME_RUNS,
    CHARGEBEE_CUSTOMERS,
    CHARGEBEE_SUBSCRIPTIONS,
    SEATS,
    STRIPE_CUSTOMERS,
    STRIPE_SUBSCRIPTIONS,
    exported,
)


def read(
    form: Format, customers: bytes, subscriptions: bytes, seats: bytes | None = None
) -> Brought:
    """Read an export of three files."""
    return read_export(
        form,
        read_table(customers, file="customers.csv"),
        read_table(subscriptions, file="subscriptions.csv"),
        None if seats is None else read_table(seats, file="seats.csv"),
        usual=Usual(),
    )


def stripe(*rows: dict[str, object], customer: dict[str, object] | None = None) -> Brought:
    """Read an export of Stripe with one customer."""
    return read(
        STRIPE,
        exported(STRIPE_CUSTOMERS, [{**ACME, **(customer or {})}]),
        exported(STRIPE_SUBSCRIPTIONS, [{**ACME_RUNS, **row} for row in rows]),
    )


def said(brought: Brought) -> list[str]:
    return [str(mistake) for mistake in brought.mistakes]


def test_what_stripe_exports_is_read_with_who_sits_where() -> None:
    brought = read(
        STRIPE,
        exported(STRIPE_CUSTOMERS, [ACME]),
        exported(STRIPE_SUBSCRIPTIONS, [ACME_RUNS]),
        SEATS,
    )

    (acme,) = brought.customers
    (runs,) = acme.subscriptions
    assert (acme.foreign_id, acme.name, acme.country) == ("cus_Nf1", "Acme SARL", "FR")
    assert (runs.plan, runs.seats, runs.currency) == ("price_1Nx", {"": 3}, "EUR")
    assert runs.interval == ("month", 1)
    assert runs.paid_until == datetime(2026, 12, 15, 10, 22, tzinfo=UTC)
    assert (runs.renews, runs.is_trial) == (True, False)
    assert [each.email for each in runs.people] == ["bob@acme.example"]
    assert not said(brought)


def test_what_chargebee_exports_is_read() -> None:
    brought = read(
        CHARGEBEE,
        exported(
            CHARGEBEE_CUSTOMERS,
            [
                {
                    "customers.id": "16B",
                    "customers.first_name": "Ann",
                    "customers.last_name": "Ó Sé",
                    "customers.email": "ann@x.test",
                    "addresses.country": "IE",
                }
            ],
        ),
        exported(
            CHARGEBEE_SUBSCRIPTIONS,
            [
                {
                    "subscriptions.id": "s1",
                    "customers.id": "16B",
                    "subscriptions.plan_id": "team",
                    "subscriptions.plan_quantity": "5",
                    "subscriptions.currency_code": "EUR",
                    "subscriptions.status": "Non Renewing",
                    "subscriptions.current_term_start": "2026-11-01 00:00:00",
                    "subscriptions.current_term_end": "2026-12-01 00:00:00",
                },
                {
                    "subscriptions.id": "s2",
                    "customers.id": "16B",
                    "subscriptions.plan_id": "team",
                    "subscriptions.plan_quantity": "5",
                    "subscriptions.status": "Cancelled",
                },
            ],
        ),
    )

    (customer,) = brought.customers
    (runs,) = customer.subscriptions
    assert customer.name == "Ann Ó Sé"
    assert (runs.seats, runs.renews) == ({"": 5}, False)
    assert [str(each) for each in brought.left_out] == [
        "subscriptions.csv:3: subscriptions.status: s2 runs no more."
    ]


def test_our_own_tables_name_seat_types_line_by_line() -> None:
    brought = read(
        OWN,
        b"id,name,country\na,Acme,FR\n",
        b"id;customer;plan;seats;seat_type;paid_until\n"
        b"s;a;zoom;3;licensed;2026-12-01\ns;a;zoom;2;basic;2026-12-01\n",
    )

    (customer,) = brought.customers
    (runs,) = customer.subscriptions
    assert runs.seats == {"licensed": 3, "basic": 2}


@pytest.mark.parametrize(
    ("row", "place", "word"),
    [
        ({"Quantity": "three"}, "subscriptions.csv:2: Quantity", "no number of seats"),
        ({"Quantity": "0"}, "subscriptions.csv:2: Quantity", "no number of seats"),
        ({"Quantity": "9" * 30}, "subscriptions.csv:2: Quantity", "no number of seats"),
        ({"Currency": "xxz"}, "subscriptions.csv:2: Currency", "no currency"),
        ({"Currency": "hrk"}, "subscriptions.csv:2: Currency", "EUR took its place"),
        ({"Status": "sleeping"}, "subscriptions.csv:2: Status", "there are: active"),
        ({"Interval": "moon"}, "subscriptions.csv:2: Interval", "no interval"),
        (
            {"Current Period End (UTC)": "soon"},
            "subscriptions.csv:2: Current Period End (UTC)",
            "no date",
        ),
        ({"Customer ID": "cus_no"}, "subscriptions.csv:2: Customer ID", "no customer cus_no"),
        ({"Plan": ""}, "subscriptions.csv:2: Plan", "which plan"),
        ({"Cancel At Period End": "perhaps"}, "subscriptions.csv:2: Cancel At", "neither yes"),
    ],
)
def test_a_wrong_cell_is_named_and_leaves_its_customer_out(
    row: dict[str, object], place: str, word: str
) -> None:
    brought = stripe(row)

    (mistake,) = said(brought)
    assert mistake.startswith(place)
    assert word in mistake
    if "Customer ID" not in row:
        assert brought.customers == ()


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"Email": "alice at acme"}, "no mail address"),
        ({"Address Country": "France"}, "no country of two letters"),
        ({"Name": "", "Description": "", "Email": ""}, "neither a name"),
    ],
)
def test_a_wrong_customer_takes_nothing_with_it(cells: dict[str, object], word: str) -> None:
    brought = stripe({}, customer=cells)

    (mistake,) = said(brought)
    assert mistake.startswith("customers.csv:2")
    assert word in mistake
    assert brought.customers == ()


@pytest.mark.parametrize("state", ["past_due", "unpaid", "paused", "canceled"])
def test_what_does_not_run_or_is_not_paid_stays_there(state: str) -> None:
    brought = stripe({"Status": state})

    assert [customer.subscriptions for customer in brought.customers] == [()]
    assert len(brought.left_out) == 1
    assert not brought.mistakes


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "is empty"),
        (b"id,Name\ncus_1", "may be cut"),
        (b'id,Name\ncus_1,"Ac', "may be cut"),
        (b"PK\x03\x04", "spreadsheet or an archive"),
        ("id,Name\ncus_1,Müller\n".encode("cp1252"), "bad.csv:2: is not UTF-8"),
        ("id,Name\ncus_1,Müller\n".encode("utf-16"), "is not UTF-8"),
        (b"id,Name\ncus_1,\x00\n", "zero byte"),
        (b"id,ID\n1,2\n", "stands there twice"),
    ],
)
def test_a_damaged_file_is_refused_whole(raw: bytes, word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        read_table(raw, file="bad.csv")


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(Unreadable, match="no column quantity; there are: id"):
        read(STRIPE, exported(STRIPE_CUSTOMERS, [ACME]), b"id,Customer ID,Plan\ns,c,p\n")


def test_one_id_that_stands_twice_means_nothing() -> None:
    twice = stripe({}, {"Quantity": "4"})
    seats = read(
        STRIPE,
        exported(STRIPE_CUSTOMERS, [ACME]),
        exported(STRIPE_SUBSCRIPTIONS, [ACME_RUNS]),
        b"subscription,email\nsub_x,bob@acme.example\n",
    )

    assert "stands here twice with the same seat type" in said(twice)[0]
    assert said(seats) == [
        "seats.csv:2: subscription: there is no subscription sub_x in the subscriptions' file."
    ]


@pytest.mark.parametrize(
    ("form", "titles", "runs"),
    [
        (
            OWN,
            "id,name,country,registration_number",
            b"id,customer,plan,seats,paid_until\n",
        ),
        (
            STRIPE,
            "id,Name,Address Country,registration_number (metadata)",
            exported(STRIPE_SUBSCRIPTIONS, []),
        ),
    ],
)
def test_a_company_number_is_read_where_the_export_has_one(
    form: Format, titles: str, runs: bytes
) -> None:
    customers = f"{titles}\nc1,Acme,FR,303 265 045\nc2,Other,FR,\n".encode()

    brought = read(form, customers, runs)

    assert [each.registration_number for each in brought.customers] == ["303 265 045", ""]
