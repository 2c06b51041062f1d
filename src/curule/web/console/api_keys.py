"""Keys of the API: listed, made, looked at, answered for, rolled and ended (V22)."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from curule.core.api_keys import KeyKind, Scope, scopes_within
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.api_keys import ApiKeyRow, find_key_by_id, list_keys
from curule.selectors.asked_requests import is_unused
from curule.services import api_keys
from curule.web.answers import done
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.lists import list_page, tabs
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    link,
    moment,
    page,
    plain,
    secret_page,
    state,
    table,
)
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

KEY_TABS: Final = {
    "console_keys": "console.keys.title",
    "console_requests": "console.requests.title",
}
"""Keys and what was asked for with them, side by side."""
OVERLAPS: Final = (0, 1, 24, 168)
"""For so many hours an old key may hold on."""


# --- the list -------------------------------------------------------------------------------------


@require_safe
@console
def keys(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the keys that were made, newest first, never their secrets."""
    heads = ("name", "mode", "may", "made", "used", "state")
    shown = table(
        viewer.reader,
        "console.keys.caption",
        [f"console.keys.{head}" for head in heads],
        (_cells(viewer, row) for row in list_keys()),
        empty="console.keys.none",
    )
    actions = []
    if may_open(viewer, "console_key_new", acts=True):
        actions.append((say(viewer.reader, "console.key_new.title"), reverse("console_key_new")))
    return list_page(
        request,
        viewer,
        title="console.keys.title",
        table=shown,
        actions=actions,
        tabs=tabs(viewer, KEY_TABS, "console_keys"),
        lead="console.keys.lead",
    )


def _cells(viewer: StaffViewer, row: ApiKeyRow) -> tuple[Cell, ...]:
    reader = viewer.reader
    return (
        link(row.name, "console_key", row.id, note=row.shown),
        plain(mode_text(reader, is_live=row.is_live)),
        plain(_may(reader, row)),
        moment(reader, row.created_at),
        moment(reader, row.used_at),
        _state(viewer, row),
    )


def mode_text(reader: Reader, *, is_live: bool) -> str:
    """Return whose data a key opens."""
    return say(reader, f"console.webhooks.{'live' if is_live else 'test'}")


def _may(reader: Reader, row: ApiKeyRow) -> str:
    if row.scopes != row.given:
        return ", ".join(sorted(row.scopes)) or say(reader, "console.keys.nothing")
    if row.kind is KeyKind.SECRET:
        return say(reader, "console.keys.everything")
    return ", ".join(sorted(row.scopes))


def _state(viewer: StaffViewer, row: ApiKeyRow) -> Cell:
    """Return how a key stands; marked are those that lost a right, or that nobody uses."""
    if not row.holds_at(viewer.now):
        return state(viewer.reader, "console.keys.state.", "ended")
    if row.ends_at is not None:
        return state(viewer.reader, "console.keys.state.", "ending")
    if row.scopes != row.given:
        return state(viewer.reader, "console.keys.state.", "narrowed")
    unused = is_unused(created_at=row.created_at, used_at=row.used_at, now=viewer.now)
    return state(viewer.reader, "console.keys.state.", "unused" if unused else "active")


# --- one ------------------------------------------------------------------------------------------


class EndForm(ConsoleForm):
    """The name of the key, typed, so that nobody ends another one by mistake."""

    area = "console.key_end."
    hints = ("leaked",)
    name = forms.CharField(max_length=200)
    leaked = forms.BooleanField(required=False)


@require_safe
@console
def key(request: HttpRequest, viewer: StaffViewer, key_id: UUID) -> HttpResponse:
    """Show a key without its secret: what it may, when it was used, and when it ends."""
    row = _find(key_id)
    reader = viewer.reader
    facts = [
        ("mode", mode_text(reader, is_live=row.is_live)),
        ("may", _may(reader, row)),
        ("made", say(reader, "console.webhook.made_by", by=row.created_by, at=row.created_at)),
        ("answers", row.answers or say(reader, "console.keys.installation")),
        ("used", moment(reader, row.used_at).text or say(reader, "console.keys.never")),
    ]
    if row.scopes != row.given:
        facts.insert(2, ("lost", ", ".join(sorted(row.given - row.scopes))))
    if row.ends_at is not None:
        facts.append(("ends", moment(reader, row.ends_at).text))
    return page(
        request,
        viewer,
        "console/key.html",
        {
            "key": row,
            "facts": [(say(reader, f"console.keys.{name}"), value) for name, value in facts],
            "state": _state(viewer, row),
            "overlaps": [
                (hours, say(reader, f"console.keys.overlap.{hours}")) for hours in OVERLAPS
            ],
            "may_change": may_open(viewer, "console_key_roll", acts=True)
            and row.holds_at(viewer.now),
            "may_answer": row.answered_by != viewer.person_id
            and row.given <= scopes_within(viewer.role, is_live=row.is_live),
        },
    )


