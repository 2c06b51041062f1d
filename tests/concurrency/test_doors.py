"""No door is forgotten: whoever takes seats from the allocator stands in a table of doors."""

import ast
from pathlib import Path

import curule
from tests.concurrency.doors import DOORS

ALLOCATOR = "curule.services.seating.claims"
ACTS = frozenset({"claim", "reserve", "activate"})

PLAYED_ELSEWHERE = {
    "customers._seat": "test_brought_at_once.py",
    "grants._welcome_buyer": "test_own_doors.py",
    "ordered_terms.carry_over": "test_own_doors.py",
    "settling._put_back_people": "test_joining_at_once.py",
    "waitlist._serve": "test_last_seats.py",
    "by_domain.serve": "test_mixed_doors.py",
}
"""Callers whose seats are there for one, or who act for others: where they are played."""


def callers(root: Path) -> set[str]:
    """Every function that takes, locks or activates seats, as `module.function`."""
    found: set[str] = set()
    for path in sorted(root.rglob("*.py")):
        tree = ast.parse(path.read_text())
        names = _names_of_acts(tree)
        found |= {f"{path.stem}.{name}" for name in _functions_calling(tree, names)}
    return found


def _names_of_acts(tree: ast.Module) -> set[str]:
    """What the acts are called in a module, whichever way they were imported."""
    package, _, module = ALLOCATOR.rpartition(".")
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == ALLOCATOR:
            names |= {each.asname or each.name for each in node.names if each.name in ACTS}
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            local = [each.asname or each.name for each in node.names if each.name == module]
            names |= {f"{name}.{act}" for name in local for act in ACTS}
        elif isinstance(node, ast.Import):
            local = [each.asname or each.name for each in node.names if each.name == ALLOCATOR]
            names |= {f"{name}.{act}" for name in local for act in ACTS}
    return names


def _functions_calling(tree: ast.Module, names: set[str]) -> set[str]:
    """The innermost functions in which one of the names is called, or handed on."""
    found: set[str] = set()

    def look(node: ast.AST, inside: str) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = node.name
        if isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) in names:
            found.add(inside)
        for child in ast.iter_child_nodes(node):
            look(child, inside)

    look(tree, "<module>")
    return found


def test_every_caller_of_the_allocator_is_a_door_that_is_played() -> None:
    played = {caller for door in DOORS.values() for caller in door.through} | set(PLAYED_ELSEWHERE)
    there = callers(Path(curule.__file__).parent)
    assert not there - played, (
        f"these take seats and no door in tests/concurrency/doors.py leads to them: "
        f"{sorted(there - played)}"
    )
    assert not played - there, f"these take no seats any more: {sorted(played - there)}"


def test_what_is_played_elsewhere_is_named_there() -> None:
    for caller, name in PLAYED_ELSEWHERE.items():
        assert caller in (Path(__file__).parent / name).read_text(), (caller, name)


def test_a_caller_is_found_however_it_names_the_allocator(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(
        "from curule.services.seating import claims as seats\n"
        "from curule.services.seating.claims import reserve\n"
        "import curule.services.seating.claims\n"
        "def one(): return seats.claim()\n"
        "def two():\n"
        "    def three(): reserve()\n"
        "    return three\n"
        "async def four(): await curule.services.seating.claims.activate()\n"
        "def five(): return seats.release()\n"
    )
    assert callers(tmp_path) == {"new.one", "new.three", "new.four"}
