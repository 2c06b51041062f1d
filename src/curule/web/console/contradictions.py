"""What gateways did that is not so here: the list, and one of them with what can be done."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.names import LONGEST_REASON
from curule.core.refusals import Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import contradictions as rows
from curule.services.payments import remedies
from curule.web.answers import done, one_time_key
from curule.web.console import money_tables
from curule.web.console.forms import ConsoleForm
from curule.web.console.lists import MONEY_TABS, chosen_state, list_page, tabs, words
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    amounts,
    day,
    link,
    page,
    page_number,
    plain,
    state,
    table,
)
from curule.web.gateway_names import gateway_name
from curule.web.pages import console
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer


class RemedyForm(ConsoleForm):
    """What is done about a contradiction, and why."""

    area = "console.contradiction."
    hints = ("reason",)
    remedy = forms.ChoiceField(widget=forms.RadioSelect())
    reason = forms.CharField(max_length=LONGEST_REASON)


@require_safe
@console
def contradictions(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what gateways did that is not so here."""
    by_state = chosen_state(
        request, viewer, "console.contradictions.state.", rows.CONTRADICTION_STATES
    )
    found = rows.list_contradictions(state=by_state.value, number=page_number(request))
    reader = viewer.reader
    return list_page(
        request,
        viewer,
        title="console.contradictions.title",
        lead="console.contradictions.lead",
        table=table(
            reader,
            "console.contradictions.caption",
            [
                "console.contradictions.what",
                "console.accounts.name",
                "console.contradictions.there",
                "console.contradictions.here",
                "console.contradictions.found",
                "console.accounts.state",
            ],
            (
                (
                    link(
                        say(reader, f"console.contradictions.kind.{line.kind}"),
                        "console_contradiction",
                        line.account_id,
                        line.id,
                        note=line.reference,
                    ),
                    link(line.account, "console_account", line.account_id),
                    amounts(reader, [line.there]),
                    plain(_here(viewer, line)),
                    day(reader, line.found_at),
                    state(reader, "console.contradictions.state.", line.state),
                )
                for line in found.rows
            ),
            empty="console.contradictions.none",
        ),
        paged=found,
        filters=(by_state,),
        tabs=tabs(viewer, MONEY_TABS, "console_contradictions"),
    )


def _offered(line: rows.ContradictionLine) -> tuple[str, ...]:
    """Return what can be chosen; of a closed one what was, for a form that is sent twice."""
    return tuple(each.value for each in line.remedies) or (line.remedy,)


def _here(viewer: StaffViewer, line: rows.ContradictionLine) -> str:
    """Return how it stands here: the refund that it is about, else its payment."""
    if line.kind == "refunded" and not line.refund_state:
        return say(viewer.reader, "console.contradictions.no_refund")
    if line.refund_state:
        shown = "waiting" if line.refund_state == "failed" else line.refund_state
        return say(viewer.reader, f"console.refunds.state.{shown}")
    return say(viewer.reader, f"console.payment.state.{line.payment_state}")


@require_http_methods(["GET", "HEAD", "POST"])
@console
def contradiction(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, contradiction_id: UUID
) -> HttpResponse:
    """Show what is there and what is here; do something about it, for a reason."""
    line = rows.find_contradiction(account_id, contradiction_id)
    if line is None:
        raise Http404
    form = RemedyForm(viewer.reader, request.POST if request.method == "POST" else None)
    form.choose(
        "remedy",
        words(viewer, "console.contradiction.remedy.", _offered(line)),
    )
    refused = None
    if form.is_valid():
        try:
            remedies.decide(
                actor=viewer.actor,
                account_id=account_id,
                contradiction_id=contradiction_id,
                remedy=form.cleaned_data["remedy"],
                reason=form.cleaned_data["reason"],
                now=now_for(account_id, viewer.now),
                key=one_time_key(request),
            )
            return done(
                request,
                "console_contradiction",
                account_id,
                contradiction_id,
                key="console.contradiction.done",
            )
        except Refused as found:
            refused = found
    return page(
        request,
        viewer,
        "console/contradiction.html",
        {
            "line": line,
            "form": form,
            "what": say(viewer.reader, f"console.contradictions.kind.{line.kind}"),
            "gateway": gateway_name(viewer.reader, line.gateway),
            "here": _here(viewer, line),
            "failure": money_tables.failure(viewer.reader, line.failure),
            "state": state(viewer.reader, "console.contradictions.state.", line.state),
            "remedy": say(viewer.reader, f"console.contradiction.remedy.{line.remedy}")
            if line.remedy
            else "",
            "found_by": say(viewer.reader, f"console.contradiction.found_by.{line.found_by}"),
            "can_decide": bool(line.remedies)
            and may_open(viewer, "console_contradiction", acts=True),
            "refused": told(request, refused.refusal) if refused else None,
        },
        zone=line.time_zone,
        status=status_of(refused.refusal) if refused else 422 if form.errors else 200,
    )
