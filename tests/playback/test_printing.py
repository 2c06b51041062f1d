"""What is printed, compared with pages that were looked at.

`WRITE_SNAPSHOTS=1 pytest tests/playback/test_printing.py` writes the pages anew; look at
them before they are committed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from curule.core.languages import Language
from curule.core.refusals import RefusalCode
from curule.playback import operations as op
from curule.playback.picture import timelines
from curule.playback.picture_terminal import draw_in_terminal
from curule.playback.picture_words import WORDS
from curule.playback.printed_words import money, operation, plain_words, when
from curule.playback.printing import print_scenario, print_terms, print_verdicts
from curule.playback.report import PaymentReport, ScenarioReport
from curule.playback.scenario import read_scenario
from tests.playback.played import berlin, played
from tests.playback.scenes import step_report, with_steps

SNAPSHOTS = Path(__file__).parent / "snapshots"


def page(print_on: Callable[[Console], None], *, width: int, color: bool = False) -> str:
    """Return what is printed, without the blanks that fill lines up."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        force_terminal=color,
        color_system="truecolor" if color else None,
        highlight=False,
        _environ={},
    )
    print_on(console)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def compare_with_snapshot(name: str, printed: str) -> None:
    file = SNAPSHOTS / name
    if os.environ.get("WRITE_SNAPSHOTS"):
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(printed, encoding="utf-8")
    assert printed == file.read_text(encoding="utf-8")


def _steps(report: ScenarioReport) -> Callable[[Console], None]:
    def print_on(console: Console) -> None:
        print_scenario(report, console=console, language=Language.EN)

    return print_on


@pytest.mark.parametrize("width", [80, 60])
def test_a_played_scenario_as_a_page(width: int) -> None:
    printed = page(_steps(played()), width=width)
    assert max(map(len, printed.splitlines())) <= width
    # The policy's sentences are not this page's to pin down.
    head, _, steps = printed.partition("\n\n")
    assert head.startswith("scenarios/tutkit.yaml ───")
    compare_with_snapshot(f"played_{width}.txt", steps)


@pytest.mark.parametrize("width", [20, 33, 200])
def test_nothing_is_lost_on_very_narrow_or_wide_terminals(width: int) -> None:
    printed = page(_steps(played()), width=width)
    assert max(map(len, printed.splitlines())) <= width
    squeezed = "".join(printed.split())
    for words in ("TEST-1-INV-2026-000001", "plan_seat_maximum", "upgrade_plan", "−200.00EUR"):
        assert words in squeezed


def test_color_changes_no_word() -> None:
    import re

    colored = page(_steps(played()), width=80, color=True)
    assert "\x1b[31mplan_seat_maximum\x1b[0m" in colored
    assert "\x1b[32m✓" not in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == page(
        _steps(played()), width=80
    ).splitlines()


@pytest.mark.parametrize("language", Language)
def test_the_policy_is_said_in_every_language(language: Language) -> None:
    scenario = played().scenario
    printed = page(
        lambda console: print_terms(scenario, console=console, language=language), width=80
    )
    word = {"en": "places", "fr": "places", "de": "Plätze", "ru": "мест"}[language]
    assert word in printed
    assert "120.00 EUR" in printed
    assert "DE  business  tax 19 %  Europe/Berlin  online" in printed


def test_the_terms_name_every_plan_and_price() -> None:
    scenario = read_scenario(
        "policy: {preset: zoom}\n"
        "prices: [{seat_type: a, currency: JPY, interval: month, interval_count: 3, model: volume, "
        "tiers: [{up_to: 10, unit_amount: 1000, flat_amount: 7}, "
        "{up_to: null, unit_amount: 800}]}, "
        "{seat_type: b, currency: JPY, interval: month, interval_count: 3, model: package, "
        "package_size: 50, unit_amount: 9900, base_fee: 5000}]\n"
        "plans:\n  team:\n    policy: {preset: gotoassist}\n"
        "    prices: [{seat_type: a, currency: KWD, interval: year, unit_amount: 12345}]\n"
        "account: {business: false}\n"
        "steps: [{at: 2026-01-01, do: advance}]\n",
        file="two.yaml",
    )
    printed = page(
        lambda console: print_terms(scenario, console=console, language=Language.EN), width=120
    )
    assert "a  up to 10 1000 JPY + 7 JPY  from there on 800 JPY  volume  per 3 months" in printed
    assert "! one seat more costs less in all: it may be a credit" in printed
    assert "How the price is built depends on what you buy." in " ".join(printed.split())
    assert "b  9900 JPY for each 50  base fee 5000 JPY  per 3 months" in printed
    assert "a  12.345 KWD  per year" in printed
    assert "main     zoom" in printed
    assert "team     gotoassist" in printed
    assert "consumer  no tax  UTC  online" in printed


