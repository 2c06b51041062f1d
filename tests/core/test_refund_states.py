"""What gateways tell of refunds: money is counted as gone once, and as back once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from curule.core import ledger
from curule.core.refund_states import IN_FLIGHT, RefundStep, Told, refund_step

_AFTER = {
    RefundStep.SENT: "succeeded",
    RefundStep.DECLINED: "failed",
    RefundStep.CAME_BACK: "failed",
    RefundStep.WAIT: "unknown",
}
_CASH = {RefundStep.SENT: -1, RefundStep.CAME_BACK: 1}

news = st.lists(st.sampled_from([*Told, "paid at the bank"]), max_size=12)


@given(news)
def test_the_gateways_cash_is_what_it_was_last_told_to_have_sent(told: list[Told | str]) -> None:
    status, sent_by, cash = "pending", "", 0
    for each in told:
        if not isinstance(each, Told):
            if status == "failed":
                status, sent_by = "succeeded", "bank_transfer"
            continue
        step = refund_step(status=status, sent_by=sent_by, told=each)
        assert (step is RefundStep.SENT_TWICE) == (bool(sent_by) and each is Told.SENT)
        cash += _CASH.get(step, 0)
        status = _AFTER.get(step, status)
        assert cash == (-1 if status == "succeeded" and not sent_by else 0)
        again = refund_step(status=status, sent_by=sent_by, told=each)
        assert again in {RefundStep.NOTHING, RefundStep.WAIT, RefundStep.SENT_TWICE}, "told twice"


@given(st.lists(st.sampled_from(list(Told)), min_size=1), st.sampled_from([Told.SENT, Told.FAILED]))
def test_what_was_told_last_holds_whatever_came_before(told: list[Told], last: Told) -> None:
    status = "pending"
    for each in [*told, last]:
        status = _AFTER.get(refund_step(status=status, sent_by="", told=each), status)
    assert status == ("succeeded" if last is Told.SENT else "failed")


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
