"""Addresses of databases, and the one sentence said when nobody answers there."""

import os
import socket
import threading
from collections.abc import Iterator

import psycopg
import pytest

from curule.data.database_url import DatabaseUnavailable, DatabaseUrl, connect
from curule.data.databases import create_database, drop_database


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://seats:s%40cret@db.example:6432/curule?sslmode=require",
        "postgresql:///curule?host=%2Frun%2Fpostgresql",
        "postgresql://seats@/curule?host=%2Frun%2Fpostgresql",
    ],
)
def test_an_address_survives_being_written_and_read(text: str) -> None:
    url = DatabaseUrl.parse(text)

    assert DatabaseUrl.parse(url.text()) == url


def test_django_gets_every_part() -> None:
    url = DatabaseUrl.parse("postgresql://seats:s%40cret@db.example:6432/curule?sslmode=require")

    assert url.django() == {
        "NAME": "curule",
        "USER": "seats",
        "PASSWORD": "s@cret",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_the_password_is_never_shown() -> None:
    url = DatabaseUrl.parse("postgresql://seats:hunter2@db.example/curule")

    assert "hunter2" not in str(url)
    assert "hunter2" not in repr(url)
    assert str(url) == "database 'curule' at db.example:5432"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sqlite:///curule.db", "does not begin with postgresql://"),
        ("curule", "does not begin with postgresql://"),
        ("postgresql://seats:hunter2@db:port/curule?wrong=hunter2", "cannot be read"),
        ("postgresql://db.example", "names no database"),
        ("postgresql://db.example/", "names no database"),
    ],
)
def test_a_wrong_address_is_told_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=said) as caught:
        DatabaseUrl.parse(text)

    assert "\n" not in caught.value.sentence
    assert "hunter2" not in caught.value.sentence


def _refusal(text: str) -> str:
    with pytest.raises(DatabaseUnavailable) as caught:
        connect(DatabaseUrl.parse(text))
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


@pytest.fixture
def not_postgresql() -> Iterator[int]:
    """The port of something that hangs up on everybody."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with caller:
                    caller.recv(1)
                    caller.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

        threading.Thread(target=hang_up, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_port_that_something_else_listens_on_is_told_in_one_sentence(not_postgresql: int) -> None:
    sentence = _refusal(f"postgresql://seats@127.0.0.1:{not_postgresql}/curule")

    assert "what answers on this port is not PostgreSQL" in sentence


def test_a_port_that_nothing_listens_on_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert "nothing listens there" in _refusal(f"postgresql://seats@127.0.0.1:{port}/curule")


def test_a_port_beyond_all_ports_is_told_in_one_sentence() -> None:
    assert "this is no port; correct it" in _refusal("postgresql://seats@127.0.0.1:99999/curule")


def test_an_unknown_host_is_told_in_one_sentence() -> None:
    assert "host name is unknown" in _refusal("postgresql://seats@no-such-host.invalid/curule")


def test_a_missing_database_is_told_in_one_sentence(server: DatabaseUrl) -> None:
    missing = server.with_database(f"missing_{os.getpid()}")

    assert "no such database or user" in _refusal(missing.text())


def test_a_role_that_may_not_make_databases_is_told_so(server: DatabaseUrl) -> None:
    with connect(server) as admin:
        admin.execute("CREATE ROLE poor LOGIN")
        try:
            poor = DatabaseUrl({**server.parameters, "user": "poor", "dbname": "any"})
            with pytest.raises(DatabaseUnavailable, match="ALTER ROLE poor CREATEDB"):
                create_database(poor)
        finally:
            admin.execute("DROP ROLE poor")


def test_a_database_is_dropped_under_those_who_use_it(server: DatabaseUrl) -> None:
    scratch = server.with_database(f"busy_{os.getpid()}")
    create_database(scratch)
    with connect(scratch) as busy:
        drop_database(scratch)
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")
    drop_database(scratch)
