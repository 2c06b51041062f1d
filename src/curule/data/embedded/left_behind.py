"""Clusters in /var/lib whose data folder was deleted: nobody can come back to them.

Root's servers keep their tables there when their account cannot enter the data folder; who deletes
the data folder does not delete them. What lay in a temporary folder is expected to vanish, and its
cluster is removed. A permanent data folder may only have been moved, or its disk not be mounted:
such a cluster is named, and a person decides.
"""

import contextlib
import fcntl
import os
import pwd
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from curule.data.embedded.accounts import SYSTEM_ACCOUNT, say

BACK_NOTE = "data_folder"
_NAME = re.compile(r"cluster-[0-9a-f]{8}")
# where others' data folders lay
_TEMPORARY = tuple(map(Path, ("/tmp", "/var/tmp", "/dev/shm")))  # noqa: S108
_LONGEST_NOTE = 4096


def clear_left_behind(system_folder: Path) -> None:
    """Remove the clusters directly in `system_folder` whose temporary data folder is gone.

    One that looks in any way other than Curule leaves it, or whose server may run, stays.
    """
    for folder in _clusters_in(system_folder):
        with contextlib.suppress(OSError):
            data_folder = _noted(folder)
            if data_folder is not None and _is_gone(data_folder):
                with _unused(folder):
                    _clear(folder, data_folder)


def _clear(folder: Path, data_folder: Path) -> None:
    if any(data_folder.is_relative_to(place) for place in _TEMPORARY):
        shutil.rmtree(folder)
        say(f"Removed the database of {data_folder}, which is gone: {folder}.")
    else:
        say(
            f"The database in {folder} belongs to {data_folder}, which is not there; delete the "
            "folder of the database if you do not need it any more."
        )


def _clusters_in(system_folder: Path) -> list[Path]:
    """Return the folders that are clusters of the system account beyond doubt."""
    try:
        uid = pwd.getpwnam(SYSTEM_ACCOUNT).pw_uid
        above = system_folder.lstat()
        folders = sorted(system_folder.iterdir())
    except (KeyError, OSError):
        return []
    if not stat.S_ISDIR(above.st_mode) or above.st_uid != 0 or above.st_mode & 0o022:
        return []
    return [each for each in folders if _NAME.fullmatch(each.name) and _is_cluster(each, uid)]


def _is_cluster(folder: Path, uid: int) -> bool:
    tables = folder / "cluster"
    try:
        own, inner = folder.lstat(), tables.lstat()
        version = (tables / "PG_VERSION").lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(own.st_mode)
        and own.st_uid == 0
        and stat.S_ISDIR(inner.st_mode)
        and stat.S_ISREG(version.st_mode)
        and inner.st_uid == version.st_uid == uid
    )


@contextlib.contextmanager
def _unused(folder: Path) -> Iterator[None]:
    """Hold what a user of the server would hold. Raises OSError where somebody does, or it runs."""
    with (folder / "starting").open("rb") as turnstile, (folder / "users").open("rb") as users:
        for held in (turnstile, users):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _runs(folder / "cluster"):
            raise BlockingIOError
        yield


def _runs(cluster: Path) -> bool:
    """Tell whether any process names the cluster, or that cannot be told."""
    own = Path("/proc", str(os.getpid()), "cmdline")
    if not own.exists():
        return True
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.fsencode(cluster) in (process / "cmdline").read_bytes():
                return True
    return False


def _noted(folder: Path) -> Path | None:
    """Return the data folder that the back-note names; None where it is missing or damaged."""
    with (folder / BACK_NOTE).open("rb") as note:
        written = note.read(_LONGEST_NOTE)
    if not written.endswith(b"\n"):
        return None
    with contextlib.suppress(UnicodeDecodeError):
        path = Path(written.decode().removesuffix("\n"))
        if path.is_absolute() and str(path).isprintable() and ".." not in path.parts:
            return path
    return None


def _is_gone(path: Path) -> bool:
    """Tell whether there is nothing at `path`; what cannot be looked at is not gone."""
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    return False
