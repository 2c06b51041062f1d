"""Everything that happened, as it was recorded (V19)."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.core.events import EventType
from curule.core.permissions import ActorKind
from curule.selectors.console import accounts as account_rows
from curule.selectors.console import events as rows
from curule.web.console.event_table import who
from curule.web.console.lists import chosen, is_narrowed, words
from curule.web.console.rendering import page, page_number
from curule.web.event_words import event_sentence
from curule.web.ids import as_uuid
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer


@require_safe
@console
def events(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the events that match, each with what was recorded."""
    reader = viewer.reader
    by_type = chosen(
        request,
        viewer,
        "type",
        "console.events.type",
        sorted(
            ((each.value, event_sentence(reader, each.value)) for each in EventType),
            key=lambda choice: choice[1],
        ),
    )
    by_account = chosen(
        request, viewer, "account", "console.accounts.name", account_rows.account_choices()
    )
    by_actor = chosen(
        request,
        viewer,
        "actor",
        "console.timeline.who",
        words(viewer, "console.actor.", [kind.value for kind in ActorKind]),
    )
    found = rows.list_events(
        account_id=as_uuid(by_account.value) if by_account.value else None,
        event_type=by_type.value,
        actor_kind=by_actor.value,
        number=page_number(request),
    )
    filters = (by_type, by_account, by_actor)
    return page(
        request,
        viewer,
        "console/events.html",
        {
            "title": say(reader, "console.events.title"),
            "paged": found,
            "filters": filters,
            "is_filtered": is_narrowed(filters),
            "events": [
                (
                    event,
                    event_sentence(reader, event.type, noun=event.noun),
                    who(reader, event),
                    json.dumps(_recorded(event), indent=2, ensure_ascii=False, sort_keys=True),
                )
                for event in found.rows
            ],
        },
    )


def _recorded(event: rows.EventRow) -> dict[str, object]:
    return {
        "id": str(event.id),
        "type": event.type,
        "occurred_at": event.at.isoformat(),
        "account_id": str(event.account_id),
        "subscription_id": str(event.subscription_id) if event.subscription_id else None,
        "subject_id": str(event.subject_id) if event.subject_id else None,
        "payload": event.payload,
    }
