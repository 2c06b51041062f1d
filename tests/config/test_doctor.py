"""`curule doctor` and `curule config check`: what is unsafe is said, in one sentence each."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from curule.config.doctor.of_database import of_clock
from curule.config.mistakes import mistakes
from curule.data.database_url import DatabaseUrl
from curule.data.databases import create_database, drop_database
from tests.support.commands import run_curule

pytestmark = pytest.mark.threat("TH39")

KEY = "qL8n2vXw0ZrT5uBmE7yKcA4sHdJf9gPo"
PUBLIC = {
    "CURULE_BASE_URL": "https://seats.example.com",
    "CURULE_SECRET_KEY": KEY,
    "CURULE_SMTP_URL": "smtp://me:it@mail.example.com:587",
    "CURULE_MAIL_FROM": "seats@example.com",
    "CURULE_PROXIES": "1",
}


FAST = (
    "The database may lose what it has acknowledged, payments too; turn on fsync and "
    "full_page_writes and synchronous_commit."
)
MAIL_IN_CLEAR = (
    "Mails go to mail.example.com unencrypted, with codes and links in them; write "
    "CURULE_SMTP_URL with smtps"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kept"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def role(fresh_database: DatabaseUrl) -> DatabaseUrl:
    """The database under a role that owns it and nothing else."""
    name = f"curule_plain_{fresh_database.database[-12:]}"
    with psycopg.connect(**fresh_database.parameters, autocommit=True) as admin:  # type: ignore[arg-type]
        admin.execute(f"CREATE ROLE {name} LOGIN".encode())
        admin.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}".encode())
    return DatabaseUrl({**fresh_database.parameters, "user": name})


def _unsafe(url: DatabaseUrl, folder: Path, **changed: str) -> list[str]:
    env = {**PUBLIC, "DATABASE_URL": url.text(), "CURULE_DATA": str(folder), **changed}
    done = run_curule("doctor", "--json", env=env)
    found = json.loads(done.stdout)
    told = [each["sentence"] for each in found if each["gravity"] == "unsafe"]
    assert done.returncode == (1 if told else 0), done.stderr
    return told


def test_a_sound_installation_is_let_pass(role: DatabaseUrl, folder: Path) -> None:
    [fast] = _unsafe(role, folder)
    assert fast == FAST, "the server of the tests, which may lose everything"


def test_everything_that_is_unsafe_is_told_at_once(
    fresh_database: DatabaseUrl, folder: Path
) -> None:
    folder.chmod(0o777)
    (folder / "secret_key").touch(mode=0o644)
    told = _unsafe(
        fresh_database,
        folder,
        CURULE_BASE_URL="http://seats.example.com",
        CURULE_DEBUG="1",
        CURULE_SECRET_KEY="change-me-change-me-change-me-change-me",
        CURULE_SMTP_URL="",
    )
    begins = [
        "CURULE_DEBUG is on",
        "CURULE_BASE_URL is http://seats.example.com",
        "CURULE_SECRET_KEY can be guessed",
        "CURULE_SMTP_URL is not set",
        f"Others may write to {folder}",
        f"Others may read {folder}/secret_key",
        "The role curule may more than Curule needs (SUPERUSER",
        FAST,
    ]
    assert [any(each.startswith(begin) for each in told) for begin in begins] == [True] * 8
    assert len(told) == 8


def test_a_database_without_its_tables_is_told_and_left_as_it_is(
    server: DatabaseUrl, folder: Path
) -> None:
    empty = server.with_database("curule_for_the_doctor")
    create_database(empty)
    try:
        assert any("run: curule migrate" in each for each in _unsafe(empty, folder))
        with psycopg.connect(**empty.parameters) as looked:  # type: ignore[arg-type]
            assert looked.execute("SELECT to_regclass('curule_account')").fetchone() == (None,)
    finally:
        drop_database(empty)


def test_what_may_be_within_a_public_installation_is_unsafe(folder: Path) -> None:
    nowhere = DatabaseUrl.parse("postgresql://nobody@127.0.0.1:1/nowhere")
    told = _unsafe(nowhere, folder, CURULE_WEBHOOK_LOOPBACK="true", CURULE_SSO_LOOPBACK="true")
    assert {each.split()[0] for each in told} >= {"CURULE_WEBHOOK_LOOPBACK", "CURULE_SSO_LOOPBACK"}


def test_a_demo_that_others_reach_and_an_open_mail_line_are_unsafe(folder: Path) -> None:
    nowhere = DatabaseUrl.parse("postgresql://nobody@127.0.0.1:1/nowhere")
    told = _unsafe(nowhere, folder, CURULE_DEMO="1", CURULE_SMTP_URL="smtp://mail.example.com:25")
    assert [each.split(":")[0].split(" is on")[0] for each in told] == [
        "CURULE_DEMO",
        MAIL_IN_CLEAR,
        "Cannot reach database 'nowhere' at 127.0.0.1",
    ]


def test_clocks_that_differ_are_told() -> None:
    noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert list(of_clock(noon, earliest=noon, latest=noon + second)) == []
    assert list(of_clock(noon, earliest=noon + 4 * second, latest=noon + 5 * second)) == []
    for there in (noon - timedelta(minutes=10), noon + timedelta(minutes=10)):
        [found] = of_clock(there, earliest=noon, latest=noon)
        assert "differ by 600 seconds" in found.sentence


# --- the settings alone ---------------------------------------------------------------------------


def test_every_mistake_is_named_not_only_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mistakes() == ()
    monkeypatch.setenv("CURULE_DEBUG", "perhaps")
    monkeypatch.setenv("CURULE_PROXIES", "many")
    monkeypatch.setenv("CURULE_METRICS_TOKEN", "short")
    monkeypatch.setenv("CURULE_SMPT_URL", "smtp://mail.test")
    monkeypatch.setenv("CURULE_STRIPE_KEY_FILE", "/nonexistent")
    told = mistakes()
    assert [each.split()[0] for each in told] == [
        "CURULE_DEBUG",
        "CURULE_METRICS_TOKEN",
        "CURULE_PROXIES",
        "CURULE_STRIPE_KEY_FILE",
        "CURULE_SMPT_URL",
    ]
    assert told[-1] == "CURULE_SMPT_URL is no setting of Curule; did you mean CURULE_SMTP_URL?"


def test_settings_are_checked_on_the_command_line(tmp_path: Path) -> None:
    sound = run_curule("config", "check", env={"CURULE_DATA": str(tmp_path / "none")})
    assert (sound.returncode, sound.stdout) == (0, "Every setting can be read.\n")
    assert not (tmp_path / "none").exists()
    wrong = run_curule("config", "check", env={"CURULE_WORKER_PORT": "70000"})
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("CURULE_WORKER_PORT is 70000; set it to a port")
