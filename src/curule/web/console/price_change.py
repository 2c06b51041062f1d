"""Bringing running subscriptions to the newest version of their plan: looked at, announced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.money import Money
from curule.core.price_changes import DEFAULT_NOTICE_DAYS, LONGEST_NOTICE_DAYS, LeftOut
from curule.selectors.catalog import PlanTerms
from curule.selectors.price_changes import (
    AnnouncedRow,
    Reached,
    list_announced,
    list_reached,
    newest_version,
)
from curule.services import price_announcements
from curule.services.sweeps import announcing_now
from curule.web.answers import done, lead_to, one_time_key
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


@dataclass(slots=True)
class _Preview:
    """Whom an announcement reaches, added up by currency, and whom it does not."""

    notice_days: int
    reached: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    reasons: Counter[LeftOut] = field(default_factory=Counter)
    shown: list[Reached] = field(default_factory=list)
    left: list[Reached] = field(default_factory=list)

    def add(self, each: Reached) -> None:
        """Count one more."""
        if each.left_out is not None:
            self.reasons[each.left_out] += 1
            listed = self.left
        else:
            assert each.renews_at is not None
            assert each.before is not None
            assert each.after is not None
            self.reached += 1
            self.first_at = min(self.first_at or each.renews_at, each.renews_at)
            self.last_at = max(self.last_at or each.renews_at, each.renews_at)
            self.before[each.currency] += each.before.amount_minor
            self.after[each.currency] += each.after.amount_minor
            listed = self.shown
        if len(listed) < MOST_SHOWN:
            listed.append(each)

    @property
    def sums(self) -> list[tuple[str, Money, Money]]:
        """What a period of all of them comes to before and after, by currency."""
        return [
            (
                currency,
                Money(self.before[currency], currency),
                Money(self.after[currency], currency),
            )
            for currency in sorted(self.before)
        ]

    @property
    def is_cut(self) -> bool:
        """Whether more are reached than are shown."""
        return self.reached > len(self.shown)


@require_safe
@console
def price_change(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Show whom the newest version would reach, and what was announced of it."""
    return _shown(request, viewer, plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def announce(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Tell those whom it reaches, after their number was typed."""
    target = _target(plan_id)
    if request.method != "POST" or announcing_now.is_running():
        return lead_to(_PAGE, plan_id)
    preview = _preview(plan_id, target, _notice(viewer, request.POST), viewer.now)
    form = ConfirmForm(viewer.reader, preview.reached, request.POST)
    if not preview.reached or not form.is_valid():
        return _shown(request, viewer, plan_id, preview=preview, form=form, status=422)
    announcing_now.announce(
        actor=viewer.actor,
        plan_id=plan_id,
        number=preview.reached,
        notice_days=preview.notice_days,
        now=viewer.now,
        key=one_time_key(request) or str(uuid4()),
    )
    return lead_to(_PAGE, plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def stop(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Let it end after the subscription it is at."""
    if request.method != "POST":
        return lead_to(_PAGE, plan_id)
    announcing_now.stop(actor=viewer.actor)
    return done(request, _PAGE, plan_id, key="prices.stopping")


@require_http_methods(["GET", "HEAD", "POST"])
@console
def withdraw_all(request: HttpRequest, viewer: StaffViewer, plan_id: UUID) -> HttpResponse:
    """Take the announcement back from all who have not renewed yet."""
    target = _target(plan_id)
    if request.method == "POST" and not announcing_now.is_running():
        waiting = sum(row.is_open for row in list_announced(target.version_id))
        announcing_now.withdraw(
            actor=viewer.actor,
            plan_id=plan_id,
            version_id=target.version_id,
            number=waiting,
            now=viewer.now,
        )
    return lead_to(_PAGE, plan_id)


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
    find_plan(plan_id)
    if request.method != "POST":
        return lead_to(_PAGE, plan_id)
    withdrawn = price_announcements.withdraw_from(
        actor=viewer.actor,
        account_id=account_id,
        subscription_id=subscription_id,
        now=viewer.now,
    )
    if not withdrawn:
        return done(request, _PAGE, plan_id, key="prices.withdrawn_before", tone="warn")
    return done(request, _PAGE, plan_id, key="prices.withdrawn")


def _target(plan_id: UUID) -> PlanTerms:
    found = newest_version(plan_id)
    if found is None:
        raise Http404
    return found


def _notice(viewer: StaffViewer, given: Mapping[str, Any]) -> int:
    form = NoticeForm(viewer.reader, given)
    return form.cleaned_data["notice"] if form.is_valid() else DEFAULT_NOTICE_DAYS


def _preview(plan_id: UUID, target: PlanTerms, notice_days: int, now: datetime) -> _Preview:
    preview = _Preview(notice_days)
    for each in list_reached(plan_id, target, notice_days=notice_days, now=now):
        preview.add(each)
    return preview


def _shown(
    request: HttpRequest,
    viewer: StaffViewer,
    plan_id: UUID,
    *,
    preview: _Preview | None = None,
    form: ConfirmForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found, target = find_plan(plan_id), _target(plan_id)
    reader, progress = viewer.reader, announcing_now.progress(plan_id)
    context: dict[str, Any] = {"plan": found, "progress": progress, "most": MOST_SHOWN}
    if progress is None or not progress.is_running:
        asked = request.GET if "notice" in request.GET else {"notice": str(DEFAULT_NOTICE_DAYS)}
        look = NoticeForm(reader, {"notice": preview.notice_days} if preview else asked)
        if preview is None:
            preview = _preview(plan_id, target, _notice(viewer, asked), viewer.now)
        announced = list_announced(target.version_id)
        waiting = [row for row in announced if row.is_open]
        context |= {
            "look": look,
            "preview": preview,
            "first": day(reader, preview.first_at).text,
            "last": day(reader, preview.last_at).text,
            "reached": _reached(reader, preview.shown),
            "left": _left(reader, preview.left),
            "announced": _announced(reader, announced),
            "waiting": waiting[:MOST_SHOWN],
            "number_waiting": len(waiting),
            "form": form or ConfirmForm(reader, preview.reached),
            "may_announce": may_open(viewer, "console_price_change_announce", acts=True),
        }
    return page(request, viewer, "console/price_change.html", context, status=status)


def _reached(reader: Reader, rows: list[Reached]) -> Table:
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


def _left(reader: Reader, rows: list[Reached]) -> Table:
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
    heads = ("account", "told", "renews", "before", "after", "state")
    return table(
        reader,
        "prices.announced.caption",
        [f"prices.{head}" for head in heads],
        (
            (
                link(row.account, "console_subscription", row.account_id, row.subscription_id),
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
