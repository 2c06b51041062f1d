"""Settings in files: which comes first, and what is told about a wrong one."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from curule.config import files
from curule.config.environment import ConfigurationError
from tests.support.commands import run_curule
from tests.support.tree import ROOT


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a person who works in a folder beside it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    made = tmp_path / "own" / "curule" / "curule.toml"
    made.parent.mkdir(parents=True)
    # What is taken over stands in the environment; so it is taken away after the test.
    for name in ("CURULE_BASE_URL", "PORT", "CURULE_DEBUG", "CURULE_WEBHOOK_PORTS", "DATABASE_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("DATABASE_URL_FILE", "")
    return made


def test_the_environment_comes_first_then_the_folder_then_one_s_own(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.write_text('base_url = "https://own.test"\nport = 1\ndebug = true\n')
    Path("curule.toml").write_text('base_url = "https://folder.test"\nport = 2\n')
    monkeypatch.setenv("PORT", "3")

    files.take_over()

    said = [os.environ[name] for name in ("PORT", "CURULE_BASE_URL", "CURULE_DEBUG")]
    assert said == ["3", "https://folder.test", "true"]


def test_the_page_s_file_is_read(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs/reference/configuration.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    monkeypatch.setenv("CURULE_CHECK_MAIL_DOMAINS", "")
    own.write_text(shown)
    files.take_over()
    names = ("PORT", "CURULE_CHECK_MAIL_DOMAINS", "DATABASE_URL_FILE")
    said = [os.environ[name] for name in names]
    assert said == ["9000", "false", "/etc/curule/database_url"]


def test_numbers_in_a_list_are_written_as_the_environment_has_them(own: Path) -> None:
    own.write_text("webhook_ports = [443, 8443]\n")
    files.take_over()
    assert os.environ["CURULE_WEBHOOK_PORTS"] == "443,8443"


def test_a_secret_is_said_once_in_whatever_form(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own.write_text('database_url_file = "/run/secrets/other"\n')
    monkeypatch.setenv("DATABASE_URL", "postgresql:///ours")
    files.take_over()
    assert os.environ["DATABASE_URL_FILE"] == ""


@pytest.mark.threat("TH4")
def test_a_secret_that_others_may_read_is_refused(own: Path) -> None:
    own.write_text('database_url = "postgresql:///ours"\n')
    own.chmod(0o640)
    with pytest.raises(ConfigurationError, match="holds DATABASE_URL and others may read it"):
        files.take_over()
    assert os.environ["DATABASE_URL"] == ""
    own.chmod(0o600)
    files.take_over()
    assert os.environ["DATABASE_URL"] == "postgresql:///ours"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('base_ur = "x"', r"base_ur is no setting of Curule; did you mean base_url\?$"),
        ('colour = "x"', r"colour is no setting of Curule; take it away\.$"),
        ("port = 1.5", "port is neither text, a whole number"),
        ("port = [true]", "port is neither text, a whole number"),
        ("port 1", "cannot be read"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(own: Path, text: str, told: str) -> None:
    own.write_text(text)
    with pytest.raises(ConfigurationError, match=told) as caught:
        files.take_over()
    assert str(own) in str(caught.value)


def test_a_command_goes_by_the_file_and_by_its_own_option_first(own: Path) -> None:
    own.write_text("port = 70000\n")
    wrong = run_curule("serve", "--host", "nowhere.invalid")
    assert "70000" in wrong.stderr
    own.write_text("prot = 1\n")
    misspelled = run_curule("config", "check")
    assert (misspelled.returncode, misspelled.stdout) == (1, "")
    assert "did you mean port?" in misspelled.stderr
    own.write_text("port = 1\n")
    assert "nowhere.invalid" in run_curule("serve", "--host", "nowhere.invalid").stderr
