"""Refusals: why a command did nothing, as values.

A command that may not go on returns or raises a `Refusal`: one code of one
list, the ways out, and the values a sentence about it can name. Nothing here
knows a language or a protocol: every door translates a refusal once, in the
language of the person who reads it.

    >>> refusal = refuse(RefusalCode.NO_FREE_SEAT, needed=8, free=6)
    >>> refusal.code.value, refusal.options
    ('no_free_seat', ('buy_seats', 'invite_fewer', 'contact'))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class RefusalCode(StrEnum):
    """The one list of codes. A code never changes its meaning; new ones may be added."""

    # seats and numbers
    NO_FREE_SEAT = "no_free_seat"
    PLAN_SEAT_MAXIMUM = "plan_seat_maximum"
    BELOW_MINIMUM = "below_minimum"
    WRONG_STEP = "wrong_step"
    BELOW_ASSIGNED = "below_assigned"
    DECREASE_NOT_ALLOWED_IN_TERM = "decrease_not_allowed_in_term"
    DECREASE_WINDOW_CLOSED = "decrease_window_closed"
    DECREASE_BY_CONTACT = "decrease_by_contact"
    REDUCTION_OPEN = "reduction_open"
    NOTHING_TO_CHANGE = "nothing_to_change"
    LEAVERS_INVALID = "leavers_invalid"
    SEAT_TYPE_MISSING = "seat_type_missing"
    SEAT_OCCUPIED = "seat_occupied"
    SEAT_NOT_IN_FORCE = "seat_not_in_force"

    # renewal and terms
    AUTO_RENEW_REQUIRED = "auto_renew_required"
    AUTO_RENEW_NOT_OFFERED = "auto_renew_not_offered"
    RENEWS_AUTOMATICALLY = "renews_automatically"
    TERM_ALREADY_ORDERED = "term_already_ordered"
    SUBSCRIPTION_ENDED = "subscription_ended"
    SUBSCRIPTION_INCOMPLETE = "subscription_incomplete"

    # who
    ROLE_NOT_ALLOWED = "role_not_allowed"
    SCOPE_MISSING = "scope_missing"
    SCOPE_NOT_YOURS = "scope_not_yours"
    LIVE_KEY_REQUIRED = "live_key_required"
    KEY_INVALID = "key_invalid"
    NO_ACCESS = "no_access"
    DEVICE_LIMIT = "device_limit"
    LEASE_OVER = "lease_over"
    LEASE_NOT_OFFERED = "lease_not_offered"
    MANAGED_CONTRACT = "managed_contract"
    ROLE_ALREADY_HELD = "role_already_held"
    ROLE_NOT_HELD = "role_not_held"
    LAST_OWNER = "last_owner"
    WRONG_PERSON = "wrong_person"
    SSO_NOT_CONNECTED = "sso_not_connected"
    SSO_ATTEMPT_OVER = "sso_attempt_over"
    SSO_PROVIDER_REFUSED = "sso_provider_refused"
    SSO_PROVIDER_AWAY = "sso_provider_away"
    SSO_ANSWER_INVALID = "sso_answer_invalid"
    SSO_ADDRESS_UNTRUSTED = "sso_address_untrusted"
    SSO_OTHER_SUBJECT = "sso_other_subject"
    SSO_NOT_ADMITTED = "sso_not_admitted"

    # quotes and plans
    QUOTE_EXPIRED = "quote_expired"
    QUOTE_STALE = "quote_stale"
    QUOTE_NOT_OPEN = "quote_not_open"
    ORDER_NOT_WAITING = "order_not_waiting"
    PLAN_NOT_COMPATIBLE = "plan_not_compatible"
    PRICE_MISSING = "price_missing"
    POLICY_INVALID = "policy_invalid"
    POLICY_CONTRADICTION = "policy_contradiction"
    PLAN_VERSION_PUBLISHED = "plan_version_published"

    # coupons
    COUPON_UNKNOWN = "coupon_unknown"
    COUPON_EXPIRED = "coupon_expired"
    COUPON_USED_UP = "coupon_used_up"
    COUPON_ALREADY_USED = "coupon_already_used"
    COUPON_FOR_FIRST_PURCHASE = "coupon_for_first_purchase"
    COUPON_NOT_FOR_THIS_PLAN = "coupon_not_for_this_plan"
    COUPON_WRONG_CURRENCY = "coupon_wrong_currency"
    COUPON_CANNOT_HOLD = "coupon_cannot_hold"

    # payment
    PAYMENT_DECLINED = "payment_declined"
    PAYMENT_REQUIRED = "payment_required"
    PAYMENT_PENDING = "payment_pending"
    PAYMENT_METHOD_REQUIRED = "payment_method_required"
    PAYMENT_METHOD_NOT_SAVED = "payment_method_not_saved"
    AMOUNT_NOT_CARRIED = "amount_not_carried"
    TAX_ID_REQUIRED = "tax_id_required"
    TAX_ID_INVALID = "tax_id_invalid"
    REGISTRATION_NUMBER_INVALID = "registration_number_invalid"
    TAX_UNDECIDED = "tax_undecided"
    OUTSTANDING_INVOICES = "outstanding_invoices"
    NOTHING_TO_PAY = "nothing_to_pay"
    NOTHING_TO_REFUND = "nothing_to_refund"
    CURRENCY_MISMATCH = "currency_mismatch"
    PAYMENT_NOT_REVERSIBLE = "payment_not_reversible"
    CREDIT_SPENT = "credit_spent"
    PAYMENT_NOT_LINKABLE = "payment_not_linkable"
    PAYMENT_ALREADY_RECORDED = "payment_already_recorded"
    DISPUTE_NOT_TO_BOOK = "dispute_not_to_book"
    ABOVE_WHAT_IS_LEFT = "above_what_is_left"
    CREDIT_MISSING = "credit_missing"
    GOODWILL_TOO_LARGE = "goodwill_too_large"
    GATEWAY_AWAY = "gateway_away"
    MONTH_NOT_OVER = "month_not_over"
    MONTH_IS_CLOSED = "month_is_closed"
    MONTH_IS_OPEN = "month_is_open"

    # joining with an own paid plan
    OWN_PLAN_CHOICE_REQUIRED = "own_plan_choice_required"
    OWN_PLAN_NOT_ALLOWED = "own_plan_not_allowed"
    NOT_SOLE_MEMBER = "not_sole_member"
    UNDO_WINDOW_CLOSED = "undo_window_closed"
    CLOCKS_DIFFER = "clocks_differ"

    # people, assignments, invitations, requests
    USER_NOT_REGISTERED = "user_not_registered"
    NAMES_REQUIRED = "names_required"
    ADDRESS_INVALID = "address_invalid"
    ALREADY_ASSIGNED = "already_assigned"
    NOT_ASSIGNED = "not_assigned"
    BASE_SEAT_REQUIRED = "base_seat_required"
    REASSIGN_TOO_SOON = "reassign_too_soon"
    REASSIGN_LIMIT = "reassign_limit"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_CANCELED = "invitation_canceled"
    INVITATION_SUPERSEDED = "invitation_superseded"
    INVITATION_NOT_OPEN = "invitation_not_open"
    REQUEST_NOT_OPEN = "request_not_open"

    # safety, form and protocol
    ACCOUNT_PARKED = "account_parked"
    ACCOUNT_CLOSED = "account_closed"
    CLOCK_BACKWARDS = "clock_backwards"
    QUANTITY_INVALID = "quantity_invalid"
    AMOUNT_INVALID = "amount_invalid"
    STATEMENT_UNREADABLE = "statement_unreadable"
    ENTRY_NOT_OPEN = "entry_not_open"
    DATE_INVALID = "date_invalid"
    BODY_TOO_LONG = "body_too_long"
    MEDIA_TYPE = "media_type"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_INVALID = "field_invalid"
    FIELD_REPEATED = "field_repeated"
    ALREADY_EXISTS = "already_exists"
    NOT_FOUND = "not_found"
    VERSION_CONFLICT = "version_conflict"
    IDEMPOTENCY_KEY_MISSING = "idempotency_key_missing"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    IDEMPOTENCY_IN_PROGRESS = "idempotency_in_progress"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    RATE_LIMITED = "rate_limited"


class WayOut(StrEnum):
    """What a person who was refused can do next; a refusal lists some of them."""

    ACCEPT_NEW_QUOTE = "accept_new_quote"
    ADD_METHOD = "add_method"
    ADD_NAMES = "add_names"
    ADD_TAX_ID = "add_tax_id"
    ASK_FOR_NEW_INVITATION = "ask_for_new_invitation"
    ASK_FOR_QUOTE = "ask_for_quote"
    ASK_FOR_SEAT = "ask_for_seat"
    ASSIGN_BASE = "assign_base"
    BUY_SEATS = "buy_seats"
    CANCEL_INVITATION = "cancel_invitation"
    CHOOSE_OTHER = "choose_other"
    CHECK_OUT = "check_out"
    CONTACT = "contact"
    CONTACT_PERSON = "contact_person"
    CORRECT_ADDRESS = "correct_address"
    CORRECT_VALUE = "correct_value"
    INVITE_AGAIN = "invite_again"
    INVITE_FEWER = "invite_fewer"
    JOIN_WAITLIST = "join_waitlist"
    KEEP_OWN_ACCOUNT = "keep_own_account"
    KEEP_TARGET = "keep_target"
    LOOK_AGAIN = "look_again"
    ORDER_WITHOUT_COUPON = "order_without_coupon"
    OTHER_METHOD = "other_method"
    PAY = "pay"
    REFUND = "refund"
    RELEASE_DEVICE = "release_device"
    REMOVE_MEMBERS = "remove_members"
    RENEW = "renew"
    RESEND = "resend"
    SAVE_METHOD = "save_method"
    SEE_ACCESS = "see_access"
    SEE_INVOICES = "see_invoices"
    SEE_MEMBERS = "see_members"
    SEE_REQUESTS = "see_requests"
    SEE_SUBSCRIPTIONS = "see_subscriptions"
    SEND_REGISTRATION_LINK = "send_registration_link"
    SHIFT_TARGET = "shift_target"
    START_OVER = "start_over"
    SWITCH_ACCOUNT = "switch_account"
    SWITCH_COMPANY = "switch_company"
    TRANSFER = "transfer"
    TRANSFER_OWNERSHIP = "transfer_ownership"
    TRY_AGAIN = "try_again"
    TURN_OFF_AUTO_RENEW = "turn_off_auto_renew"
    TURN_ON_AUTO_RENEW = "turn_on_auto_renew"
    UNASSIGN = "unassign"
    UPGRADE_PLAN = "upgrade_plan"
    USE_NEWEST_LINK = "use_newest_link"
    WAIT_UNTIL = "wait_until"


_C = RefusalCode
_W = WayOut

DEFAULT_OPTIONS: Final[Mapping[RefusalCode, tuple[WayOut, ...]]] = MappingProxyType(
    {
        _C.NO_FREE_SEAT: (_W.BUY_SEATS, _W.INVITE_FEWER, _W.CONTACT),
        _C.PLAN_SEAT_MAXIMUM: (_W.UPGRADE_PLAN, _W.CONTACT),
        _C.BELOW_ASSIGNED: (_W.UNASSIGN, _W.CANCEL_INVITATION),
        _C.DECREASE_NOT_ALLOWED_IN_TERM: (_W.WAIT_UNTIL, _W.TURN_OFF_AUTO_RENEW, _W.CONTACT),
        _C.DECREASE_WINDOW_CLOSED: (_W.WAIT_UNTIL, _W.CONTACT),
        _C.DECREASE_BY_CONTACT: (_W.CONTACT,),
        _C.REDUCTION_OPEN: (_W.KEEP_TARGET, _W.SHIFT_TARGET),
        _C.NOTHING_TO_CHANGE: (_W.CHOOSE_OTHER,),
        _C.LEAVERS_INVALID: (_W.CHOOSE_OTHER, _W.SEE_MEMBERS),
        _C.SEAT_TYPE_MISSING: (_W.CHOOSE_OTHER,),
        _C.SEAT_OCCUPIED: (_W.CHOOSE_OTHER, _W.UNASSIGN),
        _C.SEAT_NOT_IN_FORCE: (_W.CHOOSE_OTHER, _W.WAIT_UNTIL),
        _C.AUTO_RENEW_REQUIRED: (_W.TURN_ON_AUTO_RENEW,),
        _C.AUTO_RENEW_NOT_OFFERED: (_W.RENEW,),
        _C.RENEWS_AUTOMATICALLY: (_W.TURN_OFF_AUTO_RENEW,),
        _C.TERM_ALREADY_ORDERED: (_W.WAIT_UNTIL, _W.SEE_SUBSCRIPTIONS),
        _C.SUBSCRIPTION_ENDED: (_W.RENEW,),
        _C.SUBSCRIPTION_INCOMPLETE: (_W.PAY,),
        _C.ROLE_NOT_ALLOWED: (_W.ASK_FOR_SEAT, _W.CONTACT_PERSON),
        _C.MANAGED_CONTRACT: (_W.ASK_FOR_QUOTE, _W.CONTACT),
        _C.SCOPE_MISSING: (_W.CHOOSE_OTHER,),
        _C.SCOPE_NOT_YOURS: (_W.CHOOSE_OTHER, _W.CONTACT_PERSON),
        _C.LIVE_KEY_REQUIRED: (_W.CHOOSE_OTHER,),
        _C.KEY_INVALID: (_W.CHOOSE_OTHER,),
        _C.NO_ACCESS: (_W.ASK_FOR_SEAT,),
        _C.DEVICE_LIMIT: (_W.RELEASE_DEVICE,),
        _C.LEASE_OVER: (_W.CHECK_OUT,),
        _C.LEASE_NOT_OFFERED: (_W.CONTACT,),
        _C.ROLE_ALREADY_HELD: (_W.SEE_MEMBERS,),
        _C.ROLE_NOT_HELD: (_W.SEE_MEMBERS,),
        _C.LAST_OWNER: (_W.TRANSFER_OWNERSHIP,),
        _C.WRONG_PERSON: (_W.SWITCH_ACCOUNT,),
        _C.SSO_NOT_CONNECTED: (_W.CORRECT_VALUE,),
        _C.SSO_ATTEMPT_OVER: (_W.START_OVER,),
        _C.SSO_PROVIDER_REFUSED: (_W.START_OVER,),
        _C.SSO_PROVIDER_AWAY: (_W.TRY_AGAIN,),
        _C.SSO_ANSWER_INVALID: (_W.START_OVER,),
        _C.SSO_ADDRESS_UNTRUSTED: (_W.CONTACT_PERSON,),
        _C.SSO_OTHER_SUBJECT: (_W.CONTACT_PERSON,),
        _C.SSO_NOT_ADMITTED: (_W.CONTACT_PERSON,),
        _C.QUOTE_EXPIRED: (_W.ACCEPT_NEW_QUOTE,),
        _C.QUOTE_STALE: (_W.ACCEPT_NEW_QUOTE,),
        _C.QUOTE_NOT_OPEN: (_W.ACCEPT_NEW_QUOTE, _W.SEE_SUBSCRIPTIONS),
        _C.ORDER_NOT_WAITING: (_W.SEE_SUBSCRIPTIONS,),
        _C.PLAN_NOT_COMPATIBLE: (_W.CONTACT,),
        _C.PRICE_MISSING: (_W.CONTACT,),
        _C.POLICY_INVALID: (_W.CORRECT_VALUE,),
        _C.POLICY_CONTRADICTION: (_W.CORRECT_VALUE,),
        _C.COUPON_UNKNOWN: (_W.CORRECT_VALUE, _W.CONTACT),
        _C.COUPON_EXPIRED: (_W.ORDER_WITHOUT_COUPON, _W.CONTACT),
        _C.COUPON_USED_UP: (_W.ORDER_WITHOUT_COUPON, _W.CONTACT),
        _C.COUPON_ALREADY_USED: (_W.ORDER_WITHOUT_COUPON, _W.CONTACT),
        _C.COUPON_FOR_FIRST_PURCHASE: (_W.ORDER_WITHOUT_COUPON, _W.CONTACT),
        _C.COUPON_NOT_FOR_THIS_PLAN: (_W.ORDER_WITHOUT_COUPON, _W.CONTACT),
        _C.COUPON_WRONG_CURRENCY: (_W.ORDER_WITHOUT_COUPON, _W.CONTACT),
        _C.COUPON_CANNOT_HOLD: (_W.CORRECT_VALUE,),
        _C.PAYMENT_DECLINED: (_W.PAY, _W.OTHER_METHOD),
        _C.PAYMENT_REQUIRED: (_W.PAY, _W.OTHER_METHOD),
        _C.PAYMENT_PENDING: (_W.PAY, _W.OTHER_METHOD),
        _C.PAYMENT_METHOD_REQUIRED: (_W.ADD_METHOD,),
        _C.PAYMENT_METHOD_NOT_SAVED: (_W.SAVE_METHOD,),
        _C.AMOUNT_NOT_CARRIED: (_W.OTHER_METHOD, _W.CONTACT),
        _C.TAX_ID_REQUIRED: (_W.ADD_TAX_ID,),
        _C.TAX_ID_INVALID: (_W.ADD_TAX_ID,),
        _C.REGISTRATION_NUMBER_INVALID: (_W.CORRECT_VALUE,),
        _C.TAX_UNDECIDED: (_W.CONTACT,),
        _C.OUTSTANDING_INVOICES: (_W.PAY,),
        _C.NOTHING_TO_PAY: (_W.SEE_INVOICES,),
        _C.NOTHING_TO_REFUND: (_W.CONTACT,),
        _C.CURRENCY_MISMATCH: (_W.CORRECT_VALUE,),
        _C.OWN_PLAN_CHOICE_REQUIRED: (_W.REFUND, _W.TRANSFER),
        _C.OWN_PLAN_NOT_ALLOWED: (_W.KEEP_OWN_ACCOUNT,),
        _C.NOT_SOLE_MEMBER: (_W.REMOVE_MEMBERS,),
        _C.UNDO_WINDOW_CLOSED: (_W.CONTACT,),
        _C.CLOCKS_DIFFER: (_W.CONTACT,),
        _C.USER_NOT_REGISTERED: (_W.SEND_REGISTRATION_LINK, _W.CORRECT_ADDRESS),
        _C.NAMES_REQUIRED: (_W.ADD_NAMES,),
        _C.ADDRESS_INVALID: (_W.CORRECT_ADDRESS,),
        _C.ALREADY_ASSIGNED: (_W.RESEND,),
        _C.NOT_ASSIGNED: (_W.CORRECT_ADDRESS, _W.SEE_MEMBERS),
        _C.BASE_SEAT_REQUIRED: (_W.ASSIGN_BASE,),
        _C.REASSIGN_TOO_SOON: (_W.WAIT_UNTIL,),
        _C.REASSIGN_LIMIT: (_W.WAIT_UNTIL,),
        _C.INVITATION_EXPIRED: (_W.ASK_FOR_NEW_INVITATION,),
        _C.INVITATION_CANCELED: (_W.ASK_FOR_NEW_INVITATION,),
        _C.INVITATION_SUPERSEDED: (_W.USE_NEWEST_LINK,),
        _C.INVITATION_NOT_OPEN: (_W.INVITE_AGAIN,),
        _C.REQUEST_NOT_OPEN: (_W.SEE_REQUESTS,),
        _C.ACCOUNT_PARKED: (_W.CONTACT,),
        _C.ACCOUNT_CLOSED: (_W.CONTACT,),
        _C.CLOCK_BACKWARDS: (_W.CORRECT_VALUE,),
        _C.QUANTITY_INVALID: (_W.CORRECT_VALUE,),
        _C.AMOUNT_INVALID: (_W.CORRECT_VALUE,),
        _C.STATEMENT_UNREADABLE: (_W.START_OVER,),
        _C.ENTRY_NOT_OPEN: (_W.LOOK_AGAIN,),
        _C.PAYMENT_NOT_REVERSIBLE: (_W.LOOK_AGAIN,),
        _C.CREDIT_SPENT: (_W.LOOK_AGAIN,),
        _C.PAYMENT_NOT_LINKABLE: (_W.LOOK_AGAIN,),
        _C.PAYMENT_ALREADY_RECORDED: (_W.LOOK_AGAIN,),
        _C.DISPUTE_NOT_TO_BOOK: (_W.LOOK_AGAIN,),
        _C.ABOVE_WHAT_IS_LEFT: (_W.LOOK_AGAIN,),
        _C.CREDIT_MISSING: (_W.LOOK_AGAIN,),
        _C.GOODWILL_TOO_LARGE: (_W.CORRECT_VALUE,),
        _C.GATEWAY_AWAY: (_W.TRY_AGAIN,),
        _C.MONTH_NOT_OVER: (_W.CORRECT_VALUE,),
        _C.MONTH_IS_CLOSED: (_W.LOOK_AGAIN,),
        _C.MONTH_IS_OPEN: (_W.LOOK_AGAIN,),
        _C.DATE_INVALID: (_W.CORRECT_VALUE,),
        _C.BODY_TOO_LONG: (_W.CORRECT_VALUE,),
        _C.MEDIA_TYPE: (_W.CORRECT_VALUE,),
        _C.FIELD_UNKNOWN: (_W.CORRECT_VALUE,),
        _C.FIELD_INVALID: (_W.CORRECT_VALUE,),
        _C.FIELD_REPEATED: (_W.CORRECT_VALUE,),
        _C.ALREADY_EXISTS: (_W.CHOOSE_OTHER,),
        _C.NOT_FOUND: (_W.CORRECT_VALUE, _W.SWITCH_COMPANY),
        _C.VERSION_CONFLICT: (_W.LOOK_AGAIN,),
        _C.IDEMPOTENCY_KEY_REUSED: (_W.START_OVER,),
        _C.IDEMPOTENCY_IN_PROGRESS: (_W.TRY_AGAIN,),
        _C.METHOD_NOT_ALLOWED: (_W.CORRECT_VALUE,),
        _C.RATE_LIMITED: (_W.WAIT_UNTIL,),
    },
)
"""The usual ways out of a code; a service narrows them where it knows better.

