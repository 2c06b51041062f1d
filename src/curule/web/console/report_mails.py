"""A report by mail, for whoever looks at it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from curule.core.localtime import local_date
from curule.core.report_mails import Every
from curule.selectors.report_mails import find_report_mail
from curule.services import report_mails
from curule.web.answers import done
from curule.web.console.report_pages import PAGES
from curule.web.ids import as_uuid
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer


def mail_context(viewer: StaffViewer, name: str) -> dict[str, object]:
    """Return what the page of a report says about its mail."""
    found = find_report_mail(viewer.person_id, name)
    standing = found and say(
        viewer.reader,
        "report.mail.standing",
        how=say(viewer.reader, f"report.mail.{found.every}"),
        day=local_date(found.next_at, viewer.reader.zone),
    )
    return {
        "mailed": standing,
        "every": [(each.value, f"report.mail.{each}") for each in reversed(Every)],
    }


@require_POST
@console
def report_mail(request: HttpRequest, viewer: StaffViewer, name: str) -> HttpResponse:
    """Mail a report to whoever asks, or stop that."""
    if name not in PAGES:
        raise Http404
    asked = request.POST.get("every", "")
    if not asked:
        report_mails.stop(actor=viewer.actor, report=name)
        return done(request, "console_report", name, key="report.mail.stopped")
    if asked not in set(Every):
        raise Http404
    first = report_mails.ask(
        actor=viewer.actor,
        report=name,
        every=Every(asked),
        currency=request.POST.get("currency", "")[:3],
        plan_id=as_uuid(request.POST.get("plan", "")),
        on_clocks=request.POST.get("books") == "test",
        now=viewer.now,
    )
    day = local_date(first, viewer.reader.zone)
    return done(request, "console_report", name, key="report.mail.asked", day=day)
