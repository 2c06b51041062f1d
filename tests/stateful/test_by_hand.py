"""Histories played by hand: what short runs seldom meet is met in every run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from curule.core.intervals import Interval, IntervalUnit
from curule.core.presets import PRESETS
from curule.data.database_url import DatabaseUrl
from tests.stateful.drawn import Plan, SeatKind, World
from tests.stateful.histories import Histories
from tests.stateful.prices import PlainPrice, Step


@pytest.fixture
def history(fresh_database: DatabaseUrl) -> Iterator[Histories]:
    """An account that has just bought three seats, with a model beside it."""
    del fresh_database
    kind = SeatKind("agent", PlainPrice(model="flat", each=3000), min=1)
    month = Interval(IntervalUnit.MONTH)
    history = Histories()
    world = World(
        preset="zoom",
        changed=(),
        plan=Plan("plan", PRESETS["zoom"], (kind,), month),
        other=Plan("other", PRESETS["zoom"], (kind,), month),
        zone="Europe/Paris",
        tax_rate=Decimal(20),
        currency="EUR",
        begins_at=datetime(2026, 4, 1, tzinfo=UTC),
        has_tax_id=True,
    )
    history.begin(world=world, first=3, second=0, pay=None, mood="succeed")
    yield history
    history.teardown()


@pytest.mark.invariant("I11")
def test_an_invitation_in_each_of_its_ends_frees_its_seat(history: Histories) -> None:
    for name in ("ann", "bob", "cem"):
        history.assign(actor="owner", name=name, named=True, second=False)
    assert _taken(history) == 3
    history.decline(place=0, link="newest")
    assert _taken(history) == 2
    history.resend_or_cancel(actor="owner", place=1, again=False)
    assert _taken(history) == 1
    history.time_passes(how_long=timedelta(days=40), mood="succeed")
    assert _taken(history) == 0
    history.assign(actor="owner", name="dan", named=True, second=False)
    history.accept(place=3, link="newest", join=None, other=1)
    assert [each.status for each in history.account.invitations] == [
        "declined",
        "canceled",
        "expired",
        "accepted",
    ]
    assert _taken(history) == 1


def _taken(history: Histories) -> int:
    """The seats that somebody has or is kept; the engine's are the same, as every step judges."""
    return history.account.sub.taken("agent", history.account.now)


@pytest.mark.invariant("I21")
def test_a_cheaper_plan_is_paid_by_the_invoice_with_room_for_it(
    fresh_database: DatabaseUrl,
) -> None:
    """What was credited for the old plan uses one of two invoices up; the new one hangs on neither
    of them by chance, so that canceling finds room for its credit.
    """
    del fresh_database
    dear = PlainPrice(model="volume", each=0, steps=(Step(up_to=None, each=1, once=0),))
    cheap = PlainPrice(model="package", each=1, package=3)
    history = _bought_with_credit_between(dear, cheap, seats=4)
    history.change_seats(
        actor="owner",
        answer=None,
        as_total=False,
        first=5,
        leave=[],
        mood="succeed",
        pay=None,
        second=None,
    )
    history.change_plan(actor="owner", mood="succeed", pay=None)
    history.cancel_now(actor="vendor", really=9)
    history.teardown()


@pytest.mark.invariant("I21")
def test_what_one_invoice_has_no_room_for_is_credited_on_the_others(
    fresh_database: DatabaseUrl,
) -> None:
    """To a dearer plan and back: the charge for the rest is larger than any invoice that paid."""
    del fresh_database
    cheap = PlainPrice(model="volume", each=0, steps=(Step(up_to=None, each=700, once=0),))
    dear = PlainPrice(model="flat", each=1499)
    history = _bought_with_credit_between(cheap, dear, seats=4)
    history.change_plan(actor="owner", mood="succeed", pay=None)
    history.change_plan(actor="owner", mood="succeed", pay=None)
    history.cancel_now(actor="vendor", really=9)
    history.teardown()


def _bought_with_credit_between(price: PlainPrice, other: PlainPrice, *, seats: int) -> Histories:
    """Seats of a plan that can be changed for another, each change as one net line."""
    net = PRESETS["autodesk"].override(
        {
            "who.requires_auto_renew": False,
            "increase.charge": "prorated",
            "decrease.allowed": "any_time",
            "decrease.effective": "now",
            "decrease.money": "account_credit",
            "proration.lines": "net",
        }
    )
    month = Interval(IntervalUnit.MONTH)
    history = Histories()
    world = World(
        preset="autodesk",
        changed=(),
        plan=Plan("plan", net, (SeatKind("agent", price, min=1),), month),
        other=Plan("other", net, (SeatKind("agent", other, min=1),), month),
        zone="UTC",
        tax_rate=None,
        currency="EUR",
        begins_at=datetime(2026, 1, 31, tzinfo=UTC),
        has_tax_id=True,
    )
    history.begin(world=world, first=seats, second=0, pay=None, mood="succeed")
    return history
