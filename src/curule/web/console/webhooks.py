"""Endpoints of webhooks: listed, made, looked at with what they were told, changed (V20)."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from curule.core.localtime import resolve_local
from curule.core.public_events import EVERYTHING
from curule.core.public_ids import public_text
from curule.core.refusals import Refused
from curule.selectors import webhooks as rows
from curule.selectors.console.paging import ROWS_PER_PAGE, Page
from curule.selectors.told_events import get_told_event
from curule.services.webhooks import endpoints, replaying
from curule.services.webhooks.bodies import body_of
from curule.web.answers import done
from curule.web.console.copying import as_curl
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.lists import list_page
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    link,
    number,
    page,
    page_number,
    plain,
    secret_page,
    state,
    table,
)
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader, written

_METHODS: Final = ["GET", "HEAD", "POST"]
_ONE_DAY: Final = timedelta(days=1)


# --- the list -------------------------------------------------------------------------------------


@require_safe
@console
def webhooks(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the endpoints, newest first, with what became of the tries of the last day."""
    heads = ("endpoint", "types", "mode", "taken", "failed", "waiting", "state")
    shown = table(
        viewer.reader,
        "console.webhooks.caption",
        [f"console.webhooks.{head}" for head in heads],
        (_cells(viewer.reader, row) for row in rows.list_endpoints(now=viewer.now)),
        empty="console.webhooks.none",
    )
    actions = []
    if may_open(viewer, "console_webhook_new", acts=True):
        actions.append(
            (say(viewer.reader, "console.webhook_new.title"), reverse("console_webhook_new"))
        )
    return list_page(
        request,
        viewer,
        title="console.webhooks.title",
        table=shown,
        actions=actions,
        lead="console.webhooks.lead",
    )


def _cells(reader: Reader, row: rows.EndpointRow) -> tuple[Cell, ...]:
    return (
        link(row.url, "console_webhook", row.id, note=row.note),
        plain(_types(reader, row)),
        plain(_mode(reader, row)),
        number(reader, row.taken),
        number(reader, row.failed),
        number(reader, row.waiting),
        state(reader, "console.webhook.state.", row.state),
    )


def _types(reader: Reader, row: rows.EndpointRow) -> str:
    if row.types == (EVERYTHING,):
        return say(reader, "console.webhooks.everything")
    return ", ".join(row.types)


def _mode(reader: Reader, row: rows.EndpointRow) -> str:
    return say(reader, f"console.webhooks.{'live' if row.is_live else 'test'}")


# --- one ------------------------------------------------------------------------------------------


@require_safe
@console
def webhook(request: HttpRequest, viewer: StaffViewer, endpoint_id: UUID) -> HttpResponse:
    """Show an endpoint with what it was told: each try, its answer and how long it took."""
    row = _find(viewer, endpoint_id)
    reader = viewer.reader
    paged = _told(endpoint_id, page_number(request))
    facts = [
        ("types", _types(reader, row)),
        ("mode", _mode(reader, row)),
        ("waiting", written(row.waiting, reader)),
        ("made", say(reader, "console.webhook.made_by", by=row.created_by, at=row.created_at)),
    ]
    if row.changed_at is not None:
        changed = say(reader, "console.webhook.made_by", by=row.changed_by, at=row.changed_at)
        facts.append(("changed", changed))
    if row.disabled_at is not None:
        why = say(reader, f"console.webhook.because.{row.disabled_because}", at=row.disabled_at)
        facts.append(("why", why))
    if row.previous_until is not None and viewer.now < row.previous_until:
        until = say(reader, "console.webhook.both_until", at=row.previous_until)
        facts.append(("secrets", until))
    return page(
        request,
        viewer,
        "console/webhook.html",
        {
            "endpoint": row,
            "facts": [(say(reader, f"console.webhooks.{key}"), value) for key, value in facts],
            "state": state(reader, "console.webhook.state.", row.state),
            "deliveries": [_delivery(reader, row, each) for each in paged.rows],
            "paged": paged,
            "may_change": may_open(viewer, "console_webhook_edit", acts=True),
        },
    )


