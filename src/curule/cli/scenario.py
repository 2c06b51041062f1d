"""`curule scenario`: play scenario files, check what they expect, show a policy and its seats."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console

from curule.cli.prerequisites import open_database
from curule.core.languages import Language
from curule.playback.picture import timelines
from curule.playback.picture_svg import draw_svg
from curule.playback.picture_terminal import draw_in_terminal
from curule.playback.picture_words import WORDS
from curule.playback.printed_layout import expected_and_got
from curule.playback.printing import print_scenario, print_terms, print_verdicts
from curule.playback.problems import ScenarioError
from curule.playback.report import ScenarioReport
from curule.playback.scenario import Scenario, load_scenario

_FAILED = 1
_LANGUAGES = click.Choice([language.value for language in Language])


class _WrongFile(click.ClickException):
    """A scenario file is wrong: file, line, column and what to write instead."""

    exit_code = 2


@click.group()
def scenario() -> None:
    """Try a policy out on a timeline: a file says what is bought, done and expected."""


@scenario.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print what happened as JSON.")
@click.option(
    "--policy-language",
    type=_LANGUAGES,
    default=Language.EN.value,
    show_default=True,
    help="The language in which the policy is said.",
)
def run(files: tuple[str, ...], *, as_json: bool, policy_language: str) -> int:
    """Play scenario files through the real services and check what they expect.

    Each plays in a database of its own that is dropped afterwards. Exit status: 0 all is as
    expected, 1 something is not, 2 a file is wrong and nothing was played.
    """
    scenarios = _loaded(tuple(dict.fromkeys(files)))
    console = _console()
    reports = []
    for report in _played(scenarios):
        reports.append(report)
        if not as_json:
            print_scenario(report, console=console, language=Language(policy_language))
    if as_json:
        _print_json(reports)
    elif len(reports) > 1:
        print_verdicts(reports, console=console)
    return _FAILED if any(report.failed for report in reports) else 0


@scenario.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--language",
    type=_LANGUAGES,
    default=Language.EN.value,
    show_default=True,
    help="The language of the policy and the picture.",
)
@click.option("--svg", metavar="FILE", help="Write the picture to this file too.")
def show(file: str, *, language: str, svg: str | None) -> int:
    """Show the policy of a scenario as sentences, and its seats over time as a picture."""
    (loaded,) = _loaded((file,))
    reader = Language(language)
    console = _console()
    print_terms(loaded, console=console, language=reader)
    (report,) = _played((loaded,))
    pictures = timelines(report)
    for timeline in pictures:
        console.print(draw_in_terminal(timeline, width=console.width, words=WORDS[reader]))
        console.print()
    if svg is not None:
        _write(svg, draw_svg(pictures, name=Path(file).name, words=WORDS[reader]))
    return 0


def _loaded(files: Sequence[str]) -> tuple[Scenario, ...]:
    """Read all files before the first is played; tell what is wrong with any of them."""
    scenarios, wrong = [], []
    for file in files:
        try:
            scenarios.append(load_scenario(file))
        except ScenarioError as error:
            wrong.append(str(error))
    if wrong:
        raise _WrongFile("\n".join(wrong))
    return tuple(scenarios)


def _played(scenarios: Sequence[Scenario]) -> Iterator[ScenarioReport]:
    # A scenario has a database of its own: the installation's is neither read nor migrated.
    with open_database(migrated=False) as database:
        from curule.playback.player import play

        for each in scenarios:
            try:
                yield play(each, database=database)
            except ScenarioError as error:
                raise _WrongFile(str(error)) from None


def _print_json(reports: Sequence[ScenarioReport]) -> None:
    """Print the results alone on standard output; what is not as expected goes beside them."""
    by_file = {report.scenario.file: report.as_json() for report in reports}
    printed = by_file if len(reports) > 1 else reports[0].as_json()
    click.echo(json.dumps(printed, ensure_ascii=False, indent=2))
    beside = Console(stderr=True, highlight=False)
    for report in reports:
        beside.print(expected_and_got(report.mismatches, zone=report.scenario.zone), end="")


def _write(path: str, content: str) -> None:
    try:
        Path(path).write_text(content, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no file name"
        raise click.ClickException(f"{path}: cannot be written: {reason}") from None


def _console() -> Console:
    """Return the console on standard output; a terminal without Unicode gets question marks."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    return Console(highlight=False, soft_wrap=False)
