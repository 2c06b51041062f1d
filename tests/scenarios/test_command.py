"""`curule scenario run` on the real files, as a process: its callers rely on 0, 1 and 2."""

import json
import re
from pathlib import Path

import pytest

from curule.data.database_url import DatabaseUrl
from tests.scenarios.the_files import MAIN
from tests.support.commands import run_curule
from tests.support.tree import ROOT

CHANGES = {
    "scenarios/tutkit.yaml": ("due_now: 26137", "due_now: 26136"),
    "scenarios/autodesk.yaml": ("amount: 14521", "amount: 14520"),
    "scenarios/zoom.yaml": ("amount: 4107", "amount: 4108"),
    "scenarios/licence_portal.yaml": ("occupied: 2", "occupied: 1"),
    "scenarios/gotoassist.yaml": ("due_now: 16000", "due_now: 24000"),
}
"""In each vendor's file a number that a plausible mistake would change."""


@pytest.fixture
def env(server: DatabaseUrl, template: str) -> dict[str, str]:
    del template  # made, so that no run has to make it
    return {"DATABASE_URL": server.text()}


def test_all_five_play_and_the_status_is_0(env: dict[str, str]) -> None:
    done = run_curule("scenario", "run", *(str(ROOT / file) for file in MAIN), env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("all as expected") == 2 * len(MAIN)  # below each, and at the end


@pytest.mark.parametrize(
    "file", [MAIN[0], *(pytest.param(each, marks=pytest.mark.long) for each in MAIN[1:])]
)
def test_one_changed_number_and_the_status_is_1(
    file: str, env: dict[str, str], tmp_path: Path
) -> None:
    before, after = CHANGES[file]
    text = (ROOT / file).read_text(encoding="utf-8")
    assert before in text
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace(before, after, 1), encoding="utf-8")
    done = run_curule("scenario", "run", "--json", str(changed), env=env)
    assert done.returncode == 1, done.stderr
    assert len(json.loads(done.stdout)) > 1
    told = " ".join(done.stderr.split())
    expected, got = (pair.rpartition(" ")[2] for pair in (after, before))
    assert f"expected {expected} got {got}" in told
    assert re.search(r"changed\.yaml:\d+:\d+", "".join(done.stderr.split()))


def test_a_wrong_file_is_named_with_its_place_and_the_status_is_2(
    env: dict[str, str], tmp_path: Path
) -> None:
    text = (ROOT / MAIN[0]).read_text(encoding="utf-8")
    line, column = _place_of("seats:", text)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace("seats:", "seat:", 1), encoding="utf-8")
    done = run_curule("scenario", "run", str(ROOT / MAIN[1]), str(wrong), env=env)
    assert done.returncode == 2
    assert done.stdout == ""  # nothing was played
    assert done.stderr.startswith(f"{wrong}:{line}:{column}: unknown key `seat`")
    assert "did you mean `seats`?" in done.stderr


def _place_of(word: str, text: str) -> tuple[int, int]:
    before = text[: text.index(word)].splitlines()
    return len(before), len(before[-1]) + 1
