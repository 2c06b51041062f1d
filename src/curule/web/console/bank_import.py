"""Bringing a statement of the bank: the file, and for a CSV what its columns mean (V14)."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.bank_statements import (
    MOST_OCTETS,
    BankStatement,
    StatementInvalid,
    StatementProblem,
)
from curule.core.coding import CODINGS
from curule.core.money import Money, UnknownCurrency, exponent
from curule.core.refusals import RefusalCode, Refused
from curule.gateways.statements import StatementFormat, format_of
from curule.gateways.statements.columns import (
    DATE_FORMATS,
    MEANINGS,
    SEPARATORS,
    Columns,
    Outline,
    guessed,
    outline,
    read_columns,
)
from curule.services.payments import statement_columns
from curule.services.sweeps import importing_now
from curule.services.sweeps.importing_now import ImportState, Progress
from curule.web.answers import done, lead_to
from curule.web.console.bank import FORMATS
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.rendering import page
from curule.web.pages import console
from curule.web.refusals import Told, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader, written

_KEPT_FOR: Final = 3600
_PREVIEWED: Final = 5
_LEAST_COLUMNS: Final = 2  # a day and an amount
_FIELD_OF: Final = MappingProxyType(
    {
        StatementProblem.DATE: "dates",
        StatementProblem.AMOUNT: "decimal",
        StatementProblem.DECIMAL_MARK: "decimal",
        StatementProblem.CURRENCY: "currency",
        StatementProblem.WRONG_CODING: "coding",
        StatementProblem.CUT: "separator",
        StatementProblem.EMPTY: "skipped",
    }
)
"""Beside which field it is said what is wrong with a file, where one of them may mend it."""


class UploadForm(ConsoleForm):
    """A statement as the bank writes it."""

    area = "console.bank.upload."
    hints = ("file", "iban")
    file = forms.FileField(
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xml,.sta,.mt940,.940,.txt,.csv"}),
    )
    iban = forms.CharField(
        max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    look = forms.BooleanField(required=False)

    def __init__(self, request: HttpRequest, reader: Reader) -> None:
        """Offer the account that customers transfer to."""
        account = settings.CURULE_BANK_ACCOUNT
        is_sent = request.method == "POST"
        super().__init__(
            reader,
            request.POST if is_sent else None,
            initial={"iban": account.iban if account else ""},
        )
        self.files = request.FILES if is_sent else MultiValueDict()

    def clean_file(self) -> UploadedFile:
        """Refuse a file that no bank writes so big."""
        given: UploadedFile = self.cleaned_data["file"]
        if given.size is not None and given.size > MOST_OCTETS:
            raise forms.ValidationError(_problem(self.reader, StatementProblem.TOO_BIG))
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What was brought and waits for its columns; nothing of it is imported."""

    raw: bytes
    name: str
    iban: str


