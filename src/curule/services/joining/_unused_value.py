"""What a paid plan is still worth, as the credit notes that give it back: line by line, with tax.

The value is what the core computes from what was really paid. It is split over the invoices it was
paid by and over their lines, so that the notes add up to it; where no net amount has exactly that
gross amount at a tax rate, the nearest one counts, and the value is what the notes say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from curule.core.books import unused_shares
from curule.core.invoicing import credit_totals
from curule.core.lines import Line, LineKind
from curule.core.money import allocate
from curule.core.settlement import PaidCharge, unused_paid_value
from curule.core.spans import given_back
from curule.core.standing import Standing
from curule.core.tax import PriceTax, net_of
from curule.data.models import Charge, Invoice, Subscription
from curule.selectors.money import credited_on, open_amount, prices_of
from curule.selectors.standings import standing_of


@dataclass(frozen=True, slots=True)
class Note:
    """A credit note to be issued: on which invoice, with which lines, and what it gives back."""

    invoice_id: UUID
    lines: tuple[Line, ...]
    returned: int


def unused_value(subscription: Subscription, at: datetime) -> int:
    """Return what giving back a plan's unused time returns of what was paid, gross."""
    return sum(note.returned for note in notes_for(subscription, at))


def notes_for(subscription: Subscription, at: datetime) -> tuple[Note, ...]:
    """Return the credit notes that give back what is unused at `at` of the running period."""
    standing = standing_of(subscription, at)
    invoices = _invoices(subscription)
    shares = tuple(_shares(standing, invoices, at))
    value = unused_paid_value(standing, [share.paid for share in shares], at)
    weights = [round(share.gross * 1_000_000) for share in shares]
    if not value or not sum(weights):
        return ()
    parts = allocate(value, weights)
    by_invoice: dict[UUID, list[tuple[_Share, int]]] = {}
    for share, gross in zip(shares, parts, strict=True):
        by_invoice.setdefault(share.invoice.id, []).append((share, gross))
    notes = (_note(standing, listed, at) for listed in by_invoice.values())
    return tuple(note for note in notes if note.lines)


@dataclass(frozen=True, slots=True)
class _Share:
    """What is unused of one charge, with the invoice it was paid by."""

    invoice: Invoice
    paid: PaidCharge
    gross: Fraction


def _invoices(subscription: Subscription) -> dict[str, Invoice]:
    """Return the invoice of each open charge, by the charge's id."""
    rows = Charge.objects.filter(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        closed_at=None,
        invoice_id__isnull=False,
    )
    ids = {row.id: row.invoice_id for row in rows if row.invoice_id}
    invoices = Invoice.objects.in_bulk(list(set(ids.values())))
    return {str(charge_id): invoices[invoice_id] for charge_id, invoice_id in ids.items()}


def _shares(standing: Standing, invoices: dict[str, Invoice], at: datetime) -> Iterator[_Share]:
    part_of = standing.unused_rest(at)
    for stack in standing.charges_by_type:
        for share in unused_shares(stack, part_of):
            invoice = invoices.get(share.charge.key)
            if invoice is None:
                continue
            paid = PaidCharge(
                charge=share.charge,
                paid=invoice.paid_minor,
                total=invoice.total_minor,
                charged=_charged_by(invoice),
                credited=invoice.credited_minor,
            )
            yield _Share(invoice, paid, paid.gross_paid(share.worth))


def _note(standing: Standing, listed: list[tuple[_Share, int]], at: datetime) -> Note:
    invoice = listed[0][0].invoice
    gross = sum(part for _share, part in listed)
    credit, total = _nearest(invoice, gross)
    amounts = allocate(credit, [part for _share, part in listed]) if gross else ()
    lines = tuple(
        _line(standing, share, amount, at)
        for (share, _part), amount in zip(listed, amounts, strict=False)
        if amount
    )
    # A credit first lowers what is open on its invoice; only the rest was paid.
    returned = max(total - open_amount(invoice), 0)
    return Note(invoice.id, lines, returned)


def _charged_by(invoice: Invoice) -> int:
    """Return what the lines of an invoice add up to: the total where tax is in them."""
    has_tax_in_it = prices_of(invoice) is PriceTax.INCLUSIVE
    return invoice.total_minor if has_tax_in_it else invoice.subtotal_minor


def _nearest(invoice: Invoice, gross: int) -> tuple[int, int]:
    """Return the credit of lines that comes nearest to a gross credit, and what it gives back.

    Where tax is in the prices that is the gross credit itself.
    """
    prices = prices_of(invoice)
    if prices is PriceTax.INCLUSIVE:
        return gross, gross
    before, rate = credited_on(invoice), invoice.tax_rate
    guess = net_of(gross, rate)
    candidates = [net for net in (guess - 1, guess, guess + 1) if net >= 0]

    def total(net: int) -> int:
        return credit_totals(net, credited_before=before, rate=rate, prices=prices).total

    # Never more than was paid: of two that are as near, the smaller one.
    fitting = [net for net in candidates if total(net) <= gross] or [0]
    best = max(fitting, key=total)
    return best, total(best)


def _line(standing: Standing, share: _Share, amount: int, at: datetime) -> Line:
    charge = share.paid.charge
    part = standing.unused_rest(at)(charge)
    covered = given_back(
        charge.period, part, at, standing.anchor, standing.policy.proration.unit
    ).covered
    return Line(
        kind=LineKind.UNUSED,
        seat_type=charge.seat_type,
        quantity=charge.quantity,
        unit_amount=None,
        covers=covered,
        part=part,
        amount=amount,
        charge=charge.key,
    )
