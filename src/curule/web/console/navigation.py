"""The menu of the console: what a member of the staff may open."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from curule.core.permissions import may
from curule.web.permissions import ROUTES
from curule.web.portal.navigation import Entry
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer

_ENTRIES: Final = (
    ("console_home", "console.menu.home", "home"),
    ("console_accounts", "console.menu.accounts", "building"),
    ("console_subscriptions", "console.menu.subscriptions", "stack-2"),
    ("console_orders", "console.menu.orders", "shopping-cart"),
    ("console_payments", "console.menu.payments", "coin"),
    ("console_invoices", "console.menu.invoices", "file-invoice"),
    ("console_renewals", "renewals.title", "refresh"),
    ("console_plans", "console.menu.plans", "tag"),
    ("console_coupons", "console.coupons.title", "discount"),
    ("console_reports", "report.title", "chart-bar"),
    ("console_mails", "console.menu.mails", "mail"),
    ("console_events", "console.menu.events", "activity"),
    ("console_webhooks", "console.webhooks.title", "send"),
    ("console_keys", "console.keys.title", "key"),
    ("console_clocks", "console.menu.clocks", "clock"),
    ("console_staff", "console.menu.staff", "shield-lock"),
)


def navigation(request: HttpRequest, viewer: StaffViewer) -> tuple[Entry, ...]:
    """Return the menu for a member of the staff; pages they may not see are left out."""
    entries = []
    for name, key, icon in _ENTRIES:
        if not may_open(viewer, name):
            continue
        address = reverse(name)
        is_here = (
            request.path == address if name == "console_home" else request.path.startswith(address)
        )
        entries.append(Entry(say(viewer.reader, key), address, icon, is_here))
    return tuple(entries)


def may_open(viewer: StaffViewer, name: str, *, acts: bool = False) -> bool:
    """Return whether the role of this member of the staff has the right of a route."""
    route = ROUTES.get(name)
    if route is None:
        return False
    asked = (route.act or route.see) if acts else route.see
    return asked is None or may(viewer.actor, asked) is None
