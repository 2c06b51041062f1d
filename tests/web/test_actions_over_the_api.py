"""Whatever somebody does on a page of the portal or the console, a program does over the API.

Each page that takes something names the operations that do the same, by the same commands, or why
there is none: a new page without either is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from curule.api.v1.door import whole_document
from curule.web.permissions import ROUTES

OPERATIONS: Final[Mapping[str, str]] = {
    "keep_seats": "keep_seats",
    "auto_renew": "change_subscription",
    "add_seats": "create_quote change_seats",
    "reduce": "create_quote change_seats",
    "change_plan": "create_quote change_plan",
    "renew": "quote_renewal renew_subscription",
    "managed": "ask_for_quote accept_quote",
    "cart": "create_quote",
    "buy": "create_quote",
    "review": "accept_quote",
    "save_method": "create_payment_method_setup",
    "save_tax_id": "change_account",
    "review_coupon": "create_quote",
    "decline_quote": "decline_quote",
    "invoice_ask_back": "cancel_invoice_request",
    "console_month_close": "create_month_closing",
    "console_month_reopen": "reopen_month_closing",
    "pay_order": "pay_invoice",
    "withdraw_order": "cancel_order",
    "console_order_cancel": "cancel_order",
    "members": "assign_seats",
    "add_people": "invite_people assign_seats",
    "import_people": "invite_people assign_seats",
    "import_list": "invite_people assign_seats",
    "invited": "resend_invitation cancel_invitation",
    "removed": "assign_seats",
    "requests": "approve_seat_request decline_seat_request",
    "selected_people": "assign_seats unassign_seat resend_invitation cancel_invitation",
    "member": "assign_seats unassign_seat grant_role revoke_role",
    "unassign": "unassign_member unassign_seat",
    "remove_member": "remove_member",
    "licenses": "bind_license",
    "unbind": "unbind_license",
    "joining_undo": "undo_join",
    "invoice": "pay_invoice",
    "invoice_ask": "create_invoice_request",
    "invoice_send": "send_invoice_copy",
    "payment_methods": "create_payment_method_setup",
    "method_default": "make_default_payment_method",
    "method_remove": "remove_payment_method",
    "add_card": "create_payment_method_setup",
    "billing": "change_account",
    "settings": "change_account",
    "close_account": "close_account keep_account_open",
    "transfer_ownership": "transfer_ownership",
    "console_account_new": "create_account",
    "console_write_off": "write_off_invoice",
    "console_goodwill_back": "take_credit_back",
    "console_credit_out": "pay_credit_out",
    "use_credit": "pay_invoice",
    "ask_credit": "create_invoice_request",
    "ask_credit_back": "cancel_invoice_request",
    "console_credit_note_new": "preview_credit_note create_credit_note",
    "console_quote_accept": "accept_quote_for_customer",
    "console_invoice_request": "decline_invoice_request",
    "console_invoice_send": "send_invoice",
    "console_refund_paid": "mark_refund_paid",
    "console_join_hold": "hold_join release_join",
    "console_contradiction": "decide_contradiction",
    "console_goodwill": "give_credit",
    "console_maximum": "agree_maximum",
    "console_details": "change_account",
    "console_channel": "change_account",
    "console_tax": "set_account_tax",
    "console_release": "release_account",
    "console_cap": "set_invoice_cap",
    "console_ask_office": "check_tax_id",
    "console_account_order": "create_quote accept_quote",
    "console_offer": "offer_quote",
    "console_payment_reverse": "reverse_payment",
    "console_dispute_book": "preview_dispute_booking book_dispute",
    "console_payment_record": "record_payment",
    "console_bank_import": "create_import",
    "console_bank_columns": "create_import",
    "console_bank_sure": "match_import",
    "console_bank_line": "match_bank_line",
    "console_bank_link": "link_bank_line",
    "console_bank_aside": "set_bank_line_aside open_bank_line_again",
    "console_bank_take_back": "reverse_by_bank_line",
    "console_bank_retry": "record_bank_line",
    "console_coupon_new": "create_coupon",
    "console_coupon_stop": "stop_coupon",
    "console_plan_new": "create_product create_plan publish_version",
    "console_version_new": "draft_version",
    "console_version_publish": "publish_version",
    "console_price_change_announce": "announce_price_change",
    "console_price_change_stop": "stop_price_change",
    "console_price_change_withdraw_all": "withdraw_price_changes",
    "console_price_change_withdraw": "withdraw_price_change",
    "console_renewals_start": "create_job",
    "console_renewals_stop": "stop_job",
    "console_webhook_new": "create_webhook_endpoint",
    "console_webhook_edit": "change_webhook_endpoint",
    "console_webhook_roll": "roll_webhook_secret",
    "console_webhook_switch": "disable_webhook_endpoint enable_webhook_endpoint",
    "console_webhook_delete": "delete_webhook_endpoint",
    "console_webhook_replay": "replay_events replay_event",
    "console_webhook_retry": "retry_webhook_delivery",
    "console_clocks": "create_clock",
    "console_clock_advance": "advance_clock",
}
"""The operations that do what a page does."""

_OWN: Final = "a person decides it for themselves; no key has own_access"
_SIGNING: Final = "the protocol of signing in, in which browsers and providers speak"
_RULES: Final = "who signs in as whom, an owner decides who has just proved to be one (TH8)"
_KEYS: Final = "no key makes keys or staff, else it could make itself more than it is (I34)"
_BANK: Final = "the customer confirms it to their own bank, in their own browser"
REASONS: Final[Mapping[str, str]] = {
    "language": "which language a browser reads",
    "my_profile": _OWN,
    "my_mails": _OWN,
    "leave_company": f"{_OWN}; remove_member is the account's",
    "invitation": f"{_OWN}: only whose address it is takes an invitation (I8)",
    "ask_for_seat": f"{_OWN}; the vendor's program gives the seat",
    "sso": _SIGNING,
    "console_report_mail": _OWN,
    "contact": "a customer writes to the vendor, whose program the API serves",
    "confirm_payment": _BANK,
    "give_up_payment": _BANK,
    "directory": f"the secret of a directory, which acts as who made it; {_RULES}",
    "sign_in_rules": f"{_RULES}; of domains there are claim_domain, check_domain and others",
    "console_key_new": _KEYS,
    "console_key_roll": _KEYS,
    "console_key_answer": _KEYS,
    "console_key_end": _KEYS,
    "console_staff": _KEYS,
    "console_staff_revoke": _KEYS,
}
"""Why nothing over the API does what a page does."""


def _taking(resolver: URLResolver) -> Iterator[str]:
    """Yield the name of each page of ours that takes something."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _taking(each)
        elif each.name in ROUTES and "POST" in _methods(each):
            yield each.name


def _methods(page: URLPattern) -> set[str]:
    """Return the methods that a page says it takes; what takes any says none."""
    view: Any = page.callback
    held = [cell.cell_contents for cell in view.__closure__ or ()]
    return {method for each in held if isinstance(each, list) for method in each}


def test_every_action_has_an_operation_or_a_reason() -> None:
    pages = set(_taking(get_resolver("curule.web.urls")))

    assert len(pages) > 100
    assert set(OPERATIONS) | set(REASONS) == pages
    assert not set(OPERATIONS) & set(REASONS)


def test_every_operation_that_is_named_is_one() -> None:
    known = {
        operation["operationId"]
        for methods in whole_document()["paths"].values()
        for operation in methods.values()
    }

    assert {name for names in OPERATIONS.values() for name in names.split()} <= known
