"""The senders of webhooks: each takes a delivery that is due, tells it, and records the answer.

Several work side by side, so that one receiver that takes its whole time holds no other up (F19).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from typing import Final

from django.db import DatabaseError, close_old_connections, connections

from curule.core.webhooks import SECONDS, Outcome
from curule.gateways.webhook_http import Answer, Reach, post
from curule.services.webhooks import sending
from curule.services.webhooks.endpoints import reach

SENDERS: Final = 4
POLL_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)


def send_due(
    *,
    clock: Callable[[], datetime],
    reach: Reach,
    stopping: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS,
) -> int:
    """Tell everything that is due, one after the other; return how many tries that was."""
    tries = 0
    while not stopping():
        leased = sending.lease_next(now=clock())
        if leased is None:
            break
        tries += 1
        answer = _tell(leased, now=clock(), reach=reach, seconds=seconds)
        recorded = sending.record(
            leased,
            outcome=answer.outcome,
            status=answer.status,
            milliseconds=answer.milliseconds,
            now=clock(),
        )
        if not recorded:
            _log.warning("delivery %s: the lease was over", leased.delivery_id)
    return tries


def _tell(leased: sending.Leased, *, now: datetime, reach: Reach, seconds: float) -> Answer:
    """Tell what was leased; what cannot be written is a failed try, and holds up nothing else."""
    try:
        message = sending.message_of(leased, now=now)
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one, the next may be sound
        _log.exception("delivery %s: it cannot be written", leased.delivery_id)
        return Answer(outcome=Outcome.UNWRITABLE, milliseconds=0)
    return post(leased.url, message.body, message.headers, reach=reach, seconds=seconds)


def start_senders(*, clock: Callable[[], datetime], stopping: Event) -> list[Thread]:
    """Start the senders; each ends after the try it is at when `stopping` is set."""
    threads = [
        Thread(
            target=_keep_sending,
            name=f"webhooks-{number}",
            kwargs={"clock": clock, "stopping": stopping},
        )
        for number in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    return threads


def _keep_sending(*, clock: Callable[[], datetime], stopping: Event) -> None:
    pause = POLL_SECONDS
    while not stopping.wait(pause):
        try:
            send_due(clock=clock, reach=reach(), stopping=stopping.is_set)
        except DatabaseError as error:
            _log.warning("webhooks: the database does not answer (%s)", type(error).__name__)
            close_old_connections()
            pause = min(max(pause * 2, 1.0), _LONGEST_PAUSE_SECONDS)
        except Exception:  # noqa: BLE001 - the loop outlives a mistake; the next may be sound
            _log.exception("webhooks: a round failed")
            pause = min(max(pause * 2, 1.0), _LONGEST_PAUSE_SECONDS)
        else:
            pause = POLL_SECONDS
    connections.close_all()
