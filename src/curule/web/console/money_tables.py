"""Orders, quotes, invoices and payments as tables, the same wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from curule.core.messages import Count
from curule.core.policy import noun_called
from curule.selectors.console import money as rows
from curule.selectors.parties import seller_name
from curule.web.console.rendering import (
    Cell,
    Table,
    amounts,
    day,
    document,
    link,
    plain,
    state,
    table,
)
from curule.web.gateway_names import gateway_name
from curule.web.seat_names import name_label
from curule.web.templatetags.curule import say
from curule.wording.values import Reader, written

_WAITING: Final = "awaiting_payment"


def invoices(reader: Reader, lines: Iterable[rows.InvoiceLine]) -> Table:
    """Return invoices as a table: what is open, and how old it is."""
    return table(
        reader,
        "console.invoices.caption",
        [
            "console.invoices.number",
            "console.accounts.name",
            "console.invoices.issued",
            "console.invoices.due",
            "console.invoices.total",
            "console.invoices.open",
            "console.accounts.state",
        ],
        (
            (
                document(line.number, "console_invoice", line.account_id, line.id),
                link(line.account, "console_account", line.account_id),
                day(reader, line.issued_at),
                day(reader, line.due_at),
                amounts(reader, [line.total]),
                amounts(reader, [line.open] if line.open.amount_minor else []),
                _invoice_state(reader, line),
            )
            for line in lines
        ),
    )


def _invoice_state(reader: Reader, line: rows.InvoiceLine) -> Cell:
    said = state(reader, "console.invoice.state.", line.state)
    if line.state != "overdue":
        return said
    age = say(reader, "console.invoices.age", count=max(line.age.days, 0))
    return Cell(text=said.text, tone=said.tone, note=age)


def payments(reader: Reader, lines: Iterable[rows.PaymentLine]) -> Table:
    """Return payments as a table."""
    return table(
        reader,
        "console.payments.caption",
        [
            "console.payments.at",
            "console.accounts.name",
            "console.payments.invoice",
            "console.payments.method",
            "console.payments.amount",
            "console.accounts.state",
        ],
        (
            (
                link(
                    day(reader, line.at).text,
                    "console_payment",
                    line.account_id,
                    line.id,
                    note=line.reference,
                ),
                link(line.account, "console_account", line.account_id),
                document(line.invoice, "console_invoice", line.account_id, line.invoice_id)
                if line.invoice_id
                else plain(""),
                plain(method_name(reader, line.method)),
                amounts(reader, [line.amount]),
                _payment_state(reader, line),
            )
            for line in lines
        ),
    )


_FAILURES: Final = frozenset(
    {
        "amount_not_carried", "authentication_required", "card_declined", "expired_card",
        "fraudulent", "incorrect_cvc", "incorrect_number", "insufficient_funds", "lost_card",
        "processing_error", "stolen_card",
    }
)  # fmt: skip
"""The codes of declined cards that have words; https://docs.stripe.com/declines/codes."""


def method_name(reader: Reader, method: str) -> str:
    """Return what a way to pay is called: by its name, else by its gateway."""
    return gateway_name(reader, method)


def _payment_state(reader: Reader, line: rows.PaymentLine) -> Cell:
    said = state(reader, "console.payment.state.", line.state)
    return Cell(text=said.text, tone=said.tone, note=failure(reader, line.failure))


def failure(reader: Reader, code: str) -> str:
    """Return why a gateway did not collect; a code that we have no words for, as it gave it."""
    return say(reader, f"console.payment.failure.{code}") if code in _FAILURES else code


