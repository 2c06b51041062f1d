"""The pages and mails of signing in: ours in look and language, and nothing inline on them."""

from __future__ import annotations

import html
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, RequestFactory

from curule.core.languages import Language
from curule.core.messages import say
from curule.data.models import Person
from curule.httpkit.clock import utc_now
from curule.web.sign_in_mails import write_sign_in_mail
from curule.wording import translate
from tests.support.factories import make_person
from tests.web.invitations.scene import PASSWORD

pytestmark = pytest.mark.django_db

FOR_STRANGERS = (
    "/auth/login/",
    "/auth/signup/",
    "/auth/password/reset/",
    "/auth/password/reset/done/",
    "/auth/login/code/",
    "/auth/inactive/",
)
FOR_PEOPLE = (
    "/auth/logout/",
    "/auth/email/",
    "/auth/password/change/",
    "/auth/reauthenticate/",
    "/auth/2fa/",
    "/auth/2fa/webauthn/",
)
AFTER_PASSWORD = (
    "/auth/2fa/totp/activate/",
    "/auth/2fa/webauthn/add/",
)
MAILS = (
    "account/email/account_already_exists",
    "account/email/email_changed",
    "account/email/email_confirm",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/email_deleted",
    "account/email/invitation_code",
    "account/email/login_code",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_reset_code",
    "account/email/password_reset_key",
    "account/email/password_set",
    "account/email/unknown_account",
    "mfa/email/recovery_codes_generated",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
)
ANOTHER = "walnut river nine"
TOLD = {
    "code": "AB12-CD34",
    "account": "<b>Acme</b>",
    "from_email": "old@x.test",
    "to_email": "new@x.test",
    "deleted_email": "old@x.test",
    "ip": "192.0.2.1",
    "user_agent": "<script>Browser</script>",
    "signup_url": "http://evil.test/auth/signup/",
    "password_reset_url": "http://evil.test/auth/password/reset/",
}


@pytest.fixture
def person() -> Person:
    made = make_person("ana@x.test", first_name="Ana")
    made.set_password(PASSWORD)
    made.save()
    return made


def check(client: Client, path: str, language: Language) -> None:
    answer = client.get(path)
    shown = answer.content.decode()
    assert answer.status_code == 200, path
    assert f'<html lang="{language.value}"' in shown, path
    assert shown.count("<h1>") == 1, path
    assert "style=" not in shown, path
    assert "onclick" not in shown, path
    for script in re.findall(r"<script([^>]*)>", shown):
        assert "src=" in script or 'type="application/json"' in script, (path, script)
    for field in re.findall(r"<(?:input|select)[^>]*>", shown):
        kind = re.search(r'type="(\w+)"', field)
        if kind and kind[1] == "hidden":
            continue
        named = re.search(r'id="([\w-]+)"', field)
        assert named, (path, field)
        assert f'for="{named[1]}"' in shown, (path, field)


@pytest.mark.parametrize("language", Language)
def test_pages_for_strangers(client: Client, language: Language) -> None:
    client.cookies["curule-language"] = language.value
    for path in FOR_STRANGERS:
        check(client, path, language)


@pytest.mark.parametrize("language", Language)
def test_pages_for_people(client: Client, person: Person, language: Language) -> None:
    Person.objects.filter(id=person.id).update(language=language.value)
    client.post("/auth/login/", {"login": person.email, "password": PASSWORD})
    for path in FOR_PEOPLE:
        check(client, path, language)
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    for path in AFTER_PASSWORD:
        check(client, path, language)


ADDRESS = {
    Language.EN: "E-mail address",
    Language.FR: "Adresse e-mail",
    Language.DE: "E-Mail-Adresse",
    Language.RU: "Адрес e-mail",
}
FOREIGN = re.compile(
    r"courriel|Authentifizierungscode|authentificateur|аутентификатора|электронной почты"
    r"|\b(?:gib|du musst|dein\w*)\b|>\s*(?:Name|Credential|Email)\s*[<:(]",
    re.IGNORECASE,
)


def refused(client: Client, path: str, **typed: str) -> str:
    shown = html.unescape(client.post(path, typed).content.decode())
    found = FOREIGN.search(shown.partition("<main")[2])
    assert found is None, (path, found)
    return shown


