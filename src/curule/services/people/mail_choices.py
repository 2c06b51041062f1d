"""Which mails a person gets: what they can do without, they may switch off for themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from curule.core.mail_kinds import MailKind
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import MailChoice, Person


def choose(*, person_id: UUID, wanted: Collection[str], now: datetime) -> bool:
    """Let a person say which kinds of mails they want; all others of `MailKind` stop at once.

    Returns whether anything changed. What cannot be switched off is no kind, and stays. Refuses
    `field_invalid` for a kind that does not exist.
    """
    if not set(wanted) <= set(MailKind):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="kind"))
    unwanted = {kind.value for kind in MailKind} - set(wanted)
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(id=person_id)
        chosen = MailChoice.objects.filter(person=person)
        before = set(chosen.values_list("kind", flat=True))
        chosen.exclude(kind__in=unwanted).delete()
        MailChoice.objects.bulk_create(
            MailChoice(person=person, kind=kind, chosen_at=now)
            for kind in sorted(unwanted - before)
        )
    return before != unwanted
