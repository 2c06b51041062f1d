"""The layers hold: dependencies point inward (docs/adr/0001)."""

import os

import pytest
from importlinter.cli import lint_imports

from tests.support.tree import ROOT


def test_the_import_contracts_hold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert status == os.EX_OK, capsys.readouterr().out
