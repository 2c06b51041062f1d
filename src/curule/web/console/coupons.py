"""The vendor's coupons: listed, made, looked at, stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from babel.numbers import format_decimal
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from curule.core.currencies import UnknownCurrency, exponent
from curule.core.localtime import resolve_local
from curule.core.money import Money
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.console import accounts as account_rows
from curule.selectors.console import coupons as rows
from curule.services import coupon_making
from curule.services.coupon_making import CouponTerms
from curule.web.answers import done
from curule.web.console.forms import ConsoleForm, count_field, form_page
from curule.web.console.lists import list_page, searched
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    Table,
    day,
    day_text,
    link,
    number,
    page,
    page_number,
    plain,
    state,
    table,
)
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader, written

_KINDS: Final = ("percent", "amount")
_ONE_DAY: Final = timedelta(days=1)
_FIRST_DAY: Final = date.min + 2 * _ONE_DAY
_LAST_DAY: Final = date.max - 2 * _ONE_DAY


# --- the list -------------------------------------------------------------------------------------


@require_safe
@console
def coupons(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the coupons, newest first."""
    search = searched(request, viewer, "console.coupons.search")
    found = rows.list_coupons(search.value, number=page_number(request))
    heads = ("code", "off", "holds", "until", "redeemed", "state")
    shown = table(
        viewer.reader,
        "console.coupons.caption",
        [f"console.coupons.{head}" for head in heads],
        (tuple(_cells(viewer, row)) for row in found.rows),
        empty="console.coupons.none",
    )
    actions = []
    if may_open(viewer, "console_coupon_new", acts=True):
        actions.append((say(viewer.reader, "console.coupon_new.title"), _new_address()))
    return list_page(
        request,
        viewer,
        title="console.coupons.title",
        table=shown,
        paged=found,
        filters=(search,),
        actions=actions,
    )


def _new_address() -> str:
    return reverse("console_coupon_new")


def _cells(viewer: StaffViewer, row: rows.CouponRow) -> Iterator[Cell]:
    reader = viewer.reader
    yield link(row.code, "console_coupon", row.id)
    yield plain(_off(reader, row), note=", ".join(row.plans))
    yield plain(_holds(reader, row))
    yield plain(_until(reader, row))
    yield Cell(text=_redeemed(reader, row), is_number=True)
    yield state(reader, "console.coupon.state.", row.state(viewer.now))


def _off(reader: Reader, row: rows.CouponRow) -> str:
    if row.percent is not None:
        return say(reader, "console.coupon.percent", percent=_number_of(reader, row.percent))
    amount = Money(row.amount or 0, row.currency)
    return say(reader, "console.coupon.amount", amount=amount)


def _number_of(reader: Reader, value: Decimal) -> str:
    """Return a number without zeros at its end, with the reader's own comma."""
    return str(format_decimal(value, locale=LOCALES[reader.language]))


def _holds(reader: Reader, row: rows.CouponRow) -> str:
    if row.periods is None:
        return say(reader, "console.coupon.for_good")
    return say(reader, "console.coupon.periods", count=row.periods)


def _until(reader: Reader, row: rows.CouponRow) -> str:
    """Return its last day; the time ends with the day after."""
    if row.valid_until is None:
        return say(reader, "console.coupon.no_end")
    return day_text(reader, row.valid_until - timedelta(seconds=1))


def _redeemed(reader: Reader, row: rows.CouponRow) -> str:
    used = written(row.redeemed, reader)
    if row.limit_in_all is None:
        return used
    return say(reader, "console.coupon.of", used=used, limit=written(row.limit_in_all, reader))


# --- one ------------------------------------------------------------------------------------------


@require_safe
@console
def coupon(request: HttpRequest, viewer: StaffViewer, coupon_id: UUID) -> HttpResponse:
    """Show one coupon with who has redeemed it."""
    row = rows.find_coupon_row(coupon_id)
    if row is None:
        raise Http404
    reader = viewer.reader
    found = rows.list_redemptions(coupon_id, number=page_number(request))
    facts = [
        ("off", _off(reader, row)),
        ("holds", _holds(reader, row)),
        ("from", day_text(reader, row.valid_from)),
        ("until", _until(reader, row)),
        ("plans", ", ".join(row.plans) or say(reader, "console.coupon.every_plan")),
        ("redeemed", _redeemed(reader, row)),
        (
            "per_account",
            say(reader, "console.coupon.no_limit")
            if row.limit_per_account is None
            else written(row.limit_per_account, reader),
        ),
    ]
    if row.is_for_first_purchase:
        facts.append(("first", say(reader, "console.coupon.first_only")))
    return page(
        request,
        viewer,
        "console/coupon.html",
        {
            "coupon": row,
            "facts": [(say(reader, f"console.coupons.{key}"), value) for key, value in facts],
            "state": state(reader, "console.coupon.state.", row.state(viewer.now)),
            "table": _redemptions(reader, found.rows),
            "paged": found,
            "may_stop": row.stopped_at is None
            and may_open(viewer, "console_coupon_stop", acts=True),
        },
    )


