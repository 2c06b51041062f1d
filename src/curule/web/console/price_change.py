"""Bringing running subscriptions to the newest version of their plan: looked at, announced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.price_changes import DEFAULT_NOTICE_DAYS, LONGEST_NOTICE_DAYS, LeftOut
from curule.selectors.price_changes import AnnouncedRow, Reached, list_announced, list_open
from curule.selectors.price_reach import Reach, find_reach
from curule.selectors.reports.reach import has_live_accounts
from curule.services import price_announcements
from curule.services.sweeps import announcing_now
from curule.services.sweeps.announcing_now import Whom
from curule.web.answers import lead_to, one_time_key, tell
from curule.web.console.forms import ConsoleForm, count_field
from curule.web.console.navigation import may_open
from curule.web.console.plans import find_plan
from curule.web.console.rendering import (
    Cell,
    Table,
    amounts,
    day,
    link,
    number,
    page,
    plain,
    state,
    table,
)
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

MOST_SHOWN: Final = 300
"""So many are listed on the page; all of them are counted and told."""

_PAGE: Final = "console_price_change"


class NoticeForm(ConsoleForm):
    """How many days before its renewal a customer is told at least."""

    area = "prices.look."
    notice = forms.IntegerField(
        min_value=0,
        max_value=LONGEST_NOTICE_DAYS,
        widget=forms.NumberInput(
            attrs={"class": "form-control", "min": 0, "max": LONGEST_NOTICE_DAYS}
        ),
    )


class ConfirmForm(ConsoleForm):
    """The number of subscriptions that are told, typed by whoever tells them."""

    area = "prices.confirm."
    hints = ("number",)
    number = count_field()

    def __init__(
        self, reader: Reader, expected: int, given: Mapping[str, Any] | None = None
    ) -> None:
        """Ask for the number that is expected."""
        super().__init__(reader, given)
        self._expected = expected

    def clean_number(self) -> int:
        """Compare what was typed with how many there are."""
        typed: int = self.cleaned_data["number"]
        if typed != self._expected:
            raise forms.ValidationError(
                say(self.reader, "prices.confirm.other", number=self._expected)
            )
        return typed


@require_safe
@console
def price_change(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Show whom the newest version would reach, and what was announced of it."""
    return _shown(request, viewer, _whom(request, plan_id))


