"""What a change of numbers is refused for, what it asks, when it counts and when it is billed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from curule.core.changes import Ask, Billed, Change, ScheduleMove, SeatMove, Usable
from curule.core.lines import LineKind
from curule.core.policy import OpenReduction, SeatTypeTerms
from curule.core.pricing import PriceModel, Tier
from curule.core.prorated import Priced, price_increase
from curule.core.quantities import Wanted
from curule.core.refusals import RefusalCode
from tests.core.strategies import flat, tiered
from tests.core.subscriptions import (
    Customer,
    amounts,
    customer_of,
    done,
    offer_of,
    paris,
    parts_of,
    policy_of,
    pool_of,
    refused,
    seat_type,
)

NOW = paris(2026, 4, 11)
CREDITS: Mapping[str, object] = {
    "decrease.effective": "now",
    "decrease.money": "account_credit",
}
VOLUME = tiered(
    PriceModel.VOLUME,
    Tier(up_to=10, unit_amount=1000),
    Tier(up_to=None, unit_amount=800),
)


def _buy(
    preset: str = "autodesk",
    overrides: Mapping[str, object] | None = None,
    *,
    seats: int = 10,
    **facts: object,
) -> Customer:
    """Ten seats at 30.00 a month, from the first of April."""
    pool = replace(pool_of(flat(3000)), **facts)  # type: ignore[arg-type]
    return customer_of(
        offer_of(policy_of(preset, overrides), pool), {"seat": seats}, paris(2026, 4, 1)
    )


def _at(customer: Customer, **facts: object) -> Customer:
    """The same, standing otherwise."""
    customer.standing = replace(customer.standing, **facts)  # type: ignore[arg-type]
    return customer


# --- refusals


def test_an_unknown_type_is_named_with_those_there_are() -> None:
    refusal = refused(_buy().quote(NOW, {"expert": 3}))
    assert refusal.code is RefusalCode.SEAT_TYPE_MISSING
    assert refusal.values == {"seat_type": "expert", "known": ("seat",)}


def test_of_an_unlimited_type_none_is_bought() -> None:
    basic = SeatTypeTerms(name="basic", min=0, max=None, step=1, unlimited=True)
    policy = policy_of("zoom")
    offer = offer_of(policy, pool_of(flat(3000)), pool_of(None, basic))
    customer = customer_of(offer, {"seat": 3}, paris(2026, 4, 1))
    refusal = refused(customer.quote(NOW, {"basic": 5}))
    assert refusal.values == {"seat_type": "basic", "known": ("seat",)}
    pools = customer.standing.pools
    seated = _at(customer, pools=(pools[0], replace(pools[1], price=flat(700), seats=9)))
    assert done(seated.quote(NOW, {"seat": 4})).at_renewal == 12000


@pytest.mark.parametrize(("blocked", "total"), [("add", 12), ("reduce", 8)])
def test_an_unpaid_invoice_blocks_what_the_policy_says(blocked: str, total: int) -> None:
    owing = _at(_buy("autodesk", {"unpaid.blocks": [blocked]}), owes=True)
    refusal = refused(owing.quote(NOW, {"seat": total}))
    assert (refusal.code, refusal.options) == (RefusalCode.OUTSTANDING_INVOICES, ("pay",))
    done(owing.quote(NOW, {"seat": 20 - total}))


def test_a_type_without_a_price_is_not_sold_for_nothing() -> None:
    expert = pool_of(None, seat_type("expert"))
    customer = customer_of(
        offer_of(policy_of("autodesk"), pool_of(flat(3000)), expert), {"seat": 3}, paris(2026, 4, 1)
    )
    refusal = refused(customer.quote(NOW, {"expert": 1}))
    assert refusal.code is RefusalCode.PRICE_MISSING
    assert refusal.values == {"seat_type": "expert", "currency": "EUR"}
    assert price_increase(customer.standing, expert, 1, now=NOW) == Priced()


@pytest.mark.parametrize(
    ("occupied", "effective", "leaving", "goes"),
    [
        ("refuse", "at_renewal", 0, False),
        ("refuse", "now", 0, False),
        ("refuse", "now", 2, True),
        ("choose", "at_renewal", 0, True),
        ("choose", "now", 1, False),
        ("choose", "now", 2, True),
        ("automatic", "now", 0, True),
        ("drop_to_used", "now", 0, True),
    ],
)
def test_fewer_seats_than_people(
    occupied: str, effective: str, leaving: int, *, goes: bool
) -> None:
    customer = _buy(
        "autodesk",
        {"decrease.occupied": occupied, "decrease.effective": effective},
        occupied=6,
        held=1,
    )
    quote = customer.quote(NOW, {"seat": 5}, leaving={"seat": leaving})
    if goes:
        assert done(quote).has_effect
    else:
        refusal = refused(quote)
        assert refusal.code is RefusalCode.BELOW_ASSIGNED
        assert refusal.values == {"assigned": 7 - leaving, "wanted": 5}


def test_seats_drop_to_those_in_use() -> None:
    customer = _buy("autodesk", {**CREDITS, "decrease.occupied": "drop_to_used"}, occupied=7)
    assert done(customer.quote(NOW, {"seat": 5})).moves == (SeatMove(seat_type="seat", remove=3),)
    left = done(customer.quote(NOW, {"seat": 5}, leaving={"seat": 1}))
    assert left.moves == (SeatMove(seat_type="seat", remove=4),)
    full = _at(customer, pools=(replace(customer.standing.pools[0], occupied=12),))
    assert not done(full.quote(NOW, {"seat": 5})).has_effect


# --- the last number given holds


def test_asking_for_the_number_in_force_does_nothing() -> None:
    change = done(_buy("licence_portal").quote(NOW, {"seat": 10}))
    assert change == Change(at_renewal=30000)
    assert done(_buy().quote(NOW, {})) == Change(at_renewal=30000)
    assert done(_buy().quote(NOW, {"seat": Wanted()})).has_effect is False


def test_the_number_in_force_takes_a_reduction_back() -> None:
    customer = _buy()
    customer.order(NOW, {"seat": 7})
    change = customer.order(NOW, {"seat": 10})
    assert change.schedule == (ScheduleMove(seat_type="seat", target=None),)
    assert (change.scheduled, change.at_renewal) == ((), 30000)
    assert customer.standing.pools[0].scheduled is None


def test_a_difference_counts_from_the_scheduled_total() -> None:
    customer = _buy()
    customer.order(NOW, {"seat": 7})
    fewer = customer.order(NOW, {"seat": Wanted(difference=-2)})
    assert [s.total for s in fewer.scheduled] == [5]
    assert not done(customer.quote(NOW, {"seat": Wanted(difference=0)})).has_effect


def test_at_renewal_more_counts_from_the_scheduled_total_too() -> None:
    later = {"increase.effective": "at_renewal", "increase.charge": "none_until_renewal"}
    customer = _buy("autodesk", later)
    customer.order(NOW, {"seat": 7})
    back = customer.order(NOW, {"seat": Wanted(difference=2)})
    assert [s.total for s in back.scheduled] == [9]
    more = customer.order(NOW, {"seat": Wanted(difference=4)})
    assert [s.total for s in more.scheduled] == [13]
    assert more.usable is Usable.AT_RENEWAL


def test_a_lower_target_replaces_the_scheduled_one() -> None:
    customer = _buy()
    customer.order(NOW, {"seat": 7})
    assert customer.order(NOW, {"seat": 4}).schedule == (ScheduleMove(seat_type="seat", target=4),)


def test_the_policy_answers_what_becomes_of_a_reduction() -> None:
    customer = _buy("autodesk", {"increase.open_reduction": "shift_target"})
    customer.order(NOW, {"seat": 7})
    change = customer.order(NOW, {"seat": 12})
    assert change.moves == (SeatMove(seat_type="seat", add=2),)
    assert change.schedule == (ScheduleMove(seat_type="seat", target=9),)
    assert change.at_renewal == 27000


def test_a_kept_target_is_said_again_for_the_seats_that_come() -> None:
    customer = _buy("autodesk", {"increase.open_reduction": "keep_target"})
    customer.order(NOW, {"seat": 7})
    assert customer.order(NOW, {"seat": 12}).schedule == (ScheduleMove(seat_type="seat", target=7),)


def test_limits_are_checked_on_the_scheduled_total_too() -> None:
    pool = pool_of(flat(3000), seat_type(minimum=5, maximum=50, step=5))
    customer = customer_of(offer_of(policy_of("autodesk"), pool), {"seat": 20}, paris(2026, 4, 1))
    customer.order(NOW, {"seat": 10})
    shifted = replace(customer.standing.pools[0], scheduled=11)
    odd = _at(customer, pools=(shifted,))
    refusal = refused(odd.quote(NOW, {"seat": 25}, reduction=OpenReduction.SHIFT_TARGET))
    assert refusal.code is RefusalCode.WRONG_STEP
    assert refusal.options == ("15", "20")


def test_seats_that_come_now_take_the_place_of_those_that_were_to_come() -> None:
    waiting = replace(_buy().standing.pools[0], scheduled=14)
    customer = _at(_buy(), pools=(waiting,))
    assert done(customer.quote(NOW, {"seat": 12})).schedule == (
        ScheduleMove(seat_type="seat", target=None),
    )


# --- trial


@pytest.mark.parametrize("total", [14, 6])
@pytest.mark.parametrize("preset", ["tutkit", "gotoassist"])
def test_on_trial_changes_cost_nothing_and_apply_at_once(preset: str, total: int) -> None:
    customer = _at(_buy(preset), on_trial=True)
    change = done(customer.quote(NOW, {"seat": total}))
    assert (change.lines, change.charges, change.credited) == ((), (), ())
    assert (change.usable, change.schedule, change.restart) == (Usable.NOW, (), None)
    assert change.moves == (
        SeatMove(seat_type="seat", add=max(total - 10, 0), remove=max(10 - total, 0)),
    )


def test_on_trial_who_leaves_must_be_chosen_at_once() -> None:
    customer = _at(_buy("tutkit", occupied=8), on_trial=True)
    assert refused(customer.quote(NOW, {"seat": 6})).code is RefusalCode.BELOW_ASSIGNED
    done(customer.quote(NOW, {"seat": 6}, leaving={"seat": 2}))


def test_on_trial_seats_of_the_next_period_come_at_once() -> None:
    later = {"increase.effective": "at_renewal", "increase.charge": "none_until_renewal"}
    change = done(_at(_buy("autodesk", later), on_trial=True).quote(NOW, {"seat": 12}))
    assert (change.usable, change.moves) == (Usable.NOW, (SeatMove(seat_type="seat", add=2),))


# --- billing


@pytest.mark.example("N5", "N8")
def test_lines_may_wait_for_the_next_invoice() -> None:
    """5.00 a seat, a second one after 6 of 30 days: −4 and +8, with the next 10 are 14."""
    policy = policy_of(
        "autodesk", {"increase.bill": "next_invoice", "proration.lines": "credit_and_charge"}
    )
    customer = customer_of(offer_of(policy, pool_of(flat(500))), {"seat": 1}, paris(2026, 4, 1))
    change = customer.order(paris(2026, 4, 7), {"seat": 2})
    assert amounts(change) == [-400, 800]
    assert (change.billed, change.usable) == (Billed.NEXT_INVOICE, Usable.NOW)
    billed = customer.billed
    customer.renew()
    assert change.subtotal + customer.billed - billed == 1400


def test_what_is_not_due_now_is_not_waited_for() -> None:
    free = _buy("tutkit", price=flat(0), terms=seat_type())
    assert done(free.quote(NOW, {"seat": 12})).usable is Usable.NOW
    later = _buy("tutkit", {"increase.bill": "next_invoice"}, terms=seat_type())
    assert done(later.quote(NOW, {"seat": 12})).usable is Usable.NOW
    paid = _buy("tutkit", terms=seat_type())
    assert done(paid.quote(NOW, {"seat": 12})).usable is Usable.ON_PAYMENT


def test_a_reduction_that_costs_something_waits_for_its_payment_too() -> None:
    customer = _buy("gotoassist", {"increase.effective": "on_payment"})
    change = done(customer.quote(NOW, {"seat": 8}))
    assert (change.subtotal, change.usable) == (4000, Usable.ON_PAYMENT)


@pytest.mark.parametrize(
    ("method", "tax_id", "total", "asks"),
    [
        ("ask", "always", 12, (Ask.PAYMENT_METHOD, Ask.TAX_ID)),
        ("ask", "on_price_increase", 12, (Ask.PAYMENT_METHOD, Ask.TAX_ID)),
        ("ask", "on_price_increase", 8, ()),
        ("on_file", "always", 8, (Ask.TAX_ID,)),
        ("invoice", "never", 12, ()),
        ("ask", "always", 10, ()),
    ],
)
@pytest.mark.requirement("G12")
def test_the_review_asks_when_the_price_rises(
    method: str, tax_id: str, total: int, asks: tuple[Ask, ...]
) -> None:
    customer = _buy("zoom", {"payment.method": method, "payment.tax_id": tax_id})
    assert done(customer.quote(NOW, {"seat": total})).asks == asks


# --- several types, several prices


def _two_types(overrides: Mapping[str, object], *, preset: str = "autodesk") -> Customer:
    pools = (
        pool_of(replace(flat(3000), base_fee=5000), seat_type("agent")),
        pool_of(flat(1000), seat_type("expert")),
    )
    offer = offer_of(policy_of(preset, overrides), *pools)
    return customer_of(offer, {"agent": 10, "expert": 5}, paris(2026, 4, 1))


def test_more_of_one_and_fewer_of_another_stand_on_one_invoice() -> None:
    customer = _two_types(CREDITS)
    assert amounts(customer.changes[0]) == [5000, 30000, 5000]
    change = customer.order(NOW, {"agent": 12, "expert": 3})
    assert amounts(change) == [4000, -1267]
    assert parts_of(change.lines) == [(20, 30), (19, 30)]
    assert change.lines[1].covers.starts_at == paris(2026, 4, 12)
    assert change.at_renewal == 5000 + 36000 + 3000


def test_one_of_two_types_may_be_refused_and_nothing_happens() -> None:
    refusal = refused(_two_types(CREDITS).quote(NOW, {"agent": 12, "expert": 0}))
    assert refusal.code is RefusalCode.BELOW_MINIMUM


def test_more_now_and_fewer_at_the_renewal() -> None:
    change = done(_two_types({}).quote(NOW, {"agent": 12, "expert": 3}))
    assert [(m.seat_type, m.add) for m in change.moves] == [("agent", 2)]
    assert [(s.seat_type, s.total) for s in change.scheduled] == [("expert", 3)]


def test_a_restart_restarts_all_types_and_their_base_fees() -> None:
    customer = _two_types({}, preset="gotoassist")
    change = customer.order(NOW, {"expert": 6})
    assert [(line.kind, line.seat_type, line.amount) for line in change.lines] == [
        (LineKind.UNUSED, None, -3333),
        (LineKind.UNUSED, "agent", -20000),
        (LineKind.UNUSED, "expert", -3333),
        (LineKind.BASE_FEE, None, 5000),
        (LineKind.SEATS, "agent", 30000),
        (LineKind.SEATS, "expert", 6000),
    ]
    assert {line.covers.ends_at for line in change.lines[3:]} == {paris(2026, 5, 11)}
    assert customer.standing.base_charges[0].period.starts_at == NOW


def test_what_is_scheduled_moves_with_a_restart() -> None:
    customer = _two_types(
        {"decrease.effective": "at_renewal", "decrease.money": "none"}, preset="gotoassist"
    )
    customer.order(NOW, {"expert": 3})
    change = customer.order(NOW, {"agent": 12})
    assert [(s.seat_type, s.at, s.total) for s in change.scheduled] == [
        ("expert", paris(2026, 5, 11), 3)
    ]


def test_a_change_of_seats_does_not_touch_a_base_fee() -> None:
    change = done(_two_types(CREDITS).quote(NOW, {"agent": 1}))
    assert {line.kind for line in change.lines} == {LineKind.UNUSED}


def test_a_restart_moves_the_term_with_it() -> None:
    customer = _buy("gotoassist", {"term.length": "months(12)"})
    assert customer.standing.term_ends_at == paris(2027, 4, 1)
    change = customer.order(NOW, {"seat": 12})
    assert change.term_ends_at == customer.standing.term_ends_at == paris(2027, 4, 11)


def test_a_new_period_gives_nothing_back_for_more_seats() -> None:
    customer = _buy("gotoassist", {"increase.charge": "new_period"})
    change = customer.order(NOW, {"seat": 12})
    assert amounts(change) == [36000]
    assert [(m.quantity, m.amount) for m in change.credited] == [(10, 0)]


@pytest.mark.parametrize(("money", "due"), [("account_credit", 24000 - 20000), ("none", 24000)])
def test_a_new_period_gives_fewer_seats_back_as_the_decrease_says(money: str, due: int) -> None:
    customer = _buy("gotoassist", {"increase.charge": "new_period", "decrease.money": money})
    assert done(customer.quote(NOW, {"seat": 8})).subtotal == due


@pytest.mark.parametrize("lines", ["net", "credit_and_charge"])
@pytest.mark.parametrize(("total", "owed", "due"), [(8, 0, 4000), (2, 0, 0), (2, 9000, -9000)])
def test_a_restart_forfeits_what_is_over_but_for_an_open_invoice(
    lines: str, total: int, owed: int, due: int
) -> None:
    customer = _buy("gotoassist", {"decrease.money": "none", "proration.lines": lines})
    pool = customer.standing.pools[0]
    charges = tuple(replace(c, invoice="i1", invoice_open=owed) for c in pool.charges)
    owing = _at(customer, pools=(replace(pool, charges=charges),))
    assert done(owing.quote(NOW, {"seat": total})).subtotal == due


def test_the_full_price_is_due_whatever_is_left() -> None:
    customer = _buy("autodesk", {**CREDITS, "increase.charge": "full_price"})
    change = customer.order(NOW, {"seat": 12})
    assert amounts(change) == [6000]
    assert parts_of(change.lines) == [(30, 30)]
    assert change.lines[0].covers.starts_at == NOW
    back = customer.order(paris(2026, 4, 21), {"seat": 10})
    assert amounts(back) == [-1800]
    assert parts_of(back.lines) == [(9, 30)]


def test_seconds_are_counted_from_the_instant() -> None:
    customer = _buy("autodesk", {**CREDITS, "proration.unit": "second"})
    change = customer.order(paris(2026, 4, 11, 12), {"seat": 12})
    assert parts_of(change.lines) == [(19 * 86400 + 43200, 30 * 86400)]
    assert change.lines[0].covers.starts_at == paris(2026, 4, 11, 12)
    back = customer.order(paris(2026, 4, 11, 18), {"seat": 10})
    assert back.lines[0].covers.starts_at == paris(2026, 4, 11, 18)
    assert parts_of(back.lines) == [(19 * 86400 + 6 * 3600, 30 * 86400)]


def test_the_last_day_is_paid_or_free() -> None:
    paid, free = (
        _buy("autodesk", {**CREDITS, "decrease.last_day": last_day})
        .order(NOW, {"seat": 9})
        .lines[0]
        for last_day in ("paid", "free")
    )
    assert (paid.part.numerator, paid.covers.starts_at) == (19, paris(2026, 4, 12))
    assert (free.part.numerator, free.covers.starts_at) == (20, paris(2026, 4, 11))


def test_seats_bought_and_returned_on_one_day_keep_that_day() -> None:
    customer = _buy("autodesk", {**CREDITS, "decrease.last_day": "free"})
    customer.order(paris(2026, 4, 11, 8), {"seat": 20})
    line = customer.order(paris(2026, 4, 11, 18), {"seat": 10}).lines[0]
    assert (line.quantity, line.part.numerator) == (-10, 19)
    assert line.covers.starts_at == paris(2026, 4, 12)


def test_in_30_360_the_day_kept_may_be_none_of_the_calendar() -> None:
    """Bought on 28 February with three days left, two come back: no day of the calendar has two."""
    policy = policy_of(
        "autodesk", {**CREDITS, "decrease.last_day": "free", "proration.unit": "thirty_360"}
    )
    customer = customer_of(offer_of(policy, pool_of(flat(3000))), {"seat": 1}, paris(2026, 2, 1))
    customer.order(paris(2026, 2, 28, 8), {"seat": 2})
    line = customer.order(paris(2026, 2, 28, 18), {"seat": 1}).lines[0]
    assert (line.part.numerator, line.amount) == (2, -200)
    assert line.covers.starts_at == paris(2026, 2, 28)


def test_on_the_last_day_nothing_is_left_to_give_back() -> None:
    customer = _buy("autodesk", CREDITS)
    change = done(customer.quote(paris(2026, 4, 30, 18), {"seat": 9}))
    assert (change.lines, [m.amount for m in change.credited]) == ((), [0])


def test_the_newest_line_gives_back_first() -> None:
    customer = _buy("autodesk", CREDITS)
    customer.order(NOW, {"seat": 12})
    change = customer.order(NOW, {"seat": 9})
    assert [(m.charge, m.quantity) for m in change.credited] == [("c1", 2), ("c0", 1)]
    assert [line.charge for line in change.lines] == ["c1", "c0"]


def test_seats_that_go_show_as_all_given_back_and_the_rest_charged() -> None:
    customer = _buy("autodesk", {**CREDITS, "proration.lines": "credit_and_charge"})
    change = customer.order(NOW, {"seat": 8})
    assert [(line.quantity, line.amount) for line in change.lines] == [(-10, -19000), (8, 15200)]
    assert [(m.charge, m.quantity, m.amount) for m in change.credited] == [("c0", 2, 3800)]
    again = customer.order(NOW, {"seat": 1})
    assert [(line.quantity, line.amount) for line in again.lines] == [(-8, -15200), (1, 1900)]
    gone = customer.order(NOW, {"seat": 2})
    assert [(line.quantity, line.amount) for line in gone.lines] == [(-1, -2000), (2, 4000)]
    assert [(c.quantity, c.base_quantity, c.amount) for c in gone.charges] == [(1, 1, 2000)]


def test_seats_of_today_keep_the_day_and_stand_on_lines_of_their_own() -> None:
    customer = _buy(
        "autodesk",
        {**CREDITS, "proration.lines": "credit_and_charge", "decrease.last_day": "free"},
    )
    customer.order(NOW, {"seat": 12})
    change = customer.order(NOW, {"seat": 9})
    assert [
        (line.quantity, line.part.numerator, line.amount, line.charge) for line in change.lines
    ] == [
        (-2, 19, -3800, "c1"),
        (-10, 20, -20000, "c0"),
        (9, 20, 18000, None),
    ]


def test_two_rounded_lines_give_back_no_more_than_was_charged() -> None:
    """Half a cent each: the second seat costs nothing, and so it gives back nothing."""
    customer = _buy(
        "autodesk",
        {**CREDITS, "proration.unit": "second", "proration.lines": "credit_and_charge"},
        seats=1,
        price=flat(1),
    )
    middle = paris(2026, 4, 16)
    assert [c.amount for c in customer.order(middle, {"seat": 2}).charges] == [0]
    assert [c.amount for c in customer.order(middle, {"seat": 3}).charges] == [1]
    assert customer.order(middle, {"seat": 1}).subtotal == -1
    assert sum(c.credited for c in customer.books.values()) == 1


def test_seats_above_others_cost_what_their_tier_says() -> None:
    graduated = tiered(
        PriceModel.GRADUATED,
        Tier(up_to=10, unit_amount=1000),
        Tier(up_to=None, unit_amount=800),
    )
    customer = _buy("autodesk", CREDITS, seats=8, price=graduated)
    change = customer.order(NOW, {"seat": 14})
    assert amounts(change) == [round((2 * 1000 + 4 * 800) * 20 / 30)]
    assert change.lines[0].unit_amount is None
    back = customer.order(NOW, {"seat": 9})
    assert back.lines[0].kind is LineKind.UNUSED
    assert amounts(back) == [-((1000 + 4 * 800) * 19 // 30)]
