"""What the API shows, the command line shows; a refusal ends with a status of its kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
import pytest
from click.testing import CliRunner

from curule.cli.main import cli
from curule.cli.nouns.accounts import ACCOUNTS
from curule.cli.nouns.acting import numbers
from curule.cli.nouns.buying import ORDERS, QUOTES, SUBSCRIPTIONS
from curule.cli.nouns.catalog import PLANS, PRICES, PRODUCTS
from curule.cli.nouns.leases import LEASES
from curule.cli.nouns.licenses import BATCHES, LICENSES
from curule.cli.nouns.money import CREDIT_NOTES, INVOICES, PAYMENTS
from curule.cli.nouns.people import INVITATIONS, MEMBERS
from curule.cli.nouns.reading import Seen
from curule.cli.refused import Missing, Said
from curule.cli.showing import Form, Screen, safe
from curule.cli.written_ids import RowId
from curule.core.refusals import RefusalCode, refuse
from curule.data.database_url import DatabaseUrl
from curule.data.models import Account, Event, Quote
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.selectors.programs.windows import Window
from tests.api.conftest import Program, program
from tests.support.commands import run_curule
from tests.support.factories import make_world as make_seats
from tests.support.tree import ROOT
from tests.support.world import make_world

__all__ = ["program"]

NOUNS: Final = (
    ACCOUNTS, BATCHES, CREDIT_NOTES, INVITATIONS, INVOICES, LEASES, LICENSES, MEMBERS, ORDERS,
    PAYMENTS, PLANS, PRICES, PRODUCTS, QUOTES, SUBSCRIPTIONS,
)  # fmt: skip
PLAN: Final = ROOT / "examples" / "desks" / "plan.yaml"


@pytest.mark.django_db
def test_every_noun_has_the_shape_of_the_api(program: Callable[..., Program]) -> None:
    make_world()
    ours = program()
    for seen in NOUNS:
        listed = ours.get(f"/{seen.plural}", limit="100").json()["data"]
        assert listed, seen.plural
        assert [_shown(seen, row["id"]) for row in listed] == listed
        assert _listed(seen) == listed, seen.plural


def _shown(seen: Seen, written: str) -> dict[str, Any]:
    return seen.find(RowId(seen.prefix).convert(written, None, None))


def _listed(seen: Seen) -> list[dict[str, Any]]:
    return [seen.shaped(row) for row in seen.page(Window(limit=100)).rows]


@pytest.mark.django_db
def test_what_is_not_there_is_missing() -> None:
    with pytest.raises(Missing, match="There is no credit note cn_1111111111111111111111"):
        CREDIT_NOTES.find(RowId("cn").convert("cn_1111111111111111111111", None, None))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (RefusalCode.NOT_FOUND, 3),
        (RefusalCode.ROLE_NOT_ALLOWED, 4),
        (RefusalCode.NO_FREE_SEAT, 5),
        (RefusalCode.PAYMENT_DECLINED, 5),
        (RefusalCode.BELOW_MINIMUM, 5),
        (RefusalCode.RATE_LIMITED, 5),
        (RefusalCode.FIELD_INVALID, 1),
    ],
)
def test_a_refusal_ends_with_a_status_of_its_kind(code: RefusalCode, status: int) -> None:
    said = Said(refuse(code))

    assert said.exit_code == status
    assert f"({code.value})" in said.message


def test_ids_are_taken_as_the_api_writes_them_and_bare() -> None:
    bare = "01a20563-ef51-762a-8db9-1ce7418e85ac"
    taken = RowId("acc").convert(bare, None, None)

    assert RowId("acc").convert(public_id("acc", taken), None, None) == taken
    for wrong in (public_id("sub", taken), "acc_1", "", "acc_" + "0" * 22):
        with pytest.raises(click.BadParameter, match="begins with acc_"):
            RowId("acc").convert(wrong, None, None)


@pytest.mark.parametrize(
    ("written", "known", "found"),
    [
        (("12",), ("desk",), {"desk": 12}),
        (("a=1", "b=2"), ("a", "b"), {"a": 1, "b": 2}),
    ],
)
def test_seats_are_a_number_or_one_for_each_type(
    written: tuple[str, ...], known: tuple[str, ...], found: dict[str, int]
) -> None:
    assert numbers(written, known) == found


@pytest.mark.parametrize("written", [("12",), ("c=1",), ("a=x",), ("a=-1",), ("a=٣",)])
def test_seats_that_say_no_type_or_no_number_are_wrong_usage(written: tuple[str, ...]) -> None:
    with pytest.raises(click.UsageError):
        numbers(written, ("a", "b"))


def test_nothing_in_a_row_moves_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "object": "x",
        "id": "x_1",
        "name": "A\x1b[2J\nB\tC",
        "sum": {"amount": 5, "currency": "EUR"},
    }
    for form in (Form.PLAIN, Form.TABLE):
        Screen(form).page([row], ("id", "name", "sum"), has_more=False, none="")
    printed = capsys.readouterr().out

    assert "\x1b" not in printed
    assert printed.splitlines()[0] == "x_1\tA�[2J�B�C\t0.05 EUR"
    assert safe("Ана\u202e") == "Ана�"


def test_every_command_says_what_it_does_and_is_completed() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help, name
    completed = CliRunner().invoke(
        cli,
        [],
        env={
            "_CURULE_COMPLETE": "bash_complete",
            "COMP_WORDS": "curule acc",
            "COMP_CWORD": "1",
        },
        prog_name="curule",
    )
    assert "accounts" in completed.output


def test_a_company_is_sold_to_in_a_shell(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    del fresh_database
    tried = run_curule("accounts", "create", "Acme", "--country", "FR", "--dry-run", "--json")
    assert json.loads(tried.stdout)["name"] == "Acme"
    assert not Account.objects.exists()
    assert not Event.objects.exists()

    account = _said("accounts", "create", "Acme", "--country", "FR", "-q")
    plan = _said("plans", "publish", str(PLAN), "--plan", "desks", "-q")
    assert "nothing changed" in run_curule("plans", "publish", str(PLAN), "--plan", "desks").stderr
    quote = _said("quotes", "create", "3", "--account", account, "--plan", plan, "-q")
    unasked = run_curule("quotes", "accept", quote)
    assert (unasked.returncode, Quote.objects.get().status) == (2, "open")
    assert "--yes" in unasked.stderr
    order = json.loads(_said("quotes", "accept", quote, "--yes", "--json"))
    assert (order["granted"], order["subscription"]["seats"][0]["total"]) == (True, 3)

    (tmp_path / "bad.yaml").write_text("policy: {preset: zom}\n", encoding="utf-8")
    wrong = run_curule("plans", "publish", str(tmp_path / "bad.yaml"), "--plan", "x")
    assert (wrong.returncode, "bad.yaml:1:18" in wrong.stderr) == (2, True)


def test_a_seat_is_lent_and_taken_back_in_a_shell(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    world = make_seats("autodesk", seats=1, now=utc_now())
    subscription = public_id("sub", world.subscription.id)
    member = world.people["member"].email
    lease = json.loads(_said("leases", "check-out", subscription, member, "--json"))
    assert (lease["object"], lease["email"], lease["ended_at"]) == ("lease", member, None)
    full = run_curule("leases", "check-out", subscription, world.people["admin"].email)
    assert (full.returncode, "no_free_seat" in full.stderr) == (5, True)
    taken = json.loads(_said("leases", "force-release", lease["id"], "--yes", "--json"))
    assert taken["end_reason"] == "unassigned"


def _said(*arguments: str) -> str:
    ran = run_curule(*arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()
