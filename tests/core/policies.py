"""Policies of every shape, in their written form, for laws and tables."""

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from curule.core.policy import NamedNoun, SeatPolicy, SeatTypeTerms
from curule.core.presets import PRESETS

OWN_NOUN: Final = {
    "en": {"one": "desk", "plural": "desks"},
    "fr": {"gender": "masculine", "one": "bureau", "plural": "bureaux"},
    "de": {"gender": "masculine", "one": "Tisch", "plural": "Tische"},
    "ru": {
        "gender": "masculine",
        "one": "стол",
        "few": "стола",
        "many": "столов",
        "plural": "столы",
    },
}

_ROLES: Final = ("owner", "contract_manager", "billing_contact", "admin")
_SOME_ROLES: Final[tuple[object, ...]] = (
    [],
    ["owner"],
    ["admin"],
    ["contract_manager", "billing_contact"],
    [*_ROLES],
)
_SELF_SERVICE: Final = ("full", "quote_only", "contact")
_YES_NO: Final = (False, True)

VALUES: Final[Mapping[str, tuple[object, ...]]] = {
    "who.change_roles": _SOME_ROLES,
    "who.assign_roles": _SOME_ROLES,
    "who.self_service.online": _SELF_SERVICE,
    "who.self_service.reseller": _SELF_SERVICE,
    "who.self_service.corporate": _SELF_SERVICE,
    "who.requires_auto_renew": _YES_NO,
    "quantity.min_seats": (0, 1, 2, 10, 21),
    "quantity.max_seats": (None, 1, 10, 50),
    "quantity.step": (1, 5),
    "quantity.at_max": ([], ["contact"], ["upgrade_plan"], ["upgrade_plan", "contact"]),
    "quantity.when_full": (
        "refuse",
        "offer_seats",
        "waitlist",
        "request",
        "auto_buy_up_to(30)",
        "auto_buy_up_to(31)",
    ),
    "quantity.quantity_input": ("delta", "total"),
    "increase.effective": ("on_order", "on_payment", "at_renewal"),
    "increase.charge": (
        "prorated",
        "full_price",
        "new_period_minus_unused",
        "new_period",
        "own_term",
        "none_until_renewal",
    ),
    "increase.bill": ("now", "next_invoice"),
    "increase.open_reduction": ("ask", "keep_target", "shift_target", "drop_target"),
    "proration.unit": ("second", "day", "thirty_360"),
    "proration.lines": ("net", "credit_and_charge"),
    "anchor.at": (
        "start",
        "day_of_week(mon)",
        "day_of_week(sun)",
        "day_of_month(1)",
        "day_of_month(31)",
        "day_of_year(01-15)",
        "day_of_year(02-29)",
        "co_term",
    ),
    "anchor.first_period": ("prorated", "full_price", "free"),
    "anchor.on_change": ("keep", "reset_to_change"),
    "decrease.allowed": (
        "any_time",
        "never_in_term",
        "days_after_purchase(1)",
        "days_after_purchase(14)",
        "days_before_renewal(1)",
        "days_before_renewal(30)",
        "contact",
    ),
    "decrease.effective": ("now", "at_renewal"),
    "decrease.money": ("none", "account_credit", "refund_to_method"),
    "decrease.last_day": ("paid", "free"),
    "decrease.occupied": ("refuse", "choose", "automatic", "drop_to_used"),
    "renewal.mode": ("automatic", "manual"),
    "renewal.assignments": ("carry_over", "reissue"),
    "renewal.reminder_days": ([], [1], [30, 7], [60, 30, 7, 1]),
    "term.starts": ("on_order", "on_payment"),
    "term.length": (None, "months(1)", "months(12)", "days(1)", "days(30)"),
    "term.trial_days": (0, 1, 14),
    "unpaid.grace": (
        [],
        [{"days": 15, "access": True}],
        [{"days": 1, "access": False}],
        [{"days": 15, "access": True}, {"days": 30, "access": False}],
        [{"days": 15, "access": False}, {"days": 30, "access": True}],
    ),
    "unpaid.blocks": ([], ["add"], ["reduce", "assign"], ["add", "reduce", "assign"]),
    "payment.method": ("on_file", "ask", "invoice"),
    "payment.other_method_saved_first": _YES_NO,
    "payment.due_days": (0, 1, 14),
    "payment.tax_id": ("never", "on_price_increase", "always"),
    "assignment.mode": ("invitation", "registered_person", "direct"),
    "assignment.identity": ("email", "email_and_names"),
    "assignment.invitation_days": (1, 14),
    "assignment.resend_resets": _YES_NO,
    "assignment.old_link_dies": _YES_NO,
    "assignment.holds_seat": _YES_NO,
    "assignment.buyer_takes_seat": _YES_NO,
    "assignment.duplicate": ("ignore", "refuse"),
    "assignment.reassign": ("unlimited", "cooldown_hours(24)", "per_term(1)", "per_term(3)"),
    "assignment.auto_assign": ("off", "verified_domain"),
    "joining.own_plan": ("refuse", "keep_both", "settle"),
    "joining.requires": ([], ["sole_member"], ["no_unpaid_invoice", "sole_member"]),
    "joining.undo_hours": (0, 1, 72),
    "price.model": ("flat", "graduated", "volume", "package"),
    "people.inactive_after_days": (1, 90),
    "people.reclaim": ("none", "suggest"),
    "words.seat_noun": (
        "seat",
        "licence",
        "participant",
        "place",
        "organiser",
        "agent",
        "expert",
        OWN_NOUN,
    ),
}
"""For every field of a policy all its choices, and telling samples where it takes a number."""

FIELD_NAMES: Final = tuple(VALUES)


SEVERAL_TYPES: Final = (
    SeatTypeTerms(name="agent", min=5, max=50, step=5, noun=NamedNoun.AGENT),
    SeatTypeTerms(name="large", min=0, max=None, step=1, base="agent"),
    SeatTypeTerms(name="stray", min=0, max=None, step=1, base="gone"),
)


def policies() -> st.SearchStrategy[SeatPolicy]:
    """Any policy, contradictory ones included: a preset with some fields changed."""
    changes = st.fixed_dictionaries(
        {},
        optional={name: st.sampled_from(values) for name, values in VALUES.items()},
    )
    return st.builds(
        lambda preset, changed: PRESETS[preset].override(changed),
        st.sampled_from(sorted(PRESETS)),
        changes,
    )
