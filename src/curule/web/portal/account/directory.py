"""The company's directory: what connects it, which seats its groups give, and who got none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.permissions import Action, may
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.httpkit.ids import public_id
from curule.selectors.directory import GroupSeats, list_group_seats, list_tokens
from curule.selectors.roles import role_holders
from curule.selectors.rosters import list_bought
from curule.services.directory import giving, groups, tokens
from curule.services.directory.tokens import MadeToken
from curule.web.answers import done
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.seat_names import type_label
from curule.web.viewers import Viewer
from curule.wording.refusals import refusal_text

_OVERLAP: Final = timedelta(days=1)
"""So long a token that is rolled holds on: directories are changed by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A group with the seats it gives, as the form names them, and who got none, by the reason."""

    group: GroupSeats
    gives: str
    refused: Mapping[str, Sequence[str]]


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def directory(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the directory of a company; connect it, and say what its groups give."""
    if request.method != "POST":
        return _show(request, viewer)
    try:
        return _act(request, viewer)
    except Refused as refused:
        return _show(request, viewer, refusal=refused.refusal)


def _act(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    match request.POST.get("do", ""):
        case "connect":
            return _show(request, viewer, made=_connect(request, viewer))
        case "roll":
            return _show(request, viewer, made=_roll(request, viewer))
        case "end":
            _end(request, viewer)
            return done(request, "directory", viewer.account_id, key="directory.ended")
        case "map":
            _map(request, viewer)
            return done(request, "directory", viewer.account_id, key="directory.mapped")
        case "again":
            _try_again(request, viewer)
            return done(request, "directory", viewer.account_id, key="directory.tried")
        case _:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="do"))


def _connect(request: HttpRequest, viewer: Viewer) -> MadeToken:
    return tokens.make_token(
        actor=viewer.actor,
        account_id=viewer.account_id,
        name=request.POST.get("name", ""),
        now=viewer.now,
    )


def _roll(request: HttpRequest, viewer: Viewer) -> MadeToken:
    return tokens.roll_token(
        actor=viewer.actor,
        account_id=viewer.account_id,
        token_id=_row(request),
        overlap=_OVERLAP,
        now=viewer.now,
    )


def _end(request: HttpRequest, viewer: Viewer) -> None:
    tokens.end_token(
        actor=viewer.actor, account_id=viewer.account_id, token_id=_row(request), now=viewer.now
    )


def _map(request: HttpRequest, viewer: Viewer) -> None:
    """Read what a group gives: `subscription:seat type`, or nothing."""
    group_id = _row(request)
    bought, _, seat_type = request.POST.get("gives", "").partition(":")
    subscription_id = as_uuid(bought)
    if bought and subscription_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
    groups.map_to_seats(
        actor=viewer.actor,
        account_id=viewer.account_id,
        group_id=group_id,
        subscription_id=subscription_id,
        seat_type=seat_type or None,
        now=viewer.now,
    )
    giving.give_waiting(account_id=viewer.account_id, group_id=group_id, now=viewer.now)


def _try_again(request: HttpRequest, viewer: Viewer) -> None:
    group_id = _row(request)
    groups.try_again(
        actor=viewer.actor, account_id=viewer.account_id, group_id=group_id, now=viewer.now
    )
    giving.give_waiting(account_id=viewer.account_id, group_id=group_id, now=viewer.now)


def _row(request: HttpRequest) -> UUID:
    """Return the id of the row that a form is about; what is none is nobody's."""
    found = as_uuid(request.POST.get("row"))
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="row"))
    return found


def _show(
    request: HttpRequest,
    viewer: Viewer,
    *,
    made: MadeToken | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    refused = may(viewer.actor, Action.SETTINGS, holders=role_holders(viewer.account_id))
    shown = {
        "address": f"{settings.CURULE_BASE_URL}/scim/v2/{public_id('acc', viewer.account_id)}",
        "made": made,
        "tokens": [row for row in list_tokens(viewer.account_id) if row.holds_at(viewer.now)],
        "groups": [_line(group, viewer) for group in list_group_seats(viewer.account_id)],
        "choices": _choices(viewer),
        "name": "" if made else request.POST.get("name", ""),
        "refused": told(request, refusal) if refusal else None,
        "cannot_change": told(request, refused) if refused else None,
    }
    status = status_of(refusal) if refusal else 200
    return page(request, viewer, "portal/directory.html", shown, status=status)


def _line(group: GroupSeats, viewer: Viewer) -> Line:
    return Line(
        group=group,
        gives=f"{group.subscription_id}:{group.seat_type}" if group.subscription_id else "",
        refused=_by_reason(group, viewer),
    )


def _by_reason(group: GroupSeats, viewer: Viewer) -> dict[str, list[str]]:
    """Return who of a group got no seat, under the sentence that says why."""
    refused: dict[str, list[str]] = {}
    for name, code in group.refused:
        why = refusal_text(refuse(RefusalCode(code)), viewer.reader.language)
        refused.setdefault(why.sentence, []).append(name)
    return refused


def _choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return what a group can give, as the form names it and as people read it."""
    return [
        (
            f"{bought.id}:{sold.terms.name}",
            f"{bought.name}: {type_label(viewer.reader, bought.terms, sold.terms.name)}",
        )
        for bought in list_bought(viewer.account_id)
        if not bought.is_ended
        for sold in bought.terms.seat_types
    ]
