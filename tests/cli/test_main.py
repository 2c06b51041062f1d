"""The command line as a whole: what it lists, how it fails, that it leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from django.db import connection

import curule
from curule.cli.main import _COMMANDS, cli, main
from curule.cli.prerequisites import needs_database
from curule.data.database_url import DatabaseUrl
from tests.support.commands import run_curule
from tests.support.session_folder import session_folder

_HOLDING = """
from curule.cli.prerequisites import open_database
with open_database(migrated=False):
    print("inside", flush=True)
    input()
"""


def test_the_version_is_the_package_s() -> None:
    assert run_curule("--version").stdout == f"curule, version {curule.__version__}\n"


def test_every_listed_command_can_be_loaded_and_says_what_it_does() -> None:
    context = click.Context(cli)
    listed = cli.list_commands(context)

    assert set(listed) <= set(_COMMANDS)
    assert "migrate" in listed
    for name in listed:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str()


def test_help_needs_neither_database_nor_settings() -> None:
    done = run_curule("--help", env={"DATABASE_URL": "nonsense", "CURULE_SECRET_KEY": "short"})

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("wrong", [["no-such-command"], ["migrate", "--no-such-option"]])
def test_wrong_usage_is_one_sentence_and_exit_2(wrong: list[str]) -> None:
    done = run_curule(*wrong)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "--help`." in done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "nothing listens there"),
        ("DATABASE_URL", "mysql://nobody@127.0.0.1/none", "does not begin with postgresql://"),
        ("CURULE_SECRET_KEY", "short", "shorter than 32 characters"),
        ("CURULE_DB_POOLER", "sometimes", "set it to one of: none, transaction"),
    ],
)
def test_a_wrong_installation_is_one_sentence_and_exit_1(
    variable: str, value: str, said: str
) -> None:
    done = run_curule("migrate", env={variable: value})

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_migrate_works_on_the_database_it_is_given(fresh_database: DatabaseUrl) -> None:
    done = run_curule("migrate")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Up to date: {fresh_database}.\n"


def test_a_database_of_a_newer_curule_is_left_alone(fresh_database: DatabaseUrl) -> None:
    from curule.data.database_url import connect

    with connect(fresh_database) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('curule', '9999_from_the_future', now())"
        )

    done = run_curule("migrate")

    assert done.returncode == 1
    assert "made by a newer Curule (it has the migration 9999_from_the_future)" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_ended_command_stops_its_server(number: signal.Signals) -> None:
    with session_folder() as folder:
        data_folder = folder / "data"
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLDING],
            env={
                **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
                "CURULE_DATA": str(data_folder),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"inside\n"
        assert _servers(data_folder)

        process.send_signal(number)
        process.communicate(timeout=60)
        assert not _servers(data_folder)


def _servers(data_folder: Path) -> list[Path]:
    time.sleep(0.1)
    return list(data_folder.glob("postgres/cluster/postmaster.pid"))


def test_a_database_lost_on_the_way_is_one_sentence(
    fresh_database: DatabaseUrl, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    @needs_database
    def lose() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(cli, "resolve_command", lambda *_: ("lose", lose, []))
    monkeypatch.setattr("sys.argv", ["curule", "lose"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith("The database was lost on the way (terminating connection")
    assert len(told.splitlines()) == 1
    assert fresh_database.database not in told