@require_http_methods(["GET", "HEAD", "POST"])
@console
def bring(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Take a file; a CSV whose columns nobody has named yet leads to where they are."""
    form = UploadForm(request, viewer.reader)
    if request.method != "POST" or not form.is_valid():
        return _draw_upload(request, viewer, form)
    given: UploadedFile = form.cleaned_data["file"]
    brought = _File(
        raw=given.read(), name=(given.name or "")[:200], iban=form.cleaned_data["iban"].strip()
    )
    try:
        if format_of(brought.raw) is StatementFormat.CSV and brought.raw.strip():
            return _with_columns(request, viewer, brought, looks=form.cleaned_data["look"])
        return _imported(request, viewer, brought, None)
    except StatementInvalid as invalid:
        form.add_error("file", _problem(viewer.reader, invalid.problem, invalid.number))
    except Refused as refused:
        if refused.refusal.code is not RefusalCode.STATEMENT_UNREADABLE:
            raise
        form.add_error("file", _said(viewer.reader, refused))
    return _draw_upload(request, viewer, form)


def _draw_upload(request: HttpRequest, viewer: StaffViewer, form: UploadForm) -> HttpResponse:
    return form_page(
        request,
        viewer,
        form,
        explained=say(
            viewer.reader, "console.bank.upload.lead", formats=", ".join(FORMATS.values())
        ),
        has_file=True,
        back="console_bank",
    )


def _with_columns(
    request: HttpRequest, viewer: StaffViewer, brought: _File, *, looks: bool
) -> HttpResponse:
    known = statement_columns.known_columns(brought.raw, iban=brought.iban)
    if known is not None and not looks:
        return _imported(request, viewer, brought, known.columns)
    shown = outline(brought.raw)
    if len(shown.titles) < _LEAST_COLUMNS:
        raise StatementInvalid(StatementProblem.COLUMNS)
    if not shown.rows:
        raise StatementInvalid(StatementProblem.EMPTY)
    return lead_to("console_bank_columns", _keep(viewer, brought))


def _imported(
    request: HttpRequest, viewer: StaffViewer, brought: _File, columns: Columns | None
) -> HttpResponse:
    """Import a file, and lead to what it brought."""
    began = importing_now.start(
        actor=viewer.actor,
        raw=brought.raw,
        name=brought.name,
        columns=columns,
        iban=brought.iban,
        now=viewer.now,
    )
    if began.is_running:
        return lead_to("console_bank_progress", began.id)
    return _ended(request, began)


@require_safe
@console
def progress(request: HttpRequest, viewer: StaffViewer, job_id: UUID) -> HttpResponse:
    """Show how far an import has come; when it is over, lead to what it brought."""
    found = importing_now.find_import(job_id)
    if found is None:
        return lead_to("console_bank")
    if found.state is ImportState.DONE:
        return _ended(request, found)
    return page(request, viewer, "console/bank_progress.html", {"progress": found})


def _ended(request: HttpRequest, imported: Progress) -> HttpResponse:
    """Lead to what an import brought, and say so."""
    key, tone = _outcome(imported)
    counts = {"count": imported.new or imported.known}
    if key == "console.bank.upload.some":
        counts["known"] = imported.known
    if len(imported.statement_ids) == 1:
        to: tuple[object, ...] = ("console_bank_statement", imported.statement_ids[0])
    else:
        to = ("console_bank",)
    return done(request, str(to[0]), *to[1:], key=key, tone=tone, **counts)


def _outcome(imported: Progress) -> tuple[str, str]:
    if not imported.new:
        return "console.bank.upload.known", "warn"
    return ("console.bank.upload.some" if imported.known else "console.bank.upload.done"), "ok"


def _problem(reader: Reader, problem: StatementProblem, number: int = 0) -> str:
    key = "console.bank.upload.problem_at" if number else "console.bank.upload.problem"
    values = {"problem": problem, **({"line": number} if number else {})}
    return say(reader, key, **values)


def _said(reader: Reader, refused: Refused) -> str:
    values = refused.refusal.values
    return _problem(
        reader, StatementProblem(str(values["problem"])), int(str(values.get("line", 0)))
    )


# --- a file that waits for its columns ------------------------------------------------------------


def _keep(viewer: StaffViewer, brought: _File) -> str:
    """Keep a file for an hour, for the one who brought it; return the word that finds it."""
    word = token_urlsafe(24)
    packed = base64.b85encode(gzip.compress(brought.raw)).decode()
    cache.set(_key(viewer, word), [packed, brought.name, brought.iban], _KEPT_FOR)
    return word


def _kept(viewer: StaffViewer, word: str) -> _File | None:
    found = cache.get(_key(viewer, word))
    if found is None:
        return None
    packed, name, iban = found
    return _File(raw=gzip.decompress(base64.b85decode(packed)), name=name, iban=iban)


def _key(viewer: StaffViewer, word: str) -> str:
    return f"statement:{viewer.person_id}:{word}"


# --- what its columns mean ------------------------------------------------------------------------


class ColumnsForm(ConsoleForm):
    """What the columns of a bank's CSV mean, and how it writes days and amounts."""

    area = "console.bank.columns."
    hints = ("name", "skipped", "currency_all", "decimal")
    name = forms.CharField(max_length=statement_columns.LONGEST_NAME)
    booked_on = forms.ChoiceField()
    amount = forms.ChoiceField(required=False)
    credit = forms.ChoiceField(required=False)
    debit = forms.ChoiceField(required=False)
    payer = forms.ChoiceField(required=False)
    remittance = forms.ChoiceField(required=False)
    payer_iban = forms.ChoiceField(required=False)
    reference = forms.ChoiceField(required=False)
    currency_of = forms.ChoiceField(required=False)
    currency = forms.CharField(max_length=3, min_length=3)
    dates = forms.ChoiceField(choices=[(name, name.upper()) for name in DATE_FORMATS])
    decimal = forms.ChoiceField()
    separator = forms.ChoiceField(choices=[(each, each) for each in SEPARATORS])
    skipped = forms.IntegerField(min_value=0, max_value=30)
    coding = forms.ChoiceField(choices=[(each, each.upper()) for each in CODINGS])

    def __init__(
        self,
        reader: Reader,
        shown: Outline,
        given: Mapping[str, str] | None,
        initial: dict[str, object],
    ) -> None:
        """Offer the columns of the file."""
        super().__init__(reader, given, initial=initial)
        offered = [("", "–")] + [
            (str(place), f"{place + 1}: {title}") for place, title in enumerate(shown.titles)
        ]
        for meaning in _MEANT:
            self.choose(_field(meaning), offered)
        unknown = [("", "–")] if initial.get("decimal") == "" else []
        self.choose("decimal", [*unknown, (",", "1.234,56"), (".", "1,234.56")])
        tab = say(reader, "console.bank.columns.tab")
        self.choose("separator", [(each, tab if each == "\t" else each) for each in SEPARATORS])

    def clean_currency(self) -> str:
        """Read the currency of a file that names none."""
        written_as = str(self.cleaned_data["currency"]).upper()
        try:
            exponent(written_as)
        except UnknownCurrency:
            raise forms.ValidationError(say(self.reader, "console.record.no_currency")) from None
        return written_as

    def clean(self) -> dict[str, object]:
        """Refuse columns that give no amount, and two meanings for one column."""
        cleaned = super().clean() or {}
        chosen = {name: cleaned.get(_field(name)) for name in _MEANT if cleaned.get(_field(name))}
        if "amount" not in chosen and not {"credit", "debit"} <= chosen.keys():
            self.add_error("amount", say(self.reader, "console.bank.columns.no_amount"))
        if len(set(chosen.values())) < len(chosen):
            self.add_error(None, say(self.reader, "console.bank.columns.twice"))
        return cleaned

    def columns(self, iban: str) -> Columns:
        """Return what was said. Raises `StatementInvalid`."""
        said = self.cleaned_data
        places = {name: int(said[_field(name)]) for name in _MEANT if said.get(_field(name))}
        return Columns(
            places=MappingProxyType(places),
            separator=said["separator"],
            coding=said["coding"],
            skipped=said["skipped"],
            dates=said["dates"],
            decimal=said["decimal"],
            currency=said["currency"],
            iban=iban,
        )


_MEANT: Final = tuple(meaning for meaning in MEANINGS if meaning != "iban")


def _field(meaning: str) -> str:
    return "currency_of" if meaning == "currency" else meaning


@require_http_methods(["GET", "HEAD", "POST"])
@console
def columns(request: HttpRequest, viewer: StaffViewer, word: str) -> HttpResponse:
    """Ask what the columns of a file mean, show how it then reads, import it."""
    brought = _kept(viewer, word)
    if brought is None:
        return done(request, "console_bank_import", key="console.bank.columns.gone", tone="warn")
    shown, form = _asked(request, viewer, brought)
    if request.method != "POST" or not form.is_valid():
        return _draw_columns(request, viewer, brought, shown, form)
    try:
        said = form.columns(brought.iban)
        read = read_columns(brought.raw, said)
        if "import" not in request.POST:
            return _draw_columns(request, viewer, brought, shown, form, read=read)
        answer = _imported(request, viewer, brought, said)
        statement_columns.keep(
            actor=viewer.actor,
            name=form.cleaned_data["name"],
            titles=shown.titles,
            columns=said,
            now=viewer.now,
        )
    except StatementInvalid as invalid:
        problem = _problem(viewer.reader, invalid.problem, invalid.number)
        form.add_error(_FIELD_OF.get(invalid.problem), problem)
    except Refused as refused:
        if refused.refusal.code is not RefusalCode.STATEMENT_UNREADABLE:
            box = told(request, refused.refusal)
            return _draw_columns(request, viewer, brought, shown, form, refused=box)
        form.add_error(None, _said(viewer.reader, refused))
    else:
        cache.delete(_key(viewer, word))
        return answer
    return _draw_columns(request, viewer, brought, shown, form)


def _asked(
    request: HttpRequest, viewer: StaffViewer, brought: _File
) -> tuple[Outline, ColumnsForm]:
    """Return the file as a table, and the form: as it was sent, else as the file seems to be."""
    given = request.POST if request.method == "POST" else None
    shown = outline(brought.raw, most=_PREVIEWED)
    if given is not None:
        shown = (
            _outlined(brought.raw, given.get("separator", ""), given.get("skipped", "")) or shown
        )
    return shown, ColumnsForm(viewer.reader, shown, given, _initial(brought, shown))


def _outlined(raw: bytes, separator: str, skipped: str) -> Outline | None:
    if separator not in SEPARATORS or not (skipped.isascii() and skipped.isdigit()):
        return None
    try:
        return outline(raw, separator=separator, skipped=min(int(skipped), 30), most=_PREVIEWED)
    except StatementInvalid:
        return None


def _initial(brought: _File, shown: Outline) -> dict[str, object]:
    known = statement_columns.known_columns(brought.raw)
    try:
        found = known.columns if known else guessed(brought.raw)
    except StatementInvalid:
        return {
            "separator": shown.separator,
            "skipped": shown.skipped,
            "coding": shown.coding,
            "currency": "EUR",
        }
    return {
        "name": known.name if known else "",
        **{_field(name): str(place) for name, place in found.places.items()},
        "separator": found.separator,
        "skipped": found.skipped,
        "coding": found.coding,
        "dates": found.dates,
        "decimal": found.decimal,
        "currency": found.currency,
    }


def _draw_columns(
    request: HttpRequest,
    viewer: StaffViewer,
    brought: _File,
    shown: Outline,
    form: ColumnsForm,
    *,
    read: BankStatement | None = None,
    refused: Told | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "shown": shown,
        "name": brought.name,
        "read": read,
        "read_lines": read.lines[:_PREVIEWED] if read else (),
        "came": _came(viewer.reader, read) if read else "",
        "refused": refused,
    }
    status = 409 if refused else 422 if form.errors else 200
    return page(request, viewer, "console/bank_columns.html", context, status=status)


def _came(reader: Reader, read: BankStatement) -> str:
    """Return how many lines were read, and what they come to."""
    amounts = [line.amount.amount_minor for line in read.lines]
    came = Money(sum(each for each in amounts if each > 0), read.currency)
    went = Money(-sum(each for each in amounts if each < 0), read.currency)
    return say(
        reader,
        "console.bank.columns.read",
        count=len(amounts),
        came=written(came, reader),
        went=written(went, reader),
    )
