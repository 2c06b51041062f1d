"""Mails in a language: subject and text of every template.

What a template is told comes from an outbox row, so every value may be given
as itself (Money, a date) or in the form in which JSON keeps it. A line whose
value is not given is left out; so a mail is never held up by what it can do
without. Links are made when a mail is sent and stand in no row: until then
`{link}` holds their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from curule.core.languages import language_of
from curule.core.mail_kinds import KIND_OF
from curule.core.policy import NamedNoun
from curule.wording import catalogs
from curule.wording.kept import read_back, read_back_noun
from curule.wording.mail_frame import BUTTON_HERE, Button, framed
from curule.wording.messages import MissingValue, fill, placeholders
from curule.wording.values import LINK, Reader

__all__ = [
    "FRAMES",
    "INVITING",
    "OPTIONAL",
    "REQUIRED",
    "Mail",
    "MailTemplate",
    "lacking",
    "language_of",
    "mail",
]


class MailTemplate(StrEnum):
    """The mails that exist."""

    INVITATION = "invitation"
    INVITATION_RESENT = "invitation_resent"
    INVITATION_CANCELED = "invitation_canceled"
    INVITATION_DECLINED = "invitation_declined"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_BOUNCED = "invitation_bounced"
    JOINED = "joined"
    MEMBER_JOINED = "member_joined"
    SEAT_ASSIGNED = "seat_assigned"
    SEAT_UNASSIGNED = "seat_unassigned"
    LICENSES_ISSUED = "licenses_issued"
    ORDER_PLACED = "order_placed"
    ORDER_REDUCED = "order_reduced"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_REVERSED = "payment_reversed"
    INVOICE_ISSUED = "invoice_issued"
    INVOICE_COPY = "invoice_copy"
    INVOICE_ANSWERED = "invoice_answered"
    CREDIT_ANSWERED = "credit_answered"
    INVOICE_OVERDUE = "invoice_overdue"
    RENEWAL_REMINDER = "renewal_reminder"
    TERM_ENDING = "term_ending"
    SUBSCRIPTION_RENEWED = "subscription_renewed"
    SUBSCRIPTION_ENDED = "subscription_ended"
    REDUCTION_SCHEDULED = "reduction_scheduled"
    REDUCTION_REMINDER = "reduction_reminder"
    REDUCTION_APPLIED = "reduction_applied"
    LEAVES_SOON = "leaves_soon"
    SEAT_ENDED = "seat_ended"
    ACCESS_SUSPENDED = "access_suspended"
    JOIN_SETTLED = "join_settled"
    CREDIT_TRANSFERRED = "credit_transferred"
    REFUND_SENT = "refund_sent"
    JOIN_UNDONE = "join_undone"
    SEAT_UNUSED = "seat_unused"
    SEAT_REQUESTED = "seat_requested"
    REQUEST_APPROVED = "request_approved"
    REQUEST_DECLINED = "request_declined"
    WAITLIST_SEAT_READY = "waitlist_seat_ready"
    QUOTE_OFFERED = "quote_offered"
    QUOTE_EXPIRING = "quote_expiring"
    QUOTE_ACCEPTED = "quote_accepted"
    CREDIT_NOTE = "credit_note"
    AUTO_BOUGHT = "auto_bought"
    ORDER_CANCELED = "order_canceled"
    ORDER_REPLACED = "order_replaced"
    ORDER_WITHDRAWN = "order_withdrawn"
    ORDER_TAKEN_BACK = "order_taken_back"
    TRIAL_ENDING = "trial_ending"
    PLAN_CHANGED = "plan_changed"
    PRICE_CHANGE_ANNOUNCED = "price_change_announced"
    PRICE_CHANGE_WITHDRAWN = "price_change_withdrawn"
    ROLE_GRANTED = "role_granted"
    INVITATION_WANTED = "invitation_wanted"
    IMPORT_DONE = "import_done"
    CONTACT_WANTED = "contact_wanted"
    ACCOUNT_CLOSING = "account_closing"
    CLOSING_WITHDRAWN = "closing_withdrawn"
    ACCOUNT_CLOSED = "account_closed"
    WEBHOOK_DISABLED = "webhook_disabled"
    DOMAIN_UNPROVED = "domain_unproved"
    ACCOUNT_PARKED = "account_parked"
    KEY_CREATED = "key_created"
    KEY_LEAKED = "key_leaked"
    PAYMENT_METHOD_ADDED = "payment_method_added"
    PAYMENT_METHOD_PREFERRED = "payment_method_preferred"
    PAYMENT_METHOD_REMOVED = "payment_method_removed"
    BILLING_DETAILS_CHANGED = "billing_details_changed"
    CREDIT_ADDED = "credit_added"
    STATEMENT_DONE = "statement_done"
    REPORT_READY = "report_ready"


_T = MailTemplate

INVITING: Final = frozenset({_T.INVITATION, _T.INVITATION_RESENT, _T.WAITLIST_SEAT_READY})
"""The mails without which nobody knows of an invitation."""

OF_THE_VENDOR: Final = frozenset(
    {_T.KEY_CREATED, _T.KEY_LEAKED, _T.STATEMENT_DONE, _T.REPORT_READY}
)
"""The mails about what is the vendor's own: they name no customer."""

