"""Which open invoice a bank transfer is for: suggestions with their reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db.models import F, Q

from curule.core.money import Money
from curule.selectors.console.money import InvoiceLine, invoice_line, open_invoices

MOST_SUGGESTED: Final = 5
_MOST_LOOKED_AT: Final = 200
_LEGAL_FORMS: Final = frozenset(
    {"sarl", "sas", "sasu", "eurl", "gmbh", "ltd", "llc", "inc", "ooo", "ооо", "зао", "оао", "the"}
)


class Reason(StrEnum):
    """Why an invoice is suggested, the strongest first."""

    NUMBER = "number"
    AMOUNT = "amount"
    PAYER = "payer"


_WEIGHT: Final = {Reason.NUMBER: 4, Reason.AMOUNT: 2, Reason.PAYER: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An open invoice and why it may be the one."""

    invoice: InvoiceLine
    reasons: tuple[Reason, ...]


def suggest(now: datetime, *, amount: Money, payer: str, reference: str) -> tuple[Suggestion, ...]:
    """Return the open invoices in the currency that a transfer may be for, the likeliest first."""
    numbers, names = _numbers(reference), _names(payer)
    likely = Q(total_minor=F("paid_minor") + F("credited_minor") + amount.amount_minor)
    for number in numbers:
        likely |= Q(number__iendswith=number)
    for name in names:
        likely |= Q(account__name__icontains=name)
    found = open_invoices(now).filter(likely, currency=amount.currency)[:_MOST_LOOKED_AT]
    suggestions = []
    for row in found:
        line = invoice_line(row)
        reasons = _reasons(line, amount, numbers, names)
        if reasons:
            suggestions.append(Suggestion(invoice=line, reasons=reasons))
    suggestions.sort(key=lambda each: -sum(_WEIGHT[reason] for reason in each.reasons))
    return tuple(suggestions[:MOST_SUGGESTED])


def _reasons(
    line: InvoiceLine, amount: Money, numbers: tuple[str, ...], names: tuple[str, ...]
) -> tuple[Reason, ...]:
    ours = line.number.casefold()
    account = line.account.casefold()
    holds = {
        Reason.NUMBER: any(_is_number(ours, number) for number in numbers),
        Reason.AMOUNT: line.open == amount,
        Reason.PAYER: any(name in account for name in names),
    }
    return tuple(reason for reason, is_so in holds.items() if is_so)


def _is_number(ours: str, written: str) -> bool:
    """Whether a written number is ours or its end: 0091 means 2026-000091, and 91 does too.

    >>> _is_number("2026-000091", "0091"), _is_number("2026-000191", "91")
    (True, False)
    """
    if ours == written:
        return True
    last = re.split(r"\D+", ours)[-1]
    return written.isdigit() and last.lstrip("0") == written.lstrip("0") != ""


def _numbers(reference: str) -> tuple[str, ...]:
    """Return what may be an invoice number: whole words with digits, and their digits."""
    words = re.findall(r"[\w./-]*\d[\w./-]*", reference.casefold())[:10]
    digits = [part.lstrip("0") for word in words for part in re.findall(r"\d+", word)]
    return tuple(dict.fromkeys(part for part in (*words, *digits) if part))


def _names(payer: str) -> tuple[str, ...]:
    """Return the words of a payer that tell companies apart."""
    words = re.findall(r"\w{3,}", payer.casefold())[:5]
    return tuple(word for word in words if word not in _LEGAL_FORMS)
