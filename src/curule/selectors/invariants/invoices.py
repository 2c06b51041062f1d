"""Invoices: lines that can be checked by hand, what is due on them, numbers without a hole."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection

from curule.core.money import round_half_away
from curule.core.tax import PriceTax, taxed
from curule.selectors.invariants._reading import Scope, Violation

CHECKED_AT_A_TIME = 10_000


def totals_are_not_the_lines(scope: Scope) -> list[Violation]:
    """I14: subtotal = Σ lines, total = subtotal + tax, of invoices and of credit notes.

    Where tax is in the amounts of the lines, what they have of it is the document's tax.
    """
    return scope.find(
        "I14",
        "the total of a document is not the sum of its lines",
        """
        SELECT t.account_id, t.id::text AS document, t.number, t.subtotal_minor, t.tax_minor,
            t.total_minor, t.lines, t.included
        FROM (
            SELECT i.account_id, i.id, i.number, i.subtotal_minor, i.tax_minor, i.total_minor,
                i.tax_behavior, s.lines, s.included
            FROM curule_invoice i CROSS JOIN LATERAL (
                SELECT COALESCE(SUM(l.amount_minor), 0)::bigint AS lines,
                    COALESCE(SUM(l.included_tax_minor), 0)::bigint AS included
                FROM curule_invoice_line l
                WHERE l.account_id = i.account_id AND l.invoice_id = i.id
            ) s WHERE i.status <> 'draft'
            UNION ALL
            SELECT n.account_id, n.id, n.number, n.subtotal_minor, n.tax_minor, n.total_minor,
                i.tax_behavior, s.lines, s.included
            FROM curule_credit_note n
            LEFT JOIN curule_invoice i ON i.account_id = n.account_id AND i.id = n.invoice_id
            CROSS JOIN LATERAL (
                SELECT COALESCE(SUM(l.amount_minor), 0)::bigint AS lines,
                    COALESCE(SUM(l.included_tax_minor), 0)::bigint AS included
                FROM curule_credit_note_line l
                WHERE l.account_id = n.account_id AND l.credit_note_id = n.id
            ) s
        ) t
        WHERE {account}
        AND (t.lines - t.included <> t.subtotal_minor
            OR t.included <> CASE t.tax_behavior WHEN 'inclusive' THEN t.tax_minor ELSE 0 END
            OR t.total_minor <> t.subtotal_minor + t.tax_minor)
        """,
    )


def lines_are_not_their_formula(scope: Scope) -> Iterator[Violation]:
    """I14: a charged line is quantity × unit price × fraction, rounded once, less its discount.

    A line that gives back closes its charge exactly and may differ from its own formula by one
    unit: it is checked against its charge (I24).
    """
    for account_id, line, quantity, unit, numerator, denominator, amount, discount in _rows(
        scope,
        """
        SELECT t.account_id, t.id, t.quantity, t.unit_amount_minor, t.numerator, t.denominator,
            t.amount_minor, t.discount_minor
        FROM curule_invoice_line t
        WHERE {account} AND t.unit_amount_minor IS NOT NULL AND t.kind IN ('seats', 'base_fee')
        """,
    ):
        exact = Fraction(quantity * unit * numerator, denominator)
        if round_half_away(exact) != amount + discount:
            yield Violation(
                invariant="I14",
                account_id=account_id,
                what="a line is not its quantity × price × fraction",
                numbers={
                    "line": str(line),
                    "quantity": quantity,
                    "unit_amount_minor": unit,
                    "fraction": f"{numerator}/{denominator}",
                    "amount_minor": amount,
                    "discount_minor": discount,
                    "expected": round_half_away(exact) - discount,
                },
            )


def tax_is_not_its_rate(scope: Scope) -> Iterator[Violation]:
    """I14: the tax of an invoice is its rate on the sum of its lines, or in it, rounded once."""
    for account_id, invoice, subtotal, total, behavior, rate, tax in _rows(
        scope,
        """
        SELECT t.account_id, t.id, t.subtotal_minor, t.total_minor, t.tax_behavior, t.tax_rate,
            t.tax_minor
        FROM curule_invoice t WHERE {account}
        """,
    ):
        prices = PriceTax(behavior)
        expected = taxed(total if prices is PriceTax.INCLUSIVE else subtotal, rate, prices).tax
        if expected != tax:
            yield Violation(
                invariant="I14",
                account_id=account_id,
                what="the tax of an invoice is not its rate on the subtotal",
                numbers={
                    "invoice": str(invoice),
                    "subtotal_minor": subtotal,
                    "rate": str(rate) if isinstance(rate, Decimal) else None,
                    "tax_minor": tax,
                    "tax_behavior": behavior,
                    "expected": expected,
                },
            )


def open_is_not_what_is_due(scope: Scope) -> list[Violation]:
    """I15: due = total − paid − credited ≥ 0, and an invoice is open while something is due.

    One that was written off keeps what was due.
    """
    return scope.find(
        "I15",
        "the status of an invoice is not what is due on it",
        """
        SELECT t.account_id, t.id::text AS invoice, t.number, t.status, t.total_minor, t.paid_minor,
            t.credited_minor
        FROM curule_invoice t
        WHERE {account} AND CASE t.status
            WHEN 'open' THEN t.total_minor <= t.paid_minor + t.credited_minor
            WHEN 'paid' THEN t.total_minor <> t.paid_minor + t.credited_minor
            WHEN 'void' THEN t.total_minor <> t.paid_minor + t.credited_minor
            ELSE t.total_minor < t.paid_minor + t.credited_minor
        END
        """,
    )


def paid_is_not_what_came_in(scope: Scope) -> list[Violation]:
    """I15: paid = payments applied + account credit used; credited = what credit notes lowered."""
    return scope.find(
        "I15",
        "what is paid or credited on an invoice is not what its documents say",
        """
        WITH received AS (
            SELECT t.account_id, t.invoice_id AS id, t.applied_minor AS paid, 0 AS credited
            FROM curule_payment t WHERE {account} AND t.status = 'succeeded'
            UNION ALL
            SELECT t.account_id, t.source_id, -t.amount_minor, 0
            FROM curule_credit_entry t WHERE {account} AND t.source = 'invoice'
            UNION ALL
            SELECT t.account_id, t.invoice_id, 0, t.to_open_minor
            FROM curule_credit_note t WHERE {account}
        ), summed AS (
            SELECT account_id, id, SUM(paid)::bigint AS paid, SUM(credited)::bigint AS credited
            FROM received GROUP BY account_id, id
        )
        SELECT t.account_id, t.id::text AS invoice, t.number, t.paid_minor,
            COALESCE(s.paid, 0) AS received, t.credited_minor, COALESCE(s.credited, 0) AS credited
        FROM curule_invoice t LEFT JOIN summed s ON s.account_id = t.account_id AND s.id = t.id
        WHERE {account} AND (t.paid_minor, t.credited_minor)
            <> (COALESCE(s.paid, 0), COALESCE(s.credited, 0))
        """,
    )


def renewed_twice(scope: Scope) -> list[Violation]:
    """I17: one renewal invoice per subscription and start of a period."""
    return scope.find(
        "I17",
        "a period was invoiced twice",
        """
        SELECT t.account_id, t.subscription_id::text AS subscription, t.period_starts_at,
            COUNT(*) AS invoices
        FROM curule_invoice t
        WHERE {account} AND t.kind = 'renewal' AND t.status <> 'void'
        AND t.period_starts_at IS NOT NULL
        GROUP BY t.account_id, t.subscription_id, t.period_starts_at HAVING COUNT(*) > 1
        """,
    )


def documents_without_a_number(scope: Scope) -> list[Violation]:
    """I23: what was issued has a number of a series that has got as far."""
    return scope.find(
        "I23",
        "a document has no number of its series",
        r"""
        SELECT t.account_id, t.id::text AS document, t.number, s.last_number
        FROM (
            SELECT account_id, id, number FROM curule_invoice WHERE status <> 'draft'
            UNION ALL SELECT account_id, id, number FROM curule_credit_note
        ) t
        LEFT JOIN curule_invoice_series s ON s.key = SUBSTRING(t.number FROM '^(.*)-\d+$')
        WHERE {account}
        AND COALESCE(SUBSTRING(t.number FROM '(\d+)$')::numeric > s.last_number, true)
        """,
    )


def series_with_holes(scope: Scope) -> list[Violation]:
    """I23: the numbers of a series run from 1 to the last one, each once, or lost to a restore."""
    if scope.account_id is not None:
        return []
    return scope.find(
        "I23",
        "the numbers of a series have a hole",
        r"""
        WITH numbered AS (
            SELECT SUBSTRING(number FROM '^(.*)-\d+$') AS key,
                SUBSTRING(number FROM '(\d+)$')::numeric AS number
            FROM (
                SELECT number FROM curule_invoice UNION ALL SELECT number FROM curule_credit_note
            ) documents
            UNION ALL
            SELECT l.series, GENERATE_SERIES(l.first_number, l.last_number)
            FROM curule_lost_numbers l
        )
        SELECT NULL::uuid, s.key AS series, s.last_number, COUNT(DISTINCT n.number) AS documents
        FROM curule_invoice_series s LEFT JOIN numbered n ON n.key = s.key
        GROUP BY s.key, s.last_number
        HAVING COUNT(DISTINCT n.number) <> s.last_number OR COUNT(n.number) <> s.last_number
        """,
    )


def _rows(scope: Scope, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query a few thousand at a time: what is computed here may be long."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(scope.narrowed(query), {"account": scope.account_id})
        while rows := cursor.fetchmany(CHECKED_AT_A_TIME):
            yield from rows
