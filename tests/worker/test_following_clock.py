"""Clocks that follow real time: they go with the sweeps, and what is due on them happens."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data.database_url import DatabaseUrl
from curule.data.models import Account, TestClock
from curule.selectors import invariants
from curule.selectors.clocks import now_for
from curule.services.invitations import invitations
from curule.services.sweeps import clocks, due
from curule.worker import tasks
from tests.worker.rows import an_account, an_invitation

VENDOR = Actor.staff(name="vendor", role=StaffRole.ADMIN)
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
PRESENT = datetime(2026, 4, 1, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("fresh_database")


def on_a_clock() -> tuple[TestClock, Account]:
    account = an_account()
    clock_id = clocks.create(actor=VENDOR, name="ours", now=FIRST)
    Account.objects.filter(id=account.id).update(clock_id=clock_id)
    return TestClock.objects.get(id=clock_id), account


def sweep_at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(tasks, "utc_now", lambda: now)
    tasks.sweep()


def test_a_clock_stands_still_until_it_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, account = on_a_clock()
    sweep_at(monkeypatch, PRESENT)
    clock.refresh_from_db()
    assert clock.now == FIRST
    assert now_for(account.id, PRESENT) == FIRST


def test_without_a_clock_it_is_the_real_time() -> None:
    assert now_for(an_account().id, PRESENT) == PRESENT


def test_it_follows_real_time_from_the_present_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, account = on_a_clock()
    clocks.follow_real_time(actor=VENDOR, clock_id=clock.id, now=PRESENT)
    clock.refresh_from_db()
    assert (clock.now, clock.follows_from) == (PRESENT, PRESENT)

    later = PRESENT + timedelta(minutes=1)
    assert now_for(account.id, later) == later
    sweep_at(monkeypatch, later)
    clock.refresh_from_db()
    assert (clock.now, clock.follows_from) == (later, PRESENT)


@pytest.mark.invariant("I38")
def test_what_is_due_on_it_happens_with_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, account = on_a_clock()
    clocks.follow_real_time(actor=VENDOR, clock_id=clock.id, now=FIRST)
    invitation = an_invitation(account)
    now = max(invitation.expires_at, FIRST) + timedelta(hours=1)
    sweep_at(monkeypatch, now)
    invitation.refresh_from_db()
    assert invitation.status == "expired"
    assert not [each for each in invariants.verify(now=now) if each.invariant == "I38"]


def test_a_clock_that_was_moved_ahead_waits_for_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, account = on_a_clock()
    clocks.follow_real_time(actor=VENDOR, clock_id=clock.id, now=FIRST)
    clocks.advance(actor=VENDOR, clock_id=clock.id, to=PRESENT)
    between = FIRST + timedelta(days=1)
    assert now_for(account.id, between) == PRESENT
    sweep_at(monkeypatch, between)
    clock.refresh_from_db()
    assert clock.now == PRESENT


def test_who_is_ahead_of_real_time_cannot_begin_to_follow_it() -> None:
    clock, _ = on_a_clock()
    with pytest.raises(Refused) as refused:
        clocks.follow_real_time(actor=VENDOR, clock_id=clock.id, now=FIRST - timedelta(days=1))
    assert refused.value.refusal.code is RefusalCode.CLOCK_BACKWARDS


def test_it_follows_for_good(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    clock, _ = on_a_clock()
    clocks.follow_real_time(actor=VENDOR, clock_id=clock.id, now=PRESENT)
    with pytest.raises(IntegrityError, match="test_clock_follows_on"):
        TestClock.objects.filter(id=clock.id).update(follows_from=None)


def test_a_clock_that_cannot_go_on_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, _ = on_a_clock()
    sound_id = clocks.create(actor=VENDOR, name="sound", now=FIRST)
    for clock_id in (broken.id, sound_id):
        clocks.follow_real_time(actor=VENDOR, clock_id=clock_id, now=FIRST)

    def run_due(*, clock_id: object, **rest: object) -> due.DueReport:
        del rest
        if clock_id == broken.id:
            raise RuntimeError("something is wrong with it")
        return due.DueReport()

    monkeypatch.setattr(clocks, "run_due", run_due)
    assert clocks.keep_following(now=PRESENT) == 2
    assert TestClock.objects.get(id=broken.id).now == FIRST
    assert TestClock.objects.get(id=sound_id).now == PRESENT
    assert "a clock could not follow" in caplog.text


def test_a_move_that_fails_keeps_what_came_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, account = on_a_clock()
    earlier, later = an_invitation(account, "a@x.test"), an_invitation(account, "b@x.test")
    type(later).objects.filter(id=later.id).update(expires_at=later.expires_at + timedelta(days=1))
    later.refresh_from_db()
    carried_out = invitations.expire_due

    def expire_due(*, account_id: UUID, invitation_id: UUID, now: datetime) -> bool:
        if invitation_id == later.id:
            raise RuntimeError("the second cannot be carried out")
        return carried_out(account_id=account_id, invitation_id=invitation_id, now=now)

    monkeypatch.setattr(invitations, "expire_due", expire_due)
    with pytest.raises(RuntimeError, match="the second"):
        clocks.advance(actor=VENDOR, clock_id=clock.id, to=later.expires_at + timedelta(days=9))
    clock.refresh_from_db()
    earlier.refresh_from_db()
    assert clock.now == later.expires_at
    assert earlier.status == "expired"
