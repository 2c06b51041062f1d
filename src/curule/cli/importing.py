"""`curule import`: customers who come from another system, with what runs there."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import available_timezones

import click

from curule.cli.nouns.acting import DRY_RUN, actor
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing, WrongFile, rehearsed
from curule.cli.showing import Form, Screen, printed
from curule.core.imports.formats import CHARGEBEE, OWN, STRIPE, Format
from curule.core.imports.reading import Usual, read_export
from curule.core.imports.tables import MOST_OCTETS, Mistake, Table, Unreadable, read_table

if TYPE_CHECKING:
    from curule.core.imports.brought import Brought
    from curule.services.imports.customers import Imported, NotImported, PlanHere

_MOST_SAID: Final = 200
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_COUNTRY: Final = click.option("--country", default="", help="Of customers whose row has none.")
_LANGUAGE: Final = click.option("--language", default="en", help="The same.", show_default=True)
_ZONE: Final = click.option(
    "--time-zone", default="UTC", show_default=True, help="Of customers, and of dates without one."
)
_SEATS: Final = click.option("--seats", type=_FILE, help="Who sits where; a table of our own.")
_PLANS: Final = click.option(
    "--plan",
    "plans",
    multiple=True,
    metavar="THERE=HERE",
    help="A plan there is this plan here, like price_1Nx=team or price_1Nx=team:editor.",
)


@click.group("import")
def import_() -> None:
    """Take over customers from another system, with what runs there and who sits where.

    What runs is paid over there until the end of its period: nothing is invoiced before, and it
    renews here at that end. End it over there for the same day. Nobody is told anything.

    The same export a second time changes nothing. A customer with a mistake is left out whole, and
    each mistake is named with its file, line and column. Try it with --dry-run first.
    """


def _shared(command: Callable[..., int]) -> Callable[..., int]:
    for option in (DRY_RUN, _ZONE, _LANGUAGE, _COUNTRY, _PLANS, _SEATS):
        command = option(command)
    return command


@import_.command("csv")
@click.option("--customers", type=_FILE, required=True)
@click.option("--subscriptions", type=_FILE, required=True)
@click.option("--source", default="csv", show_default=True, help="What the other system is called.")
@_shared
@printed
@needs_database
def csv_(*, source: str, customers: Path, subscriptions: Path, **asked: Any) -> int:  # noqa: ANN401 - shared options
    """Read Curule's own tables: customers, subscriptions and seats."""
    if not source.isidentifier() or len(source) > 20:
        raise click.UsageError("--source is a short name of letters, digits and _.")
    return _import(OWN, source, _table(customers), _table(subscriptions), **asked)


@import_.command()
@click.option("--customers", type=_FILE, required=True, help="customers.csv of the dashboard.")
@click.option("--subscriptions", type=_FILE, required=True, help="subscriptions.csv of it.")
@_shared
@printed
@needs_database
def stripe(*, customers: Path, subscriptions: Path, **asked: Any) -> int:  # noqa: ANN401 - the same
    """Read what the dashboard of Stripe exports, with all columns."""
    return _import(STRIPE, STRIPE.source, _table(customers), _table(subscriptions), **asked)


@import_.command()
@click.argument("archive", type=_FILE, required=False)
@click.option("--customers", type=_FILE, help="In the place of an archive.")
@click.option("--subscriptions", type=_FILE, help="The same.")
@_shared
@printed
@needs_database
def chargebee(
    *,
    archive: Path | None,
    customers: Path | None,
    subscriptions: Path | None,
    **asked: Any,  # noqa: ANN401 - the same
) -> int:
    """Read what Chargebee exports: ARCHIVE, or its files Customers and Subscriptions."""
    if (archive is None) == (customers is None) or (customers is None) != (subscriptions is None):
        raise click.UsageError("name the archive, or both --customers and --subscriptions.")
    if archive is not None:
        tables = _in_archive(archive)
    else:
        assert customers is not None
        assert subscriptions is not None
        tables = (_table(customers), _table(subscriptions))
    return _import(CHARGEBEE, CHARGEBEE.source, *tables, **asked)


