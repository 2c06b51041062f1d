"""A refusal says what did not happen, why, and what can be done."""

from datetime import UTC, date, datetime

import pytest

from curule.core.languages import Language
from curule.core.money import Money
from curule.core.policy import NamedNoun
from curule.core.refusals import FACTS, Refusal, RefusalCode, refuse
from curule.core.roles import Role
from curule.wording import RefusalText, refusal_text

EN, FR, DE, RU = Language


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_can_be_said_with_nothing_known(
    code: RefusalCode, language: Language
) -> None:
    refusal = refuse(code)
    text = refusal_text(refusal, language)
    assert text.sentence != text.reason
    assert "{" not in str(text)
    assert tuple(code for code, _ in text.options) == refusal.options
    labels = [label for _, label in text.options]
    assert all(labels)
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", FACTS)
def test_every_fact_is_said_when_it_is_known(code: RefusalCode, language: Language) -> None:
    for group in FACTS[code]:
        known = {name: f"<{name}>" for name in group}
        text = refusal_text(Refusal(code, values=known), language)
        assert all(f"<{name}>" in text.reason for name in group)
        assert text.sentence == refusal_text(refuse(code), language).sentence


def test_a_fact_that_is_not_known_whole_is_not_said() -> None:
    bare = refusal_text(refuse(RefusalCode.NO_FREE_SEAT), EN)
    assert refusal_text(refuse(RefusalCode.NO_FREE_SEAT, needed=8), EN) == bare
    assert refusal_text(refuse(RefusalCode.NO_FREE_SEAT, needed=8, free=None), EN) == bare
    assert refusal_text(refuse(RefusalCode.NO_FREE_SEAT, needed=8, free=0), EN) != bare


def test_a_refusal_in_english() -> None:
    refusal = refuse(RefusalCode.NO_FREE_SEAT, needed=8, free=6)
    assert refusal_text(refusal, EN, noun=NamedNoun.PARTICIPANT) == RefusalText(
        sentence="There are not enough free participants.",
        reason="The others are in use or kept for people who are invited. Needed: 8. Free: 6.",
        options=(
            ("buy_seats", "Buy more participants"),
            ("invite_fewer", "Invite fewer people"),
            ("contact", "Contact us"),
        ),
    )


@pytest.mark.parametrize(
    ("noun", "sentences"),
    [
        (
            NamedNoun.AGENT,
            [
                "There are not enough free agents.",
                "Il n’y a pas assez d’agents libres.",
                "Es sind nicht genug Agenten frei.",
                "Свободных агентов не хватает.",
            ],
        ),
        (
            NamedNoun.PLACE,
            [
                "There are not enough free places.",
                "Il n’y a pas assez de places libres.",
                "Es sind nicht genug Plätze frei.",
                "Свободных мест не хватает.",
            ],
        ),
    ],
)
def test_seats_are_called_what_the_policy_calls_them(noun: NamedNoun, sentences: list[str]) -> None:
    by_reader = refuse(RefusalCode.NO_FREE_SEAT)
    assert [refusal_text(by_reader, lang, noun=noun).sentence for lang in Language] == sentences
    by_value = refuse(RefusalCode.NO_FREE_SEAT, noun=noun)
    assert [refusal_text(by_value, lang).sentence for lang in Language] == sentences


def test_dates_amounts_and_people_are_written_for_the_reader() -> None:
    in_term = refuse(RefusalCode.DECREASE_NOT_ALLOWED_IN_TERM, until=date(2027, 1, 1))
    assert "Срок заканчивается 1 января 2027\u00a0года." in str(refusal_text(in_term, RU))
    expired = refuse(
        RefusalCode.INVITATION_EXPIRED, expired_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    )
    text = refusal_text(expired, DE, zone="Europe/Paris")
    assert "Sie galt bis 24. November 2026, 10:30 (Europe/Paris)." in text.reason
    stale = refuse(
        RefusalCode.QUOTE_STALE, old_due=Money(14521, "EUR"), new_due=Money(14600, "EUR")
    )
    assert "Before: €145.21. Now: €146.00." in refusal_text(stale, EN).reason
    role = refuse(RefusalCode.ROLE_NOT_ALLOWED, roles=(Role.CONTRACT_MANAGER,), people=("Ana Roy",))
    assert refusal_text(role, FR).reason == (
        "Adressez-vous à une personne qui en a le droit. Autorisé pour\u202f: gestionnaire de "
        "contrats. Dans votre compte\u202f: Ana Roy."
    )


def test_the_nearest_numbers_are_ways_out() -> None:
    refusal = refuse(RefusalCode.WRONG_STEP, options=("20", "1025"), step=5, wanted=23)
    assert refusal_text(refusal, EN).options == (("20", "Take 20"), ("1025", "Take 1,025"))


def test_a_refusal_reads_as_one_text() -> None:
    text = refusal_text(Refusal(RefusalCode.NOTHING_TO_CHANGE), EN)
    assert str(text) == f"{text.sentence} {text.reason}"


def test_a_refusal_that_was_kept_as_json_reads_the_same() -> None:
    def both(code: RefusalCode, real: dict[str, object], kept: dict[str, object]) -> None:
        for language in Language:
            as_kept = refusal_text(Refusal(code, values=kept), language)
            assert as_kept == refusal_text(Refusal(code, values=real), language)

    amount = {"amount_minor": 14521, "currency": "EUR"}
    both(RefusalCode.OUTSTANDING_INVOICES, {"amount": Money(14521, "EUR")}, {"amount": amount})
    both(
        RefusalCode.ROLE_NOT_ALLOWED,
        {"roles": (Role.OWNER, Role.ADMIN), "noun": NamedNoun.PLACE},
        {"roles": ["owner", "admin"], "noun": "place"},
    )
    both(
        RefusalCode.ROLE_ALREADY_HELD,
        {"person": "Ana", "role": Role.ADMIN},
        {"person": "Ana", "role": "admin"},
    )
    both(
        RefusalCode.REDUCTION_OPEN,
        {"target": 5, "effective_on": date(2027, 1, 1)},
        {"target": 5, "effective_on": "2027-01-01"},
    )
    expired_at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    both(
        RefusalCode.INVITATION_EXPIRED,
        {"expired_at": expired_at},
        {"expired_at": expired_at.isoformat()},
    )
    both(RefusalCode.DECREASE_NOT_ALLOWED_IN_TERM, {"until": "later"}, {"until": "later"})
