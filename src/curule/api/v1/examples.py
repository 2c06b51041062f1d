"""An example of each operation, as the document shows it; `tests/api/test_examples.py` sends them.

Its ids are of the usual form and name nothing: a test puts those of its own world in their place.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

_STATEMENT: Final = """:20:STARTUMSE
:25:12030000/0000202051
:28C:00001/001
:60F:C261101EUR1000,00
:61:2611021102C3600,00NTRFNONREF//2026110200012
:86:166?00GUTSCHRIFT?20EREF+INV-0091?21SVWZ+INV 0091 nov?32ACME SARL
:62F:C261102EUR4600,00
-
"""
_TABLE: Final = "date;payer;reference;amount\n2026-11-02;ACME SARL;INV 0091;3600,00\n"
_LETTERS: Final = "1CvArQNYqjxQQqctSWvAbQ"


def _id(prefix: str) -> str:
    return f"{prefix}_{_LETTERS}"


@dataclass(frozen=True, slots=True)
class Example:
    """What is sent: parameters by name, wherever they go, and a body, or several kinds of it."""

    asked: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    others: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def bodies(self) -> dict[str, Any]:
        """All bodies, each under its name."""
        usual = {} if self.body is None else {"usual": dict(self.body)}
        return {**usual, **{name: dict(body) for name, body in self.others.items()}}


def _file(text: str) -> str:
    return b64encode(text.encode()).decode()


_LISTED: Final = {"limit": 10}
_OF_ACCOUNT: Final = {"account": _id("acc"), "limit": 10}
_PERSON: Final = {"email": "bo@example.com", "first_name": "Bo", "last_name": "Li"}
_ANN: Final = {"user": "ann@example.com", "product": "zoom"}
_AMOUNT: Final = {"amount": 1000, "currency": "EUR"}
_GIVEN_BACK: Final = {"charge": _id("chg"), "amount": _AMOUNT}
_MONTHS: Final = {"since": "2026-01", "until": "2026-03", "limit": 100}
_VERSION: Final = {
    "preset": "zoom",
    "policy": {"quantity.min_seats": 2},
    "seat_types": [{"name": "licensed"}, {"name": "basic", "unlimited": True}],
    "prices": [{"seat_type": "licensed", "currency": "EUR", "unit_amount": 1499}],
}
_KEYED: Final = {"Idempotency-Key": "order-1138"}

EXAMPLES: Final[Mapping[str, Example]] = MappingProxyType(
    {
        # accounts
        "list_accounts": Example({**_LISTED, "country": "FR"}),
        "create_account": Example(
            _KEYED,
            {
                "name": "Acme GmbH",
                "country": "DE",
                "language": "de",
                "time_zone": "Europe/Berlin",
                "owner": {"email": "ann@acme.example", "first_name": "Ann", "last_name": "Roy"},
            },
            {"test_mode": {"name": "Acme", "country": "FR", "clock": _id("clock")}},
        ),
        "get_account": Example({"account": _id("acc")}),
        "change_account": Example({"account": _id("acc")}, {"name": "Acme & Sons", "city": "Lyon"}),
        "list_maximums": Example({"account": _id("acc")}),
        "agree_maximum": Example(
            {"account": _id("acc"), **_KEYED},
            {"product": _id("prod"), "seat_type": "licensed", "maximum": 50},
        ),
        "set_account_tax": Example(
            {"account": _id("acc"), **_KEYED}, {"rate": "20", "reason": "A public school"}
        ),
        "get_parking": Example({"account": _id("acc")}),
        "release_account": Example(
            {"account": _id("acc"), **_KEYED}, {"reason": "A migration of ours, looked through"}
        ),
        "list_invoice_caps": Example({"account": _id("acc")}),
        "set_invoice_cap": Example(
            {"account": _id("acc"), **_KEYED}, {"currency": "EUR", "most": 500000}
        ),
        "list_domains": Example({"account": _id("acc")}),
        "claim_domain": Example({"account": _id("acc"), **_KEYED}, {"name": "acme.example"}),
        "check_domain": Example({"account": _id("acc"), **_KEYED}, {"name": "claimed.example"}),
        "confirm_domain": Example({"account": _id("acc"), **_KEYED}, {"name": "acme.example"}),
        "remove_domain": Example({"account": _id("acc"), **_KEYED}, {"name": "acme.example"}),
        "get_tax_id": Example({"account": _id("acc")}),
        "check_tax_id": Example({"account": _id("acc"), **_KEYED}),
        "close_account": Example({"account": _id("acc"), **_KEYED}, {"name": "Acme"}),
        "keep_account_open": Example({"account": _id("acc"), **_KEYED}),
        "get_balance": Example({"account": _id("acc")}),
        # members
        "list_members": Example({**_OF_ACCOUNT, "email": "ann@example.com"}),
        "get_member": Example({"member": _id("mem")}),
        "remove_member": Example({"member": _id("mem"), **_KEYED}),
        "unassign_member": Example({"member": _id("mem"), **_KEYED}, {"subscription": _id("sub")}),
        "grant_role": Example({"member": _id("mem"), **_KEYED}, {"role": "admin"}),
        "transfer_ownership": Example({"member": _id("mem"), **_KEYED}, {"to": _id("mem")}),
        "revoke_role": Example({"member": _id("mem"), "role": "admin"}),
        # invitations
        "list_invitations": Example({**_OF_ACCOUNT, "status": "open"}),
        "invite_people": Example(_KEYED, {"subscription": _id("sub"), "people": [_PERSON]}),
        "get_invitation": Example({"invitation": _id("invt")}),
        "resend_invitation": Example({"invitation": _id("invt"), **_KEYED}),
        "cancel_invitation": Example({"invitation": _id("invt"), **_KEYED}),
        # subscriptions and seats
        "list_subscriptions": Example(_OF_ACCOUNT),
        "get_subscription": Example({"subscription": _id("sub")}),
        "change_seats": Example({"subscription": _id("sub"), **_KEYED}, {"seats": {"licensed": 5}}),
        "change_subscription": Example({"subscription": _id("sub")}, {"auto_renew": False}),
        "keep_seats": Example({"subscription": _id("sub"), **_KEYED}),
        "change_plan": Example(
            {"subscription": _id("sub"), **_KEYED}, {"plan": _id("plan"), "seats": {"licensed": 5}}
        ),
        "renew_subscription": Example(
            {"subscription": _id("sub"), **_KEYED}, {"seats": {"licensed": 5}}
        ),
        "cancel_subscription": Example({"subscription": _id("sub"), **_KEYED}, {"at_once": True}),
        "assign_seats": Example({"subscription": _id("sub"), **_KEYED}, {"people": [_PERSON]}),
        "unassign_seat": Example(
            {"subscription": _id("sub"), **_KEYED}, {"email": "ann@example.com"}
        ),
        # leases
        "list_leases": Example(_OF_ACCOUNT),
        "get_lease": Example({"lease": _id("lse")}),
        "check_out_seat": Example(
            {"subscription": _id("sub"), **_KEYED}, {"email": "di@example.com", "seconds": 900}
        ),
        "keep_lease": Example({"lease": _id("lse"), **_KEYED}, {"seconds": 900}),
        "release_lease": Example({"lease": _id("lse"), **_KEYED}),
        "force_release_lease": Example({"lease": _id("lse"), **_KEYED}),
        # licenses
        "list_licenses": Example({**_OF_ACCOUNT, "email": "ann@example.com"}),
        "get_license": Example({"license": _id("lic")}),
        "bind_license": Example({"license": _id("lic"), **_KEYED}, {"email": "bo@example.com"}),
        "unbind_license": Example({"license": _id("lic"), **_KEYED}),
        "list_license_batches": Example(_OF_ACCOUNT),
        "get_license_batch": Example({"license_batch": _id("lbt")}),
        "list_seat_requests": Example({**_OF_ACCOUNT, "status": "open"}),
        "get_seat_request": Example({"seat_request": _id("sreq")}),
        "approve_seat_request": Example({"seat_request": _id("sreq"), **_KEYED}, {"buy": True}),
        "decline_seat_request": Example(
            {"seat_request": _id("sreq"), **_KEYED}, {"reason": "Ask again in spring."}
        ),
        # joins with an own plan
        "list_joins": Example({**_OF_ACCOUNT, "status": "pending"}),
        "get_join": Example({"join": _id("xfer")}),
        "hold_join": Example({"join": _id("xfer"), **_KEYED}),
        "release_join": Example({"join": _id("xfer"), **_KEYED}),
        "undo_join": Example({"join": _id("xfer"), **_KEYED}),
        # quotes and orders
        "list_quotes": Example({**_OF_ACCOUNT, "status": "open"}),
        "create_quote": Example(
            _KEYED,
            {"subscription": _id("sub"), "seats": 5},
            {
                "fewer": {
                    "subscription": _id("sub"),
                    "seats": {"licensed": 3},
                    "leave": ["ann@example.com"],
                },
                "plan": {"subscription": _id("sub"), "plan": _id("plan"), "seats": 5},
                "first_purchase": {
                    "account": _id("acc"),
                    "plan": _id("plan"),
                    "seats": {"licensed": 5},
                    "currency": "EUR",
                },
            },
        ),
        "get_quote": Example({"quote": _id("qt")}),
        "get_quote_pdf": Example({"quote": _id("qt")}),
        "accept_quote": Example({"quote": _id("qt"), **_KEYED}, {}),
        "accept_quote_for_customer": Example(
            {"quote": _id("qt"), **_KEYED},
            {"said_by": "Ann Roy", "note": "By phone, to Jana"},
        ),
        "decline_quote": Example({"quote": _id("qt"), **_KEYED}),
        "quote_renewal": Example(
            {"subscription": _id("sub"), **_KEYED}, {"seats": {"licensed": 5}}
        ),
        "ask_for_quote": Example(
            {"subscription": _id("sub"), **_KEYED}, {"seats": {"licensed": 5}}
        ),
        "offer_quote": Example(
            {"subscription": _id("sub"), **_KEYED}, {"seats": {"licensed": 5}, "days": 14}
        ),
        "list_orders": Example({**_OF_ACCOUNT, "status": "completed"}),
        "get_order": Example({"order": _id("ord")}),
        "cancel_order": Example(
            {"order": _id("ord"), **_KEYED}, {"reason": "You asked us to by phone."}
        ),
        # money
        "list_invoices": Example(
            {**_OF_ACCOUNT, "status": "open", "created[gte]": "2026-01-01T00:00:00Z"}
        ),
        "get_invoice": Example({"invoice": _id("in"), "expand[]": ["subscription.account"]}),
        "list_invoice_lines": Example({"invoice": _id("in")}),
        "get_invoice_pdf": Example({"invoice": _id("in")}),
        "get_invoice_xml": Example({"invoice": _id("in")}),
        "pay_invoice": Example({"invoice": _id("in"), **_KEYED}),
        "write_off_invoice": Example(
            {"invoice": _id("in"), **_KEYED}, {"reason": "The company was dissolved."}
        ),
        "send_invoice": Example({"invoice": _id("in"), **_KEYED}),
        "send_invoice_copy": Example({"invoice": _id("in"), **_KEYED}, {"to": "books@example.com"}),
        "list_invoice_requests": Example({**_OF_ACCOUNT, "status": "open"}),
        "create_invoice_request": Example(
            _KEYED,
            {
                "invoice": _id("in"),
                "kind": "dispute",
                "amount": 100,
                "reason": "One seat was not there.",
            },
        ),
        "get_invoice_request": Example({"invoice_request": _id("ireq")}),
        "cancel_invoice_request": Example({"invoice_request": _id("ireq"), **_KEYED}),
        "decline_invoice_request": Example(
            {"invoice_request": _id("ireq"), **_KEYED}, {"reason": "All seats were used."}
        ),
        "list_payments": Example({**_OF_ACCOUNT, "status": "succeeded"}),
        "record_payment": Example(
            _KEYED,
            {
                "account": _id("acc"),
                "invoice": _id("in"),
                "amount": {"amount": 1000, "currency": "EUR"},
                "reference": "R-2026-0007",
                "paid_on": "2026-01-02",
            },
        ),
        "get_payment": Example({"payment": _id("pay")}),
        "reverse_payment": Example(
            {"payment": _id("pay"), **_KEYED}, {"reason": "The bank returned it."}
        ),
        "list_payment_methods": Example(_OF_ACCOUNT),
        "get_payment_method": Example({"payment_method": _id("pm")}),
        "create_payment_method_setup": Example(
            _KEYED,
            {
                "account": _id("acc"),
                "gateway": "stripe",
                "return_url": "https://shop.example/cards/back",
            },
        ),
        "get_payment_method_setup": Example({"payment_method_setup": _id("pms")}),
        "settle_payment_method_setup": Example({"payment_method_setup": _id("pms"), **_KEYED}),
        "make_default_payment_method": Example({"payment_method": _id("pm"), **_KEYED}),
        "remove_payment_method": Example({"payment_method": _id("pm"), **_KEYED}),
        "list_refunds": Example({**_OF_ACCOUNT, "status": "waiting"}),
        "get_refund": Example({"refund": _id("re"), "expand[]": ["credit_note.invoice"]}),
        "mark_refund_paid": Example({"refund": _id("re"), **_KEYED}),
        "list_disputes": Example({**_OF_ACCOUNT, "state": "open"}),
        "get_dispute": Example({"dispute": _id("dp"), "expand[]": ["payment"]}),
        "preview_dispute_booking": Example(
            {"dispute": _id("dp"), **_KEYED}, {"taken": _AMOUNT, "unpaid": "written_off"}
        ),
        "book_dispute": Example(
            {"dispute": _id("dp"), **_KEYED},
            {
                "taken": _AMOUNT,
                "fee": {"amount": 1500, "currency": "EUR"},
                "unpaid": "owed",
                "note": "Lost in part.",
            },
        ),
        "list_contradictions": Example({**_OF_ACCOUNT, "state": "open"}),
        "get_contradiction": Example({"contradiction": _id("ctr"), "expand[]": ["payment"]}),
        "decide_contradiction": Example(
            {"contradiction": _id("ctr"), **_KEYED},
            {"remedy": "note", "reason": "Settled with the customer by hand."},
        ),
        "list_credit_notes": Example(_OF_ACCOUNT),
        "get_credit_note": Example({"credit_note": _id("cn")}),
        "get_credit_note_pdf": Example({"credit_note": _id("cn")}),
        "get_credit_note_xml": Example({"credit_note": _id("cn")}),
        "get_creditable": Example({"invoice": _id("in")}),
        "preview_credit_note": Example(
            _KEYED, {"invoice": _id("in"), "lines": [_GIVEN_BACK], "to": "refund"}
        ),
        "create_credit_note": Example(
            _KEYED, {"invoice": _id("in"), "lines": [_GIVEN_BACK], "reason": "Two days without us."}
        ),
        "list_balance_entries": Example(_OF_ACCOUNT),
        "give_credit": Example(
            {"account": _id("acc"), **_KEYED}, {"amount": _AMOUNT, "reason": "For your patience."}
        ),
        "take_credit_back": Example(
            {"account": _id("acc"), **_KEYED}, {"currency": "EUR", "reason": "Given by mistake."}
        ),
        "pay_credit_out": Example(
            {"account": _id("acc"), **_KEYED},
            {"amount": 100, "currency": "EUR", "reason": "Paid twice, asked for it back."},
        ),
        "get_statement": Example(
            {
                "account": _id("acc"),
                "currency": "EUR",
                "since": "2026-01-01",
                "until": "2027-01-01",
            }
        ),
        # the bank
        "list_imports": Example({**_LISTED, "status": "open"}),
        "create_import": Example(
            _KEYED,
            {"file_name": "november.sta", "content": _file(_STATEMENT)},
            {
                "csv": {
                    "content": _file(_TABLE),
                    "iban": "DE02120300000000202051",
                    "columns": {
                        "places": {"booked_on": 0, "payer": 1, "remittance": 2, "amount": 3},
                        "name": "Our bank",
                    },
                }
            },
        ),
        "get_import": Example({"bank_import": _id("imp")}),
        "match_import": Example({"bank_import": _id("imp"), **_KEYED}),
        "list_bank_lines": Example({**_LISTED, "import": _id("imp"), "status": "open"}),
        "get_bank_line": Example({"bank_line": _id("bsl")}),
        "match_bank_line": Example(
            {"bank_line": _id("bsl"), **_KEYED},
            {
                "parts": [
                    {"invoice": _id("in"), "amount": {"amount": 600, "currency": "EUR"}},
                    {"account": _id("acc"), "amount": {"amount": 400, "currency": "EUR"}},
                ]
            },
        ),
        "link_bank_line": Example({"bank_line": _id("bsl"), **_KEYED}, {"payments": [_id("pay")]}),
        "record_bank_line": Example({"bank_line": _id("bsl"), **_KEYED}),
        "set_bank_line_aside": Example(
            {"bank_line": _id("bsl"), **_KEYED}, {"comment": "The fee of the bank."}
        ),
        "open_bank_line_again": Example({"bank_line": _id("bsl"), **_KEYED}),
        "reverse_by_bank_line": Example(
            {"bank_line": _id("bsl"), **_KEYED},
            {"payment": _id("pay"), "reason": "The bank returned it."},
        ),
        # renewals and reports
        "foresee_renewals": Example(),
        "list_jobs": Example(),
        "create_job": Example(_KEYED, {"kind": "renewals"}),
        "get_job": Example({"job": _id("job")}),
        "stop_job": Example({"job": _id("job"), **_KEYED}),
        "get_revenue_report": Example({**_MONTHS, "currency": "EUR"}),
        "get_recurring_report": Example(_MONTHS),
        "get_receivables_report": Example({"account": _id("acc")}),
        "get_taxes_report": Example(_MONTHS),
        "get_cash_report": Example(_MONTHS),
        "get_seats_report": Example({**_MONTHS, "plan": _id("plan")}),
        "get_invitations_report": Example(_MONTHS),
        "get_renewals_report": Example({"currency": "EUR"}),
        # catalog
        "list_products": Example({**_LISTED, "key": "zoom"}),
        "get_product": Example({"product": _id("prod")}),
        "list_plans": Example({**_LISTED, "product": _id("prod")}),
        "get_plan": Example({"plan": _id("plan")}),
        "list_prices": Example({**_LISTED, "plan": _id("plan"), "currency": "EUR"}),
        "get_price": Example({"price": _id("price")}),
        "create_product": Example(_KEYED, {"key": "desks", "name": "Desks"}),
        "create_plan": Example(
            _KEYED, {"product": _id("prod"), "key": "desks-team", "name": "Desks Team"}
        ),
        "list_plan_versions": Example({**_LISTED, "plan": _id("plan")}),
        "get_plan_version": Example({"plan_version": _id("pol")}),
        "draft_version": Example({"plan": _id("plan")}, _VERSION),
        "publish_version": Example({"plan": _id("plan"), **_KEYED}, _VERSION),
        "list_price_changes": Example({**_OF_ACCOUNT, "plan": _id("plan"), "status": "open"}),
        "get_price_change": Example({"price_change": _id("pchg")}),
        "withdraw_price_change": Example({"price_change": _id("pchg"), **_KEYED}),
        "preview_price_change": Example({"plan": _id("plan"), "notice_days": 30}),
        "announce_price_change": Example(
            {"plan": _id("plan"), **_KEYED}, {"notice_days": 30, "number": 1}
        ),
        "stop_price_change": Example({"plan": _id("plan"), **_KEYED}),
        "withdraw_price_changes": Example({"plan": _id("plan"), **_KEYED}),
        "list_month_closings": Example(_LISTED),
        "create_month_closing": Example(_KEYED, {"month": "2026-04"}),
        "reopen_month_closing": Example(
            _KEYED, {"month": "2026-01", "reason": "a bill of a supplier came late"}
        ),
        "get_month_closing": Example({"month_closing": _id("mcl")}),
        "list_coupons": Example({**_LISTED, "status": "open"}),
        "create_coupon": Example(
            _KEYED,
            {"code": "SPRING-26", "percent": "12.5", "periods": 3, "limit_in_all": 100},
            {
                "amount": {
                    "code": "WELCOME",
                    "amount": {"amount": 500, "currency": "EUR"},
                    "valid_until": "2099-12-31T23:00:00Z",
                    "is_for_first_purchase": True,
                    "plans": [_id("plan")],
                }
            },
        ),
        "get_coupon": Example({"coupon": _id("cpn")}),
        "stop_coupon": Example({"coupon": _id("cpn"), **_KEYED}),
        "list_coupon_redemptions": Example({"coupon": _id("cpn"), "limit": 10}),
        # use
        "get_entitlement": Example(_ANN),
        "get_entitlements": Example(
            {}, {"product": "zoom", "users": ["ann@example.com", "bo@example.com"]}
        ),
        "list_external_ids": Example({**_LISTED, "external_id": "user-4711"}),
        "give_external_id": Example(
            _KEYED, {"external_id": "user-4711", "email": "ann@example.com"}
        ),
        "get_external_id": Example({"external_id": _id("ext")}),
        "end_external_id": Example({"external_id": _id("ext")}),
        "issue_token": Example(_KEYED, {**_ANN, "device": "8f2c", "device_name": "Ann's laptop"}),
        "revoke_token": Example(_KEYED, {"token": "eyJ…"}),
        "report_usage": Example(
            _KEYED,
            {
                "product": "zoom",
                "used": [
                    {"user": "ann@example.com"},
                    {"user": "user-4711", "at": "2026-01-01T08:30:00Z"},
                ],
            },
        ),
        "list_devices": Example(_ANN),
        "release_device": Example({"device": _id("dev"), **_KEYED}),
        # events and webhooks
        "list_events": Example({**_OF_ACCOUNT, "type": "seat.assigned"}),
        "get_event": Example({"event": _id("evt")}),
        "replay_event": Example({"event": _id("evt"), **_KEYED}, {"endpoint": _id("we")}),
        "list_webhook_endpoints": Example(),
        "create_webhook_endpoint": Example(
            _KEYED, {"url": "https://hooks.example.com/curule", "types": ["invoice.paid"]}
        ),
        "get_webhook_endpoint": Example({"endpoint": _id("we")}),
        "change_webhook_endpoint": Example({"endpoint": _id("we")}, {"types": ["*"]}),
        "delete_webhook_endpoint": Example({"endpoint": _id("we")}),
        "roll_webhook_secret": Example({"endpoint": _id("we"), **_KEYED}, {"overlap_hours": 24}),
        "disable_webhook_endpoint": Example({"endpoint": _id("we"), **_KEYED}),
        "enable_webhook_endpoint": Example({"endpoint": _id("we"), **_KEYED}),
        "replay_events": Example(
            {"endpoint": _id("we"), **_KEYED},
            {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"},
        ),
        "list_webhook_deliveries": Example({"endpoint": _id("we"), **_LISTED}),
        "retry_webhook_delivery": Example({"delivery": _id("whd"), **_KEYED}),
        "list_requests": Example({**_LISTED, "code": "scope_missing"}),
        "get_request": Example({"request_id": _id("req")}),
        # test mode
        "list_clocks": Example(_LISTED),
        "create_clock": Example(_KEYED, {"name": "next year", "now": "2026-01-01T00:00:00Z"}),
        "get_clock": Example({"clock": _id("clock")}),
        "advance_clock": Example({"clock": _id("clock"), **_KEYED}, {"to": "2026-01-02T00:00:00Z"}),
    }
)