def orders(
    reader: Reader,
    lines: Iterable[rows.OrderLine],
    *,
    opens_invoices: bool,
    cancels: bool = False,
) -> Table:
    """Return orders as a table, with the invoice each waits for.

    Its number leads there for whoever `opens_invoices`; who `cancels` is led to that from those
    that wait for their payment.
    """
    listed = tuple(lines)
    acts = cancels and any(line.state == _WAITING for line in listed)
    return table(
        reader,
        "console.orders.caption",
        [
            "console.orders.kind",
            "console.accounts.name",
            "console.subscriptions.plan",
            "console.orders.placed",
            "console.payments.invoice",
            "console.orders.due_now",
            "console.accounts.state",
            *(("console.orders.acts",) if acts else ()),
        ],
        (
            (
                link(
                    say(reader, f"console.orders.kind.{line.kind}"),
                    "console_subscription",
                    line.account_id,
                    line.subscription_id,
                ),
                link(line.account, "console_account", line.account_id),
                plain(line.plan),
                Cell(text=day(reader, line.placed_at).text, note=line.placed_by),
                document(line.invoice, "console_invoice", line.account_id, line.invoice_id)
                if line.invoice_id and opens_invoices
                else plain(line.invoice),
                amounts(reader, [line.due_now]),
                state(reader, "console.order.state.", line.state),
                *((_canceling(reader, line),) if acts else ()),
            )
            for line in listed
        ),
    )


def _canceling(reader: Reader, line: rows.OrderLine) -> Cell:
    if line.state != _WAITING:
        return plain("")
    words = say(reader, "console.orders.cancel")
    return link(words, "console_order_cancel", line.account_id, line.id)


def quotes(reader: Reader, lines: Iterable[rows.QuoteLine], *, accepts: bool = False) -> Table:
    """Return quotes as a table: what is asked for, and what was offered.

    Where the reader `accepts` offers for customers, what is open leads there.
    """
    has_papers = bool(seller_name())
    return table(
        reader,
        "console.quotes.caption",
        [
            "console.quotes.seats",
            "console.accounts.name",
            "console.subscriptions.plan",
            "console.quotes.created",
            "console.quotes.expires",
            "console.orders.due_now",
            "console.quotes.paper",
            "console.accounts.state",
        ],
        (
            (
                _seats(reader, line),
                link(line.account, "console_account", line.account_id),
                plain(line.plan),
                day(reader, line.created_at),
                day(reader, line.expires_at),
                amounts(reader, [] if line.due_now is None else [line.due_now]),
                _paper(reader, line, is_offered=has_papers),
                state(
                    reader,
                    "console.quote.state.",
                    line.state,
                    href=_accepted_at(line) if accepts else "",
                ),
            )
            for line in lines
        ),
    )


def _paper(reader: Reader, line: rows.QuoteLine, *, is_offered: bool) -> Cell:
    if not is_offered or line.due_now is None:
        return plain("")
    return link(say(reader, "papers.pdf"), "console_quote_file", line.account_id, line.id)


def _accepted_at(line: rows.QuoteLine) -> str:
    """Return where an open offer is accepted for its customer."""
    if not line.is_offer or line.state != "open":
        return ""
    return reverse("console_quote_accept", args=[line.account_id, line.id])


def _numbers(reader: Reader, line: rows.QuoteLine) -> str:
    """Return the numbers as the customer reads them; of a type without a noun, beside its name."""
    nouns = [(noun_called(name), count) for name, count in line.seats]
    counts = tuple(Count(count, noun) for noun, count in nouns if noun is not None)
    if len(counts) == len(line.seats):
        return written(counts, reader)
    return ", ".join(
        say(
            reader,
            "console.quotes.number",
            name=name_label(reader, name, many=True),
            number=written(count, reader),
        )
        for name, count in line.seats
    )


def _seats(reader: Reader, line: rows.QuoteLine) -> Cell:
    text = _numbers(reader, line) or say(reader, "console.quotes.change")
    if line.subscription_id is None:
        return plain(text)
    if line.state == "requested":
        return link(text, "console_offer", line.account_id, line.subscription_id)
    return link(text, "console_subscription", line.account_id, line.subscription_id)
