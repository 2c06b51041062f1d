"""Files as the dashboards of other systems export them, with all their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

STRIPE_CUSTOMERS = (
    "id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,Card Brand,Card Funding,"
    "Card Exp Month,Card Exp Year,Card Name,Card Address Line1,Card Address Line2,"
    "Card Address City,Card Address State,Card Address Country,Card Address Zip,"
    "Card Issue Country,Card Fingerprint,Card CVC Status,Card AVS Zip Status,"
    "Card AVS Line1 Status,Currency,Address Line1,Address City,Address Country,"
    "Address Postal Code,Tax ID,Status,Default Source,Total Spend,Payment Count"
)
STRIPE_SUBSCRIPTIONS = (
    "id,Customer ID,Customer Description,Customer Email,Customer Name,Plan,Product,Quantity,"
    "Currency,Interval,Amount,Status,Created (UTC),Start (UTC),Start Date (UTC),"
    "Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),Trial End (UTC),"
    "Application Fee Percent,Coupon,Tax Percent,Canceled At (UTC),Cancel At Period End,"
    "Ended At (UTC),Cancellation Reason"
)
CHARGEBEE_CUSTOMERS = (
    "customers.id,customers.first_name,customers.last_name,customers.email,customers.phone,"
    "customers.company,customers.vat_number,customers.auto_collection,customers.net_term_days,"
    "customers.created_at,customers.taxability,customers.locale,customers.preferred_currency_code,"
    "addresses.first_name,addresses.last_name,addresses.line1,addresses.city,addresses.zip,"
    "addresses.country"
)
CHARGEBEE_SUBSCRIPTIONS = (
    "subscriptions.id,customers.id,subscriptions.plan_id,subscriptions.plan_quantity,"
    "subscriptions.plan_unit_price,subscriptions.currency_code,subscriptions.status,"
    "subscriptions.start_date,subscriptions.trial_start,subscriptions.trial_end,"
    "subscriptions.current_term_start,subscriptions.current_term_end,"
    "subscriptions.remaining_billing_cycles,subscriptions.created_at,subscriptions.started_at,"
    "subscriptions.cancelled_at"
)


def exported(titles: str, rows: Sequence[Mapping[str, object]]) -> bytes:
    """A file with these columns; what a row does not say is empty."""
    columns = titles.split(",")
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


ACME = {
    "id": "cus_Nf1",
    "Description": "Acme, the first",
    "Email": "alice@acme.example",
    "Name": "Acme SARL",
    "Address Country": "FR",
    "Currency": "eur",
}
ACME_RUNS = {
    "id": "sub_1M",
    "Customer ID": "cus_Nf1",
    "Plan": "price_1Nx",
    "Quantity": "3",
    "Currency": "eur",
    "Interval": "month",
    "Amount": "30.00",
    "Status": "active",
    "Current Period Start (UTC)": "2026-11-15 10:22",
    "Current Period End (UTC)": "2026-12-15 10:22",
    "Cancel At Period End": "false",
}
SEATS = b"subscription,email,first_name,last_name\nsub_1M,bob@acme.example,Bob,Li\n"
