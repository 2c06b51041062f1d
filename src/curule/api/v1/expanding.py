"""Expansion: an id in an answer is replaced by what it names, where a request asks for that.

`expand[]=data.subscription.account` is walked from the answer down, at most four steps. What is
named so is read at once for all rows of a list, and needs the scope that a look at it would need.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from ninja import Schema

from curule.api.v1.accounts import AccountOut
from curule.api.v1.caller import Caller
from curule.api.v1.catalog import PlanOut, ProductOut
from curule.api.v1.credit_notes import CreditNoteOut
from curule.api.v1.invitations import InvitationOut
from curule.api.v1.invoices import InvoiceOut
from curule.api.v1.licenses import BatchOut, LicenseOut
from curule.api.v1.payments import PaymentOut
from curule.api.v1.quotes import OrderSeenOut, QuoteOut
from curule.api.v1.subscriptions import SubscriptionOut
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id, public_id
from curule.selectors.programs.accounts import find_accounts
from curule.selectors.programs.catalog import find_plans, find_products
from curule.selectors.programs.invitations import find_invitations
from curule.selectors.programs.licenses import find_license_batches, find_licenses
from curule.selectors.programs.money import find_credit_notes, find_invoices, find_payments
from curule.selectors.programs.quotes import find_orders, find_quotes
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.subscriptions import find_subscriptions

FIELD: Final = "expand[]"
DEEPEST: Final = 4
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expandable:
    """How what an id names is read, the scope that takes, and the shape it is shown in."""

    scope: Scope
    shape: type[Schema]
    find: Callable[[Sight, Collection[UUID]], Sequence[Any]]


NAMED: Final[Mapping[str, Expandable]] = MappingProxyType(
    {
        "acc": Expandable(Scope.ACCOUNTS_READ, AccountOut, find_accounts),
        "sub": Expandable(Scope.SUBSCRIPTIONS_READ, SubscriptionOut, find_subscriptions),
        "invt": Expandable(Scope.SEATS_READ, InvitationOut, find_invitations),
        "lic": Expandable(Scope.SEATS_READ, LicenseOut, find_licenses),
        "lbt": Expandable(Scope.SEATS_READ, BatchOut, find_license_batches),
        "qt": Expandable(Scope.SUBSCRIPTIONS_READ, QuoteOut, find_quotes),
        "ord": Expandable(Scope.SUBSCRIPTIONS_READ, OrderSeenOut, find_orders),
        "in": Expandable(Scope.BILLING_READ, InvoiceOut, find_invoices),
        "pay": Expandable(Scope.BILLING_READ, PaymentOut, find_payments),
        "cn": Expandable(Scope.BILLING_READ, CreditNoteOut, find_credit_notes),
        "prod": Expandable(Scope.CATALOG_READ, ProductOut, lambda _sight, ids: find_products(ids)),
        "plan": Expandable(Scope.CATALOG_READ, PlanOut, lambda _sight, ids: find_plans(ids)),
    }
)


def expand(caller: Caller, answer: _Row, paths: Iterable[str]) -> None:
    """Put what is named into an answer, at each of the paths.

    Refuses `field_invalid` for a path that leads nowhere or too deep, and `scope_missing`.
    """
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST or "id" in steps:
            raise _invalid()
        rows = [answer]
        for step in steps:
            rows = _below(caller, rows, step)


def _below(caller: Caller, rows: Sequence[_Row], step: str) -> list[_Row]:
    """Return what stands below one step in all rows, ids replaced by what they name."""
    if rows and not any(step in row for row in rows):
        raise _invalid()
    written = {row[step] for row in rows if isinstance(row.get(step), str)}
    named = _read(caller, written)
    found: list[_Row] = []
    for row in rows:
        value = row.get(step)
        if isinstance(value, str):
            value = row[step] = named[value]
        found.extend(each for each in _listed(value) if isinstance(each, dict))
    return found


def _read(caller: Caller, written: Collection[str]) -> dict[str, _Row]:
    """Return what ids of one kind name, as a look at each would show it."""
    found: dict[str, _Row] = {}
    for prefix in {each.partition("_")[0] for each in written}:
        known = NAMED.get(prefix)
        if known is None:
            raise _invalid()
        if known.scope not in caller.key.scopes:
            raise Refused(refuse(RefusalCode.SCOPE_MISSING, scope=known.scope.value))
        ids = [row_id for each in written if (row_id := internal_id(prefix, each))]
        for row in known.find(caller.sight, ids):
            found[public_id(prefix, row.id)] = known.shape.model_validate(row).model_dump()
    if found.keys() != set(written):
        raise _invalid()
    return found


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _invalid() -> Refused:
    return Refused(refuse(RefusalCode.FIELD_INVALID, field=FIELD))
