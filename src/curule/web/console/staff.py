"""The vendor's staff: who works here in which role; admins invite, change and end (V25)."""

from __future__ import annotations

from types import MappingProxyType
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from curule.core.permissions import StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.console.staff import list_staff
from curule.services.people import staff
from curule.services.seating import people
from curule.web.answers import done
from curule.web.console.forms import ConsoleForm
from curule.web.console.navigation import may_open
from curule.web.console.rendering import page
from curule.web.pages import console
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import languages, say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader


class StaffForm(ConsoleForm):
    """An address and the role its owner gets."""

    area = "console.staff."
    hints = ("email",)
    beside = MappingProxyType({RefusalCode.ADDRESS_INVALID: "email"})
    email = forms.EmailField(max_length=254)
    role = forms.ChoiceField()
    language = forms.ChoiceField()


@require_http_methods(["GET", "HEAD", "POST"])
@console
def team(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the staff; who may, gives a person a role or another one."""
    form = _form(viewer.reader, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, viewer, form, status=422 if form.errors else 200)
    values = form.cleaned_data
    try:
        person_id = people.register(
            email=values["email"], language=values["language"], verified=True, now=viewer.now
        )
        staff.grant(
            actor=viewer.actor, person_id=person_id, role=StaffRole(values["role"]), now=viewer.now
        )
    except Refused as refused:
        unsaid = None if form.say_refused(refused) else refused
        return _page(request, viewer, form, refused=unsaid, status=422)
    return done(request, "console_staff", key="console.staff.done", email=values["email"])


@require_POST
@console
def revoke(request: HttpRequest, viewer: StaffViewer, person_id: UUID) -> HttpResponse:
    """Take somebody's role in the staff away."""
    try:
        staff.revoke(actor=viewer.actor, person_id=person_id, now=viewer.now)
    except Refused as refused:
        return _page(request, viewer, _form(viewer.reader, None), refused=refused)
    return done(request, "console_staff", key="console.staff.revoked")


def _form(reader: Reader, given: object) -> StaffForm:
    form = StaffForm(reader, given, initial={"language": reader.language.value})  # type: ignore[arg-type]
    form.choose("role", [(role.value, say(reader, f"console.role.{role}")) for role in StaffRole])
    form.choose("language", languages())
    return form


def _page(
    request: HttpRequest,
    viewer: StaffViewer,
    form: StaffForm,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        viewer,
        "console/staff.html",
        {
            "form": form,
            "refused": told(request, refused.refusal) if refused else None,
            "people": [
                (row, say(viewer.reader, f"console.role.{row.role}"), row.person_id)
                for row in list_staff(now=viewer.now)
            ],
            "roles": [
                (
                    say(viewer.reader, f"console.role.{role}"),
                    say(viewer.reader, f"console.staff.may.{role}"),
                )
                for role in StaffRole
            ],
            "may_change": may_open(viewer, "console_staff", acts=True),
        },
        status=status_of(refused.refusal) if refused else status,
    )
