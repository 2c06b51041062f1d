"""What the paper of a quote says: the page of an invoice, with what makes it an offer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from curule.core.issued import IssuedPaper, einvoice_of
from curule.core.messages import say
from curule.core.money import Money
from curule.wording.messages import translate
from curule.wording.papers import page, said
from curule.wording.values import Reader, written

_WORDS: Final = ("quote", "valid_until", "quote_due", "next_invoice", "at_renewal", "no_invoice")
KEYS: Final = tuple(f"paper.{word}" for word in _WORDS)
"""Every text that only the paper of a quote has."""


def quote_page(
    paper: IssuedPaper,
    *,
    expires_at: datetime | None,
    at_renewal: Money,
    is_on_next_invoice: bool,
) -> dict[str, Any]:
    """Return all that stands on the paper of a quote, for the typesetter of the papers.

    It is no invoice: nothing is to be paid by it, and it carries none.
    """

    def word(name: str, **values: object) -> str:
        return translate(say(f"paper.{name}", **values), paper.language, zone=paper.zone)

    def terms() -> Iterator[str]:
        if at_renewal.amount_minor:
            yield word("at_renewal", amount=at_renewal)
        yield word("no_invoice")

    drawn = page(paper, einvoice_of(paper, said(paper)), carries=False)
    number, issued, *others = drawn["facts"]
    facts = [number, issued]
    if expires_at is not None:
        reader = Reader(language=paper.language, zone=paper.zone)
        facts.append([word("valid_until"), written(expires_at, reader)])
    *totals, (_label, amount, is_last) = drawn["totals"]
    due = word("next_invoice" if is_on_next_invoice else "quote_due")
    return {
        **drawn,
        "kind": word("quote"),
        "facts": [*facts, *others],
        "totals": [*totals, [due, amount, is_last]],
        "terms": list(terms()),
        "notes": [],
        "pay": None,
    }
