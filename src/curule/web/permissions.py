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
    "livez": PUBLIC,
    "language": PUBLIC,
    "demo_sign_in": PUBLIC,  # there only with CURULE_DEMO
    "companies": SIGNED_IN,
    "my_access": SIGNED_IN,
    "invitation_link": PUBLIC,
    "invitation": PUBLIC,
    "welcome": MEMBER,
    "joining_undo": MEMBER,
    "overview": _account(Action.SEE),
    "invoices": _account(Action.SEE_INVOICES),
    "invoices_csv": _account(Action.SEE_INVOICES),
    "invoice": _account(Action.SEE_INVOICES, Action.PAY_OWN_ORDER),
    "balance": _account(Action.SEE_INVOICES),
    "payment_methods": _account(Action.SEE_INVOICES, Action.PAY_OWN_ORDER),
    "method_default": _account(Action.PAY_OWN_ORDER),
    "method_remove": _account(Action.PAY_OWN_ORDER),
    "billing": _account(Action.SEE_INVOICES, Action.BILLING_DETAILS),
}
"""Every route by its name; allauth's own are all `account_*` and `mfa_*` and guard themselves."""
