"""The one word for an invoice."""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest

from curule.core.invoice_states import InvoiceState, invoice_state

NOW = datetime(2026, 3, 1, tzinfo=UTC)
Case: TypeAlias = tuple[str, int, int, datetime, bool]
LATER, BEFORE = NOW + timedelta(days=1), NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("case", "state"),
    [
        (("open", 0, 0, LATER, True), InvoiceState.OPEN),
        (("open", 0, 0, NOW, True), InvoiceState.OVERDUE),
        (("open", 40, 0, BEFORE, True), InvoiceState.OVERDUE),
        (("open", 40, 0, LATER, True), InvoiceState.PART_PAID),
        (("open", 0, 0, BEFORE, False), InvoiceState.OPEN),
        (("paid", 100, 0, BEFORE, True), InvoiceState.PAID),
        (("paid", 100, 30, BEFORE, True), InvoiceState.PAID),
        (("paid", 100, 100, BEFORE, True), InvoiceState.CREDITED),
        (("void", 0, 100, BEFORE, True), InvoiceState.CREDITED),
        (("void", 0, 100, BEFORE, False), InvoiceState.CANCELED),
        (("uncollectible", 0, 0, BEFORE, True), InvoiceState.UNCOLLECTIBLE),
    ],
)
def test_the_most_pressing_word_holds(case: Case, state: InvoiceState) -> None:
    status, paid, credited, due_at, granted = case
    found = invoice_state(
        status=status,
        total=100,
        paid=paid,
        credited=credited,
        due_at=due_at,
        is_granted=granted,
        now=NOW,
    )

    assert found is state
