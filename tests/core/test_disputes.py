"""A lost dispute: what was taken goes somewhere to the cent, and never more than was there."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from curule.core.disputes import Booking, Disputed, Unpaid, booking_of, most_of
from curule.core.ledger import gateway_fee, payment_reversed
from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode
from curule.core.reversals import PaymentMade, Reversal, reversal_of

amounts = st.integers(min_value=0, max_value=10**6)
choices = st.sampled_from(Unpaid)


@st.composite
def disputed(draw: st.DrawFn) -> Disputed:
    """Payments in every state, partly refunded and disputed before, on invoices in every state."""
    applied, over = draw(amounts), draw(amounts)
    amount = max(applied + over, 1)
    refunded = draw(st.integers(0, applied))
    of_credit = draw(st.integers(0, over))
    waiting = tuple(draw(st.lists(st.integers(1, 1000), max_size=3)))
    return Disputed(
        amount=Money(amount, "EUR"),
        applied=applied,
        refunded=refunded + of_credit,
        refunded_of_credit=of_credit,
        waiting=waiting if sum(waiting) <= refunded else (),
        taken_back=draw(st.integers(0, max(amount - applied - of_credit, 0))),
        status=draw(st.sampled_from(["succeeded", "succeeded", "failed", "reversed"])),
        invoice_status=draw(st.sampled_from(["open", "paid", "paid", "void", "uncollectible"])),
        credit=draw(amounts),
        given_as_credit=draw(amounts),
        is_granted=draw(st.booleans()),
    )


def on_invoice(payment: Disputed) -> int:
    """What of a payment is on its invoice and was not refunded."""
    return payment.applied - (payment.refunded - payment.refunded_of_credit)


@given(disputed(), amounts, choices)
def test_never_more_is_booked_than_came_in_and_did_not_go_back(
    payment: Disputed, taken: int, unpaid: Unpaid
) -> None:
    found = booking_of(payment, taken, unpaid)

    if isinstance(found, Booking):
        left = payment.amount.amount_minor - payment.refunded - payment.taken_back
        assert found.of_payment <= left
        assert taken <= most_of(payment)
        assert found.reopened <= on_invoice(payment)
    elif found.code is RefusalCode.ABOVE_WHAT_IS_LEFT:
        assert found.values["amount"] == Money(max(most_of(payment), 0), "EUR")


@given(disputed(), choices)
def test_the_most_is_booked_and_one_unit_more_is_refused(payment: Disputed, unpaid: Unpaid) -> None:
    most = most_of(payment)
    came_in = payment.status == "succeeded"
    can_change = not payment.applied or payment.invoice_status in {"open", "paid", "uncollectible"}
    booked, above = (booking_of(payment, taken, unpaid) for taken in (most, most + 1))

    if not (came_in and can_change):
        assert isinstance(booked, Refusal)
        assert booked.code is RefusalCode.DISPUTE_NOT_TO_BOOK
        return
    assert isinstance(booked, Booking)
    assert booked.refunds == len(payment.waiting)
    assert isinstance(above, Refusal)
    assert above.code is RefusalCode.ABOVE_WHAT_IS_LEFT


@pytest.mark.parametrize(
    ("taken", "booked"),
    [
        (99, Booking(reopened=99)),
        (100, Booking(for_refunds=100, refunds=1)),
        (250, Booking(for_refunds=100, refunds=1, reopened=150)),
        (300, Booking(for_refunds=300, refunds=2)),
    ],
)
def test_refunds_that_wait_are_settled_whole_and_in_their_order(
    taken: int, booked: Booking
) -> None:
    payment = Disputed(
        amount=Money(1000, "EUR"),
        applied=1000,
        refunded=400,
        waiting=(100, 200),
        invoice_status="paid",
    )

    assert booking_of(payment, taken, Unpaid.OWED) == booked


def test_credit_of_another_origin_stays_where_what_was_too_much_went_back() -> None:
    payment = Disputed(
        amount=Money(1200, "EUR"),
        applied=1000,
        refunded=200,
        refunded_of_credit=200,
        invoice_status="paid",
        credit=500,
    )

    assert booking_of(payment, 300, Unpaid.OWED) == Booking(reopened=300)


def test_an_invoice_that_was_given_up_takes_no_credit() -> None:
    payment = Disputed(
        amount=Money(1000, "EUR"),
        applied=1000,
        refunded=0,
        invoice_status="uncollectible",
        credit=400,
        given_as_credit=400,
    )

    assert booking_of(payment, 1000, Unpaid.OWED) == Booking(reopened=1000, gives_up=True)


@given(disputed(), amounts, choices)
def test_what_was_taken_goes_somewhere_to_the_cent_and_its_postings_sum_to_zero(
    payment: Disputed, taken: int, unpaid: Unpaid
) -> None:
    found = booking_of(payment, taken, unpaid)
    assume(isinstance(found, Booking))
    assert isinstance(found, Booking)

    parts = (found.for_refunds, found.from_credit, found.reopened, found.lost)
    assert sum(parts) == taken
    assert min(parts) >= 0
    assert found.for_refunds == sum(payment.waiting[: found.refunds])
    posted = payment_reversed(
        gateway="stripe",
        amount=found.reopened,
        from_credit=found.from_credit,
        lost=found.lost,
    )
    fee = gateway_fee(gateway="stripe", amount=1500)
    cash = [each.amount for each in posted.entries if each.account == "cash:stripe"]
    assert sum(each.amount for each in (*posted.entries, *fee.entries)) == 0
    assert sum(cash) == -found.of_payment


@given(disputed(), amounts, choices)
def test_credit_is_taken_only_as_far_as_it_is_there(
    payment: Disputed, taken: int, unpaid: Unpaid
) -> None:
    found = booking_of(payment, taken, unpaid)

    if isinstance(found, Booking):
        assert found.from_credit + found.paid_by_credit <= payment.credit
        if found.lost:
            assert found.reopened == on_invoice(payment), "the invoice comes first"
        if found.lost and payment.invoice_status != "uncollectible":
            assert found.from_credit == payment.credit, "all of it is gone"


@given(disputed(), amounts)
def test_a_claim_is_given_up_only_where_somebody_says_so_or_nothing_was_given(
    payment: Disputed, taken: int
) -> None:
    owed, given_up = (
        booking_of(payment, taken, each) for each in (Unpaid.OWED, Unpaid.WRITTEN_OFF)
    )

    if isinstance(owed, Booking) and isinstance(given_up, Booking):
        is_missing = owed.reopened > owed.paid_by_credit
        nobody_owes = payment.invoice_status == "uncollectible" or (
            payment.invoice_status == "paid" and not payment.is_granted
        )
        assert given_up.gives_up == is_missing
        assert owed.gives_up == (is_missing and nobody_owes)
        assert (owed.reopened, owed.lost) == (given_up.reopened, given_up.lost)


@given(disputed())
def test_a_whole_payment_goes_as_a_transfer_that_is_taken_back(payment: Disputed) -> None:
    as_transfer = reversal_of(
        PaymentMade(
            amount=payment.amount,
            applied=payment.applied,
            refunded=payment.refunded,
            status=payment.status,
            invoice_status=payment.invoice_status,
            credit=payment.credit,
            given_as_credit=payment.given_as_credit,
            is_granted=payment.is_granted,
        )
    )
    assume(isinstance(as_transfer, Reversal) and not payment.taken_back and payment.applied)
    assert isinstance(as_transfer, Reversal)

    assert booking_of(payment, payment.amount.amount_minor, Unpaid.OWED) == Booking(
        from_credit=as_transfer.from_credit,
        reopened=as_transfer.reopened,
        paid_by_credit=as_transfer.paid_by_credit,
    )


@given(disputed(), amounts, amounts)
def test_two_disputes_take_together_what_one_would(payment: Disputed, one: int, two: int) -> None:
    assume(not payment.waiting)
    first = booking_of(payment, one, Unpaid.OWED)
    assume(isinstance(first, Booking) and not first.paid_by_credit and not first.gives_up)
    assert isinstance(first, Booking)
    second = booking_of(
        Disputed(
            amount=payment.amount,
            applied=payment.applied - first.reopened,
            refunded=payment.refunded,
            refunded_of_credit=payment.refunded_of_credit,
            taken_back=payment.taken_back + first.of_payment,
            invoice_status="open" if first.reopened else payment.invoice_status,
            credit=payment.credit - first.from_credit,
            is_granted=payment.is_granted,
        ),
        two,
        Unpaid.OWED,
    )
    whole = booking_of(payment, one + two, Unpaid.OWED)

    assert isinstance(second, Refusal) == isinstance(whole, Refusal)
    if isinstance(second, Booking) and isinstance(whole, Booking):
        for part in ("from_credit", "reopened", "lost"):
            assert getattr(first, part) + getattr(second, part) == getattr(whole, part)
