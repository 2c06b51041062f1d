"""Clusters whose data folder was deleted: which are removed, and that no other folder ever is."""

import fcntl
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curule.data.embedded import running_server
from curule.data.embedded.accounts import SYSTEM_ACCOUNT, account_for
from curule.data.embedded.home import home_in
from curule.data.embedded.left_behind import _TEMPORARY, clear_left_behind
from tests.support.session_folder import session_folder

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root's clusters lie elsewhere")

_GONE = f"{_TEMPORARY[0] / 'curule-gone' / 'data'}\n"  # there is none


@pytest.fixture
def system_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "system"
    folder.mkdir(mode=0o755)
    account_for(folder / "cluster-00000000" / "cluster")  # makes the system account, if need be
    return folder


def _cluster(system_folder: Path, name: str = "cluster-0123abcd", note: str = _GONE) -> Path:
    """Make what a server of root's leaves behind."""
    folder = system_folder / name
    tables = folder / "cluster"
    tables.mkdir(parents=True)
    (tables / "PG_VERSION").write_text("18\n", encoding="ascii")
    for path in (tables, tables / "PG_VERSION"):
        os.chown(path, pwd.getpwnam(SYSTEM_ACCOUNT).pw_uid, -1)
    for empty in ("starting", "users"):
        (folder / empty).touch()
    (folder / "data_folder").write_text(note, encoding="utf-8")
    return folder


def test_what_lay_in_a_temporary_folder_is_removed(
    system_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = _cluster(system_folder)
    beside = _cluster(system_folder, name="cluster-89abcdef", note=f"{system_folder}\n")

    clear_left_behind(system_folder)

    assert not left.exists()
    assert beside.exists()
    assert capsys.readouterr().err.startswith(f"Removed the database of {_GONE.strip()}")


def test_what_belonged_to_a_permanent_folder_is_named_and_stays(
    system_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = _cluster(system_folder, note="/srv/curule-gone/data\n")

    clear_left_behind(system_folder)

    assert (left / "cluster" / "PG_VERSION").exists()
    told = capsys.readouterr().err
    assert told.startswith(f"The database in {left} belongs to /srv/curule-gone/data")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        ".\n",
        "curule-gone\n",
        _GONE.strip(),
        f"{_TEMPORARY[0]}/../srv/gone\n",
        f"{_TEMPORARY[0]}/\0x\n",
    ],
)
def test_a_damaged_note_leads_nowhere(
    system_folder: Path, note: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    left = _cluster(system_folder, note=note)

    clear_left_behind(system_folder)

    assert (left / "cluster" / "PG_VERSION").exists()


def _no_note(folder: Path) -> None:
    (folder / "data_folder").unlink()


def _no_version(folder: Path) -> None:
    (folder / "cluster" / "PG_VERSION").unlink()


def _of_somebody_else(folder: Path) -> None:
    os.chown(folder / "cluster", 0, 0)


def _linked_version(folder: Path) -> None:
    (folder / "cluster" / "PG_VERSION").unlink()
    (folder / "cluster" / "PG_VERSION").symlink_to("/etc/hostname")


def _given_away(folder: Path) -> None:
    os.chown(folder, pwd.getpwnam(SYSTEM_ACCOUNT).pw_uid, -1)


def _open_above(folder: Path) -> None:
    folder.parent.chmod(0o777)


def _no_locks(folder: Path) -> None:
    (folder / "users").unlink()


@pytest.mark.parametrize(
    "change",
    [
        _no_note, _no_version, _of_somebody_else, _linked_version, _given_away, _open_above,
        _no_locks,
    ],
)  # fmt: skip
def test_what_is_no_cluster_of_ours_beyond_doubt_stays(
    system_folder: Path, change: Callable[[Path], None]
) -> None:
    left = _cluster(system_folder)
    change(left)

    clear_left_behind(system_folder)

    assert (left / "cluster").is_dir()


@pytest.mark.parametrize("name", ["cluster-", "cluster-0123ABCD", "cluster-0123abcd.old", "other"])
def test_a_folder_of_another_name_stays(system_folder: Path, name: str) -> None:
    left = _cluster(system_folder, name=name)

    clear_left_behind(system_folder)

    assert left.exists()


def test_no_link_is_followed(system_folder: Path, tmp_path: Path) -> None:
    elsewhere = _cluster(tmp_path / "elsewhere")
    (system_folder / "cluster-89abcdef").symlink_to(elsewhere)
    left = _cluster(system_folder)
    (left / "cluster" / "pg_tblspc").symlink_to(elsewhere)

    clear_left_behind(system_folder)

    assert not left.exists()
    assert (elsewhere / "cluster" / "PG_VERSION").exists()
    assert (system_folder / "cluster-89abcdef").is_symlink()


@pytest.mark.parametrize("lock", ["starting", "users"])
def test_one_that_somebody_uses_stays(system_folder: Path, lock: str) -> None:
    left = _cluster(system_folder)
    with (left / lock).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        clear_left_behind(system_folder)
        assert left.exists()

    clear_left_behind(system_folder)
    assert not left.exists()


def test_one_whose_server_runs_stays(system_folder: Path) -> None:
    left = _cluster(system_folder)
    server = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()", "-D", str(left / "cluster")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        server.stdout.read(1)
        clear_left_behind(system_folder)
        assert left.exists()
    finally:
        server.communicate(b"\n")

    clear_left_behind(system_folder)
    assert not left.exists()


def test_a_folder_that_is_not_there_is_no_obstacle(tmp_path: Path) -> None:
    clear_left_behind(tmp_path / "nowhere")


@pytest.fixture
def private() -> Iterator[Path]:
    """A folder that the server's account cannot enter."""
    with session_folder() as folder:
        (folder / "private").mkdir(mode=0o700)
        yield folder / "private"


def _place_of(data_folder: Path) -> Path:
    return Path((data_folder / "postgres" / "location").read_text(encoding="utf-8").strip())


def test_the_next_server_of_root_removes_what_a_deleted_data_folder_left(private: Path) -> None:
    with running_server(private / "one", durable=False):
        pass
    left = _place_of(private / "one")
    shutil.rmtree(private / "one")
    assert (left / "cluster" / "PG_VERSION").exists()

    with running_server(private / "two", durable=False):
        assert not left.exists()
        assert _place_of(private / "two").exists()


def test_a_moved_data_folder_is_noted_anew_and_a_copy_is_not(private: Path) -> None:
    place = home_in(private / "one").folder
    shutil.copytree(private / "one", private / "copy")
    assert home_in(private / "copy").folder == place
    assert (place / "data_folder").read_text(encoding="utf-8") == f"{private / 'one'}\n"

    (private / "one").rename(private / "moved")
    assert home_in(private / "moved").folder == place
    assert (place / "data_folder").read_text(encoding="utf-8") == f"{private / 'moved'}\n"
    shutil.rmtree(private / "copy")
