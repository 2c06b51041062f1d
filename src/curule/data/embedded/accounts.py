"""Who runs the server: PostgreSQL refuses root, so root lends it an account without any rights."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curule.data.database_url import DatabaseUnavailable

SYSTEM_ACCOUNT = "curule-postgres"


@dataclass(frozen=True, slots=True)
class Account:
    """The account that owns a cluster and runs its server."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this process already runs as this account."""
        return self.uid == os.geteuid()

    def process_options(self) -> dict[str, Any]:
        """Return what subprocess needs to run a program as this account and in its group only."""
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Tell whether the account gets through every folder above, and into, `folder`."""
        if self.is_ours:
            return True
        asked = subprocess.run(
            ["/usr/bin/test", "-x", str(folder)], cwd="/", check=False, **self.process_options()
        )
        return asked.returncode == 0

    def own(self, path: Path) -> None:
        """Give `path` to the account."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)


def say(sentence: str) -> None:
    """Tell the person something about the server that they should not have to find out."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def account_for(cluster: Path) -> Account:
    """Return the account that runs the server of `cluster`, which need not exist yet.

    Raises:
        DatabaseUnavailable: the cluster belongs to somebody else, or root has no account to lend.
    """
    euid = os.geteuid()
    try:
        owner = cluster.stat().st_uid
    except FileNotFoundError:
        owner = None
    if euid == 0:
        return _named(owner) if owner else _system_account()
    if owner not in {None, euid}:
        raise DatabaseUnavailable(
            f"The database in {cluster} belongs to the user {_named(owner).name}; run Curule as "
            "that user (as root if root made it), or let CURULE_DATA name a folder of your own."
        )
    return _named(euid)


def _named(uid: int | None) -> Account:
    assert uid is not None
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(name=f"number {uid}", uid=uid, gid=os.getegid() if uid else uid)
    return Account(name=entry.pw_name, uid=uid, gid=entry.pw_gid)


def _system_account() -> Account:
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        _make_system_account()
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _make_system_account() -> None:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    say(
        f"PostgreSQL does not run as root: making the system user {SYSTEM_ACCOUNT}, "
        "without password or login, for it (useradd)."
    )
    made = program is not None and subprocess.run(
        [program, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if not made or made.returncode:
        reason = made.stderr.strip() if made else "there is no useradd here"
        raise DatabaseUnavailable(
            f"The system user {SYSTEM_ACCOUNT} could not be made ({reason}); make it by hand, "
            "run Curule as an ordinary user, or set DATABASE_URL to a server of your own."
        )
