from collections.abc import Iterator

import pytest

from tests.support.mail_server import MailServer, running_mail_server


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server of the test's own."""
    with running_mail_server() as server:
        yield server
