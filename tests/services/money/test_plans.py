"""Another plan of the product: up and down, at once and at the renewal, with another interval."""

import pytest

from curule.core.entitlements import Reason
from curule.core.intervals import Interval, IntervalUnit
from curule.core.policy import SeatTypeTerms
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.selectors.entitlements import entitlements
from curule.selectors.invitations import list_invitations
from curule.selectors.seats import SeatState, list_seats
from curule.services import subscriptions
from curule.services.orders import orders
from curule.services.seats import seats
from tests.support.shop import MONTH, YEAR, Asked, Shop, day, row_counts

DOWN_NOW: Asked = {"decrease__effective": "now", "decrease__money": "account_credit"}


def test_an_upgrade_gives_back_the_rest_and_charges_it_on_the_other_plan() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    ann = shop.seat("ann")
    dear = shop.other_plan("zoom", unit_amount=6000)
    shop.to(day(2026, 4, 16))
    shop.change_plan(dear)
    assert shop.totals == [6000, 6000 - 3000]
    assert [line.amount for line in shop.invoices[1].lines] == [-3000, 6000]
    assert (shop.subscription.plan_version_id, shop.seated) == (dear.version_id, ["ann"])
    assert shop.subscription.term_ends_at == day(2026, 5, 1)
    shop.to(day(2026, 5, 1))
    assert shop.totals[-1] == 12000
    assert shop.mails("plan_changed")[0].context["plan"] == dear.plan_name
    assert ann.email.startswith("ann")


def test_a_downgrade_waits_for_the_renewal() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    cheap = shop.other_plan("zoom", unit_amount=1000)
    shop.to(day(2026, 4, 16))
    shop.change_plan(cheap)
    assert (shop.totals, shop.subscription.plan_version_id) == ([6000], shop.terms.version_id)
    shop.to(day(2026, 5, 1))
    assert (shop.totals, shop.subscription.plan_version_id) == ([6000, 2000], cheap.version_id)
    assert shop.seats == 2


def test_a_downgrade_at_once_becomes_credit() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **DOWN_NOW)
    shop.subscribe(2)
    cheap = shop.other_plan("zoom", unit_amount=1000)
    shop.to(day(2026, 4, 16))
    shop.change_plan(cheap)
    assert (shop.credit, shop.totals) == (2000, [6000])
    assert [note.total for note in shop.notes] == [2000]
    charge = models.Charge.objects.get(account_id=shop.account.id, closed_at=None)
    assert str(charge.invoice_id) == str(shop.invoices[0].id)


@pytest.mark.threat("TH18", "TH19")
def test_going_up_and_down_again_and_again_gives_nothing_twice() -> None:
    """Nothing that a period gives is given anew by a change, and no round of changes pays."""
    shop = Shop.open("zoom", unit_amount=3000, **DOWN_NOW)
    shop.subscribe(2)
    dear = shop.other_plan("zoom", unit_amount=6000, **DOWN_NOW)
    shop.to(day(2026, 4, 16))
    ends = shop.subscription.term_ends_at

    for _round in range(3):
        shop.change_plan(dear)
        shop.change_plan(shop.terms)

    paid = models.Payment.objects.filter(account_id=shop.account.id)
    assert sum(each.amount_minor for each in paid) - shop.credit == 6000
    assert shop.subscription.term_ends_at == ends
    assert shop.seats == 2
    shop.to(day(2026, 5, 1))
    assert shop.totals[-1] == 6000


def test_a_number_scheduled_before_the_plan_holds_with_it() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5)
    shop.set_seats(3)
    cheap = shop.other_plan("zoom", unit_amount=1000)
    shop.change_plan(cheap)
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.totals[-1]) == (3, 3000)


def test_numbers_given_with_the_plan_come_with_it() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5)
    cheap = shop.other_plan("zoom", unit_amount=1000)
    shop.change_plan(cheap, seats={"licensed": 2})
    assert shop.seats == 5
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.totals[-1]) == (2, 2000)


