"""What a stored quote says is what its invoice charges."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curule.selectors.quotes import get_quote
from tests.support.shop import Shop, day


@given(
    unit_amount=st.integers(1, 9999),
    rate=st.sampled_from([None, "5.5", "20"]),
    given_back=st.integers(0, 4),
    added=st.integers(1, 12),
    on=st.integers(2, 30),
    lines=st.sampled_from(["net", "credit_and_charge"]),
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_order_is_invoiced_as_it_was_quoted(
    *, unit_amount: int, rate: str | None, given_back: int, added: int, on: int, lines: str
) -> None:
    """Lines, tax, total, and the credit that is used: read from the invoice that was issued."""
    shop = Shop.open(
        "zoom",
        unit_amount=unit_amount,
        tax_rate=rate,
        decrease__effective="now",
        decrease__money="account_credit",
        proration__lines=lines,
    )
    shop.subscribe(5)
    if given_back:
        shop.set_seats(5 - given_back)
    shop.to(day(2026, 4, on))
    credit_before, issued_before = shop.credit, {each.id for each in shop.invoices}
    quote = get_quote(shop.account.id, shop.price(5 - given_back + added).id)
    shop.accept(quote.id)
    issued = [each for each in shop.invoices if each.id not in issued_before]
    assert len(issued) == (1 if quote.subtotal > 0 else 0)
    for invoice in issued:
        assert [(line.seat_type, line.quantity, line.amount) for line in invoice.lines] == [
            (line.seat_type, line.quantity, line.amount) for line in quote.change.lines
        ]
        assert (invoice.subtotal, invoice.tax, invoice.total) == (
            quote.subtotal,
            quote.tax,
            quote.total,
        )
        assert credit_before - shop.credit == quote.credit
        assert quote.due_now == invoice.total - quote.credit