@require_http_methods(["GET", "HEAD", "POST"])
@console
def announce(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Tell those whom it reaches, after their number was typed."""
    whom = _whom(request, plan_id)
    if request.method != "POST" or announcing_now.is_running():
        return _back(whom)
    preview = _preview(whom, _notice(viewer, request.POST), viewer)
    form = ConfirmForm(viewer.reader, preview.reached, request.POST)
    if not preview.reached or not form.is_valid():
        return _shown(request, viewer, whom, preview=preview, form=form, status=422)
    announcing_now.announce(
        actor=viewer.actor,
        whom=whom,
        number=preview.reached,
        notice_days=preview.notice_days,
        now=viewer.now,
        key=one_time_key(request) or str(uuid4()),
    )
    return _back(whom)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def stop(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Let it end after the subscription it is at."""
    whom = _whom(request, plan_id)
    if request.method != "POST":
        return _back(whom)
    announcing_now.stop(actor=viewer.actor)
    tell(request, "prices.stopping", "ok")
    return _back(whom)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def withdraw_all(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Take what was announced of the plan back from all who have not renewed yet."""
    whom = _whom(request, plan_id)
    if request.method == "POST" and not announcing_now.is_running():
        number = len(list_open(whom.plan_id, on_clocks=whom.on_clocks))
        announcing_now.withdraw(actor=viewer.actor, whom=whom, number=number, now=viewer.now)
    return _back(whom)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def withdraw(
    request: HttpRequest,
    viewer: StaffViewer,
    plan_id: UUID,
    account_id: UUID,
    subscription_id: UUID,
) -> HttpResponse:
    """Take the announcement back from one subscription."""
    whom = _whom(request, plan_id)
    if request.method != "POST":
        return _back(whom)
    withdrawn = price_announcements.withdraw_from(
        actor=viewer.actor,
        account_id=account_id,
        subscription_id=subscription_id,
        now=viewer.now,
    )
    if withdrawn:
        tell(request, "prices.withdrawn", "ok")
    else:
        tell(request, "prices.withdrawn_before", "warn")
    return _back(whom)


def _whom(request: HttpRequest, plan_id: UUID) -> Whom:
    """Return whose prices it is about: live accounts, unless those on test clocks are asked for.

    Where there are no live accounts, as in the demo, it is those on test clocks.
    """
    find_plan(plan_id)
    books = request.GET.get("books", "")
    on_clocks = books == "test" if books in {"live", "test"} else not has_live_accounts()
    return Whom(plan_id=plan_id, on_clocks=on_clocks)


def _back(whom: Whom) -> HttpResponse:
    return lead_to(_PAGE, whom.plan_id, query=_query(whom))


def _query(whom: Whom) -> dict[str, str]:
    return {"books": "test" if whom.on_clocks else "live"}


def _notice(viewer: StaffViewer, given: Mapping[str, Any]) -> int:
    form = NoticeForm(viewer.reader, given)
    return form.cleaned_data["notice"] if form.is_valid() else DEFAULT_NOTICE_DAYS


def _preview(whom: Whom, notice_days: int, viewer: StaffViewer) -> Reach:
    found = find_reach(
        whom.plan_id,
        on_clocks=whom.on_clocks,
        notice_days=notice_days,
        now=viewer.now,
        most=MOST_SHOWN,
    )
    if found is None:
        raise Http404
    return found


def _shown(
    request: HttpRequest,
    viewer: StaffViewer,
    whom: Whom,
    *,
    preview: Reach | None = None,
    form: ConfirmForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reader, progress = viewer.reader, announcing_now.progress(whom)
    context: dict[str, Any] = {
        "plan": find_plan(whom.plan_id),
        "progress": progress,
        "most": MOST_SHOWN,
        "on_clocks": whom.on_clocks,
        "query": urlencode(_query(whom)),
    }
    if progress is None or not progress.is_running:
        asked = request.GET if "notice" in request.GET else {"notice": str(DEFAULT_NOTICE_DAYS)}
        look = NoticeForm(reader, {"notice": preview.notice_days} if preview else asked)
        if preview is None:
            preview = _preview(whom, _notice(viewer, asked), viewer)
        announced = list_announced(whom.plan_id, on_clocks=whom.on_clocks)
        waiting = [row for row in announced if row.is_open]
        context |= {
            "look": look,
            "preview": preview,
            "first": day(reader, preview.first_at).text,
            "last": day(reader, preview.last_at).text,
            "reached": _reached(reader, preview.shown),
            "left": _left(reader, preview.others),
            "announced": _announced(reader, announced),
            "waiting": waiting[:MOST_SHOWN],
            "number_waiting": len(waiting),
            "form": form or ConfirmForm(reader, preview.reached),
            "may_announce": may_open(viewer, "console_price_change_announce", acts=True),
        }
    return page(request, viewer, "console/price_change.html", context, status=status)


def _reached(reader: Reader, rows: Sequence[Reached]) -> Table:
    heads = ("account", "version", "seats", "renews", "before", "after")
    return table(
        reader,
        "prices.reached.caption",
        [f"prices.{head}" for head in heads],
        (
            (
                link(each.account, "console_subscription", each.account_id, each.subscription_id),
                number(reader, each.version),
                number(reader, each.seats),
                Cell(
                    text=day(reader, each.renews_at).text,
                    note=say(reader, "prices.own_change") if each.has_own_change else "",
                ),
                amounts(reader, [each.before] if each.before is not None else []),
                amounts(reader, [each.after] if each.after is not None else []),
            )
            for each in rows
        ),
        empty="prices.reached.none",
    )


def _left(reader: Reader, rows: Sequence[Reached]) -> Table:
    return table(
        reader,
        "prices.left.caption",
        ["prices.account", "prices.version", "prices.reason"],
        (
            (
                link(each.account, "console_subscription", each.account_id, each.subscription_id),
                number(reader, each.version),
                plain(say(reader, f"prices.left.{(each.left_out or LeftOut.ANNOUNCED).value}")),
            )
            for each in rows
        ),
        empty="prices.left.none",
    )


def _announced(reader: Reader, rows: tuple[AnnouncedRow, ...]) -> Table:
    heads = ("account", "version", "told", "renews", "before", "after", "state")
    return table(
        reader,
        "prices.announced.caption",
        [f"prices.{head}" for head in heads],
        (
            (
                link(row.account, "console_subscription", row.account_id, row.subscription_id),
                number(reader, row.version),
                day(reader, row.announced_at),
                day(reader, row.renews_at),
                amounts(reader, [row.before]),
                amounts(reader, [row.after]),
                state(reader, "prices.state.", row.status),
            )
            for row in rows[:MOST_SHOWN]
        ),
        empty="prices.announced.none",
    )