def test_a_scheduled_plan_is_taken_back() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.change_plan(shop.other_plan("zoom", unit_amount=1000))
    subscriptions.keep_seats(**shop.on)
    shop.to(day(2026, 5, 1))
    assert shop.totals == [6000, 6000]


def test_a_scheduled_plan_that_has_become_too_small_is_not_taken() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    small = _plan_with(
        shop, [SeatTypeTerms(name="licensed", min=1, max=2, step=1)], unit_amount=1000
    )
    shop.change_plan(small)
    shop.add_seats(1)
    for name in ("ann", "bob", "cy"):
        shop.seat(name)
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.totals[-1]) == (3, 9000)
    row = models.ScheduledPlanChange.objects.get(account_id=shop.account.id)
    assert row.status == "withdrawn"


def test_a_seat_that_ended_on_the_old_plan_is_still_said_to_be_over() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **DOWN_NOW)
    shop.subscribe(3)
    shop.to(day(2026, 4, 10))
    shop.set_seats(2)
    ann = shop.seat("ann")
    ended = models.Seat.objects.get(account_id=shop.account.id, ends_at__lte=shop.now)
    shop.change_plan(shop.other_plan("zoom", unit_amount=6000))
    shop.to(day(2026, 4, 16))
    seats.unassign(**shop.on, email=ann.email)
    with pytest.raises(Refused) as refused:
        seats.bind(**shop.on, email=ann.email, seat_type="licensed", seat_id=ended.id)
    assert refused.value.refusal.code is RefusalCode.SEAT_NOT_IN_FORCE


def _plan_with(shop: Shop, types: list[SeatTypeTerms], *, unit_amount: int) -> Asked:
    from tests.support.factories import make_plan

    return make_plan(
        "zoom",
        seat_types=types,
        unit_amount=unit_amount,
        interval=shop.interval,
        product_id=shop.terms.product_id,
        now=shop.now,
    )


def test_more_people_than_the_plan_allows_are_refused() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(3)
    for name in ("ann", "bob"):
        shop.seat(name)
    small = _plan_with(
        shop, [SeatTypeTerms(name="licensed", min=1, max=1, step=1)], unit_amount=9000
    )
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.change_plan(small, seats={"licensed": 1})
    assert refused.value.refusal.code is RefusalCode.PLAN_SEAT_MAXIMUM
    assert row_counts(shop.account.id) == before


@pytest.mark.parametrize("unit_amount", [1000, 9000])
def test_a_type_that_the_other_plan_does_not_have_goes(unit_amount: int) -> None:
    types = [SeatTypeTerms(name=name, min=0, max=None, step=1) for name in ("desk", "room")]
    shop = Shop.open("zoom", unit_amount=3000, seat_types=types, **DOWN_NOW)
    shop.subscribe({"desk": 2, "room": 1})
    other = _plan_with(shop, types[:1], unit_amount=unit_amount)
    shop.to(day(2026, 4, 16))
    shop.change_plan(other)
    assert shop.seats == 2
    shop.to(day(2026, 5, 1))
    assert shop.totals[-1] == 2 * unit_amount
    assert not models.Seat.objects.filter(account_id=shop.account.id, ends_at=None).exclude(
        seat_type_id=other.id_of("desk")
    )


def test_a_plan_change_at_the_renewal_may_drop_a_type() -> None:
    types = [SeatTypeTerms(name=name, min=0, max=None, step=1) for name in ("desk", "room")]
    shop = Shop.open("zoom", unit_amount=3000, seat_types=types)
    shop.subscribe({"desk": 2, "room": 1})
    other = _plan_with(shop, types[:1], unit_amount=1000)
    shop.change_plan(other)
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.totals[-1]) == (2, 2000)


def test_history_of_the_old_plan_stays() -> None:
    from curule.services.seats import seats

    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    ann = shop.seat("ann")
    seats.unassign(**shop.on, email=ann.email)
    shop.change_plan(shop.other_plan("zoom", unit_amount=6000))
    row = models.Assignment.objects.get(account_id=shop.account.id)
    assert row.seat_type_id == shop.terms.id_of("licensed")


