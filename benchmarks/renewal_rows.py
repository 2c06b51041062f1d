"""The rows of a renewal run: customers whose month is over, and what renewing them writes.

The limit is one statement that reads who is due and writes every row that the run writes, with all
prices, dates and words known beforehand. Constraints and the rules of the tables hold for it as for
the run.
"""

from __future__ import annotations

from typing import Final

CUSTOMERS: Final = """
WITH made AS MATERIALIZED (
    SELECT n, uuidv7() AS account_id, uuidv7() AS person_id, uuidv7() AS subscription_id
    FROM generate_series(1, %(count)s) AS n
), accounts AS (
    INSERT INTO curule_account (id, name, kind, country, is_business, street, postcode, city,
        order_number, tax_id, tax_id_answer, registration_number, tax_rate, time_zone, language,
        channel, adviser, created_at)
    SELECT account_id, 'Customer ' || n, 'company', 'FR', true, '1 rue de la Paix', '75002',
        'Paris', '', '', '', '', 20, 'UTC', 'fr', 'online', '', %(from)s
    FROM made
), people AS (
    INSERT INTO curule_person (id, password, email, first_name, last_name, search_key, language,
        time_zone, verified_at, created_at)
    SELECT person_id, '!', 'owner-' || %(group)s || '-' || n || '@example.test', 'P', 'N', 'p n',
        'fr', 'UTC', %(from)s, %(from)s
    FROM made
), members AS (
    INSERT INTO curule_member (id, account_id, person_id, joined_at)
    SELECT uuidv7(), account_id, person_id, %(from)s FROM made
), roles AS (
    INSERT INTO curule_role_grant (id, account_id, person_id, role, granted_at)
    SELECT uuidv7(), account_id, person_id, 'owner', %(from)s FROM made
), books AS (
    INSERT INTO curule_revenue_schedule (id, account_id, time_zone, next_at)
    SELECT uuidv7(), account_id, 'UTC', %(books)s FROM made
), subscriptions AS (
    INSERT INTO curule_subscription (id, account_id, product_id, plan_version_id, label, status,
        version, currency, interval_unit, interval_count, time_zone, anchor_on, anchor_day,
        anchor_time, anchor_fold, period_starts_at, period_ends_at, term_starts_at, term_ends_at,
        auto_renew, created_at, started_at, end_reason)
    SELECT subscription_id, account_id, %(product)s, %(version)s, %(group)s, 'active',
        1, 'EUR', 'month', 1, 'UTC', (%(from)s::timestamptz)::date,
        extract(day FROM %(from)s::timestamptz)::int, '00:00', 0, %(from)s, %(until)s, %(from)s,
        %(until)s, true, %(from)s, %(from)s, ''
    FROM made
), periods AS (
    INSERT INTO curule_period (id, account_id, subscription_id, pool_id, starts_at, ends_at)
    SELECT uuidv7(), account_id, subscription_id, subscription_id, %(from)s, %(until)s FROM made
), charges AS (
    INSERT INTO curule_charge (id, account_id, subscription_id, pool_id, seat_type_id, price_id,
        charged_quantity, quantity, base_quantity, period_starts_at, period_ends_at, starts_at,
        numerator, denominator, amount_minor, credited_minor, coupon_code, percent_off,
        amount_off_minor)
    SELECT uuidv7(), account_id, subscription_id, subscription_id, %(seat_type)s, %(price)s,
        5, 5, 0, %(from)s, %(until)s, %(from)s, 31, 31, 5000, 0, '', 0, 0
    FROM made
)
INSERT INTO curule_seat (id, account_id, subscription_id, pool_id, seat_type_id, starts_at,
    last_holder)
SELECT uuidv7(), account_id, subscription_id, subscription_id, %(seat_type)s, %(from)s, ''
FROM made CROSS JOIN generate_series(1, 5)
"""
"""Accounts in bulk, each with an owner and one monthly subscription of five seats."""

