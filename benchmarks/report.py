"""What was measured, as tables that fit into a terminal and into a log."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.alternating import Bound, Figure, Goal, Measured, Ratio


def show(console: Console, measured: Measured) -> None:
    """Print the figures of one benchmark, the ratios between them, and what is to be said."""
    console.print(f"\n[bold]{measured.title}[/bold]")
    console.print(_figures(measured.figures))
    console.print(_ratios(measured.ratios))
    for remark in measured.remarks:
        console.print(f"  {remark}")


def _figures(figures: tuple[Figure, ...]) -> Table:
    table = _table("", "clients", "per second", "spread", "one takes")
    for figure in figures:
        low, high = figure.spread
        table.add_row(
            figure.name,
            str(figure.clients),
            f"{figure.median:,.0f}",
            f"{low:,.0f} – {high:,.0f}",
            _duration(figure.clients / figure.median),
        )
    return table


def _ratios(ratios: tuple[Ratio, ...]) -> Table:
    table = _table("ratio, round by round", "median", "spread", "goal", "")
    for ratio in ratios:
        low, high = ratio.spread
        table.add_row(
            ratio.name,
            f"{ratio.median:.3g}",
            f"{low:.3g} – {high:.3g}",
            _written(ratio.goal),
            _verdict(ratio),
        )
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column(first, min_width=44)
    for other in others:
        table.add_column(other, justify="right", no_wrap=True)
    return table


def _written(goal: Goal | None) -> str:
    if goal is None:
        return "–"
    sign = "≥" if goal.bound is Bound.AT_LEAST else "≤"
    stretch = "" if goal.stretch is None else f" (better: {goal.stretch:.3g})"
    return f"{sign} {goal.ratio:.3g}{stretch}"


def _verdict(ratio: Ratio) -> str:
    if ratio.goal is None:
        return ""
    return "[green]met[/green]" if ratio.goal.is_met_by(ratio.median) else "[yellow]missed[/yellow]"


def _duration(seconds: float) -> str:
    return f"{seconds * 1_000:.2f} ms"
