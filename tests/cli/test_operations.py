"""Whatever a program can ask of the API, somebody at a shell can do: each command is typed."""

from __future__ import annotations

import contextlib
import json
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from django.test import Client

from curule.api.v1.door import whole_document
from curule.api.v1.examples import EXAMPLES
from curule.cli import prerequisites
from curule.cli.main import cli
from curule.cli.nouns.bank import BANK_LINES, IMPORTS
from curule.cli.nouns.catalog import PLAN_VERSIONS
from curule.cli.nouns.coupons import COUPONS
from curule.cli.nouns.deciding import JOINS, PRICE_CHANGES, SEAT_REQUESTS
from curule.cli.nouns.disputing import DISPUTES
from curule.cli.nouns.months import MONTH_CLOSINGS
from curule.cli.nouns.paying import BALANCE_ENTRIES, CONTRADICTIONS, PAYMENT_METHODS, REFUNDS
from curule.cli.nouns.programs import EXTERNAL_IDS
from curule.cli.written_ids import RowId
from curule.selectors.programs.windows import Window
from tests.api.shop import Shop, opened, shop

__all__ = ["opened", "shop"]

ANN: Final = "ann@example.com"
NOUNS: Final = (
    BALANCE_ENTRIES, BANK_LINES, CONTRADICTIONS, COUPONS, DISPUTES, EXTERNAL_IDS, IMPORTS, JOINS,
    MONTH_CLOSINGS, PAYMENT_METHODS, PLAN_VERSIONS, PRICE_CHANGES, REFUNDS, SEAT_REQUESTS,
)  # fmt: skip
"""Those that tests/cli/test_nouns.py has not."""
COMMANDS: Final[Mapping[str, str]] = {
    "list_accounts": "accounts list --country FR",
    "create_account": "accounts create Acme --country FR --registration-number 303265045",
    "get_account": "accounts show {acc}",
    "change_account": "accounts change {acc} --city Lyon --registration-number 303265045",
    "list_maximums": "accounts maximums {acc}",
    "agree_maximum": "accounts agree-maximum {acc} {prod} licensed 40",
    "set_account_tax": "accounts set-tax {acc} --rate 19 --reason agreed",
    "get_parking": "accounts parking {acc}",
    "release_account": "accounts release {acc} --reason looked --yes",
    "list_invoice_caps": "accounts invoice-caps {acc}",
    "set_invoice_cap": "accounts cap-invoices {acc} EUR 5000.00",
    "list_domains": "domains list {acc}",
    "claim_domain": "domains claim {acc} acme.example",
    "check_domain": "domains check {acc} claimed.example",
    "confirm_domain": "domains verify {acc} acme.example",
    "remove_domain": "domains remove {acc} claimed.example",
    "get_tax_id": "accounts tax-id {acc}",
    "check_tax_id": "accounts check-tax-id {acc}",
    "close_account": "accounts close {acc} --yes",
    "keep_account_open": "accounts keep-open {acc}",
    "get_balance": "accounts balance {acc}",
    "give_credit": "accounts give-credit {acc} 10.00 EUR --reason sorry --yes",
    "take_credit_back": "accounts take-credit-back {acc} EUR --reason mistaken --yes",
    "pay_credit_out": "accounts pay-credit-out {acc} EUR --reason asked --yes",
    "list_members": "members list --account {acc}",
    "get_member": "members show {mem}",
    "remove_member": "members remove {mem} --yes",
    "grant_role": "members grant {mem} admin",
    "revoke_role": "members revoke {mem} admin",
    "list_invitations": "invitations list",
    "get_invitation": "invitations show {invt}",
    "invite_people": "members invite di@example.com --subscription {sub}",
    "resend_invitation": "invitations resend {invt}",
    "cancel_invitation": "invitations cancel {invt} --yes",
    "list_subscriptions": "subscriptions list --account {acc}",
    "get_subscription": "subscriptions show {sub}",
    "change_subscription": "subscriptions auto-renew {sub} --off",
    "change_seats": "subscriptions change-seats {sub} 6 --yes --key one",
    "keep_seats": "subscriptions keep-seats {sub}",
    "change_plan": "subscriptions change-plan {sub} {plan} 5 --dry-run",
    "renew_subscription": "subscriptions renew {sub} --yes",
    "cancel_subscription": "subscriptions cancel {sub} --yes",
    "quote_renewal": "subscriptions quote-renewal {sub}",
    "ask_for_quote": "subscriptions ask-for-quote {sub} 9",
    "offer_quote": "subscriptions offer {sub} 9 --yes",
    "assign_seats": "seats assign di@example.com --subscription {sub}",
    "unassign_seat": f"seats unassign {ANN} --subscription {{sub}}",
    "list_leases": "leases list",
    "get_lease": "leases show {lse}",
    "check_out_seat": "leases check-out {sub} di@example.com",
    "force_release_lease": "leases force-release {lse} --yes",
    "list_licenses": "licenses list",
    "get_license": "licenses show {lic}",
    "bind_license": "licenses bind {lic} di@example.com",
    "unbind_license": "licenses unbind {lic} --yes",
    "list_license_batches": "license-batches list",
    "get_license_batch": "license-batches show {lbt}",
    "list_seat_requests": "seat-requests list --status open",
    "get_seat_request": "seat-requests show {sreq}",
    "approve_seat_request": "seat-requests approve {sreq} --yes",
    "decline_seat_request": "seat-requests decline {sreq} --reason later",
    "list_joins": "joins list",
    "get_join": "joins show {xfer}",
    "hold_join": "joins hold {xfer}",
    "release_join": "joins release {xfer} --yes",
    "undo_join": "joins undo {xfer} --yes",
    "list_quotes": "quotes list",
    "create_quote": "quotes create 7 --subscription {sub}",
    "get_quote": "quotes show {qt}",
    "accept_quote": "quotes accept {qt} --yes",
    "accept_quote_for_customer": "quotes accept-for-customer {qt} --said-by Ann --yes",
    "decline_quote": "quotes decline {qt} --yes",
    "list_orders": "orders list",
    "get_order": "orders show {ord}",
    "cancel_order": "orders cancel {ord} --reason asked --yes",
    "list_invoices": "invoices list",
    "get_invoice": "invoices show {in}",
    "pay_invoice": "invoices pay {in} --yes",
    "write_off_invoice": "invoices write-off {in} --reason gone --yes",
    "send_invoice": "invoices send {in}",
    "send_invoice_copy": "invoices send-copy {in} --to books@example.com",
    "list_invoice_requests": "invoice-requests list --status open",
    "get_invoice_request": "invoice-requests show {ireq}",
    "create_invoice_request": "invoice-requests create {in} dispute --reason wrong",
    "cancel_invoice_request": "invoice-requests cancel {ireq}",
    "decline_invoice_request": "invoice-requests decline {ireq} --reason right",
    "get_creditable": "invoices creditable {in}",
    "list_payments": "payments list",
    "get_payment": "payments show {pay}",
    "record_payment": "payments record {acc} 70.88 EUR --paid-on 2026-01-02 --yes",
    "reverse_payment": "payments reverse {pay} --reason returned --yes",
    "list_payment_methods": "payment-methods list",
    "get_payment_method": "payment-methods show {pm}",
    "create_payment_method_setup": "payment-methods add {acc} --gateway stripe",
    "get_payment_method_setup": "payment-methods setup {pms}",
    "settle_payment_method_setup": "payment-methods settle {pms}",
    "make_default_payment_method": "payment-methods make-default {pm}",
    "remove_payment_method": "payment-methods remove {pm} --yes",
    "list_refunds": "refunds list",
    "get_refund": "refunds show {re}",
    "mark_refund_paid": "refunds mark-paid {re} --yes",
    "list_contradictions": "contradictions list --state open",
    "get_contradiction": "contradictions show {ctr}",
    "decide_contradiction": "contradictions decide {ctr} --remedy note --reason seen --yes",
    "list_disputes": "disputes list --state open",
    "get_dispute": "disputes show {dp}",
    "book_dispute": "disputes book {dp} 10.00 EUR --fee 15.00 --unpaid owed --note part --yes",
    "preview_dispute_booking": "disputes book {dp} 10.00 EUR --unpaid owed --note part --dry-run",
    "list_imports": "imports list --status open",
    "get_import": "imports show {imp}",
    "create_import": "imports create {statement}",
    "match_import": "imports match {imp} --yes",
    "list_bank_lines": "bank-lines list --status open",
    "get_bank_line": "bank-lines show {bsl}",
    "match_bank_line": "bank-lines match {bsl} {acc}=10.00 --yes",
    "link_bank_line": "bank-lines link {bsl} --payment {pay}",
    "record_bank_line": "bank-lines record {bsl}",
    "set_bank_line_aside": "bank-lines set-aside {bsl} --comment fee",
    "open_bank_line_again": "bank-lines open-again {bsl}",
    "reverse_by_bank_line": "bank-lines reverse {bsl} --payment {pay} --reason returned --yes",
    "list_credit_notes": "credit-notes list",
    "create_credit_note": "credit-notes create {in} --line {chg}=10.00 --reason part --yes",
    "preview_credit_note": "credit-notes create {in} --line {chg}=10.00 --reason part --dry-run",
    "get_credit_note": "credit-notes show {cn}",
    "list_balance_entries": "balance-entries list",
    "foresee_renewals": "renewals --dry-run",
    "list_jobs": "jobs list",
    "create_job": "jobs renew --yes",
    "get_job": "jobs list",
    "stop_job": "jobs stop",
    "list_products": "products list",
    "get_product": "products show {prod}",
    "list_plans": "plans list",
    "get_plan": "plans show {plan}",
    "list_prices": "prices list",
    "get_price": "prices show {price}",
    "list_plan_versions": "plan-versions list --plan {plan}",
    "get_plan_version": "plan-versions show {pol}",
    "list_price_changes": "price-changes list",
    "get_price_change": "price-changes show {pchg}",
    "withdraw_price_change": "price-changes withdraw {pchg} --yes",
    "list_month_closings": "month-closings list",
    "create_month_closing": "month-closings close 2026-04 --yes",
    "reopen_month_closing": "month-closings reopen 2026-01 --reason late --yes",
    "get_month_closing": "month-closings show {mcl}",
    "list_coupons": "coupons list",
    "create_coupon": "coupons create SPRING26 --percent 12.5",
    "get_coupon": "coupons show {cpn}",
    "stop_coupon": "coupons stop {cpn} --yes",
    "list_coupon_redemptions": "coupons redemptions {cpn}",
    "get_entitlement": f"entitlements show {ANN} --product zoom",
    "list_external_ids": "external-ids list --email ann@example.com",
    "give_external_id": f"external-ids give user-2 {ANN}",
    "get_external_id": "external-ids show {ext}",
    "end_external_id": "external-ids end {ext} --yes",
    "report_usage": f"usage report {ANN} --product zoom",
    "list_devices": f"devices list {ANN} --product zoom",
    "release_device": "devices release {dev} --yes",
    "list_events": "events list",
    "get_event": "events show {evt}",
    "replay_event": "webhook-endpoints replay {we} --event {evt}",
    "list_webhook_endpoints": "webhook-endpoints list",
    "create_webhook_endpoint": "webhook-endpoints create https://hooks.example.com/b",
    "get_webhook_endpoint": "webhook-endpoints show {we}",
    "change_webhook_endpoint": "webhook-endpoints change {we} --note ours",
    "delete_webhook_endpoint": "webhook-endpoints delete {we} --yes",
    "roll_webhook_secret": "webhook-endpoints roll {we}",
    "disable_webhook_endpoint": "webhook-endpoints disable {we}",
    "enable_webhook_endpoint": "webhook-endpoints enable {we}",
    "replay_events": "webhook-endpoints replay {we} --since 2026-01-01",
    "list_webhook_deliveries": "webhook-deliveries list {we}",
    "retry_webhook_delivery": "webhook-deliveries retry {whd}",
    "list_requests": "requests list",
    "get_request": "requests show {req}",
    "list_clocks": "clock list",
    "create_clock": "clock create year --now 2026-01-01",
    "get_clock": "clock show {clock}",
    "advance_clock": "clock advance {clock} --to 2026-01-02",
    "get_seats_report": "report seats",
    "get_invitations_report": "report invitations",
    "get_renewals_report": "report renewals",
    "get_revenue_report": "report revenue",
    "get_recurring_report": "report recurring",
    "get_receivables_report": "report receivables",
    "get_taxes_report": "report taxes",
    "get_cash_report": "report cash",
    "get_statement": "report statement --account {acc}",
    "transfer_ownership": "members transfer-ownership {mem} --to {to} --yes",
    "unassign_member": f"seats unassign {ANN} --subscription {{sub}}",
}
ELSEWHERE: Final[Mapping[str, str]] = {
    "get_quote_pdf": "`curule quotes pdf` writes a file; tests/cli/test_invoice.py",
    "get_invoice_pdf": "`curule invoice pdf NUMBER` writes files; tests/cli/test_invoice.py",
    "get_invoice_xml": "the same",
    "get_credit_note_pdf": "the same",
    "get_credit_note_xml": "the same",
    "list_invoice_lines": "its paper shows them, `curule invoices creditable` what is left of each",
    "create_product": "`curule plans publish` makes product and plan; tests/cli/test_nouns.py",
    "create_plan": "the same",
    "publish_version": "the same",
    "draft_version": "`curule plans publish --dry-run`",
    "preview_price_change": "`curule price-change`; tests/cli/test_price_change.py",
    "announce_price_change": "the same",
    "withdraw_price_changes": "the same",
    "stop_price_change": "`curule price-change announce` runs in the foreground: Ctrl-C stops it",
    "get_entitlements": "one person each: a shell has loops",
    "issue_token": "a token is for the device that asks for it; a shell is none",
    "revoke_token": "`curule devices release` does it by the device's id",
    "keep_lease": "a heartbeat is the borrower's program's",
    "release_lease": "the same; the vendor has `curule leases force-release`",
}
"""What has no command of its own here, and why."""


