"""A program brings the statements of the bank, and says whose money each line is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.gateways.statements.files import CSV, MT940, camt
from tests.support.factories import World, make_account, make_unpaid_invoice, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3")]
Programs = Callable[..., Program]
KEY = {"Idempotency-Key": "one"}
COLUMNS = {
    "places": {"booked_on": 0, "payer": 1, "remittance": 2, "amount": 3, "currency": 4},
    "skipped": 1,
    "dates": "dd.mm.yyyy",
}


@pytest.fixture
def world() -> World:
    """A customer who is an hour old."""
    return make_world("licence_portal", seats=2, now=utc_now() - timedelta(hours=1))


def _post(ours: Program, path: str, body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": str(uuid4())})


def _file(raw: bytes | str) -> str:
    return b64encode(raw.encode() if isinstance(raw, str) else raw).decode()


def _imported(ours: Program) -> list[dict[str, Any]]:
    """Import the usual statement; its lines as the bank writes them."""
    _post(ours, "/imports", {"content": _file(MT940)})
    data: list[dict[str, Any]] = ours.get("/bank_lines").json()["data"]
    return sorted(data, key=lambda row: row["number"])


def _owed(world: World, amount: int) -> str:
    due = utc_now() - timedelta(minutes=1)
    return public_id("in", make_unpaid_invoice(world, due_at=due, amount=amount))


def _eur(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "EUR"}


# --- importing ------------------------------------------------------------------------------------


def test_a_file_is_imported_once_however_often_it_is_sent(program: Programs) -> None:
    ours = program(scopes=[Scope.BILLING_READ, Scope.BILLING_WRITE])
    sent = {"content": _file(camt()), "file_name": "nov.xml"}

    first, second = (ours.post("/imports", sent, **KEY) for _ in range(2))
    known = _post(ours, "/imports", sent).json()

    (made,) = first.json()["imports"]
    assert (first.json()["new"], first.json()["known"]) == (4, 0)
    assert (second.json(), second.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert (known["imports"], known["new"], known["known"]) == ([], 0, 4)
    shown = ours.get(f"/imports/{made}").json()
    assert (shown["format"], shown["file_name"], shown["currency"]) == ("camt053", "nov.xml", "EUR")
    assert (shown["first_on"], shown["last_on"]) == ("2026-11-02", "2026-11-03")
    assert shown["lines"] == {"open": 4, "assigned": 0, "recorded": 0, "set_aside": 0}
    del shown["history"]
    assert ours.get("/imports", status="open").json()["data"] == [shown]
    assert ours.get("/imports", status="recorded").json()["data"] == []


def test_a_file_may_have_five_megabytes_and_a_longer_one_is_refused_clearly(
    program: Programs,
) -> None:
    ours = program()
    filled = camt().replace(b"</Document>", b" " * (4_990_000 - len(camt())) + b"</Document>")

    taken = _post(ours, "/imports", {"content": _file(filled)})
    assert taken.status_code == 200, taken.content[:300]
    assert taken.json()["new"] == 4

    refused = _post(ours, "/imports", {"content": _file(filled + b" " * 20_000)})
    told = refused.json()
    assert (refused.status_code, told["code"]) == (400, "statement_unreadable")
    assert told["values"] == {"problem": "too_big"}
    refused = _post(ours, "/imports", {"content": "A" * 7_000_000})
    told = refused.json()
    assert (refused.status_code, told["code"]) == (413, "body_too_long")
    assert told["values"] == {"limit": 6_766_668}
    refused = _post(ours, "/quotes", {"plan": "A" * 3_000_000})
    assert refused.json()["values"] == {"limit": 2_621_440}
    assert models.BankStatement.objects.count() == len(taken.json()["imports"])


def test_who_did_what_with_a_statement_and_a_line_is_told(program: Programs) -> None:
    ours = program()
    line = _imported(ours)[-1]
    _post(ours, f"/bank_lines/{line['id']}/set_aside", {"comment": "a fee"})
    _post(ours, f"/bank_lines/{line['id']}/open_again", {})

    told = ours.get(f"/bank_lines/{line['id']}").json()["history"]
    assert [(each["type"], each["by"]) for each in told] == [
        ("bank_line.opened", "ours"),
        ("bank_line.set_aside", "ours"),
    ]
    (came,) = ours.get(f"/imports/{line['import']}").json()["history"]
    assert (came["object"], came["type"]) == ("bank_event", "bank_statement.imported")


def test_a_csv_is_read_as_somebody_said_and_then_by_its_titles(program: Programs) -> None:
    ours = program()
    later = CSV.replace("INV 0091", "INV 0094").replace("02.11", "04.11")

    unknown = _post(ours, "/imports", {"content": _file(CSV)})
    read = _post(
        ours, "/imports", {"content": _file(CSV), "columns": {**COLUMNS, "name": "Our bank"}}
    )
    by_titles = _post(ours, "/imports", {"content": _file(later)})

    assert (unknown.status_code, unknown.json()["values"]) == (400, {"problem": "columns"})
    assert read.json()["new"] == 4
    assert by_titles.json()["new"] == 1
    newest = ours.get("/bank_lines", limit="1").json()["data"][0]
    assert (newest["booked_on"], newest["amount"]) == ("2026-11-04", _eur(360000))


def test_a_mark_that_the_file_does_not_tell_is_said_by_whoever_sends_it(program: Programs) -> None:
    ours = program()
    raw = CSV.replace("-12,50", "-1.250").replace("100,00", "100").replace("30,00", "30")
    sent = {"content": _file(raw.replace("3.600,00", "3.600")), "columns": COLUMNS}

    asked = _post(ours, "/imports", sent)
    said = _post(ours, "/imports", {**sent, "columns": {**COLUMNS, "decimal": ","}})

    assert (asked.status_code, asked.json()["values"]) == (400, {"problem": "decimal_mark"})
    assert said.json()["new"] == 4
    amounts = [row["amount"]["amount"] for row in ours.get("/bank_lines").json()["data"]]
    assert sorted(amounts) == [-125000, 3000, 10000, 360000]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"content": _file("nothing of a bank")}, {"problem": "columns"}),
        ({"content": _file("   ")}, {"problem": "empty"}),
        ({"content": _file(MT940.replace("3600,00", "3600,01"))}, {"problem": "balance"}),
        ({"iban": "FR7630006000011234567890189"}, {"problem": "other_account"}),
        ({"content": "not base64"}, {"field": "content"}),
        ({"content": ""}, {"field": "content"}),
        ({"content": _file(MT940), "columns": COLUMNS}, {"field": "columns"}),
        ({"content": _file(CSV), "columns": {"places": {"payer": 0, "amount": 1}}}, None),
        ({"content": _file(CSV), "columns": {"places": {"booked_on": 0, "amount": 0}}}, None),
        ({"content": _file(CSV), "columns": {**COLUMNS, "dates": "yyyy-mm-dd"}}, None),
        ({"columns": {"places": {"sum": 1, "amount": 2}}}, {"field": "sum"}),
    ],
)
def test_a_file_that_nobody_can_read_leaves_nothing(
    program: Programs, changed: dict[str, object], told: dict[str, object] | None
) -> None:
    ours = program()

    refused = _post(ours, "/imports", {"content": _file(MT940), **changed})

    assert refused.status_code == 400
    if told is not None:
        assert refused.json()["values"] == told
    assert not models.BankStatement.objects.exists()


# --- whose money it is ----------------------------------------------------------------------------


def test_a_line_is_suggested_its_invoice_and_pays_it(program: Programs, world: World) -> None:
    ours, invoice = program(), _owed(world, 360000)
    row = _imported(ours)[0]
    path = f"/bank_lines/{row['id']}"

    (suggested,) = ours.get(path).json()["suggestions"]
    asked = {"parts": [{"invoice": invoice, "amount": row["amount"]}]}
    missing = ours.post(f"{path}/match", asked).json()
    first, second = (ours.post(f"{path}/match", asked, **KEY) for _ in range(2))
    other = _post(ours, f"{path}/match", asked)

    assert (suggested["invoice"], suggested["open"]) == (invoice, _eur(360000))
    assert "amount" in suggested["reasons"]
    assert missing["code"] == "idempotency_key_missing"
    assert (first.json()["status"], second.json()) == ("recorded", first.json())
    assert second.headers["Idempotent-Replayed"] == "true"
    assert other.json()["code"] == "entry_not_open"
    (part,) = first.json()["parts"]
    payment = ours.get(f"/payments/{part['payment']}").json()
    assert (payment["invoice"], payment["amount"]) == (invoice, row["amount"])
    assert ours.get(f"/invoices/{invoice}").json()["status"] == "paid"
    assert ours.get("/bank_lines", status="recorded").json()["data"][0]["id"] == row["id"]
    assert ours.get("/bank_lines", **{"import": row["import"]}).json()["data"]


def test_a_line_is_tied_to_what_was_recorded_by_hand(program: Programs, world: World) -> None:
    ours, account = program(), public_id("acc", world.account.id)
    sent = {"account": account, "amount": _eur(360000), "on_account": True, "reference": "phone"}
    payment = _post(ours, "/payments", sent).json()["payment"]
    slip = _post(ours, "/payments", sent)
    row = _imported(ours)[0]
    path = f"/bank_lines/{row['id']}"

    offered = ours.get(path).json()["transfers"]
    asked = {"payments": [payment]}
    first, second = (ours.post(f"{path}/link", asked, **KEY) for _ in range(2))
    other = _post(ours, f"{path}/link", asked)

    assert (slip.status_code, slip.json()["code"]) == (409, "payment_already_recorded")
    assert offered == [payment]
    assert (first.json()["status"], second.json()) == ("recorded", first.json())
    assert [part["payment"] for part in first.json()["parts"]] == [payment]
    assert other.json()["code"] == "entry_not_open"
    assert len(ours.get("/payments").json()["data"]) == 1


def test_a_line_is_split_over_customers_all_or_nothing(program: Programs, world: World) -> None:
    ours, other = program(), make_world("zoom", seats=1, now=utc_now() - timedelta(hours=1))
    mine, theirs = _owed(world, 200000), _owed(other, 150000)
    row = _imported(ours)[0]
    account = public_id("acc", other.account.id)
    parts: list[dict[str, object]] = [
        {"invoice": mine, "amount": _eur(200000)},
        {"invoice": theirs, "amount": _eur(150000)},
    ]
    rest: dict[str, object] = {"account": account, "amount": _eur(10000)}
    path = f"/bank_lines/{row['id']}/match"

    for wrong, status, code in (
        (parts, 400, "amount_invalid"),
        ([*parts, {"account": "acc_x", "amount": _eur(10000)}], 404, "not_found"),
        ([*parts, {**rest, "invoice": mine}], 400, "field_invalid"),
        ([*parts, {"amount": _eur(10000)}], 400, "field_invalid"),
        ([*parts, {"account": None, "amount": _eur(10000)}], 400, "field_invalid"),
        ([parts[0], parts[0]], 400, "field_invalid"),
        ([*parts, {**rest, "amount": {"amount": 10000, "currency": "USD"}}], 409, None),
        ([], 400, "field_invalid"),
    ):
        refused = _post(ours, path, {"parts": wrong})
        assert refused.status_code == status, wrong
        assert code in {None, refused.json()["code"]}, wrong
    assert not models.Payment.objects.exists()

    done = _post(ours, path, {"parts": [*parts, rest]}).json()

    assert done["status"] == "recorded"
    assert sorted(part["amount"]["amount"] for part in done["parts"]) == [10000, 150000, 200000]
    (both,) = ours.get(f"/accounts/{account}/balance").json()["currencies"]
    assert (both["owed"], both["credit"]) == (_eur(0), _eur(10000))


def test_what_cannot_be_recorded_leaves_the_line_open(program: Programs, world: World) -> None:
    ours, invoice = program(), _owed(world, 360000)
    row = _imported(ours)[0]
    path, account = f"/bank_lines/{row['id']}", public_id("acc", world.account.id)
    asked = {"parts": [{"invoice": invoice, "amount": row["amount"]}]}
    _post(ours, "/payments", {"account": account, "invoice": invoice, "amount": row["amount"]})

    refused = _post(ours, f"{path}/match", asked)

    assert refused.json()["code"] == "nothing_to_pay"
    assert ours.get(path).json()["status"] == "open"
    assert models.BankEntryPart.objects.count() == 0


def test_all_sure_lines_of_a_statement_are_recorded_at_once(
    program: Programs, world: World
) -> None:
    ours, invoice = program(), _owed(world, 360000)
    number = ours.get(f"/invoices/{invoice}").json()["number"]
    named = MT940.replace("INV 0091 nov", number).replace("EREF+INV-0091", f"EREF+{number}")
    (made,) = _post(ours, "/imports", {"content": _file(named)}).json()["imports"]
    path = f"/imports/{made}/match"

    first, second = (ours.post(path, {}, **KEY) for _ in range(2))

    assert (first.json()["matched"], first.json()["lines"]["recorded"]) == (1, 1)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert ours.post(path, {}).json()["code"] == "idempotency_key_missing"
    assert ours.get(f"/invoices/{invoice}").json()["status"] == "paid"
    assert models.Payment.objects.count() == 1


# --- what is nobody's payment ---------------------------------------------------------------------


def test_a_fee_is_set_aside_and_opened_again(program: Programs) -> None:
    ours = program()
    fee = _imported(ours)[1]
    path = f"/bank_lines/{fee['id']}"

    blank = _post(ours, f"{path}/set_aside", {"comment": " "})
    aside = ours.post(f"{path}/set_aside", {"comment": "fee"}, **KEY)
    replayed = ours.post(f"{path}/set_aside", {"comment": "fee"}, **KEY)
    twice = ours.post(f"{path}/set_aside", {"comment": "fee"})
    opened = ours.post(f"{path}/open_again", {}).json()

    assert blank.json()["values"] == {"field": "comment"}
    assert (aside.json()["status"], aside.json()["comment"]) == ("set_aside", "fee")
    assert replayed.headers["Idempotent-Replayed"] == "true"
    assert twice.json()["code"] == "entry_not_open"
    assert (opened["status"], opened["comment"], opened["decided_at"]) == ("open", None, None)
    assert ours.post(f"{path}/open_again", {}).json()["code"] == "entry_not_open"


def test_a_transfer_is_taken_back_by_the_line_that_returned_it(
    program: Programs, world: World
) -> None:
    ours = program()
    account = public_id("acc", world.account.id)
    paid = _post(ours, "/payments", {"account": account, "amount": _eur(1250)}).json()["payment"]
    fee = _imported(ours)[1]
    path = f"/bank_lines/{fee['id']}"

    offered = ours.get(path).json()["transfers"]
    asked = {"payment": paid, "reason": "returned"}
    foreign = _post(program(), f"{path}/reverse", {**asked, "payment": public_id("pay", uuid4())})
    first, second = (ours.post(f"{path}/reverse", asked, **KEY) for _ in range(2))

    assert offered == [paid]
    assert (foreign.status_code, foreign.json()["values"]) == (404, {"name": "payment"})
    assert (first.json()["status"], first.json()["comment"]) == ("set_aside", "returned")
    assert second.headers["Idempotent-Replayed"] == "true"
    assert ours.get(f"/payments/{paid}").json()["status"] == "reversed"
    assert ours.post(f"{path}/open_again", {}).json()["code"] == "entry_not_open"


def test_what_was_matched_and_not_recorded_is_recorded(program: Programs, world: World) -> None:
    ours = program()
    row = _imported(ours)[0]
    entry = models.BankEntry.objects.get(amount_minor=360000)
    models.BankEntryPart.objects.create(
        account=world.account, entry_id=entry.id, number=1, amount_minor=360000
    )
    models.BankEntry.objects.filter(id=entry.id).update(status="assigned", decided_at=utc_now())

    done = _post(ours, f"/bank_lines/{row['id']}/record", {}).json()

    assert done["status"] == "recorded"
    assert done["parts"][0]["account"] == public_id("acc", world.account.id)


# --- who sees the bank ----------------------------------------------------------------------------


@pytest.mark.threat("TH8", "TH22")
def test_the_bank_is_there_in_live_mode_only_and_for_who_has_the_scope(program: Programs) -> None:
    ours, testing = program(), program(is_live=False)
    row = _imported(ours)[1]
    line, statement = f"/bank_lines/{row['id']}", f"/imports/{row['import']}"
    acts = {
        "/imports": {"content": _file(camt())},
        f"{statement}/match": {},
        f"{line}/match": {"parts": [{"account": "acc_x", "amount": _eur(1)}]},
        f"{line}/record": {},
        f"{line}/set_aside": {"comment": "fee"},
        f"{line}/open_again": {},
        f"{line}/reverse": {"payment": "pay_x", "reason": "x"},
    }
    reading = program(scopes=set(Scope) - {Scope.BILLING_WRITE})
    for path, body in acts.items():
        refused = _post(testing, path, body)
        assert (refused.status_code, refused.json()["values"]) == (404, {"name": "address"}), path
        assert _post(reading, path, body).json()["code"] == "scope_missing", path
    for path in ("/imports", "/bank_lines", line, statement):
        assert testing.get(path).status_code == 404, path
        assert program(scopes=[Scope.BILLING_READ]).get(path).status_code == 200, path
    assert ours.get(f"/bank_lines/{public_id('bsl', uuid4())}").status_code == 404
    assert ours.get(f"/imports/{public_id('imp', uuid4())}").status_code == 404
    assert models.BankEntry.objects.get(amount_minor=-1250).status == "open"


def test_no_line_tells_of_a_customer_on_a_test_clock(program: Programs, world: World) -> None:
    ours = program()
    _owed(world, 360000)
    row = _imported(ours)[0]
    path = f"/bank_lines/{row['id']}"
    assert ours.get(path).json()["suggestions"]
    clock = models.TestClock.objects.create(name="c", now=utc_now())
    models.Account.objects.filter(id=world.account.id).update(clock=clock)
    on_clock = make_account(now=utc_now(), clock_id=clock.id)

    shown = ours.get(path).json()
    for account in (world.account, on_clock):
        part = {"account": public_id("acc", account.id), "amount": row["amount"]}
        assert _post(ours, f"{path}/match", {"parts": [part]}).status_code == 404

    assert shown["suggestions"] == []


@pytest.mark.threat("TH22")
def test_a_line_that_staff_gave_to_an_account_on_a_test_clock_is_none(
    program: Programs, world: World
) -> None:
    ours = program()
    row = next(each for each in _imported(ours) if each["amount"] == _eur(360000))
    clock = models.TestClock.objects.create(name="c", now=utc_now())
    theirs = make_account(now=utc_now(), clock_id=clock.id)
    entry = models.BankEntry.objects.get(amount_minor=360000)
    for number, (account, amount) in enumerate(((theirs, 100000), (world.account, 260000)), 1):
        models.BankEntryPart.objects.create(
            account=account, entry_id=entry.id, number=number, amount_minor=amount
        )
    models.BankEntry.objects.filter(id=entry.id).update(status="assigned", decided_at=utc_now())
    unknown = public_id("bsl", uuid4())

    for action, body in (("record", {}), ("open_again", {}), ("set_aside", {"comment": "fee"})):
        hidden, none = (
            _post(ours, f"/bank_lines/{line}/{action}", body) for line in (row["id"], unknown)
        )
        assert (hidden.status_code, none.status_code) == (404, 404), action
        assert hidden.json()["values"] == none.json()["values"] == {"name": "bank_line"}
    assert ours.get(f"/bank_lines/{row['id']}").status_code == 404
    assert row["id"] not in [each["id"] for each in ours.get("/bank_lines").json()["data"]]
    assert models.BankEntryPart.objects.filter(entry_id=entry.id, payment_id=None).count() == 2
    entry.refresh_from_db()
    assert entry.status == "assigned"
