"""A folder for servers of tests: reachable for the account that runs them, gone in the end."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from curule.data.database_url import DatabaseUnavailable
from curule.data.embedded import running_server
from curule.data.embedded.binaries import SYSTEM_FOLDER

_PREFIX = "curule-tests-"


@contextlib.contextmanager
def session_folder() -> Iterator[Path]:
    """Make the folder and, while at it, clear away what killed sessions have left."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # As root the server runs under another account, which has to get through.
    folder.chmod(0o711)
    with (folder / "session").open("ab") as held:
        # The kernel lets go of it even if pytest is killed.
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            _remove(folder)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (folder / "session").open("rb") as held:
            if folder.stat().st_uid == os.geteuid():
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(folder)


def _remove(folder: Path) -> None:
    for nearby in [path.parent for path in folder.rglob("postgres/choosing")]:
        home = _home_of(nearby)
        if (home / "cluster" / "postmaster.pid").exists():
            with contextlib.suppress(DatabaseUnavailable), running_server(nearby.parent):
                pass  # left running by a killed user; whoever leaves last stops it
        if home != nearby:
            shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _home_of(nearby: Path) -> Path:
    """Return where a cluster lies; what a damaged note says is not touched."""
    location = nearby / "location"
    noted = Path(location.read_text(errors="replace").strip() if location.exists() else "")
    return noted if noted.parent == SYSTEM_FOLDER else nearby
