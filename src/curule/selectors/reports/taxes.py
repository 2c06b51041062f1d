"""Tax by country, treatment and rate: what a VAT return asks for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from curule.data.statements import fetch
from curule.selectors.reports.reach import CHOSEN, OF_CHOSEN, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """The documents of a period that bear the same tax; `net` and `tax` less what was credited.

    `country` is whose tax it is, empty where no rule decided. `rate` is None where no tax is
    charged.
    """

    currency: str
    country: str
    treatment: str
    rate: Decimal | None
    invoiced: int
    credited: int
    tax_invoiced: int
    tax_credited: int

    @property
    def net(self) -> int:
        """What is taxed."""
        return self.invoiced - self.credited

    @property
    def tax(self) -> int:
        """What is owed to the tax office."""
        return self.tax_invoiced - self.tax_credited


_TAXES: Final = f"""
WITH {CHOSEN}, documents AS (
    SELECT t.id, 'invoice_issued' AS posted_as, t.currency, t.tax_country, t.tax_treatment,
        t.tax_rate, t.account_id, t.issued_at, t.subtotal_minor AS invoiced, 0 AS credited,
        t.tax_minor AS tax_invoiced, 0 AS tax_credited
    FROM curule_invoice t WHERE {OF_CHOSEN} AND t.status <> 'draft'
    UNION ALL
    SELECT t.id, 'credit_note', t.currency, i.tax_country, i.tax_treatment, t.tax_rate,
        t.account_id, t.issued_at, 0, t.subtotal_minor, 0, t.tax_minor
    FROM curule_credit_note t
    JOIN curule_invoice i ON i.account_id = t.account_id AND i.id = t.invoice_id
    WHERE {OF_CHOSEN}
), dated AS (
    SELECT d.*, COALESCE(x.booked_on, (d.issued_at AT TIME ZONE c.zone)::date) AS issued_on
    FROM documents d JOIN chosen c ON c.id = d.account_id
    LEFT JOIN curule_ledger_transaction x ON x.account_id = d.account_id AND x.source_id = d.id
        AND x.kind = d.posted_as
)
SELECT d.currency, d.tax_country, d.tax_treatment, d.tax_rate, SUM(d.invoiced)::bigint,
    SUM(d.credited)::bigint, SUM(d.tax_invoiced)::bigint, SUM(d.tax_credited)::bigint
FROM dated d WHERE d.issued_on >= %(since)s::date AND d.issued_on < %(until)s::date
GROUP BY d.currency, d.tax_country, d.tax_treatment, d.tax_rate
ORDER BY d.currency, d.tax_country, d.tax_treatment, d.tax_rate
"""  # noqa: S608 - nothing but expressions of our own are put in


def taxes(reach: Reach) -> tuple[TaxRow, ...]:
    """Return what was taxed by the documents of the days, and how."""
    return tuple(
        TaxRow(
            currency=currency,
            country=country,
            treatment=treatment,
            rate=rate,
            invoiced=int(invoiced),
            credited=int(credited),
            tax_invoiced=int(tax_invoiced),
            tax_credited=int(tax_credited),
        )
        for (
            currency,
            country,
            treatment,
            rate,
            invoiced,
            credited,
            tax_invoiced,
            tax_credited,
        ) in fetch(_TAXES, reach.values())
    )
