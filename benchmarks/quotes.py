"""A quote: what a change of seats would cost, priced and kept.

Curule's side is the whole command: who acts and whether they may, the lock of the subscription,
how it stands, the price, the tax, the credit, the row of the quote, the commit. The limit is one
SELECT, prepared, that finds the subscription by its key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from tests.support.factories import VENDOR, actor_of, join, make_account, make_person, make_plan

from benchmarks import scene
from benchmarks.alternating import Bound, Effort, Goal, Measured, Ratio, alternate
from benchmarks.crew import Client, Job, Operation, hired
from curule.core.permissions import Actor
from curule.core.roles import Role
from curule.data.database_url import DatabaseUrl
from curule.services import payment_methods
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers, orders
from curule.services.sweeps.due import run_due

_FEW: Final = 50
_BEGAN: Final = datetime(2022, 1, 1, 12, tzinfo=UTC)
_STATEMENT: Final = """
SELECT id, status, version, plan_version_id, period_starts_at, period_ends_at
FROM curule_subscription WHERE account_id = %(account)s AND id = %(subscription)s
"""
_ROWS_WRITTEN: Final = """
SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::int FROM pg_stat_xact_user_tables
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A subscription that was bought through the services; `now` is what time it is there."""

    actor: Actor
    account_id: UUID
    subscription_id: UUID
    now: datetime

    @property
    def on(self) -> dict[str, Any]:
        """Return the arguments of a command on it."""
        return {
            "actor": self.actor,
            "account_id": self.account_id,
            "subscription_id": self.subscription_id,
            "now": self.now,
        }


_ONE_MORE: Final = SeatsAsked(totals={}, differences={"seat": 1})


def _limit(bought: Bought) -> Job:
    """Find the subscription."""
    names = {"account": bought.account_id, "subscription": bought.subscription_id}

    def job(client: Client) -> Operation:
        cursor = client.sql.cursor()

        def find() -> None:
            assert cursor.execute(_STATEMENT, names, prepare=True).fetchone() is not None

        return find

    return job


def _curule(bought: Bought) -> Job:
    """Price one seat more."""

    def job(client: Client) -> Operation:
        del client
        return lambda: _price(bought)

    return job


def _price(bought: Bought) -> None:
    offers.price(**bought.on, asked=_ONE_MORE)


def buy(name: str, seats: int, *, months: int = 0, now: datetime = _BEGAN) -> Bought:
    """Let a customer buy seats; then go by so many months, each with one seat more."""
    account = make_account(name=name, now=now)
    owner = make_person(f"{name}@example.test", now=now)
    actor = actor_of(join(account, owner, Role.OWNER, now=now))
    payment_methods.add_method(
        actor=VENDOR,
        account_id=account.id,
        name="card",
        token="sandbox:succeed",  # noqa: S106 - how the sandbox is to answer
        save=True,
        default=True,
        now=now,
    )
    ordered = orders.subscribe(
        actor=actor,
        account_id=account.id,
        plan_version_id=make_plan("autodesk", now=now).version_id,
        seats={"seat": seats},
        currency="EUR",
        interval=("month", 1),
        now=now,
    ).value
    bought = Bought(
        actor=actor, account_id=account.id, subscription_id=ordered.subscription_id, now=now
    )
    for month in range(1, months + 1):
        later = datetime(2022 + month // 12, 1 + month % 12, 15, tzinfo=UTC)
        run_due(now=later, account_ids=[account.id])
        bought = replace(bought, now=later)
        orders.change_seats(**bought.on, differences={"seat": 1})
    return bought


def _rows_written(bought: Bought) -> int:
    """Return how many rows one quote writes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ROWS_WRITTEN)
        [before] = cursor.fetchone()
        _price(bought)
        cursor.execute(_ROWS_WRITTEN)
        [after] = cursor.fetchone()
    return int(after - before)


def price(
    server: DatabaseUrl, effort: Effort, *, months: int = 36, most: int = 100_000
) -> Measured:
    """One client asks what one more seat would cost: early, late, and with very many seats."""
    with scene.database(server) as url:
        early, large = buy("early", _FEW), buy("large", most)
        late = buy("late", _FEW, months=months)
        rows = _rows_written(early)
        scene.settle(url)
        jobs = {
            "limit": _limit(early),
            "early": _curule(early),
            "late": _curule(late),
            "large": _curule(large),
        }
        with hired(url, 1, jobs) as crew:
            figures = alternate(
                {
                    "limit": crew.side("one indexed SELECT", "limit"),
                    "early": crew.side(f"offers.price, {_FEW} seats, new", "early"),
                    "late": crew.side(
                        f"offers.price, {_FEW + months} seats, {months} months", "late"
                    ),
                    "large": crew.side(f"offers.price, {most:,} seats", "large"),
                },
                effort,
            )
    flat = Goal(bound=Bound.AT_MOST, ratio=1.2)
    return Measured(
        title="A quote for one more seat",
        figures=tuple(figures.values()),
        ratios=(
            Ratio(
                name="share of the limit",
                over=figures["early"],
                under=figures["limit"],
                goal=Goal(bound=Bound.AT_LEAST, ratio=0.3),
            ),
            Ratio(
                name=f"time after {months} months over time when new",
                over=figures["early"],
                under=figures["late"],
                goal=flat,
            ),
            Ratio(
                name=f"time with {most:,} seats over time with {_FEW}",
                over=figures["early"],
                under=figures["large"],
                goal=flat,
            ),
        ),
        remarks=(f"A quote writes {rows} row{'' if rows == 1 else 's'} (goal: one at most).",),
    )
