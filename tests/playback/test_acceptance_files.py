"""The five vendors' scenario files are read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from curule.core.presets import PRESETS
from curule.playback.scenario import load_scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))


def test_every_preset_has_its_file() -> None:
    assert set(PRESETS) <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_can_be_read(file: Path) -> None:
    scenario = load_scenario(str(file))
    assert scenario.all_steps
