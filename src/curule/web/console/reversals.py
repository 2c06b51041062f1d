"""Taking a bank transfer back: what it brings about, then the reason (V13)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.disputes import Unpaid
from curule.core.localtime import local_date
from curule.core.names import LONGEST_REASON
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.clocks import now_for
from curule.selectors.console import bank
from curule.selectors.console import money as rows
from curule.services.payments import bank_statements, reversing
from curule.services.payments.rehearsing import Taken, rehearse_reversal
from curule.web.answers import done, one_time_key
from curule.web.console import mail_tables
from curule.web.console.forms import ConsoleForm
from curule.web.console.rendering import page
from curule.web.ids import as_uuid
from curule.web.pages import console
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

_NOT_UNDONE = frozenset({RefusalCode.CREDIT_SPENT, RefusalCode.PAYMENT_NOT_REVERSIBLE})


class ReverseForm(ConsoleForm):
    """Why a payment is taken back, and of one that is booked as gone what its invoice becomes."""

    area = "console.reverse."
    hints = ("reason",)
    unpaid = forms.ChoiceField(required=False, choices=[(each.value, each) for each in Unpaid])
    reason = forms.CharField(max_length=LONGEST_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What taking a transfer back brings about, in sentences.

    One that cannot be undone as if it had never come has `ways` instead: what becomes of its
    invoice, how that is called, and what follows.
    """

    effects: tuple[str, ...] = ()
    ways: tuple[tuple[Unpaid, str, tuple[str, ...]], ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@console
def reverse(
    request: HttpRequest, viewer: StaffViewer, account_id: UUID, payment_id: UUID
) -> HttpResponse:
    """Show what taking a transfer back brings about; take it back for a reason."""
    line = rows.find_payment_line(account_id, payment_id)
    if line is None:
        raise Http404
    now = now_for(account_id, viewer.now)
    entry = _line_of_statement(request, line)
    form = ReverseForm(viewer.reader, request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"line": line, "form": form, "entry": entry}
    status = 422 if form.errors else 200
    try:
        if form.is_valid():
            _take_back(request, viewer, line, **form.cleaned_data)
            return done(
                request,
                "console_payment",
                account_id,
                payment_id,
                key="console.reverse.done",
                amount=line.amount,
            )
    except Refused as refused:
        context["refused"] = told(request, refused.refusal)
        status = status_of(refused.refusal)
    try:
        will = _foreseen(viewer, line, now)
        context |= {
            "effects": will.effects,
            "ways": will.ways,
            "chosen": form["unpaid"].value() or Unpaid.OWED.value,
            "button": say(viewer.reader, "console.reverse.button", amount=line.amount),
        }
    except Refused as refused:
        context["refused"] = told(request, refused.refusal)
        status = status_of(refused.refusal)
    return page(
        request,
        viewer,
        "console/payment_reverse.html",
        context,
        zone=line.time_zone,
        status=status,
    )


def _foreseen(viewer: StaffViewer, line: rows.PaymentLine, now: datetime) -> Foreseen:
    """Return what taking a transfer back would bring about. Refuses what can be done in no way."""
    rehearse = partial(
        rehearse_reversal,
        actor=viewer.actor,
        account_id=line.account_id,
        payment_id=line.id,
        now=now,
    )
    try:
        return Foreseen(effects=_effects(viewer.reader, rehearse(), now))
    except Refused as refused:
        if refused.refusal.code not in _NOT_UNDONE:
            raise
        first = refused
    ways = []
    for way in Unpaid:
        with suppress(Refused):
            will = rehearse(unpaid=way.value)
            name = say(viewer.reader, f"console.reverse.unpaid.{way}")
            ways.append((way, name, _effects(viewer.reader, will, now)))
    if not ways:
        raise first
    return Foreseen(ways=tuple(ways))


def _take_back(
    request: HttpRequest, viewer: StaffViewer, line: rows.PaymentLine, *, reason: str, unpaid: str
) -> None:
    """Take the transfer back, by the line of a bank statement if one was named; once only."""
    entry_id = as_uuid(request.POST.get("line", ""))
    if entry_id is not None:
        bank_statements.reverse_by_line(
            actor=viewer.actor,
            entry_id=entry_id,
            account_id=line.account_id,
            payment_id=line.id,
            reason=reason,
            unpaid=unpaid or None,
            now=viewer.now,
        )
        return
    reversing.reverse_transfer(
        actor=viewer.actor,
        account_id=line.account_id,
        payment_id=line.id,
        reason=reason,
        unpaid=unpaid or None,
        now=now_for(line.account_id, viewer.now),
        key=one_time_key(request),
    )


def _line_of_statement(request: HttpRequest, line: rows.PaymentLine) -> bank.EntryRow | None:
    """Return the line of a bank statement that takes this payment back, if one was named."""
    given = request.POST if request.method == "POST" else request.GET
    entry_id = as_uuid(given.get("line", ""))
    found = bank.find_entry(entry_id) if entry_id is not None else None
    fits = found is not None and found.state == "open" and found.amount == -line.amount
    return found if fits else None


def _effects(reader: Reader, will: Taken, now: datetime) -> tuple[str, ...]:
    said = []
    if will.invoice_number and will.due_at is not None:
        due = local_date(will.due_at, will.time_zone)
        key = "reopens" if will.due_at <= now else "reopens_later"
        said.append(
            say(
                reader,
                f"console.reverse.{key}",
                number=will.invoice_number,
                open=will.open,
                due=due,
            )
        )
    if will.from_credit.amount_minor:
        said.append(say(reader, "console.reverse.credit", amount=will.from_credit))
    if will.given_up.amount_minor:
        number, amount = will.invoice_number, will.given_up
        said.append(say(reader, "console.book_dispute.given_up", number=number, amount=amount))
    if will.lost.amount_minor:
        said.append(say(reader, "console.book_dispute.lost", amount=will.lost))
    if will.beyond.amount_minor:
        said.append(say(reader, "console.reverse.beyond", amount=will.beyond))
    if will.has_issued:
        said.append(say(reader, "console.reverse.stays"))
    said.extend(
        say(reader, "console.effect.mail", to=to, mail=mail_tables.template_name(reader, kind))
        for kind, to in will.mails
    )
    return tuple(said)
