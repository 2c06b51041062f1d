"""What long tests tell at the end of a run, whichever process played them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[[str], None]

_TOLD = "told"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Add a line to what the run prints at its end."""
    return lambda text: record_property(_TOLD, text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests have told; the reports of all processes come together here."""
    for report in terminalreporter.stats.get("passed", []):
        for name, text in report.user_properties:
            if name == _TOLD:
                terminalreporter.write_line(str(text))
