"""What customers do of a day, drawn by chance: how often each, and with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from curule.core.policy import OpenReduction
from tests.simulation.customer import Customer
from tests.stateful.buying import is_renewed_by_hand, runs
from tests.stateful.scene import ACTORS, MOODS, PAYS, SOMEBODY, STEPS


@dataclass(frozen=True)
class Doing:
    """Something that can be done: how often, what may be given with it, and when it can be."""

    name: str
    weight: int
    given: Mapping[str, Sequence[object]]
    can_be: Callable[[Customer], bool] = lambda customer: customer.is_open


_ANSWERS: Final = (None, *OpenReduction)
_PLACES: Final = range(8)
_LEAVERS: Final = ((), (), (), ("ann",), ("ann", "bob"), ("cem",), ("fay",))
_YES_OR_NO: Final = (True, False)
_TO_ORDER: Final = {"actor": ACTORS, "pay": PAYS, "mood": MOODS}


def _invited(customer: Customer) -> bool:
    return customer.is_open and bool(customer.account.invitations)


DOINGS: Final = (
    Doing("more_seats", 6, {**_TO_ORDER, "count": range(1, 5), "answer": _ANSWERS}, runs),
    Doing("fewer_seats", 5, {"actor": ACTORS, "count": range(1, 4), "leave": _LEAVERS}, runs),
    Doing(
        "change_seats",
        4,
        {
            **_TO_ORDER,
            "first": STEPS,
            "second": (None, *STEPS),
            "as_total": _YES_OR_NO,
            "answer": _ANSWERS,
            "leave": _LEAVERS,
        },
    ),
    Doing("change_plan", 3, _TO_ORDER),
    Doing(
        "renew",
        3,
        {**_TO_ORDER, "first": (None, *_PLACES), "second": range(4), "leave": _LEAVERS},
        is_renewed_by_hand,
    ),
    Doing(
        "subscribe",
        3,
        {
            **_TO_ORDER,
            "first": range(1, 7),
            "second": range(4),
            "auto_renew": (None, None, True, False),
        },
        lambda customer: customer.is_open and customer.may_subscribe(),
    ),
    Doing(
        "keep_seats",
        2,
        {"actor": ACTORS},
        lambda customer: customer.is_open and bool(customer.account.sub.scheduled),
    ),
    Doing("set_auto_renew", 1, {"actor": ACTORS, "value": _YES_OR_NO, "as_cancel": (False,)}),
    Doing("cancel_now", 1, {"actor": ("owner", "vendor"), "really": range(10)}),
    Doing(
        "assign",
        6,
        {"actor": ACTORS, "name": SOMEBODY, "second": _YES_OR_NO, "named": (True, True, False)},
    ),
    Doing(
        "bind",
        3,
        {"actor": ACTORS, "name": SOMEBODY, "place": (None, *_PLACES), "second": _YES_OR_NO},
    ),
    Doing(
        "unassign",
        3,
        {
            "actor": ACTORS,
            "name": SOMEBODY,
            "place": _PLACES,
            "second": (None, None, False, True),
        },
    ),
    Doing(
        "accept",
        5,
        {
            "place": _PLACES,
            "link": (None, "newest", "first"),
            "join": (None,),
            "other": range(10),
        },
        _invited,
    ),
    Doing("decline", 1, {"place": _PLACES, "link": (None, "newest")}, _invited),
    Doing(
        "resend_or_cancel",
        2,
        {"actor": ACTORS, "place": _PLACES, "again": _YES_OR_NO},
        _invited,
    ),
    Doing(
        "pay",
        5,
        {"actor": ACTORS, "mood": MOODS},
        lambda customer: customer.is_open and customer.owes(),
    ),
    Doing(
        "record_transfer",
        4,
        {"actor": ("vendor",), "share": (None, None, 1, 50, 130)},
        lambda customer: customer.is_open and bool(customer.account.open_invoices),
    ),
    Doing(
        "issue_credit",
        1,
        {"amount": (250, 1, 10_000)},
        lambda customer: customer.is_open and customer.account.credit < 250,
    ),
)
"""All that people and the vendor do in the year."""


def do_something(customer: Customer, chance: Random) -> str:
    """Do one thing that can be done, by chance; model and engine are compared. Returns its name."""
    possible = [doing for doing in DOINGS if doing.can_be(customer)]
    doing = chance.choices(possible, [each.weight for each in possible])[0]
    given = {name: chance.choice(values) for name, values in doing.given.items()}
    getattr(customer, doing.name)(**given)
    return doing.name
