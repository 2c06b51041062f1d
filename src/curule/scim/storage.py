"""Where the library reads and writes: one account's directory, by selectors and commands."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from scim2_models import (
    InvalidFilterException,
    InvalidValueException,
    Meta,
    NotFoundException,
    Reference,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
)
from scim2_server.storage import ScimStorage, SearchPage

from curule.core.addresses import AddressInvalid
from curule.core.directories import PersonSent, address_among
from curule.core.languages import Language
from curule.core.permissions import Actor
from curule.scim.refusals import told_in
from curule.scim.resources import (
    MOST_RESULTS,
    Group,
    GroupMember,
    GroupOfUser,
    Name,
    User,
)
from curule.selectors import directory
from curule.selectors.directory import GroupRow, PersonRow
from curule.services.directory import giving, groups, people
from curule.services.directory.groups import GroupSent

_FARTHEST: Final = 1 << 40
"""No list is longer; a page that begins behind it is empty."""
_KEPT: Final = ("name", "displayName", "emails", "active")
_LONGEST_FILTER: Final = 2000
_LONGEST_TEXT: Final = 254
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The directory that calls. `now` is the time of its account."""

    account_id: UUID
    actor: Actor
    language: Language
    now: datetime


class DirectoryStorage(ScimStorage):
    """The people and groups of one account's directory."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """Return somebody or a group; one of another account is answered as none."""
        found_id = _uuid(resource_id)
        account_id = self._caller.account_id
        if _is_group(resource_type):
            with_people = _asks_for_members(response_parameters)
            group = found_id and directory.find_group(account_id, found_id, with_people=with_people)
            if group:
                return _group(group)
        else:
            person = found_id and directory.find_person(account_id, found_id)
            if person:
                return _user(person)
        raise NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ANN401 - as the library declares it
    ) -> SearchPage:
        """Return a page of people, of groups, or of both: the people first, the oldest first."""
        del position
        if search_request.filter and len(search_request.filter) > _LONGEST_FILTER:
            raise InvalidFilterException(detail="The filter is too long.")
        after = min(search_request.start_index_0 or 0, _FARTHEST)
        limit = MOST_RESULTS if search_request.count is None else search_request.count
        found: list[Resource[Any]] = []
        total = 0
        for resource_type in sorted(resource_types, key=_is_group):
            place = {"after": max(after - total, 0), "limit": limit - len(found)}
            rows, count = self._page(resource_type, search_request, **place)
            found += rows
            total += count
        return SearchPage(total, found)

    def _page(
        self,
        resource_type: ResourceType,
        search_request: SearchRequest[Any],
        *,
        after: int,
        limit: int,
    ) -> tuple[list[Resource[Any]], int]:
        account_id = self._caller.account_id
        wanted = search_request.filter.ast if search_request.filter else None
        if not _is_group(resource_type):
            people_found, count = directory.search_people(
                account_id, wanted, after=after, limit=limit
            )
            return [_user(row) for row in people_found], count
        found, count = directory.search_groups(
            account_id,
            wanted,
            after=after,
            limit=limit,
            with_people=_asks_for_members(search_request),
        )
        return [_group(row) for row in found], count

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Take somebody or a group in."""
        sent = _group_sent(resource) if _is_group(resource_type) else _person_sent(resource)
        with self._telling():
            if isinstance(sent, PersonSent):
                sent.attributes.setdefault("active", True)
                created = people.add(**self._common(), sent=sent)
            else:
                created = groups.add(**self._common(), sent=sent)
                self._give(created)
        return self.get(resource_type, str(created))

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        """Let somebody or a group be as they are sent."""
        found_id, version = self._known(resource_type, resource.id), _number(expected_version)
        sent = _group_sent(resource) if _is_group(resource_type) else _person_sent(resource)
        with self._telling():
            if isinstance(sent, PersonSent):
                people.change(**self._common(), person_id=found_id, sent=sent, version=version)
            else:
                groups.change(**self._common(), group_id=found_id, sent=sent, version=version)
                self._give(found_id)
        return self.get(resource_type, str(found_id))

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        """Take somebody or a group out."""
        found_id, version = self._known(resource_type, resource_id), _number(expected_version)
        with self._telling():
            if _is_group(resource_type):
                groups.remove(**self._common(), group_id=found_id, version=version)
            else:
                people.remove(**self._common(), person_id=found_id, version=version)

    def _telling(self) -> AbstractContextManager[None]:
        return told_in(self._caller.language)

    def _common(self) -> dict[str, Any]:
        caller = self._caller
        return {"actor": caller.actor, "account_id": caller.account_id, "now": caller.now}

    def _known(self, resource_type: ResourceType, resource_id: str | None) -> UUID:
        found = _uuid(resource_id or "")
        if found is None:
            raise NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")
        return found

    def _give(self, group_id: UUID) -> None:
        """Give the seats of a group to who has none yet, as many as somebody may wait for."""
        giving.give_waiting(
            account_id=self._caller.account_id, group_id=group_id, now=self._caller.now
        )


