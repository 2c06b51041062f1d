"""The button of every mail leads to a page that is there, on the configured host."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.urls import resolve

from curule.core.languages import Language
from curule.data.models import OutboxMessage
from curule.httpkit.clock import utc_now
from curule.services.mails import deliveries, mail_links
from curule.wording.mails import FRAMES, MailTemplate
from tests.support.factories import World, make_unpaid_invoice
from tests.web.invitations.scene import Scene, invited

pytestmark = pytest.mark.django_db
SHOWS = {
    "give_access": {"licenses"},
    "open_account": {"overview"},
    "pay_invoice": {"invoice"},
    "see_access": {"my_access", "welcome"},
    "see_balance": {"balance"},
    "see_details": {"billing"},
    "see_domains": {"sign_in_rules"},
    "see_invitation": {"invitation_link"},
    "see_invitations": {"invited"},
    "see_invited": {"invited"},
    "see_invoice": {"invoice"},
    "see_closing": {"close_account"},
    "see_companies": {"companies"},
    "see_customer": {"console_account"},
    "see_joining": {"joining_undo"},
    "see_keys": {"console_keys"},
    "see_list": {"import_people"},
    "see_members": {"members"},
    "see_methods": {"payment_methods"},
    "see_offer": {"review"},
    "see_report": {"console_reports", "console_report"},
    "see_requests": {"requests"},
    "see_statement": {"console_bank", "console_bank_statement"},
    "see_subscription": {"subscription"},
    "see_webhooks": {"console_webhooks"},
}

NEEDED = {
    "person": "Di",
    "order": "O-1A2B3C4D",
    "message": "More",
    "reference": "A-1A2B3C4D",
    "host": "hooks.example.com",
    "domain": "example.com",
    "method": "Visa 4242",
    "file": "nov.xml",
    "report": "Cash",
    "month": "October 2026",
    "key": "Product",
    "reason": "Three seats were used in May",
}


@pytest.fixture
def scene() -> Scene:
    return invited()


def queued(world: World, template: MailTemplate, **columns: object) -> OutboxMessage:
    return OutboxMessage.objects.create(
        account=world.account,
        template=template.value,
        recipient="bo@x.test",
        created_at=utc_now(),
        status="queued",
        **{"context": NEEDED, **columns},
    )


def page_of(link: str) -> str:
    assert link.startswith(settings.CURULE_BASE_URL)
    return str(resolve(link.removeprefix(settings.CURULE_BASE_URL)).url_name)


@pytest.mark.threat("TH11")
@pytest.mark.parametrize("kind", MailTemplate)
def test_every_button_leads_to_the_page_it_names(scene: Scene, kind: MailTemplate) -> None:
    invoice_id = make_unpaid_invoice(scene.world, due_at=utc_now() - timedelta(days=1))
    message = queued(
        scene.world,
        kind,
        subscription_id=scene.world.subscription.id,
        invitation_id=scene.invitation_id,
        context={**NEEDED, "invoice_id": str(invoice_id), "quote_id": str(uuid4())},
    )

    html = deliveries.readable(message_id=message.id).html

    link = html.partition('class="button" href="')[2].partition('"')[0]
    assert page_of(link) in SHOWS[FRAMES[kind][0]]


@pytest.mark.parametrize("kind", mail_links.PAGES)
def test_a_mail_that_names_no_thing_leads_to_the_list(scene: Scene, kind: MailTemplate) -> None:
    link = mail_links.page_link(queued(scene.world, kind))

    assert "{" not in link
    assert page_of(link)
    assert UUID(int=0).hex not in link


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", MailTemplate)
def test_every_mail_is_html_too_in_every_language(
    scene: Scene, kind: MailTemplate, language: Language
) -> None:
    scene.world.account.name = '<img src="https://evil.test/x.png">'
    scene.world.account.save()
    message = queued(
        scene.world,
        kind,
        subscription_id=scene.world.subscription.id,
        invitation_id=scene.invitation_id,
    )

    written = deliveries.readable(message_id=message.id, language=language)

    assert f'<html lang="{language.value}">' in written.html
    assert written.html.count('class="button"') == 1
    link = written.html.partition('class="button" href="')[2].partition('"')[0]
    said = written.html.replace(f"{settings.CURULE_BASE_URL}/my/mails", "")
    assert said.count(link) == 2  # on the button, and to be copied
    for forbidden in ("<img", "<script", "url(", "@import", "{"):
        assert forbidden not in written.html.partition("</style>")[2]
    assert "prefers-color-scheme:dark" in written.html
    assert scene.world.terms.product_name in written.html
