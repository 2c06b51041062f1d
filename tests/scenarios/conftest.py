"""Scenario files, each played once on the real engine for all tests of this folder."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoDbBlocker

from curule.data.database_url import DatabaseUrl
from curule.playback.report import ScenarioReport
from curule.playback.scenario import load_scenario
from tests.support.tree import ROOT

Play = Callable[[str], ScenarioReport]


@pytest.fixture(scope="session")
def played(
    django_test_environment: None,  # noqa: ARG001
    server: DatabaseUrl,
    template: str,  # noqa: ARG001 - the player copies it
    django_db_blocker: DjangoDbBlocker,
) -> Play:
    """Play the file of that name, in a database of its own; the second time tell what happened."""
    from curule.playback.player import play

    reports: dict[str, ScenarioReport] = {}

    def play_once(file: str) -> ScenarioReport:
        if file not in reports:
            with django_db_blocker.unblock():
                reports[file] = play(load_scenario(str(ROOT / file)), database=server)
        return reports[file]

    return play_once
