"""The dated table of rates: what it must be, and what is refused as one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.tax_areas import UNION
from curule.core.tax_rates import RATES, Seen, WrongTable, read_rates
from tests.core.taxing import countries, every_day, table_days

HEAD = """
begins = 2021-01-01
compared_on = 2026-11-22
[sources.law]
address = "https://example.org/law"
says = "the law"
seen = "read"
"""


def _table(*rows: tuple[str, str, str, str]) -> str:
    return HEAD + "".join(
        f'[[rates]]\ncountry = "{country}"\npercent = "{percent}"\n'
        f'valid_from = {day}\nsource = "{source}"\n'
        for country, percent, day, source in rows
    )


def test_it_has_the_member_states_and_three_more() -> None:
    assert RATES.countries == UNION | {"GB", "CH", "RU"}


@pytest.mark.parametrize("country", sorted(RATES.countries))
def test_on_every_day_exactly_one_rate_holds(country: str) -> None:
    firsts = [rate.valid_from for rate in RATES.by_country[country]]
    assert firsts == sorted(set(firsts))
    for day in every_day(RATES.begins, date(2027, 1, 1)):
        found = RATES.on(country, day)
        assert found is not None
        later = [first for first in firsts if first > found.valid_from]
        assert found.valid_from <= day
        assert all(day < first for first in later)


@given(countries, st.dates(date(2000, 1, 1), date(2020, 12, 31)))
def test_before_the_table_begins_nothing_is_known(country: str, day: date) -> None:
    assert RATES.on(country, day) is None


@given(table_days)
def test_of_other_countries_nothing_is_known(day: date) -> None:
    assert RATES.on("US", day) is None


def test_every_rate_can_be_looked_up() -> None:
    sources = [rate.source for rates in RATES.by_country.values() for rate in rates]
    assert all(source.address.startswith(("https://", "http://")) for source in sources)
    assert all(source.says for source in sources)
    assert {source.seen for source in sources} == set(Seen)
    assert RATES.compared_on > max(
        rate.valid_from for rates in RATES.by_country.values() for rate in rates
    )


@pytest.mark.parametrize(
    ("country", "before", "first_day", "after"),
    [
        ("CH", "7.7", date(2024, 1, 1), "8.1"),
        ("EE", "20", date(2024, 1, 1), "22"),
        ("EE", "22", date(2025, 7, 1), "24"),
        ("FI", "24", date(2024, 9, 1), "25.5"),
        ("IE", "21", date(2021, 3, 1), "23"),
        ("LU", "17", date(2023, 1, 1), "16"),
        ("LU", "16", date(2024, 1, 1), "17"),
        ("RO", "19", date(2025, 8, 1), "21"),
        ("RU", "20", date(2026, 1, 1), "22"),
        ("SK", "20", date(2025, 1, 1), "23"),
    ],
)
def test_a_rate_changes_on_its_day(country: str, before: str, first_day: date, after: str) -> None:
    day_before = date.fromordinal(first_day.toordinal() - 1)
    found = [RATES.on(country, day) for day in (day_before, first_day)]
    assert [str(rate.percent) for rate in found if rate is not None] == [before, after]


def test_a_table_is_read() -> None:
    table = read_rates(_table(("AA", "5.5", "2020-01-01", "law"), ("AA", "6", "2022-01-01", "law")))
    found = table.on("AA", date(2021, 12, 31))
    assert found is not None
    assert (str(found.percent), found.source.says) == ("5.5", "the law")
    assert table.compared_on == date(2026, 11, 22)


def test_a_rate_may_hold_from_the_day_the_table_begins() -> None:
    table = read_rates(_table(("AA", "5", "2021-01-01", "law")))
    assert table.on("AA", table.begins) is not None


@pytest.mark.parametrize("percent", ["0.5", "1", "100"])
def test_the_lowest_and_the_highest_rates_are_rates(percent: str) -> None:
    found = read_rates(_table(("AA", percent, "2020-01-01", "law"))).on("AA", date(2022, 1, 1))
    assert found is not None
    assert str(found.percent) == percent


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "begins"),
        ("begins =", "value"),
        (_table(("AA", "5", "2020-01-01", "rumour")), "rumour"),
        (_table(("AA", "5", "2022-01-01", "law")), "AA has no rate on 2021-01-01"),
        (_table(("AA", "0", "2020-01-01", "law")), "0 is no rate"),
        (_table(("AA", "101", "2020-01-01", "law")), "101 is no rate"),
        (_table(("AA", "NaN", "2020-01-01", "law")), "NaN is no rate"),
        (_table(("AA", "x", "2020-01-01", "law")), "percent"),
        (_table(("AA", "5", "2020-01-01", "law"), ("AA", "6", "2020-01-01", "law")), "twice"),
        (_table(("AA", "5", "2020-02-01", "law"), ("AA", "6", "2020-01-01", "law")), "by day"),
        (_table(("BB", "5", "2020-01-01", "law"), ("AA", "6", "2020-01-01", "law")), "by country"),
        (HEAD + '[[rates]]\ncountry = "AA"\nvalid_until = 2020-01-01\n', "valid_until"),
    ],
)
def test_what_is_no_table_is_refused(written: str, reason: str) -> None:
    with pytest.raises(WrongTable, match=reason):
        read_rates(written)