`below_minimum` and `wrong_step` have none here: their ways out are the nearest
allowed numbers, given by whoever refuses (`Refusal(..., options=("5", "10"))`).
"""

FACTS: Final[Mapping[RefusalCode, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {
        _C.NO_FREE_SEAT: (("needed", "free"),),
        _C.PLAN_SEAT_MAXIMUM: (("maximum",), ("wanted",)),
        _C.BELOW_MINIMUM: (("minimum",), ("wanted",)),
        _C.WRONG_STEP: (("step", "wanted"),),
        _C.BELOW_ASSIGNED: (("assigned", "wanted"),),
        _C.DECREASE_NOT_ALLOWED_IN_TERM: (("until",),),
        _C.DECREASE_WINDOW_CLOSED: (("opens_on",),),
        _C.REDUCTION_OPEN: (("target", "effective_on"),),
        _C.LEAVERS_INVALID: (("people",),),
        _C.SEAT_TYPE_MISSING: (("seat_type", "known"),),
        _C.SEAT_OCCUPIED: (("person",),),
        _C.SEAT_NOT_IN_FORCE: (("starts_on",), ("ended_on",)),
        _C.TERM_ALREADY_ORDERED: (("starts_on",),),
        _C.SUBSCRIPTION_ENDED: (("ended_on",),),
        _C.ROLE_NOT_ALLOWED: (("roles",), ("people",), ("staff",)),
        _C.SCOPE_MISSING: (("scope",),),
        _C.SCOPE_NOT_YOURS: (("scopes",), ("staff",)),
        _C.DEVICE_LIMIT: (("limit",), ("devices",)),
        _C.LEASE_OVER: (("ended_at",),),
        _C.ROLE_ALREADY_HELD: (("person", "role"),),
        _C.ROLE_NOT_HELD: (("person", "role"),),
        _C.WRONG_PERSON: (("email",),),
        _C.QUOTE_EXPIRED: (("expired_at",),),
        _C.QUOTE_STALE: (("old_due", "new_due"),),
        _C.PRICE_MISSING: (("seat_type", "currency"),),
        _C.POLICY_INVALID: (("problems",),),
        _C.POLICY_CONTRADICTION: (("fields",),),
        _C.PAYMENT_DECLINED: (("amount", "method"),),
        _C.PAYMENT_REQUIRED: (("amount",),),
        _C.PAYMENT_PENDING: (("amount",),),
        _C.PAYMENT_METHOD_NOT_SAVED: (("method",),),
        _C.AMOUNT_NOT_CARRIED: (("amount",), ("step",)),
        _C.TAX_ID_INVALID: (("tax_id",),),
        _C.REGISTRATION_NUMBER_INVALID: (("registration_number",),),
        _C.OUTSTANDING_INVOICES: (("amount",), ("invoices",)),
        _C.COUPON_WRONG_CURRENCY: (("expected", "got"),),
        _C.COUPON_CANNOT_HOLD: (("plan",),),
        _C.CURRENCY_MISMATCH: (("expected", "got"),),
        _C.CREDIT_SPENT: (("amount",),),
        _C.PAYMENT_ALREADY_RECORDED: (("recorded_on",),),
        _C.ABOVE_WHAT_IS_LEFT: (("amount",),),
        _C.CREDIT_MISSING: (("amount",),),
        _C.MONTH_NOT_OVER: (("month",),),
        _C.MONTH_IS_CLOSED: (("month",),),
        _C.MONTH_IS_OPEN: (("month",),),
        _C.GOODWILL_TOO_LARGE: (("amount",),),
        _C.OWN_PLAN_CHOICE_REQUIRED: (("amount",),),
        _C.UNDO_WINDOW_CLOSED: (("closed_at",),),
        _C.USER_NOT_REGISTERED: (("email",),),
        _C.NAMES_REQUIRED: (("email",),),
        _C.ADDRESS_INVALID: (("email",),),
        _C.ALREADY_ASSIGNED: (("person",),),
        _C.NOT_ASSIGNED: (("person",),),
        _C.BASE_SEAT_REQUIRED: (("base",),),
        _C.REASSIGN_TOO_SOON: (("free_at",),),
        _C.REASSIGN_LIMIT: (("limit", "until"),),
        _C.INVITATION_EXPIRED: (("expired_at",),),
        _C.QUANTITY_INVALID: (("given",),),
        _C.AMOUNT_INVALID: (("given",),),
        _C.STATEMENT_UNREADABLE: (("problem",), ("line",)),
        _C.DATE_INVALID: (("given",),),
        _C.BODY_TOO_LONG: (("limit",),),
        _C.MEDIA_TYPE: (("given",),),
        _C.FIELD_UNKNOWN: (("field",), ("nearest",)),
        _C.FIELD_INVALID: (("field",),),
        _C.FIELD_REPEATED: (("field",),),
        _C.NOT_FOUND: (("name",),),
        _C.ACCOUNT_CLOSED: (("closed_at",),),
        _C.RATE_LIMITED: (("retry_at",),),
    },
)
"""Which values a code can name, in groups: a group is said only when it is given whole.

`*_on` are dates, `*_at` aware instants, `until` and `opens_on` dates of the
account's time zone; `amount`, `old_due`, `new_due` are Money; `roles` a tuple of
roles; `people`, `invoices`, `fields`, `problems`, `known` tuples of strings;
`minimum`, `maximum`, `wanted`, `needed`, `free`, `assigned`, `target`, `step`,
`limit` integers.
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command did nothing.

    `options` are the ways out in the order they are worth trying, mostly words
    of `WayOut`, for `below_minimum` and `wrong_step` the nearest allowed numbers.
    `values` are what a sentence can name (see `FACTS`) or a door wants to show.
    """

    code: RefusalCode
    options: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict[str, object], hash=False)


def refuse(
    code: RefusalCode, /, *, options: tuple[str, ...] | None = None, **values: object
) -> Refusal:
    """Return the refusal with the given values; without `options`, the usual ones of its code."""
    usual = DEFAULT_OPTIONS.get(code, ())
    chosen = tuple(str(option) for option in (usual if options is None else options))
    return Refusal(code=code, options=chosen, values=values)


class Refused(Exception):
    """Carries a refusal out of a command, so that its transaction rolls back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code.value)
        self.refusal = refusal
