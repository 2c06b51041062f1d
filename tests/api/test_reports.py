"""Programs read the books: reports, the statement of an account; and they renew what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.core.api_keys import Scope
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services import renewal_dry_run
from curule.services.sweeps import renewing_now
from tests.api.conftest import Program
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
KEY = {"Idempotency-Key": "one"}
NAMES = (
    "revenue",
    "recurring",
    "receivables",
    "taxes",
    "cash",
    "seats",
    "invitations",
    "renewals",
)


@pytest.fixture
def shop(sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    """A customer who paid three seats at 30.00 and 20 % tax by card, some days ago."""
    found = Shop.open("zoom", is_live=True, tax_rate="20", now=utc_now() - timedelta(days=5))
    found.subscribe(3)
    return found


def _due(days: int = 32) -> Shop:
    """A customer whose month has ended."""
    made = Shop.open("zoom", is_live=True, tax_rate="20", now=utc_now() - timedelta(days=days))
    made.subscribe(1)
    return made


def _post(ours: Program, path: str, body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": str(uuid4())})


# --- reports --------------------------------------------------------------------------------------


def test_each_report_has_what_was_sold(program: Programs, shop: Shop) -> None:
    ours, month = program(scopes=[Scope.BILLING_READ]), shop.now.strftime("%Y-%m")
    found = {name: ours.get(f"/reports/{name}").json() for name in NAMES}
    rows = {name: report["data"] for name, report in found.items()}
    account = public_id("acc", shop.account.id)

    assert {report["name"] for report in found.values()} == set(NAMES)
    (cash,) = rows["cash"]
    assert (cash["month"], cash["gateway"]) == (month, "sandbox")
    assert cash["received"] == cash["net"] == {"amount": 10800, "currency": "EUR"}
    (tax,) = rows["taxes"]
    assert (tax["rate"], tax["net"]["amount"], tax["tax"]["amount"]) == ("20", 9000, 1800)
    assert rows["recurring"][-1]["closing"] == {"amount": 9000, "currency": "EUR"}
    assert rows["recurring"][-1]["customers"] == 1
    assert sum(row["amount"]["amount"] for row in rows["revenue"]) > 0
    assert rows["receivables"] == rows["invitations"] == []
    last = rows["seats"][-1]
    assert (last["account"], last["bought"], last["free"], last["used"]) == (account, 3, 3, 0)
    (coming,) = rows["renewals"]
    assert (coming["account"], coming["outcome"], coming["overdue"]) == (account, "renew", False)
    assert coming["total"] == {"amount": 10800, "currency": "EUR"}


def test_a_report_is_narrowed_and_goes_on(program: Programs, shop: Shop) -> None:
    ours, account = program(), public_id("acc", shop.account.id)
    other = _due(days=3)
    both = ours.get("/reports/cash").json()["data"]

    first = ours.get("/reports/seats", limit="1").json()
    second = ours.get("/reports/seats", limit="1", skip="1").json()

    assert sum(row["received"]["amount"] for row in both) == 10800 + 3600
    (mine,) = ours.get("/reports/cash", account=account).json()["data"]
    assert mine["received"]["amount"] == 10800
    assert (first["has_more"], first["data"][0] != second["data"][0]) == (True, True)
    whole = ours.get("/reports/seats").json()["data"]
    paged = [
        ours.get("/reports/seats", limit="1", skip=str(skip)).json()
        for skip in range(len(whole) + 1)
    ]
    assert [row for each in paged for row in each["data"]] == whole
    assert [each["has_more"] for each in paged] == [*[True] * (len(whole) - 1), False, False]
    assert ours.get("/reports/cash", currency="USD").json()["data"] == []
    assert ours.get("/reports/cash", since="2020-01", until="2020-12").json()["data"] == []
    plan = models.PlanVersion.objects.get(id=other.terms.version_id).plan_id
    of_plan = ours.get("/reports/seats", plan=public_id("plan", plan)).json()["data"]
    assert {row["account"] for row in of_plan} == {public_id("acc", other.account.id)}
    expanded = ours.get("/reports/seats", **{"expand[]": "data.account", "limit": "1"}).json()
    assert expanded["data"][0]["account"]["object"] == "account"


def test_each_mode_reads_its_own_books(program: Programs, shop: Shop) -> None:
    testing = program(is_live=False)
    for name in NAMES:
        assert testing.get(f"/reports/{name}").json()["data"] == [], name
    mine = testing.get("/reports/cash", account=public_id("acc", shop.account.id))
    assert mine.status_code == 404
    assert program(scopes=[Scope.BILLING_WRITE]).get("/reports/cash").status_code == 403


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"since": "2026-13"}, "since"),
        ({"since": "26-01"}, "since"),
        ({"since": "2026-02", "until": "2026-01"}, "since"),
        ({"since": "2020-01", "until": "2026-01"}, "since"),
        ({"limit": "0"}, "limit"),
        ({"skip": "-1"}, "skip"),
        ({"currency": "eur"}, "currency"),
    ],
)
def test_months_that_are_none_are_refused(
    program: Programs, asked: dict[str, str], field: str
) -> None:
    refused = program().get("/reports/revenue", **asked)
    assert (refused.status_code, refused.json()["values"]) == (400, {"field": field})


# --- the statement of an account ------------------------------------------------------------------


def test_a_statement_leads_from_its_opening_to_its_closing(program: Programs, shop: Shop) -> None:
    ours, path = program(), f"/accounts/{public_id('acc', shop.account.id)}/statement"
    shop.transfer(500, currency="EUR")

    whole = ours.get(path, currency="EUR").json()
    later = (utc_now() + timedelta(days=2)).date().isoformat()
    after = ours.get(path, currency="EUR", since=later, until=later).json()

    assert whole["data"][0]["kind"] == "invoice_issued"
    assert whole["opening"]["credit"]["amount"] == 0
    assert whole["closing"] == {
        "owed": {"amount": 0, "currency": "EUR"},
        "credit": {"amount": 500, "currency": "EUR"},
    }
    last = whole["data"][-1]
    assert (last["owed_after"], last["credit_after"]) == (
        whole["closing"]["owed"],
        whole["closing"]["credit"],
    )
    assert after["data"] == []
    for asked, field in (
        ({"since": "2026-02-30"}, "since"),
        ({"since": "1767225600"}, "since"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "since"),
        ({"since": "2016-02-02", "until": "2026-02-01"}, "since"),
        ({"currency": "euro"}, "currency"),
        ({"currency": "GET"}, "currency"),
    ):
        refused = ours.get(path, **{"currency": "EUR", **asked})
        assert (refused.status_code, refused.json()["values"]) == (400, {"field": field}), asked
    assert program(is_live=False).get(path, currency="EUR").status_code == 404
    assert program(scopes=[Scope.ACCOUNTS_READ]).get(path, currency="EUR").status_code == 403


# --- the run of renewals --------------------------------------------------------------------------


@pytest.mark.usefixtures("sandbox")
def test_what_is_due_is_foreseen_and_renews_once_it_is_what_was_seen(program: Programs) -> None:
    ours, shop = program(scopes=[Scope.BILLING_READ, Scope.BILLING_WRITE]), _due()
    before = shop.subscription.period_ends_at
    total = {"amount": 3600, "currency": "EUR"}

    seen = ours.get("/renewals").json()
    (due,) = seen["due"]
    (row,) = seen["data"]
    expected = {"number": due["renew"], "totals": [due["total"]]}
    missing = ours.post("/jobs", {"kind": "renewals"})
    for wrong in ({**expected, "number": 2}, {**expected, "totals": []}):
        other = _post(ours, "/jobs", {"kind": "renewals", "expected": wrong})
        assert (other.status_code, other.json()["code"]) == (412, "version_conflict")
    assert shop.subscription.period_ends_at == before
    first, second = (
        ours.post("/jobs", {"kind": "renewals", "expected": expected}, **KEY) for _ in range(2)
    )

    assert (due["renew"], due["blocked"], due["total"]) == (1, 0, total)
    assert (row["outcome"], row["overdue"], row["total"]) == ("renew", True, total)
    assert missing.json()["code"] == "idempotency_key_missing"
    job = first.json()
    assert (job["status"], job["number"], job["done"], job["left"]) == ("done", 1, 1, 0)
    assert (second.json(), second.headers["Idempotent-Replayed"]) == (job, "true")
    assert ours.get("/jobs").json()["data"] == [job]
    assert ours.get(f"/jobs/{job['id']}").json() == job
    assert ours.post(f"/jobs/{job['id']}/stop", {}).json() == job
    assert shop.subscription.period_ends_at != before
    assert ours.get("/renewals").json()["due"] == []


@pytest.mark.usefixtures("sandbox")
def test_each_run_is_known_by_its_id_and_its_key_gets_its_answer_again(program: Programs) -> None:
    ours, asked = program(), {"kind": "renewals"}
    _due()
    first = ours.post("/jobs", asked, **KEY).json()
    _due()
    second = _post(ours, "/jobs", asked).json()

    again = ours.post("/jobs", asked, **KEY)

    assert (again.status_code, again.json()) == (200, first)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (first["number"], second["number"]) == (1, 1)
    assert ours.get("/jobs").json()["data"] == [second, first]
    assert ours.get(f"/jobs/{first['id']}").json() == first
    assert ours.post(f"/jobs/{first['id']}/stop", {}).json() == first


@pytest.mark.usefixtures("sandbox")
def test_a_run_whose_process_died_is_not_said_to_be_done(program: Programs) -> None:
    ours = program()
    _due()

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        renewing_now.renew_due(now=utc_now(), begun=killed)
    (job,) = ours.get("/jobs").json()["data"]
    later = _post(ours, "/jobs", {"kind": "renewals"}).json()

    assert (job["status"], job["number"], job["done"], job["left"]) == ("broken_off", 1, 0, 1)
    assert (later["status"], later["done"]) == ("done", 1)
    assert ours.get(f"/jobs/{job['id']}").json()["status"] == "broken_off"


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("most_at_once", [0, 300])
def test_however_many_are_due_their_sums_are_told_and_expected(
    program: Programs, monkeypatch: pytest.MonkeyPatch, most_at_once: int
) -> None:
    monkeypatch.setattr(renewal_dry_run, "MOST_AT_ONCE", most_at_once)
    ours = program()
    for _number in range(2):
        _due()

    seen = ours.get("/renewals", limit="1").json()
    (due,) = seen["due"]
    (row,) = seen["data"]
    second = ours.get("/renewals", limit="1", after=row["subscription"]).json()
    expected = {"number": due["renew"], "totals": [due["total"]]}
    wrong = {"number": 1, "totals": [row["total"]]}
    refused = _post(ours, "/jobs", {"kind": "renewals", "expected": wrong})

    assert (due["renew"], due["others"], due["total"]["amount"]) == (2, 0, 7200)
    assert (seen["has_more"], second["has_more"], second["due"]) == (True, False, seen["due"])
    assert second["data"][0]["subscription"] != row["subscription"]
    assert (refused.status_code, refused.json()["code"]) == (412, "version_conflict")
    assert _post(ours, "/jobs", {"kind": "renewals", "expected": expected}).status_code == 200
    for asked in ({"limit": "0"}, {"limit": "101"}, {"after": public_id("sub", uuid4())}):
        assert ours.get("/renewals", **asked).json()["values"] == {"field": next(iter(asked))}


@pytest.mark.usefixtures("sandbox")
def test_what_comes_later_is_foreseen_and_not_due(program: Programs, shop: Shop) -> None:
    ours = program()
    ends_at = shop.subscription.period_ends_at
    assert ends_at is not None

    seen = ours.get("/renewals", until=ends_at.astimezone(UTC).isoformat()).json()
    too_far = ours.get("/renewals", until="2999-01-01T00:00:00Z")

    assert (seen["due"], seen["currencies"][0]["renew"], seen["has_more"]) == ([], 1, False)
    assert [row["overdue"] for row in seen["data"]] == [False]
    assert seen["plans"][0]["plan"]
    assert seen["currencies"][0]["plan"] is None
    assert too_far.json()["values"] == {"field": "until"}


@pytest.mark.threat("TH8")
@pytest.mark.usefixtures("sandbox")
def test_nobody_else_renews(program: Programs) -> None:
    shop = _due()
    before = shop.subscription.period_ends_at
    testing, reading = program(is_live=False), program(scopes=set(Scope) - {Scope.BILLING_WRITE})

    assert _post(testing, "/jobs", {"kind": "renewals"}).json()["values"] == {"name": "address"}
    assert testing.get("/renewals").status_code == 404
    assert testing.get("/jobs").status_code == 404
    assert _post(reading, "/jobs", {"kind": "renewals"}).json()["code"] == "scope_missing"
    assert _post(program(), "/jobs", {"kind": "backup"}).json()["values"] == {"field": "kind"}
    assert program().get(f"/jobs/{public_id('job', uuid4())}").json()["values"] == {"name": "job"}
    assert shop.subscription.period_ends_at == before
