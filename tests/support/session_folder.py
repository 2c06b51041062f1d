"""The folder of one test session: everything it keeps, its server too, gone at the end of it."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from curule.data.database_url import DatabaseUnavailable
from curule.data.embedded import running_server

_PREFIX = "curule-tests-"
# Held open for the whole session; the kernel lets go of it even if pytest is killed.
_HELD: list[int] = []


def make_session_folder() -> Path:
    """Make the folder and, while at it, clear away what killed sessions have left."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # As root the server runs under another account, which has to get through.
    folder.chmod(0o711)
    _HELD.append(_locked(folder))
    return folder


def remove_session_folder(folder: Path) -> None:
    for location in folder.glob("*/postgres/location"):
        shutil.rmtree(location.read_text(encoding="utf-8").strip(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    while _HELD:
        os.close(_HELD.pop())


def _locked(folder: Path) -> int:
    held = os.open(folder / "session", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, DatabaseUnavailable):
            if folder.stat().st_uid != os.geteuid() or not (folder / "session").exists():
                continue
            held = _locked(folder)
            with contextlib.closing(os.fdopen(held)):
                for home in folder.glob("*/postgres"):
                    with running_server(home.parent):
                        pass  # whoever leaves last stops it
                shutil.rmtree(folder, ignore_errors=True)
