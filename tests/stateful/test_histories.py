"""Histories of accounts through the public services, beside a plain model, with time moving."""

from __future__ import annotations

import secrets

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from curule.data.database_url import DatabaseUrl
from tests.stateful.histories import Histories

SEED_OF_EVERY_DAY = 1
"""The short run plays the same histories everywhere: when it is red, the change is why."""


def test_6_histories_of_30_steps(fresh_database: DatabaseUrl, pytestconfig: pytest.Config) -> None:
    del fresh_database
    _play(pytestconfig, histories=6, steps=30, otherwise=SEED_OF_EVERY_DAY)


@pytest.mark.long
def test_200_histories_of_50_steps(
    fresh_database: DatabaseUrl, pytestconfig: pytest.Config
) -> None:
    del fresh_database
    _play(pytestconfig, histories=200, steps=50, otherwise=secrets.randbelow(2**32))


def _play(config: pytest.Config, *, histories: int, steps: int, otherwise: int) -> None:
    """Play histories by the seed that was given, or `otherwise`; it is printed."""
    given = config.getoption("--hypothesis-seed", default=None)
    seed = secrets.randbelow(2**32) if given == "random" else int(given or otherwise)
    print(f"replay with --hypothesis-seed={seed}")  # noqa: T201  (shown where the test fails)
    run_state_machine_as_test(
        hypothesis.seed(seed)(Histories),
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
