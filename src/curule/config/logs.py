"""What the processes write down: one line for each event, to standard error, and no secret in it.

    json     {"event": "working", "level": "info", "logger": "curule.worker.loop", …}
    lines    2026-11-23T02:00:00Z info curule.worker.loop: working request_id=req_…

While a request is answered, each line names it (`request_id`, the same as in the answer's header
`Request-Id`) and, where it is about a customer, the account (`account_id`).
"""

from __future__ import annotations

import logging as standard
import sys
from typing import Any, Final, TextIO, cast
from uuid import UUID

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from curule.config.redaction import redacted_value

_FIRST: Final = ("timestamp", "level", "logger", "event")
_WRITTEN_ALREADY: Final = frozenset({"message", "asctime"})  # by another handler, on the record
_PLAIN: Final = (str, int, float, bool, UUID, type(None))


class StandardError(standard.StreamHandler[TextIO]):
    """Write to what standard error is at the moment, which may have been turned elsewhere."""

    def __init__(self) -> None:
        standard.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        """Where to write."""
        return sys.stderr

    @stream.setter
    def stream(self, given: TextIO) -> None:
        """Nothing else can be chosen."""


def usual_format() -> str:
    """Return how to write where nobody says: lines for whoever watches, JSON for a collector."""
    return "lines" if sys.stderr.isatty() else "json"


def logging(*, shown_as: str, least: str) -> dict[str, Any]:
    """Return Django's `LOGGING` for a format and the least level that is written."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": formatter, "shown_as": shown_as}},
        "handlers": {"stderr": {"()": StandardError, "formatter": "chosen"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # That somebody asked for what is not there is no fault of ours.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
            "curule": {"level": least.upper()},
        },
    }


def formatter(*, shown_as: str) -> standard.Formatter:
    """Return what makes a line of a record: first everything, then without secrets, then text."""
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.ExtraAdder(),
            _only_plain_extras,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_secrets,
            renderer if shown_as == "json" else _as_line,
        ],
    )


def _only_plain_extras(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Leave out what cannot be written as a value, such as the request that Django adds."""
    del logger, name
    kept = {"exc_info", "stack_info"}
    return {
        key: value
        for key, value in event.items()
        if key.startswith("_") or key in kept or isinstance(value, _PLAIN)
        if key not in _WRITTEN_ALREADY
    }


def _without_secrets(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    del logger, name
    clean = cast("dict[str, object]", redacted_value(event))
    first = {key: clean.pop(key) for key in _FIRST if key in clean}
    return {**first, **clean}


def _as_line(logger: WrappedLogger, name: str, event: EventDict) -> str:
    del logger, name
    trace = event.pop("exception", None)
    timestamp, level, source, said = (event.pop(key, "") for key in _FIRST)
    more = "".join(f" {key}={value}" for key, value in event.items())
    return f"{timestamp} {level} {source}: {said}{more}" + (f"\n{trace}" if trace else "")
