"""What programs asked for with their keys: listed, and looked at one by one (V22)."""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.core.kept_bodies import ids_in
from curule.core.refusals import Refusal, RefusalCode
from curule.httpkit.ids import internal_id, public_id
from curule.selectors import asked_requests as rows
from curule.selectors.api_keys import list_keys
from curule.selectors.programs.windows import Slice
from curule.web.console.api_keys import KEY_TABS, mode_text
from curule.web.console.copying import as_curl
from curule.web.console.lists import Filter, chosen, list_page, searched, tabs
from curule.web.console.rendering import Cell, link, moment, page, plain, table
from curule.web.console.turning import turn_of, window_of
from curule.web.ids import as_uuid
from curule.web.pages import console
from curule.web.refusals import Told, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

_KIND: Final = "req"
_NOUNS: Final = {"acc": "account", "sub": "subscription", "in": "invoice"}


# --- the list -------------------------------------------------------------------------------------


@require_safe
@console
def requests(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what was asked, the newest first, narrowed as the query says."""
    filters = _filters(request, viewer)
    by_key, outcome, code, mode, wanted = filters
    window = window_of(request, _KIND)
    if wanted.value:
        found = _with_id(wanted.value)
    else:
        found = rows.list_requests(
            window,
            is_live=mode.value == "live" if mode.value else None,
            key_id=as_uuid(by_key.value) if by_key.value else None,
            outcome=outcome.value,
            code=code.value,
        )
    heads = ("request", "at", "key", "status", "code")
    shown = table(
        viewer.reader,
        "console.requests.caption",
        [f"console.requests.{head}" for head in heads],
        (_cells(viewer.reader, row) for row in found.rows),
        empty="console.requests.none",
    )
    return list_page(
        request,
        viewer,
        title="console.requests.title",
        table=shown,
        filters=filters,
        tabs=tabs(viewer, KEY_TABS, "console_requests"),
        turn=turn_of(found, window, _KIND),
        lead="console.requests.lead",
    )


def _filters(
    request: HttpRequest, viewer: StaffViewer
) -> tuple[Filter, Filter, Filter, Filter, Filter]:
    reader = viewer.reader
    return (
        chosen(
            request,
            viewer,
            "key",
            "console.requests.key",
            ((str(row.id), f"{row.name} ({row.shown})") for row in list_keys()),
        ),
        chosen(
            request,
            viewer,
            "status",
            "console.requests.status",
            ((each, say(reader, f"console.requests.{each}")) for each in rows.CLASSES),
        ),
        searched(request, viewer, "console.requests.code", name="code"),
        chosen(
            request,
            viewer,
            "mode",
            "console.requests.mode",
            ((mode, say(reader, f"console.webhooks.{mode}")) for mode in ("live", "test")),
        ),
        searched(request, viewer, "console.requests.id"),
    )


def _with_id(written: str) -> Slice[rows.RequestRow]:
    request_id = internal_id(_KIND, written)
    found = rows.find_request(request_id) if request_id else None
    return Slice(rows=(found.row,) if found else (), has_more=False, total=None)


def _cells(reader: Reader, row: rows.RequestRow) -> tuple[Cell, ...]:
    asked, written = f"{row.method} {row.address}", public_id(_KIND, row.id)
    mode = mode_text(reader, is_live=row.is_live)
    return (
        link(asked, "console_request", row.id, note=written),
        moment(reader, row.at),
        link(row.key, "console_key", row.key_id, note=mode),
        _status(row.status),
        plain(row.code),
    )


def _status(status: int) -> Cell:
    tone = "danger" if status >= 500 else "warn" if status >= 400 else "ok"
    return Cell(text=str(status), tone=tone)


# --- one ------------------------------------------------------------------------------------------


@require_safe
@console
def one(request: HttpRequest, viewer: StaffViewer, request_id: UUID) -> HttpResponse:
    """Show what was kept of a request: what came of it, what was sent, whom it was about."""
    kept = rows.find_request(request_id)
    if kept is None:
        raise Http404
    row, reader = kept.row, viewer.reader
    return page(
        request,
        viewer,
        "console/request.html",
        {
            "kept": kept,
            "row": row,
            "id": public_id(_KIND, row.id),
            "mode": mode_text(reader, is_live=row.is_live),
            "status": _status(row.status),
            "took": say(reader, "console.webhook.took", milliseconds=row.milliseconds),
            "sent": json.dumps(kept.sent, indent=2, ensure_ascii=False)
            if kept.sent is not None
            else "",
            "curl": _as_curl(kept),
            "refused": _refused(request, kept),
            "named": [
                (say(reader, f"console.requests.named.{each.noun}"), each.name, _place(each))
                for each in _named(kept)
            ],
        },
    )


def _refused(request: HttpRequest, kept: rows.RequestKept) -> Told | None:
    """Return the refusal as the program read it, but for the numbers that were not kept."""
    if kept.row.code not in set(RefusalCode):
        return None
    values = {"field": kept.field} if kept.field else {}
    refusal = Refusal(RefusalCode(kept.row.code), options=kept.ways_out, values=values)
    return told(request, refusal)


def _named(kept: rows.RequestKept) -> tuple[rows.Named, ...]:
    written = ids_in([kept.row.address, kept.sent])
    kinds = ((text, _NOUNS.get(text.partition("_")[0])) for text in written)
    ids = [
        (noun, row_id)
        for text, noun in kinds
        if noun and (row_id := internal_id(text.partition("_")[0], text))
    ]
    return rows.find_named(ids)


def _place(named: rows.Named) -> str:
    if named.noun == "account":
        return reverse("console_account", args=[named.account_id])
    return reverse(f"console_{named.noun}", args=[named.account_id, named.id])


def _as_curl(kept: rows.RequestKept) -> str:
    """Return a command that asks for the same: the key is put in by the shell of who copies it.

    Where a text was sent, its place is marked; a new key makes sure that nothing is done twice by
    mistake, but that what is sent is done.
    """
    row = kept.row
    headers = ['"Authorization: Bearer $CURULE_API_KEY"']
    if row.method != "GET":
        headers.append('"Idempotency-Key: $(uuidgen)"')
    if kept.sent is not None:
        headers.append("Content-Type: application/json")
    url = f"{settings.CURULE_BASE_URL}{row.address}"
    method = "" if row.method == "GET" else row.method
    return as_curl(url, method=method, headers=headers, body=kept.sent)
