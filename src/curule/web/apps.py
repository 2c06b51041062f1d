"""The Django app of the pages: templates, tags and static files; it has no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "curule.web"
    label = "curule_web"
