"""The entitlement check as a vendor's program asks it: over HTTP, from the database and remembered.

The limits are the same server answering a constant, and one prepared SELECT behind it that finds a
person's seat through its index. Everything a check does is inside: the key, its scope, every end
judged by time, what is unpaid, the written answer.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final
from uuid import UUID

from django.db import connection
from tests.support.factories import VENDOR

from benchmarks import scene
from benchmarks.alternating import Bound, Effort, Figure, Goal, Measured, Ratio, alternate
from benchmarks.calling import Calls, line, question, serving, wait_until
from benchmarks.scene import Pool
from curule.core.api_keys import Scope
from curule.data.database_url import DatabaseUrl
from curule.data.models import Product
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.api_keys import make_key
from curule.services.seats import seats

_CONNECTIONS: Final = 16
_ASKED: Final = 500
"""So many people are asked about, spread evenly over all who have a seat."""
_FEW: Final = 10
_TAKEN: Final = 20
_ALLOWED: Final = b'"allowed": true'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A database with so many seats, a server before it, and a key that opens it."""

    port: int
    seats: int
    key: str
    product: str
    people: list[UUID]
    pool: Pool

    def calls(self) -> dict[str, Calls]:
        """Return the ways of asking here."""
        checks = [self.check(each) for each in self.people]
        selects = [f"/select?{each}" for each in self.people]
        return {
            f"{name} {self.seats}": Calls(
                name=f"{name}, {self.seats:,} seats",
                port=self.port,
                connections=_CONNECTIONS,
                questions=[question(path, self.key) for path in paths],
                expected=_ALLOWED,
                is_warmed=name == "warm",
            )
            for name, paths in {
                "constant": ["/constant"],
                "select": selects,
                "cold": [f"/cold{path}" for path in checks],
                "warm": checks,
            }.items()
        }

    def check(self, person_id: UUID) -> str:
        """Return the address of the question about a person."""
        return f"/v1/entitlements?user={public_id('usr', person_id)}&product={self.product}"


@contextlib.contextmanager
def _place(server: DatabaseUrl, number: int) -> Iterator[_Place]:
    """Make a database with so many people, each with a seat, a thousand to a subscription."""
    with scene.database(server) as url:
        terms = scene.direct_plan()
        scene.make_people(number)
        pools = []
        for first in range(0, number, 1_000):
            pools.append(scene.make_pool(terms, first))
            scene.make_held_seats(pools[-1], min(1_000, number - first), first=first, told=False)
        key = make_key(
            actor=VENDOR,
            name="benchmark",
            is_live=True,
            scopes=[Scope.ENTITLEMENTS_READ],
            now=utc_now(),
        )
        scene.settle(url)
        people = _everyone_in(number)
        product = Product.objects.get(id=terms.product_id).key
        connection.close()
        with serving(url) as port:
            yield _Place(
                port=port,
                seats=number,
                key=key.text,
                product=product,
                people=people,
                pool=pools[0],
            )


def _everyone_in(number: int) -> list[UUID]:
    step = max(1, number // _ASKED)
    addresses = [scene.address(each) for each in range(0, number, step)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM curule_person WHERE email = ANY (%s)", [addresses])
        return [row[0] for row in cursor.fetchall()]


def check(server: DatabaseUrl, effort: Effort, *, most: int = 1_000_000) -> Measured:
    """Sixteen connections ask among ten seats and among very many; then seats are taken away."""
    with _place(server, _FEW) as few, _place(server, most) as many:
        calls = {**few.calls(), **many.calls()}
        del calls[f"constant {_FEW}"]
        figures = alternate({name: each.side() for name, each in calls.items()}, effort)
        tails = {name: each.tail() for name, each in calls.items()}
        waits = _refused_after(many)
    return Measured(
        title="May this person use it, over HTTP",
        figures=(*figures.values(), *tails.values()),
        ratios=tuple(_ratios(figures, tails, most)),
        remarks=(_told(waits),),
    )


def _told(waits: list[float]) -> str:
    middle, longest = median(waits) * 1_000, max(waits) * 1_000
    return (
        f"From an unassign to the refusal on another process, {len(waits)} times:"
        f" {middle:.1f} ms in the middle, {longest:.1f} ms at most (goal: 1,000 ms)."
    )


def _ratios(
    figures: Mapping[str, Figure], tails: Mapping[str, Figure], most: int
) -> Iterator[Ratio]:
    constant = f"constant {most}"
    for kind, goal in (("cold", None), ("warm", Goal(bound=Bound.AT_LEAST, ratio=0.45))):
        for number in (_FEW, most):
            name = f"{kind}, {number:,} seats"
            own = f"{kind} {number}"
            yield Ratio(
                name=f"{name}: share of a constant",
                over=figures[own],
                under=figures[constant],
                goal=goal,
            )
            yield Ratio(
                name=f"{name}: 99 of 100, over that of a constant",
                over=tails[constant],
                under=tails[own],
            )
            if kind == "cold":
                yield Ratio(
                    name=f"{name}: share of the limit, one SELECT",
                    over=figures[own],
                    under=figures[f"select {number}"],
                    goal=Goal(bound=Bound.AT_LEAST, ratio=0.6),
                )
        yield Ratio(
            name=f"{kind}: time with {most:,} seats over time with {_FEW}",
            over=figures[f"{kind} {_FEW}"],
            under=figures[f"{kind} {most}"],
            goal=Goal(bound=Bound.AT_MOST, ratio=1.2),
        )


def _refused_after(place: _Place) -> list[float]:
    """Take seats away in this process; return after how many seconds the server refuses each."""
    addresses = [scene.address(number) for number in range(_TAKEN)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, id FROM curule_person WHERE email = ANY (%s)", [addresses])
        ids = dict(cursor.fetchall())
    with line(place.port) as asking:
        return [_one_refused(place, asking, email, ids[email]) for email in addresses]


def _one_refused(place: _Place, asking: socket.socket, email: str, person_id: UUID) -> float:
    asked = question(place.check(person_id), place.key)

    def is_allowed() -> bool:
        asking.sendall(asked)
        return _ALLOWED in asking.recv(65_536)

    wait_until(is_allowed)
    for _ in range(_CONNECTIONS):
        is_allowed()
    seats.unassign(
        actor=place.pool.actor,
        account_id=place.pool.account.id,
        subscription_id=place.pool.subscription.id,
        email=email,
        now=utc_now(),
    )
    done = time.perf_counter()
    while is_allowed():
        pass
    return time.perf_counter() - done
