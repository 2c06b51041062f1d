"""Whatever was issued becomes an electronic invoice that says the same, to the unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.einvoice import PaperKind, Party, Preceding, Unit, siren_of
from curule.core.einvoice_checks import require_sound
from curule.core.issued import IssuedLine, IssuedPaper, Said, counts_exactly, einvoice_of
from curule.core.languages import Language
from curule.core.lines import LineKind
from curule.core.money import round_half_away
from curule.core.policy import NamedNoun
from curule.core.proration import Part
from curule.core.tax import PriceTax, credited, taxes_in
from curule.core.tax_rules import TaxCategory

START = datetime(2026, 3, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)


def line(quantity: int, unit: int | None, part: Part, amount: int) -> IssuedLine:
    return IssuedLine(
        kind=LineKind.SEATS,
        noun=NamedNoun.SEAT,
        quantity=quantity,
        unit_amount=unit,
        starts_at=START,
        ends_at=END,
        part=part,
        amount=amount,
    )


def paper(
    *lines: IssuedLine,
    rate: Decimal,
    before: int = 0,
    prices: PriceTax = PriceTax.EXCLUSIVE,
) -> IssuedPaper:
    amounts = [each.amount for each in lines]
    sums = credited(credited_before=before, credited_now=sum(amounts), rate=rate, prices=prices)
    taxes = taxes_in(amounts, rate, prices, before=before)
    return IssuedPaper(
        kind=PaperKind.CREDIT_NOTE if before else PaperKind.INVOICE,
        number="INV-1",
        currency="EUR",
        issued_at=START,
        due_at=END,
        zone="Europe/Paris",
        language=Language.EN,
        seller=Party(name="A", country="FR", tax_id="FR40303265045"),
        buyer=Party(name="B", country="FR"),
        pay_to=None,
        sold="Plan",
        order_number="",
        lines=tuple(
            replace(each, included_tax=tax) for each, tax in zip(lines, taxes, strict=True)
        ),
        prices=prices,
        net=sums.net,
        rate=rate,
        category=TaxCategory.STANDARD,
        tax_note=None,
        tax=sums.tax,
        gross=sums.gross,
        credited_before=before,
        preceding=Preceding(number="INV-0", issued_on=date(2026, 2, 1)) if before else None,
    )


def words(of: IssuedPaper) -> Said:
    texts = tuple(str(place) for place in range(len(of.lines)))
    return Said(names=texts, details=texts, discount="", tax_note="", terms="")


parts = st.integers(1, 2_678_400).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: Part(part, whole))
)
amounts = st.integers(-(10**9), 10**9).filter(bool)
lines = st.builds(
    line,
    st.integers(-(10**4), 10**4),
    st.one_of(st.none(), st.integers(0, 10**6)),
    parts,
    amounts,
)
counted = st.builds(
    lambda quantity, unit, part: line(
        quantity, unit, part, round_half_away(quantity * unit * part.fraction)
    ),
    st.integers(-(10**4), 10**4),
    st.integers(1, 10**6),
    parts,
).filter(lambda one: bool(one.amount))
rates = st.decimals(Decimal("0.1"), Decimal(30), places=1)


@given(
    st.lists(st.one_of(lines, counted), min_size=1, max_size=6),
    rates,
    st.integers(0, 10**6),
    st.sampled_from(PriceTax),
)
def test_whatever_was_issued_adds_up_exactly(
    issued: list[IssuedLine], rate: Decimal, before: int, prices: PriceTax
) -> None:
    # A document whose lines add up to less than nothing is never issued.
    issued.append(line(1, None, Part(1, 1), max(1 - sum(each.amount for each in issued), 1)))
    of = paper(*issued, rate=rate, before=before, prices=prices)
    made = einvoice_of(of, words(of))
    require_sound(made)
    assert [each.amount for each in made.lines] == [each.net for each in of.lines]
    assert made.gross == made.net + made.tax
    if prices is PriceTax.INCLUSIVE:
        assert made.gross == sum(each.amount for each in issued)
    for each in made.lines:
        assert each.price >= 0
        assert (each.quantity > 0) == (each.amount > 0) or not each.amount


@given(counted)
def test_a_line_that_can_be_checked_by_hand_keeps_its_price(issued: IssuedLine) -> None:
    assert counts_exactly(issued)
    of = paper(issued, line(1, None, Part(1, 1), 10**13), rate=Decimal(20))
    made = einvoice_of(of, words(of)).lines[0]
    assert made.price == issued.unit_amount
    assert Fraction(made.quantity, made.per) == issued.quantity * issued.part.fraction


def test_days_and_seconds_are_told_apart() -> None:
    of = paper(
        line(1, 3100, Part(10, 31), 1000),
        line(1, 3100, Part(864_000, 2_678_400), 1000),
        line(1, 3100, Part(31, 31), 3100),
        rate=Decimal(20),
    )
    made = einvoice_of(of, words(of)).lines
    assert [(each.unit, each.quantity, each.per) for each in made] == [
        (Unit.DAY, 10, 31),
        (Unit.SECOND, 864_000, 2_678_400),
        (Unit.ONE, 1, 1),
    ]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "days"),
    [
        # midnight in Paris is 22:00 or 23:00 of the day before
        (
            datetime(2026, 3, 31, 22, tzinfo=UTC),
            datetime(2026, 4, 30, 22, tzinfo=UTC),
            (date(2026, 4, 1), date(2026, 4, 30)),
        ),
        (
            datetime(2026, 4, 1, 9, tzinfo=UTC),
            datetime(2026, 5, 1, 9, tzinfo=UTC),
            (date(2026, 4, 1), date(2026, 5, 1)),
        ),
        (
            datetime(2026, 4, 1, 9, tzinfo=UTC),
            datetime(2026, 4, 1, 9, tzinfo=UTC),
            (date(2026, 4, 1), date(2026, 4, 1)),
        ),
    ],
)
def test_a_period_is_named_by_its_first_and_last_day(
    starts_at: datetime, ends_at: datetime, days: tuple[date, date]
) -> None:
    one = IssuedLine(
        kind=LineKind.SEATS,
        noun=NamedNoun.SEAT,
        quantity=1,
        unit_amount=100,
        starts_at=starts_at,
        ends_at=ends_at,
        part=Part(1, 1),
        amount=100,
    )
    of = paper(one, rate=Decimal(20))
    made = einvoice_of(of, words(of)).lines[0]
    assert (made.starts_on, made.ends_on) == days


def test_only_a_french_number_has_a_siren() -> None:
    assert siren_of(Party(name="A", country="FR", tax_number="303265045")) == "303265045"
    assert siren_of(Party(name="A", country="DE", tax_id="DE136695976")) == ""


def test_the_siren_that_a_member_of_a_group_gave_comes_before_the_tax_number() -> None:
    member = Party(name="A", country="FR", tax_id="FR40303265045", registration_number="404833048")
    assert siren_of(member) == "404833048"
    assert siren_of(Party(name="A", country="RU", registration_number="770701001")) == ""
