"""A session that ended takes nothing of what was typed: it stands in the form after the sign-in."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from curule.data.models import Invitation
from curule.httpkit.clock import utc_now
from curule.web.kept_forms import filled
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db

TWO = "Bo Li <bo@x.test>\ndi@x.test & co"


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=5, now=utc_now())


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def written(page: str) -> str:
    found = re.search(r'<textarea[^>]*name="addresses"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def send(client: Client, path: str, page: str, *, origin: str = "http://testserver") -> str:
    form = next(each for each in page.split("<form")[1:] if 'name="addresses"' in each)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    fields = {**hidden, "do": "check", "addresses": TWO, "password": "hunter2",
              "csrfmiddlewaretoken": token(page)}  # fmt: skip
    answer = client.post(path, fields, headers={"Origin": origin})
    return answer.headers.get("Location", "") or answer.content.decode()


@pytest.mark.parametrize("cookies", [("session",), ("session", "csrf")])
def test_what_was_typed_is_there_after_the_sign_in(world: World, cookies: tuple[str, ...]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["owner"])
    path = f"/a/{world.account.id}/members/add"
    page = client.get(path).content.decode()
    del client.cookies[settings.SESSION_COOKIE_NAME]
    if "csrf" in cookies:
        del client.cookies[settings.CSRF_COOKIE_NAME]

    answer = send(client, path, page)
    assert f"/auth/login/?next={path}" in answer
    assert "hunter2" not in str(dict(client.session))
    client.force_login(world.people["owner"])  # goes on in the same session, as a sign-in does
    back = client.get(path).content.decode()

    assert written(back) == TWO
    assert "What you typed stands here again" in back
    assert "hunter2" not in back
    assert not Invitation.objects.exists()
    assert written(client.get(path).content.decode()) == ""  # once


def test_it_is_shown_on_its_page_only_and_for_some_minutes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["owner"])
    path = f"/a/{world.account.id}/members/add"
    page = client.get(path).content.decode()
    del client.cookies[settings.SESSION_COOKIE_NAME]
    send(client, path, page)
    client.force_login(world.people["owner"])

    elsewhere = client.get(f"/a/{world.account.id}/members").content.decode()
    assert "What you typed" not in elsewhere
    later = utc_now() + timedelta(minutes=16)
    monkeypatch.setattr("curule.web.kept_forms.utc_now", lambda: later)
    assert written(client.get(path).content.decode()) == ""


def test_another_site_puts_no_words_into_a_form(world: World) -> None:
    """What another site makes a browser send is not kept, and no session is begun for it."""
    client = Client(enforce_csrf_checks=True)
    path = f"/a/{world.account.id}/members/add"
    answer = client.post(path, {"addresses": TWO}, headers={"Origin": "https://evil.test"})

    assert answer.status_code == 403
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_who_is_still_signed_in_goes_back_to_the_form(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["owner"])
    path = f"/a/{world.account.id}/members/add"
    page = client.get(path).content.decode()
    del client.cookies[settings.CSRF_COOKIE_NAME]

    answer = send(client, path, page)

    assert f'href="{path}"' in answer
    assert written(client.get(path).content.decode()) == TWO


PAGE = """<!doctype html><main id="c"><p>a &amp; b&nbsp;c</p>
<form method="post" action=""><input type="hidden" name="row" value="1"><input name="email"></form>
<form method="post" action="/here?x=1"><input type="hidden" name="row" value="2">
<input name="email" value="old"><input type="password" name="pin">
<input type="radio" name="r" value="a" checked><input type="radio" name="r" value="b">
<select name="s"><option value="1" selected>1</option><option value="2">2</option></select>
<textarea name="t">old</textarea></form></main>"""


def test_the_form_that_was_sent_is_filled_and_nothing_else() -> None:
    fields = {"row": ["2"], "email": ['"><script>'], "r": ["b"], "s": ["2"], "t": ["</textarea>"],
              "pin": ["1234"]}  # fmt: skip

    page = filled(PAGE, "/here", fields, "Again.")

    first, second = page.split("<form")[1:]
    assert '<input name="email">' in first
    assert '<input name="email" value="&quot;&gt;&lt;script&gt;">' in second
    assert "1234" not in page
    assert '<input type="radio" name="r" value="b" checked>' in second
    assert '<input type="radio" name="r" value="a">' in second
    assert '<option value="2" selected>' in second
    assert '<option value="1">' in second
    assert "&lt;/textarea&gt;</textarea>" in second
    assert "<p>a &amp; b&nbsp;c</p>" in page
    assert '<main id="c"><div class="box warn" role="status">Again.</div>' in page


def test_a_page_without_that_form_stays_as_it_is() -> None:
    assert filled(PAGE, "/elsewhere", {"other": ["1"]}, "Again.") == PAGE
