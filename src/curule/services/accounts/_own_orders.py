"""What belongs to ordering: whoever may order for one of the account's plans may do it too."""

from __future__ import annotations

from curule.core.permissions import Action
from curule.data.models import Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._command import Command
from curule.services._refusing import is_allowed


def require_for_own_order(command: Command, otherwise: Action) -> None:
    """Refuse who may neither order for one of the account's plans nor do it `otherwise`."""
    versions = Subscription.objects.filter(account_id=command.account_id).values_list(
        "plan_version_id", flat=True
    )
    for version_id in set(versions):
        if is_allowed(command, Action.PAY_OWN_ORDER, get_plan_terms(version_id).policy):
            return
    command.require(otherwise)
