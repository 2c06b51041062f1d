"""How the CSV of a bank is read: said once by the vendor's finance, then known by its titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import StatementColumns
from curule.gateways.statements.columns import Columns, columns_of, columns_written, title_lines
from curule.services import _input

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownColumns:
    """Columns that were said before, and the name they were kept under."""

    name: str
    columns: Columns


def keep(
    *, actor: Actor, name: str, titles: Sequence[str], columns: Columns, now: datetime
) -> None:
    """Keep how files with these titles are read; saying it again replaces what was said.

    Refuses `role_not_allowed`, and `field_invalid` for no name.
    """
    refused = may(actor, Action.RECORD_PAYMENT)
    if refused is not None:
        raise Refused(refused)
    said = _input.line(name, "name", longest=LONGEST_NAME)
    if not said:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
    StatementColumns.objects.update_or_create(
        titles=_digest(titles),
        defaults={
            "name": said,
            "columns": columns_written(columns),
            "saved_at": now,
            "saved_by": UUID(actor.person_id) if actor.person_id else None,
        },
    )


def known_columns(raw: bytes, *, iban: str = "") -> KnownColumns | None:
    """Return how a file is read, if files with its titles were before.

    Raises `StatementInvalid` for a file that is no text.
    """
    digests = {_digest(titles) for titles in title_lines(raw)}
    found = StatementColumns.objects.filter(titles__in=digests).order_by("-saved_at").first()
    if found is None:
        return None
    return KnownColumns(name=found.name, columns=columns_of(found.columns, iban=iban))


def _digest(titles: Sequence[str]) -> str:
    return sha256("\x1f".join(titles).encode()).hexdigest()
