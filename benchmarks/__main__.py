"""`python -m benchmarks`: measure everything, or some of it, and print it beside its limits."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console

if TYPE_CHECKING:
    from benchmarks.alternating import Effort, Measured
    from curule.data.database_url import DatabaseUrl

    Benchmark = Callable[[DatabaseUrl, Effort], Measured]

_NAMES: Final = (
    "spread",
    "hot",
    "held",
    "quote",
    "entitlement",
    "checks",
    "api",
    "members",
    "renewals",
)
_ROUNDS: Final = 5
_WIDEST: Final = 110


@click.command()
@click.option("--quick", is_flag=True, help="Less of everything: under a minute.")
@click.option(
    "--only", type=click.Choice(_NAMES), multiple=True, help="This benchmark; can be repeated."
)
@click.option("--seconds", type=click.FloatRange(min=0.01), help="How long a side has its turn.")
@click.option("--most", type=click.IntRange(min=100), help="How many where there are very many.")
def main(*, quick: bool, only: tuple[str, ...], seconds: float | None, most: int | None) -> None:
    """Measure operations of Curule, each beside its own limit, and print the ratios.

    A PostgreSQL of its own is started in a temporary folder, with every commit flushed to disk; the
    data of an installation are not touched. Clients and server share the machine.
    """
    with tempfile.TemporaryDirectory(prefix="curule-benchmarks-") as folder:
        _set_up(Path(folder))
        _measure(only or _NAMES, seconds or (0.15 if quick else 0.6), most, quick=quick)


def _measure(names: tuple[str, ...], seconds: float, most: int | None, *, quick: bool) -> None:
    from benchmarks import scene
    from benchmarks.alternating import Effort
    from benchmarks.report import show

    console = Console(width=None if Console().is_terminal else _WIDEST, highlight=False)
    began = time.monotonic()
    effort = Effort(rounds=_ROUNDS, seconds=seconds)
    chosen = _benchmarks(most, quick=quick)
    with scene.server() as server:
        console.print(f"{scene.described(server)}; {_ROUNDS} rounds of {seconds:g} s on each side")
        for name in names:
            show(console, chosen[name](server, effort))
    console.print(f"\n{_NOTE}\nTook {time.monotonic() - began:.0f} s.")


_NOTE: Final = (
    "The goals are shares of what the same limits reach over HTTP, where both sides pay for the\n"
    "request. Only the checks and the API's writes are asked over HTTP; all else is called as a\n"
    "door calls it."
)


def _benchmarks(most: int | None, *, quick: bool) -> Mapping[str, Benchmark]:
    from benchmarks import api, checks, entitlements, pages, quotes, renewals, seats

    return {
        "spread": seats.spread,
        "hot": seats.hot,
        "held": partial(seats.held, most=most or (10_000 if quick else 100_000)),
        "quote": partial(
            quotes.price, months=3 if quick else 24, most=most or (2_000 if quick else 100_000)
        ),
        "entitlement": partial(entitlements.answer, most=most or (20_000 if quick else 1_000_000)),
        "checks": partial(checks.check, most=most or (20_000 if quick else 1_000_000)),
        "api": api.write,
        "members": partial(pages.members, most=most or (2_000 if quick else 100_000)),
        "renewals": partial(renewals.run, sizes=_sizes(most or (2_000 if quick else 100_000))),
    }


def _sizes(most: int) -> tuple[int, ...]:
    """Return how many subscriptions are renewed: a thousand, ten times as many, up to `most`."""
    return (*(size for size in (1_000, 10_000) if size < most), most)


def _set_up(folder: Path) -> None:
    """Keep away from the person's own installation before Django is asked for anything."""
    for name in [name for name in os.environ if name.startswith("CURULE_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    os.environ["CURULE_DATA"] = str(folder)
    os.environ["CURULE_LOG_LEVEL"] = "warning"
    os.environ["CURULE_SECRET_KEY"] = secrets.token_hex(32)
    os.environ["DJANGO_SETTINGS_MODULE"] = "curule.config.settings"
    import django

    django.setup()


if __name__ == "__main__":
    main()
