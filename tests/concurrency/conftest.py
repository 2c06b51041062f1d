"""Threads that act at the same moment, each on a connection of its own."""

import inspect
from collections.abc import Iterator

import pytest

from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.seating import claims
from tests.concurrency import forty
from tests.concurrency.forty import CROWD, PEOPLE
from tests.support.together import Together, together


@pytest.fixture(params=[4, pytest.param(50, marks=pytest.mark.long)], ids="{}-rounds".format)
def each_round(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what happens at once happen so many times in a row."""
    monkeypatch.setattr(forty, "ROUNDS", request.param)


@pytest.fixture
def threads(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Iterator[Together[object]]:
    """Forty threads on a database and a gateway of their own."""
    with together(PEOPLE) as made:
        yield made


@pytest.fixture
def crowd(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Iterator[Together[object]]:
    """Twelve of them."""
    with together(CROWD) as made:
        yield made


@pytest.fixture
def claimants(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The functions that come to the allocator while the test runs, as `module.function`."""
    found: set[str] = set()

    def watched(name: str) -> None:
        act = getattr(claims, name)

        def noted(*given: object, **named: object) -> object:
            frame = inspect.currentframe()
            assert frame is not None
            assert frame.f_back is not None
            module = frame.f_back.f_globals["__name__"].rsplit(".", 1)[-1]
            found.add(f"{module}.{frame.f_back.f_code.co_name}")
            return act(*given, **named)

        monkeypatch.setattr(claims, name, noted)

    for name in ("claim", "reserve", "activate"):
        watched(name)
    return found