@import_.command()
@click.argument("foreign_id", metavar="ID")
@click.option("--source", help="Only in this system.")
@printed
@needs_database
def find(foreign_id: str, *, source: str | None, screen: Screen) -> None:
    """Say what is here under the ID that it has over there."""
    from curule.cli.as_json import plain
    from curule.selectors.foreign_ids import list_foreign

    rows = [
        {
            "object": "foreign_id",
            "id": row.written,
            "source": row.source,
            "kind": row.kind,
            "account": plain(row.account, "account"),
            "subscription": plain(row.subscription, "subscription"),
        }
        for row in list_foreign(foreign_id, source=source)
    ]
    if not rows:
        raise Missing(f"Nothing was imported under the id {foreign_id}.")
    screen.many(rows, ("id", "source", "kind", "account", "subscription"))


# --- importing ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Report:
    """What was done, counted, and what was not."""

    source: str
    is_dry: bool
    made: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("customers", "subscriptions", "seats", "people"), 0)
    )
    there_before: int = 0
    refused: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    left_out: list[Mistake] = field(default_factory=list)

    def add(self, imported: Imported) -> None:
        """Count a customer that was taken."""
        is_new = imported.is_new or imported.subscriptions
        self.there_before += not is_new
        self.made["customers"] += imported.is_new
        self.made["subscriptions"] += imported.subscriptions
        self.made["seats"] += imported.seats
        self.made["people"] += imported.people


def _import(
    form: Format,
    source: str,
    customers: Table,
    subscriptions: Table,
    *,
    seats: Path | None,
    plans: tuple[str, ...],
    country: str,
    language: str,
    time_zone: str,
    dry_run: bool,
    screen: Screen,
) -> int:
    """Import everything that is right; return 1 where something is not."""
    if time_zone not in available_timezones():
        raise click.UsageError(f"there is no time zone {time_zone!r}; write one like Europe/Paris.")
    usual = Usual(country=country.upper(), language=language, time_zone=time_zone)
    sitting = None if seats is None else _table(seats)
    try:
        brought = read_export(form, customers, subscriptions, sitting, usual=usual)
    except Unreadable as error:
        raise _unreadable(error) from None
    here = _plans_here(brought, plans)
    report = _Report(source, dry_run, left_out=list(brought.left_out))
    report.mistakes.extend(brought.mistakes)
    _take_all(brought, here, report)
    _print_report(report, screen)
    return 1 if report.mistakes else 0