# --- from what is kept to what is read ------------------------------------------------------------


def _user(row: PersonRow) -> User:
    kept: Mapping[str, Any] = row.attributes
    return User.model_validate(
        {
            **{name: kept[name] for name in _KEPT if name in kept},
            "schemas": [User.__schema__],
            "id": str(row.id),
            "externalId": row.external_id or None,
            "userName": row.user_name,
            "groups": [
                GroupOfUser(
                    value=str(group.id),
                    ref=Reference[Group](f"Groups/{group.id}"),
                    display=group.name,
                )
                for group in row.groups
            ]
            or None,
            "meta": _meta("User", row),
        }
    )


def _group(row: GroupRow) -> Group:
    return Group(
        id=str(row.id),
        external_id=row.external_id or None,
        display_name=row.display_name,
        members=[
            GroupMember(value=str(person.id), ref=Reference[User](f"Users/{person.id}"))
            for person in row.people or ()
        ]
        or None,
        meta=_meta("Group", row),
    )


def _meta(name: str, row: PersonRow | GroupRow) -> Meta:
    return Meta(
        resource_type=name,
        created=row.created_at,
        last_modified=row.changed_at,
        version=f'W/"{row.version}"',
    )


def _is_group(resource_type: ResourceType) -> bool:
    return resource_type.name == "Group"


def _asks_for_members(parameters: ResponseParameters[Any] | None) -> bool:
    """Whether an answer tells who is in a group, which may be thousands."""
    if parameters is None:
        return True
    left_out = {
        str(each).rpartition(":")[2].lower() for each in parameters.excluded_attributes or ()
    }
    named = {
        str(each).rpartition(":")[2].lower().partition(".")[0]
        for each in parameters.attributes or ()
    }
    return "members" not in left_out and (not named or "members" in named)


# --- from what is sent to what is kept ------------------------------------------------------------


def _person_sent(resource: Resource[Any]) -> PersonSent:
    user = cast("User", resource)
    sent = user.model_dump()
    user_name = _text(user.user_name, "userName")
    if not user_name:
        raise InvalidValueException(detail="userName is empty.")
    name = user.name or Name()
    return PersonSent(
        user_name=user_name,
        external_id=_text(user.external_id, "externalId"),
        address=_address(user, user_name),
        active=user.active is not False,
        first_name=_text(name.given_name, "name.givenName", longest=200),
        last_name=_text(name.family_name, "name.familyName", longest=200),
        attributes={each: _clean(sent[each], each) for each in _KEPT if each in sent},
    )


def _group_sent(resource: Resource[Any]) -> GroupSent:
    group = cast("Group", resource)
    return GroupSent(
        display_name=_text(group.display_name, "displayName"),
        external_id=_text(group.external_id, "externalId"),
        people=frozenset(map(_member_id, group.members or ())),
    )


def _address(user: User, user_name: str) -> str:
    emails = [
        (str(email.value), (email.type or "").lower(), bool(email.primary))
        for email in user.emails or ()
        if email.value
    ]
    try:
        return address_among(emails, user_name)
    except AddressInvalid as problem:
        raise InvalidValueException(detail=f"emails: {problem}.") from None


def _member_id(member: GroupMember) -> UUID:
    """Return the id of somebody in a group; what is no id is nobody's."""
    return _uuid(member.value or "") or _NOBODY


def _clean(value: Any, where: str) -> Any:  # noqa: ANN401 - JSON
    """Return what is kept as it was sent; refuse what no text can hold."""
    if isinstance(value, dict):
        return {name: _clean(each, f"{where}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, where) for each in value]
    if isinstance(value, str):
        _text(value, where)
    return value


def _text(value: str | None, where: str, *, longest: int = _LONGEST_TEXT) -> str:
    """Return a text that can be kept and shown, without blanks around it."""
    text = (value or "").strip()
    if len(text) > longest or not all(map(str.isprintable, text)):
        raise InvalidValueException(detail=f"{where} is too long, or cannot be shown.")
    return text


def _uuid(text: str) -> UUID | None:
    """Return an id as this service writes it, or None for what is none."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None


def _number(version: str | None) -> int | None:
    """Return the number in a version; one that was never given is none that anything has."""
    if version is None:
        return None
    digits = version.removeprefix("W/").strip('"')
    return int(digits) if digits.isascii() and digits.isdigit() else 0
