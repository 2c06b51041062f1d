"""Histories played by hand: what short runs seldom meet is met in every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


@pytest.mark.invariant("I14")
def test_credit_that_came_meanwhile_pays_before_the_card_is_tried_again(history: Histories) -> None:
    history.time_passes(how_long=timedelta(days=30), mood="decline")
    assert history.account.owed == 10_800
    history.issue_credit(amount=250)
    history.time_passes(how_long=timedelta(days=1), mood="succeed")
    renewal = history.account.invoices[-1]
    assert renewal.paid_by_method == 10_550
    assert renewal.open == history.account.credit == 0


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


@pytest.mark.invariant("I21")
@pytest.mark.parametrize("back", [0, 3])
def test_seats_that_share_a_price_are_given_back_together(
    fresh_database: DatabaseUrl, back: int
) -> None:
    """Six seats are dearer than nine: the six cost more when three go, and the three that come
    again are worth less than nothing. Another plan gives back what the seats are worth together.
    """
    del fresh_database
    falling = PlainPrice(
        model="volume", steps=(Step(up_to=6, each=1822), Step(up_to=None, each=333, once=250))
    )
    history = _bought_with_credit_between(falling, PlainPrice(model="flat", each=1), seats=9)
    history.time_passes(how_long=timedelta(days=9), mood="succeed")
    history.fewer_seats(actor="owner", count=3, leave=[])
    assert history.account.invoices[-1].net > 0
    if back:
        history.more_seats(actor="owner", count=back, answer=None, pay=None, mood="succeed")
    history.time_passes(how_long=timedelta(days=1), mood="succeed")
    history.change_plan(actor="owner", mood="succeed", pay=None)
    assert history.account.sub.plan.key == "other"
    history.teardown()


@pytest.mark.invariant("I24")
def test_what_ended_unpaid_gives_nothing_back_when_it_runs_again(
    fresh_database: DatabaseUrl,
) -> None:
    """The period of what ended goes on behind the new one; its seats were paid and not used up."""
    del fresh_database
    flat = PlainPrice(model="flat", each=3000)
    history = _bought_with_credit_between(
        flat, PlainPrice(model="flat", each=3100), seats=4, changes={"unpaid.grace": []}
    )
    history.more_seats(actor="owner", count=1, answer=None, pay="later", mood="succeed")
    history.time_passes(how_long=timedelta(days=17, minutes=1), mood="succeed")
    assert history.account.sub.status == "ended"
    history.renew(actor="owner", first=2, second=0, leave=[], pay="now", mood="succeed")
    assert history.account.sub.running
    history.change_plan(actor="owner", mood="succeed", pay="now")
    assert history.account.sub.plan.key == "other"
    assert history.account.invoices[-1].net == 200
    history.teardown()


def _bought_with_credit_between(
    price: PlainPrice,
    other: PlainPrice,
    *,
    seats: int,
    changes: Mapping[str, object] | None = None,
) -> Histories:
    """Seats of a plan that can be changed for another, each change as one net line."""
    net = PRESETS["autodesk"].override(
        {
            **(changes or {}),
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
