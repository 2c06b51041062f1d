"""Adding many people: each row's fate before anything is done, all or the good ones, the result."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from curule.core.languages import Language
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.seats import imports
from curule.web.portal.people import importing
from tests.support.factories import World
from tests.web.people.conftest import at, give, invite, known, send, sign_in, text_of

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def bring(client: Client, world: World, text: str, **more: str) -> str:
    """Paste a list and return the address of its page."""
    answer = send(client, at(world, "members/import"), pasted=text, **more)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["Location"])


def invited(world: World) -> set[str]:
    found = models.Invitation.objects.filter(account_id=world.account.id, status="open")
    return set(found.values_list("email", flat=True))


def table(answer: Any) -> list[list[str]]:  # noqa: ANN401 - Django's test response
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.requirement("Z8")
def test_every_row_has_its_fate_before_anybody_is_told(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 9})
    sign_in(client, world)
    seated = known(world, "Di Paz")
    give(world, seated)
    waiting = invite(world, "eve@x.test")
    here = known(world, "Ann Ray")
    text = f"new@x.test\njean@@x.test\n{seated.email}\n{waiting.email}\nNEW@x.test\n{here.email}"

    page = bring(client, world, text)

    problems = text_of(client.get(page))
    assert "not an e-mail address" in problems
    assert "same address as in line 1" in problems
    already = text_of(client.get(f"{page}?show=already"))
    assert "has access already" in already
    assert "is invited already" in already
    ready = text_of(client.get(f"{page}?show=ready"))
    assert ready.count("new: will be added") == 2
    assert "member already" in ready or "member" in ready
    assert invited(world) == {"eve@x.test"}


def test_only_the_good_ones_are_added_and_each_other_says_why(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 9})
    sign_in(client, world)
    page = bring(client, world, "a@x.test\nwrong@@x.test\nb@x.test")
    assert "Add the 2 that are ready" in text_of(client.get(page))

    answer = send(client, page, do="start")

    assert answer.status_code == 303
    assert invited(world) == {"a@x.test", "b@x.test"}
    shown = text_of(client.get(page))
    assert "2 people were added." in shown
    assert "1 was not added" in shown
    rows = table(client.get(f"{page}/list.csv"))
    assert rows[2][1] == "wrong@@x.test"
    assert rows[2][4:] == ["was left out", "not an e-mail address"]
    (event,) = models.Event.objects.filter(account_id=world.account.id, type="member.list_done")
    assert (event.payload["added"], event.payload["not_added"]) == (2, 1)


def test_a_list_is_put_right_in_place_and_then_added_whole(client: Client, make: Make) -> None:
    world = make("tutkit", seats=5)
    sign_in(client, world)
    page = bring(client, world, "a@x.test,Ann,Ray\nb@x.test\nc@x\nd@x.test,Di,Paz")
    assert "first and last name are missing" in text_of(client.get(page))

    send(
        client,
        page,
        do="fix",
        **{"email-2": "b@x.test", "first-2": "Bo", "last-2": "Li", "email-3": "c@x", "off-3": "1"},
    )

    shown = text_of(client.get(page))
    assert "Add all 3 people" in shown
    send(client, page, do="start")
    assert invited(world) == {"a@x.test", "b@x.test", "d@x.test"}


def test_too_few_places_ask_first_and_nothing_is_bought(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 2})
    sign_in(client, world)
    page = bring(client, world, "a@x.test\nb@x.test\nc@x.test")
    assert text_of(client.get(page)).count("no free") == 1

    unchosen = send(client, page, do="start")
    assert unchosen.status_code == 422
    assert "Choose what happens to those without a place." in text_of(unchosen)
    assert invited(world) == set()
    buying = send(client, page, do="start", if_full="buy")
    assert buying.headers["Location"].endswith("?more=1")
    assert invited(world) == set()
    send(client, page, do="start", if_full="first")

    assert invited(world) == {"a@x.test", "b@x.test"}
    assert not models.Order.objects.filter(account_id=world.account.id, status="awaiting").exists()
    rows = table(client.get(f"{page}/list.csv?show=not_added"))
    assert [row[1] for row in rows[1:]] == ["c@x.test"]


def test_who_has_no_place_may_wait_for_one(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 1})
    sign_in(client, world)
    page = bring(client, world, "a@x.test\nb@x.test")

    send(client, page, do="start", if_full="wait")

    assert invited(world) == {"a@x.test"}
    entry = models.WaitlistEntry.objects.get(account_id=world.account.id)
    assert entry.email == "b@x.test"
    assert "1 waits for a free place." in text_of(client.get(page))


def test_the_same_form_sent_twice_adds_everybody_once(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 5})
    sign_in(client, world)
    key = uuid4().hex
    first = send(client, at(world, "members/import"), key, pasted="a@x.test")
    again = send(client, at(world, "members/import"), key, pasted="a@x.test")
    assert first.headers["Location"] == again.headers["Location"]

    for _ in range(2):
        send(client, first.headers["Location"], key, do="start")

    mails = models.OutboxMessage.objects.filter(account_id=world.account.id, template="invitation")
    assert mails.count() == 1


def test_one_who_is_refused_keeps_nobody_else_from_a_place(client: Client, make: Make) -> None:
    """Two lists name the same person; the second finds them served when it is started."""
    world = make("licence_portal", seats=5)
    sign_in(client, world)
    one, two = known(world, "Bo Li"), known(world, "Di Paz")
    page = bring(client, world, f"{one.email}\n{two.email}")
    models.Person.objects.filter(id=one.id).update(verified_at=None)
    models.PeopleImport.objects.update(status="running", started_at=utc_now(), if_full="first")

    listed = models.PeopleImport.objects.get()
    imports.carry_on(account_id=world.account.id, import_id=listed.id, now=utc_now())

    outcomes = dict(models.PeopleImportRow.objects.values_list("email", "outcome"))
    assert outcomes == {one.email: "refused", two.email: "seated"}
    assert "was refused" in text_of(client.get(f"{page}?show=not_added"))


def test_a_long_list_is_left_to_the_worker_can_be_stopped_and_mails_its_result(
    client: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make("zoom", seats={"licensed": 9})
    sign_in(client, world)
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    monkeypatch.setattr(imports, "CHUNK", 2)
    page = bring(client, world, "\n".join(f"p{n}@x.test" for n in range(5)))
    send(client, page, do="start")
    going = text_of(client.get(page))
    assert "0 of 5 lines done." in going
    assert "not added" not in going
    assert invited(world) == set()

    listed = models.PeopleImport.objects.get()
    assert imports.carry_on(account_id=world.account.id, import_id=listed.id, now=utc_now()) == 3
    assert "2 of 5 lines done." in text_of(client.get(page))
    send(client, page, do="stop")

    assert "The list was stopped." in text_of(client.get(page))
    assert imports.run_waiting(now=utc_now()) == 0
    assert len(invited(world)) == 2


def test_the_worker_carries_a_list_to_its_end_and_says_so(
    client: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make("zoom", seats={"licensed": 9})
    sign_in(client, world)
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    page = bring(client, world, "a@x.test\nb@x.test")
    send(client, page, do="start")

    imports.run_waiting(now=utc_now() + 2 * imports.MAILED_AFTER)

    assert invited(world) == {"a@x.test", "b@x.test"}
    mail = models.OutboxMessage.objects.get(template="import_done")
    assert mail.recipient == world.people["owner"].email
    assert mail.context == {"added": "2", "not_added": "0"}


def test_whose_right_went_meanwhile_adds_nobody(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 9})
    sign_in(client, world, "admin")
    bring(client, world, "a@x.test")
    models.PeopleImport.objects.update(status="running", started_at=utc_now(), if_full="first")
    models.RoleGrant.objects.filter(person=world.people["admin"]).update(revoked_at=utc_now())

    imports.run_waiting(now=utc_now())

    assert invited(world) == set()
    assert models.PeopleImportRow.objects.get().reason == "role_not_allowed"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "There is nobody on this list."),
        ("a.xlsx", b"PK\x03\x04", "This is a spreadsheet."),
        ("a.csv", b"a@x.test\x00", "This cannot be read as text."),
        ("a.csv", b"one\ntwo", "No column holds e-mail addresses."),
        ("a.csv", b"a@x.test\n" * 5001, "These are too many lines"),
        ("a.csv", b"a" * 2_000_001, "The file is too big"),
    ],
)
def test_a_file_that_is_no_list_says_why(
    client: Client, make: Make, name: str, content: bytes, said: str
) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world)

    answer = client.post(at(world, "members/import"), {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not models.PeopleImport.objects.exists()


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_of_a_spreadsheet_is_read(client: Client, make: Make, coding: str) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    content = "Courriel;Prénom;Nom\r\njean@x.test;Jérôme;Roy\r\n".encode(coding)

    answer = client.post(
        at(world, "members/import"), {"file": SimpleUploadedFile("équipe.csv", content)}
    )

    page = text_of(client.get(answer.headers["Location"]))
    assert "<h1>équipe.csv</h1>" in page
    assert "Jérôme Roy" in page


def test_names_that_are_formulas_stay_text_in_every_file(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world)
    page = bring(client, world, "a@x.test,=HYPERLINK(1),+Li")

    ((_title, row)) = table(client.get(f"{page}/list.csv"))

    assert row[2:4] == ["'=HYPERLINK(1)", "'+Li"]


def test_a_list_of_another_account_is_none(client: Client, make: Make) -> None:
    mine, other = make("zoom", seats={"licensed": 3}), make("zoom", seats={"licensed": 3})
    sign_in(client, other)
    page = bring(client, other, "a@x.test")
    sign_in(client, mine)
    foreign = at(mine, f"members/import/{page.rpartition('/')[2]}")

    assert client.get(foreign).status_code == 404
    assert send(client, foreign, do="start").status_code == 404
    assert client.get(f"{foreign}/list.csv").status_code == 404


def test_who_may_not_add_people_is_told_why(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world, "billing_contact")

    answer = send(client, at(world, "members/import"), pasted="a@x.test")

    assert answer.status_code == 403
    assert not models.PeopleImport.objects.exists()


@pytest.mark.requirement("Z11")
def test_a_domain_that_takes_no_mail_is_a_hint_and_no_obstacle(
    client: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world)
    page = bring(client, world, "a@gmial.test")
    monkeypatch.setattr(importing, "take_no_mail", frozenset)

    shown = text_of(client.get(page))

    assert "This domain seems to take no mail" in shown
    send(client, page, do="start")
    assert invited(world) == {"a@gmial.test"}


def test_old_lists_are_forgotten(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 3})
    sign_in(client, world)
    bring(client, world, "a@x.test")

    assert imports.forget_old(now=utc_now()) == 0
    assert imports.forget_old(now=utc_now() + imports.KEPT) == 1
    assert not models.PeopleImportRow.objects.exists()


@pytest.mark.parametrize("language", Language)
def test_its_pages_read_in_every_language(client: Client, make: Make, language: Language) -> None:
    world = make("gotoassist", seats=3)
    sign_in(client, world, language=language)
    assert client.get(at(world, "members/import")).status_code == 200
    page = bring(client, world, "a@x.test\nb@@x.test\nc@x.test\nd@x.test\ne@x.test")

    assert client.get(page).status_code == 200
    send(client, page, do="start", if_full="first")
    assert client.get(page).status_code == 200
    assert client.get(at(world, "members/import/sample.csv")).status_code == 200
