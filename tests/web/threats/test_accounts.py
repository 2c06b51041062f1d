"""Threats on signing in, played over HTTP: squatters, twins, forged hosts and headers, guessing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client, override_settings

from curule.data.models import Person
from curule.gateways.signing import LinkPurpose
from tests.support.factories import make_person
from tests.web.invitations.scene import BO, PASSWORD, arrive, invited, is_seated

pytestmark = pytest.mark.django_db

SQUATTED = "first come first served"
SIGN_UP = {"email": BO.email, "password1": SQUATTED, "time_zone": "UTC"}
CODE = re.compile(r"^[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}$", re.MULTILINE)


def newest_code() -> str:
    """Return the code in the newest mail."""
    found = CODE.findall(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return str(found[0])


def known(email: str = "ana@x.test") -> Person:
    person = make_person(email)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def opens(email: str, password: str) -> bool:
    """Tell whether a password lets one in."""
    client = Client()
    client.post("/auth/login/", {"login": email, "password": password})
    return "_auth_user_id" in client.session


# --- TH2: somebody registers the address before its owner does ------------------------------------


def by_code(victim: Client) -> None:
    victim.post("/auth/login/code/", {"email": BO.email})
    victim.post("/auth/login/code/confirm/", {"code": newest_code()})


def by_reset(victim: Client) -> None:
    victim.post("/auth/password/reset/", {"email": BO.email})
    victim.post("/auth/password/reset/confirm/", {"code": newest_code()})
    victim.post("/auth/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})
    victim.post("/auth/login/", {"login": BO.email, "password": PASSWORD})


def by_invitation(victim: Client) -> None:
    scene = invited()
    arrive(victim, scene)
    victim.post(
        scene.page,
        {"action": "accept", "first_name": "Bo", "last_name": "Li", "password": PASSWORD},
    )
    assert is_seated(scene)


@pytest.mark.threat("TH2")
@pytest.mark.parametrize("proves", [by_code, by_reset, by_invitation])
def test_who_registered_first_loses_everything_at_the_first_proof(
    proves: Callable[[Client], None],
) -> None:
    squatter, victim = Client(), Client()
    squatter.post("/auth/signup/", SIGN_UP)
    assert "_auth_user_id" not in squatter.session
    assert not opens(BO.email, SQUATTED)
    mail.outbox.clear()

    proves(victim)

    assert "_auth_user_id" in victim.session
    person = Person.objects.get(email=BO.email)
    assert person.verified_at is not None
    assert not person.check_password(SQUATTED)
    assert not opens(BO.email, SQUATTED)
    squatter.get("/")
    assert "_auth_user_id" not in squatter.session


@pytest.mark.threat("TH2")
def test_who_registers_second_keeps_no_password_of_the_first() -> None:
    squatter, victim = Client(), Client()
    squatter.post("/auth/signup/", SIGN_UP)
    mail.outbox.clear()

    victim.post("/auth/signup/", {**SIGN_UP, "password1": PASSWORD})
    for letter in list(mail.outbox):
        for code in CODE.findall(str(letter.body)):
            victim.post("/auth/confirm-email/", {"code": code})

    assert not opens(BO.email, SQUATTED)


@pytest.mark.threat("TH2")
def test_an_address_that_is_only_typed_in_belongs_to_nobody(client: Client) -> None:
    scene = invited()
    client.post("/auth/signup/", SIGN_UP)
    client.force_login(Person.objects.get(email=BO.email))

    assert client.get(scene.page).status_code == 404
    assert client.post(scene.page, {"action": "accept"}).status_code == 404
    assert not is_seated(scene)


# --- TH7: two changes of an address at once -------------------------------------------------------


@pytest.mark.threat("TH7")
def test_a_code_proves_the_address_it_was_sent_to_and_no_other() -> None:
    person = known()
    first, second = Client(), Client()
    for client, wanted in ((first, "one@x.test"), (second, "two@x.test")):
        client.force_login(person)
        client.post("/auth/email/", {"email": wanted, "action_add": "1"})
    codes = {
        letter.to[0]: CODE.findall(str(letter.body))[0]
        for letter in mail.outbox
        if CODE.findall(str(letter.body))
    }

    second.post("/auth/confirm-email/", {"code": codes["one@x.test"]})
    assert Person.objects.get(id=person.id).email == "ana@x.test"
    first.post("/auth/confirm-email/", {"code": codes["one@x.test"]})

    now = Person.objects.get(id=person.id)
    assert now.email == "one@x.test"
    assert "one@x.test" in now.search_key
    assert not EmailAddress.objects.filter(email="two@x.test", verified=True).exists()


# --- TH9, TH10: two addresses, and twins ----------------------------------------------------------


@pytest.mark.threat("TH9")
@pytest.mark.parametrize("page", ["/auth/password/reset/", "/auth/login/code/"])
@pytest.mark.parametrize(
    "typed", ["ana@x.test,eve@x.test", "ana@x.test eve@x.test", "ana@x.test\neve@x.test"]
)
def test_a_mail_goes_to_one_address(client: Client, page: str, typed: str) -> None:
    known()

    client.post(page, {"email": typed})
    assert [letter.to for letter in mail.outbox] == []  # the list is no address

    client.post(page, {"email": ["eve@x.test", "ana@x.test"]})
    assert [letter.to for letter in mail.outbox] == [["ana@x.test"]]  # the last one typed counts


@pytest.mark.threat("TH10")
def test_two_ways_to_write_an_address_are_one() -> None:
    person = known("bo@x.test")

    for twin in ("BO@X.TEST", "Bo@x.test", " bo@x.test "):
        Client().post("/auth/signup/", {**SIGN_UP, "email": twin})

    assert list(Person.objects.filter(email__icontains="x.test")) == [person]
    assert opens("BO@X.TEST", PASSWORD)


@pytest.mark.threat("TH10")
@pytest.mark.parametrize("twin", ["ｂｏ@x.test", "bо@x.test", "bo@х.test", "bı@x.test"])
def test_a_look_alike_gets_no_mail_of_the_other(client: Client, twin: str) -> None:
    known("bo@x.test")
    known("bi@x.test")

    for page in ("/auth/password/reset/", "/auth/login/code/"):
        client.post(page, {"email": twin})

    to = {address for letter in mail.outbox for address in letter.to}
    assert to <= {twin}
    for letter in mail.outbox:
        if letter.to == [twin]:
            assert not CODE.findall(str(letter.body))


# --- TH11, TH12: forged hosts and headers ---------------------------------------------------------


@pytest.mark.threat("TH11")
def test_no_header_of_a_request_chooses_the_host_of_a_link() -> None:
    known()
    forged = Client(headers={"X-Forwarded-Host": "evil.test", "Forwarded": "host=evil.test"})

    for page in ("/auth/signup/", "/auth/password/reset/", "/auth/login/code/"):
        forged.post(page, {**SIGN_UP, "email": "ana@x.test"})
        forged.post(page, {**SIGN_UP, "email": "nobody@x.test"})

    assert mail.outbox
    for letter in mail.outbox:
        everything = str(letter.body) + "".join(
            str(part[0]) for part in getattr(letter, "alternatives", [])
        )
        assert "evil.test" not in everything
        for link in re.findall(r"https?://\S+", str(letter.body)):
            assert link.startswith(settings.CURULE_BASE_URL)


@pytest.mark.threat("TH11")
def test_a_foreign_host_is_answered_nothing() -> None:
    answer = Client(headers={"Host": "evil.test"}).get("/auth/login/", HTTP_HOST="evil.test")

    assert answer.status_code == 400


@pytest.mark.threat("TH12")
@pytest.mark.parametrize(
    "name",
    ["Acme\r\nBcc: eve@x.test", "Acme, Inc. <eve@x.test>", "=?utf-8?q?=0aBcc:eve@x.test?=", "A\0b"],
)
def test_a_name_writes_no_header(client: Client, name: str) -> None:
    scene = invited()
    scene.world.account.name = name.replace("\0", "")
    scene.world.account.save()
    arrive(client, scene, LinkPurpose.COPIED)

    client.post(scene.page, {"action": "send_code"})

    (letter,) = mail.outbox
    written = letter.message()
    assert letter.recipients() == [BO.email]
    assert written["Bcc"] is None
    assert "\n" not in letter.subject


# --- TH31: finding out who is registered, and guessing --------------------------------------------


def seen(client: Client, page: str, fields: dict[str, str], email: str) -> tuple[object, ...]:
    """What a stranger sees of an answer, with what differs by itself taken out."""
    answer = client.post(page, {**fields, "email": email, "login": email})
    text = answer.content.decode().replace(email, "ADDRESS")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    where = answer.headers.get("Location", "")
    after = client.get(where).content.decode().replace(email, "ADDRESS") if where else ""
    after = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", after)
    return answer.status_code, where, text, after


@pytest.mark.threat("TH31")
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/auth/login/", {"password": "not this one"}),
        ("/auth/password/reset/", {}),
        ("/auth/login/code/", {}),
        ("/auth/signup/", {"password1": PASSWORD, "time_zone": "UTC"}),
    ],
)
def test_an_answer_never_tells_whether_an_address_is_known(
    page: str, fields: dict[str, str]
) -> None:
    known("anaa@x.test")

    to_known = seen(Client(), page, fields, "anaa@x.test")
    sent_to_known = len(mail.outbox)
    to_unknown = seen(Client(), page, fields, "nope@x.test")

    assert to_known == to_unknown
    assert len(mail.outbox) == 2 * sent_to_known


@pytest.mark.threat("TH31")
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
def test_a_password_is_hashed_for_an_unknown_address_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known()
    hashed: list[str] = []
    real = PBKDF2PasswordHasher.encode

    def counted(self: PBKDF2PasswordHasher, password: str, salt: str, iterations: int = 0) -> str:
        hashed.append(password)
        return real(self, password, salt, iterations or None)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)

    work = []
    for email in ("ana@x.test", "nobody@x.test"):
        hashed.clear()
        client.post("/auth/login/", {"login": email, "password": "not this one"})
        work.append(len(hashed))

    assert work[0] == work[1] > 0


@pytest.mark.threat("TH31")
def test_guessing_is_stopped_for_the_account_and_for_the_address_of_the_guesser() -> None:
    known()
    for _ in range(6):
        Client().post("/auth/login/", {"login": "ana@x.test", "password": "wrong"})

    assert not opens("ana@x.test", PASSWORD)


@pytest.mark.threat("TH31")
def test_success_does_not_forget_the_failures_from_the_same_place() -> None:
    known()
    for number in range(10):
        Client().post("/auth/login/", {"login": f"guess{number}@x.test", "password": "wrong"})
        if number == 5:
            opens("ana@x.test", PASSWORD)

    assert not opens("ana@x.test", PASSWORD)


@pytest.mark.threat("TH31")
def test_too_many_requests_have_a_page_with_a_way_on() -> None:
    answers = [Client().post("/auth/login/", {}) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert b'href="/"' in answers[-1].content
    assert b"<h1>" in answers[-1].content


@pytest.mark.threat("TH31")
def test_a_code_cannot_be_guessed(client: Client) -> None:
    known()
    client.post("/auth/login/code/", {"email": "ana@x.test"})
    code = newest_code()
    for _ in range(5):
        client.post("/auth/login/code/confirm/", {"code": "AAAA-AAAA"})

    client.post("/auth/login/code/confirm/", {"code": code})

    assert "_auth_user_id" not in client.session
