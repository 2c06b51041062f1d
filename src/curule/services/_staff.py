"""Whom of the vendor's own people a mail is for."""

from __future__ import annotations

from django.conf import settings

from curule.core.permissions import StaffRole
from curule.data.models import StaffGrant


def addresses_of(*roles: StaffRole) -> list[str]:
    """Return who has the first of these roles that anybody has, else the vendor's contact."""
    for role in roles:
        held = StaffGrant.objects.filter(role=role.value, revoked_at=None)
        found = list(held.order_by("person__email").values_list("person__email", flat=True))
        if found:
            return found
    return [settings.CURULE_CONTACT]


def everybody(*roles: StaffRole) -> list[str]:
    """Return all who have one of these roles, by address."""
    held = StaffGrant.objects.filter(role__in=[role.value for role in roles], revoked_at=None)
    return list(held.order_by("person__email").values_list("person__email", flat=True))
