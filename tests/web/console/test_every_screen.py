"""Every screen of the console: in every language, for each role of the staff."""

import re

import pytest
from django.test import Client

from curule.core.permissions import Actor, StaffRole, may
from curule.data.models import Person
from curule.web.permissions import ROUTES, Gate
from tests.web.console.scene import Scene, addresses, set_scene

pytestmark = pytest.mark.django_db

NEED_MORE = {
    "console_ask_office",  # only POST: test_account_tax
    "console_invoice_file",
    "console_invoice_request",  # tests.web.money.test_saying
    "console_order_cancel",  # test_canceling_orders
    "console_quote_accept",  # test_accepting
    "console_quote_file",  # tests.services.money.test_quote_papers
    "console_credit_note_file",
    "console_payment",
    "console_payment_reverse",
    "console_invoice_send",
    "console_refund_paid",
    "console_contradiction",  # test_contradictions
    "console_dispute_book",  # test_booking_disputes
    "console_release",  # test_account_parking
    "console_join_hold",
    "console_credit_note_new",
    "console_bank_columns",
    "console_bank_progress",  # test_bank
    "console_bank_link",
    "console_bank_aside",
    "console_bank_take_back",
    "console_bank_retry",
    "console_renewals_start",
    "console_renewals_stop",
    "console_report_csv",
    "console_report_mail",
    "console_write_off",
    "console_statement_csv",
    "console_mail_html",
    "console_mail_template_html",
    "console_sign_in_mail",
    "console_clock_advance",
    "console_staff_revoke",
    "console_version_publish",
    "console_coupon_stop",
    "console_price_change_announce",
    "console_price_change_stop",
    "console_price_change_withdraw",
    "console_price_change_withdraw_all",
    "console_key_roll",  # only POST: test_api_keys
    "console_key_answer",
    "console_webhook_roll",  # only POST: test_webhooks, as the next three
    "console_webhook_switch",
    "console_webhook_delete",
    "console_webhook_retry",
}
"""Routes that take a form, or something that is not there in every scene; tested where they act."""


@pytest.fixture
def scene(db: None) -> Scene:  # noqa: ARG001
    return set_scene()


def test_every_route_of_the_console_is_walked(scene: Scene) -> None:
    console = {name for name, route in ROUTES.items() if route.gate is Gate.STAFF}

    assert console == addresses(scene).keys() | NEED_MORE


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_an_admin_reads_every_screen(
    client: Client, team: dict[StaffRole, Person], scene: Scene, language: str
) -> None:
    admin = team[StaffRole.ADMIN]
    Person.objects.filter(id=admin.id).update(language=language)
    client.force_login(admin)

    for name, address in addresses(scene).items():
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, (name, answer.status_code)
        assert f'<html lang="{language}"' in page, name
        assert page.count("<h1") == 1, name
        assert not re.search(r"\bconsole\.[a-z_]+\.[a-z]|\{[a-z_]+\}", _words(page)), name
        assert "style=" not in page, name


def _words(page: str) -> str:
    return re.sub(r"<textarea.*?</textarea>|<pre.*?</pre>|<[^>]+>", " ", page, flags=re.DOTALL)


@pytest.mark.parametrize("role", StaffRole)
def test_a_role_sees_what_the_table_gives_it(
    client: Client, team: dict[StaffRole, Person], scene: Scene, role: StaffRole
) -> None:
    client.force_login(team[role])
    actor = Actor.staff(name="x", role=role)

    for name, address in addresses(scene).items():
        action = ROUTES[name].see
        assert action is not None
        wanted = 200 if may(actor, action) is None else 403
        assert client.get(address).status_code == wanted, (name, role)


def test_for_a_customer_none_of_them_exists(client: Client, scene: Scene) -> None:
    client.force_login(scene.world.people["owner"])

    answers = {name: client.get(each).status_code for name, each in addresses(scene).items()}

    assert set(answers.values()) == {404}
