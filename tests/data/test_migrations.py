"""The migrations are one line of history and tell the same as the models."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from curule.data import databases


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_history_is_one_line() -> None:
    graph = MigrationLoader(None).graph

    assert len(graph.leaf_nodes(apps.get_app_config("curule").label)) == 1


def test_no_two_triggers_have_one_name() -> None:
    """Which django-pgtrigger's register would refuse, that no start fills."""
    triggers = [
        (trigger.get_pgid(model), trigger.name, model._meta.db_table)
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", [])
    ]

    assert len(triggers) > 200
    assert len({name for name, _, _ in triggers}) == len(triggers)
    assert len({(name, table) for _, name, table in triggers}) == len(triggers)


def test_a_start_knows_every_migration_without_importing_one() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)

    assert databases.migrations_on_disk() == set(loader.disk_migrations or {})
