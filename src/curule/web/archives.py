"""Several files as one archive, sent while it is made: nobody keeps all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

_PIECE: Final = 64 * 1024
_FIRST_YEAR: Final = 1980
"""The format knows none before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A file of an archive, with the local time that it bears."""

    name: str
    at: datetime
    content: bytes


class _Pipe:
    """What is written and not sent yet; it says where the archive stands, and never goes back."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._sent = 0

    def write(self, piece: bytes) -> int:
        self._waiting.append(bytes(piece))
        self._sent += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._sent

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def safe_name(number: str) -> str:
    """Return a number as the name of a file: that of a test clock, in it, may hold a slash."""
    return re.sub(r"[/\\:]", "-", number)


def zip_stream(name: str, found: Iterable[Archived]) -> StreamingHttpResponse:
    """Return files as a ZIP; each is made when the one before it is on its way."""
    header = content_disposition_header(as_attachment=True, filename=name) or ""
    return StreamingHttpResponse(
        zipped(found), content_type="application/zip", headers={"Content-Disposition": header}
    )


def zipped(found: Iterable[Archived]) -> Iterator[bytes]:
    """Yield a ZIP piece by piece; the same files give the same bytes."""
    pipe = _Pipe()
    with ZipFile(cast("IO[bytes]", pipe), "w", ZIP_DEFLATED) as archive:
        for each in found:
            at = each.at
            year = max(at.year, _FIRST_YEAR)
            about = ZipInfo(each.name, (year, at.month, at.day, at.hour, at.minute, at.second))
            about.compress_type = ZIP_DEFLATED
            with archive.open(about, "w") as file:
                for start in range(0, len(each.content), _PIECE):
                    file.write(each.content[start : start + _PIECE])
                    yield pipe.taken()
    yield pipe.taken()
