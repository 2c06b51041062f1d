"""The menus: the pages under the names, and in the sections, of the vendor's own help page.

Whoever knows TutKit looks for the members under "Membership and payment" (T4), whoever knows
Autodesk for the contracts under "Billing and orders" (A5), and so on (Z6, R10, G7). Which menu an
account has follows from what it has bought; a plan of another shape has the nearest one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name of its route, and the key of what the menu calls it."""

    route: str
    label: str


@dataclass(frozen=True, slots=True)
class Section:
    """Pages under a heading that has a page of its own, at `name`; sections may hold sections."""

    name: str
    label: str
    parts: tuple[Page | Section, ...]


Menu = tuple[Page | Section, ...]

ICONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overview": "home",
        "members": "users",
        "licenses": "key",
        "subscriptions": "stack-2",
        "invoices": "file-invoice",
        "balance": "scale",
        "billing": "building",
        "payment_methods": "credit-card",
        "activity": "history",
        "settings": "settings",
        "help": "help",
        "membership": "credit-card",
        "orders": "shopping-cart",
        "users": "users",
        "cabinet": "list-details",
        "company": "building",
        "billing-center": "receipt",
    }
)
"""The picture beside a page, by its route, and beside a section, by its name."""

_OVERVIEW: Final = Page("overview", "menu.overview")
_USERS: Final = Page("members", "people.title.users")
_LICENSES: Final = Page("licenses", "menu.licenses")
_SUBSCRIPTIONS: Final = Page("subscriptions", "menu.subscriptions")
_INVOICES: Final = Page("invoices", "menu.invoices")
_METHODS: Final = Page("payment_methods", "help.screen.payment_methods")
_BILLING: Final = Page("billing", "help.screen.billing")
_BALANCE: Final = Page("balance", "help.screen.balance")
_ACTIVITY: Final = Page("activity", "menu.activity")
_SETTINGS: Final = Page("settings", "menu.settings")
_REST: Final = (_ACTIVITY, _SETTINGS, Page("help", "menu.help"))

USUAL: Final[Menu] = (
    _OVERVIEW,
    Page("members", "menu.members"),
    _LICENSES,
    _SUBSCRIPTIONS,
    _INVOICES,
    *_REST,
)
"""The menu of an account that has bought nothing yet."""

MENUS: Final[Mapping[str, Menu]] = MappingProxyType(
    {
        "tutkit": (
            _OVERVIEW,
            Section(
                "membership",
                "section.membership",
                (Page("members", "people.title.members"), _SUBSCRIPTIONS, _INVOICES),
            ),
            _LICENSES,
            *_REST,
        ),
        "autodesk": (
            _OVERVIEW,
            _USERS,
            _LICENSES,
            Section("orders", "section.orders", (_SUBSCRIPTIONS, _INVOICES, _METHODS)),
            *_REST,
        ),
        "zoom": (
            _OVERVIEW,
            Section("users", "section.users", (_USERS,)),
            _LICENSES,
            _SUBSCRIPTIONS,
            _INVOICES,
            *_REST,
        ),
        "licence_portal": (
            _OVERVIEW,
            Section(
                "cabinet",
                "licenses.crumb.cabinet",
                (
                    Section(
                        "company",
                        "licenses.crumb.company",
                        (Page("licenses", "licenses.title"), _USERS, _SUBSCRIPTIONS, _SETTINGS),
                    ),
                    _INVOICES,
                ),
            ),
            _ACTIVITY,
            Page("help", "menu.help"),
        ),
        "gotoassist": (
            _OVERVIEW,
            _USERS,
            _LICENSES,
            Section(
                "billing-center",
                "section.billing_center",
                (_SUBSCRIPTIONS, _INVOICES, _BALANCE, _BILLING, _METHODS),
            ),
            *_REST,
        ),
    }
)
"""The menu under each preset's plans."""
