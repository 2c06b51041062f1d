"""The environment: typed, and loud in one sentence when it is wrong."""

import stat
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

import curule
from curule.config import environment
from curule.config.bounding import limits
from curule.config.environment import ConfigurationError, MailServer
from curule.core.bounds import Limits


@pytest.mark.parametrize(
    ("text", "meant"), [("true", True), ("ON", True), ("0", False), ("no", False)]
)
def test_a_boolean_is_read(monkeypatch: pytest.MonkeyPatch, text: str, meant: bool) -> None:
    monkeypatch.setenv("CURULE_DEBUG", text)

    assert environment.envbool("CURULE_DEBUG", default=not meant) is meant


def test_what_is_empty_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURULE_DEBUG", " ")

    assert environment.envbool("CURULE_DEBUG", default=True) is True
    assert environment.envint("CURULE_DEBUG", default=7) == 7
    assert environment.envstr("CURULE_DEBUG", "else") == "else"


def test_wrong_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURULE_DEBUG", "maybe")

    with pytest.raises(
        ConfigurationError, match=r"^CURULE_DEBUG is 'maybe'; set it to true or false"
    ):
        environment.envbool("CURULE_DEBUG", default=False)
    with pytest.raises(ConfigurationError, match="set it to a whole number"):
        environment.envint("CURULE_DEBUG", default=7)
    with pytest.raises(ConfigurationError, match="set it to one of: none, transaction"):
        environment.envchoice(
            "CURULE_DEBUG", default="none", choices=frozenset({"transaction", "none"})
        )


def test_proxies_are_counted_and_none_is_believed_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.proxies() == 0
    monkeypatch.setenv("CURULE_PROXIES", "2")
    assert environment.proxies() == 2
    monkeypatch.setenv("CURULE_PROXIES", "-1")

    with pytest.raises(ConfigurationError, match=r"^CURULE_PROXIES is -1; set it to how many"):
        environment.proxies()


def _limit(name: str) -> int:
    return int(getattr(limits(), name))


@pytest.mark.threat("TH30")
@pytest.mark.parametrize(
    ("name", "read", "usual", "most"),
    [
        ("CURULE_TOKEN_DAYS", environment.token_days, 7, 30),
        ("CURULE_TOKEN_DEVICES", environment.token_devices, 3, 100),
        ("CURULE_API_RATE", environment.api_rate, 600, 1_000_000),
        ("CURULE_ENTITLEMENT_RATE", environment.entitlement_rate, 60_000, 100_000_000),
        ("CURULE_REQUEST_LOG_DAYS", environment.request_log_days, 30, 365),
        *(
            (
                f"CURULE_MOST_{name.upper()}",
                partial(_limit, name),
                usual,
                100_000_000 if name == "goodwill" else 100_000,
            )
            for name, usual in asdict(Limits()).items()
        ),
    ],
)
def test_a_number_lies_within_its_bounds(
    monkeypatch: pytest.MonkeyPatch, name: str, read: Callable[[], int], usual: int, most: int
) -> None:
    assert read() == usual
    for number in (1, most):
        monkeypatch.setenv(name, str(number))
        assert read() == number
    for number in (0, most + 1):
        monkeypatch.setenv(name, str(number))
        with pytest.raises(ConfigurationError, match=f"^{name} is {number}; set it to 1 to {most}"):
            read()


def test_a_whole_number_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURULE_NUMBER", " 12 ")

    assert environment.envint("CURULE_NUMBER", default=7) == 12


def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("CURULE_SECRET_FILE", str(tmp_path / "secret"))
    assert environment.envsecret("CURULE_SECRET") == "from a file"

    monkeypatch.setenv("CURULE_SECRET", "and from the environment")
    with pytest.raises(ConfigurationError, match="are both set"):
        environment.envsecret("CURULE_SECRET")


def test_a_secret_file_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CURULE_SECRET_FILE", str(tmp_path / "none"))

    with pytest.raises(ConfigurationError, match=r"cannot be read .No such file or directory."):
        environment.envsecret("CURULE_SECRET")


def test_the_secret_key_is_made_once_and_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CURULE_SECRET_KEY")
    folder = tmp_path / "data"

    made = environment.secret_key(folder)

    assert len(made) >= 50
    assert environment.secret_key(folder) == made
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


def test_a_secret_key_that_cannot_be_kept_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CURULE_SECRET_KEY")
    (tmp_path / "data").write_text("a file in its place", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="can be neither read nor made"):
        environment.secret_key(tmp_path / "data")


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [(b"", "is damaged"), (b"abc", "is damaged"), (b"\xff" * 80, "can be neither read")],
)
def test_a_kept_secret_key_that_is_damaged_signs_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: bytes, sentence: str
) -> None:
    monkeypatch.delenv("CURULE_SECRET_KEY", raising=False)
    (tmp_path / "secret_key").write_bytes(kept)
    with pytest.raises(ConfigurationError, match=sentence):
        environment.secret_key(tmp_path)


def test_a_short_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CURULE_SECRET_KEY", "short")

    with pytest.raises(ConfigurationError, match="shorter than 32 characters"):
        environment.secret_key(tmp_path)


def test_data_lie_in_var_of_a_checkout_and_in_the_data_folder_of_an_installation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "src" / "curule" / "__init__.py"
    monkeypatch.setattr(curule, "__file__", str(package))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("CURULE_DATA")
    assert environment.data_folder() == tmp_path / "xdg" / "curule"

    (tmp_path / "pyproject.toml").touch()
    (tmp_path / ".git").touch()
    assert environment.data_folder() == tmp_path / "var"

    monkeypatch.setenv("CURULE_DATA", str(tmp_path / "chosen"))
    assert environment.data_folder() == tmp_path / "chosen"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "", "", tls=False)),
        ("smtps://u:p%3A@mail.example", MailServer("mail.example", 465, "u", "p:", tls=True)),
        ("smtp://localhost:25", MailServer("localhost", 25, "", "", tls=False)),
    ],
)
def test_a_mail_server_is_read(
    monkeypatch: pytest.MonkeyPatch, text: str, meant: MailServer
) -> None:
    monkeypatch.setenv("CURULE_SMTP_URL", text)

    assert environment.mail_server() == meant


def test_without_a_mail_server_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CURULE_SMTP_URL", raising=False)

    assert environment.mail_server() is None


@pytest.mark.parametrize(
    "text", ["mail.example:25", "http://mail.example", "smtp://:x", "smtp://m:x"]
)
def test_a_wrong_mail_server_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CURULE_SMTP_URL", text)

    with pytest.raises(ConfigurationError, match="not an address of a mail server"):
        environment.mail_server()


def test_the_base_url_is_read_without_its_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURULE_BASE_URL", "https://seats.example.com/")
    assert environment.base_url() == "https://seats.example.com"

    monkeypatch.setenv("CURULE_BASE_URL", "seats.example.com")
    with pytest.raises(ConfigurationError, match="write it like"):
        environment.base_url()
