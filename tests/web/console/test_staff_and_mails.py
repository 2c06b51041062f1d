"""The staff and the mails: who may do what, and what a copy of a mail proves."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from curule.core.permissions import StaffRole
from curule.data.models import Person, StaffGrant
from curule.wording.mails import MailTemplate
from tests.web.console.scene import set_scene

pytestmark = pytest.mark.django_db


def test_an_admin_gives_a_role_and_takes_it_away(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.ADMIN])

    given = client.post(
        "/console/staff", {"email": "new@vendor.test", "role": "support", "language": "de"}
    )
    person = Person.objects.get(email="new@vendor.test")
    taken = client.post(f"/console/staff/{person.id}/revoke")

    assert (given.status_code, taken.status_code) == (303, 303)
    assert person.language == "de"
    assert StaffGrant.objects.get(person=person).revoked_at is not None


@pytest.mark.threat("TH40")
def test_the_last_admin_stays(client: Client, team: dict[StaffRole, Person]) -> None:
    admin = team[StaffRole.ADMIN]
    client.force_login(admin)

    answer = client.post(f"/console/staff/{admin.id}/revoke")

    assert answer.status_code == 409
    assert StaffGrant.objects.get(person=admin).revoked_at is None


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.ADMIN])
def test_others_give_no_role(
    client: Client, team: dict[StaffRole, Person], role: StaffRole
) -> None:
    client.force_login(team[role])

    answer = client.post(
        "/console/staff", {"email": "new@vendor.test", "role": "admin", "language": "en"}
    )

    assert answer.status_code == 403
    assert not Person.objects.filter(email="new@vendor.test").exists()


def test_codes_of_sign_in_are_for_admins_only(
    client: Client, team: dict[StaffRole, Person], settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    name = "20260101-120000-140000000000.log"
    written = "Subject: Your code\nTo: ana@acme.test\n\nABC123\n" + "-" * 79 + "\n"
    (tmp_path / name).write_text(written)

    client.force_login(team[StaffRole.ADMIN])
    listed = client.get("/console/mails/sign-in").content.decode()
    read = client.get(f"/console/mails/sign-in/{name}").content.decode()
    elsewhere = client.get("/console/mails/sign-in/..%2Fsecret_key")

    assert "Your code" in listed
    assert "ABC123" in read
    assert elsewhere.status_code == 404
    client.force_login(team[StaffRole.SUPPORT])
    assert client.get(f"/console/mails/sign-in/{name}").status_code == 403


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_every_mail_can_be_previewed(
    client: Client, team: dict[StaffRole, Person], language: str
) -> None:
    client.force_login(team[StaffRole.SUPPORT])

    for template in MailTemplate:
        address = f"/console/mails/templates/{template}/{language}"
        assert client.get(address).status_code == 200, template
        drawn = client.get(f"{address}/html")
        if drawn.status_code == 200:
            assert "sandbox" in drawn.headers["Content-Security-Policy"], template
            assert "script-src" not in drawn.headers["Content-Security-Policy"], template


def test_a_mail_is_drawn_on_a_page_where_nothing_runs(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    scene = set_scene()
    client.force_login(team[StaffRole.SUPPORT])

    drawn = client.get(f"/console/mails/{scene.mail_id}/html")

    assert drawn.status_code in {200, 404}
    if drawn.status_code == 200:
        policy = drawn.headers["Content-Security-Policy"]
        assert "sandbox" in policy
        assert "default-src 'none'" in policy


def test_one_s_own_row_among_the_staff_says_so(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.ADMIN])

    page = client.get("/console/staff").content.decode()

    assert page.count("this is you") == 1


def test_staff_without_a_company_is_led_back_to_the_console(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    client.force_login(team[StaffRole.SUPPORT])

    page = client.get("/companies").content.decode()

    assert '<a class="btn btn-outline" href="/console/">To the console</a>' in page
    assert "You do not belong to a company yet" not in page