@pytest.mark.parametrize("language", Language)
def test_forms_for_strangers_speak_as_our_pages_do(client: Client, language: Language) -> None:
    client.cookies["curule-language"] = language.value
    for path, name in (
        ("/auth/login/", "login"),
        ("/auth/signup/", "email"),
        ("/auth/password/reset/", "email"),
        ("/auth/login/code/", "email"),
    ):
        shown = refused(client, path, **{name: "nope"})
        assert f">{ADDRESS[language]}</label>" in shown, path
        reason = translate(say("refusal.address_invalid.reason"), language)
        assert shown.count(reason) == 2, path  # in the list of problems and beside the field
        assert "placeholder=" not in shown, path
    wrong = refused(client, "/auth/login/", login="ana@x.test", password="x")
    assert translate(say("sign_in.error.email_password_mismatch"), language) in wrong


@pytest.mark.parametrize("language", Language)
def test_forms_for_people_speak_as_our_pages_do(
    client: Client, person: Person, language: Language
) -> None:
    Person.objects.filter(id=person.id).update(language=language.value)
    client.post("/auth/login/", {"login": person.email, "password": PASSWORD})

    change = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": "walnut"}
    differ = refused(client, "/auth/password/change/", **change)
    refused(client, "/auth/email/", email="nope", action_add="1")
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    code = refused(client, "/auth/2fa/totp/activate/", code="1")
    key = refused(client, "/auth/2fa/webauthn/add/")

    assert translate(say("sign_in.error.passwords_differ"), language) in differ
    assert translate(say("sign_in.login.forgotten"), language) in differ
    assert translate(say("sign_in.error.incorrect_code"), language) in code
    assert translate(say("sign_in.field.key_name"), language) in key


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", MAILS)
def test_every_mail_in_every_language(person: Person, name: str, language: Language) -> None:
    Person.objects.filter(id=person.id).update(language=language.value)

    written = write_sign_in_mail(
        name, person.email, {**TOLD, "timestamp": utc_now()}, RequestFactory().get("/")
    )

    assert f'<html lang="{language.value}">' in written.html
    for text in (written.subject, written.text, written.html.partition("</style>")[2]):
        assert "{" not in text
    assert "<b>" not in written.html
    assert "<script" not in written.html
    assert "evil.test" not in written.html + written.text
    assert ("AB12-CD34" in written.text) == ("AB12-CD34" in written.html)


def test_signing_up_says_language_and_time_zone(client: Client) -> None:
    client.cookies["curule-language"] = "de"

    client.post(
        "/auth/signup/",
        {
            "email": "neu@x.test",
            "password1": PASSWORD,
            "first_name": "Nele",
            "time_zone": "Europe/Berlin",
        },
    )
    code = re.findall(r"^[A-Z0-9]+-?[A-Z0-9]+$", str(mail.outbox[0].body), re.MULTILINE)[0]
    client.post("/auth/confirm-email/", {"code": code})

    person = Person.objects.get(email="neu@x.test")
    assert (person.language, person.time_zone, person.first_name) == ("de", "Europe/Berlin", "Nele")
    assert person.verified_at is not None
    assert person.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert "Guten Tag" in str(mail.outbox[0].body)


def test_a_time_zone_that_is_none_is_refused(client: Client) -> None:
    fields = {"email": "neu@x.test", "password1": PASSWORD, "time_zone": "Mars/Olympus"}

    assert client.post("/auth/signup/", fields).status_code == 200

    assert not Person.objects.filter(email="neu@x.test").exists()


def test_who_proved_the_address_elsewhere_signs_in_at_once(client: Client, person: Person) -> None:
    assert not EmailAddress.objects.exists()

    answer = client.post("/auth/login/", {"login": person.email, "password": PASSWORD})

    assert answer.headers["Location"] == "/"
    assert mail.outbox == []


def test_a_new_password_signs_out_everywhere_else(client: Client, person: Person) -> None:
    other = Client()
    for each in (client, other):
        each.post("/auth/login/", {"login": person.email, "password": PASSWORD})

    client.post(
        "/auth/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": ANOTHER,
            "password2": ANOTHER,
        },
    )

    other.get("/my")
    assert other.get("/my").status_code == 302


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("en", "12345678901", "This password has nothing but digits."),
        ("fr", "password", "Trop de personnes utilisent ce mot de passe."),
        ("de", "Ab3x", "Bitte mindestens 8 Zeichen."),
        ("ru", "newcomer", "Этот пароль слишком похож на ваше имя или адрес."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_in_our_words(
    client: Client, language: str, typed: str, said: str
) -> None:
    client.cookies["curule-language"] = language
    hint = client.get("/auth/signup/").content.decode()

    answer = client.post("/auth/signup/", {"email": "newcomer@x.test", "password1": typed})

    assert said in answer.content.decode()
    assert "<ul>" not in hint.partition('id="id_password1-hint"')[2].partition("</div>")[0]
