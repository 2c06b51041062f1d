"""Lines of bank statements that were assigned and are not recorded yet, such as after a crash."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from curule.core.permissions import Actor
from curule.core.refusals import Refused
from curule.data import models
from curule.services.payments import bank_statements

_MOST_AT_ONCE: Final = 100

_log = logging.getLogger(__name__)


def record_waiting(*, now: datetime) -> int:
    """Record what was assigned and not recorded; return how many lines were.

    At most a hundred at a time; one that cannot be recorded keeps none behind it waiting.
    """
    waiting = models.BankEntry.objects.filter(status="assigned").order_by("decided_at", "id")
    recorded = 0
    for entry_id in list(waiting.values_list("id", flat=True)):
        try:
            bank_statements.record(entry_id=entry_id, actor=Actor.system("bank"), now=now)
        except Refused as refused:
            _log.warning("bank entry %s waits: %s", entry_id, refused.refusal.code)
        else:
            recorded += 1
        if recorded == _MOST_AT_ONCE:
            break
    return recorded
