"""The calculations of `curule calc` that have to do with tax and currencies."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from curule.cli.calculations import Calculation
from curule.cli.json_input import At, Fields
from curule.core.currencies import ISO_4217_PUBLISHED, REPLACED, exponent
from curule.core.languages import Language
from curule.core.tax import PriceTax, nets_of, taxed
from curule.core.tax_id_checks import OfficeAnswer
from curule.core.tax_ids import (
    CompanyNumber,
    TaxIdAnswer,
    check_tax_id,
    is_company_number,
    plain_tax_id,
)
from curule.core.tax_parties import Buyer, OneStopShop, Registration, Seller, buyer_of
from curule.core.tax_rates import RATES
from curule.core.tax_rules import TaxDecision, tax_decision

_COUNTRY: Final = re.compile("[A-Z]{2}")
_TIME: Final = ("since", "until")


def _tax(fields: Fields) -> Mapping[str, object]:
    seller, buyer = _seller(fields.required("seller")), _buyer(fields.required("buyer"))
    on = fields.required("date").day()
    prices = fields.optional("prices", PriceTax.EXCLUSIVE.value).choice(PriceTax)
    language = fields.optional("language", Language.EN.value).choice(Language)
    lines = [line.integer() for line in fields.optional("lines", []).items()]
    found = tax_decision(seller, buyer, on)
    amounts = _amounts(lines, found, prices) if "lines" in fields else {}
    return {**_decided(found, buyer, on, language), **amounts}


def _tax_id(fields: Fields) -> Mapping[str, object]:
    country = _country(fields.required("country"))
    number = plain_tax_id(fields.required("number").text(), country)
    if "kind" in fields:
        right = is_company_number(number, fields.at("kind").choice(CompanyNumber))
        reason = TaxIdAnswer.CHECKED if right else TaxIdAnswer.WRONG_FORM
    else:
        reason = check_tax_id(number, country)
    valid = {TaxIdAnswer.CHECKED: True, TaxIdAnswer.UNKNOWN_COUNTRY: None}.get(reason, False)
    return {"valid": valid, "normalised": None if valid is False else number, "reason": reason}


def _currency(fields: Fields) -> Mapping[str, object]:
    code = fields.required("code")
    replaced = REPLACED.get(code.text())
    if replaced is None:
        return {
            "exponent": code.accepted_by(lambda at: exponent(at.text())),
            "as_of": ISO_4217_PUBLISHED.isoformat(),
            "replaced_by": None,
            "replaced_on": None,
        }
    return {
        "exponent": None,
        "as_of": ISO_4217_PUBLISHED.isoformat(),
        "replaced_by": replaced.by,
        "replaced_on": replaced.on.isoformat(),
    }


tax: Final = Calculation(
    ("seller", "buyer", "date", "lines", "prices", "language"),
    _tax,
)
"""Seller, buyer, date and lines: treatment, rate, category, note, and the amounts."""

tax_id: Final = Calculation(("number", "country", "kind"), _tax_id)
"""Number and country: whether it may be one, how it is kept, and why not."""

currency: Final = Calculation(("code",), _currency)
"""Code: the decimals of its minor unit, and the dates that go with it."""


# --- who sells and buys --------------------------------------------------------------------------


def _country(given: At) -> str:
    code = given.text()
    if not _COUNTRY.fullmatch(code):
        raise given.wrong("a country is written with two capital letters, as in ISO 3166-1")
    return code


def _seller(given: At) -> Seller:
    """A seller; who says nothing of registrations is registered at home, for as long as asked."""
    fields = given.fields("country", "registrations", "one_stop_shop", "destination_since")
    country = _country(fields.required("country"))
    at_home = [{"country": country}]
    shop, passed = fields.at("one_stop_shop"), fields.at("destination_since")
    return Seller(
        country=country,
        registrations=tuple(
            _registration(held) for held in fields.optional("registrations", at_home).items()
        ),
        one_stop_shop=None if shop.value is None else _shop(shop),
        destination_since=None if passed.value is None else passed.day(),
    )


def _registration(given: At) -> Registration:
    fields = given.fields("country", "number", *_TIME)
    country = _country(fields.required("country"))
    number = fields.optional("number", "").text()
    since, until = _days(fields)
    return given.accepted_by(
        lambda _: Registration(country=country, number=number, since=since, until=until)
    )


def _shop(given: At) -> OneStopShop:
    since, until = _days(given.fields(*_TIME))
    return given.accepted_by(lambda _: OneStopShop(since=since, until=until))


def _days(fields: Fields) -> tuple[date, date | None]:
    since, until = fields.at("since"), fields.at("until")
    return (
        date.min if since.value is None else since.day(),
        None if until.value is None else until.day(),
    )


def _buyer(given: At) -> Buyer:
    fields = given.fields("country", "business", "tax_id", "confirmed")
    country = _country(fields.required("country"))
    confirmed = fields.optional("confirmed", default=False).boolean()
    return buyer_of(
        country=country,
        business=fields.required("business").boolean(),
        tax_id=plain_tax_id(fields.optional("tax_id", "").text(), country),
        office=OfficeAnswer.VALID if confirmed else None,
    )


# --- what is answered ----------------------------------------------------------------------------


def _decided(
    found: TaxDecision, buyer: Buyer, on: date, language: Language
) -> Mapping[str, object]:
    from curule.wording import translate

    rate = None if found.country is None or found.rate is None else RATES.on(found.country, on)
    return {
        "treatment": found.treatment,
        "country": found.country,
        "rate": _written(found.rate),
        "rate_since": None if rate is None else rate.valid_from.isoformat(),
        "rate_source": None if rate is None else rate.source.address,
        "category": found.category,
        "note": None if found.note is None else translate(found.note, language),
        "exemption_code": found.exemption_code,
        "tax_id_standing": buyer.tax_id_standing,
    }


def _amounts(lines: Sequence[int], found: TaxDecision, prices: PriceTax) -> Mapping[str, object]:
    """Net amounts of the lines, and tax once on their sum; none while a person must decide."""
    if not found.is_decided:
        return {"nets": None, "net": None, "tax": None, "gross": None}
    sums = taxed(sum(lines), found.rate, prices)
    nets = nets_of(lines, found.rate) if prices is PriceTax.INCLUSIVE else tuple(lines)
    return {"nets": nets, "net": sums.net, "tax": sums.tax, "gross": sums.gross}


def _written(rate: Decimal | None) -> str | None:
    return None if rate is None else str(rate)
