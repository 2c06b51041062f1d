"""Mails: the log, one as its reader sees it, and what sign-in sent (V24)."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from curule.gateways.held_mail import find_held, newest_held
from curule.gateways.signing import LinkPurpose
from curule.selectors.console import mails as rows
from curule.services.mails.deliveries import readable
from curule.web.console import mail_tables
from curule.web.console.lists import chosen, chosen_state, list_page, searched, tabs, words
from curule.web.console.rendering import (
    link,
    moment,
    page,
    page_number,
    plain,
    state,
    table,
)
from curule.web.pages import console
from curule.web.viewers import StaffViewer
from curule.wording.mails import Mail, MailTemplate

OWN_CONTENT: Final = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "sandbox": ["allow-popups"],
}
"""A mail is a page of its own: nothing runs in it, and it reaches nothing of ours."""

TABS: Final = {
    "console_mails": "console.mails.tab",
    "console_mail_templates": "console.mail_templates.tab",
    "console_sign_in_mails": "console.sign_in_mails.tab",
}


@require_safe
@console
def mails(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the mails that match."""
    search = searched(request, viewer, "console.mails.to")
    by_state = chosen_state(request, viewer, "console.mail.state.", rows.STATES)
    by_template = chosen(
        request,
        viewer,
        "template",
        "console.mails.template",
        words(viewer, "console.mail.template.", [each.value for each in MailTemplate]),
    )
    found = rows.list_mail_lines(
        state=by_state.value,
        template=by_template.value,
        search=search.value,
        number=page_number(request),
    )
    return list_page(
        request,
        viewer,
        title="console.mails.title",
        table=mail_tables.mails(viewer.reader, found.rows),
        paged=found,
        filters=(search, by_state, by_template),
        tabs=tabs(viewer, TABS, "console_mails"),
        lead="console.mails.held_lead" if settings.CURULE_MAIL_IS_HELD else "",
    )


@require_safe
@console
def mail(request: HttpRequest, viewer: StaffViewer, mail_id: UUID) -> HttpResponse:
    """Show one mail: how far it has come, and its words."""
    line = _line(mail_id)
    written = _written(mail_id)
    return page(
        request,
        viewer,
        "console/mail.html",
        {
            "line": line,
            "state": state(viewer.reader, "console.mail.state.", line.state),
            "template": mail_tables.template_name(viewer.reader, line.template),
            "mail": written,
            "text": with_links(written.text) if written else "",
            "html_address": reverse("console_mail_html", args=[mail_id])
            if written and written.html
            else "",
        },
    )


@csp(OWN_CONTENT)
@require_safe
@console
def mail_html(request: HttpRequest, viewer: StaffViewer, mail_id: UUID) -> HttpResponse:
    """Show the drawn form of a mail, alone on its page."""
    del request, viewer
    _line(mail_id)
    written = _written(mail_id)
    if written is None or not written.html:
        raise Http404
    return HttpResponse(written.html)


def _line(mail_id: UUID) -> rows.MailLine:
    line = rows.find_mail_line(mail_id)
    if line is None:
        raise Http404
    return line


def _written(mail_id: UUID) -> Mail | None:
    """Return a mail in words; None where something is gone that it cannot do without.

    In the demo the console is the tray of the mailbox itself, so that its links work. Elsewhere a
    link read here proves nothing about who owns the address.
    """
    purpose = LinkPurpose.MAIL if settings.CURULE_DEMO else LinkPurpose.COPIED
    try:
        return readable(message_id=mail_id, purpose=purpose)
    except LookupError:
        return None


def with_links(text: str) -> SafeString:
    """Return a text in which addresses of this installation, and no others, are links."""
    ours = settings.CURULE_BASE_URL
    said = [
        format_html('<a href="{}">{}</a>', word, word) if word.startswith(ours) else escape(word)
        for word in text.replace("\n", " \n ").split(" ")
    ]
    joined = " ".join(said).replace(" \n ", "\n")
    return mark_safe(joined)  # noqa: S308 - each word was escaped


@require_safe
@console
def sign_in_mails(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the mails of sign-in, which are kept as files where no mail server is set."""
    reader = viewer.reader
    shown = table(
        reader,
        "console.sign_in_mails.caption",
        ["console.sign_in_mails.subject", "console.mails.to", "console.mails.written"],
        (
            (
                link(each.subject, "console_sign_in_mail", each.name),
                plain(each.to),
                moment(reader, each.kept_at),
            )
            for each in newest_held(_folder())
        ),
    )
    return list_page(
        request,
        viewer,
        title="console.sign_in_mails.title",
        table=shown,
        tabs=tabs(viewer, TABS, "console_sign_in_mails"),
        lead="console.sign_in_mails.lead",
    )


@require_safe
@console
def sign_in_mail(request: HttpRequest, viewer: StaffViewer, name: str) -> HttpResponse:
    """Show one mail of sign-in."""
    found = find_held(_folder(), name)
    if found is None:
        raise Http404
    return page(
        request,
        viewer,
        "console/sign_in_mail.html",
        {"mail": found, "text": with_links(found.text)},
    )


def _folder() -> Path | None:
    kept_in: Path | None = settings.EMAIL_FILE_PATH
    return kept_in
