"""One line of a bank statement: whose money it is, what recording it brings about, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from curule.core.matching import Reason
from curule.core.money import Money
from curule.core.refusals import Refused
from curule.selectors.console import accounts as account_rows
from curule.selectors.console import bank as rows
from curule.selectors.console.matching import Suggestion
from curule.services.payments import bank_statements
from curule.services.payments.bank_statements import Part, Recorded
from curule.services.payments.rehearsing import Consequences, rehearse_parts
from curule.web.answers import done
from curule.web.console.forms import ConsoleForm
from curule.web.console.navigation import may_open
from curule.web.console.payments import effects_in_words, why
from curule.web.console.rendering import page, state
from curule.web.ids import as_uuid
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.refusals import Told, status_of, told
from curule.web.tables import plain_amount
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import written

_USUAL_ROWS: Final = 3
_MORE_ROWS: Final = 5
_NAMED: Final = frozenset({Reason.REFERENCE, Reason.NUMBER})
_MOST_ROWS: Final = bank_statements.MOST_PARTS - 1


class SplitForm(ConsoleForm):
    """What of a line is for which invoice; the rest may become the credit of an account."""

    area = "console.bank.split."
    rest = forms.ChoiceField(required=False)

    def __init__(
        self,
        viewer: StaffViewer,
        amount: Money,
        given: Mapping[str, str] | None = None,
        *,
        many: int = _USUAL_ROWS,
        named: Sequence[Suggestion] = (),
    ) -> None:
        """Offer so many rows for invoices; the first are filled with those that are named."""
        first = {
            f"{kind}_{at}": value
            for at, each in enumerate(named[:many], start=1)
            for kind, value in (("number", each.number), ("amount", typed(each.open)))
        }
        super().__init__(viewer.reader, given, initial=first)
        self.amount = amount
        self.parts: tuple[Part, ...] = ()
        self.choose("rest", [("", "–"), *account_rows.account_choices()])
        self.rows = [
            (self._row(at, "number"), self._row(at, "amount")) for at in range(1, many + 1)
        ]

    def _row(self, at: int, kind: str) -> forms.BoundField:
        name = f"{kind}_{at}"
        mode = {"inputmode": "decimal"} if kind == "amount" else {}
        widget = forms.TextInput(attrs={"autocomplete": "off", "class": "form-control", **mode})
        self.fields[name] = forms.CharField(
            required=False,
            max_length=40,
            widget=widget,
            label=say(self.reader, f"{self.area}{kind}", place=at),
        )
        return self[name]

    def clean(self) -> dict[str, object]:
        """Find each invoice, read each amount, and see that nothing is left or too much."""
        cleaned = super().clean() or {}
        parts: list[Part] = []
        for number, amount in self.rows:
            part = self._part(number.name, amount.name)
            if part is None:
                continue
            if part.invoice_id in {other.invoice_id for other in parts}:
                self._wrong(number.name, "twice")
            parts.append(part)
        left = self.amount.amount_minor - sum(part.amount for part in parts)
        account_id = as_uuid(str(cleaned.get("rest") or ""))
        if left > 0 and account_id is not None:
            parts.append(Part(account_id=account_id, amount=left))
            left = 0
        if left and not self.errors:
            key = "left" if left > 0 else "over"
            self._wrong(self.rows[0][1].name, key, amount=Money(abs(left), self.amount.currency))
        self.parts = tuple(parts)
        return cleaned

    def _part(self, number: str, amount: str) -> Part | None:
        typed, asked = (str(self.cleaned_data.get(name, "")).strip() for name in (number, amount))
        if not typed and not asked:
            return None
        found = rows.find_payable(typed, self.amount.currency) if typed else None
        if found is None:
            self._wrong(number, "no_invoice", currency=self.amount.currency)
        minor = minor_units(asked, self.amount.currency)
        if not minor:
            self._wrong(amount, "no_amount")
        if found is None or not minor:
            return None
        return Part(account_id=found.account_id, amount=minor, invoice_id=found.invoice_id)

    def _wrong(self, field: str, key: str, **values: object) -> None:
        self.add_error(field, say(self.reader, f"{self.area}{key}", **values))


class AsideForm(ConsoleForm):
    """Why a line is no payment."""

    area = "console.bank.aside."
    hints = ("comment",)
    comment = forms.CharField(max_length=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What was asked for: to whom the line goes, and the form if it is split."""

    value: str
    parts: tuple[Part, ...]
    split: SplitForm


