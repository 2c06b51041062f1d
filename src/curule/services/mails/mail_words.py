"""What a mail says: what its command wrote down, and the names that go without saying.

A command writes into the outbox what it knows at that moment. Here come the things that it need not
repeat: what the product and the account are called, whose time zone and which noun apply, and what
the invitation and the invoice say that it names.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from curule.core.money import Money
from curule.core.policy import NamedNoun
from curule.data.models import CreditNote, Invitation, Invoice, OutboxMessage, Person, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.money import open_amount
from curule.wording.mails import Mail, MailTemplate, mail

_ABOUT_WHAT_IS_OVERDUE: Final = {MailTemplate.INVOICE_OVERDUE, MailTemplate.ACCESS_SUSPENDED}


def words_of(message: OutboxMessage, *, link: str, language: str | None = None) -> Mail:
    """Return a mail in its own language or another, with `link` in its place.

    Raises:
        ValueError: there is no such template, or a value is not what its name says.
        LookupError: a value is missing that the template cannot do without.
    """
    terms = _terms(message)
    said = {
        "product": terms.product_name if terms else settings.DEFAULT_FROM_EMAIL,
        **_of_account(message),
        "noun": terms.policy.words.seat_noun if terms else NamedNoun.SEAT,
        "choices": f"{settings.CURULE_BASE_URL.rstrip('/')}/my/mails",
        **_of_invitation(message),
        **_of_invoice(message),
        **_of_credit_note(message),
        **message.context,
        "link": link,
    }
    return mail(message.template, language or message.language, said)


def _of_account(message: OutboxMessage) -> dict[str, object]:
    """Return whom a mail is about; one about the vendor's own is about no customer."""
    if message.account is None:
        return {}
    return {"account": message.account.name, "zone": message.account.time_zone}


def find_invitation(message: OutboxMessage) -> Invitation | None:
    """Return the invitation a mail is about, or None."""
    if message.account_id is None or message.invitation_id is None:
        return None
    return Invitation.objects.filter(
        account_id=message.account_id, id=message.invitation_id
    ).first()


def _terms(message: OutboxMessage) -> PlanTerms | None:
    """Return the plan of the mail's subscription, else of the account's newest one."""
    if message.account_id is None:
        return None
    bought = Subscription.objects.filter(account_id=message.account_id)
    if message.subscription_id:
        bought = bought.filter(id=message.subscription_id)
    newest = bought.order_by("-id").first()
    return get_plan_terms(newest.plan_version_id) if newest else None


def _of_invitation(message: OutboxMessage) -> dict[str, object]:
    invitation = find_invitation(message)
    if invitation is None:
        return {}
    invited_by = invitation.invited_by
    inviter = Person.objects.filter(id=invited_by).first() if invited_by else None
    return {
        "inviter": _called(inviter) if inviter else invitation.account.name,
        "expires_at": invitation.expires_at,
    }


def _called(person: Person) -> str:
    return f"{person.first_name} {person.last_name}".strip() or person.email


def _of_invoice(message: OutboxMessage) -> dict[str, object]:
    invoice = find_invoice(message)
    if invoice is None:
        return {}
    due: dict[str, object] = {
        "invoice": invoice.number,
        "total": Money(invoice.total_minor, invoice.currency),
        "due_at": invoice.due_at,
    }
    if open_amount(invoice):
        due["open"] = Money(open_amount(invoice), invoice.currency)
    return due


def _of_credit_note(message: OutboxMessage) -> dict[str, object]:
    named = message.context.get("credit_note_id")
    if not named or message.account_id is None:
        return {}
    notes = CreditNote.objects.filter(account_id=message.account_id, id=UUID(str(named)))
    return {"credit_note": notes.values_list("number", flat=True).first()}


def find_invoice(message: OutboxMessage) -> Invoice | None:
    """Return the invoice a mail names; of what is overdue, the oldest that was so at the time."""
    if message.account_id is None:
        return None
    invoices = Invoice.objects.filter(account_id=message.account_id)
    named = message.context.get("invoice_id")
    if named:
        return invoices.filter(id=UUID(str(named))).first()
    if message.template not in _ABOUT_WHAT_IS_OVERDUE:
        return None
    unpaid = Q(closed_at=None) | Q(closed_at__gt=message.created_at)
    return (
        invoices.filter(
            unpaid, subscription_id=message.subscription_id, due_at__lte=message.created_at
        )
        .order_by("due_at", "id")
        .first()
    )
