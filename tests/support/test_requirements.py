"""`make requirements` says who plays what, and cannot be fooled."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from curule.playback.document import read_document
from tests.support import requirements as subject
from tests.support.requirements import (
    Claim,
    Requirement,
    claims,
    claims_of_steps,
    claims_of_tests,
    problems,
    requirements,
    table,
)
from tests.support.tree import ROOT, files

TESTS = '''\
import pytest

pytestmark = [pytest.mark.requirement("T1")]


@pytest.mark.requirement("T2", "T3")
@pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.requirement("T4"))])
def test_one(n):
    """Mentions requirement("T9") and mark.requirement("T9") in words only."""


class TestAll:
    @pytest.mark.requirement("T5")
    async def test_two(self): ...
'''
STEPS = """\
steps:
- {do: pay, covers: [T1, T2], expect: {ok: true}}
- do: pay
  covers: [T3]
- together:
  - {do: pay, covers: [T4]}
  covers: [T5]
  expect: {ok: 1}
"""


def test_every_requirement_of_the_repository_is_played_or_a_screen() -> None:
    assert problems(requirements(), claims(ROOT, files())) == ()


def test_there_are_103_and_each_says_something() -> None:
    listed = requirements()
    assert len(listed) == 103
    assert len({requirement.says for requirement in listed}) >= 95  # few paths read alike
    assert {requirement.vendor for requirement in listed} == {
        "TutKit",
        "Autodesk",
        "Zoom",
        "the licence portal",
        "GoToAssist",
    }
    for requirement in listed:
        assert requirement.says.endswith(".")


def test_markers_are_found_wherever_they_stand() -> None:
    found = list(claims_of_tests(Path("tests/test_x.py"), TESTS))
    assert [(claim.id, claim.place) for claim in found] == [
        ("T1", "tests/test_x.py"),
        ("T2", "tests/test_x.py::test_one"),
        ("T3", "tests/test_x.py::test_one"),
        ("T4", "tests/test_x.py::test_one"),
        ("T5", "tests/test_x.py::TestAll::test_two"),
    ]


def test_an_id_that_is_computed_is_an_error() -> None:
    source = "import pytest\n\n@pytest.mark.requirement(*IDS)\ndef test_one(): ...\n"
    with pytest.raises(ValueError, match=r"tests/test_x\.py:3: .* plain texts"):
        list(claims_of_tests(Path("tests/test_x.py"), source))


def test_steps_are_found_with_their_lines() -> None:
    found = claims_of_steps(Path("scenarios/x.yaml"), read_document(STEPS, file="x.yaml"))
    assert [(claim.id, claim.place, claim.checks) for claim in found] == [
        ("T1", "scenarios/x.yaml:2", True),
        ("T2", "scenarios/x.yaml:2", True),
        ("T3", "scenarios/x.yaml:4", False),
        ("T4", "scenarios/x.yaml:6", False),
        ("T5", "scenarios/x.yaml:7", True),
    ]


def test_only_tests_and_scenarios_are_read(tmp_path: Path) -> None:
    listed = ("src/a.py", "tests/test_x.py", "scenarios/sub/x.yaml", "docs/x.yaml", "tests/a.toml")
    for name in listed:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TESTS if name.endswith(".py") else STEPS, encoding="utf-8")
    found = claims(tmp_path, [Path(name) for name in listed])
    assert {claim.file for claim in found} == {"tests/test_x.py", "scenarios/sub/x.yaml"}


# --- what is wrong is told ------------------------------------------------------------------------


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> tuple[Requirement, ...]:
    monkeypatch.setattr(subject, "COUNTS", {"T": 3})
    return (
        Requirement(id="T1", vendor="TutKit", says="One."),
        Requirement(id="T2", vendor="TutKit", says="Two."),
        Requirement(id="T3", vendor="TutKit", says="Three.", screen="a button"),
    )


def claim(name: str, place: str = "tests/test_x.py::test_one", *, checks: bool = True) -> Claim:
    return Claim(id=name, file="tests/test_x.py", place=place, checks=checks)


def test_all_is_well(known: Sequence[Requirement]) -> None:
    assert problems(known, [claim("T1"), claim("T2"), claim("N14")]) == ()


def test_nobody_plays_one(known: Sequence[Requirement]) -> None:
    assert problems(known, [claim("T1")]) == ("T2 is played by nobody: Two.",)


@pytest.mark.parametrize("name", ["T4", "T0", "X1", "N26", "N0"])
def test_one_that_there_is_not(name: str, known: Sequence[Requirement]) -> None:
    assert problems(known, [claim("T1"), claim("T2"), claim(name)]) == (
        f"tests/test_x.py::test_one plays {name}, which there is not",
    )


def test_a_screen_that_somebody_plays(known: Sequence[Requirement]) -> None:
    assert problems(known, [claim("T1"), claim("T2"), claim("T3")]) == (
        "tests/test_x.py::test_one plays T3, which is listed as screen: a button",
    )


def test_a_step_that_expects_nothing(known: Sequence[Requirement]) -> None:
    hollow = claim("T2", "scenarios/x.yaml:4", checks=False)
    assert problems(known, [claim("T1"), hollow]) == (
        "scenarios/x.yaml:4 plays T2 and expects nothing",
    )


def test_one_that_only_a_browser_plays(known: Sequence[Requirement]) -> None:
    walked = Claim(id="T2", file="tests/browser/test_x.py", place="tests/browser/test_x.py::test_a")
    told = ("T2 is played in a browser alone: Two.",)
    assert problems(known, [claim("T1"), walked]) == told
    assert problems(known, [claim("T1"), claim("T2"), walked]) == ()


def test_a_list_that_lost_or_gained_one(known: Sequence[Requirement]) -> None:
    every = [claim("T1"), claim("T2")]
    assert problems(known[:2], every) == ("T1 to T3: the list has not exactly these",)
    gained = (*known, replace(known[0], id="T4"))
    assert problems(gained, [*every, claim("T4")]) == ("T1 to T3: the list has not exactly these",)


# --- the list -------------------------------------------------------------------------------------


def test_the_list_groups_places_by_file(known: Sequence[Requirement]) -> None:
    played = [claim("T1"), claim("T1", "tests/test_x.py::test_two")]
    assert list(table(known, played)) == [
        "TutKit",
        "  T1  One.",
        "        tests/test_x.py::test_one, ::test_two",
        "  T2  Two.",
        "  T3  Three.",
        "        screen (a button)",
    ]


def test_the_command_lists_all_and_its_status_is_0() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.requirements"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    first_words = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")}
    assert {requirement.id for requirement in requirements()} <= first_words
