"""The scene of every test: a PostgreSQL of its own, never the one in var/.

`DATABASE_URL` chooses another server; tests make databases of their own there and drop them.

    db               one shared migrated database, each test in a transaction that is rolled back
    fresh_database   a migrated database of the test's own, where commits are real (locks, deferred
                     triggers, threads, child processes)
    demo_world       the same, with the demo's five companies and their year (made once a session)

A test whose cards have something to answer asks for `sandbox`, a gateway of its own.
"""

import atexit
import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings as django_settings
from pytest_django import DjangoDbBlocker, Settings

from curule.data.database_url import DatabaseUrl
from curule.data.embedded import running_server
from curule.gateways.payments.registry import replaced
from curule.gateways.payments.sandbox import SandboxGateway
from curule.worker.clock import utc_now
from tests.support import faults, told
from tests.support.session_folder import session_folder

measured = faults.measured
not_injected = faults.not_injected
tell = told.tell
pytest_terminal_summary = told.pytest_terminal_summary

DEMO_NOW = utc_now()
"""The present of the demo's world; the real one, since its clock follows real time."""

_GIVEN = os.environ.get("DATABASE_URL")
_AT_EXIT = contextlib.ExitStack()
_FOLDER = _AT_EXIT.enter_context(session_folder(in_memory=True))
atexit.register(_AT_EXIT.close)
# What tests and the processes they start put down for a while lies there, too, and goes with it.
tempfile.tempdir = os.environ["TMPDIR"] = str(_FOLDER / "tmp")
(_FOLDER / "tmp").mkdir(mode=0o711)

# Before the settings are read: nothing of the person's own installation reaches a test.
for _name in [name for name in os.environ if name.startswith("CURULE_")]:
    del os.environ[_name]
os.environ["XDG_CONFIG_HOME"] = str(_FOLDER / "config")
os.environ["CURULE_DATA"] = str(_FOLDER / "data")
os.environ["CURULE_SECRET_KEY"] = "a-key-that-signs-nothing-outside-of-tests"
os.environ["DJANGO_SETTINGS_MODULE"] = "curule.config.settings"
django.setup()

# A password that takes a third of a second to be hashed takes it in a thousand tests, too.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A thread would not see what a test has not committed, and what it commits would outlive the test.
django_settings.CURULE_RUNS_BEHIND = False

# `make test` draws the same examples for the same test, so that a change is judged by what it
# changed; `make test-long` draws new ones each time.
hypothesis.settings.register_profile("same", deadline=None, print_blob=True, derandomize=True)
hypothesis.settings.register_profile("new", deadline=None, print_blob=True)
hypothesis.settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that prints the table of faults."""
    parser.addoption(
        "--fault-table", action="store_true", help="print what each fault test injected and held"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect what the fault tests say, where all reports come together."""
    if config.getoption("--fault-table") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(faults.Collector())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse the usual transactional tests: they truncate, which append-only tables forbid."""
    for item in items:
        faults.claim(item)
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction") or True in mark.args:
                raise pytest.UsageError(f"{item.nodeid}: take the fixture fresh_database instead.")
    # What takes minutes begins first, so that one process does not wait for another at the end.
    items.sort(key=lambda item: not {"stateful", "simulation"} & {*item.path.parts})


@pytest.fixture(scope="session")
def server() -> Iterator[DatabaseUrl]:
    """The database server of this session."""
    if _GIVEN:
        yield DatabaseUrl.parse(_GIVEN)
        return
    with running_server(_FOLDER / "data", durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def template(server: DatabaseUrl, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of the migrated database that others are copied from."""
    from curule.data.databases import migrated_template

    with django_db_blocker.unblock():
        return migrated_template(server)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,  # noqa: ARG001
    server: DatabaseUrl,
    template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Replace pytest-django's own: one copy of the template for all tests that roll back."""
    from curule.data.databases import pointing_at, scratch_database

    with (
        scratch_database(server, template=template) as url,
        django_db_blocker.unblock(),
        pointing_at(url),
    ):
        django_db_blocker.block()
        try:
            yield
        finally:
            django_db_blocker.restore()


@pytest.fixture
def fresh_database(  # noqa: PLR0917
    django_test_environment: None,  # noqa: ARG001
    server: DatabaseUrl,
    template: str,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> Iterator[DatabaseUrl]:
    """A migrated database of the test's own; Django leads there in every thread, commits are real.

    Commands find it too, in this process as in child processes.
    """
    from curule.data.databases import pointing_at, scratch_database

    with (
        scratch_database(server, template=template) as url,
        django_db_blocker.unblock(),
        pointing_at(url),
    ):
        monkeypatch.setenv("DATABASE_URL", url.text())
        settings.CURULE_DATABASE_URL = url.text()
        settings.CURULE_RUNS_BEHIND = True
        yield url


@pytest.fixture(scope="session")
def demo_template(
    server: DatabaseUrl, template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The name of a database with the demo's world, whose last moment is `DEMO_NOW`."""
    from curule.data.databases import pointing_at, scratch_database
    from curule.playback.demo.world import build

    with scratch_database(server, template=template) as url:
        with django_db_blocker.unblock(), pointing_at(url):
            build(now=DEMO_NOW)
        yield url.database


@pytest.fixture
def demo_world(
    server: DatabaseUrl,
    demo_template: str,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> Iterator[DatabaseUrl]:
    """A database of the test's own with the demo's world; commits are real."""
    from curule.data.databases import pointing_at, scratch_database

    with (
        scratch_database(server, template=demo_template) as url,
        django_db_blocker.unblock(),
        pointing_at(url),
    ):
        monkeypatch.setenv("DATABASE_URL", url.text())
        settings.CURULE_DATABASE_URL = url.text()
        settings.CURULE_RUNS_BEHIND = True
        yield url


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxGateway]:
    """The gateway that every card of the test leads to; it says how it behaves."""
    made = SandboxGateway(path=tmp_path / "sandbox.sqlite3")
    with replaced(sandbox=made):
        yield made
