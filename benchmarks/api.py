"""The write endpoints of the API as a vendor's program asks them: over HTTP, each to the commit.

Curule's side is the whole request: the key and its scope, the body read and checked, the command
with its lock, event, outbox and durable commit, the row read again and written as JSON, and the
request written down, as a row and in the log. The limits are the same server answering a constant
to such a body, and the same commands called without a server, each caller in a process of its own.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection
from tests.support.factories import VENDOR, join, make_person

from benchmarks import scene
from benchmarks.alternating import Effort, Figure, Measured, Ratio, Side, alternate
from benchmarks.calling import (
    BadAnswer,
    Heard,
    Request,
    Script,
    Talk,
    body_of,
    converse,
    question,
    serving,
)
from benchmarks.crew import Client, Job, Operation, hired
from benchmarks.quotes import buy
from curule.core.api_keys import Scope, actions_of
from curule.core.leases import USUAL
from curule.core.permissions import Actor
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.accounts import accounts
from curule.services.api_keys import make_key
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers
from curule.services.seats import leases, seats

_CLIENTS: Final = 8
_SEATS: Final = 50
_MORE: Final = _SEATS + 1
_SCOPES: Final = (Scope.ACCOUNTS_WRITE, Scope.SEATS_WRITE, Scope.SUBSCRIPTIONS_WRITE)
_ACTOR: Final = Actor.key(name="benchmark", rights=actions_of(_SCOPES))
_UNLIMITED: Final = {"CURULE_API_RATE": "1000000"}
_HALF: Final = 0.5
_OFTEN: Final = 0.99
_CONSTANT: Final = "constant"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Customer:
    """A customer of its own for each caller, so that none waits for another's lock."""

    account_id: UUID
    subscription_id: UUID
    seated: str
    borrower: str

    @property
    def account(self) -> str:
        """The address of the account."""
        return f"/v1/accounts/{public_id('acc', self.account_id)}"

    @property
    def subscription(self) -> str:
        """The address of the subscription."""
        return f"/v1/subscriptions/{public_id('sub', self.subscription_id)}"

    def acts(self) -> dict[str, Any]:
        """Return what a command on the account takes, here and now, once only."""
        return {
            "actor": _ACTOR,
            "account_id": self.account_id,
            "now": utc_now(),
            "key": uuid4().hex,
        }

    def acts_on_seats(self) -> dict[str, Any]:
        """Return what a command on the subscription takes."""
        return {**self.acts(), "subscription_id": self.subscription_id}


@dataclass(frozen=True, slots=True)
class _Program:
    """A program that shows a key."""

    key: str

    def sends(
        self, kind: str, path: str, body: Mapping[str, object], *, method: str = "POST"
    ) -> Request:
        """Return a request that has an effect of its own."""
        once = {"Idempotency-Key": uuid4().hex} if method == "POST" else {}
        return Request(kind, question(path, self.key, method=method, body=body, headers=once))

    def constant(self, customer: _Customer) -> Script:
        """Send what gives a seat, to where nothing is done with it."""
        body = {"people": [{"email": customer.seated}]}
        while True:
            _done((yield self.sends(_CONSTANT, "/constant", body)))

    def seats(self, customer: _Customer) -> Script:
        """Give somebody a seat and take it back."""
        assign, unassign = (f"{customer.subscription}/{act}" for act in ("assign", "unassign"))
        people = {"people": [{"email": customer.seated}]}
        while True:
            [given] = _done((yield self.sends("assign", assign, people)))["data"]
            if given["outcome"] != seats.Outcome.SEATED:
                raise BadAnswer(str(given))
            _done((yield self.sends("unassign", unassign, {"email": customer.seated})))

    def quotes(self, customer: _Customer) -> Script:
        """Ask what one seat more would cost."""
        body = {"subscription": public_id("sub", customer.subscription_id), "seats": _MORE}
        while True:
            _done((yield self.sends("create_quote", "/v1/quotes", body)))

    def account(self, customer: _Customer) -> Script:
        """Call an account otherwise each time."""
        for number in count():
            name = {"name": _called(number)}
            _done((yield self.sends("change_account", customer.account, name, method="PATCH")))

    def lease(self, customer: _Customer) -> Script:
        """Borrow a seat, keep it a while longer, and give it back."""
        body = {"email": customer.borrower}
        while True:
            lent = _done(
                (yield self.sends("check_out", f"{customer.subscription}/check_out", body))
            )
            lease = f"/v1/leases/{lent['id']}"
            _done((yield self.sends("heartbeat", f"{lease}/heartbeat", {"seconds": 3_600})))
            _done((yield self.sends("release", f"{lease}/release", {})))


def _done(answer: bytes) -> dict[str, Any]:
    """Return what came back. Raises `BadAnswer` for a refusal."""
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise BadAnswer(answer[:2_000].decode(errors="replace"))
    read: dict[str, Any] = json.loads(body_of(answer))
    return read


def _called(number: int) -> str:
    return f"Company {number % 2}"


def _calls_seats(customer: _Customer) -> Iterator[None]:
    invitee = seats.Invitee(email=customer.seated)
    while True:
        seats.assign(**customer.acts_on_seats(), people=[invitee])
        yield
        seats.unassign(**customer.acts_on_seats(), email=customer.seated)
        yield


def _calls_quotes(customer: _Customer) -> Iterator[None]:
    asked = SeatsAsked(totals={"seat": _MORE}, differences={})
    while True:
        offers.price(**customer.acts_on_seats(), asked=asked)
        yield


def _calls_account(customer: _Customer) -> Iterator[None]:
    for number in count():
        accounts.set_details(**{**customer.acts(), "key": None}, name=_called(number))
        yield