def test_seats_of_an_unlimited_type_are_not_scheduled_to_go_with_a_plan() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe({"licensed": 2})
    ann = shop.actor
    assert ann.name is not None
    seats.bind(**shop.on, email=ann.name, seat_type="basic")
    assert len(shop.seated) == 1
    shop.change_plan(shop.other_plan("zoom", unit_amount=6000))
    assert not models.ScheduledReduction.objects.filter(account_id=shop.account.id).exists()
    assert len(shop.seated) == 1


def test_what_ended_on_the_old_plan_is_still_listed_by_its_name() -> None:
    shop = Shop.open("zoom", unit_amount=3000, decrease__effective="now")
    shop.subscribe(2)
    seats.assign(**shop.on, people=[seats.Invitee(email="bo@example.com")])
    seats.unassign(**shop.on, email="bo@example.com")
    shop.set_seats(1)
    shop.change_plan(shop.other_plan("zoom", unit_amount=6000))
    listed = list_seats(shop.account.id, shop.subscription_id, shop.now)
    states = {row.state: row.seat_type for row in listed}
    assert states == {SeatState.ENDED: "licensed", SeatState.FREE: "licensed"}
    (invitation,) = list_invitations(shop.account.id, shop.now)
    assert invitation.seat_type == "licensed"


def test_whose_seat_ended_on_the_old_plan_is_told_so_on_the_new_one() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    ann = shop.seat("ann").email
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.to(day(2026, 5, 2))
    shop.renew(2)
    dear = shop.other_plan("zoom", unit_amount=6000)
    shop.change_plan(dear)
    (answer,) = entitlements(product_id=dear.product_id, emails=[ann], now=shop.now).values()
    assert (answer.allowed, answer.reason) == (False, Reason.TERM_ENDED)


def test_an_upgrade_that_waits_for_its_payment_changes_nothing_before() -> None:
    shop = Shop.open("tutkit", unit_amount=3000)
    shop.subscribe(2)
    dear = shop.other_plan("tutkit", unit_amount=6000)
    shop.to(day(2026, 4, 16))
    shop.change_plan(dear, pays="later")
    assert shop.subscription.plan_version_id == shop.terms.version_id
    shop.pay()
    assert shop.subscription.plan_version_id == dear.version_id


def test_an_unknown_plan_is_not_found() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    with pytest.raises(Refused) as refused:
        orders.change_plan(**shop.on, plan="nowhere")
    assert refused.value.refusal.values == {"name": "nowhere"}


def test_a_plan_in_another_currency_is_not_for_sale() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    dollars = shop.publish({"licensed": Price(currency="USD", interval=MONTH, unit_amount=1)})
    with pytest.raises(Refused) as refused:
        shop.change_plan(dollars)
    assert refused.value.refusal.values == {"seat_type": "licensed", "currency": "EUR"}


# --- another interval -----------------------------------------------------------------------------


def test_another_interval_counts_from_the_old_anchor() -> None:
    shop = Shop.open("zoom", unit_amount=3000, now=day(2026, 1, 15))
    shop.subscribe(1)
    yearly = shop.other_plan("zoom", unit_amount=73000, interval=YEAR)
    shop.to(day(2026, 4, 1))
    shop.change_plan(yearly)
    # 14 of 31 days of 30.00 are left; of the year that began on 15 January 289 of 365 days.
    assert shop.totals[-1] == -1355 + 57800
    assert shop.subscription.period_starts_at == day(2026, 1, 15)
    assert shop.subscription.term_ends_at == day(2027, 1, 15)
    periods = models.Period.objects.filter(account_id=shop.account.id).order_by("starts_at")
    assert [(row.starts_at, row.ends_at) for row in periods][-2:] == [
        (day(2026, 3, 15), day(2026, 4, 1)),
        (day(2026, 4, 1), day(2027, 1, 15)),
    ]
    shop.to(day(2027, 1, 15))
    assert shop.totals[-1] == 73000


