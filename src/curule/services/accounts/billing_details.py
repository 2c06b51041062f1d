"""What invoices say of a customer, changed as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.core.permissions import Action, Actor
from curule.core.tax_ids import plain_tax_id
from curule.services._command import Command, Done, run
from curule.services.accounts import accounts


def change(
    *,
    actor: Actor,
    account_id: UUID,
    name: str,
    language: str,
    address: Mapping[str, str],
    tax_id: str,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Change name, language, address and tax id together, or nothing; false if all are the same.

    `address` as `accounts.set_details` takes it. Refuses what that and `accounts.set_tax_id` do.
    """

    def body(command: Command) -> bool:
        command.require(Action.BILLING_DETAILS)
        command.lock_account()
        before = command.account.tax_id
        by: dict[str, Any] = {"actor": actor, "account_id": account_id, "now": now}
        changed = accounts.set_details(**by, name=name, language=language, address=address).value
        if plain_tax_id(tax_id, command.account.country) == before:
            return changed
        accounts.set_tax_id(**by, tax_id=tax_id)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="billing_details.change",
        result=bool,
        body=body,
        key=key,
        request={"name": name, "language": language, "address": address, "tax_id": tax_id},
    )
