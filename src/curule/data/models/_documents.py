"""What the rules of invoices and credit notes look up: lines, numbers, what came in."""

from typing import Final

import pgtrigger

from curule.data.rules import Rule, at_commit, never, tells, update_of

INVOICE_IS_NOT_ITS_LINES = """
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND i.status <> 'draft'
    AND (
        i.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN i.tax_minor ELSE 0 END
    ) <> (
        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),
            COALESCE(SUM(l.included_tax_minor), 0)
        FROM curule_invoice_line l
        WHERE l.account_id = i.account_id AND l.invoice_id = i.id
    )
"""
CREDIT_NOTE_IS_NOT_ITS_LINES = """
    SELECT FROM curule_credit_note n
    LEFT JOIN curule_invoice i ON i.account_id = n.account_id AND i.id = n.invoice_id
    WHERE n.account_id = NEW.account_id
    AND (
        n.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN n.tax_minor ELSE 0 END
    ) <> (
        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),
            COALESCE(SUM(l.included_tax_minor), 0)
        FROM curule_credit_note_line l
        WHERE l.account_id = n.account_id AND l.credit_note_id = n.id
    )
"""

# Every writer of these sums raises the counters of the invoice's row, and so waits for the others.
PAID_IS_NOT_WHAT_CAME_IN = """
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((
        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p
        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'
    ) - (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e
        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'
    ), (
        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n
        WHERE n.account_id = i.account_id AND n.invoice_id = i.id
    ))
"""
# What a dispute took to settle refunds that waited is counted with those refunds.
DISPUTES_ARE_NOT_COUNTED = """
    SELECT FROM curule_payment p
    WHERE p.account_id = NEW.account_id AND (p.taken_back_minor, p.lost_minor) <> (
        SELECT COALESCE(SUM(d.taken_minor - d.for_refunds_minor), 0),
            COALESCE(SUM(d.lost_minor), 0)
        FROM curule_dispute d
        WHERE d.account_id = p.account_id AND d.payment_id = p.id AND d.booked_at IS NOT NULL
    )
"""
LOCK_INVOICE = """
    PERFORM FROM curule_invoice
    WHERE account_id = NEW.account_id AND id = NEW.invoice_id FOR NO KEY UPDATE;
"""
# What an invoice gives back itself, as unused time, was paid before: it can come back again. Where
# tax is in its lines, it is in what they charge and in what comes back.
MORE_CREDITED_THAN_CHARGED = """
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND i.id = NEW.invoice_id AND (
        i.currency <> NEW.currency OR (
            SELECT SUM(
                CASE i.tax_behavior WHEN 'inclusive' THEN n.total_minor ELSE n.subtotal_minor END
            ) FROM curule_credit_note n
            WHERE n.account_id = i.account_id AND n.invoice_id = i.id
        ) > (
            SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_invoice_line l
            WHERE l.account_id = i.account_id AND l.invoice_id = i.id AND l.amount_minor > 0
        )
    )
"""


def _written(key: str, place: str) -> str:
    """Return the number at a place of a series as it is written, an expression of SQL."""
    digits = f"({place})::text"
    return f"{key} || '-' || LPAD({digits}, GREATEST(LENGTH({digits}), 6), '0')"


def _is_lost(key: str, place: str) -> str:
    """Return the condition that a number was given before a restore, and its paper is lost."""
    return (
        "EXISTS (SELECT FROM curule_lost_numbers l"
        f" WHERE l.series = {key} AND {place} BETWEEN l.first_number AND l.last_number)"
    )


SERIES_AHEAD = f"""
    SELECT WHERE NOT EXISTS (
        SELECT FROM curule_invoice d WHERE d.number = {_written("NEW.key", "NEW.last_number")}
        UNION ALL
        SELECT FROM curule_credit_note d WHERE d.number = {_written("NEW.key", "NEW.last_number")}
    ) AND NOT {_is_lost("NEW.key", "NEW.last_number")}
"""  # noqa: S608 - nothing but expressions of our own are put in


def numbered(table: str, stored_as: str) -> list[Rule]:
    """Return the rules that a document has a number when it is committed, and keeps it (I23).

    The number before it was given, and its series has come as far: where each follows another and
    the last one of a series is the series' own, there is no hole.
    """
    unnumbered = (
        f"SELECT FROM {stored_as} d WHERE d.account_id = NEW.account_id AND d.id = NEW.id"
        " AND d.number IS NULL"
    )
    out_of_turn = f"""
        SELECT FROM (
            SELECT SUBSTRING(NEW.number FROM '^(.*)-[0-9]+$') AS key,
                SUBSTRING(NEW.number FROM '([0-9]+)$')::numeric AS place
        ) n
        LEFT JOIN curule_invoice_series s ON s.key = n.key
        WHERE s.key IS NULL OR n.place NOT BETWEEN 1 AND s.last_number
        OR NEW.number <> {_written("n.key", "n.place")}
        OR n.place > 1 AND NOT EXISTS (
            SELECT FROM {stored_as} d WHERE d.number = {_written("n.key", "n.place - 1")}
        ) AND NOT {_is_lost("n.key", "n.place - 1")}
    """  # noqa: S608 - the same
    return [
        never(
            f"{table}_keeps_its_number",
            "a number is given once",
            when="OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number",
        ),
        at_commit(
            f"{table}_has_a_number",
            "it has no number",
            on=pgtrigger.Insert,
            when="NEW.number IS NULL",
            broken=unnumbered,
        ),
        at_commit(
            f"{table}_number_follows_on",
            "its number is not the one that follows in a series",
            on=pgtrigger.Insert | update_of("number"),
            when="NEW.number IS NOT NULL",
            broken=out_of_turn,
        ),
    ]


def said_with_its_number(table: str) -> Rule:
    """Return the rule that what a document says is written with its number, and stays."""
    return never(
        f"{table}_as_issued",
        "what it says was written with its number",
        when="OLD.number IS NOT NULL AND NEW.as_issued IS DISTINCT FROM OLD.as_issued",
    )


# What begins the grace of a subscription: `selectors.standings.IN_GRACE`, said of one row.
_IN_GRACE: Final = (
    "({row}.is_granted AND {row}.status = 'open' AND {row}.left_behind_at IS NULL"
    " AND NOT ({row}.attempts = 0 AND {row}.next_attempt_at IS NOT NULL))"
)
_COUNTS: Final = f"NEW.subscription_id IS NOT NULL AND {_IN_GRACE.format(row='NEW')}"


def unpaid_tells() -> list[Rule]:
    """Return the rules that an invoice tells its subscription when it begins to be unpaid."""
    return [
        tells(
            "invoice_owed_tells",
            on=pgtrigger.Insert,
            when=_COUNTS,
            whose="subscription_id",
        ),
        tells(
            "invoice_unpaid_tells",
            on=update_of("status", "is_granted", "left_behind_at", "attempts", "next_attempt_at"),
            when=f"{_COUNTS} AND NOT {_IN_GRACE.format(row='OLD')}",
            whose="subscription_id",
        ),
    ]
