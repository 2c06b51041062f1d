"""The paper of a quote, set when it is asked for; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from curule.gateways.documents.typesetting import set_pdf, set_pictures
from curule.selectors.quote_papers import QuotePaper, find_quote_paper
from curule.wording.quote_papers import quote_page


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFiles:
    """A quote that can be made into a file."""

    found: QuotePaper

    @property
    def number(self) -> str:
        """What the file is called."""
        return self.found.paper.number

    def pdf(self) -> bytes:
        """Return the paper."""
        return set_pdf(self._page())

    def pictures(self, *, per_inch: int = 110) -> list[bytes]:
        """Return the sheets as pictures (PNG), for people who check how they look."""
        return set_pictures(self._page(), per_inch=per_inch)

    def _page(self) -> dict[str, Any]:
        return quote_page(
            self.found.paper,
            expires_at=self.found.expires_at,
            at_renewal=self.found.at_renewal,
            is_on_next_invoice=self.found.is_on_next_invoice,
        )


def find_quote_files(account_id: UUID, quote_id: UUID) -> QuoteFiles | None:
    """Return the paper of a quote; None for another account's, as for none, and before its price.

    Raises:
        NoSeller: nobody has said who sells.
    """
    found = find_quote_paper(account_id, quote_id)
    return None if found is None else QuoteFiles(found=found)
