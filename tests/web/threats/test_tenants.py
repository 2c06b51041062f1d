"""TH22: what belongs to another company is answered like what belongs to nobody, on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls.converters import UUIDConverter

from curule.httpkit.clock import utc_now
from curule.web.permissions import ROUTES, Gate
from tests.support.factories import World, make_method, make_unpaid_invoice, make_world
from tests.web.invitations.scene import BO, invite
from tests.web.test_permission_table import ADDRESSES, NOBODY, Address

pytestmark = [pytest.mark.django_db, pytest.mark.threat("TH22")]

OURS = tuple(
    address for address in ADDRESSES if ROUTES[address.name].gate in {Gate.ACCOUNT, Gate.MEMBER}
)


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=3, now=utc_now())


@pytest.fixture
def foreign() -> World:
    """Another company with one of everything that has a page."""
    made = make_world("tutkit", seats=3, now=utc_now() - timedelta(days=2))
    make_method(made.account)
    make_unpaid_invoice(made, due_at=utc_now() - timedelta(days=1))
    invite(made)
    return made


def ids_of(world: World) -> Iterator[UUID]:
    """One id of every table of an account, and its people's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name IN ('account_id', 'id') GROUP BY table_name HAVING count(*) = 2"
            " ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(
                f'SELECT id FROM "{table}" WHERE account_id = %s LIMIT 1',  # noqa: S608 - a name
                [world.account.id],
            )
            yield from (found for (found,) in cursor.fetchall() if isinstance(found, UUID))
    yield world.account.id
    yield world.people["member"].id


def answered(answer: Any, *ids: UUID) -> tuple[int, str, str]:  # noqa: ANN401 - the test client's
    """Return an answer without what differs each time: tokens, keys, the number of a fault."""
    text = answer.getvalue().decode()
    where = answer.headers.get("Location", "")
    for each in ids:
        text, where = text.replace(str(each), "ID"), where.replace(str(each), "ID")
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|form_key)" value=")\w+', r"\1", text)
    return answer.status_code, where, re.sub(r"\b[0-9a-f]{12}\b", "NUMBER", text)


def parameters(address: Address) -> list[str]:
    """Which arguments of an address name a thing of the account."""
    return [
        name
        for name, converter in address.arguments
        if isinstance(converter, UUIDConverter) and name != "account_id"
    ]


def ask(client: Client, method: str, path: str) -> Any:  # noqa: ANN401 - the test client's
    return client.post(path, {}) if method == "POST" else client.get(path)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_account_is_answered_like_none(
    client: Client, world: World, foreign: World, method: str
) -> None:
    client.force_login(world.people["owner"])

    for address in OURS:
        answers = [
            answered(ask(client, method, address.filled(each)), each, NOBODY)
            for each in (foreign.account.id, NOBODY)
        ]
        assert answers[0] == answers[1], address.name
        assert answers[0][0] in {404, 405}, address.name


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_thing_is_answered_like_none(
    client: Client, world: World, foreign: World, method: str
) -> None:
    client.force_login(world.people["owner"])
    stolen = set(ids_of(foreign))
    assert len(stolen) > 8
    told = [address for address in OURS if parameters(address)]
    assert told

    for address in told:
        path = address.filled(world.account.id)
        expected = answered(ask(client, method, path), NOBODY)
        for each in stolen:
            tried = path.replace(str(NOBODY), str(each))
            assert answered(ask(client, method, tried), each) == expected, f"{address.name} {each}"


def test_a_foreign_invitation_is_answered_like_none(
    client: Client, world: World, foreign: World
) -> None:
    client.force_login(world.people["owner"])
    theirs = invite(foreign, type(BO)(email="di@x.test", first_name="D", last_name="I"))

    for path in ("/invitations/{}", "/invitations/{}/" + "x" * 43):
        answers = [answered(client.get(path.format(each)), each) for each in (theirs, NOBODY)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


FORMS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("members", {"do": "undo"}, ("assignment",)),
    ("members", {"do": "seat", "email": "x@x.test"}, ("subscription",)),
    ("removed", {}, ("assignment",)),
    ("invited", {"do": "resend"}, ("invitation",)),
    ("invited", {"do": "cancel"}, ("invitation",)),
    ("invited", {"do": "link"}, ("invitation",)),
    ("requests", {"do": "approve"}, ("row",)),
    ("requests", {"do": "decline"}, ("row",)),
    ("requests", {"do": "withdraw"}, ("row",)),
    ("licenses", {"do": "bind", "email": "x@x.test"}, ("seat",)),
    ("licenses", {"do": "carry"}, ("from", "to")),
    ("selected_people", {"do": "unassign"}, ("id",)),
    ("selected_people", {"do": "remove"}, ("id",)),
    ("selected_people", {"do": "cancel"}, ("id",)),
    ("transfer_ownership", {}, ("person",)),
    ("add_people", {"do": "check", "addresses": "x@x.test"}, ("subscription",)),
    ("import_people", {}, ("subscription",)),
)
"""What forms of the portal send, and the fields in which the id of a thing stands."""
QUERIES: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = tuple(
    (address.name, {}, (field,))
    for address in OURS
    if not parameters(address)
    for field in ("subscription", "after", "freed", "batch", "quote", "type", "price")
)


@pytest.mark.parametrize(
    ("method", "told"),
    [pytest.param("POST", FORMS, id="forms"), pytest.param("GET", QUERIES, id="queries")],
)
def test_a_foreign_id_in_a_form_or_a_query_is_answered_like_none(
    client: Client,
    world: World,
    foreign: World,
    method: str,
    told: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...],
) -> None:
    client.force_login(world.people["owner"])
    paths = {address.name: address.filled(world.account.id) for address in OURS}
    every = {foreign.subscription.id, *ids_of(foreign)}
    before = happened_in(foreign)

    send = client.post if method == "POST" else client.get
    for name, fields, named in told:
        one = foreign.people["member"].id if named == ("after",) else foreign.subscription.id
        for each in every if method == "POST" else {one}:
            both = [fields | dict.fromkeys(named, str(asked)) for asked in (each, twin_of(each))]
            theirs, nobodys = (answered(send(paths[name], given), *ids(given)) for given in both)
            assert theirs == nobodys, f"{name} {both[0]}"
    assert happened_in(foreign) == before


def twin_of(known: UUID) -> UUID:
    """Return an id that nothing has, beside a known one: where ids are sorted it stands there."""
    return UUID(int=known.int ^ 1)


def ids(given: dict[str, str]) -> Iterator[UUID]:
    """Return the ids among what a form sends."""
    yield from {UUID(value) for value in given.values() if re.fullmatch(r"[0-9a-f-]{36}", value)}


def happened_in(foreign: World) -> tuple[int, int]:
    """How much has happened in another company: its events and its mails."""
    with connection.cursor() as cursor:
        counted = []
        for table in ("curule_event", "curule_outbox_message"):
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE account_id = %s",  # noqa: S608 - a name
                [foreign.account.id],
            )
            counted.append(cursor.fetchone()[0])
    return counted[0], counted[1]
