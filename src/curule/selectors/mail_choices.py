"""Which mails a person said they do not want."""

from __future__ import annotations

from uuid import UUID

from curule.core.mail_kinds import MailKind
from curule.data import models


def wanted_mails(person_id: UUID) -> frozenset[MailKind]:
    """Return the kinds of mails that a person gets, of those that can be switched off."""
    off = models.MailChoice.objects.filter(person_id=person_id).values_list("kind", flat=True)
    return frozenset(MailKind) - frozenset(MailKind(kind) for kind in off)
