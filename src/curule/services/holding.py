"""Rows that are held until a change is done that was decided on outside of a command.

Within the transaction of the caller: a door that compares what somebody has seen with what is there
holds the row from the comparison until the command has changed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from curule.data.models import Account, WebhookEndpoint


@contextmanager
def account(account_id: UUID) -> Iterator[None]:
    """Hold an account, as every command does that changes it."""
    Account.objects.select_for_update().filter(id=account_id).first()
    yield


@contextmanager
def endpoint(endpoint_id: UUID) -> Iterator[None]:
    """Hold an endpoint of webhooks; events that are told to it meanwhile may refer to it."""
    WebhookEndpoint.objects.select_for_update(no_key=True).filter(id=endpoint_id).first()
    yield