REQUIRED: Final[Mapping[MailTemplate, frozenset[str]]] = {
    template: frozenset({"product"} if template in OF_THE_VENDOR else {"product", "account"})
    | {
        _T.INVITATION: {"inviter"},
        _T.INVITATION_RESENT: {"inviter"},
        _T.INVITATION_DECLINED: {"person"},
        _T.INVITATION_EXPIRED: {"person"},
        _T.INVITATION_BOUNCED: {"person"},
        _T.MEMBER_JOINED: {"person"},
        _T.SEAT_UNUSED: {"person"},
        _T.SEAT_REQUESTED: {"person"},
        _T.INVITATION_WANTED: {"person"},
        _T.ORDER_REPLACED: {"order"},
        _T.ORDER_WITHDRAWN: {"order"},
        _T.ORDER_TAKEN_BACK: {"order"},
        _T.CONTACT_WANTED: {"person", "message", "reference"},
        _T.WEBHOOK_DISABLED: {"host"},
        _T.DOMAIN_UNPROVED: {"domain"},
        _T.INVOICE_COPY: {"person"},
        _T.INVOICE_ANSWERED: {"reason"},
        _T.CREDIT_ANSWERED: {"reason"},
        _T.KEY_CREATED: {"key"},
        _T.KEY_LEAKED: {"key"},
        _T.PAYMENT_METHOD_ADDED: {"method"},
        _T.PAYMENT_METHOD_PREFERRED: {"method"},
        _T.PAYMENT_METHOD_REMOVED: {"method"},
        _T.STATEMENT_DONE: {"file"},
        _T.REPORT_READY: {"report", "month"},
    }.get(template, set())
    for template in MailTemplate
}
"""What a mail cannot do without: the names of the product and of its account, and who asks."""

