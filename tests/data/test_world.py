"""The world that other tests break is itself whole."""

import pytest
from django.apps import apps

from tests.support.world import make_world


@pytest.mark.usefixtures("fresh_database")
def test_it_has_a_row_of_every_kind_and_breaks_no_rule() -> None:
    make_world()
    make_world()

    empty = [
        model.__name__
        for model in apps.get_app_config("curule").get_models()
        if not model._default_manager.exists()
    ]

    assert empty == []
