"""A new version of a plan: typed, read back as sentences, published (V09)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from curule.core.policy import SeatPolicy, contradictions
from curule.core.presets import PRESETS
from curule.core.refusals import Refused
from curule.selectors.console import plans as rows
from curule.services import catalog
from curule.web.answers import done
from curule.web.console.forms import ConsoleForm
from curule.web.console.navigation import may_open
from curule.web.console.plan_text import (
    LONGEST,
    NotReadable,
    Sold,
    read_policy,
    read_sold,
    suggested,
    written_again,
)
from curule.web.console.plans import find_plan, prices, sentences
from curule.web.console.rendering import page
from curule.web.pages import console
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.policies import contradiction_text

_TYPED: Final = {"rows": 12, "spellcheck": "false", "class": "form-control typed"}


class VersionForm(ConsoleForm):
    """A preset, what differs from it, and what is sold at which price."""

    area = "console.version_new."
    hints = ("overrides", "sold")
    preset = forms.ChoiceField()
    overrides = forms.CharField(
        max_length=LONGEST, required=False, widget=forms.Textarea(attrs=_TYPED)
    )
    sold = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={**_TYPED, "rows": 16}))

    policy: SeatPolicy | None = None
    offer: Sold | None = None

    def clean(self) -> dict[str, object]:
        """Read both texts; say what contradicts itself beside the one it stands in."""
        cleaned = super().clean() or {}
        if "preset" not in cleaned or "overrides" not in cleaned:
            return cleaned
        try:
            policy = read_policy(str(cleaned["preset"]), str(cleaned["overrides"]))
        except NotReadable as problem:
            self._not_readable("overrides", problem)
            return cleaned
        try:
            offer = read_sold(str(cleaned.get("sold", "")), policy)
        except NotReadable as problem:
            if "sold" in cleaned:
                self._not_readable("sold", problem)
            return cleaned
        for found in contradictions(policy, offer.seat_types):
            said = contradiction_text(found, self.reader.language)
            fields = ", ".join(found.fields)
            self.add_error(
                "overrides",
                say(self.reader, "console.version_new.contradiction", said=said, fields=fields),
            )
        self.policy, self.offer = policy, offer
        return cleaned

    def _not_readable(self, field: str, problem: NotReadable) -> None:
        for each in problem.problems[:10]:
            self.add_error(
                field, say(self.reader, "console.version_new.not_readable", problem=each)
            )


@require_http_methods(["GET", "HEAD", "POST"])
@console
def new(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Write a version and see it as a customer will read it; nothing is published here."""
    found = find_plan(plan_id)
    if request.method == "POST":
        form = _form(viewer, request.POST)
        form.is_valid()
        return _page(request, viewer, found, form)
    return _page(request, viewer, found, _form(viewer, None, _begin(request, found)))


@require_POST
@console
def publish(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Publish a version: new customers buy it, the others keep what they bought."""
    found = find_plan(plan_id)
    form = _form(viewer, request.POST)
    if not form.is_valid() or form.policy is None or form.offer is None:
        return _page(request, viewer, found, form)
    try:
        catalog.publish_version(
            actor=viewer.actor,
            plan_id=plan_id,
            policy=form.policy,
            seat_types=form.offer.seat_types,
            prices=form.offer.prices,
            now=viewer.now,
        )
    except Refused as refused:
        return _page(request, viewer, found, form, refused=refused)
    return done(request, "console_plan", plan_id, key="console.version_new.done")


def _begin(request: HttpRequest, found: rows.PlanRow) -> dict[str, str]:
    """Return what the form begins with: a preset that was chosen, else the newest version."""
    preset = request.GET.get("preset", "")
    if preset not in PRESETS and found.newest is not None:
        terms = rows.find_terms(found.id, found.newest)
        if terms is not None:
            nearest, overrides, sold = written_again(terms)
            return {"preset": nearest, "overrides": overrides, "sold": sold}
    preset = preset if preset in PRESETS else next(iter(PRESETS))
    overrides, sold = suggested(preset)
    return {"preset": preset, "overrides": overrides, "sold": sold}


def _form(
    viewer: StaffViewer, given: QueryDict | None, initial: dict[str, str] | None = None
) -> VersionForm:
    form = VersionForm(viewer.reader, given, initial=initial)
    form.choose(
        "preset", [(name, say(viewer.reader, f"console.preset.{name}")) for name in PRESETS]
    )
    return form


def _page(
    request: HttpRequest,
    viewer: StaffViewer,
    found: rows.PlanRow,
    form: VersionForm,
    *,
    refused: Refused | None = None,
) -> HttpResponse:
    shown: dict[str, object] = {}
    if form.is_bound and not form.errors and form.policy and form.offer:
        shown = {
            **sentences(
                request,
                viewer,
                form.policy,
                form.offer.seat_types,
                sold_by=frozenset(sold.price.model for sold in form.offer.prices),
            ),
            "prices": prices(
                viewer.reader, [(each.seat_type, each.price) for each in form.offer.prices]
            ),
        }
    return page(
        request,
        viewer,
        "console/version_new.html",
        {
            "plan": found,
            "form": form,
            "presets": form.fields["preset"].choices,  # type: ignore[attr-defined]
            "refused": told(request, refused.refusal) if refused else None,
            "may_publish": may_open(viewer, "console_version_publish", acts=True),
            **shown,
        },
        status=status_of(refused.refusal) if refused else 422 if form.errors else 200,
    )