def _told(endpoint_id: UUID, wanted: int) -> Page[rows.DeliveryRow]:
    found = rows.page_deliveries(
        endpoint_id, after=(wanted - 1) * ROWS_PER_PAGE, limit=ROWS_PER_PAGE
    )
    total = rows.count_deliveries(endpoint_id)
    return Page(rows=found, number=wanted, total=total, size=ROWS_PER_PAGE)


def _delivery(reader: Reader, endpoint: rows.EndpointRow, row: rows.DeliveryRow) -> dict[str, Any]:
    return {
        "row": row,
        "state": state(reader, "console.webhook.delivery.", row.status),
        "tries": [
            (
                each.at,
                say(reader, f"console.webhook.outcome.{each.outcome}"),
                each.status_code,
                say(reader, "console.webhook.took", milliseconds=each.milliseconds),
            )
            for each in row.attempts
        ],
        "curl": _as_curl(endpoint.url, row),
    }


def _as_curl(url: str, row: rows.DeliveryRow) -> str:
    """Return a command that sends the body once more, without a signature: nobody copies a secret.

    An answer of the receiver to it says that its address works, and that it refuses what is not
    signed.
    """
    body = json.loads(body_of(get_told_event(row.account_id, row.event_id)))
    message_id = public_text("evt", row.event_id.int)
    headers = ("Content-Type: application/json", f"webhook-id: {message_id}")
    return as_curl(url, headers=headers, body=body)


def _find(viewer: StaffViewer, endpoint_id: UUID) -> rows.EndpointRow:
    row = rows.find_endpoint(endpoint_id, now=viewer.now)
    if row is None:
        raise Http404
    return row


# --- what is done with one ------------------------------------------------------------------------


@require_POST
@console
def roll(request: HttpRequest, viewer: StaffViewer, endpoint_id: UUID) -> HttpResponse:
    """Give an endpoint another secret, and show it this once."""
    made = endpoints.roll_secret(actor=viewer.actor, endpoint_id=endpoint_id, now=viewer.now)
    return _secret_page(request, viewer, made)


@require_POST
@console
def switch(request: HttpRequest, viewer: StaffViewer, endpoint_id: UUID) -> HttpResponse:
    """Disable an endpoint, or enable it again."""
    row = _find(viewer, endpoint_id)
    act = endpoints.disable_endpoint if row.disabled_at is None else endpoints.enable_endpoint
    act(actor=viewer.actor, endpoint_id=endpoint_id, now=viewer.now)
    word = "disabled" if row.disabled_at is None else "enabled"
    return done(request, "console_webhook", endpoint_id, key=f"console.webhook.{word}")


@require_POST
@console
def delete(request: HttpRequest, viewer: StaffViewer, endpoint_id: UUID) -> HttpResponse:
    """Delete an endpoint for good."""
    endpoints.delete_endpoint(actor=viewer.actor, endpoint_id=endpoint_id, now=viewer.now)
    return done(request, "console_webhooks", key="console.webhook.deleted")


@require_POST
@console
def retry(request: HttpRequest, viewer: StaffViewer, delivery_id: UUID) -> HttpResponse:
    """Try a delivery again now."""
    row = rows.find_delivery(delivery_id)
    if row is None:
        raise Http404
    replaying.retry(actor=viewer.actor, delivery_id=delivery_id)
    return done(request, "console_webhook", row.endpoint_id, key="console.webhook.again")


class ReplayForm(ConsoleForm):
    """From which day until which day, both included."""

    area = "console.webhook_replay."
    beside = MappingProxyType({"until": "until", "since": "since"})
    wrong = MappingProxyType(
        {
            "since": "console.webhook_replay.since_wrong",
            "until": "console.webhook_replay.until_wrong",
        }
    )
    since = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(_METHODS)
