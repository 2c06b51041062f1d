"""A person's own plan: a running subscription to the same product in another account they own."""

from __future__ import annotations

from uuid import UUID

from curule.core.lifecycle import Status
from curule.core.roles import Role
from curule.data.models import RoleGrant, Subscription

_RUNNING = (Status.TRIALING, Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED)


def find_own_plan(person_id: UUID, product_id: UUID, *, other_than: UUID) -> Subscription | None:
    """Return the person's own plan for a product, the oldest if there are several."""
    owned = RoleGrant.objects.filter(
        person_id=person_id, role=Role.OWNER.value, revoked_at=None
    ).exclude(account_id=other_than)
    return (
        Subscription.objects.filter(
            account_id__in=owned.values("account_id"), product_id=product_id, status__in=_RUNNING
        )
        .order_by("id")
        .first()
    )