@require_POST
@console
def roll(request: HttpRequest, viewer: StaffViewer, key_id: UUID) -> HttpResponse:
    """Make a key that may the same, show it this once, and let the old one end after a while."""
    _find(key_id)
    hours = request.POST.get("overlap", "")
    made = api_keys.roll_key(
        actor=viewer.actor,
        key_id=key_id,
        overlap=timedelta(hours=int(hours) if hours in set(map(str, OVERLAPS)) else 24),
        now=viewer.now,
    )
    return _made_page(request, viewer, made)


@require_POST
@console
def answer(request: HttpRequest, viewer: StaffViewer, key_id: UUID) -> HttpResponse:
    """Answer for a key from now on: it goes on whatever becomes of who made it."""
    _find(key_id)
    api_keys.answer_for(actor=viewer.actor, key_id=key_id, now=viewer.now)
    return done(request, "console_key", key_id, key="console.keys.answer_done")


@require_http_methods(["GET", "HEAD", "POST"])
@console
def end(request: HttpRequest, viewer: StaffViewer, key_id: UUID) -> HttpResponse:
    """End a key at once, after its name was typed."""
    row = _find(key_id)
    form = EndForm(viewer.reader, request.POST if request.method == "POST" else None)
    lead = say(viewer.reader, "console.key_end.lead", name=row.name)
    if form.is_valid() and form.cleaned_data["name"] != row.name:
        form.add_error("name", say(viewer.reader, "console.key_end.other_name", name=row.name))
    if not form.is_valid():
        return form_page(request, viewer, form, explained=lead, back="console_keys", is_final=True)
    api_keys.end_key(
        actor=viewer.actor,
        key_id=key_id,
        has_leaked=form.cleaned_data["leaked"],
        now=viewer.now,
    )
    return done(request, "console_key", key_id, key="console.key_end.done")


def _find(key_id: UUID) -> ApiKeyRow:
    row = find_key_by_id(key_id)
    if row is None:
        raise Http404
    return row


# --- made -----------------------------------------------------------------------------------------


class KeyForm(ConsoleForm):
    """What a key is called, whose data it opens, and what it may."""

    area = "console.key_new."
    hints = ("name", "scopes")
    beside = MappingProxyType(
        {"name": "name", "scopes": "scopes", RefusalCode.SCOPE_NOT_YOURS: "scopes"}
    )
    wrong = MappingProxyType(
        {"name": "console.key_new.name_wrong", "scopes": "console.key_new.scopes_wrong"}
    )
    name = forms.CharField(max_length=api_keys.LONGEST_NAME)
    mode = forms.ChoiceField()
    may = forms.ChoiceField()
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, scope.value) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@console
def new(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Make a key, and show it this once."""
    reader = viewer.reader
    given = request.POST if request.method == "POST" else None
    form = KeyForm(reader, given, initial={"mode": "test", "may": "chosen"})
    form.choose("mode", [(mode, say(reader, f"console.webhooks.{mode}")) for mode in _MODES])
    form.choose("may", [(may, say(reader, f"console.keys.{may}")) for may in _MAY])
    lead = "console.key_new.lead"
    if not form.is_valid():
        return form_page(request, viewer, form, lead=lead, back="console_keys")
    chosen = [Scope(scope) for scope in form.cleaned_data["scopes"]]
    try:
        made = api_keys.make_key(
            actor=viewer.actor,
            name=form.cleaned_data["name"],
            is_live=form.cleaned_data["mode"] == "live",
            scopes=None if form.cleaned_data["may"] == "everything" else chosen,
            now=viewer.now,
        )
    except Refused as refused:
        return form_page(request, viewer, form, refused=refused, lead=lead, back="console_keys")
    return _made_page(request, viewer, made)


_MODES: Final = ("test", "live")
_MAY: Final = ("chosen", "everything")


def _made_page(request: HttpRequest, viewer: StaffViewer, made: api_keys.MadeKey) -> HttpResponse:
    back = reverse("console_key", args=[made.id])
    return secret_page(request, viewer, made.text, area="console.key_secret.", back=back)
