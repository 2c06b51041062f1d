"""Plans whose prices have tax in them: bought, changed, given back, renewed, left for others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db.models import Sum

from curule.core.einvoice_checks import require_sound
from curule.core.intervals import Interval, IntervalUnit
from curule.core.issued import einvoice_of
from curule.core.pricing import Price
from curule.core.refusals import RefusalCode, Refused
from curule.core.tax import PriceTax
from curule.data import models
from curule.selectors.catalog import get_plan_terms
from curule.selectors.contracts import find_contract
from curule.selectors.papers import find_paper
from curule.services import subscriptions
from curule.services.accounts import sellers
from curule.services.catalog import PriceOf, create_plan, publish_version
from curule.services.coupon_making import CouponTerms, make_coupon
from curule.services.credits import crediting
from curule.services.joining._unused_value import unused_value
from curule.wording.papers import said
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, Asked, Shop, day

NOW: Asked = {"decrease__effective": "now", "decrease__money": "account_credit"}


def shop_with_tax(unit_amount: int = 999, tax_rate: str | None = "19", **asked: Asked) -> Shop:
    """A shop of a plan whose prices have tax in them."""
    fields: Asked = {"tax_behavior": "inclusive", **asked}
    return Shop.open("zoom", unit_amount=unit_amount, tax_rate=tax_rate, **fields)


def amounts(shop: Shop) -> list[tuple[int, int, int]]:
    """Net, tax and total of every invoice."""
    return [(each.subtotal, each.tax, each.total) for each in shop.invoices]


def noted(shop: Shop) -> list[tuple[int, int, int]]:
    """Net, tax and total of every credit note."""
    return [(each.subtotal, each.tax, each.total) for each in shop.notes]


def on_ledger(shop: Shop, account: str) -> int:
    """What the ledger holds on one of its accounts, as it is credited."""
    found = models.LedgerEntry.objects.filter(account_id=shop.account.id, ledger_account=account)
    return -(found.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def test_what_is_shown_is_paid_and_tax_is_a_part_of_it() -> None:
    shop = shop_with_tax()
    shop.subscribe(10)
    assert amounts(shop) == [(8395, 1595, 9990)]
    line = models.InvoiceLine.objects.get(account_id=shop.account.id)
    assert (line.amount_minor, line.included_tax_minor) == (9990, 1595)
    assert (on_ledger(shop, "deferred_revenue"), on_ledger(shop, "tax_payable")) == (8395, 1595)


def test_net_is_what_is_earned() -> None:
    shop = shop_with_tax(**NOW)
    shop.subscribe(10)
    shop.to(day(2026, 4, 21))
    shop.set_seats(7)
    shop.to(day(2026, 5, 1))
    april = 8395 - shop.notes[0].subtotal
    assert on_ledger(shop, "revenue") == april
    assert on_ledger(shop, "deferred_revenue") == shop.invoices[-1].subtotal


def test_where_nobody_is_taxed_the_price_stays_as_listed() -> None:
    shop = shop_with_tax(tax_rate=None)
    shop.subscribe(10)
    assert amounts(shop) == [(9990, 0, 9990)]


def test_a_buyer_who_owes_the_tax_pays_the_price_as_listed() -> None:
    sellers.describe(actor=VENDOR, country="DE", now=APRIL)
    sellers.register(
        actor=VENDOR, country="DE", number="DE136695976", since=date(2021, 1, 1), now=APRIL
    )
    shop = shop_with_tax(tax_rate=None)
    shop.subscribe(10)
    assert amounts(shop) == [(9990, 0, 9990)]
    assert models.Invoice.objects.get(account_id=shop.account.id).tax_treatment == "reverse_charge"


def test_what_comes_back_has_the_tax_that_was_charged() -> None:
    shop = shop_with_tax(**NOW)
    shop.subscribe(10)
    for at, seats in ((5, 7), (11, 4), (23, 1)):
        shop.to(day(2026, 4, at))
        shop.set_seats(seats)
    given = [sum(part) for part in zip(*noted(shop), strict=True)]
    assert given[2] == shop.credit == given[0] + given[1]
    # The taxes of the notes add up to what is in their sum.
    assert given[0] == round(given[2] / 1.19)


def test_a_coupon_comes_off_the_price_with_its_tax() -> None:
    tenth = CouponTerms(code="TENTH", percent=Decimal(10), valid_from=APRIL)
    make_coupon(actor=VENDOR, terms=tenth, now=APRIL)
    shop = shop_with_tax(1000)
    shop.subscribe(10, coupon="TENTH")
    assert shop.totals == [9000]
    assert amounts(shop) == [(7563, 1437, 9000)]


def test_an_unpaid_order_is_taken_back_whole() -> None:
    shop = shop_with_tax(card=None, increase__effective="on_payment")
    shop.subscribe(10, pays="later")
    assert shop.owed == 9990
    subscriptions.cancel(**{**shop.on, "actor": VENDOR}, at_once=True)
    assert noted(shop) == amounts(shop) == [(8395, 1595, 9990)]
    assert shop.owed == 0


def test_finance_gives_back_in_prices_as_the_invoice_has_them() -> None:
    shop = shop_with_tax()
    shop.subscribe(10)
    charge = models.Charge.objects.get(account_id=shop.account.id)
    assert charge.invoice_id is not None

    def credit(amount: int) -> UUID:
        return crediting.credit_lines(
            actor=VENDOR,
            account_id=shop.account.id,
            invoice_id=charge.invoice_id,  # type: ignore[arg-type]
            amounts={charge.id: amount},
            refunds_money=False,
            reason="kindness",
            now=shop.now,
        ).value

    credit(4)
    credit(4)
    credit(4)
    assert noted(shop) == [(3, 1, 4), (4, 0, 4), (3, 1, 4)]
    with pytest.raises(Refused) as refused:
        credit(9990 - 12 + 1)
    assert refused.value.refusal.code is RefusalCode.ABOVE_WHAT_IS_LEFT
    credit(9990 - 12)
    assert [sum(part) for part in zip(*noted(shop), strict=True)] == [8395, 1595, 9990]


def test_a_note_may_be_all_tax_or_none() -> None:
    shop = shop_with_tax(100, tax_rate="100")
    shop.subscribe(1)
    charge = models.Charge.objects.get(account_id=shop.account.id)
    assert charge.invoice_id is not None
    for _ in range(2):
        crediting.credit_lines(
            actor=VENDOR,
            account_id=shop.account.id,
            invoice_id=charge.invoice_id,
            amounts={charge.id: 1},
            refunds_money=False,
            reason="a cent",
            now=shop.now,
        )
    assert noted(shop) == [(1, 0, 1), (0, 1, 1)]


def test_the_value_of_an_own_plan_is_what_was_paid() -> None:
    shop = shop_with_tax(3000)
    shop.subscribe(1)
    assert unused_value(shop.subscription, day(2026, 4, 16)) == 1500


def test_the_next_invoice_is_foreseen_as_it_comes() -> None:
    shop = shop_with_tax()
    shop.subscribe(10)
    contract = find_contract(shop.account.id, shop.subscription_id, shop.now)
    assert contract is not None
    assert contract.next_invoice is not None
    foreseen = contract.next_invoice.taxed
    shop.to(day(2026, 5, 1))
    assert amounts(shop)[1] == (foreseen.net, foreseen.tax, foreseen.gross) == (8395, 1595, 9990)


def test_papers_of_prices_with_tax_add_up() -> None:
    sellers.describe(actor=VENDOR, country="DE", now=APRIL)
    sellers.sign(actor=VENDOR, imprint=sellers.Imprint(name="Lernwerk GmbH"), now=APRIL)
    shop = shop_with_tax(tax_rate="25.5", **NOW)
    shop.subscribe(10)
    shop.to(day(2026, 4, 11))
    shop.add_seats(3)
    shop.to(day(2026, 4, 19))
    shop.set_seats(2)
    for document in (*shop.invoices, *shop.notes):
        paper = find_paper(document.number)
        assert paper is not None
        require_sound(einvoice_of(paper, said(paper)))
        assert sum(line.net for line in paper.lines) == paper.net
        assert sum(line.amount for line in paper.lines) == paper.gross


# --- prices of two kinds


def test_another_kind_of_prices_has_an_invoice_of_its_own() -> None:
    shop = shop_with_tax(**NOW)
    shop.subscribe(10)
    other = shop.other_plan("zoom", unit_amount=1500, **NOW)
    shop.to(day(2026, 4, 11))
    shop.change_plan(other)
    assert amounts(shop)[1:] == [(10000, 1900, 11900)]
    assert noted(shop) == [(5597, 1063, 6660)]
    assert shop.credit == 6660
    shop.to(day(2026, 5, 1))
    assert amounts(shop)[2:] == [(15000, 2850, 17850)]


def test_and_back_again() -> None:
    shop = Shop.open("zoom", unit_amount=1500, tax_rate="19", **NOW)
    shop.subscribe(10)
    other = shop.other_plan("zoom", unit_amount=999, tax_behavior="inclusive", **NOW)
    shop.to(day(2026, 4, 11))
    shop.change_plan(other)
    assert amounts(shop)[1:] == [(5597, 1063, 6660)]
    assert noted(shop) == [(10000, 1900, 11900)]
    assert shop.credit == 11900


def test_what_comes_back_of_an_unpaid_plan_lowers_what_is_open() -> None:
    shop = shop_with_tax(card=None, increase__effective="on_order", **NOW)
    shop.subscribe(10, pays="later")
    fields: Asked = {"increase__effective": "on_order", **NOW}
    other = shop.other_plan("zoom", unit_amount=1500, **fields)
    shop.to(day(2026, 4, 11))
    shop.change_plan(other, pays="later")
    assert noted(shop) == [(5597, 1063, 6660)]
    assert [each.open for each in shop.invoices] == [9990 - 6660, 11900]
    assert shop.credit == 0


def test_credit_pays_what_is_open_on_the_new_plan() -> None:
    shop = shop_with_tax(increase__effective="on_order", **NOW)
    shop.subscribe(10)
    fields: Asked = {"increase__effective": "on_order", **NOW}
    other = shop.other_plan("zoom", unit_amount=1500, **fields)
    shop.to(day(2026, 4, 11))
    shop.change_plan(other, pays="later")
    assert [each.open for each in shop.invoices] == [0, 11900 - 6660]
    assert shop.credit == 0


def test_what_waits_is_billed_before_prices_of_the_other_kind() -> None:
    shop = shop_with_tax(increase__bill="next_invoice", increase__effective="on_order")
    shop.subscribe(10)
    other = shop.other_plan("zoom", unit_amount=500)
    shop.to(day(2026, 4, 16))
    shop.add_seats(2)
    assert len(shop.invoices) == 1
    shop.change_plan(other)
    contract = find_contract(shop.account.id, shop.subscription_id, shop.now)
    assert contract is not None
    assert contract.next_invoice is not None
    assert contract.next_invoice.taxed.gross == 7140
    shop.to(day(2026, 5, 1))
    assert amounts(shop)[1:] == [(839, 160, 999), (6000, 1140, 7140)]


def test_what_waits_is_billed_before_a_change_at_once() -> None:
    shop = shop_with_tax(increase__bill="next_invoice", increase__effective="on_order", **NOW)
    shop.subscribe(10)
    other = shop.other_plan("zoom", unit_amount=500, **NOW)
    shop.to(day(2026, 4, 16))
    shop.add_seats(2)
    shop.change_plan(other)
    behaviors = models.Invoice.objects.filter(account_id=shop.account.id).order_by("id")
    assert sorted(behaviors.values_list("tax_behavior", "total_minor")) == [
        ("exclusive", 3570),
        ("inclusive", 999),
        ("inclusive", 9990),
    ]
    assert sum(total for _net, _tax, total in noted(shop)) == 5994
    assert not models.PendingLine.objects.filter(account_id=shop.account.id, invoice_id=None)


def test_a_quote_tells_what_comes_back_apart() -> None:
    shop = shop_with_tax(**NOW)
    shop.subscribe(10)
    other = shop.other_plan("zoom", unit_amount=1500, **NOW)
    shop.to(day(2026, 4, 11))
    shop.change_plan(other)
    quote = models.Quote.objects.filter(account_id=shop.account.id).latest("id")
    assert (quote.tax_behavior, quote.total_minor, quote.given_back_minor) == (
        "exclusive",
        11900,
        6660,
    )


# --- the catalog


def test_prices_of_one_currency_say_the_same_of_tax() -> None:
    shop = Shop.open("zoom")
    plan_id = create_plan(
        actor=VENDOR, product_id=shop.terms.product_id, key="mixed", name="Mixed", now=shop.now
    )
    name = shop.seat_type

    def publish(*said: tuple[str, IntervalUnit, PriceTax]) -> UUID:
        prices = [
            PriceOf(
                seat_type=name,
                price=Price(
                    currency=currency,
                    interval=Interval(unit),
                    unit_amount=1000,
                    tax_behavior=prices,
                ),
            )
            for currency, unit, prices in said
        ]
        return publish_version(
            actor=VENDOR,
            plan_id=plan_id,
            policy=shop.terms.policy,
            seat_types=[sold.terms for sold in shop.terms.seat_types],
            prices=prices,
            now=shop.now,
        )

    on_top, in_it = PriceTax.EXCLUSIVE, PriceTax.INCLUSIVE
    with pytest.raises(Refused) as refused:
        publish(("EUR", IntervalUnit.MONTH, on_top), ("EUR", IntervalUnit.YEAR, in_it))
    assert refused.value.refusal.code is RefusalCode.POLICY_CONTRADICTION
    version_id = publish(("EUR", IntervalUnit.MONTH, in_it), ("USD", IntervalUnit.MONTH, on_top))
    terms = get_plan_terms(version_id)
    assert (terms.tax_behavior("EUR"), terms.tax_behavior("USD")) == (in_it, on_top)