OPTIONAL: Final[Mapping[MailTemplate, tuple[str, ...]]] = {
    _T.INVITATION: ("expires_at",),
    _T.INVITATION_RESENT: ("expires_at",),
    _T.INVITATION_CANCELED: (),
    _T.INVITATION_DECLINED: (),
    _T.INVITATION_EXPIRED: (),
    _T.INVITATION_BOUNCED: (),
    _T.JOINED: (),
    _T.MEMBER_JOINED: (),
    _T.SEAT_ASSIGNED: ("by",),
    _T.SEAT_UNASSIGNED: (),
    _T.LICENSES_ISSUED: ("invoice", "seats", "starts_at", "ends_at"),
    _T.ORDER_PLACED: (
        "plan",
        "seats",
        "before",
        "after",
        "total",
        "credit_used",
        "due_now",
        "invoice",
        "renews_at",
        "replaced",
    ),
    _T.ORDER_REDUCED: (
        "plan",
        "before",
        "after",
        "total",
        "credit_used",
        "due_now",
        "invoice",
        "amount",
        "credit_note",
        "lowers",
        "transfer",
        "refund",
        "next_invoice",
        "renews_at",
        "replaced",
    ),
    _T.PAYMENT_RECEIVED: ("amount", "invoice", "open"),
    _T.PAYMENT_FAILED: ("amount", "invoice", "method", "retry_at"),
    _T.PAYMENT_REVERSED: ("amount", "invoice", "open"),
    _T.INVOICE_ISSUED: ("invoice", "total", "due_at"),
    _T.INVOICE_COPY: ("invoice", "total", "due_at"),
    _T.INVOICE_ANSWERED: ("invoice", "open"),
    _T.CREDIT_ANSWERED: ("amount",),
    _T.INVOICE_OVERDUE: ("invoice", "open", "due_at", "access_until"),
    _T.RENEWAL_REMINDER: ("ends_at", "seats", "total"),
    _T.TERM_ENDING: ("ends_at", "seats"),
    _T.SUBSCRIPTION_RENEWED: ("ends_at", "seats", "total", "invoice"),
    _T.SUBSCRIPTION_ENDED: ("ended_at",),
    _T.REDUCTION_SCHEDULED: ("effective_at", "target"),
    _T.REDUCTION_REMINDER: ("effective_at", "target", "people"),
    _T.REDUCTION_APPLIED: ("effective_at", "target"),
    _T.LEAVES_SOON: ("effective_at",),
    _T.SEAT_ENDED: ("ended_at",),
    _T.ACCESS_SUSPENDED: ("invoice", "open", "ends_at"),
    _T.JOIN_SETTLED: ("refund", "transfer", "moves_at"),
    _T.CREDIT_TRANSFERRED: ("amount", "person"),
    _T.REFUND_SENT: ("amount",),
    _T.JOIN_UNDONE: (),
    _T.SEAT_UNUSED: (),
    _T.SEAT_REQUESTED: ("reason", "amount"),
    _T.REQUEST_APPROVED: (),
    _T.REQUEST_DECLINED: ("reason",),
    _T.WAITLIST_SEAT_READY: ("expires_at",),
    _T.QUOTE_OFFERED: ("seats", "due_now", "expires_at"),
    _T.QUOTE_EXPIRING: ("seats", "due_now", "expires_at"),
    _T.QUOTE_ACCEPTED: ("by", "seats", "due_now"),
    _T.CREDIT_NOTE: ("credit_note", "invoice", "amount", "transfer", "refund"),
    _T.AUTO_BOUGHT: ("person", "seats", "due_now", "target"),
    _T.ORDER_CANCELED: ("invoice", "total"),
    _T.ORDER_REPLACED: ("invoice", "total"),
    _T.ORDER_WITHDRAWN: ("by", "invoice", "total", "transfer"),
    _T.ORDER_TAKEN_BACK: ("reason", "invoice", "total", "transfer"),
    _T.TRIAL_ENDING: ("ends_at", "total"),
    _T.PLAN_CHANGED: ("plan", "effective_at", "seats", "due_now"),
    _T.PRICE_CHANGE_ANNOUNCED: ("plan", "effective_at", "price_before", "price_after"),
    _T.PRICE_CHANGE_WITHDRAWN: ("plan",),
    _T.ROLE_GRANTED: ("role", "by"),
    _T.INVITATION_WANTED: (),
    _T.IMPORT_DONE: ("added", "not_added"),
    _T.CONTACT_WANTED: ("plan", "seats"),
    _T.ACCOUNT_CLOSING: ("by", "closes_at"),
    _T.CLOSING_WITHDRAWN: ("by",),
    _T.ACCOUNT_CLOSED: ("closed_at",),
    _T.WEBHOOK_DISABLED: (),
    _T.DOMAIN_UNPROVED: ("ends_at",),
    _T.ACCOUNT_PARKED: (
        "invoices_a_minute",
        "invoices_a_day",
        "lines_a_day",
        "changes_an_hour",
        "most",
        "amount",
        "cap",
    ),
    _T.KEY_CREATED: ("shown", "by", "happened_at"),
    _T.KEY_LEAKED: ("shown", "by", "happened_at"),
    _T.PAYMENT_METHOD_ADDED: ("by", "charged"),
    _T.PAYMENT_METHOD_PREFERRED: ("by",),
    _T.PAYMENT_METHOD_REMOVED: ("by",),
    _T.BILLING_DETAILS_CHANGED: (
        *("name", "address", "tax_id", "registration_number", "order_number", "by"),
    ),
    _T.CREDIT_ADDED: ("amount", "paid"),
    _T.STATEMENT_DONE: ("new", "known", "sure", "to_decide", "went_out"),
    _T.REPORT_READY: (),
}
"""What a mail says if it is told.

`amount`, `total`, `due_now`, `credit_used`, `open`, `refund`, `transfer`,
`lowers`, `next_invoice`, `cap`, `paid`, `price_before` and `price_after` are Money; `seats`,
`target`, `before` and `after` numbers of seats (a number, a Count, or several Counts); `*_at` and
`access_until` instants; `role` a role; everything else is text. Besides, every
mail takes `link`, `zone` (the account's time zone) and `noun` (what seats are
called, in the policy's notation).
"""


