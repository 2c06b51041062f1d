"""The embedded server: who starts it, who stops it, and what is said when it cannot start."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from _pytest.mark import ParameterSet

from curule.data.database_url import DatabaseUnavailable, DatabaseUrl, connect
from curule.data.embedded import binaries, running_server
from curule.data.embedded.home import home_in
from tests.support.session_folder import session_folder

_USER = """
import sys
from pathlib import Path
from curule.data.embedded import running_server
with running_server(Path(sys.argv[1]), durable=False) as url:
    print(url.text(), flush=True)
    sys.stdin.readline()
"""


class _Process:
    """Another command that works with the same server until it is told to leave."""

    def __init__(self, data_folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _USER, str(data_folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until_inside(self) -> DatabaseUrl:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, self._process.communicate()
        return DatabaseUrl.parse(line)

    def leave(self) -> None:
        self._process.communicate("\n", timeout=60)
        assert self._process.returncode == 0

    def end(self, number: signal.Signals) -> None:
        self._process.send_signal(number)
        self._process.communicate(timeout=60)


def _long(*cases: object) -> list[ParameterSet]:
    """Return cases of which one is tried in every run, and these in the long ones."""
    return [pytest.param(each, marks=pytest.mark.long) for each in cases]


@pytest.fixture
def data_folder() -> Iterator[Path]:
    with session_folder() as folder:
        yield folder / "data"


def _runs(url: DatabaseUrl) -> bool:
    try:
        connect(url).close()
    except DatabaseUnavailable:
        return False
    return True


def _started_at(url: DatabaseUrl) -> object:
    with connect(url) as connection:
        return connection.execute("SELECT pg_postmaster_start_time()").fetchone()


def _cluster(data_folder: Path) -> Path:
    location = data_folder / "postgres" / "location"
    home = Path(location.read_text().strip()) if location.exists() else data_folder / "postgres"
    return home / "cluster"


def _refusal(data_folder: Path) -> str:
    """Return the one sentence said instead of starting."""
    with pytest.raises(DatabaseUnavailable) as caught, running_server(data_folder, durable=False):
        pytest.fail("the server started")
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


def test_the_second_user_joins_and_the_last_one_stops_the_server(data_folder: Path) -> None:
    first, second = _Process(data_folder), _Process(data_folder)
    url = first.wait_until_inside()
    assert second.wait_until_inside() == url

    first.leave()
    assert _runs(url)

    second.leave()
    assert not _runs(url)


def test_what_was_written_is_there_at_the_next_start(data_folder: Path) -> None:
    with running_server(data_folder) as url, connect(url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")

    with running_server(data_folder) as url, connect(url) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)


def test_many_at_once_start_one_server(data_folder: Path) -> None:
    processes = [_Process(data_folder) for _ in range(6)]
    urls = [process.wait_until_inside() for process in processes]
    assert len({_started_at(url) for url in urls}) == 1

    for process in processes:
        process.leave()
    assert not _runs(urls[0])


def test_the_next_user_joins_what_a_killed_one_left_running_and_stops_it(data_folder: Path) -> None:
    killed = _Process(data_folder)
    url = killed.wait_until_inside()
    started_at = _started_at(url)
    killed.end(signal.SIGKILL)

    with running_server(data_folder) as same:
        assert _started_at(same) == started_at
    assert not _runs(url)


def test_a_killed_user_among_others_is_not_waited_for(data_folder: Path) -> None:
    killed, other = _Process(data_folder), _Process(data_folder)
    url = killed.wait_until_inside()
    other.wait_until_inside()

    killed.end(signal.SIGKILL)
    assert _runs(url)
    other.leave()
    assert not _runs(url)


def test_a_killed_server_recovers_what_was_committed(data_folder: Path) -> None:
    user = _Process(data_folder)
    with connect(user.wait_until_inside()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        connection.execute("CHECKPOINT")
        postmaster = int((_cluster(data_folder) / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
    user.leave()

    with running_server(data_folder) as url, connect(url) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)


@pytest.mark.long
def test_a_note_of_a_process_that_is_now_another_one_is_no_obstacle(data_folder: Path) -> None:
    with running_server(data_folder, durable=False):
        pass
    note = _cluster(data_folder) / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{note.parent}\n", encoding="utf-8")

    with running_server(data_folder, durable=False) as url:
        assert _runs(url)


def test_an_interrupted_first_start_is_started_over(data_folder: Path) -> None:
    with running_server(data_folder, durable=False):
        pass
    cluster = _cluster(data_folder)
    cluster.rename(cluster.with_name("cluster.new"))

    with running_server(data_folder, durable=False) as url:
        assert _runs(url)


@pytest.mark.long
def test_a_data_folder_with_a_long_path_gets_a_socket_elsewhere(data_folder: Path) -> None:
    deep = data_folder / ("deep" * 20) / ("deeper" * 10)
    with running_server(deep, durable=False) as url:
        assert _runs(url)
        assert len(url.parameters["host"]) < len(str(deep))
    assert not Path(url.parameters["host"]).exists()
    for location in deep.glob("postgres/location"):
        pytest.fail(f"there was no need to go to {location.read_text()}")


def test_nobody_else_on_the_machine_gets_in(data_folder: Path) -> None:
    with running_server(data_folder, durable=False) as url:
        folder = Path(url.parameters["host"])
        assert folder.stat().st_mode & 0o077 == 0
        with connect(url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


@pytest.mark.parametrize("lost", ["PG_VERSION", *_long("global/pg_control", "postgresql.conf")])
def test_a_damaged_data_folder_is_named_in_one_sentence(data_folder: Path, lost: str) -> None:
    with running_server(data_folder, durable=False):
        pass
    (_cluster(data_folder) / lost).unlink()

    sentence = _refusal(data_folder)
    assert f"is damaged ({lost} is missing)" in sentence
    assert "restore the folder from a backup" in sentence


@pytest.mark.long
def test_damage_that_the_server_finds_is_told_in_its_words(data_folder: Path) -> None:
    with running_server(data_folder, durable=False):
        pass
    control = _cluster(data_folder) / "global" / "pg_control"
    control.write_bytes(b"\0" * control.stat().st_size)

    sentence = _refusal(data_folder)
    assert "could not be started (database files are incompatible" in sentence


@pytest.mark.long
def test_tables_of_another_major_version_are_left_alone(data_folder: Path) -> None:
    with running_server(data_folder, durable=False):
        pass
    version = _cluster(data_folder) / "PG_VERSION"
    for damaged in (b"", b"\xff\xfe"):
        version.write_bytes(damaged)
        assert "is damaged (PG_VERSION is no number)" in _refusal(data_folder)
    for other in ("14", "9.6"):
        version.write_text(f"{other}\n", encoding="ascii")
        assert f"was made by PostgreSQL {other}, but" in _refusal(data_folder)


@pytest.mark.parametrize("mark", ['"', "$", "`"])
def test_a_folder_whose_name_the_server_cannot_take_is_named_not_called_damaged(
    data_folder: Path, mark: str
) -> None:
    data_folder.mkdir(mode=0o755, exist_ok=True)
    data_folder.chmod(0o755)
    sentence = _refusal(data_folder / f"it{mark}s")
    assert f"must be without {mark}; let CURULE_DATA name another folder." in sentence
    assert "backup" not in sentence


@pytest.mark.parametrize("name", ["it's", *_long("a,b", "a b", "a\\b")])
def test_other_marks_in_the_name_of_a_folder_do_no_harm(data_folder: Path, name: str) -> None:
    data_folder.mkdir(mode=0o755, exist_ok=True)
    data_folder.chmod(0o755)
    with running_server(data_folder / name, durable=False) as url, connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_data_folder_that_is_a_file_is_named_in_one_sentence(data_folder: Path) -> None:
    data_folder.write_text("not a folder", encoding="utf-8")

    assert "let CURULE_DATA name another one" in _refusal(data_folder)


def test_a_full_disk_is_named_in_one_sentence(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def initdb_on_a_full_disk(
        self: binaries.Binaries, program: str, *arguments: str, output: int
    ) -> int:
        del self, arguments
        os.write(output, f"{program}: error: could not write: No space left on device\n".encode())
        return 1

    monkeypatch.setattr(binaries.Binaries, "run", initdb_on_a_full_disk)

    assert "is full; make room" in _refusal(data_folder)


def test_an_installation_without_the_wheel_says_what_to_do(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    assert "let DATABASE_URL name a PostgreSQL 15 or newer" in _refusal(data_folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its server another account")
def test_as_root_the_server_runs_without_rights(data_folder: Path) -> None:
    with running_server(data_folder, durable=False):
        note = _cluster(data_folder) / "postmaster.pid"
        process = int(note.read_text(encoding="utf-8").split()[0])
        assert Path("/proc", str(process)).stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user enters its own folders")
def test_as_root_a_private_folder_is_not_opened_to_others(data_folder: Path) -> None:
    private = data_folder / "private"
    private.mkdir(parents=True, mode=0o700)
    inside = private / "data"
    with running_server(inside, durable=False) as url:
        assert _runs(url)
    assert private.stat().st_mode & 0o077 == 0
    elsewhere = Path((inside / "postgres" / "location").read_text(encoding="utf-8").strip())
    assert (elsewhere / "data_folder").read_text(encoding="utf-8").strip() == str(inside)

    with running_server(inside, durable=False) as url:
        assert Path(url.parameters["host"]).is_relative_to(elsewhere)


@pytest.mark.parametrize("note", [b"/var/\xff\n", *_long(b"", b"here\n", b"/var/\0lib\n")])
def test_a_damaged_note_of_where_the_database_lies_is_named(data_folder: Path, note: bytes) -> None:
    nearby = data_folder / "postgres"
    nearby.mkdir(parents=True)
    (nearby / "location").write_bytes(note)
    with pytest.raises(DatabaseUnavailable, match="location is damaged"):
        home_in(data_folder)
    assert sorted(path.name for path in nearby.iterdir()) == ["choosing", "location"]


@pytest.mark.parametrize("note", [b"{elsewhere}", *_long(b"", b".", b"\xff")])
def test_a_damaged_note_of_the_socket_leads_to_no_folder_that_is_not_ours(
    data_folder: Path, note: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").touch()
    monkeypatch.chdir(tmp_path)
    home = home_in(data_folder)
    written = note.replace(b"{elsewhere}", bytes(tmp_path))
    (home.folder / "socket").write_bytes(written)
    home.make_socket_folder()
    assert (tmp_path / "kept").exists()


def test_a_server_that_is_busy_starting_is_waited_for(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_server(data_folder, durable=False) as url:
        refusals = iter(
            ["the database system is starting up", "it is not yet accepting connections"]
        )
        connect_really = psycopg.connect

        def connect_later(**parameters: str) -> object:
            for sentence in refusals:
                raise psycopg.OperationalError(sentence)
            return connect_really(**parameters)  # type: ignore[arg-type]

        monkeypatch.setattr(psycopg, "connect", connect_later)
        with running_server(data_folder, durable=False) as same:
            assert same == url