@require_http_methods(["GET", "HEAD", "POST"])
@console
def line(request: HttpRequest, viewer: StaffViewer, entry_id: UUID) -> HttpResponse:
    """Choose whose money a line is, see what recording it brings about, record it."""
    row = _found(entry_id)
    chosen = _chosen(request, viewer, row)
    if request.method != "POST":
        return _draw(request, viewer, row, chosen)
    if not chosen.parts:
        return _draw(request, viewer, row, chosen, status=422)
    try:
        bank_statements.assign(
            actor=viewer.actor, entry_id=entry_id, parts=chosen.parts, now=viewer.now
        )
    except Refused as refused:
        box = told(request, refused.refusal)
        status = status_of(refused.refusal)
        return _draw(request, viewer, _found(entry_id), chosen, refused=box, status=status)
    return done(
        request,
        "console_bank_statement",
        row.statement_id,
        key="console.record.done",
        amount=row.amount,
    )


def _found(entry_id: UUID) -> rows.EntryRow:
    row = rows.find_entry(entry_id)
    if row is None:
        raise Http404
    return row


def _chosen(request: HttpRequest, viewer: StaffViewer, row: rows.EntryRow) -> _Chosen:
    """Return what was asked for: by default the likeliest invoice, for all of the money."""
    given = request.POST if request.method == "POST" else request.GET
    value = given.get("for", "")
    asked = given.get("more") or given.get("rows", "")
    many = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else _USUAL_ROWS
    many = min(max(many, _USUAL_ROWS), _MOST_ROWS)
    is_split = value == "split"
    named = [each for each in row.suggestions if not _NAMED.isdisjoint(each.reasons)]
    split = SplitForm(viewer, row.amount, given if is_split else None, many=many, named=named)
    if is_split:
        parts = split.parts if split.is_valid() else ()
        return _Chosen(value=value, parts=parts, split=split)
    whole = _whole(row, value)
    return _Chosen(value=value, parts=(whole,) if whole else (), split=split)


def _whole(row: rows.EntryRow, value: str) -> Part | None:
    kind, _, written_id = value.partition(":")
    asked = as_uuid(written_id)
    if kind == "account" and asked is not None:
        return Part(account_id=asked, amount=row.amount.amount_minor)
    for each in row.suggestions:
        if not value or (kind == "invoice" and each.invoice_id == asked):
            return Part(
                account_id=each.account_id,
                amount=row.amount.amount_minor,
                invoice_id=each.invoice_id,
            )
    return None


