"""The locked dependencies: complete, hashed, and the same for developing as for running."""

import re
from pathlib import Path

import pytest

from tests.support.tree import text

_ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)", flags=re.MULTILINE)


def _pinned(lock: str) -> dict[str, str]:
    return {match["name"]: match["version"] for match in _ENTRY.finditer(text(Path(lock)))}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_dependency_is_hashed_and_none_names_its_registry(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9-]+==)", text(Path(lock)))

    assert len(entries) > 10
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text(Path(lock))


def test_developing_and_running_take_the_same_versions() -> None:
    running, developing = _pinned("requirements.lock"), _pinned("requirements-dev.lock")

    assert running.items() <= developing.items()
