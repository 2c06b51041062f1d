"""The page on worked examples says of each where it is played and computed, and says the truth."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from curule.playback.scenario import load_scenario
from curule.playback.steps import Together
from tests.scenarios.the_files import ALL, EXAMPLES
from tests.support.tree import ROOT, files

PAGE = ROOT / "docs" / "reference" / "worked-examples.md"
LINK = re.compile(r"\]\(([^)]+)\)")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| N")
]


def test_the_examples_are_listed_in_their_order() -> None:
    assert [row[0] for row in ROWS] == [f"N{number}" for number in range(1, 26)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_links_to_what_plays_and_computes_it(row: list[str]) -> None:
    name, shows, played, computed, why_not = row
    assert shows
    assert set(_linked(played)) == set(_files_that_play(name))
    computing, linked = set(_modules_that_compute(name)), set(_linked(computed))
    assert linked <= computing
    assert bool(linked) == bool(computing)
    assert played or computed or why_not
    if not (played or computed):
        assert len(why_not.split()) >= 5, "what none can express has a reason"


@pytest.mark.parametrize("file", EXAMPLES)
def test_the_name_of_a_file_says_which_example_it_plays(file: str) -> None:
    number = re.match(r"n(\d\d)_", Path(file).name)
    assert number is not None
    assert f"N{int(number[1])}" in _played_by(file)


def _linked(cell: str) -> Iterator[str]:
    for target in LINK.findall(cell):
        path = (PAGE.parent / target).resolve()
        assert path.is_file(), f"{PAGE.name} links to {target}, which there is not"
        yield str(path.relative_to(ROOT))


def _files_that_play(name: str) -> Iterator[str]:
    yield from (file for file in ALL if name in _played_by(file))


@cache
def _played_by(file: str) -> frozenset[str]:
    found: set[str] = set()
    for step in load_scenario(str(ROOT / file)).steps:
        found.update(step.covers)
        if isinstance(step, Together):
            found.update(name for single in step.steps for name in single.covers)
    return frozenset(found)


def _modules_that_compute(name: str) -> Iterator[str]:
    for file in files():
        if file.parts[0] == "tests" and file.suffix == ".py" and name in _computed_in(file):
            yield str(file)


@cache
def _computed_in(file: Path) -> frozenset[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    if "mark.example(" not in text:
        return frozenset()
    return frozenset(
        argument.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "example"
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "mark"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
