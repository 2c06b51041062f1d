"""Those who were invited and those who left: mails, links, resending, undoing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from curule.core.invitations import InvitationStatus
from curule.core.refusals import Refused
from curule.selectors.invited import Invited, MailState, find_invited, page_invited, page_left
from curule.selectors.members import name_of
from curule.services.invitations import invitations
from curule.services.seats import seats
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Scene,
    base_context,
    key_of,
    place,
    refusal_box,
    with_scene,
)
from curule.web.portal.people.outcomes import say_given
from curule.web.portal.rendering import page
from curule.web.refusals import Told, status_of
from curule.web.searching import search_words
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

_MAIL_TONES = {
    MailState.QUEUED: "accent",
    MailState.SENT: "ok",
    MailState.HELD: "",
    MailState.FAILED: "danger",
}
_STATUS_TONES = {
    InvitationStatus.OPEN: "accent",
    InvitationStatus.EXPIRED: "warn",
    InvitationStatus.DECLINED: "danger",
    InvitationStatus.CANCELED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An invitation with its states in words; `link` only where it was asked for."""

    invited: Invited
    type: str
    status: str
    status_tone: str
    mail: str
    mail_tone: str
    days_left: int
    link: str = ""
    problem: Told | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def invited(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Show the invitations; send one again, take it back, hand out its link."""
    if request.method != "POST":
        return _show(request, scene)
    row = _asked(request, scene)
    try:
        return _act(request, scene, row)
    except Refused as refused:
        told = refusal_box(request, scene, refused.refusal)
        return _show(request, scene, beside=row.id, problem=told, status=status_of(refused.refusal))


def _asked(request: HttpRequest, scene: Scene) -> Invited:
    """Return the invitation a form is about; a foreign one is none."""
    invitation_id = as_uuid(request.POST.get("invitation"))
    found = (
        None
        if invitation_id is None
        else find_invited(scene.viewer.account_id, scene.bought, scene.viewer.now, invitation_id)
    )
    if found is None:
        raise Http404
    return found


def _act(request: HttpRequest, scene: Scene, row: Invited) -> HttpResponse:
    viewer, asked = scene.viewer, request.POST.get("do", "")
    if asked == "link":
        if scene.rights.assign is not None:
            raise Refused(scene.rights.assign)
        return _show(request, scene, beside=row.id, link=_link(viewer, row))
    key = key_of(request, asked, row.id)
    if asked == "resend":
        until = invitations.resend(
            actor=viewer.actor,
            account_id=viewer.account_id,
            invitation_id=row.id,
            now=viewer.now,
            key=key,
        ).value
        said = say(viewer.reader, "people.resent", person=row.email, until=until)
        messages.success(request, said)
    elif asked == "again":
        given = seats.assign(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=scene.bought.id,
            people=[
                seats.Invitee(email=row.email, first_name=row.first_name, last_name=row.last_name)
            ],
            seat_type=row.sold.terms.name,
            now=viewer.now,
            key=key,
        ).value
        say_given(request, scene, given)
    elif asked == "cancel":
        invitations.cancel(
            actor=viewer.actor,
            account_id=viewer.account_id,
            invitation_id=row.id,
            now=viewer.now,
            key=key,
        )
        said = say(viewer.reader, "people.invitation_canceled", person=row.email)
        messages.success(request, said)
    return HttpResponseRedirect(
        place(scene, "invited", q=request.GET.get("q", ""), after=request.GET.get("after", "")),
        status=303,
    )


def _link(viewer: Viewer, row: Invited) -> str:
    """Return the address that can be handed over; its reader still has to prove the mailbox."""
    token = invitations.link_token(account_id=viewer.account_id, invitation_id=row.id)
    return f"{settings.CURULE_BASE_URL}/invitations/{row.id}/{token}"


def _show(
    request: HttpRequest,
    scene: Scene,
    *,
    beside: UUID | None = None,
    link: str = "",
    problem: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = scene.viewer
    words = search_words(request, "q", most=100)
    found, has_more = page_invited(
        viewer.account_id,
        scene.bought,
        viewer.now,
        words=words,
        after=as_uuid(request.GET.get("after")),
    )
    context = {
        **base_context(request, scene),
        "tab": "invited",
        "words": words,
        "last": found[-1].id if has_more else None,
        "listed": [
            _row(scene, each, link if each.id == beside else "", problem)
            if each.id == beside
            else _row(scene, each)
            for each in found
        ],
    }
    template = "portal/people/invited.html"
    return page(request, viewer, template, context, noun=scene.bought.noun, status=status)


def _row(scene: Scene, row: Invited, link: str = "", problem: Told | None = None) -> Row:
    reader = scene.viewer.reader
    mail = row.mail or MailState.QUEUED
    return Row(
        invited=row,
        type=type_label(reader, scene.bought.terms, row.sold.terms.name),
        status=say(reader, f"people.invitation.{row.status}"),
        status_tone=_STATUS_TONES.get(row.status, ""),
        mail=say(reader, f"people.mail.{mail}"),
        mail_tone=_MAIL_TONES[mail],
        days_left=row.days_left(scene.viewer.now),
        link=link,
        problem=problem,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def removed(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Show who left a seat, when and why; give it back while that is possible."""
    viewer = scene.viewer
    problem, status = None, 200
    assignment_id = as_uuid(request.POST.get("assignment"))
    if request.method == "POST" and assignment_id is not None:
        try:
            restored = seats.restore(
                actor=viewer.actor,
                account_id=viewer.account_id,
                assignment_id=assignment_id,
                now=viewer.now,
                key=key_of(request, "undo", assignment_id),
            ).value
        except Refused as refused:
            problem = refusal_box(request, scene, refused.refusal)
            status = status_of(refused.refusal)
        else:
            messages.success(
                request,
                say(
                    viewer.reader,
                    "people.undone",
                    person=name_of(viewer.account_id, restored[0].email),
                ),
            )
            return HttpResponseRedirect(place(scene, "members"), status=303)
    found, has_more = page_left(
        viewer.account_id, scene.bought, after=as_uuid(request.GET.get("after"))
    )
    since = viewer.now - seats.UNDO
    context = {
        **base_context(request, scene),
        "tab": "removed",
        "problem": problem,
        "last": found[-1].assignment_id if has_more else None,
        "listed": [
            {
                "left": each,
                "type": type_label(viewer.reader, scene.bought.terms, each.sold.terms.name),
                "reason": say(viewer.reader, f"people.left.{each.end_reason or 'unassigned'}"),
                "undo": scene.may_assign
                and each.is_free
                and each.end_reason == "unassigned"
                and each.ended_at >= since,
            }
            for each in found
        ],
    }
    template = "portal/people/removed.html"
    return page(request, viewer, template, context, noun=scene.bought.noun, status=status)
