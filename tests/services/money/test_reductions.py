"""Fewer seats: who may, when they count, who leaves, what comes back."""

import pytest

from curule.core.policy import OpenReduction
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services import subscriptions
from tests.support.shop import APRIL, YEAR, Asked, Shop, day, later, row_counts

NOW: Asked = {
    "decrease__effective": "now",
    "decrease__money": "account_credit",
    "proration__lines": "net",
}


@pytest.mark.requirement("A13")
def test_fewer_seats_count_from_the_renewal_on() -> None:
    shop = Shop.open("autodesk", unit_amount=10000, interval=YEAR)
    shop.subscribe(7)
    shop.set_seats(5)
    assert (shop.seats, shop.scheduled) == (7, [(day(2027, 4, 1), 5)])
    (mail, *_others) = shop.mails("reduction_scheduled")
    assert (mail.context["target"], mail.context["effective_at"][:10]) == (5, "2027-03-31")
    shop.to(day(2027, 4, 1))
    assert (shop.seats, shop.scheduled, shop.totals) == (5, [], [70000, 50000])
    assert shop.mails("reduction_applied")[0].context["target"] == 5


def test_more_seats_from_the_renewal_on_are_told_as_no_reduction() -> None:
    free_until_then: Asked = {
        "increase__effective": "at_renewal",
        "increase__charge": "none_until_renewal",
    }
    shop = Shop.open("autodesk", **free_until_then)
    shop.subscribe(5)
    shop.set_seats(7)
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.mails("reduction_applied")) == (7, [])


@pytest.mark.invariant("I6")
def test_a_reduction_is_applied_once() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(7)
    shop.set_seats(5)
    shop.to(day(2026, 5, 1))
    shop.to(day(2026, 5, 1))
    shop.to(day(2026, 6, 1))
    assert shop.totals == [21000, 15000, 15000]


def test_the_last_number_given_holds() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(7)
    shop.set_seats(5)
    shop.set_seats(3)
    assert shop.scheduled == [(day(2026, 5, 1), 3)]
    shop.add_seats(-1)
    assert shop.scheduled == [(day(2026, 5, 1), 2)]
    shop.set_seats(7)
    assert shop.scheduled == []
    before = row_counts(shop.account.id)
    shop.set_seats(7)
    after = row_counts(shop.account.id)
    assert {name for name in before if before[name] != after[name]} == {"Quote"}


def test_keep_seats_takes_a_reduction_back() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(7)
    shop.set_seats(5)
    assert subscriptions.keep_seats(**shop.on).value == 1
    assert shop.scheduled == []
    with pytest.raises(Refused) as refused:
        subscriptions.keep_seats(**shop.on)
    assert refused.value.refusal.code is RefusalCode.NOTHING_TO_CHANGE


@pytest.mark.parametrize(
    ("answer", "scheduled"),
    [
        (OpenReduction.KEEP_TARGET, [(day(2026, 5, 1), 5)]),
        (OpenReduction.SHIFT_TARGET, [(day(2026, 5, 1), 7)]),
        (OpenReduction.DROP_TARGET, []),
    ],
)
def test_more_seats_ask_what_becomes_of_a_reduction(
    answer: OpenReduction, scheduled: list[object]
) -> None:
    shop = Shop.open("zoom")
    shop.subscribe(7)
    shop.set_seats(5)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.add_seats(2)
    assert refused.value.refusal.code is RefusalCode.REDUCTION_OPEN
    assert refused.value.refusal.values["target"] == 5
    assert str(refused.value.refusal.values["effective_on"]) == "2026-05-01"
    assert row_counts(shop.account.id) == before
    shop.add_seats(2, reduction=answer)
    assert (shop.seats, shop.scheduled) == (9, scheduled)
    shop.to(day(2026, 5, 1))
    assert shop.seats == (scheduled[0][1] if scheduled else 9)  # type: ignore[index]


def test_chosen_people_leave_at_the_renewal() -> None:
    shop = Shop.open("autodesk", unit_amount=1000)
    shop.subscribe(3)
    people = [shop.seat(name) for name in ("ann", "bob", "cy")]
    shop.set_seats(2, leave=[people[1].email])
    assert shop.seated == ["ann", "bob", "cy"]
    shop.to(day(2026, 5, 1))
    assert (shop.seated, shop.seats, shop.totals[-1]) == (["ann", "cy"], 2, 2000)


@pytest.mark.requirement("A14")
def test_who_leaves_can_be_chosen_later_and_chosen_anew() -> None:
    shop = Shop.open("autodesk", unit_amount=1000)
    shop.subscribe(3)
    ann, bob, cy = (shop.seat(name) for name in ("ann", "bob", "cy"))
    shop.set_seats(1)
    shop.set_seats(1, leave=[ann.email, bob.email])
    shop.set_seats(1, leave=[bob.email, cy.email])
    assert (shop.seated, shop.scheduled) == (["ann", "bob", "cy"], [(day(2026, 5, 1), 1)])
    shop.to(day(2026, 5, 1))
    assert (shop.seated, shop.seats, shop.totals[-1]) == (["ann"], 1, 1000)


