"""The same acts make the same rows, in whatever order the database answers what asks for none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db.models.query import QuerySet
from pytest_django import DjangoDbBlocker

from curule.core.intervals import Interval, IntervalUnit
from curule.core.presets import PRESETS
from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at, scratch_database
from tests.simulation.digest import everything
from tests.stateful.drawn import Plan, SeatKind, World
from tests.stateful.histories import Histories
from tests.stateful.prices import PlainPrice


@pytest.mark.invariant("I37")
def test_an_end_makes_the_same_rows_in_any_order(
    server: DatabaseUrl, template: str, django_db_blocker: DjangoDbBlocker
) -> None:
    def rows(seed: int) -> list[str]:
        with (
            scratch_database(server, template=template) as url,
            django_db_blocker.unblock(),
            pointing_at(url),
            _unordered_rows_shuffled(Random(seed)),  # noqa: S311 - to be repeated, not to be secret
        ):
            return _six_seats_end()

    assert rows(1) == rows(2)


@contextmanager
def _unordered_rows_shuffled(chance: Random) -> Iterator[None]:
    as_it_was = QuerySet._fetch_all

    def fetch_all(self: QuerySet[Any]) -> None:
        is_fresh = self._result_cache is None
        as_it_was(self)
        if is_fresh and self._result_cache and not self.ordered and not self.query.is_sliced:
            chance.shuffle(self._result_cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_all)
        yield


def _six_seats_end() -> list[str]:
    """Three of them are held by invitations."""
    policy = PRESETS["zoom"].override({"assignment.mode": "invitation"})
    seats = SeatKind("agent", PlainPrice(model="flat", each=3000), min=1)
    plan = Plan("plan", policy, (seats,), Interval(IntervalUnit.MONTH))
    history = Histories()
    history.number = 1
    world = World(
        preset="zoom",
        changed=(),
        plan=plan,
        other=replace(plan, key="other"),
        zone="UTC",
        tax_rate=None,
        currency="EUR",
        begins_at=datetime(2026, 1, 31, tzinfo=UTC),
        has_tax_id=True,
    )
    history.begin(world=world, first=6, second=0, pay=None, mood="succeed")
    for name in ("ann", "bob", "cem"):
        history.assign(actor="owner", name=name, named=True, second=False)
    history.time_passes(how_long=timedelta(days=1), mood="succeed")
    history.cancel_now(actor="vendor", really=9)
    history.teardown()
    return list(everything())
