"""The library's own contract of storages: what a filter finds is what its evaluator finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from pydantic import ValidationError
from scim2_models import ResourceType, ScimProvider
from scim2_server.testing import SEARCH_FILTERS, SEARCH_USERS, ScimStorageContract

from curule.core.directories import rights_of
from curule.core.languages import Language
from curule.core.permissions import Actor
from curule.httpkit.clock import utc_now
from curule.scim.resources import PROVIDER
from curule.scim.storage import Caller, DirectoryStorage
from tests.support.factories import make_account

_OURS: Final = {"userName", "displayName", "name", "active", "emails"}
_NOT_KEPT: Final = [asked for asked in SEARCH_FILTERS if "title" in asked or "employee" in asked]
_KEPT: Final = [asked for asked in SEARCH_FILTERS if asked not in _NOT_KEPT]


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

    @pytest.mark.parametrize("scim_filter", _KEPT)
    def test_search_filters_as_the_filter_evaluator(
        self,
        storage: Any,  # noqa: ANN401 - as the contract has it
        provider: ScimProvider,
        user_type: ResourceType,
        user_model: Any,  # noqa: ANN401 - the same
        scim_filter: str,
    ) -> None:
        """Whatever is kept is found as the library's own evaluator finds it."""
        super().test_search_filters_as_the_filter_evaluator(
            storage, provider, user_type, user_model, scim_filter
        )

    @pytest.mark.parametrize("scim_filter", _NOT_KEPT)
    def test_what_is_not_kept_cannot_be_asked_for(
        self,
        user_model: Any,  # noqa: ANN401 - the same
        scim_filter: str,
    ) -> None:
        """A filter on something else is refused: it would find nobody, and seem to be an answer."""
        with pytest.raises(ValidationError, match="Field not found"):
            self.search_request([user_model], filter=scim_filter)

    def test_neither_sorting_nor_cursors_are_announced(
        self,
        storage: Any,  # noqa: ANN401 - the same
        provider: ScimProvider,
    ) -> None:
        """So the contract's tests of them do not apply, and are taken out below."""
        assert not self.announces(provider, "sort")
        assert not storage.supports_cursors


for _name in [name for name in dir(ScimStorageContract) if name.startswith("test_")]:
    if "cursor" in _name or "sort" in _name:
        setattr(TestDirectoryStorage, _name, None)