def _take_all(brought: Brought, plans: Mapping[str, PlanHere], report: _Report) -> None:
    from curule.services.imports.customers import NotImported, import_customer

    now = datetime.now(UTC)
    with click.progressbar(
        brought.customers, label="Customers", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as customers:
        for customer in customers:
            try:
                with rehearsed(dry_run=report.is_dry):
                    report.add(
                        import_customer(
                            actor=actor(),
                            source=report.source,
                            customer=customer,
                            plans=plans,
                            now=now,
                        )
                    )
            except NotImported as error:
                report.refused += 1
                report.mistakes.append(Mistake(error.place, _why(error)))


def _why(error: NotImported) -> str:
    """Return what was wrong in words."""
    from curule.core.imports.running import Unfit
    from curule.core.languages import Language
    from curule.wording.refusals import refusal_text

    match error.why:
        case Unfit.OVER:
            return "its period is over; export again after it has renewed over there."
        case Unfit.TOO_LONG:
            return "it is paid for longer than one period of the plan; name a plan that fits."
        case Unfit.OTHER_DAY:
            return "its period ends on a day on which the plan here does not bill."
        case Unfit.NO_TRIAL:
            return "the plan here sells terms of their own, which have no trial; end it first."
        case str(sentence):
            return sentence
        case refusal:
            return f"{refusal_text(refusal, Language.EN)} ({refusal.code})"


def _plans_here(brought: Brought, written: Iterable[str]) -> dict[str, PlanHere]:
    """Return our plans by their names over there: as was said, else those called the same.

    Fails as wrong usage for a plan that is named and not here.
    """
    from curule.services.imports.customers import PlanHere

    found: dict[str, PlanHere] = {}
    for each in written:
        there, sign, here = each.rpartition("=")
        key, _, seat_type = here.partition(":")
        terms = _terms(key)
        if not sign or terms is None:
            raise click.UsageError(
                f"--plan {each}: there is no one plan {key!r}; see curule plans list."
            )
        found[there] = PlanHere(terms=terms, seat_type=seat_type)
    named = {each.plan for customer in brought.customers for each in customer.subscriptions}
    for name in sorted(named - found.keys()):
        terms = _terms(name)
        if terms is not None:
            found[name] = PlanHere(terms=terms)
    return found


def _terms(key: str) -> Any:  # noqa: ANN401 - PlanTerms, which loads Django
    from curule.selectors.console.plans import find_plans
    from curule.selectors.price_changes import newest_version

    ids = list(find_plans(key).values())
    return newest_version(ids[0]) if len(ids) == 1 else None


# --- the report -----------------------------------------------------------------------------------


def _print_report(report: _Report, screen: Screen) -> None:
    for each in _shortened(report.mistakes):
        click.echo(each, err=True)
    summary = {
        "object": "import",
        "id": report.source,
        "dry_run": report.is_dry,
        "new": dict(report.made),
        "there_before": report.there_before,
        "refused": report.refused,
        "left_out": [_shape(each) for each in report.left_out],
        "mistakes": [_shape(each) for each in report.mistakes],
    }
    if screen.form is Form.JSON:
        screen.one(summary)
        return
    if screen.form is Form.QUIET:
        return
    for name, number in report.made.items():
        click.echo(f"{name.ljust(14)} {number} new")
    click.echo(f"{'there before'.ljust(14)} {report.there_before} customers, left as they are")
    click.echo(f"{'left out'.ljust(14)} {len(report.left_out)} subscriptions")
    for line in _shortened(report.left_out):
        click.echo(f"  {line}")
    click.echo(f"{'mistakes'.ljust(14)} {len(report.mistakes)}")
    if report.is_dry:
        screen.say("Nothing was imported: this was a dry run.")
    elif report.mistakes:
        screen.say("Mend what is wrong and run it again; what is here stays as it is.")
    else:
        screen.say("See them: curule accounts list")


def _shortened(mistakes: list[Mistake]) -> Iterator[str]:
    for each in mistakes[:_MOST_SAID]:
        yield str(each)
    if len(mistakes) > _MOST_SAID:
        yield f"… and {len(mistakes) - _MOST_SAID} more; --json has all of them."


def _shape(each: Mistake) -> dict[str, object]:
    place = each.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column or None,
        "sentence": each.sentence,
    }


# --- files ----------------------------------------------------------------------------------------


def _table(path: Path) -> Table:
    try:
        return read_table(path.read_bytes(), file=str(path))
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except Unreadable as error:
        raise _unreadable(error) from None


def _in_archive(path: Path) -> tuple[Table, Table]:
    """Return the tables of customers and subscriptions in an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _member(archive, path, "customer"), _member(archive, path, "subscription")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise click.UsageError(f"{path} is no archive, or it was cut; export it again.") from None
    except Unreadable as error:
        raise _unreadable(error) from None


def _member(archive: zipfile.ZipFile, path: Path, word: str) -> Table:
    found = [
        info
        for info in archive.infolist()
        if Path(info.filename).name.lower().startswith(word)
        and info.filename.lower().endswith(".csv")
    ]
    if len(found) != 1:
        raise click.UsageError(f"{path} has no one file {word}s.csv; name both with options.")
    with archive.open(found[0]) as file:
        raw = file.read(MOST_OCTETS + 1)
    return read_table(raw, file=f"{path.name}/{found[0].filename}")


def _unreadable(error: Unreadable) -> click.ClickException:
    return WrongFile(f"{error.mistake}.")
