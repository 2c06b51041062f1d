"""Whom the laws of tax are tried on: sellers and buyers of every kind, in every sort of country."""

from datetime import date, timedelta

from hypothesis import strategies as st

from curule.core.tax_areas import UNION
from curule.core.tax_ids import EXAMPLES
from curule.core.tax_parties import (
    Buyer,
    OneStopShop,
    Registration,
    Seller,
    TaxIdStanding,
    buyer_of,
)

SINCE = date(2015, 1, 1)
TODAY = date(2026, 11, 22)

members = st.sampled_from(sorted(UNION))
others = st.sampled_from(
    ["GB", "CH", "RU", "US", "NO", "MC", "IM", "LI", "XI", "RE", "AX", "JE", "ZZ"]
)
countries = st.one_of(members, others)
days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
table_days = st.dates(date(2021, 1, 1), date(2030, 12, 31))
ends = st.one_of(st.none(), st.dates(date(2015, 1, 2), date(2030, 12, 31)))

registrations = st.builds(
    Registration,
    country=countries,
    number=st.just("a number"),
    since=st.just(SINCE),
    until=ends,
)
shops = st.one_of(st.none(), st.builds(OneStopShop, since=st.just(SINCE), until=ends))


@st.composite
def sellers(draw: st.DrawFn, homes: st.SearchStrategy[str] = countries) -> Seller:
    """A seller; three in four are registered where they are established."""
    home = draw(homes)
    held = draw(st.lists(registrations, max_size=2))
    if draw(st.integers(0, 3)):
        held.append(registered(home))
    return Seller(
        country=home,
        registrations=tuple(held),
        one_stop_shop=draw(shops),
        destination_since=draw(st.one_of(st.none(), days)),
    )


numbers = st.one_of(
    st.sampled_from(sorted(EXAMPLES.values())),
    st.sampled_from(["", "XI980780684", "EL094259216", "FR53000004605", "?", "DE136695975"]),
)
buyers = st.builds(
    Buyer,
    country=countries,
    business=st.booleans(),
    tax_id=numbers,
    tax_id_standing=st.sampled_from(TaxIdStanding),
)


def registered(country: str, until: date | None = None) -> Registration:
    return Registration(country=country, number="a number", since=SINCE, until=until)


def seller_in(
    country: str, *abroad: str, shop: bool = False, destination: bool = False, small: bool = False
) -> Seller:
    """A seller of 2026, registered at home unless small, and where else it says."""
    at_home = () if small else (country,)
    return Seller(
        country=country,
        registrations=tuple(registered(place) for place in (*at_home, *abroad)),
        one_stop_shop=OneStopShop(since=SINCE) if shop else None,
        destination_since=SINCE if destination else None,
    )


def company(country: str, number: str | None = None) -> Buyer:
    """A business with a number of its country, or with the one that is given."""
    given = EXAMPLES[country] if number is None else number
    return buyer_of(country=country, business=True, tax_id=given)


def consumer(country: str) -> Buyer:
    return Buyer(country=country, business=False)


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
