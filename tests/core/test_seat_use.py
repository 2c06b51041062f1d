"""How much of what was bought is given: three bands that leave nothing out."""

from hypothesis import given
from hypothesis import strategies as st

from curule.core.seat_use import UseBand, use_band

BANDS = list(UseBand)
SEATS = st.integers(min_value=1, max_value=100_000)


@given(bought=SEATS, taken=st.integers(min_value=0, max_value=100_000))
def test_one_more_seat_given_never_leads_to_a_lower_band(bought: int, taken: int) -> None:
    lower, higher = use_band(bought, taken), use_band(bought, taken + 1)
    assert BANDS.index(lower) <= BANDS.index(higher)


@given(bought=SEATS, times=st.integers(min_value=1, max_value=50), taken=SEATS)
def test_the_size_of_a_customer_says_nothing(bought: int, times: int, taken: int) -> None:
    assert use_band(bought, taken) is use_band(bought * times, taken * times)


@given(bought=SEATS)
def test_nobody_and_everybody_are_at_the_ends(bought: int) -> None:
    assert use_band(bought, 0) is UseBand.UNDER_40
    assert use_band(bought, bought) is UseBand.OVER_80
