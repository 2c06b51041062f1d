"""What the columns of the tables on tax mean, and how a row is computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from curule.core.languages import Language
from curule.core.messages import Country, say
from curule.core.tax import PriceTax, Rate, credited, nets_of, taxed
from curule.core.tax_ids import TaxIdAnswer, check_tax_id, plain_tax_id
from curule.core.tax_parties import Buyer, Seller, buyer_of
from curule.core.tax_rates import RATES
from curule.core.tax_rules import EXEMPTION_CODES, TaxDecision, TaxNote, tax_decision
from curule.wording import translate
from tests.core.strategies import flat
from tests.core.subscriptions import customer_of, offer_of, paris, policy_of, pool_of
from tests.core.taxing import TODAY, company, consumer, seller_in
from tests.docs.pages import Row

NONE: Final = "–"


def _or_none(value: object) -> str:
    return NONE if value is None else str(value)


def _rate(written: str) -> Rate:
    return None if written == NONE else Decimal(written)


def _numbers(written: str) -> list[int]:
    return [int(number) for number in written.split()]


# --- decisions -----------------------------------------------------------------------------------


def _seller(written: str) -> Seller:
    """`FR + FI, destination`: where, what other registrations, and what more is known."""
    places, _, more = written.partition(", ")
    home, *abroad = places.split(" + ")
    assert more in {"", "shop", "destination", "not registered"}
    return seller_in(
        home,
        *abroad,
        shop=more == "shop",
        destination=more == "destination",
        small=more == "not registered",
    )


def _buyer(written: str) -> Buyer:
    country, kind, *number = written.split()
    assert kind in {"business", "consumer"}
    return buyer_of(country=country, business=kind == "business", tax_id="".join(number))


def _sales(row: Row) -> None:
    found = tax_decision(_seller(row["seller"]), _buyer(row["buyer"]), TODAY)
    assert found.treatment == row["treatment"]
    assert _or_none(found.country) == row["tax of"]
    assert _or_none(found.rate) == row["rate"]
    assert _or_none(found.category) == row["category"]


_NOTED: Final[Mapping[str, TaxDecision]] = {
    "reverse_charge": tax_decision(seller_in("FR"), company("DE"), TODAY),
    "export_to_business": tax_decision(seller_in("FR"), company("US", ""), TODAY),
    "export_to_consumer": tax_decision(seller_in("FR"), consumer("US"), TODAY),
    "export_from_outside": tax_decision(seller_in("CH"), consumer("US"), TODAY),
    "small_enterprise": tax_decision(seller_in("DE", small=True), consumer("DE"), TODAY),
    "not_registered": tax_decision(seller_in("CH", small=True), consumer("CH"), TODAY),
}


def _notes(row: Row) -> None:
    found = _NOTED[TaxNote(row["note"])]
    assert found.note is not None
    assert found.note.key == f"tax.note.{row['note']}"
    assert found.category == row["category"]
    assert _or_none(EXEMPTION_CODES.get(TaxNote(row["note"]))) == row["code"]
    assert translate(found.note, Language.EN) == row["in English"]
    assert translate(say(found.note.key, country=Country("CH")), Language.EN) == row["in English"]


def _rates(row: Row) -> None:
    found = RATES.on(row["country"], date.fromisoformat(row["day"]))
    assert found is not None
    assert str(found.percent) == row["rate"]


# --- amounts -------------------------------------------------------------------------------------


def _amounts(row: Row) -> None:
    found = taxed(int(row["amount"]), _rate(row["rate"]), PriceTax(row["prices"]))
    assert (found.net, found.tax, found.gross) == tuple(
        int(row[column]) for column in ("net", "tax", "gross")
    )


def _lines_with_tax(row: Row) -> None:
    grosses, rate = _numbers(row["gross of lines"]), _rate(row["rate"])
    assert list(nets_of(grosses, rate)) == _numbers(row["net of lines"])
    found = taxed(sum(grosses), rate, PriceTax.INCLUSIVE)
    assert (found.net, found.tax) == (int(row["net"]), int(row["tax"]))


def _credits(row: Row) -> None:
    pieces, before = _numbers(row["credits"]), 0
    found = []
    for piece in pieces:
        found.append(
            credited(
                credited_before=before,
                credited_now=piece,
                rate=_rate(row["rate"]),
                prices=PriceTax(row["prices"]),
            )
        )
        before += piece
    assert [part.net for part in found] == _numbers(row["net"])
    assert [part.tax for part in found] == _numbers(row["tax"])


def _plan_with_tax(row: Row) -> None:
    """Play the plan of the page up to the row's day, and look at what that day brings."""
    pool = pool_of(replace(flat(999), tax_behavior=PriceTax.INCLUSIVE))
    policy = policy_of(
        "autodesk", {"decrease.effective": "now", "decrease.money": "account_credit"}
    )
    customer = customer_of(offer_of(policy, pool), {"seat": 10}, paris(2026, 4, 1))
    until = date.fromisoformat(row["on"])
    for day, seats in ((date(2026, 4, 16), 12), (date(2026, 4, 21), 9)):
        if day <= until:
            customer.order(paris(day.year, day.month, day.day), {"seat": seats})
    lines = [line.amount for line in customer.changes[-1].lines]
    if until >= date(2026, 5, 1):
        before = customer.billed
        customer.renew()
        lines = [customer.billed - before]
    found = [taxed(amount, Decimal(19), PriceTax.INCLUSIVE) for amount in lines]
    assert customer.standing.totals == {"seat": int(row["seats"])}
    assert lines == _numbers(row["lines"])
    assert [part.net for part in found] == _numbers(row["net"])
    assert [part.tax for part in found] == _numbers(row["tax"])


# --- numbers -------------------------------------------------------------------------------------


def _tax_numbers(row: Row) -> None:
    kept = plain_tax_id(row["number"], row["country"])
    answer = check_tax_id(kept, row["country"])
    right = answer in {TaxIdAnswer.CHECKED, TaxIdAnswer.UNKNOWN_COUNTRY}
    assert answer == row["answer"]
    assert (kept if right else NONE) == row["kept as"]


CHECKS: Final[Mapping[str, Callable[[Row], None]]] = {
    "sales": _sales,
    "notes": _notes,
    "rates": _rates,
    "amounts": _amounts,
    "lines with tax": _lines_with_tax,
    "credits": _credits,
    "a plan with tax": _plan_with_tax,
    "tax numbers": _tax_numbers,
}
