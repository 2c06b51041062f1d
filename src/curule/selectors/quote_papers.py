"""A quote as a paper: what is offered to whom, for how much, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.changes import Billed
from curule.core.einvoice import PaperKind
from curule.core.issued import IssuedLine, IssuedPaper
from curule.core.languages import language_of
from curule.core.lines import Line
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.tax import taxes_in
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.papers import NoSeller
from curule.selectors.parties import buyer_party, seller_party
from curule.selectors.quotes import QuoteRow, find_quote
from curule.selectors.taxes import tax_of


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePaper:
    """A quote with all that its paper says; `paper` is what its invoice would be now."""

    paper: IssuedPaper
    expires_at: datetime | None
    at_renewal: Money
    is_on_next_invoice: bool


def quote_reference(quote_id: UUID) -> str:
    """Return the short name of a quote."""
    return f"Q-{quote_id.hex[-8:].upper()}"


def find_quote_paper(account_id: UUID, quote_id: UUID) -> QuotePaper | None:
    """Return a quote as a paper; None for another account's, as for none, and before it is priced.

    Raises:
        NoSeller: nobody has said who sells.
    """
    quote = find_quote(account_id, quote_id)
    if quote is None or quote.status == "requested":
        return None
    account = models.Account.objects.get(id=account_id)
    terms, zone = _terms(account, quote)
    tax = tax_of(account, quote.created_at)
    seller = seller_party(tax.country or "", local_date(quote.created_at, zone))
    if seller is None:
        raise NoSeller
    prices = quote.change.tax_behavior
    included = taxes_in([line.amount for line in quote.change.lines], tax.rate, prices)
    return QuotePaper(
        paper=IssuedPaper(
            kind=PaperKind.INVOICE,
            number=quote_reference(quote.id),
            currency=quote.currency,
            issued_at=quote.created_at,
            due_at=None,
            zone=zone,
            language=language_of(account.language),
            seller=seller,
            buyer=buyer_party(account),
            pay_to=None,
            sold=terms.called,
            order_number=account.order_number,
            lines=tuple(
                _line(terms, line, tax_in_it)
                for line, tax_in_it in zip(quote.change.lines, included, strict=True)
            ),
            prices=prices,
            net=quote.subtotal,
            rate=tax.rate,
            category=tax.category,
            tax_note=tax.note if tax.is_decided else None,
            tax=quote.tax,
            gross=quote.total,
            paid=quote.credit,
        ),
        expires_at=quote.expires_at,
        at_renewal=Money(quote.at_renewal, quote.currency),
        is_on_next_invoice=quote.change.billed is Billed.NEXT_INVOICE,
    )


def _terms(account: models.Account, quote: QuoteRow) -> tuple[PlanTerms, str]:
    """Return the plan that is quoted, and the time zone of its days."""
    if "plan_version" in quote.asked:
        terms = get_plan_terms(UUID(quote.asked["plan_version"]))
    if quote.subscription_id is None:
        return terms, account.time_zone
    of = models.Subscription.objects.get(account_id=account.id, id=quote.subscription_id)
    if "plan_version" not in quote.asked:
        terms = get_plan_terms(of.plan_version_id)
    return terms, of.time_zone


def _line(terms: PlanTerms, line: Line, tax_in_it: int) -> IssuedLine:
    sold = terms.seat_type(line.seat_type) if line.seat_type else None
    return IssuedLine(
        kind=line.kind,
        noun=(sold.terms.noun if sold else None) or terms.policy.words.seat_noun,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        starts_at=line.covers.starts_at,
        ends_at=line.covers.ends_at,
        part=line.part,
        amount=line.amount,
        allowance=line.discount,
        coupon=line.coupon,
        included_tax=tax_in_it,
    )