def _calls_lease(customer: _Customer) -> Iterator[None]:
    while True:
        lent = leases.check_out(**customer.acts_on_seats(), email=customer.borrower, lasts=USUAL)
        yield
        lasts = timedelta(hours=1)
        leases.keep(**customer.acts(), lease_id=lent.value, lasts=lasts)
        yield
        leases.give_back(**customer.acts(), lease_id=lent.value)
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What is asked over HTTP, of which kinds, and how the same is called without a server."""

    title: str
    kinds: tuple[str, ...]
    script: Callable[[_Program, _Customer], Script]
    calls: Callable[[_Customer], Iterator[None]]


_WAYS: Final = {
    "seats": _Way(
        title="assign and unassign",
        kinds=("assign", "unassign"),
        script=_Program.seats,
        calls=_calls_seats,
    ),
    "quotes": _Way(
        title="create_quote",
        kinds=("create_quote",),
        script=_Program.quotes,
        calls=_calls_quotes,
    ),
    "account": _Way(
        title="change_account",
        kinds=("change_account",),
        script=_Program.account,
        calls=_calls_account,
    ),
    "lease": _Way(
        title="check_out, heartbeat and release",
        kinds=("check_out", "heartbeat", "release"),
        script=_Program.lease,
        calls=_calls_lease,
    ),
}


@dataclass(slots=True, kw_only=True)
class _Callers:
    """Connections that go on with their scripts turn by turn, and what each turn heard."""

    name: str
    port: int
    kinds: tuple[str, ...]
    talks: Sequence[Talk]
    heard: list[Heard] = field(default_factory=list)

    def side(self, before: Operation) -> Side:
        """Return them as a side to be measured."""
        return Side(name=self.name, clients=len(self.talks), measure=self._measure, before=before)

    def _measure(self, seconds: float) -> float:
        self.heard.append(converse(self.port, self.talks, frozenset(self.kinds), seconds))
        return self.heard[-1].rate

    def waits(self) -> Iterator[tuple[str, Figure]]:
        """Yield by kind in what time half and 99 of 100 were answered; without the warming."""
        for kind in self.kinds:
            for told, share in (("half", _HALF), ("99 of 100", _OFTEN)):
                rates = tuple(1 / heard.within(kind, share) for heard in self.heard[1:])
                name = f"{kind}: {told}"
                yield name, Figure(name=f"{name} within", clients=1, rates=rates)


def _customers(name: str) -> list[_Customer]:
    """Let a customer for each caller buy seats, and take in two people."""
    return [_customer(f"{name}{number}") for number in range(_CLIENTS)]


def _customer(name: str) -> _Customer:
    now = utc_now()
    bought = buy(name, _SEATS, now=now)
    account = models.Account.objects.get(id=bought.account_id)
    seated, borrower = (
        join(account, make_person(f"{name}@{who}.example.test", now=now), now=now).email
        for who in ("seated", "borrower")
    )
    return _Customer(
        account_id=account.id,
        subscription_id=bought.subscription_id,
        seated=seated,
        borrower=borrower,
    )


def _job(way: _Way, customers: Sequence[_Customer]) -> Job:
    def job(client: Client) -> Operation:
        calls = way.calls(customers[client.number])
        return lambda: next(calls)

    return job


@contextlib.contextmanager
def _sides(url: DatabaseUrl) -> Iterator[tuple[dict[str, Side], list[_Callers]]]:
    """Start the server and the callers; what is written stays as small as autovacuum keeps it."""
    over_http, called = _customers("http"), _customers("called")
    made = make_key(actor=VENDOR, name="benchmark", is_live=True, scopes=_SCOPES, now=utc_now())
    scene.settle(url)
    connection.close()
    program = _Program(made.text)
    jobs = {name: _job(way, called) for name, way in _WAYS.items()}
    settle = partial(scene.settle, url, "curule_seat", "curule_assignment", "curule_outbox_message")
    with serving(url, **_UNLIMITED) as port, hired(url, _CLIENTS, jobs) as crew:

        def callers(
            name: str,
            kinds: tuple[str, ...],
            script: Callable[[_Program, _Customer], Script],
        ) -> _Callers:
            talks = [Talk(script(program, each)) for each in over_http]
            return _Callers(name=name, port=port, kinds=kinds, talks=talks)

        heard = [callers("a constant", (_CONSTANT,), _Program.constant)]
        sides = {_CONSTANT: heard[0].side(settle)}
        for name, way in _WAYS.items():
            heard.append(callers(way.title, way.kinds, way.script))
            sides[name] = heard[-1].side(settle)
            sides[f"{name} called"] = crew.side(
                f"{way.title}, called without a server", name, before=settle
            )
        yield sides, heard


def write(server: DatabaseUrl, effort: Effort) -> Measured:
    """Eight connections write, each for a customer of its own; so do eight processes."""
    with scene.database(server) as url, _sides(url) as (sides, callers):
        figures = alternate(sides, effort)
        waits = dict(wait for each in callers for wait in each.waits())
    return Measured(
        title="The write endpoints, over HTTP",
        figures=(*figures.values(), *waits.values()),
        ratios=tuple(_ratios(figures, waits)),
    )


def _ratios(figures: Mapping[str, Figure], waits: Mapping[str, Figure]) -> Iterator[Ratio]:
    for name, way in _WAYS.items():
        own, constant = figures[name], figures[_CONSTANT]
        yield Ratio(name=f"{way.title}: share of a constant", over=own, under=constant)
        yield Ratio(
            name=f"{way.title}: share of the limit, called without a server",
            over=own,
            under=figures[f"{name} called"],
        )
        for kind in way.kinds:
            yield Ratio(
                name=f"{kind}: 99 of 100, over that of a constant",
                over=waits[f"{_CONSTANT}: 99 of 100"],
                under=waits[f"{kind}: 99 of 100"],
            )
