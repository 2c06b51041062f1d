"""Curule's tables are one Django application, so that its migrations are one line of history."""

from django.apps import AppConfig
from pgtrigger.apps import PGTriggerConfig, patch_migrations, patch_schema_editor


class DataConfig(AppConfig):
    """Registers the models under the label that table names and migrations carry."""

    name = "curule.data"
    label = "curule"
    verbose_name = "Curule"
    default_auto_field = "django.db.models.BigAutoField"


class TriggersConfig(PGTriggerConfig):
    """Puts the triggers of models into migrations, and into no register.

    Each entry of the register looks through all others, which takes a quarter of a command's start
    with our three hundred; only `manage.py pgtrigger` and `pgtrigger.ignore` read it.
    """

    def ready(self) -> None:
        """Teach migrations what a trigger is."""
        patch_migrations()  # type: ignore[no-untyped-call]
        patch_schema_editor()  # type: ignore[no-untyped-call]