@console
def replay(request: HttpRequest, viewer: StaffViewer, endpoint_id: UUID) -> HttpResponse:
    """Tell an endpoint again of all that it asks for and that happened on some days."""
    _find(viewer, endpoint_id)
    form = ReplayForm(viewer.reader, request.POST if request.method == "POST" else None)
    lead = "console.webhook_replay.lead"
    if not form.is_valid():
        return form_page(request, viewer, form, lead=lead, back="console_webhooks")
    try:
        events = replaying.replay_range(
            actor=viewer.actor,
            endpoint_id=endpoint_id,
            since=_midnight(viewer, form.cleaned_data["since"]),
            until=_midnight(viewer, form.cleaned_data["until"] + _ONE_DAY),
        )
    except Refused as refused:
        return form_page(request, viewer, form, refused=refused, lead=lead, back="console_webhooks")
    return done(
        request, "console_webhook", endpoint_id, key="console.webhook_replay.done", count=events
    )


def _midnight(viewer: StaffViewer, on: Any) -> datetime:  # noqa: ANN401 - a date of the form
    return resolve_local(on, time(0), viewer.reader.zone)


# --- made and changed -----------------------------------------------------------------------------


class EndpointForm(ConsoleForm):
    """Where messages go, and of what."""

    area = "console.webhook_new."
    hints = ("url", "types", "note")
    beside = MappingProxyType({"url": "url", "types": "types", "note": "note"})
    wrong = MappingProxyType(
        {"url": "console.webhooks.url_wrong", "types": "console.webhooks.types_wrong"}
    )
    url = forms.CharField(max_length=2000)
    types = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    note = forms.CharField(max_length=200, required=False)
    mode = forms.ChoiceField()

    def wanted(self) -> list[str]:
        """Return the types as they were typed, one after the other."""
        return str(self.cleaned_data["types"]).replace(",", " ").split()


class ChangedEndpointForm(EndpointForm):
    """The same without the mode, which never changes."""

    area = "console.webhook_edit."
    mode = None  # type: ignore[assignment]  # so a form of Django's drops a field


@require_http_methods(_METHODS)
@console
def new(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Make an endpoint, and show its secret this once."""
    given = request.POST if request.method == "POST" else None
    form = EndpointForm(viewer.reader, given, initial={"types": EVERYTHING, "mode": "live"})
    modes = [(mode, say(viewer.reader, f"console.webhooks.{mode}")) for mode in ("live", "test")]
    form.choose("mode", modes)
    lead = "console.webhook_new.lead"
    if not form.is_valid():
        return form_page(request, viewer, form, lead=lead, back="console_webhooks")
    try:
        made = endpoints.add_endpoint(
            actor=viewer.actor,
            url=form.cleaned_data["url"],
            types=form.wanted(),
            note=form.cleaned_data["note"],
            is_live=form.cleaned_data["mode"] == "live",
            now=viewer.now,
        )
    except Refused as refused:
        return form_page(request, viewer, form, refused=refused, lead=lead, back="console_webhooks")
    return _secret_page(request, viewer, made)


@require_http_methods(_METHODS)
@console
def edit(request: HttpRequest, viewer: StaffViewer, endpoint_id: UUID) -> HttpResponse:
    """Change where messages go and of what."""
    row = _find(viewer, endpoint_id)
    initial = {"url": row.url, "types": "\n".join(row.types), "note": row.note}
    given = request.POST if request.method == "POST" else None
    form = ChangedEndpointForm(viewer.reader, given, initial=initial)
    if not form.is_valid():
        return form_page(request, viewer, form, back="console_webhooks")
    try:
        endpoints.change_endpoint(
            actor=viewer.actor,
            endpoint_id=endpoint_id,
            url=form.cleaned_data["url"],
            types=form.wanted(),
            note=form.cleaned_data["note"],
            now=viewer.now,
        )
    except Refused as refused:
        return form_page(request, viewer, form, refused=refused, back="console_webhooks")
    return done(request, "console_webhook", endpoint_id, key="console.webhook_edit.done")


def _secret_page(
    request: HttpRequest, viewer: StaffViewer, made: endpoints.MadeSecret
) -> HttpResponse:
    """Show a secret the only time that it is seen."""
    back = reverse("console_webhook", args=[made.endpoint_id])
    return secret_page(request, viewer, made.secret, area="console.webhook_secret.", back=back)
