"""What every mail says, in every language, with invented values (V24)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.core.languages import Language
from curule.core.money import Money
from curule.core.roles import Role
from curule.web.console.lists import list_page, tabs
from curule.web.console.mail_tables import template_name
from curule.web.console.mails import OWN_CONTENT, TABS, with_links
from curule.web.console.rendering import link, page, plain, table
from curule.web.pages import console
from curule.web.viewers import StaffViewer
from curule.wording.mails import Mail, MailTemplate
from curule.wording.mails import mail as write_mail

_AMOUNT: Final = Money(360_000, "EUR")
_SAMPLES: Final[dict[str, object]] = {
    "product": "Atlas",
    "account": "Acme SARL",
    "inviter": "Ana Roy",
    "person": "Bo Li",
    "people": "Bo Li, Cy Dee",
    "by": "Ana Roy",
    "plan": "Team",
    "invoice": "2026-000091",
    "credit_note": "2026-000007",
    "method": "card",
    "charged": "card",
    "name": "Acme SARL",
    "address": "12 rue du Test, 75011 Paris",
    "tax_id": "FR40303265045",
    "registration_number": "303265045",
    "order_number": "4500012345",
    "file": "nov.xml",
    "report": "Cash",
    "month": "October 2026",
    "new": 12,
    "known": 0,
    "sure": 9,
    "to_decide": 2,
    "went_out": 1,
    "host": "hooks.example.com",
    "domain": "example.com",
    "key": "shop",
    "shown": "rk_live_…4f7K",
    "reason": "Atelier",
    "message": "Atelier",
    "reference": "A-1A2B3C4D",
    "role": Role.BILLING_CONTACT,
    "seats": 30,
    "target": 20,
    "before": 30,
    "after": 20,
    "order": "O-1A2B3C4D",
    "replaced": "O-5E6F7A8B",
    "zone": "Europe/Paris",
    "price_after": Money(384_000, "EUR"),
    **dict.fromkeys(
        (
            "amount",
            "total",
            "credit_used",
            "due_now",
            "open",
            "refund",
            "transfer",
            "lowers",
            "next_invoice",
            "price_before",
            "paid",
        ),
        _AMOUNT,
    ),
    **dict.fromkeys(
        (
            "expires_at",
            "starts_at",
            "ends_at",
            "ended_at",
            "due_at",
            "renews_at",
            "retry_at",
            "effective_at",
            "moves_at",
            "access_until",
        ),
        datetime(2027, 1, 1, 9, tzinfo=UTC),
    ),
}
"""Invented: nobody of this installation stands in a preview."""


@require_safe
@console
def templates(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show every mail there is, with its subject in the reader's language."""
    reader = viewer.reader
    shown = table(
        reader,
        "console.mail_templates.caption",
        ["console.mails.template", "console.mail_templates.subject"],
        (
            (
                link(
                    template_name(reader, each),
                    "console_mail_template",
                    each.value,
                    reader.language.value,
                    note=each.value,
                ),
                plain(_sample(each, reader.language).subject),
            )
            for each in MailTemplate
        ),
    )
    return list_page(
        request,
        viewer,
        title="console.mail_templates.title",
        table=shown,
        tabs=tabs(viewer, TABS, "console_mail_templates"),
        lead="console.mail_templates.lead",
    )


@require_safe
@console
def template(
    request: HttpRequest, viewer: StaffViewer, template: str, language: str
) -> HttpResponse:
    """Show one mail in one language; the others are a click away."""
    kind, chosen = _chosen(template, language)
    written = _sample(kind, chosen)
    return page(
        request,
        viewer,
        "console/mail_template.html",
        {
            "name": template_name(viewer.reader, kind),
            "template": kind.value,
            "chosen": chosen.value,
            "mail": written,
            "text": with_links(written.text),
            "html_address": reverse("console_mail_template_html", args=[kind, chosen])
            if written.html
            else "",
        },
    )


@csp(OWN_CONTENT)
@require_safe
@console
def template_html(
    request: HttpRequest, viewer: StaffViewer, template: str, language: str
) -> HttpResponse:
    """Show the drawn form of a mail with invented values, alone on its page."""
    del request, viewer
    written = _sample(*_chosen(template, language))
    if not written.html:
        raise Http404
    return HttpResponse(written.html)


def _chosen(template: str, language: str) -> tuple[MailTemplate, Language]:
    if template not in set(MailTemplate) or language not in set(Language):
        raise Http404
    return MailTemplate(template), Language(language)


def _sample(template: MailTemplate, language: Language) -> Mail:
    return write_mail(template, language, {**_SAMPLES, "link": settings.CURULE_BASE_URL})
