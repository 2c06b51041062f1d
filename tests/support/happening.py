"""Let something happen to a customer without the command that usually tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.services._command import Command, run
from tests.support.factories import SYSTEM

Subject = tuple[UUID | None, dict[str, object]]


def happens(
    account_id: UUID,
    event: EventType,
    *,
    now: datetime,
    subjects: Sequence[Subject] = ((None, {}),),
) -> None:
    """Record an event of each subject, with what it says, in a command of its own."""

    def body(command: Command) -> bool:
        command.record_all(event, subjects)
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="tests.happens",
        result=bool,
        body=body,
    )
