"""`curule demo-cli`: five vendors' seat policies, played on the real engine and printed."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

import curule
from curule.cli.prerequisites import open_database
from curule.core.languages import Language
from curule.data.database_url import DatabaseUrl
from curule.playback.printed_layout import BAD, GOOD, HEADING, QUIET
from curule.playback.printing import print_scenario, print_verdicts
from curule.playback.report import ScenarioReport
from curule.playback.scenario import Scenario, read_scenario

if TYPE_CHECKING:
    from curule.selectors.invariants import Violation  # loads Django, which --help does without

VENDORS: Final = ("tutkit", "autodesk", "zoom", "licence_portal", "gotoassist")
"""The presets, in the order in which a newcomer meets the rules best."""

_FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """A played scenario, and what `curule verify` found in its database."""

    report: ScenarioReport
    violations: "tuple[Violation, ...]"

    @property
    def failed(self) -> bool:
        """Whether anything is not as expected."""
        return self.report.failed or bool(self.violations)


@click.command("demo-cli")
@click.option(
    "--policy-language",
    type=click.Choice([language.value for language in Language]),
    default=Language.EN.value,
    show_default=True,
    help="The language in which the policies are said.",
)
def demo_cli(policy_language: str) -> int:
    """Play five vendors' seat policies and print what happens.

    Each is played through the real services on a database of its own, which is checked by
    `curule verify` and dropped. Exit status 1 when anything is not as expected.
    """
    scenarios = [scenario(vendor) for vendor in VENDORS]
    console = _console()
    played: list[Demonstrated] = []
    for each in _played(scenarios):
        print_scenario(each.report, console=console, language=Language(policy_language))
        played.append(each)
    _print_end(played, console)
    return _FAILED if any(each.failed for each in played) else 0


def scenario(vendor: str) -> Scenario:
    """Return the scenario of a vendor, which comes with the program."""
    path = _folder() / f"{vendor}.yaml"
    return read_scenario(path.read_text(encoding="utf-8"), file=f"scenarios/{vendor}.yaml")


def _folder() -> Path:
    """Return where the files are: inside the installed package, or beside it in a checkout."""
    package = Path(curule.__file__).parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parents[1] / "scenarios"


def _played(scenarios: Sequence[Scenario]) -> Iterator[Demonstrated]:
    """Play scenarios side by side, one on each core, and return what came of them in their order.

    A scenario has a database of its own: the installation's is neither read nor migrated.
    """
    with open_database(migrated=False) as database:
        workers = ProcessPoolExecutor(
            max_workers=max(1, min(os.cpu_count() or 1, len(scenarios))),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_ready_to_play,
        )
        try:
            yield from workers.map(_demonstrate, scenarios, repeat(database))
        finally:
            workers.shutdown(cancel_futures=True)


def _ready_to_play() -> None:
    """Set up Django in a process that plays; of Ctrl-C the process that prints takes care."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import django

    django.setup()


def _demonstrate(scenario: Scenario, database: DatabaseUrl) -> Demonstrated:
    from curule.playback.player import play
    from curule.selectors import invariants

    found: list[Violation] = []

    def verify() -> None:
        found.extend(invariants.verify(now=datetime.now(UTC)))

    report = play(scenario, database=database, before_drop=verify)
    return Demonstrated(report, tuple(found))


def _print_end(played: list[Demonstrated], console: Console) -> None:
    """Print what came of each scenario, and the verdict of `curule verify` on each database."""
    from curule.cli.verify import verdict
    from curule.selectors.invariants import INVARIANTS

    console.print(Rule(Text("scenarios", style=HEADING), style=HEADING, align="left"))
    print_verdicts([each.report for each in played], console=console)
    console.print()
    console.print(Rule(Text("curule verify", style=HEADING), style=HEADING, align="left"))
    table = Table.grid(padding=(0, 2))
    for each in played:
        said = verdict(each.violations, checked=len(INVARIANTS))
        mark, style = ("✗", BAD) if each.violations else ("✓", GOOD)
        table.add_row(Text(each.report.scenario.file), Text(f"{mark} {said}", style=style))
        for violation in each.violations:
            table.add_row("", Text(f"{violation.invariant} {violation.what}", style=QUIET))
    console.print(table)


def _console() -> Console:
    """Return the console on standard output; a terminal without Unicode gets question marks."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    return Console(highlight=False, soft_wrap=False)
