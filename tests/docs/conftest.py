"""What the tests of pages share that tell steps: a scenario is played in a database of its own."""

import pytest
from pytest_django import DjangoDbBlocker

from curule.data.database_url import DatabaseUrl
from curule.playback.report import ScenarioReport
from curule.playback.scenario import read_scenario
from tests.docs.played import Play


@pytest.fixture
def play(
    django_test_environment: None,  # noqa: ARG001
    server: DatabaseUrl,
    template: str,  # noqa: ARG001 - the player copies it
    django_db_blocker: DjangoDbBlocker,
) -> Play:
    """Play a scenario in a database of its own."""
    from curule.playback.player import play

    def play_text(text: str) -> ScenarioReport:
        with django_db_blocker.unblock():
            return play(read_scenario(text, file="page.md"), database=server)

    return play_text
