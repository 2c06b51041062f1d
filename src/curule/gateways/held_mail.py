"""Sign-in mails that were kept as files, where no mail server is set."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]{1,20}\.log", re.ASCII)
_LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """A kept mail; `name` is that of its file."""

    name: str
    to: str
    subject: str
    text: str
    kept_at: datetime


def newest_held(folder: Path | None, limit: int = 100) -> tuple[HeldMail, ...]:
    """Return the newest mails of a folder, the newest first; none where there is no folder."""
    if folder is None or not folder.is_dir():
        return ()
    names = sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))
    found = (find_held(folder, name) for name in reversed(names[-limit:]))
    return tuple(mail for mail in found if mail is not None)


def find_held(folder: Path | None, name: str) -> HeldMail | None:
    """Return one mail of a folder by the name of its file, or None."""
    if folder is None or not _NAME.fullmatch(name):
        return None
    path = folder / name
    with suppress(OSError):
        written = path.read_bytes()[:_LARGEST]
        message = message_from_bytes(written, policy=default)
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        return HeldMail(
            name=name,
            to=str(message["to"] or ""),
            subject=str(message["subject"] or ""),
            text=text.split("\n" + "-" * 79)[0].rstrip(),
            kept_at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        )
    return None
