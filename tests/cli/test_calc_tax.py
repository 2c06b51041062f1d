"""`curule calc tax`, `tax-id` and `currency`: what they say, and how they refuse."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from curule.cli.calc import calc
from curule.core.currencies import EXPONENTS, REPLACED

SALE = {
    "seller": {"country": "FR"},
    "buyer": {"country": "DE", "business": True, "tax_id": "de 136 695 976"},
    "date": "2026-11-22",
}
CONSUMER = {"country": "FI", "business": False}


def _answer(name: str, given: object) -> Any:  # noqa: ANN401  (whatever JSON holds)
    done = CliRunner().invoke(calc, [name], input=json.dumps(given))
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def _refusal(name: str, given: object) -> str:
    done = CliRunner().invoke(calc, [name], input=json.dumps(given))
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr.removeprefix("Error: ").removesuffix("\n")


# --- tax -----------------------------------------------------------------------------------------


def test_a_business_in_another_state_owes_the_tax_itself() -> None:
    answer = _answer("tax", {**SALE, "lines": [12000, 3000]})
    assert {**SALE, **answer} == answer
    assert (answer["treatment"], answer["country"], answer["rate"]) == (
        "reverse_charge",
        "DE",
        None,
    )
    assert (answer["category"], answer["exemption_code"]) == ("AE", "VATEX-EU-AE")
    assert answer["tax_id_standing"] == "format_checked"
    assert answer["note"].startswith("Reverse charge: ")
    assert "Article 196 of Directive 2006/112/EC" in answer["note"]
    assert (answer["nets"], answer["net"], answer["tax"]) == ([12000, 3000], 15000, 0)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Autoliquidation"),
        ("de", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("ru", "статья 196 Директивы 2006/112/ЕС"),
    ],
)
def test_the_note_is_in_the_language_that_is_asked_for(language: str, words: str) -> None:
    assert words in _answer("tax", {**SALE, "language": language})["note"]


def test_a_consumer_below_the_threshold_is_taxed_at_home() -> None:
    answer = _answer("tax", {**SALE, "buyer": CONSUMER, "lines": [10000]})
    assert (answer["treatment"], answer["country"], answer["rate"]) == ("home_rate", "FR", "20")
    assert (answer["category"], answer["note"]) == ("S", None)
    assert (answer["net"], answer["tax"], answer["gross"]) == (10000, 2000, 12000)


@pytest.mark.parametrize(
    "more",
    [
        {"one_stop_shop": {}},
        {"one_stop_shop": {"since": "2026-11-22", "until": "2026-11-23"}},
        {"registrations": [{"country": "FI"}], "destination_since": "2026-01-01"},
        {
            "registrations": [{"country": "FI", "number": "FI20774740", "since": "2020-01-01"}],
            "destination_since": "2026-11-22",
        },
    ],
)
def test_a_consumer_beyond_it_is_taxed_where_they_live(more: dict[str, object]) -> None:
    given = {**SALE, "seller": {"country": "FR", **more}, "buyer": CONSUMER}
    answer = _answer("tax", {**given, "prices": "inclusive", "lines": [9900, 9900, 9900]})
    assert (answer["treatment"], answer["country"], answer["rate"]) == ("destination", "FI", "25.5")
    assert answer["rate_since"] == "2024-09-01"
    assert answer["rate_source"].startswith("https://vero.fi/")
    assert answer["nets"] == [7888, 7889, 7888]
    assert (answer["net"], answer["tax"], answer["gross"]) == (23665, 6035, 29700)


def test_the_date_decides_the_rate() -> None:
    sale = {"seller": {"country": "RU"}, "buyer": {"country": "RU", "business": False}}
    days = ("2025-12-31", "2026-01-01")
    answers = _answer("tax", [{**sale, "date": day} for day in days])
    assert [answer["rate"] for answer in answers] == ["20", "22"]
    assert "net" not in answers[0]


def test_what_the_rules_cannot_tell_has_no_amounts() -> None:
    given = {**SALE, "buyer": {"country": "RE", "business": False}, "lines": [100]}
    answer = _answer("tax", given)
    assert (answer["treatment"], answer["category"]) == ("undecided", None)
    assert answer["note"].endswith("not known here: Réunion.")
    assert [answer[name] for name in ("nets", "net", "tax", "gross")] == [None] * 4


def test_a_number_that_an_office_confirmed_is_said_to_be() -> None:
    buyer = {**SALE["buyer"], "confirmed": True}  # type: ignore[dict-item]
    assert _answer("tax", {**SALE, "buyer": buyer})["tax_id_standing"] == "confirmed"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seller": None}, 'the input: the field "seller" is missing.'),
        (
            {"seller": {"country": "France"}},
            "seller.country: a country is written with two capital",
        ),
        ({"buyer": {"country": "DE"}}, 'buyer: the field "business" is missing.'),
        (
            {"buyer": {"country": "DE", "business": 1}},
            "buyer.business: 1 is neither true nor false.",
        ),
        ({"date": "22.11.2026"}, 'date: "22.11.2026" is no date such as 2026-04-01.'),
        ({"date": "2026-02-30"}, 'date: there is no such day as "2026-02-30".'),
        ({"lines": [1.5]}, "lines[0]: 1.5 is no whole number."),
        ({"prices": "gross"}, 'prices: "gross" is none of exclusive, inclusive.'),
        ({"language": "it"}, 'language: "it" is none of en, fr, de, ru.'),
        ({"vendor": {}}, "vendor: there is no such field"),
        (
            {
                "seller": {
                    "country": "FR",
                    "registrations": [
                        {"country": "FR", "since": "2026-01-01", "until": "2026-01-01"}
                    ],
                }
            },
            "seller.registrations[0]: what holds since 2026-01-01 cannot end on 2026-01-01.",
        ),
        (
            {
                "seller": {
                    "country": "FR",
                    "one_stop_shop": {"since": "2026-01-01", "until": "2025-01-01"},
                }
            },
            "seller.one_stop_shop: what holds since 2026-01-01 cannot end on 2025-01-01.",
        ),
    ],
)
def test_a_sale_that_cannot_be_is_named(change: dict[str, object], sentence: str) -> None:
    assert _refusal("tax", {**SALE, **change}).startswith(sentence)


# --- numbers of tax ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "valid", "normalised", "reason"),
    [
        ({"number": "fr 40 303 265 045", "country": "FR"}, True, "FR40303265045", "checked"),
        ({"number": "DE136695975", "country": "DE"}, False, None, "wrong_digits"),
        ({"number": "136695976", "country": "DE"}, False, None, "wrong_form"),
        ({"number": "XI 980 7806 84", "country": "GB"}, True, "XI980780684", "checked"),
        ({"number": "7707083893", "country": "RU"}, True, "7707083893", "checked"),
        ({"number": "a-1", "country": "ZZ"}, None, "A-1", "unknown_country"),
        ({"number": "7707 01 001", "country": "RU", "kind": "kpp"}, True, "770701001", "checked"),
        ({"number": "303 265 046", "country": "FR", "kind": "siren"}, False, None, "wrong_form"),
    ],
)
def test_a_number_and_its_country_say_whether_it_is_valid(
    given: dict[str, object], valid: bool | None, normalised: str | None, reason: str
) -> None:
    answer = _answer("tax-id", given)
    assert answer == {**given, "valid": valid, "normalised": normalised, "reason": reason}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"number": "1"}, 'the input: the field "country" is missing.'),
        ({"country": "DE"}, 'the input: the field "number" is missing.'),
        ({"number": 1, "country": "DE"}, "number: 1 is no string."),
        ({"number": "1", "country": "DE", "kind": "vin"}, 'kind: "vin" is none of siren, kpp'),
    ],
)
def test_a_question_on_a_number_that_is_none_is_named(
    given: dict[str, object], sentence: str
) -> None:
    assert _refusal("tax-id", given).startswith(sentence)


# --- currencies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "decimals"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("UYW", 4)])
def test_a_code_has_its_decimals(code: str, decimals: int) -> None:
    assert _answer("currency", {"code": code}) == {
        "code": code,
        "exponent": decimals,
        "as_of": "2026-01-01",
        "replaced_by": None,
        "replaced_on": None,
    }


def test_a_code_that_is_no_more_names_the_one_that_is() -> None:
    answer = _answer("currency", {"code": "BGN"})
    assert (answer["exponent"], answer["replaced_by"]) == (None, "EUR")
    assert answer["replaced_on"] == "2026-01-01"


@pytest.mark.parametrize("code", REPLACED)
def test_what_took_a_place_is_current_and_what_lost_it_is_not(code: str) -> None:
    assert code not in EXPONENTS
    assert REPLACED[code].by in EXPONENTS


def test_what_is_no_currency_is_named() -> None:
    assert _refusal("currency", {"code": "EURO"}).startswith("code: 'EURO' is no currency of ISO")
    assert _refusal("currency", {"code": 978}) == "code: 978 is no string."
    assert _refusal("currency", {"code": "XAU"}).startswith("code: 'XAU' has no minor unit")
