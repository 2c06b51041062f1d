"""What the processes write down: to standard error, and no secret in it."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Final, TextIO

_LIKE_A_TOKEN: Final = re.compile(r"[\w-]{40,}", re.ASCII)


class StandardError(logging.StreamHandler[TextIO]):
    """Write to what standard error is at the moment, which may have been turned elsewhere."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        """Where to write."""
        return sys.stderr

    @stream.setter
    def stream(self, given: TextIO) -> None:
        """Nothing else can be chosen."""


class WithoutTokens(logging.Filter):
    """Take out of a record whatever looks like the secret part of a link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace tokens in the message and what is put into it."""
        record.msg = _shortened(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_shortened(value) for value in record.args)
        return True


def _shortened(value: object) -> Any:  # noqa: ANN401 - whatever is logged
    return _LIKE_A_TOKEN.sub("…", value) if isinstance(value, str) else value


LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_tokens": {"()": WithoutTokens}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {
            "()": StandardError,
            "filters": ["without_tokens"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # That somebody asked for what is not there is no fault of ours.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
        "curule": {"level": "INFO"},
    },
}
"""Django's `LOGGING`."""
