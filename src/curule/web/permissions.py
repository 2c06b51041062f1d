"""Who may open which page: every route stands here, and the tests walk the table both ways.

A route names the right to see it and, if it acts, the right to act. Rights that a policy hands out
are decided by the command itself, so that every door shares them; here stands what is known without
one. Whoever does not belong to the account is answered as if there were none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from curule.core.permissions import Action


class Gate(StrEnum):
    """Who gets through at all."""

    PUBLIC = "public"  # anybody
    SIGNED_IN = "signed_in"  # a person, for themselves
    MEMBER = "member"  # whoever belongs to the account
    ACCOUNT = "account"  # whoever has a role in the account that the action asks for
    STAFF = "staff"  # the vendor's staff, in a role that the action asks for


@dataclass(frozen=True, slots=True)
class Route:
    """Who may see a page, and who may act on it: `act` is None where it only shows."""

    gate: Gate
    see: Action | None = None
    act: Action | None = None


PUBLIC: Final = Route(Gate.PUBLIC)
SIGNED_IN: Final = Route(Gate.SIGNED_IN)
MEMBER: Final = Route(Gate.MEMBER)


def _account(see: Action, act: Action | None = None) -> Route:
    return Route(Gate.ACCOUNT, see, act)


def _staff(see: Action, act: Action | None = None) -> Route:
    return Route(Gate.STAFF, see, act)


ROUTES: Final[dict[str, Route]] = {
    "home": PUBLIC,
    "language": PUBLIC,
    "jwks": PUBLIC,  # what checks offline tokens
    "void_devices": PUBLIC,
    "gateway_webhook": PUBLIC,  # the gateway's signature decides
    "demo_sign_in": PUBLIC,  # there only with CURULE_DEMO
    "sso": PUBLIC,  # whoever is to sign in is a stranger yet
    "sso_start": PUBLIC,
    "sso_callback": PUBLIC,  # what the provider signed decides
    "oidc_configuration": PUBLIC,  # our own provider, which guards itself
    "oidc_jwks": PUBLIC,
    "oidc_authorize": PUBLIC,
    "oidc_go_on": PUBLIC,
    "oidc_token": PUBLIC,
    "oidc_userinfo": PUBLIC,
    "oidc_revoke": PUBLIC,
    "companies": SIGNED_IN,
    "my_access": SIGNED_IN,
    "my_profile": SIGNED_IN,
    "my_mails": SIGNED_IN,
    "my_security": SIGNED_IN,
    "my_help": SIGNED_IN,
    "second_factor": SIGNED_IN,
    "leave_company": SIGNED_IN,
    "invitation_link": PUBLIC,
    "invitation": PUBLIC,
    "welcome": MEMBER,
    "joining_undo": MEMBER,
    "overview": _account(Action.SEE),
    "section": _account(Action.SEE),
    "members": _account(Action.SEE, Action.ASSIGN),
    "members_csv": _account(Action.SEE),
    "add_people": _account(Action.SEE, Action.ASSIGN),
    "import_people": _account(Action.SEE, Action.ASSIGN),
    "import_sample": _account(Action.SEE),
    "import_list": _account(Action.SEE, Action.ASSIGN),
    "import_csv": _account(Action.SEE),
    "invited": _account(Action.SEE, Action.ASSIGN),
    "removed": _account(Action.SEE, Action.ASSIGN),
    "requests": _account(Action.SEE, Action.ASSIGN),
    "ask_for_seat": Route(Gate.MEMBER, Action.ASK_FOR_SEAT, Action.ASK_FOR_SEAT),
    "selected_people": _account(Action.SEE),  # each act is decided by its command
    "member": _account(Action.SEE),  # whether it gives a seat or a role, the command decides
    "unassign": _account(Action.SEE, Action.ASSIGN),
    "remove_member": _account(Action.SEE, Action.GIVE_ROLES),
    "licenses": _account(Action.SEE, Action.ASSIGN),
    "unbind": _account(Action.SEE, Action.ASSIGN),
    "subscriptions": _account(Action.SEE),
    "subscription": _account(Action.SEE),
    "keep_seats": _account(Action.CHANGE),
    "auto_renew": _account(Action.CHANGE),
    "add_seats": _account(Action.SEE, Action.CHANGE),
    "reduce": _account(Action.SEE, Action.CHANGE),
    "change_plan": _account(Action.SEE, Action.CHANGE),
    "renew": _account(Action.SEE, Action.CHANGE),
    "managed": _account(Action.SEE, Action.ASK_FOR_QUOTE),
    "cart": _account(Action.SEE, Action.CHANGE),
    "buy": _account(Action.SEE, Action.CHANGE),
    "review": _account(Action.SEE, Action.CHANGE),
    "save_method": _account(Action.PAY_OWN_ORDER),
    "save_tax_id": _account(Action.PAY_OWN_ORDER),
    "review_coupon": _account(Action.CHANGE),
    "quote_file": _account(Action.SEE),
    "decline_quote": _account(Action.ANSWER_QUOTE),
    "order_placed": _account(Action.SEE),
    "pay_order": _account(Action.PAY_OWN_ORDER),
    "withdraw_order": _account(Action.SEE, Action.CANCEL_ORDER),
    "contact": MEMBER,
    "invoices": _account(Action.SEE_INVOICES),
    "invoices_csv": _account(Action.SEE_INVOICES),
    "invoices_zip": _account(Action.SEE_INVOICES),
    "invoice_file": _account(Action.SEE_INVOICES),
    "invoice_send": _account(Action.PAY_INVOICES),
    "invoice_ask": _account(Action.PAY_OWN_ORDER),
    "invoice_ask_back": _account(Action.PAY_OWN_ORDER),
    "credit_note_file": _account(Action.SEE_INVOICES),
    "invoice": _account(Action.SEE_INVOICES, Action.PAY_OWN_ORDER),
    "balance": _account(Action.SEE_INVOICES),
    "use_credit": _account(Action.PAY_INVOICES),
    "ask_credit": _account(Action.PAY_INVOICES),
    "ask_credit_back": _account(Action.PAY_INVOICES),
    "statement": _account(Action.SEE_INVOICES),
    "statement_csv": _account(Action.SEE_INVOICES),
    "payment_methods": _account(Action.SEE_INVOICES, Action.PAY_OWN_ORDER),
    "method_default": _account(Action.PAY_OWN_ORDER),
    "method_remove": _account(Action.PAY_OWN_ORDER),
    "add_card": _account(Action.PAY_OWN_ORDER),
    "card_back": _account(Action.PAY_OWN_ORDER),
    "leaving": _account(Action.PAY_OWN_ORDER),
    "confirm_payment": _account(Action.PAY_OWN_ORDER),
    "payment_back": _account(Action.PAY_OWN_ORDER),
    "give_up_payment": _account(Action.PAY_OWN_ORDER),
    "billing": _account(Action.SEE_INVOICES, Action.BILLING_DETAILS),
    "activity": _account(Action.SEE_ACTIVITY),
    "activity_csv": _account(Action.SEE_ACTIVITY),
    "settings": _account(Action.SEE, Action.SETTINGS),
    "directory": _account(Action.SEE, Action.SETTINGS),
    "sign_in_rules": _account(Action.SEE_ACTIVITY, Action.SIGN_IN_RULES),
    "close_account": _account(Action.CLOSE_ACCOUNT),
    "transfer_ownership": _account(Action.TRANSFER_OWNERSHIP),
    "help": MEMBER,
    "help_page": MEMBER,
    "console_home": _staff(Action.SEE),
    "console_accounts": _staff(Action.SEE),
    "console_account_new": _staff(Action.MANAGE_ACCOUNTS),
    "console_account": _staff(Action.SEE),
    "console_account_subscriptions": _staff(Action.SEE),
    "console_account_people": _staff(Action.SEE),
    "console_account_invoices": _staff(Action.SEE_INVOICES),
    "console_account_mails": _staff(Action.SEE),
    "console_maximum": _staff(Action.SET_MAXIMUM),
    "console_details": _staff(Action.BILLING_DETAILS),
    "console_channel": _staff(Action.SET_CHANNEL),
    "console_tax": _staff(Action.SET_TAX),
    "console_ask_office": _staff(Action.SET_TAX),
    "console_release": _staff(Action.RELEASE_ACCOUNTS),
    "console_cap": _staff(Action.RELEASE_ACCOUNTS),
    "console_account_order": _staff(Action.CHANGE),
    "console_subscriptions": _staff(Action.SEE),
    "console_subscription": _staff(Action.SEE),
    "console_offer": _staff(Action.OFFER_QUOTE),
    "console_quote_accept": _staff(Action.OFFER_QUOTE),
    "console_coupons": _staff(Action.SEE),
    "console_coupon_new": _staff(Action.MANAGE_COUPONS),
    "console_coupon": _staff(Action.SEE),
    "console_coupon_stop": _staff(Action.MANAGE_COUPONS),
    "console_plans": _staff(Action.SEE),
    "console_plan_new": _staff(Action.DRAFT_PLANS),
    "console_plan": _staff(Action.SEE),
    "console_version": _staff(Action.SEE),
    "console_price_change": _staff(Action.SEE),
    "console_price_change_announce": _staff(Action.PUBLISH_PLANS),
    "console_price_change_stop": _staff(Action.PUBLISH_PLANS),
    "console_price_change_withdraw": _staff(Action.PUBLISH_PLANS),
    "console_price_change_withdraw_all": _staff(Action.PUBLISH_PLANS),
    "console_version_new": _staff(Action.DRAFT_PLANS),
    "console_version_publish": _staff(Action.PUBLISH_PLANS),
    "console_orders": _staff(Action.SEE),
    "console_order_cancel": _staff(Action.CANCEL_ORDER),
    "console_quotes": _staff(Action.SEE),
    "console_quote_file": _staff(Action.SEE),
    "console_payments": _staff(Action.SEE_INVOICES),
    "console_payment": _staff(Action.SEE_INVOICES),
    "console_payment_record": _staff(Action.RECORD_PAYMENT),
    "console_payment_reverse": _staff(Action.RECORD_PAYMENT),
    "console_dispute_book": _staff(Action.RECORD_PAYMENT),
    "console_refunds": _staff(Action.SEE_INVOICES),
    "console_refund_paid": _staff(Action.REFUND),
    "console_join_hold": _staff(Action.REFUND),
    "console_contradictions": _staff(Action.SEE_INVOICES),
    "console_contradiction": _staff(Action.SEE_INVOICES, Action.REFUND),
    "console_bank": _staff(Action.SEE_INVOICES),
    "console_bank_import": _staff(Action.RECORD_PAYMENT),
    "console_bank_columns": _staff(Action.RECORD_PAYMENT),
    "console_bank_progress": _staff(Action.RECORD_PAYMENT),
    "console_bank_statement": _staff(Action.SEE_INVOICES),
    "console_bank_sure": _staff(Action.RECORD_PAYMENT),
    "console_bank_line": _staff(Action.SEE_INVOICES, Action.RECORD_PAYMENT),
    "console_bank_link": _staff(Action.RECORD_PAYMENT),
    "console_bank_aside": _staff(Action.RECORD_PAYMENT),
    "console_bank_take_back": _staff(Action.RECORD_PAYMENT),
    "console_bank_retry": _staff(Action.RECORD_PAYMENT),
    "console_invoices": _staff(Action.SEE_INVOICES),
    "console_invoice": _staff(Action.SEE_INVOICES),
    "console_invoice_file": _staff(Action.SEE_INVOICES),
    "console_credit_note_file": _staff(Action.SEE_INVOICES),
    "console_credit_note_new": _staff(Action.ISSUE_CREDIT),
    "console_goodwill": _staff(Action.ISSUE_CREDIT),
    "console_goodwill_back": _staff(Action.ISSUE_CREDIT),
    "console_credit_out": _staff(Action.REFUND),
    "console_invoice_send": _staff(Action.RECORD_PAYMENT),
    "console_invoice_requests": _staff(Action.SEE_INVOICES),
    "console_invoice_request": _staff(Action.SEE_INVOICES, Action.RECORD_PAYMENT),
    "console_write_off": _staff(Action.WRITE_OFF),
    "console_renewals": _staff(Action.SEE_INVOICES),
    "console_renewals_start": _staff(Action.RUN_RENEWALS),
    "console_renewals_stop": _staff(Action.RUN_RENEWALS),
    "console_reports": _staff(Action.SEE_REPORTS),
    "console_months": _staff(Action.SEE_REPORTS),
    "console_month_close": _staff(Action.CLOSE_BOOKS),
    "console_month_reopen": _staff(Action.CLOSE_BOOKS),
    "console_report": _staff(Action.SEE_REPORTS),
    "console_report_csv": _staff(Action.SEE_REPORTS),
    "console_report_mail": _staff(Action.SEE_REPORTS),
    "console_statement": _staff(Action.SEE_INVOICES),
    "console_statement_csv": _staff(Action.SEE_INVOICES),
    "console_events": _staff(Action.SEE_LOGS),
    "console_webhooks": _staff(Action.SEE_LOGS),
    "console_webhook": _staff(Action.SEE_LOGS),
    "console_webhook_new": _staff(Action.MANAGE_WEBHOOKS),
    "console_webhook_edit": _staff(Action.MANAGE_WEBHOOKS),
    "console_webhook_roll": _staff(Action.MANAGE_WEBHOOKS),
    "console_webhook_switch": _staff(Action.MANAGE_WEBHOOKS),
    "console_webhook_delete": _staff(Action.MANAGE_WEBHOOKS),
    "console_webhook_replay": _staff(Action.MANAGE_WEBHOOKS),
    "console_webhook_retry": _staff(Action.MANAGE_WEBHOOKS),
    "console_keys": _staff(Action.SEE_LOGS),
    "console_key": _staff(Action.SEE_LOGS),
    "console_key_new": _staff(Action.MANAGE_KEYS),
    "console_key_roll": _staff(Action.MANAGE_KEYS),
    "console_key_answer": _staff(Action.MANAGE_KEYS),
    "console_key_end": _staff(Action.MANAGE_KEYS),
    "console_requests": _staff(Action.SEE_LOGS),
    "console_request": _staff(Action.SEE_LOGS),
    "console_mails": _staff(Action.SEE),
    "console_mail": _staff(Action.SEE),
    "console_mail_html": _staff(Action.SEE),
    "console_mail_templates": _staff(Action.SEE),
    "console_mail_template": _staff(Action.SEE),
    "console_mail_template_html": _staff(Action.SEE),
    "console_sign_in_mails": _staff(Action.MANAGE_STAFF),
    "console_sign_in_mail": _staff(Action.MANAGE_STAFF),
    "console_clocks": _staff(Action.SEE, Action.MANAGE_CLOCKS),
    "console_clock": _staff(Action.SEE),
    "console_clock_advance": _staff(Action.MANAGE_CLOCKS),
    "console_staff": _staff(Action.SEE, Action.MANAGE_STAFF),
    "console_staff_revoke": _staff(Action.MANAGE_STAFF),
}
"""Every route by its name; allauth's own are all `account_*` and `mfa_*` and guard themselves."""
