"""F2: a crash at every step; afterwards somebody asks again, and it ends as without the crash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pytest

from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.invitations import invitations
from curule.services.payments import payments
from curule.services.seating.seating import Invitee
from curule.services.seats import seats
from curule.services.sweeps.due import run_due
from tests.faults.canonical import canonical
from tests.faults.crashing import Steps, stepping
from tests.support.factories import actor_of, make_person
from tests.support.faults import Say
from tests.support.shop import APRIL, Shop, day

SHORT: Final = 5
"""Between how many of the steps `make test` crashes, besides those at a call of the gateway."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is prepared, and what is then done until it has been done, crash or not."""

    prepare: Callable[[], Shop]
    act: Callable[[Shop], object]


def _sweeps(shop: Shop, first: datetime) -> None:
    """Let the worker come by, and again while something may still wait for it."""
    for minutes in (0, 10, 130):
        now = first + timedelta(minutes=minutes)
        run_due(now=now, account_ids=[shop.account.id])
        payments.collect_pending(now=now)
    shop.now = first + timedelta(minutes=130)


# --- the stories ---------------------------------------------------------------------------------


def _subscribed() -> Shop:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(3)
    shop.set_seats(2)
    return shop


def _renew(shop: Shop) -> None:
    run_due(now=day(2026, 5, 1, 1), account_ids=[shop.account.id])


def _with_open_invoice() -> Shop:
    shop = Shop.open("autodesk", unit_amount=10000, is_live=True, card="decline")
    shop.subscribe(2)
    shop.add_card("succeed", name="other")
    return shop


def _pay(shop: Shop) -> None:
    shop.pay(key="pay")


def _priced() -> Shop:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(1)
    shop.price(3)
    return shop


def _accept_quote(shop: Shop) -> None:
    quote = models.Quote.objects.filter(account_id=shop.account.id).latest("id")
    shop.accept(quote.id, key="accept")


def _invited() -> Shop:
    shop = Shop.open("tutkit", unit_amount=3000, is_live=True)
    shop.subscribe(2)
    email = f"guest@s0-{shop.account.id.hex[-8:]}.test"
    make_person(email, now=APRIL)
    seats.assign(**shop.on, people=[Invitee(email=email, first_name="Gu", last_name="Est")])
    return shop


def _accept_invitation(shop: Shop) -> None:
    row = models.Invitation.objects.get(account_id=shop.account.id)
    person = models.Person.objects.get(email=row.email)
    invitations.accept(
        actor=actor_of(person),
        account_id=shop.account.id,
        invitation_id=row.id,
        now=shop.now,
        key="join",
    )


STORIES: Final = {
    "renewal": Story(_subscribed, _renew),
    "payment": Story(_with_open_invoice, _pay),
    "order": Story(_priced, _accept_quote),
    "acceptance": Story(_invited, _accept_invitation),
}


# --- crashing ------------------------------------------------------------------------------------


def _played(story: Story, steps: Steps) -> Shop:
    """Act under `steps`; whoever was not answered asks again, and the worker comes by."""
    shop = story.prepare()
    with stepping(steps):
        story.act(shop)
    story.act(shop)
    _sweeps(shop, day(2026, 5, 1, 2))
    return shop


def _chosen(names: Sequence[str], *, whole: bool) -> list[int]:
    """Return the steps to crash at: all of them, or those that matter most and some between."""
    if whole:
        return list(range(len(names)))
    calls = [number for number, name in enumerate(names) if "gateway" in name]
    between = [len(names) * part // (SHORT + 1) for part in range(1, SHORT + 1)]
    last = [number for number, name in enumerate(names) if name == "after a COMMIT"][-1:]
    return sorted({*calls, *between, *last})


@pytest.mark.fault(
    "F2",
    injected="a crash before every statement, around every COMMIT and around every call of the"
    " gateway, in a renewal, a payment, an order and an acceptance; then it is asked for again",
    held="nothing half done, one charge, and every row as without the crash",
)
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", STORIES)
def test_a_crash_at_any_step_ends_as_none(
    name: str, whole: bool, holding: DatabaseUrl, sandbox: SandboxGateway, measured: Say
) -> None:
    del holding
    story = STORIES[name]
    quiet = Steps()
    shop = _played(story, quiet)
    wanted, charges = canonical(shop.account.id), len(sandbox.list_charges())
    chosen = _chosen(quiet.names, whole=whole)
    for runs, number in enumerate(chosen, start=2):
        steps = Steps(at=number)
        shop = _played(story, steps)
        assert steps.is_dead, "the way is as long as it was"
        assert canonical(shop.account.id) == wanted, f"crash at {quiet.names[number]}"
        assert len(sandbox.list_charges()) == charges * runs, f"crash at {quiet.names[number]}"
        shop.check()
    measured(f"{name}: {len(chosen)} of {len(quiet.names)} steps")
