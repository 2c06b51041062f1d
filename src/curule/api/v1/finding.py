"""What a written id stands for, within what the key sees; everything else is answered as none.

What is logged of the request names the account from here on.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from structlog.contextvars import bind_contextvars

from curule.api.v1.caller import Caller, caller_of
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.selectors.catalog import PlanTerms
from curule.selectors.programs.catalog import PlanSeen, find_plan_version, find_plans
from curule.selectors.programs.nouns import Noun, find_account_of

PREFIXES: Final[Mapping[Noun, str]] = MappingProxyType(
    {
        Noun.ACCOUNT: "acc",
        Noun.SUBSCRIPTION: "sub",
        Noun.MEMBER: "mem",
        Noun.INVITATION: "invt",
        Noun.LEASE: "lse",
        Noun.LICENSE: "lic",
        Noun.LICENSE_BATCH: "lbt",
        Noun.SEAT_REQUEST: "sreq",
        Noun.PRICE_CHANGE: "pchg",
        Noun.QUOTE: "qt",
        Noun.ORDER: "ord",
        Noun.INVOICE: "in",
        Noun.INVOICE_REQUEST: "ireq",
        Noun.PAYMENT: "pay",
        Noun.CREDIT_NOTE: "cn",
        Noun.BALANCE_ENTRY: "txn",
        Noun.REFUND: "re",
        Noun.DISPUTE: "dp",
        Noun.CONTRADICTION: "ctr",
        Noun.PAYMENT_METHOD: "pm",
        Noun.PAYMENT_METHOD_SETUP: "pms",
    }
)


def account_of(caller: Caller, noun: Noun, written: str) -> tuple[UUID, UUID]:
    """Return the ids of the account that a row belongs to, and of the row. Refuses `not_found`."""
    row_id = internal_id(PREFIXES[noun], written)
    account_id = row_id and find_account_of(noun, row_id, is_live=caller.is_live)
    if not row_id or not account_id:
        raise not_found(noun)
    bind_contextvars(account_id=str(account_id))
    return account_id, row_id


def id_of(caller: Caller, noun: Noun, written: str) -> UUID:
    """Return the id of a row that the key sees. Refuses `not_found`."""
    _account_id, row_id = account_of(caller, noun, written)
    return row_id


def maybe_id_of(caller: Caller, noun: Noun, written: str | None) -> UUID | None:
    """Return the id of a row that is named, or None where none is. Refuses `not_found`."""
    return None if written is None else id_of(caller, noun, written)


def plan_seen(written: str) -> PlanSeen:
    """Return a plan as the catalog lists it, published or not. Refuses `not_found`."""
    plan_id = internal_id("plan", written)
    found = find_plans([plan_id]) if plan_id else ()
    if not found:
        raise not_found("plan")
    return found[0]


def plan_of(written: str, *, product_id: UUID | None = None) -> PlanTerms:
    """Return the newest published version of a plan, of a product if one is named.

    Refuses `not_found`.
    """
    plan_id = internal_id("plan", written)
    found = find_plan_version(plan_id) if plan_id else None
    if found is None or product_id not in {None, found.product_id}:
        raise not_found("plan")
    return found


def require_live(request: HttpRequest) -> Caller:
    """Return the caller of what is only there for real customers. Refuses `not_found`."""
    caller = caller_of(request)
    if not caller.is_live:
        raise not_found("address")
    return caller


def not_found(name: str) -> Refused:
    """Return the refusal that there is no such row."""
    return Refused(refuse(RefusalCode.NOT_FOUND, name=str(name)))