def _draw(
    request: HttpRequest,
    viewer: StaffViewer,
    row: rows.EntryRow,
    chosen: _Chosen,
    *,
    refused: Told | None = None,
    aside: AsideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    effects: tuple[Consequences, ...] = ()
    may_record = may_open(viewer, "console_bank_line", acts=True)
    is_open = row.state == "open" and row.came_in and may_record
    if is_open and chosen.parts and refused is None:
        try:
            effects = rehearse_parts(
                actor=viewer.actor,
                parts=chosen.parts,
                currency=row.amount.currency,
                now=viewer.now,
            )
        except Refused as caught:
            refused, status = told(request, caught.refusal), status_of(caught.refusal)
    context = {
        "row": row,
        "state": state(viewer.reader, "console.bank.state.", row.state),
        "is_open": is_open,
        "refused": refused,
        "split": chosen.split,
        "is_split": chosen.value == "split",
        "more_rows": min(len(chosen.split.rows) + _MORE_ROWS, _MOST_ROWS),
        "has_more": len(chosen.split.rows) < _MOST_ROWS,
        "sent": _sent(chosen, row),
        "suggestions": _suggested(viewer, row, chosen),
        "accounts": account_rows.account_choices() if is_open else (),
        "chosen_account": chosen.value.removeprefix("account:"),
        "effects": [
            _said(viewer, row, part, will)
            for part, will in zip(chosen.parts, effects, strict=False)
        ],
        "transfers": rows.transfers_of(row) if row.state == "open" and may_record else (),
        "may_open_again": rows.may_open_again(row),
        "touched": [
            (
                say(viewer.reader, f"console.bank.touch.{each.type.partition('.')[2]}"),
                each.at,
                each.by,
            )
            for each in rows.list_touches(row.id)
        ],
        "aside": aside or AsideForm(viewer.reader),
        "button": say(viewer.reader, "console.record.button", amount=row.amount),
    }
    return page(request, viewer, "console/bank_line.html", context, status=status)


def _suggested(
    viewer: StaffViewer, row: rows.EntryRow, chosen: _Chosen
) -> list[tuple[object, str, str, bool]]:
    picked = {part.invoice_id for part in chosen.parts} if chosen.value != "split" else set()
    return [
        (each, f"invoice:{each.invoice_id}", why(viewer.reader, each), each.invoice_id in picked)
        for each in row.suggestions
    ]


def _sent(chosen: _Chosen, row: rows.EntryRow) -> Sequence[tuple[str, str]]:
    """Return what the button sends: the same that was looked at."""
    if chosen.value == "split":
        fields = chosen.split
        return [("for", "split"), ("rows", str(len(fields.rows)))] + [
            (field.html_name, str(field.value() or "")) for field in fields
        ]
    value = chosen.value
    if not value and chosen.parts:
        value = f"invoice:{chosen.parts[0].invoice_id}"
    return [("for", value), ("entry", str(row.id))]


def _said(
    viewer: StaffViewer, row: rows.EntryRow, part: Part, will: Consequences
) -> tuple[str, tuple[str, ...]]:
    """Return what a part is and what it brings about, in words."""
    amount = Money(part.amount, row.amount.currency)
    names = dict(account_rows.account_choices())
    title = " · ".join(
        each
        for each in (
            will.invoice_number,
            names.get(str(part.account_id), ""),
            written(amount, viewer.reader),
        )
        if each
    )
    return title, effects_in_words(viewer.reader, will)


@require_POST
@console
def link(request: HttpRequest, viewer: StaffViewer, entry_id: UUID) -> HttpResponse:
    """Say that a line is a transfer that was recorded by hand."""
    row = _found(entry_id)
    for each in rows.transfers_of(row):
        if str(each.id) == request.POST.get("payment"):
            recorded = Recorded(account_id=each.account_id, payment_id=each.id)
            bank_statements.link(
                actor=viewer.actor, entry_id=entry_id, payments=[recorded], now=viewer.now
            )
            return done(
                request, "console_bank_statement", row.statement_id, key="console.bank.linked"
            )
    raise Http404


# --- what is nobody's payment ---------------------------------------------------------------------


@require_POST
@console
def set_aside(request: HttpRequest, viewer: StaffViewer, entry_id: UUID) -> HttpResponse:
    """Set a line aside that pays nothing here; the comment says why."""
    row = _found(entry_id)
    form = AsideForm(viewer.reader, request.POST)
    if not form.is_valid():
        chosen = _chosen(request, viewer, row)
        return _draw(request, viewer, row, chosen, aside=form, status=422)
    bank_statements.set_aside(
        actor=viewer.actor,
        entry_id=entry_id,
        comment=form.cleaned_data["comment"],
        now=viewer.now,
    )
    return done(request, "console_bank_statement", row.statement_id, key="console.bank.aside.done")


@require_POST
@console
def take_back(request: HttpRequest, viewer: StaffViewer, entry_id: UUID) -> HttpResponse:
    """Open a line again, of which nothing is recorded."""
    _found(entry_id)
    bank_statements.take_back(actor=viewer.actor, entry_id=entry_id, now=viewer.now)
    return done(request, "console_bank_line", entry_id, key="console.bank.taken_back")


@require_POST
@console
def retry(request: HttpRequest, viewer: StaffViewer, entry_id: UUID) -> HttpResponse:
    """Record what was assigned and could not be recorded then."""
    row = _found(entry_id)
    bank_statements.record(entry_id=entry_id, actor=viewer.actor, now=viewer.now)
    return done(
        request, "console_bank_line", entry_id, key="console.record.done", amount=row.amount
    )


def typed(amount: Money) -> str:
    """Return an amount as people type it."""
    return str(plain_amount(amount.amount_minor, amount.currency))