FRAMES: Final[Mapping[MailTemplate, tuple[str, str]]] = {
    _T.INVITATION: ("see_invitation", "invited"),
    _T.INVITATION_RESENT: ("see_invitation", "invited"),
    _T.INVITATION_CANCELED: ("see_invitation", "invited"),
    _T.INVITATION_DECLINED: ("see_members", "inviter"),
    _T.INVITATION_EXPIRED: ("see_invited", "inviter"),
    _T.INVITATION_BOUNCED: ("see_invitations", "inviter"),
    _T.JOINED: ("see_access", "person"),
    _T.MEMBER_JOINED: ("see_members", "inviter"),
    _T.WAITLIST_SEAT_READY: ("see_invitation", "waiting"),
    _T.SEAT_ASSIGNED: ("see_access", "person"),
    _T.SEAT_UNASSIGNED: ("see_access", "person"),
    _T.SEAT_ENDED: ("see_access", "person"),
    _T.LICENSES_ISSUED: ("give_access", "buyer"),
    _T.ORDER_PLACED: ("see_subscription", "buyer"),
    _T.ORDER_REDUCED: ("see_subscription", "buyer"),
    _T.ORDER_CANCELED: ("see_subscription", "buyer"),
    _T.ORDER_REPLACED: ("see_subscription", "buyer"),
    _T.ORDER_WITHDRAWN: ("see_subscription", "buyer"),
    _T.ORDER_TAKEN_BACK: ("see_subscription", "buyer"),
    _T.PAYMENT_RECEIVED: ("see_invoice", "payer"),
    _T.PAYMENT_FAILED: ("pay_invoice", "payer"),
    _T.PAYMENT_REVERSED: ("pay_invoice", "payer"),
    _T.INVOICE_ISSUED: ("see_invoice", "payer"),
    _T.INVOICE_COPY: ("see_invoice", "copied"),
    _T.INVOICE_ANSWERED: ("see_invoice", "payer"),
    _T.CREDIT_ANSWERED: ("see_balance", "payer"),
    _T.INVOICE_OVERDUE: ("pay_invoice", "payer"),
    _T.ACCESS_SUSPENDED: ("pay_invoice", "payer"),
    _T.RENEWAL_REMINDER: ("see_subscription", "decider"),
    _T.TERM_ENDING: ("see_subscription", "decider"),
    _T.SUBSCRIPTION_RENEWED: ("see_subscription", "decider"),
    _T.SUBSCRIPTION_ENDED: ("see_subscription", "decider"),
    _T.REDUCTION_SCHEDULED: ("see_subscription", "decider"),
    _T.REDUCTION_REMINDER: ("see_subscription", "decider"),
    _T.REDUCTION_APPLIED: ("see_subscription", "decider"),
    _T.LEAVES_SOON: ("see_access", "person"),
    _T.AUTO_BOUGHT: ("see_subscription", "decider"),
    _T.TRIAL_ENDING: ("see_subscription", "decider"),
    _T.PLAN_CHANGED: ("see_subscription", "decider"),
    _T.PRICE_CHANGE_ANNOUNCED: ("see_subscription", "decider"),
    _T.PRICE_CHANGE_WITHDRAWN: ("see_subscription", "decider"),
    _T.JOIN_SETTLED: ("see_joining", "person"),
    _T.JOIN_UNDONE: ("see_access", "joined"),
    _T.CREDIT_TRANSFERRED: ("see_balance", "payer"),
    _T.REFUND_SENT: ("see_balance", "payer"),
    _T.SEAT_UNUSED: ("see_members", "decider"),
    _T.SEAT_REQUESTED: ("see_requests", "decider"),
    _T.REQUEST_APPROVED: ("see_access", "asked"),
    _T.REQUEST_DECLINED: ("see_access", "asked"),
    _T.QUOTE_OFFERED: ("see_offer", "decider"),
    _T.QUOTE_EXPIRING: ("see_offer", "decider"),
    _T.QUOTE_ACCEPTED: ("see_subscription", "decider"),
    _T.CREDIT_NOTE: ("see_invoice", "payer"),
    _T.ROLE_GRANTED: ("open_account", "role"),
    _T.INVITATION_WANTED: ("see_invited", "inviter"),
    _T.IMPORT_DONE: ("see_list", "inviter"),
    _T.CONTACT_WANTED: ("see_customer", "contact"),
    _T.ACCOUNT_CLOSING: ("see_closing", "decider"),
    _T.CLOSING_WITHDRAWN: ("open_account", "decider"),
    _T.ACCOUNT_CLOSED: ("see_companies", "decider"),
    _T.WEBHOOK_DISABLED: ("see_webhooks", "staff"),
    _T.DOMAIN_UNPROVED: ("see_domains", "decider"),
    _T.ACCOUNT_PARKED: ("see_customer", "staff"),
    _T.KEY_CREATED: ("see_keys", "staff"),
    _T.KEY_LEAKED: ("see_keys", "staff"),
    _T.PAYMENT_METHOD_ADDED: ("see_methods", "keeper"),
    _T.PAYMENT_METHOD_PREFERRED: ("see_methods", "keeper"),
    _T.PAYMENT_METHOD_REMOVED: ("see_methods", "keeper"),
    _T.BILLING_DETAILS_CHANGED: ("see_details", "keeper"),
    _T.CREDIT_ADDED: ("see_balance", "keeper"),
    _T.STATEMENT_DONE: ("see_statement", "brought"),
    _T.REPORT_READY: ("see_report", "asked_report"),
}
"""What the button of a mail says, and the reason to get it that its foot gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail in words; `html` says the same, and is empty where no link is given."""

    subject: str
    text: str
    html: str = ""


