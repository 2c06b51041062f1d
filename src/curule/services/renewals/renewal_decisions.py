"""What a chunk of plain renewals comes to: each case that several share is decided once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from curule.core.einvoice import Party
from curule.core.invoicing import Totals, due_at, totals
from curule.core.issued import AsIssued
from curule.core.localtime import local_date
from curule.core.policy import IncreaseCharge, PaymentMethodRule
from curule.core.renewal import Turn, turn_at
from curule.core.renewing import Due, Renewed, renew
from curule.core.standing import Pool
from curule.core.tax import PriceTax, taxes_in
from curule.core.tax_parties import Seller
from curule.core.tax_rules import TaxDecision
from curule.gateways.payments.registry import gateway
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.parties import seller_party
from curule.selectors.taxes import find_seller, tax_of_sale
from curule.services._as_issued import said_of
from curule.services._mailing import counts
from curule.services.renewals.due_renewals import DueRenewal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoiced:
    """The invoice of a renewal: its tax, what it comes to, when it is due and what it says.

    `prices` is whether tax is in them, `taxes_in` how much of it in each line. `by_transfer` is
    whether the customer pays it by their own hand.
    """

    tax: TaxDecision
    prices: PriceTax
    sums: Totals
    taxes_in: tuple[int, ...]
    due_at: datetime
    by_transfer: bool
    said: AsIssued


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one renewal comes to; `invoice` is None where it costs nothing.

    `seats` are the numbers as mails name them.
    """

    due: DueRenewal
    terms: PlanTerms
    renewed: Renewed
    seats: object
    invoice: Invoiced | None


@dataclass(frozen=True, slots=True)
class _Case:
    """What subscriptions have in common that renew alike."""

    terms: PlanTerms
    renewed: Renewed | None
    seats: object


@dataclass(slots=True)
class Decisions:
    """What was decided for a chunk, and looked up for it."""

    _seller: Seller | None = field(default_factory=find_seller)
    _cases: dict[object, _Case] = field(default_factory=dict)
    _taxes: dict[object, TaxDecision] = field(default_factory=dict)
    _parties: dict[tuple[str, date], Party | None] = field(default_factory=dict)

    def is_plain(self, due: DueRenewal) -> bool:
        """Tell whether it renews as its plan says, whatever tax that bears."""
        return self._case(due).renewed is not None

    def ends(self, due: DueRenewal) -> bool:
        """Tell whether it ends at its boundary, and nothing is left to be invoiced then."""
        policy = get_plan_terms(due.version_id).policy
        turn = turn_at(
            boundary=due.boundary,
            term_ends_at=due.term_ends_at,
            auto_renew=due.auto_renew,
            next_term_ordered=False,
        )
        return turn is Turn.END and policy.increase.charge is not IncreaseCharge.OWN_TERM

    def remembers_less_than(self, most: int) -> bool:
        """Whether so much was not decided yet: what is remembered takes room."""
        return len(self._cases) + len(self._taxes) < most

    def decide(self, due: DueRenewal) -> Decision | None:
        """Return what a renewal comes to; None where it has to be looked at by itself."""
        case = self._case(due)
        if case.renewed is None:
            return None
        invoice = None
        if sum(line.amount for line in case.renewed.priced.lines) > 0:
            invoice = self._invoiced(due, case.terms, case.renewed)
            if invoice is None:
                return None
        return Decision(
            due=due, terms=case.terms, renewed=case.renewed, seats=case.seats, invoice=invoice
        )

    def _case(self, due: DueRenewal) -> _Case:
        key = (
            due.version_id,
            due.currency,
            due.interval,
            due.anchor,
            due.boundary,
            due.term_ends_at,
            due.auto_renew,
            frozenset(due.seats.items()),
        )
        if key not in self._cases:
            self._cases[key] = _decided(due, get_plan_terms(due.version_id))
        return self._cases[key]

    def _invoiced(self, due: DueRenewal, terms: PlanTerms, renewed: Renewed) -> Invoiced | None:
        """Return the invoice, or None where nobody has decided yet which tax it bears."""
        tax = self._tax(due)
        if not tax.is_decided:
            return None
        customer, payment = due.customer, terms.policy.payment
        on_invoice = payment.method is PaymentMethodRule.INVOICE
        collected = due.gateway is None or gateway(due.gateway).collects
        by_transfer = on_invoice or not collected
        said = replace(
            said_of(customer, due.mailed_to),
            seller=self._seller_on(tax.country or "", local_date(due.boundary, customer.time_zone)),
            sold=terms.called,
            version=str(terms.version_id),
        )
        lines, prices = renewed.priced.lines, terms.tax_behavior(due.currency)
        return Invoiced(
            tax=tax,
            prices=prices,
            sums=totals(lines, tax.rate, prices),
            taxes_in=taxes_in([line.amount for line in lines], tax.rate, prices),
            due_at=due_at(payment, due.boundary, customer.time_zone, pays_later=by_transfer),
            by_transfer=by_transfer,
            said=said,
        )

    def _tax(self, due: DueRenewal) -> TaxDecision:
        buyer = due.customer
        on = local_date(due.boundary, buyer.time_zone)
        of_buyer = (buyer.country, buyer.is_business, buyer.tax_id, buyer.tax_id_answer)
        key = (buyer.tax_rate, *of_buyer, on)
        if key not in self._taxes:
            self._taxes[key] = tax_of_sale(self._seller, buyer, due.boundary)
        return self._taxes[key]

    def _seller_on(self, country: str, on: date) -> Party | None:
        if (country, on) not in self._parties:
            self._parties[country, on] = seller_party(country, on)
        return self._parties[country, on]


def _decided(due: DueRenewal, terms: PlanTerms) -> _Case:
    numbers = _numbers(due.seats, terms)
    renewed = renew(
        Due(
            policy=terms.policy,
            currency=due.currency,
            interval=due.interval,
            anchor=due.anchor,
            boundary=due.boundary,
            term_ends_at=due.term_ends_at,
            auto_renew=due.auto_renew,
            pools=_pools(due, terms),
        ),
        numbers,
    )
    in_force = {name: number for name, number in numbers.items() if number}
    return _Case(terms, renewed, counts(terms, in_force))


def _pools(due: DueRenewal, terms: PlanTerms) -> tuple[Pool, ...]:
    priced = (
        (sold.terms, terms.price_of(sold.terms.name, due.currency, due.interval))
        for sold in terms.seat_types
    )
    return tuple(
        Pool(terms=each, price=None if sold is None else sold.price) for each, sold in priced
    )


def _numbers(seats: Mapping[UUID, int], terms: PlanTerms) -> dict[str, int]:
    """Return the bought seats in force of each type that the plan sells by number."""
    return {
        sold.terms.name: seats.get(sold.id, 0)
        for sold in terms.seat_types
        if not sold.terms.unlimited
    }
