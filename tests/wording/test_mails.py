"""Mails: whole without optional values, right with them, safe with anybody's names."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.languages import Language
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.policy import NamedNoun
from curule.core.roles import Role
from curule.wording import MissingValue
from curule.wording.catalogs import text
from curule.wording.mails import (
    OPTIONAL,
    REQUIRED,
    Mail,
    MailTemplate,
    lacking,
    language_of,
    mail,
)
from tests.core.policies import OWN_NOUN
from tests.wording.catalog_files import placeholders

EUR = {"amount_minor": 26137, "currency": "EUR"}
SAMPLES: dict[str, object] = {
    **dict.fromkeys(("amount", "total", "due_now", "open", "refund", "transfer", "paid"), EUR),
    **dict.fromkeys(("seats", "target"), 3),
    **dict.fromkeys(
        (
            "starts_at",
            "ends_at",
            "ended_at",
            "due_at",
            "effective_at",
            "expires_at",
            "renews_at",
            "retry_at",
            "moves_at",
            "access_until",
        ),
        "2026-12-31T23:00:00Z",
    ),
    "role": "owner",
}


def needed(template: MailTemplate) -> dict[str, object]:
    return {name: f"<{name}>" for name in REQUIRED[template]}


def whole(template: MailTemplate) -> dict[str, object]:
    optional = {name: SAMPLES.get(name, f"<{name}>") for name in OPTIONAL[template]}
    return {**needed(template), **optional, "link": "https://x.test/#secret", "noun": "place"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", MailTemplate)
def test_a_mail_says_what_it_is_told_and_stands_without(
    template: MailTemplate, language: Language
) -> None:
    short = mail(template, language, needed(template))
    full = mail(template, language, whole(template))
    assert short.subject == full.subject
    assert short.html == ""
    assert full.html.count('class="button"') == 1
    assert "{" not in full.html.partition("</style>")[2]
    assert "{" not in short.text.replace("{link}", "")
    assert "{" not in full.text
    assert full.text.count("https://x.test/#secret") == 1
    said, _, foot = full.text.partition("\n\n-- \n")
    assert foot.strip()
    linked = 0 if "{link}" in short.text else 3  # a blank line, what it leads to, the address
    assert len(said.split("\n")) + 1 == (
        len(short.text.split("\n")) + extra_lines(template, language) + linked
    )
    for name in (*REQUIRED[template], *OPTIONAL[template]):
        sample = SAMPLES.get(name)
        if sample is None and name != "product":
            assert f"<{name}>" in full.subject + full.text or name == "account"
    assert full.text.startswith(text("mail.greeting", language) + "\n\n")
    assert short.text.endswith("<product>\n")
    assert said.endswith("<product>")


def extra_lines(template: MailTemplate, language: Language) -> int:
    """How many lines stand only in a mail that is told everything, blank ones included."""
    paragraphs = text(f"mail.{template}.body", language).split("\n\n")
    extra = 0
    for paragraph in paragraphs:
        lines = paragraph.split("\n")
        told = [bool(placeholders(line) & set(OPTIONAL[template])) for line in lines]
        extra += sum(told) + (1 if all(told) else 0)
    return extra


@pytest.mark.parametrize("template", MailTemplate)
def test_what_a_mail_cannot_do_without_is_asked_for(template: MailTemplate) -> None:
    for name in REQUIRED[template]:
        context = {**needed(template), name: None}
        assert lacking(template, context) == (name,)
        with pytest.raises(MissingValue, match=name):
            mail(template, "en", context)
    assert lacking(template, {}) == tuple(sorted(REQUIRED[template]))


def test_values_may_come_as_themselves_or_from_json() -> None:
    names = {"product": "TutKit", "account": "Acme"}
    as_themselves = mail(
        "order_placed",
        "fr",
        {
            **names,
            "seats": (Count(3, NamedNoun.AGENT), Count(2)),
            "due_now": Money(26137, "EUR"),
            "renews_at": datetime(2026, 12, 31, 23, tzinfo=UTC),
            "zone": "Europe/Paris",
            "noun": NamedNoun.PLACE,
        },
    )
    from_json = mail(
        "order_placed",
        "fr-CA",
        {
            **names,
            "seats": [{"number": 3, "noun": "agent"}, 2],
            "due_now": EUR,
            "renews_at": "2026-12-31T23:00:00+00:00",
            "zone": "Europe/Paris",
            "noun": "place",
            "plan": None,
            "order_id": "not for people",
        },
    )
    assert as_themselves == from_json
    assert from_json.html == ""
    assert from_json == Mail(
        subject="Votre commande TutKit",
        text=(
            "Bonjour,\n\n"
            "Merci. Nous avons bien reçu votre commande pour Acme.\n"
            "Commandé\u202f: 3\u00a0agents et 2\u00a0places.\n"
            "Montant\u202f: 261,37\u00a0€.\n"
            "Prochaine date de facturation\u202f: 1er janvier 2027.\n\n"
            "Pensez ensuite à attribuer les accès à vos utilisateurs, "
            "afin qu’ils puissent se connecter.\n\n"
            "Cordialement,\nTutKit\n"
        ),
    )


def test_dates_roles_and_own_nouns_are_read_back_from_json() -> None:
    names = {"product": "P", "account": "A"}
    given_role = mail("role_granted", "de", {**names, "role": "admin"})
    assert given_role == mail("role_granted", "de", {**names, "role": Role.ADMIN})
    assert "Rolle: Administrator." in given_role.text
    on_a_day = mail("subscription_ended", "en", {**names, "ended_at": "2026-12-31"})
    assert on_a_day == mail("subscription_ended", "en", {**names, "ended_at": date(2026, 12, 31)})
    assert "Ended: 31 December 2026." in on_a_day.text
    with_noun = {**names, "target": 5, "noun": OWN_NOUN}
    assert "Новое количество: 5\u00a0столов." in mail("reduction_scheduled", "ru", with_noun).text
    with_text = {**names, "target": "five"}
    assert "New number: five." in mail("reduction_scheduled", "en", with_text).text


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("total", {"amount_minor": "x", "currency": "EUR"}, TypeError),
        ("total", {"currency": "EUR"}, KeyError),
        ("seats", {"number": 1, "noun": "chairs"}, ValueError),
    ],
)
def test_a_value_that_is_not_what_its_name_says_is_refused(
    name: str, value: object, problem: type[Exception]
) -> None:
    context = {"product": "P", "account": "A", name: value}
    with pytest.raises(problem):
        mail("renewal_reminder", "en", context)


def test_a_word_in_the_place_of_a_date_or_a_role_is_shown_as_it_stands() -> None:
    names = {"product": "P", "account": "A"}
    assert "On: soon." in mail("renewal_reminder", "en", {**names, "ends_at": "soon"}).text
    assert "Role: guest." in mail("role_granted", "en", {**names, "role": "guest"}).text


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such_mail"):
        mail("no_such_mail", "en", {})


@pytest.mark.requirement("Z13", "T16")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", ["invitation", "invitation_resent", "waitlist_seat_ready"])
def test_the_link_keeps_its_place_until_the_mail_is_sent(template: str, language: Language) -> None:
    context = needed(MailTemplate(template))
    kept = mail(template, language, context)
    assert kept.text.count("{link}") == 1
    sent = mail(template, language, {**context, "link": "https://x.test/i/1#secret"})
    said = kept.text.replace("{link}", "https://x.test/i/1#secret")
    assert sent.text.startswith(said)
    assert "secret" not in sent.subject


@pytest.mark.threat("TH9")
@given(st.text(min_size=1), st.text(min_size=1))
def test_nobody_s_name_forges_a_line_or_a_link(inviter: str, account: str) -> None:
    honest = {"product": "P", "account": "A", "inviter": "I", "link": "https://x.test/#1"}
    forged = {**honest, "account": account, "inviter": inviter}
    written = mail("invitation", "en", forged)
    assert len(written.subject.splitlines()) == 1
    assert len(written.text.splitlines()) == len(mail("invitation", "en", honest).text.splitlines())
    assert written.text.count("https://x.test/#1") == 1 + (
        inviter.count("https://x.test/#1") + 2 * account.count("https://x.test/#1")
    )


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", Language.FR),
        ("FR-ca", Language.FR),
        ("de_AT", Language.DE),
        ("ru", Language.RU),
        ("en-US", Language.EN),
        ("es", Language.EN),
        ("", Language.EN),
    ],
)
def test_a_language_is_known_by_its_tag(tag: str, language: Language) -> None:
    assert language_of(tag) is language
