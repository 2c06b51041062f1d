"""Settings in files, for a computer on which one works: the folder's, then one's own.

    ./curule.toml                          the folder's
    $XDG_CONFIG_HOME/curule/curule.toml    one's own; ~/.config where the variable is not set

A key is the name of a variable in lower case, without `curule_` (`database_url`, `log_level`). What
the environment says comes before the folder's file, and that before one's own; an option of a
command comes before all.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import MutableMapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from curule.config.environment import ConfigurationError
from curule.config.mistakes import SECRETS, VARIABLES

_NAME: Final = "curule.toml"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def take_over() -> None:
    """Put what the files say into the environment of this process, where it says nothing else.

    Raises:
        ConfigurationError: a file cannot be read, names no setting, or shows a secret to others.
    """
    for path in _places():
        if path.is_file():
            _fill(os.environ, path)


def _places() -> tuple[Path, ...]:
    own = os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(_NAME), Path(own) / "curule" / _NAME


def _fill(environ: MutableMapping[str, str], path: Path) -> None:
    for name, value in _read(path).items():
        if name in SECRETS and path.stat().st_mode & _OTHERS:
            raise ConfigurationError(
                f"{path} holds {name} and others may read it; run `chmod 600 {path}`, "
                f"or name a file that holds it: {_key(name)}_file."
            )
        if not _is_said(environ, name):
            environ[name] = value


def _is_said(environ: MutableMapping[str, str], name: str) -> bool:
    """Whether a variable is set, or another one that says the same."""
    plain = name.removesuffix("_FILE")
    return any(environ.get(each, "").strip() for each in (plain, f"{plain}_FILE"))


def _read(path: Path) -> dict[str, str]:
    """Return the variables of a file and their values as the environment writes them."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read ({error}).") from None
    return {_variable(key, path): _written(key, value, path) for key, value in said.items()}


def _variable(key: str, path: Path) -> str:
    known: dict[str, str] = {_key(name): name for name in VARIABLES}
    known |= {f"{_key(name)}_file": f"{name}_FILE" for name in SECRETS}
    if key not in known:
        near = get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "take it away."
        raise ConfigurationError(f"{path}: {key} is no setting of Curule; {hint}")
    return known[key]


def _key(name: str) -> str:
    return name.removeprefix("CURULE_").lower()


def _written(key: str, value: object, path: Path) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | int():
            return str(value)
        case list() if all(type(each) is int for each in value):
            return ",".join(map(str, value))
        case _:
            raise ConfigurationError(
                f"{path}: {key} is neither text, a whole number, true, false nor a list of numbers."
            )
