"""The four catalogs say the same things, all of them, in good typography."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from curule.core.bank_statements import StatementProblem
from curule.core.languages import Language
from curule.core.messages import say
from curule.core.policy import Blocked, Channel, ContradictionRule, JoinRequirement, NamedNoun
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS
from curule.core.pricing import PriceModel
from curule.core.refusals import FACTS, RefusalCode, WayOut
from curule.core.roles import Role
from curule.core.sentences import Topic, policy_sentences
from curule.core.tax_rules import TaxNote, TaxQuestion
from curule.wording import UnknownKey, papers, quote_papers, translate
from curule.wording.catalogs import text, text_for
from curule.wording.mails import FRAMES, OF_THE_VENDOR, OPTIONAL, REQUIRED, MailTemplate
from tests.core.policies import SEVERAL_TYPES, VALUES
from tests.wording.catalog_files import Entry, by_key, catalogs, entries, placeholders

PLURAL_FORMS = {Language.EN: 2, Language.FR: 2, Language.DE: 2, Language.RU: 3}
EN = by_key(Language.EN)


@cache
def sentence_keys() -> frozenset[str]:
    """Every key a policy can say: each preset, each field at each value, a few together."""
    companions: list[dict[str, object]] = [
        {},
        {"anchor.at": "day_of_month(1)"},
        {"joining.own_plan": "settle"},
        {"decrease.effective": "now"},
        {"quantity.max_seats": 10},
        {"renewal.mode": "manual", "term.starts": "on_payment", "increase.effective": "on_payment"},
    ]
    keys = frozenset(
        sentence.key
        for preset in PRESETS.values()
        for companion in companions
        for name, values in VALUES.items()
        for value in values
        for sentence in policy_sentences(preset.override({**companion, name: value}))
    )
    types = (*SEVERAL_TYPES, *PRESET_SEAT_TYPES["zoom"])
    told = policy_sentences(PRESETS["zoom"], types, sold_by=tuple(PriceModel))
    return keys | {sentence.key for sentence in told}


def needed_keys() -> Iterator[str]:
    for code in RefusalCode:
        yield f"refusal.{code}.sentence"
        yield f"refusal.{code}.reason"
        for group in FACTS.get(code, ()):
            yield f"refusal.{code}.fact.{group[0]}"
    for option in (*WayOut, "number"):
        yield f"option.{option}"
    for template in MailTemplate:
        yield f"mail.{template}.subject"
        yield f"mail.{template}.body"
    yield from ("mail.greeting", "mail.closing", "mail.address", "mail.why.sign_in")
    yield "mail.choices"
    yield from papers.KEYS
    yield from quote_papers.KEYS
    for label, why in FRAMES.values():
        yield from (f"mail.button.{label}", f"mail.why.{why}")
    for noun in NamedNoun:
        yield from (f"noun.{noun}", f"noun.{noun}.plural", f"noun.{noun}.gender")
    for family, choices in (
        ("role", Role),
        ("channel", Channel),
        ("blocked", Blocked),
        ("requirement", JoinRequirement),
        ("statement_problem", StatementProblem),
        ("topic", Topic),
        ("contradiction", ContradictionRule),
        ("tax.note", TaxNote),
        ("tax.question", TaxQuestion),
    ):
        yield from (f"{family}.{choice}" for choice in choices)
    yield from sentence_keys()


@pytest.mark.parametrize("language", Language)
def test_every_text_that_can_be_said_is_there_and_none_that_cannot(language: Language) -> None:
    said = {entry.key for entry in entries(language) if not entry.domain.startswith("screens_")}
    assert said == set(needed_keys())


@pytest.mark.parametrize("language", Language)
def test_no_key_stands_in_two_files(language: Language) -> None:
    keys = [entry.key for entry in entries(language)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", Language)
def test_keys_stand_in_the_same_file_and_order_in_every_language(language: Language) -> None:
    def places(which: Language) -> list[tuple[str, str, bool]]:
        return [(entry.domain, entry.key, entry.plural) for entry in entries(which)]

    assert places(language) == places(Language.EN)


@pytest.mark.parametrize("language", Language)
def test_nothing_is_unfinished(language: Language) -> None:
    for name, catalog in catalogs(language):
        assert (name, catalog.obsolete) == (name, {})
        assert str(catalog.locale) == language.value
        assert catalog.num_plurals == PLURAL_FORMS[language]
    for entry in entries(language):
        assert not entry.fuzzy, entry.key
        assert all(form.strip() for form in entry.forms), entry.key
        assert len(entry.forms) == (PLURAL_FORMS[language] if entry.plural else 1), entry.key


@pytest.mark.parametrize("language", Language)
def test_every_language_names_the_same_values(language: Language) -> None:
    for key, entry in by_key(language).items():
        wanted = placeholders(EN[key].forms[-1])
        for place, form in enumerate(entry.forms):
            # "the first day" says one without a number; only where a form is for one alone.
            alone = entry.plural and place == 0 and language is not Language.RU
            named = placeholders(form)
            assert named == wanted or (alone and named == wanted - {"count"}), key


@pytest.mark.parametrize("language", Language)
def test_texts_name_only_values_that_are_given(language: Language) -> None:
    everything = by_key(language)
    for code, groups in FACTS.items():
        for group in groups:
            entry = everything[f"refusal.{code}.fact.{group[0]}"]
            assert placeholders(entry.forms[0]) == set(group)
    for code in RefusalCode:
        for part in ("sentence", "reason"):
            assert not placeholders(everything[f"refusal.{code}.{part}"].forms[0])
    for template in MailTemplate:
        subject = placeholders(everything[f"mail.{template}.subject"].forms[0])
        body = placeholders(everything[f"mail.{template}.body"].forms[0]) - {"link"}
        # The closing names the product; who gets money back need not be told the account's name.
        everywhere = {"product"} if template in OF_THE_VENDOR else {"product", "account"}
        assert subject <= REQUIRED[template]
        assert (subject | body | everywhere) == REQUIRED[template] | set(OPTIONAL[template])


def is_label(entry: Entry) -> bool:
    """Whether it is a word or two on a page, which two languages may spell alike."""
    return entry.domain.startswith(("screens_", "papers")) and all(
        len(f.split()) <= 3 for f in entry.forms
    )


@pytest.mark.parametrize("language", [Language.FR, Language.DE, Language.RU])
def test_a_translation_is_none_that_repeats_the_english(language: Language) -> None:
    borrowed = {
        # nouns that are spelled alike, and what is only values
        "noun",
        "role",
        "topic",
        "channel",
        "refusal.role_already_held.fact.person",
        "refusal.role_not_held.fact.person",
        "sub.price_line",
        "sub.price_whole",
        "subs.price_of",
    }
    same = {
        key
        for key, entry in by_key(language).items()
        if entry.forms == EN[key].forms
        and key not in borrowed
        and key.split(".")[0] not in borrowed
        and not is_label(entry)
    }
    assert same == set()


def broken(language: Language, pattern: str, *, without: str = r"(?!)") -> list[str]:
    """Return the texts in which a pattern is found, their values replaced by a digit."""
    return [
        f"{entry.key}: {form}"
        for entry in entries(language)
        for form in entry.forms
        if re.search(pattern, re.sub(rf"\{{\w+\}}|{without}", "1", form))
    ]


def test_french_sets_narrow_spaces_before_double_punctuation_and_inside_quotes() -> None:
    assert broken(Language.FR, r"(?<!\u202f)[;?!»]|(?<!\u202f):|«(?!\u202f)|\u00a0") == []


@pytest.mark.parametrize("language", [Language.EN, Language.DE, Language.RU])
def test_other_languages_set_no_space_before_punctuation(language: Language) -> None:
    assert broken(language, r"\s[;:?!,.]") == []


@pytest.mark.parametrize("language", Language)
def test_quotes_and_apostrophes_are_those_of_the_language(language: Language) -> None:
    foreign = {
        Language.EN: "«»„\"'",
        Language.FR: "“”„\"'",
        Language.DE: "«»”\"'’",
        Language.RU: "“”\"'’",
    }
    assert broken(language, f"[{foreign[language]}]") == []


@pytest.mark.parametrize("language", Language)
def test_letters_are_those_of_the_language(language: Language) -> None:
    strange = {
        Language.EN: r"[^\x00-\x7f’–—“”…×→·€\u00a0]",
        Language.FR: r"[^\x00-\x7fàâçéèêëîïôùûüœÀÂÇÉÈÊËÎÏÔŒ’–—«»…×→·№€\u202f]",
        Language.DE: r"[^\x00-\x7fäöüßÄÖÜ–—„“…×→·€\u00a0]",
        Language.RU: r"[^а-яёА-ЯЁ0-9\s.,:;?!()–—«»…№%×→·+=/-]",
    }
    # In Russian texts these stand in Latin letters; the genders are words for the program.
    latin = (
        r"imya@example\.ru|UTC|\b(?:masculine|feminine|neuter)\b"
        r"|\b(?:[Ee]-mail|IBAN|BIC|CSV|JSON|YAML|PDF|ZIP|SMTP|HTML|VAT|Curule|Corporate|passkey|CURULE_\w+"
        r"|Entra ID|Okta|Google Workspace|Keycloak|OpenID Connect|well-known|openid-configuration"
        r"|[Aa]uthenticator|Authorization|Bearer|Content-Type|application/json|Windows|UTF|QR|URL|CVC|SIREN|SIRET|Ctrl|Cmd|cookie|API|DNS)\b"
    )
    kept = latin if language is Language.RU else r"(?!)"
    assert broken(language, strange[language], without=kept) == []


@pytest.mark.parametrize("language", Language)
def test_a_sentence_is_a_sentence(language: Language) -> None:
    for entry in entries(language):
        family = entry.key.split(".")[0]
        if family not in {"refusal", "policy", "contradiction", "tax"}:
            continue
        for form in entry.forms:
            assert re.match(r"[A-ZÀ-ÖØ-Þ0-9А-ЯЁ{]", form), entry.key
            assert form[-1] in ".?", entry.key
            assert "  " not in form, entry.key
            assert "\n" not in form, entry.key


@pytest.mark.parametrize("language", Language)
def test_links_stand_on_lines_of_their_own(language: Language) -> None:
    for template in MailTemplate:
        body = text(f"mail.{template}.body", language)
        assert all(line == "{link}" for line in body.split("\n") if "{link}" in line)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownKey, match=r"no text for refusal\.none in fr"):
        translate(say("refusal.none"), Language.FR)
    with pytest.raises(UnknownKey):
        text_for("refusal.none", Language.RU, count=2)


def test_a_text_without_plural_forms_is_the_same_for_every_number() -> None:
    assert text_for("role.owner", Language.DE, count=2) == "Kontoinhaber"


def test_russian_bends_with_its_three_forms() -> None:
    said = [
        translate(say("policy.assignment.invitation_days", count=days), Language.RU)
        for days in (1, 2, 5, 11, 12, 21, 22, 25, 101, 111)
    ]
    assert [sentence.removeprefix("Приглашение действует ") for sentence in said] == [
        "1 день.",
        "2 дня.",
        "5 дней.",
        "11 дней.",
        "12 дней.",
        "21 день.",
        "22 дня.",
        "25 дней.",
        "101 день.",
        "111 дней.",
    ]


def entry_of(key: str, language: Language) -> Entry:
    return by_key(language)[key]


@pytest.mark.parametrize("language", Language)
def test_genders_are_words_the_articles_know(language: Language) -> None:
    for noun in NamedNoun:
        gender = entry_of(f"noun.{noun}.gender", language).forms[0]
        assert gender in {"masculine", "feminine", "neuter"}
