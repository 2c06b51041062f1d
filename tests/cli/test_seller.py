"""`curule seller`: what is said is on record, and what cannot be is told."""

import pytest

from tests.support.commands import run_curule


@pytest.mark.usefixtures("fresh_database")
def test_the_seller_is_described_and_shown() -> None:
    nothing = run_curule("seller", "show")
    run_curule("seller", "set", "--country", "FR", "--one-stop-shop-since", "2026-01-01")
    run_curule("seller", "register", "FR", "fr 40 303 265 045", "--since", "2021-01-01")
    run_curule("seller", "imprint", "--name", "Atelier SAS", "--city", "Paris")
    ended = run_curule("seller", "end", "FR", "--until", "2026-06-01")
    shown = run_curule("seller", "show")

    assert nothing.stdout.startswith("Nothing is on record")
    assert ended.returncode == 0, ended.stderr
    assert shown.stdout.splitlines() == [
        "Sold from FR.",
        "Documents are written by Atelier SAS.",
        "One-Stop Shop since 2026-01-01.",
        "FR  FR40303265045  since 2021-01-01 until 2026-06-01",
    ]


@pytest.mark.usefixtures("fresh_database")
def test_what_cannot_be_is_told() -> None:
    nowhere = run_curule("seller", "set", "--country", "US")
    no_day = run_curule("seller", "set", "--country", "FR", "--destination-since", "tomorrow")
    nobody = run_curule("seller", "imprint", "--name", "Atelier SAS")
    no_number = run_curule("seller", "register", "FR", "FR1", "--since", "2021-01-01")

    assert [answer.returncode for answer in (nowhere, no_day, no_number, nobody)] == [1, 2, 1, 1]
    assert "tomorrow is no day such as 2026-04-01" in no_day.stderr
    assert "This tax number is not valid." in no_number.stderr
    assert "Traceback" not in nowhere.stderr + no_day.stderr + no_number.stderr + nobody.stderr
