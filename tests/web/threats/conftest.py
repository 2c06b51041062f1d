"""Every threat is played from a fresh start: no rate limit of an earlier test counts."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_limits_yet() -> None:
    cache.clear()
