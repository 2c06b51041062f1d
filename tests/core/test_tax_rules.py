"""Which tax a sale bears: its laws, and every treatment by example."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.messages import Country
from curule.core.tax_areas import UNION, in_union, tax_area
from curule.core.tax_id_checks import OfficeAnswer
from curule.core.tax_ids import EXAMPLES
from curule.core.tax_parties import (
    Buyer,
    OneStopShop,
    Registration,
    Seller,
    TaxIdStanding,
    buyer_of,
)
from curule.core.tax_rates import RATES
from curule.core.tax_rules import (
    EXEMPTION_CODES,
    TaxCategory,
    TaxDecision,
    TaxNote,
    TaxQuestion,
    TaxTreatment,
    plain_decision,
    tax_decision,
)
from tests.core.taxing import (
    TODAY,
    buyers,
    company,
    consumer,
    days,
    members,
    registered,
    seller_in,
    sellers,
    table_days,
)

TAXED = {TaxTreatment.DOMESTIC, TaxTreatment.DESTINATION, TaxTreatment.HOME_RATE}


def _said(decision: TaxDecision) -> str:
    return "" if decision.note is None else decision.note.key.removeprefix("tax.")


# --- laws ----------------------------------------------------------------------------------------


@given(sellers(), buyers, days)
def test_every_sale_is_decided_or_says_why_not(seller: Seller, buyer: Buyer, on: date) -> None:
    found = tax_decision(seller, buyer, on)
    assert found.is_decided == (found.category is not None)
    assert (found.rate is not None) == (found.treatment in TAXED)
    assert (found.category is TaxCategory.STANDARD) == (found.treatment in TAXED)
    assert (found.note is None) == (found.treatment in TAXED)
    if found.treatment is TaxTreatment.UNDECIDED:
        assert _said(found).removeprefix("question.") in set(TaxQuestion)
    elif found.note is not None:
        assert _said(found).removeprefix("note.") in set(TaxNote)


@given(sellers(), buyers, table_days)
def test_whose_tax_it_is_is_the_seller_s_country_or_the_buyer_s(
    seller: Seller, buyer: Buyer, on: date
) -> None:
    found = tax_decision(seller, buyer, on)
    home, place = tax_area(seller.country), tax_area(buyer.country)
    expected = {
        TaxTreatment.DOMESTIC: home,
        TaxTreatment.HOME_RATE: home,
        TaxTreatment.NOT_REGISTERED: home,
        TaxTreatment.DESTINATION: place,
        TaxTreatment.REVERSE_CHARGE: place,
        TaxTreatment.EXPORT: None,
        TaxTreatment.UNDECIDED: None,
    }
    assert found.country == expected[found.treatment]
    if found.rate is not None and found.country is not None:
        rate = RATES.on(found.country, on)
        assert rate is not None
        assert rate.percent == found.rate


@given(sellers(), members, st.sampled_from([None, OfficeAnswer.VALID]), table_days)
def test_a_business_with_a_number_in_another_state_never_pays_our_tax(
    seller: Seller, country: str, office: OfficeAnswer | None, on: date
) -> None:
    buyer = buyer_of(country=country, business=True, tax_id=EXAMPLES[country], office=office)
    found = tax_decision(seller, buyer, on)
    if tax_area(seller.country) != country:
        assert found.rate is None
        assert found.treatment in {TaxTreatment.REVERSE_CHARGE, TaxTreatment.UNDECIDED}


@given(sellers(), members, table_days)
def test_a_number_that_its_office_does_not_know_is_as_good_as_none(
    seller: Seller, country: str, on: date
) -> None:
    unknown = buyer_of(
        country=country, business=True, tax_id=EXAMPLES[country], office=OfficeAnswer.INVALID
    )
    without = buyer_of(country=country, business=True, tax_id="")
    found = tax_decision(seller, unknown, on)
    assert found == tax_decision(seller, without, on)
    assert found.treatment is not TaxTreatment.REVERSE_CHARGE


@given(sellers(), buyers, table_days)
def test_only_a_business_with_a_number_of_its_state_owes_the_tax_itself(
    seller: Seller, buyer: Buyer, on: date
) -> None:
    found = tax_decision(seller, buyer, on)
    if found.treatment is TaxTreatment.REVERSE_CHARGE:
        assert buyer.business
        assert buyer.tax_id_standing is not TaxIdStanding.NONE
        assert in_union(buyer.country)
        assert tax_area(buyer.country) != tax_area(seller.country)
        assert not buyer.tax_id.startswith("XI")


@given(sellers(), buyers, table_days)
def test_nobody_charges_tax_where_they_are_not_registered(
    seller: Seller, buyer: Buyer, on: date
) -> None:
    found = tax_decision(seller, buyer, on)
    if found.rate is not None and found.country is not None:
        declared = (
            found.treatment is TaxTreatment.DESTINATION
            and found.country in UNION
            and seller.declares_in_one_stop_shop(on)
        )
        assert declared or seller.registration_in(found.country, on) is not None


@given(sellers(), buyers, table_days)
def test_confirming_a_number_changes_nothing_that_its_form_had_not_decided(
    seller: Seller, buyer: Buyer, on: date
) -> None:
    def with_standing(standing: TaxIdStanding) -> TaxDecision:
        asked = Buyer(
            country=buyer.country,
            business=buyer.business,
            tax_id=buyer.tax_id,
            tax_id_standing=standing,
        )
        return tax_decision(seller, asked, on)

    checked = with_standing(TaxIdStanding.FORMAT_CHECKED)
    assert checked == with_standing(TaxIdStanding.CONFIRMED)


@given(sellers(), buyers, table_days)
def test_northern_ireland_is_the_united_kingdom_for_services(
    seller: Seller, buyer: Buyer, on: date
) -> None:
    def in_country(country: str) -> TaxDecision:
        moved = Buyer(
            country=country,
            business=buyer.business,
            tax_id=buyer.tax_id,
            tax_id_standing=buyer.tax_id_standing,
        )
        return tax_decision(seller, moved, on)

    assert in_country("XI") == in_country("GB") == in_country("IM")


@given(st.one_of(st.none(), st.decimals(0, 100, places=3)))
def test_a_plain_rate_is_the_vendor_s_word(rate: Decimal | None) -> None:
    found = plain_decision(rate)
    assert found.is_decided
    assert (found.treatment, found.rate, found.note) == (TaxTreatment.PLAIN_RATE, rate, None)
    expected = None if rate is None else TaxCategory.STANDARD if rate else TaxCategory.ZERO
    assert found.category is expected


# --- every treatment -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seller", "buyer", "expected"),
    [
        (seller_in("FR"), company("FR"), "domestic FR 20 S"),
        (seller_in("FR"), consumer("MC"), "domestic FR 20 S"),
        (seller_in("GB"), company("GB"), "domestic GB 20 S"),
        (seller_in("CH"), consumer("LI"), "domestic CH 8.1 S"),
        (seller_in("RU"), company("RU"), "domestic RU 22 S"),
        (seller_in("FR"), company("DE"), "reverse_charge DE - AE note.reverse_charge"),
        (seller_in("FR", "DE", shop=True), company("DE"), "reverse_charge DE - AE"),
        (seller_in("CH"), company("DE"), "reverse_charge DE - AE note.reverse_charge"),
        (seller_in("FR"), company("GR", "EL094259216"), "reverse_charge GR - AE"),
        (seller_in("DE"), company("MC", "FR53000004605"), "reverse_charge FR - AE"),
        (seller_in("FR"), consumer("DE"), "home_rate FR 20 S"),
        (seller_in("FR"), company("DE", ""), "home_rate FR 20 S"),
        (seller_in("FR"), company("IE", "XI980780684"), "home_rate FR 20 S"),
        (seller_in("FR"), company("DE", "FR40303265045"), "home_rate FR 20 S"),
        (seller_in("FR", shop=True), consumer("FI"), "destination FI 25.5 S"),
        (seller_in("FR", shop=True), company("EE", "?"), "destination EE 24 S"),
        (seller_in("FR", "DE", destination=True), consumer("DE"), "destination DE 19 S"),
        (seller_in("GB", shop=True), consumer("DE"), "destination DE 19 S"),
        (seller_in("GB", "DE"), consumer("DE"), "destination DE 19 S"),
        (seller_in("FR", "GB"), consumer("GB"), "destination GB 20 S"),
        (seller_in("FR", "CH"), company("CH"), "destination CH 8.1 S"),
        (seller_in("FR", "GB"), company("GB"), "export - - G note.export_to_business"),
        (seller_in("FR"), company("GB", "XI980780684"), "export - - G note.export_to_business"),
        (seller_in("FR"), company("US", ""), "export - - G note.export_to_business"),
        (seller_in("FR"), company("RU"), "export - - G note.export_to_business"),
        (seller_in("FR"), consumer("GB"), "export - - G note.export_to_consumer"),
        (seller_in("RU"), consumer("US"), "export - - G note.export_from_outside"),
        (
            seller_in("DE", small=True),
            consumer("DE"),
            "not_registered DE - E note.small_enterprise",
        ),
        (
            seller_in("DE", small=True),
            consumer("AT"),
            "not_registered DE - E note.small_enterprise",
        ),
        (seller_in("CH", small=True), consumer("CH"), "not_registered CH - O note.not_registered"),
        (seller_in("US"), consumer("US"), "undecided - - - question.seller_country"),
        (seller_in("FR"), consumer("RE"), "undecided - - - question.special_territory"),
        (seller_in("AX"), consumer("FI"), "undecided - - - question.special_territory"),
        (
            seller_in("FR", destination=True),
            consumer("DE"),
            "undecided - - - question.registration_missing",
        ),
        (seller_in("GB"), consumer("DE"), "undecided - - - question.registration_missing"),
        (
            seller_in("DE", small=True),
            company("FR"),
            "undecided - - - question.seller_number_missing",
        ),
        (seller_in("FR", "NO"), consumer("NO"), "undecided - - - question.rate_unknown"),
    ],
)
def test_a_sale_of_2026(seller: Seller, buyer: Buyer, expected: str) -> None:
    found = tax_decision(seller, buyer, TODAY)
    said = [_said(found)] if len(expected.split()) > 4 else []
    parts = (found.treatment, found.country, found.rate, found.category)
    assert [*("-" if part is None else str(part) for part in parts), *said] == expected.split()


def test_a_note_names_what_it_is_about() -> None:
    swiss = tax_decision(seller_in("CH"), consumer("US"), TODAY)
    assert swiss.note is not None
    assert swiss.note.values == {"country": Country("CH")}
    for seller, buyer, country in (
        (seller_in("US"), consumer("US"), "US"),
        (seller_in("FR"), consumer("RE"), "RE"),
        (seller_in("AX"), consumer("FI"), "AX"),
        (seller_in("FR", destination=True), consumer("DE"), "DE"),
        (seller_in("DE", small=True), company("FR"), "DE"),
    ):
        found = tax_decision(seller, buyer, TODAY)
        assert found.note is not None
        assert found.note.values == {"country": Country(country)}
    there = tax_decision(seller_in("FR", "NO"), consumer("NO"), TODAY)
    assert there.note is not None
    assert there.note.values == {"country": Country("NO"), "on": TODAY}
    early = tax_decision(seller_in("FR"), company("DE"), date(2020, 12, 31))
    assert early.note is not None
    assert early.note.key == "tax.question.rate_unknown"
    assert early.note.values == {"country": Country("DE"), "on": date(2020, 12, 31)}


def test_the_first_day_of_the_table_is_decided() -> None:
    assert tax_decision(seller_in("FR"), consumer("FR"), RATES.begins).country == "FR"


def test_only_a_seller_outside_the_union_is_named_as_not_registered() -> None:
    notes = [
        tax_decision(seller_in(country, small=True), consumer(country), TODAY).note
        for country in ("CH", "DE")
    ]
    assert [dict(note.values) for note in notes if note is not None] == [
        {"country": Country("CH")},
        {},
    ]


def test_a_note_brings_its_code_for_an_electronic_invoice() -> None:
    assert tax_decision(seller_in("FR"), company("DE"), TODAY).exemption_code == "VATEX-EU-AE"
    assert tax_decision(seller_in("FR"), consumer("GB"), TODAY).exemption_code == "VATEX-EU-G"
    assert tax_decision(seller_in("FR", small=True), consumer("FR"), TODAY).exemption_code is None
    assert set(EXEMPTION_CODES) == set(TaxNote) - {TaxNote.SMALL_ENTERPRISE}


# --- time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "day", "rate"),
    [("RU", date(2025, 12, 31), "20"), ("RU", date(2026, 1, 1), "22")],
)
def test_the_tax_point_decides_the_rate(country: str, day: date, rate: str) -> None:
    assert str(tax_decision(seller_in(country), consumer(country), day).rate) == rate


def test_what_holds_until_a_day_does_not_hold_on_it() -> None:
    seller = Seller(
        country="FR",
        registrations=(registered("FR"),),
        one_stop_shop=OneStopShop(since=date(2024, 1, 1), until=date(2025, 1, 1)),
    )
    treatments = [
        tax_decision(seller, consumer("DE"), day).treatment.value
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    ]
    assert treatments == ["home_rate", "destination", "destination", "home_rate"]
    left = Seller(country="FR", registrations=(registered("FR", until=date(2026, 1, 1)),))
    assert tax_decision(left, consumer("FR"), date(2025, 12, 31)).rate is not None
    assert tax_decision(left, consumer("FR"), date(2026, 1, 1)).category == "E"


def test_passing_the_threshold_counts_from_its_day() -> None:
    seller = Seller(
        country="FR",
        registrations=(registered("FR"), registered("DE")),
        destination_since=date(2026, 5, 1),
    )
    assert tax_decision(seller, consumer("DE"), date(2026, 4, 30)).country == "FR"
    assert tax_decision(seller, consumer("DE"), date(2026, 5, 1)).country == "DE"


def test_what_ends_before_it_begins_is_refused() -> None:
    day = date(2026, 1, 1)
    with pytest.raises(ValueError, match="cannot end on 2026-01-01"):
        Registration(country="FR", number="", since=day, until=day)
    with pytest.raises(ValueError, match="cannot end on 2026-01-01"):
        OneStopShop(since=day, until=day)


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "office", "standing"),
    [
        ("DE136695976", None, TaxIdStanding.FORMAT_CHECKED),
        ("DE136695976", OfficeAnswer.VALID, TaxIdStanding.CONFIRMED),
        ("DE136695976", OfficeAnswer.INVALID, TaxIdStanding.NONE),
        ("DE136695975", OfficeAnswer.VALID, TaxIdStanding.NONE),
        ("", OfficeAnswer.VALID, TaxIdStanding.NONE),
    ],
)
def test_a_number_stands_as_far_as_it_was_checked(
    number: str, office: OfficeAnswer | None, standing: TaxIdStanding
) -> None:
    buyer = buyer_of(country="DE", business=True, tax_id=number, office=office)
    assert buyer.tax_id_standing is standing
    assert buyer.has_union_number == (standing is not TaxIdStanding.NONE)


def test_a_consumer_has_no_number_to_be_charged_by() -> None:
    assert not buyer_of(country="DE", business=False, tax_id="DE136695976").has_number