def mail(template: str, language: str, context: Mapping[str, object]) -> Mail:
    """Return a mail in the language of its reader.

    `language` is a tag ("fr", "de-AT"); an unknown one reads English. Values
    that the template has no line for are passed over.

    Raises MissingValue if one of `REQUIRED` is not given, ValueError for an
    unknown template, and as `read_back` does for a value that is not what its
    name says.
    """
    known = MailTemplate(template)
    missing = lacking(known, context)
    if missing:
        raise MissingValue(missing[0])
    values = {name: read_back(name, value) for name, value in context.items() if value is not None}
    reader = Reader(
        language=language_of(language),
        zone=str(context.get("zone") or "UTC"),
        noun=read_back_noun(context.get("noun")) or NamedNoun.SEAT,
    )
    subject = fill(_text(known, "subject", reader), values, reader)
    paragraphs = tuple(_paragraphs(known, values, reader))
    link = values.get("link")
    if link is None:
        return Mail(subject=subject, text="\n\n".join(paragraphs) + "\n")
    frame = _frame(known, values, reader)
    return Mail(
        subject=subject,
        text=_plain(paragraphs, frame),
        html=_html(subject, paragraphs, frame, values, reader),
    )


def lacking(template: MailTemplate, context: Mapping[str, object]) -> tuple[str, ...]:
    """Return what a mail cannot do without and is not told."""
    return tuple(sorted(name for name in REQUIRED[template] if context.get(name) is None))


def _text(template: MailTemplate, part: str, reader: Reader) -> str:
    return catalogs.text(f"mail.{template}.{part}", reader.language)


def _paragraphs(
    template: MailTemplate,
    values: Mapping[str, object],
    reader: Reader,
) -> Iterator[str]:
    yield catalogs.text("mail.greeting", reader.language)
    for paragraph in _text(template, "body", reader).split("\n\n"):
        lines = [
            fill(line, values, reader)
            for line in paragraph.split("\n")
            if values.keys() >= set(placeholders(line))
        ]
        if lines:
            yield "\n".join(lines)
    yield fill(catalogs.text("mail.closing", reader.language), values, reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands around what a mail says: its button, why it came, where to choose."""

    button: Button
    why: str
    choices: str


def _frame(template: MailTemplate, values: Mapping[str, object], reader: Reader) -> _Frame:
    label, why = FRAMES[template]
    return _Frame(
        button=Button(
            label=fill(catalogs.text(f"mail.button.{label}", reader.language), values, reader),
            link=str(values["link"]),
        ),
        why=fill(catalogs.text(f"mail.why.{why}", reader.language), values, reader),
        choices=_choices(template, values, reader),
    )


def _plain(paragraphs: Sequence[str], frame: _Frame) -> str:
    """Return the mail as text: its address on a line of its own, and the foot below a dash."""
    *said, closing = paragraphs
    if not any(LINK in each for each in said):
        said.append(f"{frame.button.label}\n{LINK}")
    foot = "\n".join(["-- ", frame.why, *([frame.choices] if frame.choices else [])])
    return "\n\n".join([*said, closing, foot]).replace(LINK, frame.button.link) + "\n"


def _html(
    subject: str,
    paragraphs: Iterable[str],
    frame: _Frame,
    values: Mapping[str, object],
    reader: Reader,
) -> str:
    """Return the mail in its frame; where the text names its link, there stands the button."""
    said: list[str] = []
    for paragraph in paragraphs:
        lines = [line for line in paragraph.split("\n") if line != LINK]
        if lines:
            said.append("\n".join(lines))
        if LINK in paragraph:
            said.append(BUTTON_HERE)
    return framed(
        subject=subject,
        name=fill("{product}", values, reader),
        paragraphs=said,
        button=frame.button,
        why=frame.why,
        choices=frame.choices,
        language=reader.language,
    )


def _choices(template: MailTemplate, values: Mapping[str, object], reader: Reader) -> str:
    """Return where to choose which mails one gets; empty for those that nobody can do without."""
    if template not in KIND_OF or "choices" not in values:
        return ""
    written = catalogs.text("mail.choices", reader.language)
    return fill(written, {"address": values["choices"]}, reader)
