"""Mails about what is the vendor's own and no customer's: they are rows of the same outbox."""

from __future__ import annotations

from datetime import datetime

import msgspec

from curule.core.languages import Language
from curule.data.models import OutboxMessage, Person


def mail(template: str, to: str, *, now: datetime, **context: object) -> None:
    """Put a mail to one of the vendor's people into the outbox, in their language."""
    spoken = Person.objects.filter(email=to).values_list("language", flat=True).first()
    OutboxMessage.objects.create(
        template=template,
        recipient=to,
        language=spoken or Language.EN.value,
        context=msgspec.to_builtins(context, enc_hook=str),
        created_at=now,
    )
