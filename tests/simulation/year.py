"""Many customers under mixed policies, day after day as a worker sweeps, all by one seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings

from curule.gateways.payments import registry
from curule.services.renewals.renewal_run import renew_plain
from curule.services.sweeps.due import run_due
from tests.simulation.customer import Customer
from tests.simulation.doings import do_something
from tests.simulation.till import Till
from tests.stateful.drawn import World, worlds
from tests.stateful.observed import judge_invariants
from tests.stateful.scene import MOODS

BEGINS_AT: Final = datetime(2027, 10, 20, 6, tzinfo=UTC)
"""The year has both changes of clock and a 29th of February in it."""

_ARRIVING_DAYS: Final = 20
"""The first purchases are spread over these days."""

_DOES_SOMETHING: Final = 0.04
"""The chance that a customer does something on a day: some fifteen times in a year."""


class Year:
    """The customers and their till.

    `said` counts what was done, `together` the renewals that were carried out in chunks.
    """

    def __init__(self, *, seed: int, customers: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - a simulation is to be repeated, not to be secret
        self.now = BEGINS_AT
        self.said: Counter[str] = Counter()
        self.till = Till()
        self.together = 0
        self.worlds = _worlds(seed, customers)
        self.customers = [
            Customer(number, till=self.till, moves=self._move) for number in range(1, customers + 1)
        ]

    def play(self, days: int) -> None:
        """Let the days pass: a sweep for all each day, then what some of them do."""
        arriving = iter(list(zip(self.customers, self.worlds, strict=True)))
        a_day = max(1, -(-len(self.customers) // min(days, _ARRIVING_DAYS)))
        for day in range(days):
            self._draw_moods()
            self._move(BEGINS_AT + timedelta(days=day, seconds=self.chance.randrange(43_200)))
            for customer, world in _some(arriving, a_day):
                self._arrive(customer, world)
            self._a_day()
            if day % 30 == 29:
                self.judge()

    def judge(self) -> None:
        """Compare every customer with its model, and ask once for the invariants of all."""
        for customer in self.customers:
            if customer.is_open:
                customer.compare()
        judge_invariants()

    def _arrive(self, customer: Customer, world: World) -> None:
        customer.begin(
            world=replace(world, begins_at=self.now),
            first=self.chance.randint(1, 6),
            second=self.chance.randint(0, 3),
            pay=self.chance.choice([*8 * [None], "later"]),
            mood=self.chance.choice(MOODS),
        )
        self.said["begin"] += 1

    def _a_day(self) -> None:
        for customer in self.customers:
            if customer.is_open and self.chance.random() < _DOES_SOMETHING:
                customer.compare()  # and what came with time is known by its id from here on
                self.said[do_something(customer, self.chance)] += 1

    def _draw_moods(self) -> None:
        for customer in self.customers:
            customer.mood = self.chance.choice(MOODS)

    def _move(self, to: datetime) -> None:
        """The one sweep of the vendor's whole installation, and the time of every model."""
        for customer in self.customers:
            customer.cards.mood = customer.mood
        self.together += renew_plain(now=to)
        report = run_due(now=to)
        assert not report.failed
        assert not report.parked
        self.now = to
        for customer in self.customers:
            customer.cards.mood = "succeed"
            if customer.is_open:
                customer.time_has_passed(to)


@contextmanager
def year(*, seed: int, customers: int) -> Iterator[Year]:
    """Open the till of a year, and close it behind it."""
    made = Year(seed=seed, customers=customers)
    with registry.replaced(sandbox=made.till):
        yield made


def _some(arriving: Iterator[tuple[Customer, World]], number: int) -> list[tuple[Customer, World]]:
    return [each for _, each in zip(range(number), arriving, strict=False)]


def _worlds(seed: int, number: int) -> list[World]:
    """As many worlds as there are customers, the same for the same seed."""
    drawn: list[World] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=2 * number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def draw(world: World) -> None:
        drawn.append(world)

    draw()
    assert len(drawn) >= number, f"{len(drawn)} worlds for {number} customers"
    return drawn[-number:]
