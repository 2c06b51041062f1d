"""Which test or scenario step plays which requirement: `make requirements`.

Tests claim a requirement with `@pytest.mark.requirement("T13")`, steps of a scenario file with
`covers: [T13]`. Both are read without running anything. What is about nothing but a screen says so
in `requirements.toml`; everything else must be claimed, and nothing else may be.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click

from curule.playback.document import Entry, ListNode, MapNode, Node, ScalarNode, as_plain, read_file
from tests.support.tree import ROOT, files

LIST = Path(__file__).with_suffix(".toml")
COUNTS = {"T": 27, "A": 19, "Z": 19, "R": 21, "G": 17}
"""How many requirements each vendor's page has; `requirements.toml` has exactly these."""

BROWSER = "tests/browser/"

_EXAMPLE = re.compile("N([1-9]|1[0-9]|2[0-5])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement; `screen` is why it is purely about a screen, or empty."""

    id: str
    vendor: str
    says: str
    screen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A test or a step says that it plays a requirement.

    `place` is `file::test` or `file:line`. `checks` is whether anything is expected there at all.
    """

    id: str
    file: str
    place: str
    checks: bool = True


def requirements() -> tuple[Requirement, ...]:
    """Return all requirements in their order."""
    with LIST.open("rb") as file:
        listed = tomllib.load(file)
    return tuple(
        _requirement(name, section["vendor"], entry)
        for section in listed.values()
        for name, entry in section.items()
        if name != "vendor"
    )


def _requirement(name: str, vendor: str, entry: str | Mapping[str, str]) -> Requirement:
    if isinstance(entry, str):
        return Requirement(id=name, vendor=vendor, says=entry)
    return Requirement(id=name, vendor=vendor, says=entry["says"], screen=entry["screen"])


def claims(root: Path, paths: Iterable[Path]) -> tuple[Claim, ...]:
    """Return what the tests and scenario files among `paths` (relative to `root`) claim."""
    found: list[Claim] = []
    for path in paths:
        if path.parts[0] == "tests" and path.suffix == ".py":
            found += claims_of_tests(path, (root / path).read_text(encoding="utf-8"))
        elif path.parts[0] == "scenarios" and path.suffix in {".yaml", ".yml", ".json"}:
            found += claims_of_steps(path, read_file(str(root / path)))
    return tuple(found)


# --- tests ----------------------------------------------------------------------------------------


def claims_of_tests(path: Path, source: str) -> Iterator[Claim]:
    """Find the markers of a test module, wherever they stand: over a test, a class, the module."""
    tree = ast.parse(source, filename=str(path))
    yield from _claims_below(tree, str(path), str(path))


def _claims_below(node: ast.AST, file: str, place: str) -> Iterator[Claim]:
    for child in ast.iter_child_nodes(node):
        inside = place
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = f"{place}::{child.name}"
        elif isinstance(child, ast.Call) and _is_marker(child):
            for name in _ids(child, file):
                yield Claim(id=name, file=file, place=inside)
        yield from _claims_below(child, file, inside)


def _is_marker(call: ast.Call) -> bool:
    """Whether it is `pytest.mark.requirement(…)`."""
    match call.func:
        case ast.Attribute(attr="requirement", value=ast.Attribute(attr="mark")):
            return True
        case _:
            return False


def _ids(call: ast.Call, file: str) -> Iterator[str]:
    for argument in call.args:
        match argument:
            case ast.Constant(value=str() as name):
                yield name
            case _:
                raise ValueError(f"{file}:{call.lineno}: the ids of a requirement are plain texts")


# --- steps ----------------------------------------------------------------------------------------


def claims_of_steps(path: Path, node: Node) -> Iterator[Claim]:
    """Find `covers` in a scenario; a step that expects nothing checks nothing."""
    match node:
        case ScalarNode():
            return
        case ListNode():
            for item in node.items:
                yield from claims_of_steps(path, item)
        case MapNode():
            keys = {entry.key for entry in node.entries}
            for entry in node.entries:
                if entry.key == "covers":
                    yield from _claims_of_step(path, entry, checks="expect" in keys)
                else:
                    yield from claims_of_steps(path, entry.value)


def _claims_of_step(path: Path, covers: Entry, *, checks: bool) -> Iterator[Claim]:
    names = as_plain(covers.value)
    assert isinstance(names, list)
    for name in names:
        place = f"{path}:{covers.place.line}"
        yield Claim(id=str(name), file=str(path), place=place, checks=checks)


# --- the verdict ----------------------------------------------------------------------------------


def problems(known: Iterable[Requirement], claimed: Iterable[Claim]) -> tuple[str, ...]:
    """Return what is wrong: nobody plays a requirement, or somebody plays what there is not.

    A requirement that is played in a browser alone counts as not played, since `make test` draws
    only a few of the browser's tests, and none where there is no browser.
    """
    claimed = tuple(claimed)
    by_id = {requirement.id: requirement for requirement in known}
    ids = {claim.id for claim in claimed}
    without_browser = {claim.id for claim in claimed if not claim.file.startswith(BROWSER)}
    found = [
        f"{letter}1 to {letter}{count}: the list has not exactly these"
        for letter, count in COUNTS.items()
        if [name for name in by_id if name.startswith(letter)] != _all_of(letter, count)
    ]
    found += [
        f"{name} is played by nobody: {requirement.says}"
        for name, requirement in by_id.items()
        if name not in ids and not requirement.screen
    ]
    found += [
        f"{name} is played in a browser alone: {requirement.says}"
        for name, requirement in by_id.items()
        if name in ids - without_browser and not requirement.screen
    ]
    for claim in claimed:
        requirement = by_id.get(claim.id)
        if requirement is None:
            if not _EXAMPLE.fullmatch(claim.id):
                found.append(f"{claim.place} plays {claim.id}, which there is not")
        elif requirement.screen:
            found.append(
                f"{claim.place} plays {claim.id}, which is listed as screen: {requirement.screen}"
            )
        if not claim.checks:
            found.append(f"{claim.place} plays {claim.id} and expects nothing")
    return tuple(found)


def _all_of(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(1, count + 1)]


def table(known: Iterable[Requirement], claimed: Iterable[Claim]) -> Iterator[str]:
    """Return the lines of the list: each requirement, then who plays it."""
    by_id: dict[str, list[Claim]] = {}
    for claim in claimed:
        by_id.setdefault(claim.id, []).append(claim)
    for vendor, listed in groupby(known, key=lambda requirement: requirement.vendor):
        yield f"{vendor}"
        for requirement in listed:
            yield f"  {requirement.id:<4}{requirement.says}"
            if requirement.screen:
                yield f"        screen ({requirement.screen})"
            yield from _places(by_id.get(requirement.id, ()))


def _places(claimed: Iterable[Claim]) -> Iterator[str]:
    for file, together in groupby(claimed, key=lambda claim: claim.file):
        places = dict.fromkeys(claim.place.removeprefix(file) for claim in together)
        yield f"        {file}{', '.join(places)}"


@click.command()
def main() -> None:
    """List the requirements and the tests and scenario steps that play each."""
    known, claimed = requirements(), claims(ROOT, files())
    for line in table(known, claimed):
        click.echo(line)
    wrong = problems(known, claimed)
    screens = sum(bool(requirement.screen) for requirement in known)
    click.echo(f"{len(known)} requirements, {screens} of them about a screen alone.")
    for problem in wrong:
        click.echo(problem, err=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
