"""The vendor's staff: who works in the console, in which role."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from curule.core.permissions import Action, Actor, StaffRole, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Person, StaffGrant


def grant(*, actor: Actor, person_id: UUID, role: StaffRole, now: datetime) -> None:
    """Give a person a role in the vendor's staff, in place of the one they have.

    The first is given by the system itself, at set-up. Refuses `role_not_allowed`, `not_found` for
    a person whose address is not proved, and `last_owner` when no admin would be left.
    """
    _require(actor)
    with transaction.atomic():
        if not Person.objects.filter(id=person_id, verified_at__isnull=False).exists():
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
        held = _held(person_id)
        if held is not None and held.role == role:
            return
        if held is not None:
            _end(held, actor, now)
        StaffGrant.objects.create(
            person_id=person_id, role=role, granted_at=now, granted_by=_who(actor)
        )
        _require_admin(held)


def revoke(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """Take a person's role in the staff away; without one, nothing happens.

    Refuses `role_not_allowed`, and `last_owner` for the last admin.
    """
    _require(actor)
    with transaction.atomic():
        held = _held(person_id)
        if held is not None:
            _end(held, actor, now)
            _require_admin(held)


def _held(person_id: UUID) -> StaffGrant | None:
    """Return the role somebody has; all are locked, so that no two admins remove each other."""
    held = list(StaffGrant.objects.select_for_update().filter(revoked_at=None).order_by("id"))
    return next((row for row in held if row.person_id == person_id), None)


def _end(held: StaffGrant, actor: Actor, now: datetime) -> None:
    held.revoked_at, held.revoked_by = now, _who(actor)
    held.save(update_fields=["revoked_at", "revoked_by"])


def _require_admin(ended: StaffGrant | None) -> None:
    """Refuse to end the role of the last admin (TH40)."""
    if ended is None or ended.role != StaffRole.ADMIN:
        return
    if not StaffGrant.objects.filter(revoked_at=None, role=StaffRole.ADMIN).exists():
        raise Refused(refuse(RefusalCode.LAST_OWNER))


def _require(actor: Actor) -> None:
    """Refuse everybody but an admin of the staff and the system."""
    refused = may(actor, Action.MANAGE_STAFF)
    if refused:
        raise Refused(refused)


def _who(actor: Actor) -> UUID | None:
    return UUID(actor.person_id) if actor.person_id else None
