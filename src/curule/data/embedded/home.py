"""Where a cluster lies: in the data folder, or, if its account cannot get in there, in /var/lib."""

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from curule.data.database_url import DatabaseUnavailable
from curule.data.embedded.accounts import Account, account_for, say
from curule.data.embedded.binaries import SYSTEM_FOLDER
from curule.data.embedded.left_behind import BACK_NOTE

# The kernel takes 107 bytes for the path of a socket; the server adds "/.s.PGSQL.5432.lock".
_LONGEST_SOCKET_FOLDER = 80
_SHORT = Path("/tmp")  # noqa: S108 - mkdtemp makes a folder there for its owner alone
_SHORT_PREFIX = "curule-socket-"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one embedded server and what lies in it."""

    folder: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """The tables themselves (PGDATA)."""
        return self.folder / "cluster"

    @property
    def users(self) -> Path:
        """Everybody who works with the server holds a shared lock on this file."""
        return self.folder / "users"

    @property
    def turnstile(self) -> Path:
        """Starting and stopping hold an exclusive lock on this file, so that they never meet."""
        return self.folder / "starting"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def _socket_note(self) -> Path:
        return self.folder / "socket"

    def socket_folder(self) -> Path:
        """Return the folder of the server's socket as noted at its last start.

        It is deleted when the server stops: no note, however damaged, leads to another folder.
        """
        noted = Path(_written(self._socket_note) or "")
        is_short = noted.parent == _SHORT and noted.name.startswith(_SHORT_PREFIX)
        return noted if is_short else self._nearby

    @property
    def _nearby(self) -> Path:
        return self.folder / "run"

    def make_socket_folder(self) -> Path:
        """Make the folder of the socket, nearby if its path is short enough, and note it.

        Only the account itself (and root) can enter: that is what the server relies on instead of a
        password.
        """
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.socket_folder())
        chosen = self._nearby
        # The server takes a comma for the end of a folder's name.
        if len(os.fsencode(chosen)) <= _LONGEST_SOCKET_FOLDER and "," not in str(chosen):
            chosen.mkdir(mode=0o700, exist_ok=True)
        else:
            chosen = Path(tempfile.mkdtemp(prefix=_SHORT_PREFIX, dir=_SHORT))
        chosen.chmod(0o700)
        self.account.own(chosen)
        self._socket_note.write_text(str(chosen), encoding="utf-8")
        return chosen


def home_in(data_folder: Path) -> Home:
    """Return the home of the server of `data_folder`, made on the first call.

    Raises:
        DatabaseUnavailable: the note of where it lies is damaged, or no account can own it.
    """
    nearby = data_folder / "postgres"
    nearby.mkdir(parents=True, exist_ok=True)
    with exclusive(nearby / "choosing"):
        folder = _noted(nearby) or _chosen(nearby)
        _note_back(folder, nearby)
    return Home(folder=folder, account=account_for(folder / "cluster"))


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the exclusive lock on `path`; whoever comes second waits."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _noted(nearby: Path) -> Path | None:
    """Return where the cluster was put, as it was written down, or None where it never was."""
    note = nearby / "location"
    place = _written(note)
    if place is None:
        return None
    if not place.startswith("/") or not place.isprintable() or "\ufffd" in place:
        raise DatabaseUnavailable(
            f"{note} is damaged: it should hold the folder of the database, a cluster-… in "
            f"{SYSTEM_FOLDER} whose file data_folder names {nearby.parent}. Write that folder's "
            f"path into it, or move {nearby} away to start with an empty database."
        )
    return Path(place)


def _written(note: Path) -> str | None:
    try:
        return note.read_bytes().decode(errors="replace").strip()
    except FileNotFoundError:
        return None


def _note_back(folder: Path, nearby: Path) -> None:
    """Note in a cluster of root's which data folder it belongs to, also after that was moved.

    The note stays while the data folder that it names is there: this one may be a copy of that.
    """
    if folder.parent != SYSTEM_FOLDER or os.geteuid() != 0 or not folder.is_dir():
        return
    note = folder / BACK_NOTE
    named = _written(note)
    if named is None or not os.path.lexists(named):
        draft = note.with_name(f"{note.name}.draft")
        draft.write_text(f"{nearby.parent.absolute()}\n", encoding="utf-8")
        draft.replace(note)


def _chosen(nearby: Path) -> Path:
    """Choose where a cluster is going to lie; only folders of our own are ever opened to others."""
    account = account_for(nearby / "cluster")
    if not account.is_ours:
        nearby.chmod(0o711)
    if account.can_enter(nearby):
        return nearby
    elsewhere = SYSTEM_FOLDER / f"cluster-{secrets.token_hex(4)}"
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    elsewhere.mkdir(mode=0o711)
    elsewhere.chmod(0o711)
    _note_back(elsewhere, nearby)
    draft = nearby / "location.draft"
    draft.write_text(f"{elsewhere}\n", encoding="utf-8")
    draft.replace(nearby / "location")
    say(f"The user {account.name} cannot enter {nearby.parent}: the database lies in {elsewhere}.")
    return elsewhere
