"""What the worker does by the clock."""

from datetime import UTC, datetime

import pytest

from curule.worker import tasks


def test_a_sweep_reads_the_clock_once_for_what_is_due_and_what_is_to_be_collected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = iter([datetime(2026, 4, 1, tzinfo=UTC)])
    calls: list[tuple[str, datetime]] = []
    monkeypatch.setattr(tasks, "utc_now", lambda: next(times))
    monkeypatch.setattr(tasks, "run_due", lambda *, now: calls.append(("due", now)))
    monkeypatch.setattr(tasks, "collect_pending", lambda *, now: calls.append(("collect", now)))
    tasks.sweep()
    assert calls == [
        ("due", datetime(2026, 4, 1, tzinfo=UTC)),
        ("collect", datetime(2026, 4, 1, tzinfo=UTC)),
    ]
