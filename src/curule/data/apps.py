"""Curule's tables are one Django application, so that its migrations are one line of history."""

from django.apps import AppConfig


class DataConfig(AppConfig):
    """Registers the models under the label that table names and migrations carry."""

    name = "curule.data"
    label = "curule"
    verbose_name = "Curule"
    default_auto_field = "django.db.models.BigAutoField"
