"""What became of the changed copies of the code that decides on money: `make mutants`.

A mutant is the code with one small change. One that no test notices survives; why it may is said in
`mutants.toml`, by the function that was changed. It ends with 1 where fewer are killed than should
be, where a survivor has no reason, or where a reason has no survivor any more.
"""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

REASONS: Final = Path(__file__).with_suffix(".toml")
SHOULD_BE_KILLED: Final = 0.85

_LINE: Final = re.compile(r"(?P<name>[\wǁ.]+)__mutmut_\d+: (?P<fate>[a-z ]+)")
_KILLED: Final = frozenset({"killed", "timeout", "caught by type check", "segfault"})


@dataclass(frozen=True, slots=True)
class Mutants:
    """Of each function how many mutants there were, and how many nothing noticed."""

    made: Counter[str]
    survived: Counter[str]
    left: int

    @property
    def share_killed(self) -> float:
        """The share of all mutants that a test noticed."""
        return 1 - self.survived.total() / max(self.made.total(), 1)


def read(results: str) -> Mutants:
    """Return what `mutmut results --all true` says."""
    made, survived, left = Counter[str](), Counter[str](), 0
    for found in _LINE.finditer(results):
        function, fate = _readable(found["name"]), found["fate"].strip()
        left += fate == "not checked"
        made[function] += 1
        survived[function] += fate not in _KILLED
    return Mutants(made, +survived, left)


def _readable(name: str) -> str:
    """Return `tax.tax_on` or `money.Money.__bool__` for a name as the tool builds it."""
    *modules, function = name.removeprefix("curule.core.").split(".")
    parts = function.removeprefix("xǁ").split("ǁ") if "ǁ" in function else [function[2:]]
    return ".".join([*modules, *parts])


def problems(mutants: Mutants, reasons: dict[str, str]) -> list[str]:
    """Return what is wrong, a line each."""
    said: list[str] = []
    if mutants.left:
        said.append(f"{mutants.left} mutants were not tried: run make mutants again")
    if mutants.share_killed < SHOULD_BE_KILLED:
        said.append(f"{mutants.share_killed:.1%} were killed; it should be {SHOULD_BE_KILLED:.0%}")
    said += [f"{name}: survives without a reason" for name in mutants.survived.keys() - reasons]
    said += [f"{name}: has a reason, and no survivor" for name in reasons.keys() - mutants.survived]
    return sorted(said)


def main() -> None:
    """Print a line for each module, the survivors with their reasons, and the share killed."""
    tool = Path(sys.executable).with_name("mutmut")
    told = subprocess.run(
        [tool, "results", "--all", "true"], check=True, capture_output=True, text=True
    )
    mutants = read(told.stdout)
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))["reasons"]
    _print(mutants, reasons)
    wrong = problems(mutants, reasons)
    for line in wrong:
        click.echo(line, err=True)
    sys.exit(1 if wrong else 0)


def _print(mutants: Mutants, reasons: dict[str, str]) -> None:
    by_module = Counter[str]()
    survivors = Counter[str]()
    for function, number in mutants.made.items():
        module = function.split(".")[0]
        by_module[module] += number
        survivors[module] += mutants.survived[function]
    for module, number in sorted(by_module.items()):
        killed = number - survivors[module]
        click.echo(f"{module:<14} {killed:>5} of {number:>5} killed {killed / number:>7.1%}")
    for function, number in sorted(mutants.survived.items()):
        click.echo(f"survived: {function} ({number}): {reasons.get(function, 'no reason')}")
    total = mutants.made.total()
    click.echo(f"{total - mutants.survived.total()} of {total} killed, {mutants.share_killed:.1%}")


if __name__ == "__main__":
    main()
