"""Money, dates, counts, names and lists, as each reader writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.languages import Language
from curule.core.messages import Count, Country, MonthDay, Weekday
from curule.core.money import Money
from curule.core.policy import Blocked, Channel, JoinRequirement, NamedNoun
from curule.core.presets import PRESETS
from curule.core.roles import Role
from curule.wording import Reader, written
from tests.core.policies import OWN_NOUN

EN, FR, DE, RU = Language
NOON = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
MIDNIGHT_IN_PARIS = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
DESK = PRESETS["zoom"].override({"words.seat_noun": OWN_NOUN}).words.seat_noun


def as_read(value: object, language: Language, zone: str = "UTC") -> str:
    """Return a value as written, its no-break spaces shown as underscores."""
    text = written(value, Reader(language=language, zone=zone, noun=NamedNoun.PLACE))
    return text.replace("\u00a0", "_").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("amount", "en", "fr", "de", "ru"),
    [
        (Money(123456, "EUR"), "€1,234.56", "1_234,56_€", "1.234,56_€", "1_234,56_€"),
        (Money(-7, "EUR"), "−€0.07", "−0,07_€", "−0,07_€", "−0,07_€"),
        (Money(500, "JPY"), "JP¥500", "500_JPY", "500_¥", "500_¥"),
        (Money(1234, "KWD"), "KWD_1.234", "1,234_KWD", "1,234_KWD", "1,234_KWD"),
        (Money(900000, "RUB"), "RUB_9,000.00", "9_000,00_RUB", "9.000,00_RUB", "9_000,00_₽"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    amount: Money, en: str, fr: str, de: str, ru: str
) -> None:
    assert [as_read(amount, language) for language in Language] == [en, fr, de, ru]


READINGS = [
    (
        date(2026, 4, 1),
        ["1 April 2026", "1er avril 2026", "1. April 2026", "1 апреля 2026_года"],
    ),
    (
        date(2026, 4, 21),
        ["21 April 2026", "21 avril 2026", "21. April 2026", "21 апреля 2026_года"],
    ),
    (MonthDay(2, 29), ["29 February", "29 février", "29. Februar", "29 февраля"]),
    (MonthDay(1, 1), ["1 January", "1er janvier", "1. Januar", "1 января"]),
    (Weekday(0), ["Monday", "lundi", "Montag", "понедельник"]),
    (1234, ["1,234", "1_234", "1.234", "1_234"]),
    ((60, 7, 1), ["60, 7 and 1", "60, 7 et 1", "60, 7 und 1", "60, 7 и 1"]),
    (
        Role.BILLING_CONTACT,
        ["billing contact", "contact de facturation", "Abrechnungskontakt", "контакт по оплате"],
    ),
    (
        (Role.OWNER, Role.ADMIN),
        [
            "owner or admin",
            "propriétaire ou administrateur",
            "Kontoinhaber oder Administrator",
            "владелец или администратор",
        ],
    ),
    (Country("CH"), ["Switzerland", "Suisse", "Schweiz", "Швейцария"]),
    (
        Country("ZZ"),
        ["Unknown Region", "région indéterminée", "Unbekannte Region", "неизвестный регион"],
    ),
    (Country("XX"), ["XX"] * 4),
    (
        Channel.RESELLER,
        ["from a reseller", "chez un revendeur", "bei einem Händler", "у партнёра"],
    ),
    (Blocked.ADD, ["adding", "l’ajout", "Hinzufügen", "добавлять"]),
    (
        JoinRequirement.NO_UNPAID_INVOICE,
        [
            "no unpaid invoice",
            "aucune facture impayée",
            "keine unbezahlte Rechnung",
            "нет неоплаченных счетов",
        ],
    ),
    (NamedNoun.LICENCE, ["licences", "licences", "Lizenzen", "лицензии"]),
    (DESK, ["desks", "bureaux", "Tische", "столы"]),
    ("Ana Roy", ["Ana Roy"] * 4),
    (1.5, ["1.5"] * 4),
    ([], [""] * 4),
]


@pytest.mark.parametrize(("value", "expected"), READINGS)
def test_values_read_as_they_are_written_there(value: object, expected: list[str]) -> None:
    assert [as_read(value, language) for language in Language] == expected


def test_an_instant_is_said_in_the_zone_of_the_account() -> None:
    assert as_read(NOON, EN, "Europe/Paris") == "1 April 2026, 12:00 (Europe/Paris)"
    assert as_read(NOON, RU, "Europe/Moscow") == "1 апреля 2026_года, 13:00 (Europe/Moscow)"


def test_of_a_midnight_only_the_day_is_said() -> None:
    assert as_read(MIDNIGHT_IN_PARIS, FR, "Europe/Paris") == "1er janvier 2027"
    assert as_read(MIDNIGHT_IN_PARIS, FR) == "31 décembre 2026, 23:00 (UTC)"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (Count(0), ["0_places", "0_place", "0_Plätze", "0_мест"]),
        (Count(1), ["1_place", "1_place", "1_Platz", "1_место"]),
        (Count(2), ["2_places", "2_places", "2_Plätze", "2_места"]),
        (Count(5), ["5_places", "5_places", "5_Plätze", "5_мест"]),
        (Count(21), ["21_places", "21_places", "21_Plätze", "21_место"]),
        (Count(1200), ["1,200_places", "1_200_places", "1.200_Plätze", "1_200_мест"]),
        (Count(1, DESK), ["1_desk", "1_bureau", "1_Tisch", "1_стол"]),
        (Count(3, DESK), ["3_desks", "3_bureaux", "3_Tische", "3_стола"]),
        (Count(7, DESK), ["7_desks", "7_bureaux", "7_Tische", "7_столов"]),
        (Count(4, NamedNoun.EXPERT), ["4_experts", "4_experts", "4_Experten", "4_эксперта"]),
        (
            (Count(1), Count(2, NamedNoun.AGENT)),
            [
                "1_place and 2_agents",
                "1_place et 2_agents",
                "1_Platz und 2_Agenten",
                "1_место и 2_агента",
            ],
        ),
    ],
)
def test_a_count_bends_its_noun(count: object, expected: list[str]) -> None:
    assert [as_read(count, language) for language in Language] == expected


@pytest.mark.threat("TH9")
@given(st.text())
def test_text_from_outside_is_one_harmless_line(text: str) -> None:
    said = written(text, Reader(language=EN))
    assert len(said.splitlines()) <= 1
    assert said.isprintable()
    assert "{link}" not in said


@pytest.mark.threat("TH9")
def test_text_from_outside_forges_nothing() -> None:
    assert as_read("Ana\r\nBcc: all@x.test", EN) == "Ana Bcc: all@x.test"
    assert as_read("\u202eevil\u2066", EN) == "evil"
    assert as_read("{link}", EN) == "(link)"
    assert as_read("{li\u200bnk}", EN) == "{li nk}"
    assert as_read("x" * 10_000, EN) == "x" * 500 + "…"