def test_the_same_number_without_a_choice_leaves_the_choice_as_it_is() -> None:
    shop = Shop.open("autodesk", unit_amount=1000)
    shop.subscribe(3)
    ann, bob, _cy = (shop.seat(name) for name in ("ann", "bob", "cy"))
    shop.set_seats(1, leave=[ann.email, bob.email])
    shop.set_seats(1)
    shop.to(day(2026, 5, 1))
    assert shop.seated == ["cy"]


@pytest.mark.parametrize(
    ("answer", "total"), [(OpenReduction.KEEP_TARGET, 1), (OpenReduction.SHIFT_TARGET, 2)]
)
def test_more_seats_do_not_undo_the_choice_of_who_leaves(answer: OpenReduction, total: int) -> None:
    shop = Shop.open("autodesk", unit_amount=1000)
    shop.subscribe(3)
    ann, bob, _cy = (shop.seat(name) for name in ("ann", "bob", "cy"))
    shop.set_seats(1, leave=[ann.email, bob.email])
    shop.add_seats(1, reduction=answer)
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.seated, shop.totals[-1]) == (total, ["cy"], total * 1000)


def test_a_choice_of_somebody_without_a_seat_is_refused() -> None:
    shop = Shop.open("autodesk")
    shop.subscribe(3)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.set_seats(2, leave=["nobody@x.test"])
    assert refused.value.refusal.values == {"people": ("nobody@x.test",)}
    assert row_counts(shop.account.id) == before


def test_without_a_choice_the_number_drops_to_the_seats_in_use() -> None:
    shop = Shop.open("autodesk", unit_amount=1000)
    shop.subscribe(4)
    for name in ("ann", "bob", "cy"):
        shop.seat(name)
    shop.set_seats(1)
    shop.to(day(2026, 5, 1))
    assert (shop.seated, shop.seats, shop.totals[-1]) == (["ann", "bob", "cy"], 3, 3000)


def test_automatic_lets_go_who_was_inactive_longest() -> None:
    shop = Shop.open("zoom", unit_amount=1000, decrease__occupied="automatic")
    shop.subscribe(3)
    for hour, name in enumerate(("ann", "bob", "cy")):
        shop.to(later(APRIL, hours=hour))
        shop.seat(name)
    shop.set_seats(1)
    shop.to(day(2026, 4, 24))
    assert shop.mails("renewal_reminder")[-1].context["total"]["amount_minor"] == 1000
    shop.to(day(2026, 5, 1))
    assert (shop.seated, shop.seats, shop.totals[-1]) == (["cy"], 1, 1000)


def test_people_are_taken_off_first_where_the_policy_says() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    shop.seat("ann")
    shop.seat("bob")
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.set_seats(1)
    said = refused.value.refusal
    assert (said.code, said.options) == (
        RefusalCode.BELOW_ASSIGNED,
        ("unassign", "cancel_invitation"),
    )
    assert said.values == {"assigned": 2, "wanted": 1}
    assert row_counts(shop.account.id) == before


def test_a_seat_that_ends_may_be_given_away_and_ends_with_its_person() -> None:
    shop = Shop.open("zoom", unit_amount=1000)
    shop.subscribe(2)
    shop.set_seats(1)
    shop.seat("ann")
    shop.seat("bob")
    assert shop.seated == ["ann", "bob"]
    shop.to(day(2026, 5, 1))
    assert (shop.seated, shop.seats, shop.totals[-1]) == (["ann"], 1, 1000)


def test_a_reduction_moves_with_the_renewal() -> None:
    shop = Shop.open("gotoassist", decrease__effective="at_renewal", decrease__money="none")
    shop.subscribe({"agent": 10})
    shop.set_seats({"agent": 5})
    shop.to(day(2026, 4, 11))
    shop.add_seats({"agent": 2}, reduction=OpenReduction.KEEP_TARGET)
    row = models.ScheduledReduction.objects.get(account_id=shop.account.id, status="open")
    assert row.effective_at == day(2026, 5, 11)
    ends = models.Seat.objects.filter(account_id=shop.account.id).exclude(ends_at=None)
    assert set(ends.values_list("ends_at", flat=True)) == {day(2026, 5, 11)}
    shop.to(day(2026, 5, 11))
    assert shop.totals[-1] == 15000


def test_where_no_term_follows_a_reduction_is_taken_back() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(7)
    shop.set_seats(5)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.to(day(2026, 5, 1))
    assert shop.status == "ended"
    assert not shop.mails("reduction_applied")


def test_seats_with_their_own_term_end_with_it_whatever_was_asked() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, card=None, decrease__allowed="any_time")
    shop.subscribe(3)
    shop.transfer()
    shop.set_seats(2)
    shop.to(day(2026, 5, 1))
    assert (shop.status, shop.seats) == ("ended", 0)


# --- when fewer are possible ----------------------------------------------------------------------


