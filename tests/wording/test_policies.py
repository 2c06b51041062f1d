"""Policies as buyers read them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curule.core.languages import Language
from curule.core.policy import Contradiction, ContradictionRule, SeatPolicy
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.core.sentences import policy_sentences
from curule.wording import contradiction_text, policy_text
from tests.core.policies import OWN_NOUN, SEVERAL_TYPES, policies


def sentences(policy: SeatPolicy, language: Language) -> list[str]:
    return [said for paragraph in policy_text(policy, language) for said in paragraph.sentences]


@given(policies(), st.sampled_from(Language))
def test_every_policy_can_be_said(policy: SeatPolicy, language: Language) -> None:
    told = policy_text(policy, language, seat_types=SEVERAL_TYPES)
    assert all(paragraph.heading for paragraph in told)
    assert all("{" not in said for paragraph in told for said in paragraph.sentences)


@settings(max_examples=200)
@given(policies(), policies(), st.sampled_from(Language))
def test_different_messages_are_different_sentences_in_every_language(
    policy: SeatPolicy, other: SeatPolicy, language: Language
) -> None:
    other = other.override({"words": policy.to_mapping()["words"]})
    same_messages = policy_sentences(policy) == policy_sentences(other)
    assert (sentences(policy, language) == sentences(other, language)) is same_messages


@pytest.mark.parametrize("language", Language)
def test_the_seat_noun_is_the_buyer_s(language: Language) -> None:
    nouns = [*("seat", "licence", "participant", "place", "agent", "expert"), OWN_NOUN]
    texts = {
        tuple(sentences(PRESETS["zoom"].override({"words.seat_noun": noun}), language))
        for noun in nouns
    }
    assert len(texts) == len(nouns)


def test_a_buyer_of_tutkit_reads_french() -> None:
    told = policy_text(PRESETS["tutkit"], Language.FR, seat_types=PRESET_SEAT_TYPES["tutkit"])
    assert told[0].heading == "Ce que vous achetez"
    assert told[0].sentences == (
        "Vous achetez au minimum 1\u00a0place.",
        "Vous pouvez acheter jusqu’à 10\u00a0places.",
        "Pour en avoir plus, choisissez une formule supérieure ou contactez-nous.",
        "Chaque place coûte le même prix.",
    )
    assert told[2].heading == "Plus de places"


def test_a_buyer_of_gotoassist_reads_why_fewer_seats_can_cost() -> None:
    told = sentences(PRESETS["gotoassist"], Language.DE)
    assert (
        "Für alle Lizenzplätze beginnt ein neuer voller Zeitraum; der ungenutzte Teil des alten "
        "wird abgezogen. Auch eine Verringerung kann deshalb etwas kosten."
    ) in told


def test_a_buyer_of_the_licence_portal_reads_russian() -> None:
    told = sentences(PRESETS["licence_portal"], Language.RU)
    assert "Срок начинается с момента фиксации вашей оплаты." in told
    assert "Мы напомним за 60, 30, 7 и 1 день до конца." in told
    assert "Каждая лицензия стоит одинаково." in told


def test_seat_types_are_called_by_their_nouns() -> None:
    told = policy_text(
        PRESETS["gotoassist"], Language.EN, seat_types=PRESET_SEAT_TYPES["gotoassist"]
    )
    assert told[0].sentences[-3:] == (
        "Organisers: 1 or more.",
        "Agents: 1 or more.",
        "Experts: 1 or more.",
    )


@pytest.mark.parametrize("language", Language)
def test_every_contradiction_is_explained(language: Language) -> None:
    texts = {contradiction_text(Contradiction(rule, ()), language) for rule in ContradictionRule}
    assert len(texts) == len(ContradictionRule)
