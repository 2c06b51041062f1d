"""What the worker does by the clock."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections

from curule.data.database_url import DatabaseUrl
from curule.data.models import Event, Invitation
from curule.worker import tasks
from curule.worker.clock import utc_now
from tests.worker.rows import an_account, an_invitation, whole_database


def test_a_sweep_reads_the_clock_once_for_what_is_due_and_what_is_to_be_collected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = iter([datetime(2026, 4, 1, tzinfo=UTC)])
    calls: list[tuple[str, datetime]] = []
    monkeypatch.setattr(tasks, "utc_now", lambda: next(times))
    monkeypatch.setattr(tasks, "run_due", lambda *, now: calls.append(("due", now)))
    monkeypatch.setattr(tasks, "keep_following", lambda *, now: calls.append(("follow", now)))
    monkeypatch.setattr(tasks, "look_at_waiting", lambda *, now: calls.append(("events", now)))
    monkeypatch.setattr(tasks, "collect_pending", lambda *, now: calls.append(("collect", now)))
    monkeypatch.setattr(tasks, "record_waiting", lambda *, now: calls.append(("bank", now)))
    monkeypatch.setattr(tasks, "carry_on_with_lists", lambda *, now: calls.append(("lists", now)))
    monkeypatch.setattr(tasks, "give_seats_of_groups", lambda *, now: calls.append(("groups", now)))
    tasks.sweep()
    assert calls == [
        ("due", datetime(2026, 4, 1, tzinfo=UTC)),
        ("follow", datetime(2026, 4, 1, tzinfo=UTC)),
        ("events", datetime(2026, 4, 1, tzinfo=UTC)),
        ("collect", datetime(2026, 4, 1, tzinfo=UTC)),
        ("bank", datetime(2026, 4, 1, tzinfo=UTC)),
        ("lists", datetime(2026, 4, 1, tzinfo=UTC)),
        ("groups", datetime(2026, 4, 1, tzinfo=UTC)),
    ]


@pytest.mark.invariant("I11", "I36")
@pytest.mark.fault("F3")
def test_sweeping_again_changes_nothing(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    invitation = an_invitation(an_account())
    assert invitation.expires_at < utc_now()

    tasks.sweep()
    invitation.refresh_from_db()
    assert invitation.status == "expired"
    swept = whole_database()
    tasks.sweep()
    tasks.sweep()
    assert whole_database() == swept


@pytest.mark.invariant("I36")
@pytest.mark.fault("F3")
def test_sweeps_side_by_side_do_each_thing_once(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    account = an_account()
    invitations = [an_invitation(account, f"p{number}@x.test") for number in range(8)]

    def sweep(_: int) -> None:
        try:
            tasks.sweep()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sweep, range(4)))

    assert {Invitation.objects.get(id=row.id).status for row in invitations} == {"expired"}
    expiries = Event.objects.filter(type="invitation.expired").values_list("subject_id", flat=True)
    assert Counter(expiries) == Counter(row.id for row in invitations)
