"""Mails on their way out: lease one, write it, record what became of it, show it.

Whoever sends a mail holds it under a lease and a fence. The fence goes up with each lease, and a
result counts only with the fence it was leased under: a worker that slept past its lease and wakes
up after another has finished changes nothing (TH37).

`attempts` counts the tries that certainly delivered nothing. What the fence counts beyond them are
tries whose end nobody knows: the worker died, or the server's answer was lost. There are never more
than two, so nobody gets a mail three times, and a mail that kills its worker is set aside.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, assert_never
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from curule.data.models import OutboxMessage
from curule.gateways.letters import Enclosed, Letter
from curule.gateways.mail import Deferred, Delivery, Held, Rejected, Sent, Unclear, Unreachable
from curule.gateways.signing import LinkPurpose, invitation_link
from curule.services.invoices import documents
from curule.services.mails.bounces import tell_bounced
from curule.services.mails.mail_links import page_link
from curule.services.mails.mail_words import find_invitation, find_invoice, words_of
from curule.wording.mails import Mail, MailTemplate

LEASE: Final = timedelta(minutes=5)
"""Longer than a server can keep us waiting, answer by answer."""

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 120, 240))
"""How long a mail waits after its first, second … failed try; from then on always the last."""

GIVEN_UP_AFTER: Final = timedelta(days=3)
"""How old a mail may become that its server keeps putting off."""

MOST_UNCLEAR_TRIES: Final = 2

_LONGEST_FAILURE: Final = 200
_TO_AN_INVITATION: Final = {
    MailTemplate.INVITATION,
    MailTemplate.INVITATION_RESENT,
    MailTemplate.INVITATION_CANCELED,
    MailTemplate.WAITLIST_SEAT_READY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedMail:
    """A mail that is ours to send until `leased_until`.

    `failed_tries` certainly delivered nothing; `unclear_tries`, this one included, may have.
    `is_test` says that its account lives by a test clock; such mails are held, never sent.
    """

    message: OutboxMessage
    fence: int
    leased_at: datetime
    leased_until: datetime
    failed_tries: int
    unclear_tries: int
    is_test: bool


def lease_next(*, now: datetime) -> LeasedMail | None:
    """Take the oldest mail that is due and that nobody else holds; None where there is none.

    Mails that were tried twice with an unknown end are set aside on the way.
    """
    while True:
        with transaction.atomic():
            message = _next_due(now)
            if message is None:
                return None
            if message.fence - message.attempts < MOST_UNCLEAR_TRIES:
                return _leased(message, now)
            _row(message).update(
                status="failed",
                leased_until=None,
                failure=message.failure or "sending it ended twice without a result",
            )
            tell_bounced(message, now=now)


def compose(leased: LeasedMail) -> Letter:
    """Write a leased mail; its link is computed here and kept nowhere.

    Raises:
        DatabaseError: its values cannot be read now; what else is raised is the mail's own fault.
    """
    message = leased.message
    written = words_of(message, link=_link(message, LinkPurpose.MAIL))
    return Letter(
        letter_id=str(message.id),
        recipient=message.recipient,
        recipient_name=_name(message),
        subject=written.subject,
        text=written.text,
        html=written.html,
        language=message.language,
        written_at=leased.leased_at,
        enclosed=_enclosed(message),
    )


def record(leased: LeasedMail, delivery: Delivery, *, now: datetime) -> bool:
    """Record what became of a leased mail; False if it has been leased again meanwhile.

    A server that cannot be reached is no fault of the mail: it waits as long as that takes. A mail
    that the server puts off is given up after `GIVEN_UP_AFTER`. Where an invitation is given up,
    whoever invited hears of it.
    """
    changes: dict[str, Any]
    match delivery:
        case Sent():
            changes = {"status": "sent", "sent_at": now, "failure": ""}
        case Held():
            changes = {"status": "held", "failure": ""}
        case Rejected(reason):
            changes = {"status": "failed", "failure": reason}
        case Unclear(reason):
            again = leased.unclear_tries < MOST_UNCLEAR_TRIES
            changes = _later(now, 2) if again else {"status": "failed"}
            changes["failure"] = f"perhaps delivered: {reason}"
        case Deferred(reason):
            again = now < leased.message.created_at + GIVEN_UP_AFTER
            changes = _later(now, leased.failed_tries) if again else {"status": "failed"}
            changes |= {"failure": reason, "attempts": F("attempts") + 1}
        case Unreachable(reason):
            changes = _later(now, leased.failed_tries)
            changes |= {"failure": reason, "attempts": F("attempts") + 1}
        case _:
            assert_never(delivery)
    changes["failure"] = changes["failure"][:_LONGEST_FAILURE]
    ours = _row(leased.message).filter(fence=leased.fence, status="queued")
    with transaction.atomic():
        recorded = ours.update(leased_until=None, **changes) == 1
        if recorded and changes.get("status") == "failed":
            tell_bounced(leased.message, now=now)
    return recorded


def readable(
    *,
    message_id: UUID,
    language: str | None = None,
    purpose: LinkPurpose = LinkPurpose.COPIED,
) -> Mail:
    """Return a mail in words, sent or not, in its recipient's language or another.

    Its link is computed for this look. By default it is one that proves nothing, since whoever
    reads a copy need not own the mailbox; only what stands in for the mailbox itself (a scenario,
    the tray of held mails of a demo) asks for `LinkPurpose.MAIL`.

    Raises:
        OutboxMessage.DoesNotExist: there is no such mail.
        LookupError: something is missing without which it cannot be written.
    """
    message = OutboxMessage.objects.select_related("account").get(id=message_id)
    return words_of(message, link=_link(message, purpose), language=language)


def _next_due(now: datetime) -> OutboxMessage | None:
    return (
        OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("account")
        .filter(
            Q(next_attempt_at=None) | Q(next_attempt_at__lte=now),
            Q(leased_until=None) | Q(leased_until__lte=now),
            status="queued",
        )
        .order_by("id")
        .first()
    )


def _leased(message: OutboxMessage, now: datetime) -> LeasedMail:
    """Put the lease on a locked row."""
    fence = message.fence + 1
    _row(message).update(fence=fence, leased_until=now + LEASE)
    return LeasedMail(
        message=message,
        fence=fence,
        leased_at=now,
        leased_until=now + LEASE,
        failed_tries=message.attempts,
        unclear_tries=fence - message.attempts,
        is_test=message.account is not None and message.account.clock_id is not None,
    )


def _row(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(account=message.account, id=message.id)


def _name(message: OutboxMessage) -> str:
    """Return what the invited are called; of others the address must do."""
    invitation = find_invitation(message)
    return f"{invitation.first_name} {invitation.last_name}".strip() if invitation else ""


def _enclosed(message: OutboxMessage) -> tuple[Enclosed, ...]:
    """Return the paper that a mail is a copy of.

    Raises:
        LookupError: there is none; such a mail would say what is not so.
    """
    if message.template != MailTemplate.INVOICE_COPY:
        return ()
    invoice = find_invoice(message)
    found = documents.find_invoice(invoice.account_id, invoice.id) if invoice else None
    if found is None:
        raise LookupError("it has no paper to enclose")
    return (Enclosed(name=f"{found.number.replace('/', '-')}.pdf", pdf=found.pdf()),)


def _link(message: OutboxMessage, purpose: LinkPurpose) -> str:
    """Return the link to the invitation as it is at this moment, else to the page it is about."""
    invitation = find_invitation(message)
    if invitation is not None and message.template in _TO_AN_INVITATION:
        return invitation_link(
            settings.CURULE_BASE_URL,
            key=settings.SECRET_KEY,
            invitation_id=invitation.id,
            generation=invitation.generation,
            purpose=purpose,
        )
    if message.template in _TO_AN_INVITATION:
        raise LookupError("it has no invitation to link to")
    return page_link(message)


def _later(now: datetime, failed_tries: int) -> dict[str, Any]:
    return {"next_attempt_at": now + PAUSES[min(failed_tries, len(PAUSES) - 1)]}
