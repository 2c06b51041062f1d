"""Seats as the pages of buying show them: called by the plan's noun, counted, priced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from curule.core.intervals import Interval
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.policy import SeatNoun
from curule.core.pricing import PriceModel
from curule.core.quantities import maximum_of
from curule.core.standing import Pool, tax_behavior_of
from curule.core.tax import PriceTax
from curule.selectors.catalog import PlanTerms
from curule.selectors.contracts import ContractRow
from curule.web.seat_names import sold_types, type_label
from curule.web.templatetags.curule import say
from curule.wording.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """The seats of one type, for a row or a field; prices in the contract's currency."""

    name: str
    noun: SeatNoun
    label: str
    total: int
    used: int
    free: int
    next_total: int
    minimum: int
    step: int
    maximum: int | None
    unit_price: Money | None
    full_price: Money
    tax: str

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return f"seats_{self.name}"

    @property
    def count(self) -> Count:
        """The number with its noun."""
        return Count(self.total, self.noun)

    @property
    def room(self) -> int | None:
        """How many more may be bought."""
        return None if self.maximum is None else max(self.maximum - self.total, 0)


def noun_of(terms: PlanTerms) -> SeatNoun:
    """Return what the plan calls its seats."""
    return terms.policy.words.seat_noun


def type_noun(terms: PlanTerms, name: str) -> SeatNoun:
    """Return what seats of one type are called."""
    sold = terms.seat_type(name)
    if sold is None:
        return noun_of(terms)
    own = sold.terms.known_noun if len(sold_types(terms)) > 1 else sold.terms.noun
    return own or noun_of(terms)


def free_counts(terms: PlanTerms, free: Mapping[str, int]) -> tuple[Count, ...]:
    """Return the free seats of each type that is bought by number; where none is free, a zero.

    Free seats of two types are no one number: none of them serves for the other.
    """
    every = [(name, number) for name, number in free.items() if _is_counted(terms, name)]
    left = [(name, number) for name, number in every if number] or every[:1]
    return tuple(Count(number, type_noun(terms, name)) for name, number in left)


def _is_counted(terms: PlanTerms, name: str) -> bool:
    sold = terms.seat_type(name)
    return sold is not None and not sold.terms.unlimited


def seat_lines(reader: Reader, contract: ContractRow) -> tuple[SeatLine, ...]:
    """Return the seats that are bought by number, in the order of the plan."""
    return tuple(
        _line(reader, contract.terms, contract.currency, pool)
        for pool in contract.standing.pools
        if not pool.terms.unlimited
    )


def offered_lines(
    reader: Reader, terms: PlanTerms, currency: str, pools: tuple[Pool, ...]
) -> tuple[SeatLine, ...]:
    """Return the seats of a plan that is not bought yet."""
    return tuple(_line(reader, terms, currency, pool) for pool in pools if not pool.terms.unlimited)


def _line(reader: Reader, terms: PlanTerms, currency: str, pool: Pool) -> SeatLine:
    price = pool.price
    flat = price is not None and price.model is PriceModel.FLAT
    return SeatLine(
        name=pool.name,
        noun=type_noun(terms, pool.name),
        label=type_label(reader, terms, pool.name, beside=sold_types(terms), many=True),
        total=pool.seats,
        used=pool.taken,
        free=pool.seats - pool.taken,
        next_total=pool.next_total,
        minimum=pool.terms.min,
        step=pool.terms.step,
        maximum=maximum_of(pool),
        unit_price=Money(price.unit_amount, currency) if price is not None and flat else None,
        full_price=Money(pool.full_price(pool.seats), currency),
        tax=tax_words(reader, tax_behavior_of([pool])),
    )


def tax_words(reader: Reader, prices: PriceTax) -> str:
    """Return what a price says of tax: `plus tax`, `tax included`."""
    return say(reader, f"price.tax.{prices.value}")


def per_interval(reader: Reader, interval: Interval) -> str:
    """Return how often a price is paid: `a year`, `every 3 months`."""
    if interval.count == 1:
        return say(reader, f"per.{interval.unit.value}")
    return say(reader, f"per.{interval.unit.value}s", count=interval.count)