def test_another_interval_begins_today_where_the_anchor_resets() -> None:
    shop = Shop.open("gotoassist", unit_amount=3000)
    shop.subscribe({"agent": 1})
    yearly = shop.other_plan("gotoassist", unit_amount=30000, interval=YEAR)
    shop.to(day(2026, 4, 16))
    shop.change_plan(yearly)
    assert shop.totals[-1] == 30000 - 1500
    assert shop.subscription.term_ends_at == day(2027, 4, 16)


def test_on_trial_a_plan_changes_for_nothing_and_is_the_first_to_be_paid() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2, trial_days=14)
    yearly = shop.other_plan("zoom", unit_amount=30000, interval=YEAR)
    shop.to(day(2026, 4, 10))
    shop.change_plan(yearly)
    assert (shop.status, shop.invoices) == ("trialing", ())
    shop.to(day(2026, 4, 15))
    assert (shop.status, shop.totals) == ("active", [60000])
    assert shop.subscription.term_ends_at == day(2027, 4, 15)


# --- prices of the whole quantity -----------------------------------------------------------------


def _volume(*tiers: tuple[int | None, int]) -> Price:
    return Price(
        model=PriceModel.VOLUME,
        currency="EUR",
        interval=Interval(IntervalUnit.MONTH),
        unit_amount=0,
        tiers=tuple(
            Tier(up_to=up_to, unit_amount=amount, flat_amount=0) for up_to, amount in tiers
        ),
    )


@pytest.mark.parametrize(("money", "credit"), [("account_credit", 500), ("none", 0)])
def test_more_seats_may_cost_less_with_a_volume_price(money: str, credit: int) -> None:
    shop = Shop.open(
        "zoom",
        proration__lines="net",
        decrease__effective="now",
        decrease__money=money,
        increase__bill="next_invoice",
    )
    terms = shop.publish({"licensed": _volume((9, 1000), (None, 800))})
    shop.subscribe(9, terms=terms)
    shop.to(day(2026, 4, 16))
    shop.add_seats(1)
    # Nine at 10.00 and ten at 8.00 differ by 10.00, for half of the month.
    assert (shop.seats, shop.credit, shop.totals) == (10, credit, [9000])
    shop.to(day(2026, 5, 1))
    assert shop.totals == [9000, 8000]


# --- who waits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("comes", ["plan", "term", "number"])
def test_seats_that_come_with_a_plan_a_term_or_a_date_go_to_who_waits(comes: str) -> None:
    asked: Asked = {"quantity__when_full": "waitlist", "assignment__invitation_days": 60}
    if comes == "term":
        asked |= {"renewal__mode": "manual", "decrease__allowed": "never_in_term"}
    if comes == "number":
        asked |= {"increase__effective": "at_renewal", "increase__charge": "none_until_renewal"}
        asked |= {"proration__lines": "net"}
    shop = Shop.open("zoom", unit_amount=3000, **asked)
    shop.subscribe(1)
    for email in ("first@x.test", "second@x.test"):
        seats.assign(people=[seats.Invitee(email=email)], **shop.on)
    if comes == "plan":
        shop.change_plan(shop.other_plan("zoom", unit_amount=4000), seats={"licensed": 2})
    elif comes == "term":
        shop.renew(2)
    else:
        shop.set_seats(2)
    shop.to(day(2026, 5, 1))
    (entry,) = models.WaitlistEntry.objects.all()
    assert (entry.email, entry.outcome, shop.seats) == ("second@x.test", "invited", 2)


def test_a_change_that_comes_to_nothing_has_no_document_and_balanced_books() -> None:
    shop = Shop.open("zoom", unit_amount=3000, decrease__effective="now")
    shop.subscribe(2)
    # Nothing is given back (decrease.money = none): what is unused pays the cheaper plan, no more.
    cheap = shop.other_plan("zoom", unit_amount=1000, decrease__effective="now")
    shop.change_plan(cheap)
    assert (shop.totals, shop.notes, shop.credit) == ([6000], (), 0)
    shop.to(day(2026, 4, 16))
    shop.add_seats(1)
    dear = shop.other_plan("zoom", unit_amount=6000)
    shop.change_plan(dear)
    assert min(line.amount for line in shop.invoices[-1].lines) < 0
    shop.check()
