"""Reading an answer over HTTP within a time and a size, whoever sends it."""

from __future__ import annotations

from time import monotonic
from typing import Final

import requests

_CHUNK: Final = 64 * 1024


class TooLong(OSError):
    """The answer is longer than anybody asked for."""


def read_body(response: requests.Response, *, until: float, most: int | None = None) -> bytes:
    """Read what comes until the end or the time; a server may send a byte now and then for ever.

    `until` is a time of `monotonic`, `most` a number of bytes. The request must have been sent with
    `stream=True`.

    Raises:
        TimeoutError: the time is over.
        TooLong: there are more bytes.
    """
    parts: list[bytes] = []
    length = 0
    while True:
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError
        line = getattr(response.raw.connection, "sock", None)
        if line is not None:
            line.settimeout(left)
        part = response.raw.read1(_CHUNK, decode_content=True)
        if not part:
            return b"".join(parts)
        length += len(part)
        if most is not None and length > most:
            raise TooLong
        parts.append(part)
