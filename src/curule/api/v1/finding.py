"""What a written id stands for, within what the key sees; everything else is answered as none."""

from __future__ import annotations

from uuid import UUID

from curule.api.v1.caller import Caller
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.selectors.accounts import find_account, find_owner_of_subscription


def account_of(caller: Caller, written: str) -> UUID:
    """Return the id of an account. Refuses `not_found`."""
    account_id = internal_id("acc", written)
    if account_id is None or find_account(account_id, is_live=caller.is_live) is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="account"))
    return account_id


def subscription_of(caller: Caller, written: str) -> tuple[UUID, UUID]:
    """Return the ids of a subscription's account and of itself. Refuses `not_found`."""
    subscription_id = internal_id("sub", written)
    account_id = subscription_id and find_owner_of_subscription(
        subscription_id, is_live=caller.is_live
    )
    if not subscription_id or not account_id:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
    return account_id, subscription_id
