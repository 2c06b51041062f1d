"""Money tests have a sandbox of their own, so that each can say how its gateway behaves."""

import pytest

from curule.gateways.payments.sandbox import SandboxGateway


@pytest.fixture(autouse=True)
def _own_sandbox(sandbox: SandboxGateway) -> None:
    """Every test here has one, whether it names it or not."""