def test_the_sentence_about_the_price_is_true_of_the_tiers_below_it() -> None:
    """Where the price has a model of its own, the policy's is not what a buyer pays by."""
    example = Path(__file__).parents[2] / "scenarios/examples/n20_fourteen_seats_by_tiers.yaml"
    scenario = read_scenario(example.read_text(encoding="utf-8"), file=example.name)
    assert {str(plan.policy.price.model) for plan in scenario.plans.values()} == {"flat"}
    printed = page(
        lambda console: print_terms(scenario, console=console, language=Language.EN), width=400
    )
    assert "costs the same" not in printed
    assert printed.count("The price falls in steps") == 1
    assert printed.count("The total decides the price of all ") == 1


def test_a_way_out_that_is_a_number_says_what_to_do_with_it() -> None:
    refused = step_report(refused=RefusalCode.WRONG_STEP, options=("5", "10"))
    report = ScenarioReport.of(with_steps(), [refused])
    assert "ways out: order 5, order 10\n" in page(_steps(report), width=120)


def test_the_verdict_counts_steps_and_failures() -> None:
    good = ScenarioReport.of(with_steps(), [step_report()])
    bad = ScenarioReport.of(
        with_steps("{do: advance, expect: {status: ended}}"), [step_report(), step_report()]
    )
    printed = page(lambda console: print_verdicts([good, bad, played()], console=console), width=80)
    assert printed.splitlines() == [
        "test.yaml              ✓ 1 step, all as expected",
        "test.yaml              ✗ 2 steps, 1 expectation failed",
        "scenarios/tutkit.yaml  ✗ 7 steps, 3 expectations failed",
    ]


def test_names_cannot_write_markup_or_move_the_cursor() -> None:
    report = step_report(by="[red]x[/red]:smile:", sentence="[bold]no[/bold]", refused="not_found")
    printed = page(_steps(ScenarioReport.of(with_steps(), [report])), width=100, color=True)
    assert "[red]x[/red]:smile:" in printed
    assert "[bold]no[/bold]" in printed


@pytest.mark.parametrize("width", [80, 60])
def test_a_picture_as_a_page(width: int) -> None:
    (timeline,) = timelines(played())
    printed = page(
        lambda console: console.print(
            draw_in_terminal(timeline, width=width, words=WORDS[Language.EN])
        ),
        width=width,
    )
    compare_with_snapshot(f"picture_{width}.txt", printed)


def test_the_reference_of_a_recorded_transfer_is_shown_and_no_gateways() -> None:
    payment = PaymentReport(method="bank", amount=5, status="succeeded", reference="RF18 5390")
    for do, is_shown in (("record_payment", True), ("pay", False)):
        report = step_report(do=do, payments=(payment,))
        printed = page(_steps(ScenarioReport.of(with_steps(), [report])), width=100)
        assert ("RF18 5390" in printed) is is_shown


# --- single values ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (op.Advance(), "advance"),
        (op.Subscribe(seats={"a": 1, "b": 2}, plan="main"), "subscribe a 1, b 2"),
        (
            op.Subscribe(seats={"a": 1}, plan="team", trial_days=0),
            "subscribe a 1, team, trial_days 0",
        ),
        (op.AddSeats(seats={"a": 3}, pay=op.Pay.NO), "add_seats a +3, pay no"),
        (op.SetSeats(seats={"a": 3}, leave=()), "set_seats a 3, leave nobody"),
        (
            op.Quote(change=op.SetSeats(seats={"a": 3}, leave=("x@x.test",))),
            "quote set_seats a 3, leave x@x.test",
        ),
        (op.ChangePlan(plan="main"), "change_plan main"),
        (op.SetAutoRenew(value=False), "set_auto_renew off"),
        (op.SetAutoRenew(value=True), "set_auto_renew on"),
        (op.Cancel(), "cancel"),
        (op.Cancel(now=True), "cancel now"),
        (op.PaymentMethod(name="card B", save=False), "payment_method card B, not save"),
        (
            op.PaymentMethod(name="x", save=True, answers=op.GatewayAnswer.DECLINE, default=False),
            "payment_method x, save, answers decline, not default",
        ),
        (op.PayInvoice(invoice=2, person="x@x.test"), "pay invoice 2, x@x.test"),
        (
            op.Invite(
                people=(op.Invitee(email="a@x.test", first_name="A"), op.Invitee(email="b@x.test")),
                seat_type="licensed",
            ),
            "invite a@x.test, b@x.test, seat_type licensed",
        ),
    ],
)
def test_an_operation_is_said_in_one_line(done: op.Operation, said: str) -> None:
    assert operation(done) == said


def test_moments_show_a_time_only_where_there_is_one() -> None:
    assert when(berlin(2026, 1, 1), "Europe/Berlin") == "2026-01-01"
    assert when(berlin(2026, 1, 1), "UTC") == "2025-12-31 23:00"
    assert when(berlin(2026, 7, 1, 9, 30, 5), "Europe/Berlin") == "2026-07-01 09:30:05"


def test_money_has_the_decimals_of_its_currency() -> None:
    assert money(-1999, "EUR") == "−19.99 EUR"
    assert money(500, "JPY") == "500 JPY"
    assert money(5, "KWD") == "0.005 KWD"


def test_both_sides_of_a_mismatch_are_said_as_files_say_them() -> None:
    assert plain_words({"a": [1, None, True, "x y"]}) == "{a: [1, null, true, x y]}"
