"""What Prometheus is told: what this installation holds, and how long its work takes.

What is held is read from the database, so that every process of every machine says the same. What
takes time is counted by each process. Where `PROMETHEUS_MULTIPROC_DIR` names a folder that several
processes of one machine share (`curule serve` makes one), whoever is asked adds them up.

No label names a customer: labels are how much there is of them, and anybody who watches reads them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from threading import Lock
from typing import Final

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from curule.httpkit.clock import utc_now
from curule.selectors.operation import Held, what_is_held

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
KEPT_SECONDS: Final = 15.0
"""So long one count answers: seats by the million are not counted for every scrape."""

_REGISTRY: Final = CollectorRegistry()
"""What this process counts; one for each process, as Prometheus' library has it."""

JOB_SECONDS: Final = Histogram(
    "curule_job_seconds",
    "How long jobs of the worker took.",
    ["job"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800),
    registry=_REGISTRY,
)
REQUEST_SECONDS: Final = Histogram(
    "curule_request_seconds",
    "How long answers to requests took, by door (check, api, web) and class of status.",
    ["door", "status"],
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_REGISTRY,
)


def job_time(job: str) -> AbstractContextManager[object]:
    """Count how long the block takes, as a run of the job of this name."""
    return JOB_SECONDS.labels(job=job).time()


def exposition() -> bytes:
    """Return everything in Prometheus' text format."""
    return generate_latest(_counted()) + generate_latest(_OF_DATABASE)


def _counted() -> CollectorRegistry:
    """Return what this process counted, or all that share its folder."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return _REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


class OfDatabase:
    """What the database holds, counted at most once in `KEPT_SECONDS`.

    A database that is away costs its own numbers and no others: `curule_database_up` is 0 then.
    """

    def __init__(self, count: Callable[[], Held], *, tick: Callable[[], float]) -> None:
        self._count = count
        self._tick = tick
        self._lock = Lock()
        self._kept: tuple[float, Held | None] | None = None

    def collect(self) -> Iterable[Metric]:
        """Return the metrics, as the library asks for them."""
        held = self._held()
        yield _gauge("curule_database_up", "Whether the database answers.", int(held is not None))
        if held is None:
            return
        yield _by("curule_seats_total", "Seats in force.", "state", held.seats)
        yield _by(
            "curule_invitations_total", "Invitations by what became of them.", "result",
            held.invitations,
        )  # fmt: skip
        yield _gauge(
            "curule_mail_queue_age_seconds",
            "How long the mail that waits longest has waited.",
            held.mail_queue_age_seconds,
        )

    def _held(self) -> Held | None:
        with self._lock:
            at = self._tick()
            if self._kept is None or at - self._kept[0] > KEPT_SECONDS:
                self._kept = at, self._counted()
            return self._kept[1]

    def _counted(self) -> Held | None:
        try:
            return self._count()
        except DatabaseError:
            return None


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _by(name: str, says: str, label: str, numbers: Mapping[tuple[str, bool], int]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label, "livemode"])
    for (value, is_live), number in sorted(numbers.items()):
        family.add_metric([value, str(is_live).lower()], number)
    return family


_OF_DATABASE: Final = CollectorRegistry()
_OF_DATABASE.register(OfDatabase(lambda: what_is_held(now=utc_now()), tick=time.monotonic))
