"""Every mail that exists can be written from its row, in every language."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction

from curule.core.languages import Language
from curule.data.models import (
    Account,
    Invitation,
    Invoice,
    InvoiceLine,
    OutboxMessage,
    Person,
    Subscription,
)
from curule.gateways.signing import LinkPurpose, purpose_of
from curule.services.mails import deliveries
from curule.services.numbering import number_all
from curule.wording.mails import OPTIONAL, REQUIRED, MailTemplate
from tests.worker.rows import NOON, an_account, an_invitation, queue

WRITTEN: dict[str, object] = {
    "access_until": "2026-05-01T10:00:00Z",
    "after": [{"number": 9, "noun": None}],
    "before": [{"number": 12, "noun": None}],
    "address": "12 rue du Test, 75011 Paris",
    "by": "Ana Roy",
    "charged": "Visa",
    "credit_note": "CN-2026-000007",
    "file": "nov.xml",
    "report": "Cash",
    "month": "October 2026",
    "host": "hooks.vendor.test",
    "domain": "acme.test",
    "invoice": "INV-2026-000091",
    "key": "shop",
    "shown": "rk_live_…4f7K",
    "message": "We need twelve more",
    "method": "Visa",
    "name": "Acme",
    "order": "O-1F2E3D4C",
    "order_number": "4500012345",
    "person": "Li Na",
    "plan": "Team",
    "replaced": "INV-2026-000090",
    "reason": "I start on Monday",
    "reference": "A-4C7EC00B",
    "role": "owner",
    "seats": [{"number": 2, "noun": None}],
    "target": 10,
    "tax_id": "FR40303265045",
    "registration_number": "303265045",
}
"""Values as a command writes them into the outbox."""


def value_of(name: str) -> object:
    if name in WRITTEN:
        return WRITTEN[name]
    if name.endswith("_at"):
        return "2026-05-01T10:00:00Z"
    return {"amount_minor": 4107, "currency": "EUR"}


@pytest.fixture
def account(db: None) -> Account:
    del db
    return an_account()


@pytest.fixture
def invitation(account: Account) -> Invitation:
    return an_invitation(account)


@pytest.mark.parametrize("told", ["everything", "nothing"])
def test_every_template_can_be_written_in_every_language(told: str, invitation: Invitation) -> None:
    for template in MailTemplate:
        known = OPTIONAL[template] if told == "everything" else ()
        told_by_all = REQUIRED[template] & WRITTEN.keys()
        context = {name: value_of(name) for name in (*known, *told_by_all)}
        message = queue(
            invitation.account, template=template, invitation=invitation, context=context
        )
        for language in Language:
            shown = deliveries.readable(message_id=message.id, language=language)
            assert shown.subject.strip(), (template, language)
            assert "Team" in shown.text, (template, language)
            assert "{" not in shown.subject + shown.text, (template, language)


def test_a_mail_speaks_the_language_of_its_reader(invitation: Invitation) -> None:
    message = queue(invitation.account, template="invitation", invitation=invitation)
    texts = {
        language: deliveries.readable(message_id=message.id, language=language).text
        for language in Language
    }
    assert deliveries.readable(message_id=message.id).text == texts[Language.FR]
    assert len(set(texts.values())) == len(Language)


def test_an_invitation_says_who_invites_and_until_when(invitation: Invitation) -> None:
    ana = Person.objects.create(
        email="ana@acme.test", first_name="Ana", last_name="Roy", created_at=NOON
    )
    Invitation.objects.filter(id=invitation.id).update(invited_by=ana.id)
    message = queue(invitation.account, template="invitation", invitation=invitation)
    shown = deliveries.readable(message_id=message.id, language="en")
    assert shown.subject == "Ana Roy invites you to Acme"
    assert "1 May 2026, 12:00 (UTC)" in shown.text


def an_invoice(invitation: Invitation, *, due_at: datetime) -> Invoice:
    with transaction.atomic():
        invoice = Invoice.objects.create(
            account=invitation.account,
            subscription_id=invitation.subscription_id,
            kind="renewal",
            period_starts_at=due_at - timedelta(days=30),
            currency="EUR",
            subtotal_minor=3000,
            total_minor=3000,
            issued_at=NOON - timedelta(days=30),
            due_at=due_at,
        )
        InvoiceLine.objects.create(
            account=invitation.account,
            invoice_id=invoice.id,
            position=1,
            kind="seats",
            quantity=1,
            unit_amount_minor=3000,
            amount_minor=3000,
        )
        number_all(invitation.account, [invoice])
    return invoice


def test_a_mail_about_an_invoice_names_it(invitation: Invitation) -> None:
    an_invoice(invitation, due_at=NOON)
    invoice = an_invoice(invitation, due_at=NOON + timedelta(days=14))
    message = queue(
        invitation.account,
        template="invoice_issued",
        subscription_id=invitation.subscription_id,
        context={"invoice_id": str(invoice.id)},
    )
    shown = deliveries.readable(message_id=message.id, language="en")
    assert "INV-2026-000002" in shown.text
    assert "€30.00" in shown.text
    assert "15 April 2026" in shown.text


@pytest.mark.parametrize("kind", ["invoice_overdue", "access_suspended"])
def test_a_mail_about_what_is_overdue_names_the_oldest(kind: str, invitation: Invitation) -> None:
    for days in (-3, -5, 1):
        an_invoice(invitation, due_at=NOON + timedelta(days=days))
    message = queue(invitation.account, template=kind, subscription_id=invitation.subscription_id)
    shown = deliveries.readable(message_id=message.id, language="en")
    assert "INV-2026-000002" in shown.text
    assert "€30.00" in shown.text


def test_an_account_that_never_bought_gets_its_mails_too(account: Account) -> None:
    assert not Subscription.objects.exists()
    message = queue(account, template="role_granted", context={"role": "owner", "by": "Ana"})
    assert "Acme" in deliveries.readable(message_id=message.id, language="en").text


def test_an_invitation_without_a_row_is_never_sent_with_a_link_to_nowhere(account: Account) -> None:
    message = queue(account, template="invitation")
    with pytest.raises(LookupError, match="no invitation"):
        deliveries.readable(message_id=message.id)


@pytest.mark.threat("TH4")
def test_a_mail_that_is_shown_proves_nothing_about_its_reader(invitation: Invitation) -> None:
    message = queue(invitation.account, template="invitation", invitation=invitation)
    shown = deliveries.readable(message_id=message.id)
    as_mailbox = deliveries.readable(message_id=message.id, purpose=LinkPurpose.MAIL)
    assert _proof(shown.text, invitation) is LinkPurpose.COPIED
    assert _proof(as_mailbox.text, invitation) is LinkPurpose.MAIL


def _proof(text: str, invitation: Invitation) -> LinkPurpose | None:
    token = text.partition(f"/invitations/{invitation.id}/")[2].split()[0]
    return purpose_of(
        settings.SECRET_KEY, token, invitation_id=invitation.id, generation=invitation.generation
    )


def test_a_mail_that_is_not_there_cannot_be_shown(account: Account) -> None:
    del account
    with pytest.raises(OutboxMessage.DoesNotExist):
        deliveries.readable(message_id=uuid4())
