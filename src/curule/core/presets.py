"""The five presets: policies of the systems that Curule learned from, whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from curule.core.policy.model import SeatPolicy
from curule.core.policy.seat_types import SeatTypeTerms
from curule.core.policy.words import NamedNoun

_ONLINE_ONLY: Final[Mapping[str, object]] = {
    "online": "full",
    "reseller": "contact",
    "corporate": "contact",
}
_SUSPENDED_AFTER_15_DAYS: Final = [{"days": 15, "access": True}, {"days": 30, "access": False}]

_TUTKIT: Final[Mapping[str, object]] = {
    "who": {
        "change_roles": ["owner"],
        "assign_roles": ["owner"],
        "self_service": _ONLINE_ONLY,
        "requires_auto_renew": False,
    },
    "quantity": {
        "min_seats": 1,
        "max_seats": 10,
        "step": 1,
        "at_max": ["upgrade_plan", "contact"],
        "when_full": "offer_seats",
        "quantity_input": "delta",
    },
    "increase": {
        "effective": "on_payment",
        "charge": "prorated",
        "bill": "now",
        "open_reduction": "ask",
    },
    "proration": {"unit": "day", "lines": "net"},
    "anchor": {"at": "start", "first_period": "prorated", "on_change": "keep"},
    "decrease": {
        "allowed": "never_in_term",
        "effective": "at_renewal",
        "money": "none",
        "last_day": "paid",
        "occupied": "choose",
    },
    "renewal": {"mode": "automatic", "assignments": "carry_over", "reminder_days": [30, 7]},
    "term": {"starts": "on_payment", "length": None, "trial_days": 0},
    "unpaid": {"grace": [{"days": 30, "access": False}], "blocks": []},
    "payment": {
        "method": "ask",
        "other_method_saved_first": False,
        "due_days": 14,
        "tax_id": "never",
    },
    "assignment": {
        "mode": "invitation",
        "identity": "email_and_names",
        "invitation_days": 14,
        "resend_resets": True,
        "old_link_dies": True,
        "holds_seat": True,
        "buyer_takes_seat": True,
        "duplicate": "refuse",
        "reassign": "unlimited",
        "auto_assign": "off",
    },
    "joining": {"own_plan": "refuse", "requires": [], "undo_hours": 0},
    "price": {"model": "flat"},
    "people": {"inactive_after_days": 90, "reclaim": "none"},
    "words": {"seat_noun": "place"},
}

_AUTODESK: Final[Mapping[str, object]] = {
    "who": {
        "change_roles": ["contract_manager"],
        "assign_roles": ["owner", "admin"],
        "self_service": _ONLINE_ONLY,
        "requires_auto_renew": True,
    },
    "quantity": {
        "min_seats": 1,
        "max_seats": None,
        "step": 1,
        "at_max": ["contact"],
        "when_full": "refuse",
        "quantity_input": "total",
    },
    "increase": {
        "effective": "on_order",
        "charge": "prorated",
        "bill": "now",
        "open_reduction": "ask",
    },
    "proration": {"unit": "day", "lines": "net"},
    "anchor": {"at": "start", "first_period": "prorated", "on_change": "keep"},
    "decrease": {
        "allowed": "any_time",
        "effective": "at_renewal",
        "money": "none",
        "last_day": "paid",
        "occupied": "choose",
    },
    "renewal": {"mode": "automatic", "assignments": "carry_over", "reminder_days": [45, 30, 4]},
    "term": {"starts": "on_order", "length": None, "trial_days": 0},
    "unpaid": {"grace": _SUSPENDED_AFTER_15_DAYS, "blocks": []},
    "payment": {
        "method": "on_file",
        "other_method_saved_first": True,
        "due_days": 14,
        "tax_id": "never",
    },
    "assignment": {
        "mode": "direct",
        "identity": "email_and_names",
        "invitation_days": 7,
        "resend_resets": True,
        "old_link_dies": True,
        "holds_seat": True,
        "buyer_takes_seat": False,
        "duplicate": "ignore",
        "reassign": "unlimited",
        "auto_assign": "off",
    },
    "joining": {"own_plan": "keep_both", "requires": [], "undo_hours": 0},
    "price": {"model": "flat"},
    "people": {"inactive_after_days": 90, "reclaim": "none"},
    "words": {"seat_noun": "seat"},
}

_ZOOM: Final[Mapping[str, object]] = {
    "who": {
        "change_roles": ["owner", "admin"],
        "assign_roles": ["owner", "admin"],
        "self_service": _ONLINE_ONLY,
        "requires_auto_renew": False,
    },
    "quantity": {
        "min_seats": 1,
        "max_seats": None,
        "step": 1,
        "at_max": ["contact"],
        "when_full": "offer_seats",
        "quantity_input": "total",
    },
    "increase": {
        "effective": "on_order",
        "charge": "prorated",
        "bill": "now",
        "open_reduction": "ask",
    },
    "proration": {"unit": "day", "lines": "credit_and_charge"},
    "anchor": {"at": "start", "first_period": "prorated", "on_change": "keep"},
    "decrease": {
        "allowed": "any_time",
        "effective": "at_renewal",
        "money": "none",
        "last_day": "paid",
        "occupied": "refuse",
    },
    "renewal": {"mode": "automatic", "assignments": "carry_over", "reminder_days": [30, 7]},
    "term": {"starts": "on_order", "length": None, "trial_days": 0},
    "unpaid": {"grace": _SUSPENDED_AFTER_15_DAYS, "blocks": ["add", "reduce"]},
    "payment": {
        "method": "on_file",
        "other_method_saved_first": False,
        "due_days": 14,
        "tax_id": "never",
    },
    "assignment": {
        "mode": "invitation",
        "identity": "email",
        "invitation_days": 30,
        "resend_resets": True,
        "old_link_dies": False,
        "holds_seat": True,
        "buyer_takes_seat": False,
        "duplicate": "refuse",
        "reassign": "unlimited",
        "auto_assign": "off",
    },
    "joining": {
        "own_plan": "settle",
        "requires": ["no_unpaid_invoice", "sole_member"],
        "undo_hours": 72,
    },
    "price": {"model": "flat"},
    "people": {"inactive_after_days": 90, "reclaim": "none"},
    "words": {"seat_noun": "licence"},
}

_LICENCE_PORTAL: Final[Mapping[str, object]] = {
    "who": {
        "change_roles": ["owner", "admin"],
        "assign_roles": ["owner", "admin"],
        "self_service": _ONLINE_ONLY,
        "requires_auto_renew": False,
    },
    "quantity": {
        "min_seats": 1,
        "max_seats": None,
        "step": 1,
        "at_max": ["contact"],
        "when_full": "offer_seats",
        "quantity_input": "delta",
    },
    "increase": {
        "effective": "on_payment",
        "charge": "own_term",
        "bill": "now",
        "open_reduction": "ask",
    },
    "proration": {"unit": "day", "lines": "net"},
    "anchor": {"at": "start", "first_period": "prorated", "on_change": "keep"},
    "decrease": {
        "allowed": "never_in_term",
        "effective": "at_renewal",
        "money": "none",
        "last_day": "paid",
        "occupied": "choose",
    },
    "renewal": {"mode": "manual", "assignments": "reissue", "reminder_days": [60, 30, 7, 1]},
    "term": {"starts": "on_payment", "length": None, "trial_days": 0},
    # An order that is not paid never starts, so nothing is ever granted unpaid.
    "unpaid": {"grace": [], "blocks": []},
    "payment": {
        "method": "invoice",
        "other_method_saved_first": False,
        "due_days": 14,
        "tax_id": "always",
    },
    "assignment": {
        "mode": "registered_person",
        "identity": "email",
        "invitation_days": 14,
        "resend_resets": True,
        "old_link_dies": True,
        "holds_seat": True,
        "buyer_takes_seat": False,
        "duplicate": "refuse",
        "reassign": "unlimited",
        "auto_assign": "off",
    },
    "joining": {"own_plan": "keep_both", "requires": [], "undo_hours": 0},
    "price": {"model": "flat"},
    "people": {"inactive_after_days": 90, "reclaim": "none"},
    "words": {"seat_noun": "licence"},
}

_GOTOASSIST: Final[Mapping[str, object]] = {
    "who": {
        "change_roles": ["billing_contact"],
        "assign_roles": ["owner", "admin"],
        "self_service": {"online": "full", "reseller": "contact", "corporate": "quote_only"},
        "requires_auto_renew": False,
    },
    "quantity": {
        "min_seats": 1,
        "max_seats": None,
        "step": 1,
        "at_max": ["contact"],
        "when_full": "offer_seats",
        "quantity_input": "total",
    },
    "increase": {
        "effective": "on_order",
        "charge": "new_period_minus_unused",
        "bill": "now",
        "open_reduction": "ask",
    },
    "proration": {"unit": "day", "lines": "credit_and_charge"},
    "anchor": {"at": "start", "first_period": "prorated", "on_change": "reset_to_change"},
    "decrease": {
        "allowed": "any_time",
        "effective": "now",
        "money": "account_credit",
        "last_day": "paid",
        "occupied": "refuse",
    },
    "renewal": {"mode": "automatic", "assignments": "carry_over", "reminder_days": [7]},
    "term": {"starts": "on_order", "length": None, "trial_days": 0},
    "unpaid": {"grace": _SUSPENDED_AFTER_15_DAYS, "blocks": []},
    "payment": {
        "method": "ask",
        "other_method_saved_first": False,
        "due_days": 14,
        "tax_id": "on_price_increase",
    },
    "assignment": {
        "mode": "direct",
        "identity": "email_and_names",
        "invitation_days": 14,
        "resend_resets": True,
        "old_link_dies": True,
        "holds_seat": True,
        "buyer_takes_seat": False,
        "duplicate": "refuse",
        "reassign": "unlimited",
        "auto_assign": "off",
    },
    "joining": {"own_plan": "keep_both", "requires": [], "undo_hours": 0},
    "price": {"model": "flat"},
    "people": {"inactive_after_days": 90, "reclaim": "none"},
    "words": {"seat_noun": "seat"},
}

PRESETS: Final[Mapping[str, SeatPolicy]] = MappingProxyType(
    {
        "tutkit": SeatPolicy.from_mapping(_TUTKIT),
        "autodesk": SeatPolicy.from_mapping(_AUTODESK),
        "zoom": SeatPolicy.from_mapping(_ZOOM),
        "licence_portal": SeatPolicy.from_mapping(_LICENCE_PORTAL),
        "gotoassist": SeatPolicy.from_mapping(_GOTOASSIST),
    },
)
"""The presets by name; a plan takes one and overrides what it wants."""


def _one_type(name: str, preset: str, noun: NamedNoun | None = None) -> SeatTypeTerms:
    quantity = PRESETS[preset].quantity
    return SeatTypeTerms(
        name=name,
        min=quantity.min_seats,
        max=quantity.max_seats,
        step=quantity.step,
        noun=noun,
    )


PRESET_SEAT_TYPES: Final[Mapping[str, tuple[SeatTypeTerms, ...]]] = MappingProxyType(
    {
        "tutkit": (_one_type("participant", "tutkit"),),
        "autodesk": (_one_type("seat", "autodesk"),),
        "zoom": (
            _one_type("licensed", "zoom"),
            SeatTypeTerms(name="basic", min=0, max=None, step=1, unlimited=True),
        ),
        "licence_portal": (_one_type("licence", "licence_portal"),),
        "gotoassist": (
            _one_type("organizer", "gotoassist", NamedNoun.ORGANISER),
            _one_type("agent", "gotoassist", NamedNoun.AGENT),
            _one_type("expert", "gotoassist", NamedNoun.EXPERT),
        ),
    },
)
"""The seat types that a preset suggests; a plan prices those that it sells."""
