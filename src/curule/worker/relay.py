"""The relay: take mails out of the outbox in order and hand them over, one at a time.

Each mail is leased in a transaction of its own, sent outside any, and recorded in another, so that
a slow server holds nothing up and a crash in between leaves a mail that comes again when its lease
is over. Any number of relays may run side by side.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Final

from django.db import DatabaseError, close_old_connections, connections

from curule.gateways.mail import Deferred, Delivery, Held, Mailer, Rejected, Unreachable
from curule.services.mails import deliveries
from curule.services.mails.deliveries import LeasedMail

POLL_SECONDS: Final = 0.2
_LONGEST_PAUSE_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drained:
    """How many mails a run took, and whether it ended because none can be sent now."""

    mails: int
    is_cut_off: bool = False


def drain(
    *, mailer: Mailer, clock: Callable[[], datetime], stopping: Callable[[], bool] = lambda: False
) -> Drained:
    """Hand over every mail that is due, until none is, the server cannot be reached, or we stop."""
    mails = 0
    try:
        while not stopping():
            leased = deliveries.lease_next(now=clock())
            if leased is None:
                break
            mails += 1
            delivery = _deliver(leased, mailer=mailer, clock=clock)
            if not deliveries.record(leased, delivery, now=clock()):
                _log.warning(
                    "mail %s: the lease was over, the result is not recorded", leased.message.id
                )
            if isinstance(delivery, Unreachable):
                return Drained(mails, is_cut_off=True)
        return Drained(mails)
    finally:
        mailer.close()


def keep_relaying(*, mailer: Mailer, clock: Callable[[], datetime], stopping: Event) -> None:
    """Drain the outbox again and again until `stopping` is set, whatever happens meanwhile."""
    pause = POLL_SECONDS
    while not stopping.wait(pause):
        try:
            drained = drain(mailer=mailer, clock=clock, stopping=stopping.is_set)
        except DatabaseError as error:
            _log.warning("relay: the database does not answer (%s)", type(error).__name__)
            close_old_connections()
            pause = _longer(pause)
        except Exception:  # noqa: BLE001 - the loop outlives a mistake; the next mail may be sound
            _log.exception("relay: a round failed")
            pause = _longer(pause)
        else:
            pause = _longer(pause) if drained.is_cut_off else POLL_SECONDS
    connections.close_all()


def _deliver(leased: LeasedMail, *, mailer: Mailer, clock: Callable[[], datetime]) -> Delivery:
    """Write and send one mail; a mail that cannot be written fails alone and holds nobody up."""
    try:
        letter = deliveries.compose(leased)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - nothing but the mail can be at fault here
        kind = type(error).__name__  # its message may quote the mail, and a log must not
        _log.error(
            "mail %s (%s) cannot be written: %s", leased.message.id, leased.message.template, kind
        )
        return Rejected(f"cannot be written: {kind}")
    if leased.is_test:
        return Held()
    if clock() >= leased.leased_until:
        return Deferred("the lease was over before the mail was sent")
    return mailer.send(letter)


def _longer(pause: float) -> float:
    return min(max(pause * 2, 1.0), _LONGEST_PAUSE_SECONDS)