def _redemptions(reader: Reader, found: tuple[rows.RedemptionRow, ...]) -> Table:
    heads = ("account", "on", "used", "state")
    return table(
        reader,
        "console.coupon.redemptions",
        [f"console.coupons.{head}" for head in heads],
        (
            (
                link(row.account, "console_account", row.account_id),
                day(reader, row.redeemed_at),
                number(reader, row.used),
                state(reader, "console.coupon.redemption.", row.state),
            )
            for row in found
        ),
        empty="console.coupon.nobody",
    )


@require_POST
@console
def stop(request: HttpRequest, viewer: StaffViewer, coupon_id: UUID) -> HttpResponse:
    """Let nobody redeem it any more; where it was redeemed it holds on."""
    coupon_making.stop_coupon(actor=viewer.actor, coupon_id=coupon_id, now=viewer.now)
    return done(request, "console_coupon", coupon_id, key="console.coupon.stopped")


# --- a new one ------------------------------------------------------------------------------------


class CouponForm(ConsoleForm):
    """What a coupon takes off, for whom, how often and how long."""

    area = "console.coupon_new."
    hints = ("code", "value", "periods", "until", "plans", "in_all", "per_account")
    beside = MappingProxyType(
        {
            RefusalCode.ALREADY_EXISTS: "code",
            RefusalCode.COUPON_CANNOT_HOLD: "plans",
            RefusalCode.AMOUNT_INVALID: "value",
            RefusalCode.DATE_INVALID: "until",
            "code": "code",
            "percent": "value",
            "currency": "currency",
            "periods": "periods",
            "limit_in_all": "in_all",
            "limit_per_account": "per_account",
        }
    )
    code = forms.CharField(max_length=40)
    kind = forms.ChoiceField()
    value = forms.CharField(max_length=20)
    currency = forms.CharField(max_length=3, required=False)
    periods = count_field(required=False)
    starts = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    in_all = count_field(required=False)
    per_account = count_field(required=False)
    first = forms.BooleanField(required=False)
    plans = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self) -> dict[str, Any]:
        """Read the value as what it is: per cent, or an amount of its currency."""
        values: dict[str, Any] = super().clean() or {}
        typed = str(values.get("value", ""))
        values["percent"] = values["amount"] = None
        if values.get("kind") == "percent":
            values["percent"] = _percent(typed)
        else:
            values["currency"] = str(values.get("currency", "")).upper()
            values["amount"] = self._amount(typed, values["currency"])
        if "value" in values and values["percent"] is None and values["amount"] is None:
            self.add_error("value", say(self.reader, "console.coupon_new.no_value"))
        return values

    def _amount(self, typed: str, currency: str) -> int | None:
        try:
            exponent(currency)
        except UnknownCurrency:
            self.add_error("currency", say(self.reader, "console.coupon_new.no_currency"))
            return None
        return minor_units(typed, currency)


def _percent(typed: str) -> Decimal | None:
    """Return typed per cent, with a comma or a point, or None if it is none."""
    hundredths = minor_units(typed.replace("%", ""), "EUR")
    return None if hundredths is None else Decimal(hundredths) / 100


@require_http_methods(["GET", "HEAD", "POST"])
@console
def new(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Make a coupon."""
    form = _form(viewer, request.POST if request.method == "POST" else None)
    lead = "console.coupon_new.lead"
    if not form.is_valid():
        return form_page(request, viewer, form, lead=lead, back="console_coupons")
    try:
        coupon_id = coupon_making.make_coupon(
            actor=viewer.actor, terms=_terms(viewer, form.cleaned_data), now=viewer.now
        )
    except Refused as refused:
        return form_page(request, viewer, form, refused=refused, lead=lead, back="console_coupons")
    return done(request, "console_coupon", coupon_id, key="console.coupon_new.done")


def _form(viewer: StaffViewer, given: object) -> CouponForm:
    reader = viewer.reader
    initial = {"kind": "percent", "currency": "EUR", "periods": 1, "per_account": 1}
    form = CouponForm(reader, given, initial=initial)  # type: ignore[arg-type]
    form.choose("kind", [(kind, say(reader, f"console.coupon_new.kind.{kind}")) for kind in _KINDS])
    form.choose("plans", account_rows.plan_choices())
    return form


def _terms(viewer: StaffViewer, values: dict[str, Any]) -> CouponTerms:
    starts, until = values["starts"], values["until"]
    return CouponTerms(
        code=values["code"],
        percent=values["percent"],
        amount=values["amount"],
        currency=values["currency"] if values["amount"] is not None else "",
        periods=values["periods"],
        valid_from=viewer.now if starts is None else _midnight(viewer, starts),
        valid_until=None if until is None else _midnight(viewer, min(until, _LAST_DAY) + _ONE_DAY),
        limit_in_all=values["in_all"],
        limit_per_account=values["per_account"],
        is_for_first_purchase=values["first"],
        plan_ids=[UUID(plan) for plan in values["plans"]],
    )


def _midnight(viewer: StaffViewer, on: date) -> datetime:
    """Return when a day begins; the service refuses what is near the ends of all calendars."""
    return resolve_local(max(on, _FIRST_DAY), time(0), viewer.reader.zone)
