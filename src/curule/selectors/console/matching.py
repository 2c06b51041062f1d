"""Which invoice money that came is for: suggestions with their reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from curule.core.creditor_references import creditor_reference
from curule.core.matching import Arrival, Claim, Claims, Match, Reason, sure_matches
from curule.core.money import Money
from curule.data import models
from curule.selectors.money import open_amount

MOST_CLAIMS: Final = 50_000
"""So many invoices that are owed are looked at, the oldest due first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An invoice and why it may be the one; `is_given_up` is one that was written off."""

    invoice_id: UUID
    number: str
    account_id: UUID
    account: str
    open: Money
    reasons: tuple[Reason, ...]
    is_sure: bool
    is_given_up: bool


def suggest(*, amount: Money, payer: str, reference: str) -> tuple[Suggestion, ...]:
    """Return the invoices in the currency that a transfer may be for, the likeliest first."""
    came = Arrival(amount=amount, payer=payer, said=reference)
    return tuple(_suggestion(match) for match in _claims([came]).matches(came))


def suggest_each(arrivals: Sequence[tuple[str, Arrival]]) -> dict[str, tuple[Suggestion, ...]]:
    """Return what each of many may be for, by its key; sure ones are sure among all of them."""
    claims = _claims([came for _, came in arrivals])
    sure = sure_matches(arrivals, claims)
    return {
        key: tuple(
            _suggestion(match, is_sure=key in sure and sure[key].claim.key == match.claim.key)
            for match in claims.matches(came)
        )
        for key, came in arrivals
    }


def _suggestion(match: Match, *, is_sure: bool | None = None) -> Suggestion:
    claim = match.claim
    return Suggestion(
        invoice_id=UUID(claim.key),
        number=claim.number,
        account_id=UUID(claim.account),
        account=claim.name,
        open=claim.open,
        reasons=match.reasons,
        is_sure=match.is_sure if is_sure is None else is_sure,
        is_given_up=claim.is_given_up,
    )


def _claims(arrivals: Collection[Arrival]) -> Claims:
    """Return what is owed in the currencies that came; money may come for what was given up."""
    currencies = {came.amount.currency for came in arrivals if came.amount.amount_minor > 0}
    if not currencies:
        return Claims(())
    owed = models.Invoice.objects.filter(
        status__in=["open", "uncollectible"], currency__in=currencies, number__isnull=False
    )
    rows = owed.select_related("account").order_by("due_at", "id").only(*_COLUMNS)
    return Claims(
        (_claim(row) for row in rows[:MOST_CLAIMS].iterator(chunk_size=2000)),
        payers=_payers({came.payer_iban for came in arrivals} - {""}),
    )


_COLUMNS: Final = (
    *("number", "total_minor", "paid_minor", "credited_minor", "currency", "status"),
    *("account_id", "account__name"),
)


def _claim(row: models.Invoice) -> Claim:
    number = row.number or ""
    return Claim(
        key=str(row.id),
        number=number,
        reference=creditor_reference(number),
        open=Money(open_amount(row), row.currency),
        account=str(row.account_id),
        name=row.account.name,
        is_given_up=row.status == "uncollectible",
    )


def _payers(ibans: Collection[str]) -> dict[str, frozenset[str]]:
    """Return for which accounts money was recorded before, by the account it came from."""
    if not ibans:
        return {}
    entries = dict(
        models.BankEntry.objects.filter(payer_iban__in=ibans, status="recorded").values_list(
            "id", "payer_iban"
        )
    )
    found: dict[str, frozenset[str]] = {}
    parts = models.BankEntryPart.objects.filter(entry_id__in=entries)
    for entry_id, account_id in parts.values_list("entry_id", "account_id"):
        iban = entries[entry_id].upper()
        found[iban] = found.get(iban, frozenset()) | {str(account_id)}
    return found
