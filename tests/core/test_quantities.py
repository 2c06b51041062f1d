"""Which numbers may be asked for, and when fewer are possible."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.policy import DecreaseAllowed
from curule.core.quantities import (
    LARGEST,
    Wanted,
    maximum_of,
    refuse_decrease,
    refuse_giving_back,
    refuse_number,
    resolve,
)
from curule.core.refusals import RefusalCode
from curule.core.standing import Standing
from tests.core.strategies import flat
from tests.core.subscriptions import (
    customer_of,
    offer_of,
    paris,
    policy_of,
    pool_of,
    seat_type,
)

PACKS = pool_of(flat(3000), seat_type(minimum=10, maximum=50, step=5), seats=20)


def _standing(allowed: str = "any_time", *, on_trial: bool = False) -> Standing:
    policy = policy_of("autodesk", {"decrease.allowed": allowed})
    standing = customer_of(offer_of(policy, PACKS), {"seat": 20}, paris(2026, 4, 1)).standing
    return replace(standing, on_trial=on_trial)


@pytest.mark.parametrize(
    ("total", "code", "options"),
    [
        (LARGEST + 1, RefusalCode.QUANTITY_INVALID, ("correct_value",)),
        (-1, RefusalCode.BELOW_MINIMUM, ("10",)),
        (9, RefusalCode.BELOW_MINIMUM, ("10",)),
        (23, RefusalCode.WRONG_STEP, ("20", "25")),
        (49, RefusalCode.WRONG_STEP, ("45", "50")),
        (55, RefusalCode.PLAN_SEAT_MAXIMUM, ("contact",)),
    ],
)
def test_a_number_that_is_not_allowed_names_the_nearest(
    total: int, code: RefusalCode, options: tuple[str, ...]
) -> None:
    refusal = refuse_number(PACKS, total, _standing())
    assert refusal is not None
    assert (refusal.code, refusal.options) == (code, options)


@given(total=st.integers(-5, 60))
def test_the_nearest_numbers_are_allowed(total: int) -> None:
    refusal = refuse_number(PACKS, total, _standing())
    if refusal is None:
        assert PACKS.terms.allows(total)
    elif refusal.code is not RefusalCode.PLAN_SEAT_MAXIMUM:
        for option in refusal.options:
            assert refuse_number(PACKS, int(option), _standing()) is None


def test_the_account_has_a_maximum_of_its_own() -> None:
    own = replace(PACKS, maximum=60)
    assert (maximum_of(PACKS), maximum_of(own)) == (50, 60)
    assert refuse_number(own, 60, _standing()) is None
    wrong = refuse_number(own, 58, _standing())
    assert wrong is not None
    assert wrong.options == ("55", "60")
    assert refuse_number(pool_of(flat(1)), LARGEST, _standing()) is None


def test_seats_that_wait_for_their_payment_count_where_more_are_asked_for() -> None:
    waiting = replace(PACKS, waiting=30)
    refusal = refuse_number(waiting, 25, _standing())
    assert refusal is not None
    assert refusal.values == {"maximum": 50, "wanted": 25}
    assert refuse_number(waiting, 20, _standing()) is None


@pytest.mark.parametrize(
    ("scheduled", "wanted", "at_renewal", "total"),
    [
        (None, Wanted(total=30), False, 30),
        (None, Wanted(difference=5), False, 25),
        (None, Wanted(difference=-5), False, 15),
        (15, Wanted(difference=5), False, 25),
        (15, Wanted(difference=5), True, 20),
        (15, Wanted(difference=-5), False, 10),
        (15, Wanted(), False, 15),
        (30, Wanted(difference=5), False, 35),
    ],
)
def test_a_difference_counts_from_what_is_scheduled(
    scheduled: int | None, wanted: Wanted, total: int, *, at_renewal: bool
) -> None:
    pool = replace(PACKS, scheduled=scheduled)
    assert resolve(pool, wanted, at_renewal=at_renewal) == total


def test_fewer_seats_are_a_matter_of_the_policy() -> None:
    now = paris(2026, 4, 11)
    assert refuse_decrease(PACKS, 15, _standing(), now) is None
    contact = refuse_decrease(PACKS, 15, _standing("contact"), now)
    assert contact is not None
    assert (contact.code, contact.options) == (RefusalCode.DECREASE_BY_CONTACT, ("contact",))
    never = refuse_decrease(PACKS, 15, _standing("never_in_term"), now)
    assert never is not None
    assert never.values == {"until": date(2026, 4, 30)}  # the last day, not the first after it
    assert refuse_decrease(PACKS, 15, _standing("never_in_term", on_trial=True), now) is None


@pytest.mark.parametrize(("total", "goes"), [(17, True), (16, False)])
def test_only_seats_bought_lately_go_back(total: int, *, goes: bool) -> None:
    pool = replace(PACKS, returnable=3)
    refusal = refuse_decrease(pool, total, _standing("days_after_purchase(14)"), paris(2026, 4, 11))
    assert (refusal is None) is goes
    if refusal is not None:
        assert refusal.code is RefusalCode.DECREASE_WINDOW_CLOSED
        assert refusal.values["opens_on"] == date(2026, 5, 1)


def test_a_scheduled_reduction_may_always_become_smaller() -> None:
    """Whatever window it was made in: seats are taken back, none given."""
    pool = replace(PACKS, scheduled=10)
    standing = _standing("days_after_purchase(14)")
    assert refuse_decrease(pool, 15, standing, paris(2026, 4, 11)) is None
    assert refuse_decrease(pool, 9, standing, paris(2026, 4, 11)) is not None


@pytest.mark.parametrize(("hours", "opens"), [(-1, False), (0, True)])
def test_the_window_before_the_renewal_opens_on_its_day(hours: int, *, opens: bool) -> None:
    now = paris(2026, 4, 17) + timedelta(hours=hours)
    refusal = refuse_decrease(PACKS, 15, _standing("days_before_renewal(14)"), now)
    assert (refusal is None) is opens
    if refusal is not None:
        assert refusal.values == {"opens_on": date(2026, 4, 17)}


@given(
    allowed=st.sampled_from(
        [
            "any_time",
            "never_in_term",
            "contact",
            "days_after_purchase(14)",
            "days_before_renewal(9)",
        ]
    ),
    leaving=st.integers(1, 20),
    returnable=st.integers(0, 20),
)
def test_a_refusal_to_let_go_names_the_way_out(allowed: str, leaving: int, returnable: int) -> None:
    now = paris(2026, 4, 11)
    standing = _standing(allowed)
    refusal = refuse_giving_back(standing, now, leaving=leaving, returnable=returnable)
    if refusal is not None:
        assert "contact" in refusal.options
        assert standing.policy.decrease.allowed != DecreaseAllowed.parse("any_time")
