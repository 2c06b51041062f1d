"""A folder for servers of tests: reachable for the account that runs them, gone in the end."""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from curule.data.database_url import DatabaseUnavailable
from curule.data.embedded import running_server
from curule.data.embedded.binaries import SYSTEM_FOLDER

_PREFIX = "curule-tests-"
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made there is ours alone
_ROOM = 4 << 30
_MEMORY_LEFT = 8 << 30


@contextlib.contextmanager
def session_folder(*, in_memory: bool = False) -> Iterator[Path]:
    """Make the folder and, while at it, clear away what killed sessions have left.

    `in_memory` it lies where no disk is waited for, if this machine has room for it there: a copy
    of a database, of which hundreds are made, takes an eighth of the time.
    """
    _sweep()
    place = _MEMORY if in_memory and _has_room() else None
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    # As root the server runs under another account, which has to get through.
    folder.chmod(0o711)
    with (folder / "session").open("ab") as held:
        # The kernel lets go of it even if pytest is killed.
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            _remove(folder)


def _has_room() -> bool:
    try:
        room = shutil.disk_usage(_MEMORY).free
        told = Path("/proc/meminfo").read_text()
    except OSError:
        return False
    left = re.search(r"^MemAvailable: +(\d+) kB$", told, re.MULTILINE)
    return room >= _ROOM and left is not None and int(left[1]) << 10 >= _MEMORY_LEFT


def _sweep() -> None:
    places = (Path(tempfile.gettempdir()), _MEMORY)
    for folder in (found for place in places for found in place.glob(f"{_PREFIX}*")):
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
