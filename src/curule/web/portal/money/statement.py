"""The statement of the account: every movement of what is owed and of what is in credit (P28)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.core.localtime import local_date
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.statements import asked_statement, statement_context, statement_csv_of
from curule.web.viewers import Viewer


@require_safe
@portal
def statement(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the statement of some months."""
    zone = viewer.reader.zone
    asked = asked_statement(request, viewer.reader, viewer.account_id, local_date(viewer.now, zone))
    return page(
        request,
        viewer,
        "portal/money/statement.html",
        {
            **statement_context(asked, viewer.reader),
            "csv": reverse("statement_csv", args=[viewer.account_id]),
        },
    )


@require_safe
@portal
def statement_csv(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Give the statement of some months as a file."""
    zone = viewer.reader.zone
    asked = asked_statement(request, viewer.reader, viewer.account_id, local_date(viewer.now, zone))
    return statement_csv_of(asked, viewer.reader)
