"""What gateways tell of refunds: money is counted as gone once, and as back once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from curule.core import ledger
from curule.core.money import Money
from curule.core.refund_states import (
    IN_FLIGHT,
    RefundDifference,
    RefundHere,
    RefundStep,
    RefundThere,
    Told,
    refund_difference,
    refund_step,
)

_AFTER = {
    RefundStep.SENT: "succeeded",
    RefundStep.DECLINED: "failed",
    RefundStep.CAME_BACK: "failed",
    RefundStep.WAIT: "unknown",
}
_CASH = {RefundStep.SENT: -1, RefundStep.CAME_BACK: 1}

news = st.lists(st.sampled_from([*Told, "paid at the bank"]), max_size=12)


@given(news)
def test_the_gateways_cash_is_what_was_sent_and_did_not_come_back(told: list[Told | str]) -> None:
    status, sent_by, cash = "pending", "", 0
    for each in told:
        if not isinstance(each, Told):
            if status == "failed":
                status, sent_by = "succeeded", "bank_transfer"
            continue
        step = refund_step(status=status, sent_by=sent_by, told=each)
        went_otherwise = bool(sent_by) or status == "failed"
        assert (step is RefundStep.CONTRADICTS) == (went_otherwise and each is Told.SENT)
        cash += _CASH.get(step, 0)
        status = _AFTER.get(step, status)
        assert cash == (-1 if status == "succeeded" and not sent_by else 0)
        again = refund_step(status=status, sent_by=sent_by, told=each)
        assert again in {RefundStep.NOTHING, RefundStep.WAIT, RefundStep.CONTRADICTS}, "told twice"


@given(st.lists(st.sampled_from(list(Told)), min_size=1))
def test_the_order_in_which_things_are_told_does_not_matter(told: list[Told]) -> None:
    status = "pending"
    for each in told:
        status = _AFTER.get(refund_step(status=status, sent_by="", told=each), status)
    assert status == (
        "failed" if Told.FAILED in told else "succeeded" if Told.SENT in told else "unknown"
    )


@given(st.sampled_from(IN_FLIGHT))
def test_one_that_waits_at_the_gateway_is_never_counted_as_sent(status: str) -> None:
    assert refund_step(status=status, sent_by="", told=Told.WAITS) is RefundStep.WAIT


@given(st.integers(min_value=1, max_value=10**12))
def test_sent_and_come_back_cancel_out(amount: int) -> None:
    sent = ledger.refund_sent(gateway="stripe", amount=amount)
    back = ledger.refund_failed(gateway="stripe", amount=amount)
    sums: dict[str, int] = {}
    for entry in (*sent.entries, *back.entries):
        sums[entry.account] = sums.get(entry.account, 0) + entry.amount
    assert set(sums.values()) == {0}


# --- two books beside each other ------------------------------------------------------------------

amounts = st.builds(Money, st.integers(min_value=1, max_value=2), st.just("EUR"))
references = st.sampled_from(["re_1", "re_2"])
theirs = st.builds(
    RefundThere, told=st.sampled_from(list(Told)), amount=amounts, reference=references
)


@st.composite
def ours(draw: st.DrawFn) -> RefundHere:
    """Refunds in every state that can be."""
    status = draw(st.sampled_from(["pending", "unknown", "succeeded", "failed"]))
    return RefundHere(
        status=status,
        sent_by=draw(st.sampled_from(["", "bank_transfer"])) if status == "succeeded" else "",
        amount=draw(amounts),
        reference=draw(st.sampled_from(["", "re_1"])),
    )


@given(ours(), theirs)
def test_hearing_what_the_gateway_tells_leaves_no_difference_of_state(
    here: RefundHere, there: RefundThere
) -> None:
    step = refund_step(status=here.status, sent_by=here.sent_by, told=there.told)
    after = RefundHere(
        status=_AFTER.get(step, here.status),
        sent_by=here.sent_by,
        amount=there.amount,
        reference=there.reference,
    )
    left = refund_difference(after, there)
    assert left in {None, RefundDifference.WAITS, RefundDifference.SENT_THERE}
    assert (left is RefundDifference.SENT_THERE) == (step is RefundStep.CONTRADICTS)
    if left is RefundDifference.WAITS:
        assert there.told is Told.WAITS


@given(ours(), theirs)
def test_books_that_agree_count_the_same_money(here: RefundHere, there: RefundThere) -> None:
    sent_here = here.amount.amount_minor if here.status == "succeeded" and not here.sent_by else 0
    sent_there = there.amount.amount_minor if there.told is Told.SENT else 0
    if refund_difference(here, there) is None:
        assert sent_here == sent_there
    if refund_difference(here, None) is None:
        assert sent_here == 0
    if refund_difference(None, there) is None:
        assert sent_there == 0
