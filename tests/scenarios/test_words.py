"""What the vendors' pages ask of words that are no screen: nouns of products, and a reminder."""

import pytest

from curule.core.languages import Language
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.wording import policy_text
from curule.wording.mails import MailTemplate, mail

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


@pytest.mark.requirement("G8")
@pytest.mark.parametrize("language", Language)
def test_each_product_calls_its_seats_by_its_own_noun(language: Language) -> None:
    types = PRESET_SEAT_TYPES["gotoassist"]
    said = policy_text(PRESETS["gotoassist"], language, seat_types=types)
    bought = said[0].sentences
    for noun in NOUNS[language]:
        assert sum(sentence.startswith(noun) for sentence in bought) == 1


@pytest.mark.requirement("G17")
@pytest.mark.parametrize("language", Language)
def test_who_ordered_seats_is_reminded_to_assign_them(language: Language) -> None:
    told = {"product": "GoToAssist", "account": "Example", "seats": 12}
    ordered = mail(MailTemplate.ORDER_PLACED, language, told)
    assert REMINDERS[language] in ordered.text
    paid = mail(MailTemplate.PAYMENT_RECEIVED, language, told)
    assert REMINDERS[language] not in paid.text