LIMIT: Final = """
WITH due AS MATERIALIZED (
    SELECT subscription.id AS subscription_id, subscription.account_id, subscription.period_ends_at,
        subscription.period_ends_at + interval '1 month' AS next_end, owner.email, owner.language,
        seats.number AS seats, seats.number * 1000 AS net, seats.number * 200 AS tax,
        uuidv7() AS invoice_id, uuidv7() AS transaction_id,
        row_number() OVER (ORDER BY subscription.id) AS place
    FROM curule_subscription AS subscription
    JOIN curule_role_grant AS held ON held.account_id = subscription.account_id
    JOIN curule_person AS owner ON owner.id = held.person_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM curule_seat AS seat
        WHERE seat.account_id = subscription.account_id
        AND seat.subscription_id = subscription.id AND seat.ends_at IS NULL
    ) AS seats
    WHERE subscription.period_ends_at = %(until)s AND subscription.label = %(group)s
), moved AS (
    UPDATE curule_subscription AS subscription SET period_starts_at = due.period_ends_at,
        period_ends_at = due.next_end, term_starts_at = due.period_ends_at,
        term_ends_at = due.next_end, version = version + 1
    FROM due
    WHERE subscription.account_id = due.account_id AND subscription.id = due.subscription_id
), closed AS (
    UPDATE curule_charge AS charge SET closed_at = due.period_ends_at
    FROM due
    WHERE charge.account_id = due.account_id AND charge.subscription_id = due.subscription_id
    AND charge.closed_at IS NULL
), series AS (
    INSERT INTO curule_invoice_series AS known (id, key, last_number)
    SELECT uuidv7(), %(series)s, count(*) FROM due
    ON CONFLICT (key) DO UPDATE SET last_number = known.last_number + EXCLUDED.last_number
    RETURNING last_number
), issued AS (
    INSERT INTO curule_invoice (id, account_id, subscription_id, number, kind, status, currency,
        subtotal_minor, tax_behavior, tax_rate, tax_treatment, tax_country, tax_category, tax_note,
        tax_minor, total_minor, as_issued, paid_minor, credited_minor, period_starts_at,
        period_ends_at, issued_at, due_at, is_granted, attempts)
    SELECT due.invoice_id, due.account_id, due.subscription_id,
        %(series)s || '-' || lpad((series.last_number - %(count)s + due.place)::text, 6, '0'),
        'renewal', 'open', 'EUR', due.net, 'exclusive', 20, 'plain', '', 'S', '',
        due.tax, due.net + due.tax,
        %(as_issued)s, 0, 0, due.period_ends_at, due.next_end, due.period_ends_at,
        due.period_ends_at + interval '14 days', true, 0
    FROM due, series
), lines AS (
    INSERT INTO curule_invoice_line (id, account_id, invoice_id, position, kind, seat_type_id,
        quantity, unit_amount_minor, period_starts_at, period_ends_at, numerator, denominator,
        amount_minor, discount_minor, coupon_code, included_tax_minor)
    SELECT uuidv7(), account_id, invoice_id, 1, 'seats', %(seat_type)s, seats, 1000,
        period_ends_at, next_end, 31, 31, net, 0, '', 0
    FROM due
), posted AS (
    INSERT INTO curule_ledger_transaction (id, account_id, number, kind, currency, source_id,
        occurred_at)
    SELECT transaction_id, account_id, 1, 'invoice_issued', 'EUR', invoice_id, period_ends_at
    FROM due
), entries AS (
    INSERT INTO curule_ledger_entry (id, account_id, transaction_id, ledger_account, currency,
        amount_minor)
    SELECT uuidv7(), account_id, transaction_id, entry.name, 'EUR', entry.amount
    FROM due CROSS JOIN LATERAL (VALUES
        ('receivable', net + tax), ('deferred_revenue', -net), ('tax_payable', -tax)
    ) AS entry (name, amount)
), events AS (
    INSERT INTO curule_event (id, account_id, type, occurred_at, actor_kind, subscription_id,
        subject_id, payload)
    SELECT uuidv7(), account_id, told.type, period_ends_at, 'system', subscription_id,
        told.subject_id, told.payload
    FROM due CROSS JOIN LATERAL (VALUES
        ('invoice.issued', invoice_id, jsonb_build_object(
            'total', net + tax, 'currency', 'EUR', 'kind', 'renewal'
        )),
        ('subscription.renewed', subscription_id, jsonb_build_object(
            'renews_at', next_end, 'period_starts_at', period_ends_at
        ))
    ) AS told (type, subject_id, payload)
), charges AS (
    INSERT INTO curule_charge (id, account_id, subscription_id, pool_id, seat_type_id, price_id,
        invoice_id, charged_quantity, quantity, base_quantity, period_starts_at, period_ends_at,
        starts_at, numerator, denominator, amount_minor, credited_minor, coupon_code, percent_off,
        amount_off_minor)
    SELECT uuidv7(), account_id, subscription_id, subscription_id, %(seat_type)s, %(price)s,
        invoice_id, seats, seats, 0, period_ends_at, next_end, period_ends_at, 31, 31, net, 0, '',
        0, 0
    FROM due
), mails AS (
    INSERT INTO curule_outbox_message (id, account_id, template, recipient, language, context,
        subscription_id, status, created_at, attempts, fence, failure)
    SELECT uuidv7(), account_id, 'invoice_issued', email, language, jsonb_build_object(
            'invoice_id', invoice_id, 'due_at', period_ends_at + interval '14 days',
            'total', jsonb_build_object('amount_minor', net + tax, 'currency', 'EUR')
        ), subscription_id, 'queued', period_ends_at, 0, 0, ''
    FROM due
)
INSERT INTO curule_period (id, account_id, subscription_id, pool_id, starts_at, ends_at)
SELECT uuidv7(), account_id, subscription_id, subscription_id, period_ends_at, next_end FROM due
"""
