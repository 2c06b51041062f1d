"""Telling who answers for the money that what stands on invoices has changed (P21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from curule.data.models import Account
from curule.services._command import Command
from curule.services._mailing import others_who_pay

_ADDRESS: Final = ("street", "postcode", "city")
_SAID: Final = ("name", "tax_id", "registration_number", "order_number")
_ON_INVOICES: Final = frozenset({*_SAID, *_ADDRESS, "language"})
_NOTHING: Final = "—"


def tell_details(command: Command, changed: Mapping[str, str]) -> None:
    """Mail what invoices say from now on, of what has changed, but not to who changed it."""
    if not _ON_INVOICES & changed.keys():
        return
    said: dict[str, Any] = {
        field: changed[field] or _NOTHING for field in _SAID if field in changed
    }
    if not changed.keys().isdisjoint(_ADDRESS):
        said["address"] = _written_address(Account.objects.get(id=command.account_id))
    for person in others_who_pay(command):
        command.mail("billing_details_changed", person.email, by=command.actor.name or None, **said)


def _written_address(account: Account) -> str:
    town = f"{account.postcode} {account.city}".strip()
    return ", ".join(part for part in (account.street, town) if part) or _NOTHING
