"""The benchmarks run, on rows that could be anybody's; how fast is never asserted."""

import subprocess
import sys

import pytest
from benchmarks import scene

from curule.selectors.invariants import verify
from tests.support.tree import ROOT


def run_benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    tiny = ("--quick", "--seconds", "0.02", "--most", "100")
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *tiny, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_what_is_asked_for_is_printed_beside_its_limit_and_its_goal() -> None:
    done = run_benchmarks("--only", "quote", "--only", "renewals")

    assert (done.returncode, done.stderr) == (0, "")
    assert "A quote for one more seat" in done.stdout
    assert "renewal run, 100" in done.stdout
    assert "May this person use it" not in done.stdout
    assert done.stdout.count("share of the limit") == 2


@pytest.mark.long
def test_every_operation_is_printed_beside_its_limit_and_its_goal() -> None:
    done = run_benchmarks()

    assert (done.returncode, done.stderr) == (0, "")
    assert "fsync on" in done.stdout
    for title in (
        "Take a seat, spread over 64 subscriptions",
        "Take a seat, all from one subscription",
        "Take a seat where 50 and 100 are held",
        "A quote for one more seat",
        "May this person use it",
        "May this person use it, over HTTP",
        "The write endpoints, over HTTP",
        "A page of members",
        "The renewal run",
    ):
        assert title in done.stdout
    assert done.stdout.count("share of the limit") == 14
    assert "From an unassign to the refusal on another process, 20 times: " in done.stdout
    for endpoint in (
        "assign",
        "unassign",
        "create_quote",
        "change_account",
        "check_out",
        "heartbeat",
        "release",
    ):
        assert f"{endpoint}: half within" in done.stdout
        assert f"{endpoint}: 99 of 100 within" in done.stdout
        assert f"{endpoint}: 99 of 100, over that of a constant" in done.stdout
    assert "A quote writes 1 row " in done.stdout
    assert "Peak of the process's memory: " in done.stdout


def test_an_unknown_benchmark_is_refused_by_name() -> None:
    done = run_benchmarks("--only", "everything")

    assert done.returncode == 2
    assert "'everything'" in done.stderr


@pytest.mark.usefixtures("fresh_database")
def test_rows_made_in_bulk_break_no_invariant() -> None:
    pool = scene.make_pool(scene.direct_plan())
    scene.make_people(20)
    scene.make_members(pool, 20)
    scene.make_held_seats(pool, 12, first=3)
    scene.make_free_seats(pool, 5)

    assert not list(verify(pool.account.id))
