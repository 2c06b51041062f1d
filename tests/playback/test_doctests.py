"""Every example in a docstring about scenario files is executed."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import curule.playback

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(curule.playback.__path__, "curule.playback.")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str) -> None:
    assert not doctest.testmod(importlib.import_module(name)).failed
