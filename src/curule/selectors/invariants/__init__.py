"""What must hold of every row at every time, each as a query that finds where it does not.

    verify()                     all accounts
    verify(account_id)           one account: what tests ask after each step
    unusual(account_id)          what breaks no rule but no customer does by hand

All of it reads and nothing writes. The rules of the database refuse most of this already: whatever
is found here went around them, or is a sum that no rule could look at.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.selectors.invariants import (
    access,
    accounts,
    bounds,
    charges,
    clocks,
    closed_months,
    coupons,
    invitations,
    invoices,
    ledger,
    outbox,
    payments,
    periods,
    price_changes,
    records,
    revenue,
    schema,
    seats,
    telling,
)
from curule.selectors.invariants._reading import Number, Scope, Violation, one_snapshot
from curule.selectors.invariants.accounts import is_account

__all__ = ["INVARIANTS", "Number", "Scope", "Violation", "is_account", "unusual", "verify"]

Invariant = Callable[[Scope], Iterable[Violation]]

INVARIANTS: Final[tuple[Invariant, ...]] = (
    seats.more_taken_than_there_are,
    seats.seats_and_assignments_disagree,
    seats.two_seats_for_one,
    seats.histories_overlap,
    seats.events_tell_another_history,
    seats.events_tell_other_seats,
    seats.numbers_leave_their_limits,
    seats.reductions_are_overdue,
    price_changes.prices_come_before_their_date,
    invitations.accepted_wrongly,
    invitations.accepted_by_another_address,
    invitations.seats_held_for_nobody,
    invitations.open_past_their_end,
    ledger.postings_out_of_balance,
    ledger.postings_are_missing,
    ledger.transfers_do_not_arrive,
    ledger.balances_differ_from_documents,
    revenue.revenue_is_not_what_was_earned,
    revenue.revenue_is_overdue,
    closed_months.closed_months_changed,
    schema.rules_are_missing,
    invoices.totals_are_not_the_lines,
    invoices.lines_are_not_their_formula,
    invoices.tax_is_not_its_rate,
    invoices.open_is_not_what_is_due,
    invoices.paid_is_not_what_came_in,
    periods.periods_overlap_or_leave_gaps,
    periods.time_without_a_period,
    invoices.renewed_twice,
    payments.keys_are_missing,
    payments.credit_does_not_add_up,
    payments.credit_without_a_source,
    payments.credit_lies_beside_debt,
    payments.refunds_exceed_payments,
    payments.disputes_exceed_payments,
    payments.refunds_exceed_notes,
    invoices.documents_without_a_number,
    invoices.series_with_holes,
    charges.more_given_back_than_charged,
    charges.credits_not_in_the_books,
    charges.books_not_in_the_documents,
    charges.more_credited_than_invoiced,
    charges.invoices_differ_from_quotes,
    coupons.redeemed_beyond_their_limits,
    coupons.redemptions_are_not_counted,
    coupons.shares_are_not_the_amount,
    accounts.rows_of_other_accounts,
    accounts.pools_of_others,
    clocks.rows_ahead_of_their_clock,
    payments.attempts_wait_for_nobody,
    outbox.mails_nobody_sees_to,
    access.leases_past_their_end,
    access.inactive_people_with_access,
    access.tokens_beyond_their_rule,
    records.changes_without_a_record,
    records.records_without_a_change,
    records.parkings_without_a_record,
    records.bank_lines_without_a_record,
    telling.events_nobody_is_told,
    telling.messages_told_without_a_try,
    telling.gateway_events_not_judged,
    telling.charges_taken_twice,
)
BOUNDS: Final[tuple[Invariant, ...]] = (
    bounds.too_many_lines,
    bounds.too_many_invoices,
    bounds.too_many_changes,
    bounds.invoices_above_the_cap,
)


def verify(account_id: UUID | None = None, *, now: datetime | None = None) -> tuple[Violation, ...]:
    """Return every violation of every invariant; none is the answer to hope for.

    With an account only its rows are looked at, and nothing that concerns all accounts together.
    `now` is what time it is for accounts without a test clock; without it they are judged by their
    latest event.
    """
    return _run(INVARIANTS, Scope(account_id=account_id, now=now))


def unusual(account_id: UUID | None = None) -> tuple[Violation, ...]:
    """Return where more happened than a customer does by hand (I26); nothing is broken."""
    return _run(BOUNDS, Scope(account_id=account_id))


def _run(invariants: Iterable[Invariant], scope: Scope) -> tuple[Violation, ...]:
    with one_snapshot():
        return tuple(violation for find in invariants for violation in find(scope))
