"""Money tests have a sandbox of their own, so that each can say how its gateway behaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from curule.gateways.payments import registry
from curule.gateways.payments.sandbox import SandboxGateway


@pytest.fixture(autouse=True)
def sandbox(tmp_path: Path) -> Iterator[SandboxGateway]:
    """The gateway that every card of the test leads to."""
    gateway = SandboxGateway(path=tmp_path / "sandbox.sqlite3")
    with registry.replaced(sandbox=gateway):
        yield gateway
