"""What the columns of the tables on dunning, bank payments and numbers mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from curule.core.creditor_references import creditor_reference, printed
from curule.core.endings import end_unpaid
from curule.core.invoice_requests import DAYS_OF_PAUSE, RequestKind
from curule.core.invoicing import (
    DocumentKind,
    document_number,
    due_at,
    order_lapses_at,
    series_key,
)
from curule.core.lifecycle import grace_at
from curule.core.localtime import local, local_date, resolve_local
from curule.core.matching import Arrival, Claim, Claims, Match, Reason, sure_matches
from curule.core.money import Money
from curule.core.policy import GraceStep, PaymentMethodRule
from curule.core.presets import PRESETS
from curule.core.refusals import Refusal
from curule.core.renewal import next_attempt, next_question
from curule.core.reversals import PaymentMade, Reversal, reversal_of
from curule.services.sweeps.due import SOURCES
from tests.core.subscriptions import PARIS, customer_of, offer_of, paris, policy_of
from tests.docs.pages import Row

NOTHING: Final = "–"
ISSUED_AT: Final = paris(2026, 5, 1)


def _here(written: str) -> datetime:
    """Read a local time in Paris."""
    wall = datetime.fromisoformat(written)
    return resolve_local(wall.date(), wall.time(), PARIS)


def _written(instant: datetime | None) -> str:
    return NOTHING if instant is None else f"{local(instant, PARIS):%Y-%m-%d %H:%M}"


def _on(instant: datetime | None) -> str:
    return NOTHING if instant is None else local_date(instant, PARIS).isoformat()


# --- dunning -------------------------------------------------------------------------------------


def _order(row: Row) -> None:
    ranks = sorted({source.rank for source in SOURCES})
    rank = ranks[int(row["place"]) - 1]
    assert row["of it"].split() == sorted(each.name for each in SOURCES if each.rank == rank)


def _due_dates(row: Row) -> None:
    policy = PRESETS["zoom"].override(
        {"payment.method": row["payment.method"], "payment.due_days": int(row["due_days"])}
    )
    assert policy.payment.method is PaymentMethodRule(row["payment.method"])
    assert _written(due_at(policy.payment, _here(row["issued"]), PARIS)) == row["due"]


def _attempts(row: Row) -> None:
    assert _written(next_attempt(ISSUED_AT, _here(row["declined"]))) == row["next attempt"]


def _questions(row: Row) -> None:
    asked_at = next_question(ISSUED_AT, int(row["asked so far"]))
    after = NOTHING if asked_at is None else str((asked_at - ISSUED_AT) // timedelta(minutes=1))
    assert after == row["asked again after minutes"]


def _steps(written: str) -> list[GraceStep]:
    """Read "15 days with access, 30 without"."""
    if written == "none":
        return []
    said = (step.split() for step in written.split(", "))
    return [GraceStep(days=int(words[0]), access="without" not in words) for words in said]


def _grace(row: Row) -> None:
    found = grace_at(ISSUED_AT, _steps(row["unpaid.grace"]), _here(row["on"]), PARIS)
    assert found.status.value == row["status"]
    assert found.access == (row["access"] == "yes")
    assert _on(found.next_at) == row["next change"]


def _shut_out(row: Row) -> None:
    offer = offer_of(policy_of("zoom", {"decrease.money": "account_credit"}))
    customer = customer_of(offer, {"seat": 5}, ISSUED_AT)
    change = end_unpaid(customer.standing, _here(row["last access before"]))
    [line] = change.lines
    assert line.part is not None
    assert f"{line.part.numerator}/{line.part.denominator}" == row["days shut out"]
    assert -change.subtotal == int(row["taken off"])
    assert 15000 + change.subtotal == int(row["still owed"])


def _unpaid_orders(row: Row) -> None:
    lapses_at = order_lapses_at(_here(row["invoice due"]), PARIS)
    assert _written(lapses_at) == row["order lapses"]


# --- bank payments -------------------------------------------------------------------------------


def _references(row: Row) -> None:
    assert creditor_reference(row["invoice"]) == row["reference"]
    assert printed(row["reference"]) == row["printed"]


def _weights(row: Row) -> None:
    claim = Claim(key="1", number="INV-2026-000091", open=Money(1, "EUR"), account="a")
    assert Match(claim=claim, reasons=(Reason(row["reason"]),)).weight == int(row["weight"])


def _claim(number: str, amount: int, name: str) -> Claim:
    return Claim(
        key=number,
        number=number,
        open=Money(amount, "EUR"),
        account=name,
        name=name,
        reference=creditor_reference(number),
    )


CLAIMS: Final = Claims(
    [
        _claim("INV-2026-000091", 360000, "Acme SARL"),
        _claim("INV-2026-000092", 24000, "Borel SAS"),
    ],
    payers={"FR7630006000011234567890189": frozenset({"Acme SARL"})},
)


def _money(written: str) -> Money:
    amount, currency = written.split()
    return Money(int(amount), currency)


def _cell(written: str) -> str:
    return "" if written == NOTHING else written


def _arrivals(row: Row) -> None:
    came = Arrival(
        amount=_money(row["came"]),
        said=_cell(row["written"]),
        payer=_cell(row["payer"]),
        payer_iban=_cell(row["from"]),
    )
    best = next(iter(CLAIMS.matches(came)), None)
    assert (best.claim.number if best else NOTHING) == row["best match"]
    reasons = " ".join(reason.value for reason in best.reasons) if best else NOTHING
    assert reasons == row["reasons"]
    assert (best is not None and best.is_sure) == (row["sure"] == "yes")


def _lines_of_a_file(row: Row) -> None:
    lines = []
    for line in row["lines"].split("; "):
        key, _, text = line.partition(": ")
        amount, _, said = text.partition(" ")
        lines.append((key, Arrival(amount=Money(int(amount), "EUR"), said=said)))
    sure = sure_matches(lines, CLAIMS)
    found = "; ".join(f"{key} → {match.claim.number}" for key, match in sure.items())
    assert (found or NOTHING) == row["recorded without a look"]


def _reversals(row: Row) -> None:
    on_invoice = int(row["on the invoice"])
    found = reversal_of(
        PaymentMade(
            amount=Money(int(row["paid"]), "EUR"),
            applied=on_invoice,
            refunded=int(row["refunded"]),
            status="succeeded",
            invoice_status="paid" if on_invoice else None,
            credit=int(row["credit now"]),
        )
    )
    told = (row["owed again"], row["from credit"])
    match found:
        case Refusal():
            assert told == (found.code.value, NOTHING)
        case Reversal():
            assert told == (str(found.reopened), str(found.from_credit))


# --- numbers -------------------------------------------------------------------------------------


_KINDS: Final = {"invoice": DocumentKind.INVOICE, "credit note": DocumentKind.CREDIT_NOTE}


def _numbers(row: Row) -> None:
    issued_at = datetime.fromisoformat(row["issued (UTC)"]).replace(tzinfo=UTC)
    year = local_date(issued_at, row["zone"]).year
    series = series_key(_KINDS[row["kind"]], year)
    assert document_number(series, int(row["number in its series"])) == row["number"]


def _test_numbers(row: Row) -> None:
    series = series_key(_KINDS[row["kind"]], date.min.year, clock=row["test clock"])
    assert document_number(series, int(row["number in its series"])) == row["number"]


_SAID: Final[Mapping[str, RequestKind]] = {
    "a transfer is under way": RequestKind.PAID,
    "the invoice is wrong": RequestKind.DISPUTE,
    "money should come back": RequestKind.REFUND,
}


def _what_is_said(row: Row) -> None:
    days = DAYS_OF_PAUSE[_SAID[row["what the customer says"]]]
    assert row["reminders and grace wait"] == (f"{days} days" if days else "not at all")


DUNNING: Final[Mapping[str, Callable[[Row], None]]] = {
    "order": _order,
    "due dates": _due_dates,
    "attempts": _attempts,
    "questions": _questions,
    "grace": _grace,
    "shut out": _shut_out,
    "unpaid orders": _unpaid_orders,
    "what is said": _what_is_said,
}
MATCHING: Final[Mapping[str, Callable[[Row], None]]] = {
    "references": _references,
    "weights": _weights,
    "arrivals": _arrivals,
    "lines of a file": _lines_of_a_file,
    "reversals": _reversals,
}
NUMBERING: Final[Mapping[str, Callable[[Row], None]]] = {
    "numbers": _numbers,
    "test numbers": _test_numbers,
}
CHECKS: Final = {**DUNNING, **MATCHING, **NUMBERING}
