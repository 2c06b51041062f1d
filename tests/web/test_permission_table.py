"""The permission table, walked both ways: every address has a row, and every row is tried by all.

Whoever asks is one of nobody, a stranger, a member without a role, each role, each kind of staff.
What each may see and do follows from the row and the core's own table of rights, so a new row is
tried as soon as it stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from curule.core.permissions import HANDED_OUT, Action, Actor, StaffRole, may
from curule.core.roles import Role
from curule.data.models import Person, StaffGrant
from curule.httpkit.clock import utc_now
from curule.web.permissions import ROUTES, Gate, Route
from tests.support.factories import World, make_person, make_world

pytestmark = pytest.mark.django_db

NOBODY = UUID("01a20088-14ef-776a-a581-8b71c88c5f69")
GUARDED_BY_ALLAUTH = ("account_", "mfa_")
GUARDED_BY_KEYS = ("v1/", "scim/v2/")
"""The API, which tests.api.test_scopes walks, and the door of directories: tests.scim."""
ROLES = tuple(role.value for role in Role)
STAFF = tuple(f"staff:{role.value}" for role in StaffRole)
WHO = ("nobody", "stranger", "member", *ROLES, *STAFF)
WORD = "x"
ONLY_SOMETIMES = frozenset({"demo_sign_in"})
"""Rows of addresses that are there only where the settings say so."""


@dataclass(frozen=True, slots=True)
class Address:
    """A named address with the kinds of its arguments."""

    name: str
    path: str
    arguments: tuple[tuple[str, object], ...]

    def filled(self, account_id: UUID) -> str:
        """Return the address with an account and, for everything else, what does not exist."""
        path = self.path
        for name, converter in self.arguments:
            value: object = WORD
            if isinstance(converter, UUIDConverter):
                value = account_id if name == "account_id" else NOBODY
            elif isinstance(converter, IntConverter):
                value = 1
            path = path.replace(f"%({name})s", str(value))
        return f"/{path}"


def addresses() -> Iterator[Address]:
    """Every address of the URL conf that is ours."""
    resolver = get_resolver()
    for name in (key for key in resolver.reverse_dict if isinstance(key, str)):
        if name.startswith(GUARDED_BY_ALLAUTH):
            continue
        for possibilities, _pattern, _defaults, converters in resolver.reverse_dict.getlist(name):
            path, parameters = possibilities[0]
            if path.startswith(GUARDED_BY_KEYS):
                continue
            yield Address(name, path, tuple((each, converters.get(each)) for each in parameters))


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if str(each.pattern) in GUARDED_BY_KEYS:
            continue
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


ADDRESSES = tuple(addresses())


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=3, now=utc_now())


def test_every_address_has_a_name_and_a_row() -> None:
    names = [
        pattern.name or str(pattern.pattern) for pattern in patterns(get_resolver().url_patterns)
    ]
    unguarded = {
        name for name in names if name not in ROUTES and not name.startswith(GUARDED_BY_ALLAUTH)
    }

    assert unguarded == set()


def test_every_row_has_an_address() -> None:
    assert set(ROUTES) - {address.name for address in ADDRESSES} - ONLY_SOMETIMES == set()


def test_a_row_says_what_its_gate_needs() -> None:
    for name, route in ROUTES.items():
        if route.gate in {Gate.ACCOUNT, Gate.STAFF}:
            assert route.see is not None, name
        else:
            assert route.see is None or route.gate is Gate.MEMBER, name


def person_of(world: World, who: str) -> Person | None:
    """Return the person, made now if the world does not know them."""
    if who == "nobody":
        return None
    if who in world.people:
        return world.people[who]
    person = make_person(f"{who.replace(':', '-')}@elsewhere.test")
    if who.startswith("staff:"):
        StaffGrant.objects.create(
            person=person, role=who.removeprefix("staff:"), granted_at=utc_now()
        )
    return person


def is_let_in(route: Route, who: str, *, acts: bool) -> bool:
    """Whether the row lets somebody through; what a policy hands out, the command decides."""
    staff = StaffRole(who.removeprefix("staff:")) if who.startswith("staff:") else None
    match route.gate:
        case Gate.PUBLIC:
            return True
        case Gate.SIGNED_IN:
            return who != "nobody"
        case Gate.MEMBER:
            return who == "member" or who in ROLES
        case Gate.ACCOUNT:
            return who in ROLES and _may(route, _with_role(Role(who)), acts=acts)
        case Gate.STAFF:
            return staff is not None and _may(route, Actor.staff(name=who, role=staff), acts=acts)


def _with_role(role: Role) -> Actor:
    return Actor.person(
        person_id=str(NOBODY), name=role, account_id=str(NOBODY), roles=frozenset({role})
    )


def _may(route: Route, actor: Actor, *, acts: bool) -> bool:
    asked: Action | None = (route.act or route.see) if acts else route.see
    assert asked is not None
    handed_out = route.gate is Gate.ACCOUNT and asked in HANDED_OUT
    return handed_out or may(actor, asked) is None


@pytest.mark.parametrize("who", WHO)
def test_every_row_is_tried_by_everybody(client: Client, world: World, who: str) -> None:
    """Whoever is let in gets the page or an answer about it; nobody else gets anything."""
    wrong: list[str] = []
    person = person_of(world, who)
    for address in ADDRESSES:
        route = ROUTES[address.name]
        path = address.filled(world.account.id)
        if person is not None:
            client.force_login(person)
        for acts in (False, True):
            answer = client.post(path, {}) if acts else client.get(path)
            problem = _problem(route, who, acts=acts, status=answer.status_code,
                               leads=answer.headers.get("Location", ""))  # fmt: skip
            if problem:
                wrong.append(f"{'POST' if acts else 'GET'} {address.name}: {problem}")

    assert wrong == []


def _problem(route: Route, who: str, *, acts: bool, status: int, leads: str) -> str:
    to_sign_in = status == 302 and leads.startswith("/auth/login/")
    if status >= 500:
        return f"fails with {status}"
    if status == 405:
        return ""
    if is_let_in(route, who, acts=acts):
        sent_away = to_sign_in and route.gate is not Gate.PUBLIC
        refused = status == 403 and not {route.see, route.act} & HANDED_OUT
        return f"{status}, but may" if sent_away or refused else ""
    if who == "nobody":
        return "" if to_sign_in else f"{status} for nobody"
    return "" if status in {403, 404} else f"{status}, but may not"


def test_to_a_stranger_no_page_of_an_account_or_of_the_staff_is_there(
    client: Client, world: World
) -> None:
    """Somebody of another account, or of none, is told that there is no such page."""
    client.force_login(make_person("stranger@elsewhere.test"))
    statuses = {
        address.name: client.get(address.filled(world.account.id)).status_code
        for address in ADDRESSES
        if ROUTES[address.name].gate in {Gate.ACCOUNT, Gate.MEMBER, Gate.STAFF}
    }

    assert {name for name, status in statuses.items() if status not in {404, 405}} == set()
