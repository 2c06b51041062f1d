"""What the vendors' pages ask of words that are no screen: nouns of products, and a reminder."""

from pathlib import Path

import pytest

from curule.core.languages import Language
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.data.database_url import DatabaseUrl
from curule.data.models import OutboxMessage
from curule.services.mails import deliveries
from curule.wording import policy_text
from tests.scenarios.staging import Played, mail_of

NOUNS = {
    Language.EN: ("Organisers", "Agents", "Experts"),
    Language.FR: ("Organisateurs", "Agents", "Experts"),
    Language.DE: ("Organisatoren", "Agenten", "Experten"),
    Language.RU: ("Организаторы", "Агенты", "Эксперты"),
}
REMINDERS = {
    Language.EN: "Please remember to give access to your people once it is there",
    Language.FR: "Pensez ensuite à attribuer les accès à vos utilisateurs",
    Language.DE: "Denken Sie danach daran, den Zugang zuzuweisen",
    Language.RU: "не забудьте выдать доступ пользователям",
}
GOTO = """\
policy: {preset: gotoassist}
prices: [{seat_type: agent, currency: EUR, interval: month, unit_amount: 3000}]
account: {country: FR, business: true, tax_id: FR40303265045, time_zone: Europe/Paris}
steps:
- {at: 2026-04-01, do: subscribe, seats: {agent: 10}}
"""
PORTAL = """\
policy: {preset: licence_portal}
prices: [{seat_type: licence, currency: RUB, interval: year, unit_amount: 900000}]
account: {country: RU, business: true, tax_id: "7700000009", time_zone: Europe/Moscow}
people: [{email: raiser@firma.test, roles: [owner]}, {email: admin@firma.test, roles: [admin]}]
steps:
- {at: 2026-03-01, do: subscribe, seats: {licence: 3}, by: raiser@firma.test}
- {at: 2026-03-10T11:00:00+03:00, do: record_payment}
"""
ADVICE = {
    Language.EN: "The term runs whether access is given to people or not, so please do that soon",
    Language.FR: "La période court, que les accès soient attribués ou non",
    Language.DE: "Die Laufzeit läuft, ob der Zugang vergeben ist oder nicht",
    Language.RU: "Срок идёт независимо от того, выдан ли доступ пользователям",
}


@pytest.mark.requirement("G8")
@pytest.mark.parametrize("language", Language)
def test_each_product_calls_its_seats_by_its_own_noun(language: Language) -> None:
    types = PRESET_SEAT_TYPES["gotoassist"]
    said = policy_text(PRESETS["gotoassist"], language, seat_types=types)
    bought = said[0].sentences
    for noun in NOUNS[language]:
        assert sum(sentence.startswith(noun) for sentence in bought) == 1


@pytest.mark.requirement("G16", "G17")
def test_who_ordered_seats_reads_what_was_bought_and_to_assign_it(
    fresh_database: DatabaseUrl, tmp_path: Path
) -> None:
    del fresh_database
    played = Played.of(GOTO, folder=tmp_path)
    first = mail_of("order_placed", "billing_contact@example.test")
    played.then("{at: 2026-04-11, do: set_seats, seats: {agent: 12}}")
    ordered = mail_of("order_placed", "billing_contact@example.test")
    assert ordered.id != first.id
    for language in Language:
        told = deliveries.readable(message_id=ordered.id, language=language.value).text
        assert REMINDERS[language] in told
        for number in ("2\N{NO-BREAK SPACE}", "160", "2026"):  # seats, what is due, the next bill
            assert number in told


@pytest.mark.requirement("R4", "R5", "R21")
def test_who_asked_for_the_invoice_reads_that_the_term_runs_and_nobody_else(
    fresh_database: DatabaseUrl, tmp_path: Path
) -> None:
    del fresh_database
    Played.of(PORTAL, folder=tmp_path)
    letter = OutboxMessage.objects.get(template="licenses_issued")
    assert letter.recipient == "raiser@firma.test"
    for language in Language:
        told = deliveries.readable(message_id=letter.id, language=language.value).text
        assert ADVICE[language] in told
