"""A world in a database of the module's own, where commits are real."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at, scratch_database
from tests.support.world import World, make_world


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,  # noqa: ARG001 - else it might begin in the middle of ours
    server: DatabaseUrl,
    template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[World]:
    """A world beside another one; a test that is refused or rolls back leaves both as they are."""
    with (
        scratch_database(server, template=template) as url,
        django_db_blocker.unblock(),
        pointing_at(url),
    ):
        make_world()
        yield make_world()
