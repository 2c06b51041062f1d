"""Every example in a docstring of the core is executed."""

import doctest
import importlib
import pkgutil

import pytest

import curule.core

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(curule.core.__path__, "curule.core.")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str) -> None:
    outcome = doctest.testmod(
        importlib.import_module(name),
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.REPORT_NDIFF,
    )
    assert not outcome.failed


@pytest.mark.parametrize("name", ["money", "periods", "pricing", "proration"])
def test_the_functions_that_move_money_show_worked_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"curule.core.{name}")).attempted > 0
