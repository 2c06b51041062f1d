"""The migrations are one line of history and tell the same as the models."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_history_is_one_line() -> None:
    graph = MigrationLoader(None).graph

    assert len(graph.leaf_nodes(apps.get_app_config("curule").label)) == 1
