"""What the worker does by the clock."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from curule.data.database_url import DatabaseUrl
from curule.data.models import Event, Invitation, Payment
from curule.gateways.payments.registry import replaced
from curule.services.payments import payments
from curule.worker import tasks
from curule.worker.clock import utc_now
from tests.support.shop import Shop
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
    monkeypatch.setattr(tasks, "mail_reports", lambda *, now: calls.append(("reports", now)))
    tasks.sweep()
    assert calls == [
        ("due", datetime(2026, 4, 1, tzinfo=UTC)),
        ("follow", datetime(2026, 4, 1, tzinfo=UTC)),
        ("events", datetime(2026, 4, 1, tzinfo=UTC)),
        ("collect", datetime(2026, 4, 1, tzinfo=UTC)),
        ("bank", datetime(2026, 4, 1, tzinfo=UTC)),
        ("lists", datetime(2026, 4, 1, tzinfo=UTC)),
        ("groups", datetime(2026, 4, 1, tzinfo=UTC)),
        ("reports", datetime(2026, 4, 1, tzinfo=UTC)),
    ]


def test_what_one_part_of_a_sweep_stumbles_over_keeps_no_other_waiting(
    fresh_database: DatabaseUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    del fresh_database
    shop = Shop.open("autodesk", unit_amount=10000, is_live=True, now=utc_now() - timedelta(days=1))
    with monkeypatch.context() as chaos:
        chaos.setattr(payments, "_charge", lambda _payment: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            shop.subscribe(2)
    rows = Payment.objects.filter(account_id=shop.account.id)
    invitation = an_invitation(an_account())

    broken: Any = _Broken()
    with replaced(sandbox=broken), pytest.raises(ExceptionGroup) as told:
        tasks.sweep()

    assert [str(fault) for fault in told.value.exceptions] == ["it broke"]
    invitation.refresh_from_db()
    assert invitation.status == "expired"
    assert rows.get().status == "pending"
    tasks.sweep()
    assert rows.get().status == "succeeded"


class _Broken:
    """A gateway that a third party wrote, and that fails."""

    collects = True

    def __getattr__(self, name: str) -> Callable[..., object]:
        def fails(**_asked: object) -> object:
            raise RuntimeError("it broke")

        return fails


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
