"""What the fault tests inject and what held, as one line per fault: `make test-faults`.

A test plays a fault by its marker, and one that is to stand in the table says there what it does:

    @pytest.mark.fault("F13", injected="the answer of a COMMIT is lost", held="one order")

`measured("200 kills, 0 lost")` adds a number to that line, `not_injected("no mount here")` says
that a fault could not be brought about on this machine. `faults.toml` names the faults, and nothing
else: one that no test plays is a gap, and with `--fault-table` a gap fails the run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias, cast

import pytest

LIST: Final = Path(__file__).with_suffix(".toml")
Say: TypeAlias = Callable[[str], None]

_CLAIM: Final = "fault"
_MEASURED: Final = "fault-measured"
_NOT_INJECTED: Final = "fault-not-injected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of the list; `not_yet` is why nothing can play it so far, or empty."""

    id: str
    name: str
    not_yet: str = ""


@dataclass(slots=True)
class Played:
    """What the tests of one fault said and how they ended."""

    claims: dict[tuple[str, str], None] = field(default_factory=dict)
    measured: list[str] = field(default_factory=list)
    not_injected: list[str] = field(default_factory=list)
    tests: int = 0
    seconds: float = 0.0
    failed: list[str] = field(default_factory=list)
    expected_to_fail: list[str] = field(default_factory=list)


def faults() -> tuple[Fault, ...]:
    """Return all faults in their order."""
    with LIST.open("rb") as file:
        listed = tomllib.load(file)
    return tuple(
        Fault(id=name, name=entry["name"], not_yet=entry.get("not_yet", ""))
        for name, entry in listed.items()
    )


# --- what the tests say --------------------------------------------------------------------------


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Say:
    """Add what was measured to the line of this test's fault."""
    return lambda text: record_property(_MEASURED, text)


@pytest.fixture
def not_injected(record_property: Callable[[str, object], None]) -> Say:
    """Say that the fault could not be brought about here, and why; nothing is passed over."""
    return lambda reason: record_property(_NOT_INJECTED, reason)


def claim(item: pytest.Item) -> None:
    """Let the report of a test carry what its markers say; it may come from another process."""
    for mark in item.iter_markers("fault"):
        said = (list(mark.args), mark.kwargs.get("injected", ""), mark.kwargs.get("held", ""))
        item.user_properties.append((_CLAIM, said))


class Collector:
    """Listens to the reports of a run, and adds the table to what it prints at its end."""

    def __init__(self) -> None:
        self.played: dict[str, Played] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test said and how it ended."""
        if report.when == "call" or not report.passed:
            note(self.played, report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail a run in which a fault was played by nobody."""
        if exitstatus == pytest.ExitCode.OK and gaps(faults(), self.played):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        terminalreporter.section("faults: what was injected, and what held")
        for line in table(faults(), self.played):
            terminalreporter.write_line(line)


def note(played: dict[str, Played], report: pytest.TestReport) -> None:
    """Add the report of one test to the faults that it plays."""
    said: list[tuple[list[str], str, str]] = [
        cast("tuple[list[str], str, str]", value)
        for name, value in report.user_properties
        if name == _CLAIM
    ]
    for ids, injected, held in said:
        for name in ids:
            entry = played.setdefault(name, Played())
            entry.tests += 1
            entry.seconds += report.duration
            if injected and held:
                entry.claims[injected, held] = None
                entry.measured += _texts(report, _MEASURED)
            entry.not_injected += _texts(report, _NOT_INJECTED)
            if hasattr(report, "wasxfail"):
                entry.expected_to_fail.append(str(report.wasxfail))
            elif not report.passed:
                entry.failed.append(report.nodeid)


def _texts(report: pytest.TestReport, name: str) -> list[str]:
    return [str(value) for known, value in report.user_properties if known == name]


# --- the table -----------------------------------------------------------------------------------


def gaps(known: Iterable[Fault], played: Mapping[str, Played]) -> tuple[str, ...]:
    """Return the faults that no test says to have injected, though one could."""
    return tuple(
        fault.id
        for fault in known
        if not fault.not_yet and not played.get(fault.id, Played()).claims
    )


def table(known: Iterable[Fault], played: Mapping[str, Played]) -> Iterator[str]:
    """Return one line per fault, and one that counts them."""
    listed = list(known)
    words = {fault.id: _state(fault, played.get(fault.id, Played())) for fault in listed}
    for fault in listed:
        yield f"{fault.id:<4}{words[fault.id]:<8} {_line(fault, played.get(fault.id, Played()))}"
    counts = {word: list(words.values()).count(word) for word in dict.fromkeys(words.values())}
    numbers = ", ".join(f"{count} {word}" for word, count in counts.items())
    yield f"{len(listed)} faults: {numbers}."


def _state(fault: Fault, entry: Played) -> str:
    if entry.failed:
        return "FAILED"
    if entry.expected_to_fail:
        return "DEFECT"
    if entry.claims:
        return "held"
    return "not yet" if fault.not_yet else "GAP"


def _line(fault: Fault, entry: Played) -> str:
    if not entry.claims:
        return f"{fault.name}: {fault.not_yet or 'no test injects it'}"
    told = "; ".join(f"{injected} -> {held}" for injected, held in entry.claims)
    more = [f"[{text}]" for text in entry.measured]
    more += [f"[not injected here: {reason}]" for reason in entry.not_injected]
    more += [f"[expected to fail: {reason}]" for reason in entry.expected_to_fail]
    more += [f"[failed: {nodeid}]" for nodeid in entry.failed]
    tests = "1 test" if entry.tests == 1 else f"{entry.tests} tests"
    return " ".join([told, *more, f"({tests}, {entry.seconds:.1f} s)"])
