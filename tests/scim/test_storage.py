"""The library's own contract of storages: what a filter finds is what its evaluator finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from scim2_models import ScimProvider
from scim2_server.testing import SEARCH_USERS, ScimStorageContract

from curule.core.directories import rights_of
from curule.core.languages import Language
from curule.core.permissions import Actor
from curule.httpkit.clock import utc_now
from curule.scim.resources import PROVIDER
from curule.scim.storage import Caller, DirectoryStorage
from tests.support.factories import make_account

_OURS = {"userName", "displayName", "name", "active", "emails"}


@pytest.mark.django_db
class TestDirectoryStorage(ScimStorageContract):
    """Our tables, behind the library's calls."""

    @pytest.fixture(autouse=True)
    def _as_served(self) -> Iterator[None]:
        """What our models do not keep is read over, as at the door."""
        with PROVIDER:
            yield

    @pytest.fixture
    def provider(self) -> ScimProvider:
        return PROVIDER

    @pytest.fixture
    def storage(self) -> DirectoryStorage:
        account = make_account(now=utc_now())
        rights = rights_of(by_owner=True)
        actor = Actor.directory(name="tests", account_id=str(account.id), rights=rights)
        return DirectoryStorage(
            Caller(account_id=account.id, actor=actor, language=Language.EN, now=utc_now())
        )

    def search_users(self) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in user.items() if name in _OURS} for user in SEARCH_USERS
        ]
