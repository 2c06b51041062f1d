"""Where the button of a mail leads: the page of what it is about, on the configured host (TH11).

The addresses are written out, since a mail is made where no page is: whether each leads to its
page, the tests of the pages say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.conf import settings

from curule.data.models import OutboxMessage
from curule.services.mails.mail_words import find_invoice
from curule.wording.mails import MailTemplate

_T = MailTemplate

MY_ACCESS: Final = "/my"
PAGES: Final[Mapping[MailTemplate, str]] = {
    _T.SEAT_ASSIGNED: "/a/{account}/welcome",
    _T.INVITATION_DECLINED: "/a/{account}/members",
    _T.INVITATION_EXPIRED: "/a/{account}/members/invited",
    _T.INVITATION_BOUNCED: "/a/{account}/members/invited",
    _T.JOINED: "/a/{account}/welcome",
    _T.MEMBER_JOINED: "/a/{account}/members",
    _T.SEAT_UNASSIGNED: MY_ACCESS,
    _T.SEAT_ENDED: MY_ACCESS,
    _T.LICENSES_ISSUED: "/a/{account}/licenses",
    _T.ORDER_PLACED: "/a/{account}/subscriptions/{subscription}",
    _T.ORDER_REDUCED: "/a/{account}/subscriptions/{subscription}",
    _T.PAYMENT_RECEIVED: "/a/{account}/invoices/{invoice}",
    _T.PAYMENT_FAILED: "/a/{account}/invoices/{invoice}",
    _T.PAYMENT_REVERSED: "/a/{account}/invoices/{invoice}",
    _T.INVOICE_ISSUED: "/a/{account}/invoices/{invoice}",
    _T.INVOICE_COPY: "/a/{account}/invoices/{invoice}",
    _T.INVOICE_ANSWERED: "/a/{account}/invoices/{invoice}",
    _T.CREDIT_ANSWERED: "/a/{account}/balance",
    _T.INVOICE_OVERDUE: "/a/{account}/invoices/{invoice}",
    _T.RENEWAL_REMINDER: "/a/{account}/subscriptions/{subscription}",
    _T.TERM_ENDING: "/a/{account}/subscriptions/{subscription}",
    _T.SUBSCRIPTION_RENEWED: "/a/{account}/subscriptions/{subscription}",
    _T.SUBSCRIPTION_ENDED: "/a/{account}/subscriptions/{subscription}",
    _T.REDUCTION_SCHEDULED: "/a/{account}/subscriptions/{subscription}",
    _T.REDUCTION_REMINDER: "/a/{account}/subscriptions/{subscription}",
    _T.REDUCTION_APPLIED: "/a/{account}/subscriptions/{subscription}",
    _T.LEAVES_SOON: MY_ACCESS,
    _T.ACCESS_SUSPENDED: "/a/{account}/invoices/{invoice}",
    _T.JOIN_SETTLED: "/a/{account}/undo-join",
    _T.CREDIT_TRANSFERRED: "/a/{account}/balance",
    _T.REFUND_SENT: "/a/{account}/balance",
    _T.JOIN_UNDONE: MY_ACCESS,
    _T.SEAT_UNUSED: "/a/{account}/members",
    _T.SEAT_REQUESTED: "/a/{account}/members/requests",
    _T.REQUEST_APPROVED: MY_ACCESS,
    _T.REQUEST_DECLINED: MY_ACCESS,
    _T.QUOTE_OFFERED: "/a/{account}/quotes/{quote}",
    _T.QUOTE_EXPIRING: "/a/{account}/quotes/{quote}",
    _T.QUOTE_ACCEPTED: "/a/{account}/subscriptions/{subscription}",
    _T.CREDIT_NOTE: "/a/{account}/invoices/{invoice}",
    _T.AUTO_BOUGHT: "/a/{account}/subscriptions/{subscription}",
    _T.ORDER_CANCELED: "/a/{account}/subscriptions/{subscription}",
    _T.ORDER_REPLACED: "/a/{account}/subscriptions/{subscription}",
    _T.ORDER_WITHDRAWN: "/a/{account}/subscriptions/{subscription}",
    _T.ORDER_TAKEN_BACK: "/a/{account}/subscriptions/{subscription}",
    _T.TRIAL_ENDING: "/a/{account}/subscriptions/{subscription}",
    _T.PLAN_CHANGED: "/a/{account}/subscriptions/{subscription}",
    _T.PRICE_CHANGE_ANNOUNCED: "/a/{account}/subscriptions/{subscription}",
    _T.PRICE_CHANGE_WITHDRAWN: "/a/{account}/subscriptions/{subscription}",
    _T.ROLE_GRANTED: "/a/{account}/",
    _T.INVITATION_WANTED: "/a/{account}/members/invited",
    _T.IMPORT_DONE: "/a/{account}/members/import",
    _T.CONTACT_WANTED: "/console/accounts/{account}",
    _T.ACCOUNT_CLOSING: "/a/{account}/settings/close",
    _T.CLOSING_WITHDRAWN: "/a/{account}/",
    _T.ACCOUNT_CLOSED: "/companies",
    _T.WEBHOOK_DISABLED: "/console/webhooks",
    _T.DOMAIN_UNPROVED: "/a/{account}/settings/sign-in",
    _T.ACCOUNT_PARKED: "/console/accounts/{account}",
    _T.KEY_CREATED: "/console/keys",
    _T.KEY_LEAKED: "/console/keys",
    _T.PAYMENT_METHOD_ADDED: "/a/{account}/payment-methods",
    _T.PAYMENT_METHOD_PREFERRED: "/a/{account}/payment-methods",
    _T.PAYMENT_METHOD_REMOVED: "/a/{account}/payment-methods",
    _T.BILLING_DETAILS_CHANGED: "/a/{account}/billing",
    _T.CREDIT_ADDED: "/a/{account}/balance",
    _T.STATEMENT_DONE: "/console/payments/bank/{statement}",
    _T.REPORT_READY: "/console/reports/{report}",
}
"""The page of every template that is about no invitation of its reader."""

INSTEAD: Final[Mapping[str, str]] = {
    "{subscription}": "/a/{account}/subscriptions",
    "{invoice}": "/a/{account}/invoices",
    "{quote}": "/a/{account}/subscriptions",
    "{statement}": "/console/payments/bank",
    "{report}": "/console/reports",
}
"""The list that is shown where the mail names no single thing."""


def page_link(message: OutboxMessage) -> str:
    """Return the address of the page that a mail is about."""
    page = PAGES[MailTemplate(message.template)]
    found: dict[str, object] = {"account": message.account_id, **_named(message, page)}
    for place, instead in INSTEAD.items():
        if place in page and place.strip("{}") not in found:
            page = instead
    return f"{settings.CURULE_BASE_URL.rstrip('/')}{page.format(**found)}"


def _named(message: OutboxMessage, page: str) -> dict[str, object]:
    named: dict[str, object] = {}
    if message.subscription_id:
        named["subscription"] = message.subscription_id
    if "{invoice}" in page:
        invoice = find_invoice(message)
        if invoice is not None:
            named["invoice"] = invoice.id
    quote = message.context.get("quote_id")
    if quote:
        named["quote"] = UUID(str(quote))
    statement = message.context.get("statement_id")
    if statement:
        named["statement"] = UUID(str(statement))
    report = message.context.get("page")
    if report:
        named["report"] = report
    return named