@pytest.fixture
def shell(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop of the API's tests, in whose transaction commands run: what they do is undone."""
    monkeypatch.setattr(prerequisites, "open_database", contextlib.nullcontext)
    return shop


def test_every_operation_has_a_command_or_a_reason() -> None:
    operations = {
        operation["operationId"]
        for methods in whole_document()["paths"].values()
        for operation in methods.values()
    }

    assert set(COMMANDS) | set(ELSEWHERE) == operations
    assert not set(COMMANDS) & set(ELSEWHERE)


def test_what_a_command_shows_has_the_shape_of_the_api(shell: Shop) -> None:
    for seen in NOUNS:
        asked = Client().get(
            f"/v1/{seen.plural}?limit=100", headers={"Authorization": f"Bearer {shell.live}"}
        )
        listed = asked.json()["data"]

        assert listed, seen.plural
        shown = [seen.shaped(row) for row in seen.page(Window(limit=100)).rows]
        assert shown == listed, seen.plural
        if seen is not BALANCE_ENTRIES:
            id_of = RowId(seen.prefix)
            found = [seen.find(id_of.convert(row["id"], None, None)) for row in listed]
            assert found == listed, seen.plural


@pytest.mark.parametrize("operation", COMMANDS)
def test_a_command_does_what_an_operation_does(shell: Shop, operation: str, tmp_path: Path) -> None:
    of_one = shell.ids_of.get(operation, {})
    files = {"to": shell.ids["mem"], "statement": str(_statement(tmp_path))}
    named = {**files, **shell.ids, **of_one}
    words = [word.format_map(named) for word in COMMANDS[operation].split()]
    is_report = words[0] in {"report", "renewals"}

    done = CliRunner().invoke(cli, words if is_report else [*words, "--json"])

    assert done.exit_code == 0, done.output
    assert done.stdout.strip() if is_report else json.loads(done.stdout)


def _statement(folder: Path) -> Path:
    """Write the file that the document shows as an example."""
    body = EXAMPLES["create_import"].body
    assert body is not None
    place = folder / "statement.sta"
    place.write_bytes(b64decode(body["content"]))
    return place