@pytest.mark.requirement("T5")
def test_never_in_a_term_names_its_end_and_the_way() -> None:
    shop = Shop.open("tutkit", interval=YEAR)
    shop.subscribe(5)
    with pytest.raises(Refused) as refused:
        shop.set_seats(4)
    said = refused.value.refusal
    assert said.options == ("wait_until", "turn_off_auto_renew", "contact")
    assert str(said.values["until"]) == "2027-03-31"


def test_only_what_was_bought_lately_can_be_given_back() -> None:
    shop = Shop.open("zoom", interval=YEAR, decrease__allowed="days_after_purchase(14)", **NOW)
    shop.subscribe(5)
    shop.to(day(2026, 6, 1))
    shop.add_seats(3)
    shop.to(day(2026, 6, 10))
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.set_seats(4)
    assert refused.value.refusal.code is RefusalCode.DECREASE_WINDOW_CLOSED
    assert str(refused.value.refusal.values["opens_on"]) == "2027-04-01"
    assert row_counts(shop.account.id) == before
    shop.set_seats(5)
    assert shop.seats == 5
    shop.to(day(2027, 4, 10))
    shop.set_seats(2)
    assert shop.seats == 2


def test_credit_and_charge_makes_no_held_seat_newly_bought() -> None:
    shop = Shop.open(
        "zoom",
        interval=YEAR,
        decrease__allowed="days_after_purchase(14)",
        decrease__effective="now",
        decrease__money="account_credit",
    )
    shop.subscribe(5)
    shop.to(day(2026, 6, 1))
    shop.add_seats(1)
    with pytest.raises(Refused):
        shop.set_seats(4)


def test_only_shortly_before_the_renewal() -> None:
    shop = Shop.open("zoom", decrease__allowed="days_before_renewal(10)")
    shop.subscribe(5)
    with pytest.raises(Refused) as refused:
        shop.set_seats(4)
    assert str(refused.value.refusal.values["opens_on"]) == "2026-04-21"
    shop.to(day(2026, 4, 21))
    shop.set_seats(4)
    assert shop.scheduled == [(day(2026, 5, 1), 4)]


def test_only_by_contact() -> None:
    shop = Shop.open("zoom", decrease__allowed="contact")
    shop.subscribe(5)
    with pytest.raises(Refused) as refused:
        shop.set_seats(4)
    assert refused.value.refusal.options == ("contact",)


# --- at once --------------------------------------------------------------------------------------


def test_seats_given_back_at_once_are_worth_their_rest() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **NOW)
    shop.subscribe(5)
    shop.to(day(2026, 4, 10, 15))
    shop.set_seats(3)
    assert (shop.seats, shop.credit) == (3, 4000)
    (note,) = shop.notes
    assert [(line.quantity, line.amount, line.numerator) for line in note.lines] == [(2, 4000, 20)]


@pytest.mark.invariant("I24")
def test_a_line_given_back_bit_by_bit_closes_at_its_used_days() -> None:
    shop = Shop.open("zoom", unit_amount=1000, **NOW)
    shop.subscribe(7)
    shop.to(day(2026, 4, 20, 9))
    for left in (6, 5, 3, 2):
        shop.set_seats(left)
    assert shop.credit == 2333 - 667
    charge = models.Charge.objects.get(account_id=shop.account.id)
    assert (charge.quantity, charge.credited_minor) == (2, shop.credit)


def test_seats_bought_and_returned_on_one_day_cost_that_day() -> None:
    shop = Shop.open("zoom", unit_amount=3000, decrease__last_day="free", **NOW)
    shop.subscribe(1)
    shop.to(day(2026, 4, 11, 8))
    shop.add_seats(10)
    shop.to(day(2026, 4, 11, 18))
    shop.set_seats(1)
    assert shop.credit == 10 * 1900


def test_people_who_are_chosen_leave_at_once() -> None:
    shop = Shop.open("zoom", decrease__occupied="choose", **NOW)
    shop.subscribe(2)
    shop.seat("ann")
    bob = shop.seat("bob")
    with pytest.raises(Refused) as refused:
        shop.set_seats(1)
    assert refused.value.refusal.code is RefusalCode.BELOW_ASSIGNED
    shop.set_seats(1, leave=[bob.email])
    assert (shop.seats, shop.seated) == (1, ["ann"])


def test_drop_to_used_gives_back_only_what_nobody_has() -> None:
    shop = Shop.open("zoom", unit_amount=3000, decrease__occupied="drop_to_used", **NOW)
    shop.subscribe(4)
    shop.seat("ann")
    shop.seat("bob")
    shop.set_seats(1)
    assert (shop.seats, shop.seated) == (2, ["ann", "bob"])


def test_unassigning_changes_no_price() -> None:
    from curule.services.seats import seats

    shop = Shop.open("zoom")
    shop.subscribe(2)
    ann = shop.seat("ann")
    before = (shop.totals, shop.credit, shop.seats)
    seats.unassign(**shop.on, email=ann.email)
    assert (shop.totals, shop.credit, shop.seats) == before
    assert shop.notes == ()
