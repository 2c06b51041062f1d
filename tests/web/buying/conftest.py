"""The time of the pages in these tests: that of the worlds they are about."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.support.factories import NOW


@pytest.fixture(autouse=True)
def page_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let it be that time on the pages; by default when everything begins."""

    def set_time(now: datetime) -> None:
        monkeypatch.setattr("curule.web.middleware.utc_now", lambda: now)

    set_time(NOW)
    return set_time
