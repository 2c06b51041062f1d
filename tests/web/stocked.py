"""A company with one of everything that has a page, under each vendor's policy.

`filled` puts its ids into an address by the names of the arguments, and `FORM` holds what the forms
ask for: a new page is visited with real things as soon as it has a row in the permission table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.urls.converters import UUIDConverter

from curule.core.policy import AssignmentMode
from curule.data.models import (
    Assignment,
    Order,
    OutboxMessage,
    Payment,
    PaymentMethod,
    PlanVersion,
    Seat,
)
from curule.data.models._base import AccountRow
from curule.httpkit.clock import utc_now
from curule.services._command import Command, run
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers
from curule.services.seating import claims
from curule.services.seating.seating import Invitee
from curule.services.seats import seats
from curule.services.sweeps import clocks
from tests.support.factories import SYSTEM, VENDOR, World, make_plan, make_unpaid_invoice
from tests.web.buying.worlds import bought_world
from tests.web.test_permission_table import NOBODY, Address

BOUGHT = 3
SOLD: Mapping[str, str] = {
    "tutkit": "participant",
    "autodesk": "seat",
    "zoom": "licensed",
    "licence_portal": "licence",
    "gotoassist": "organizer",
}
WORDS: Mapping[str, object] = {
    "version_number": 1,
    "template": "invitation",
    "language": "fr",
    "name": "members",
}


@dataclass(frozen=True, kw_only=True)
class Stocked:
    """A world, and the ids of its things by the names that addresses have for them."""

    preset: str
    world: World
    things: Mapping[str, UUID]
    larger_plan: str

    def filled(self, address: Address) -> tuple[str, bool]:
        """Return an address with real things, and whether all of them are there."""
        names = [name for name, _kind in address.arguments]
        nothing = {
            name: NOBODY if isinstance(kind, UUIDConverter) else "nothing"
            for name, kind in address.arguments
        }
        path = address.path
        if address.name.startswith("console_report"):
            path = path.replace("%(name)s", "revenue")
        for name in names:
            path = path.replace(
                f"%({name})s", str(self.things.get(name, WORDS.get(name, nothing[name])))
            )
        return f"/{path}", all(name in self.things or name in WORDS for name in names)

    def form(self, route: str) -> dict[str, object]:
        """Return what a form of a page may ask for, as somebody sends it who wants the effect."""
        seat = f"seats_{SOLD[self.preset]}"
        filled: dict[str, object] = {
            "form_key": uuid4().hex,
            seat: BOUGHT - 1 if route == "reduce" else BOUGHT + 1,
            "email": "new@x.test",
            "email-1": "new@x.test",
            "first_name": "N",
            "last_name": "W",
            "pay": str(self.things["method_id"]),
            "method": str(self.things["method_id"]),
            "kind": "succeed",
            "name": "Travel card",
            "card": "succeed",
            "tax_id": "FR40303265045",
            "value": "off",
            "later": "1",
        }
        if route == "change_plan":
            filled |= {"plan": self.larger_plan}
        if route == "invited":
            filled |= {"do": "cancel", "invitation": str(self.things.get("invitation_id", NOBODY))}
        if route == "licenses":
            filled |= {
                "seat": str(self.things["free_seat"]),
                "email": self.world.people["member"].email,
            }
        return filled


def stock(preset: str) -> Stocked:
    """Buy seats under a preset, and let everything happen once that leaves a thing with a page."""
    now = utc_now()
    world = bought_world(preset, {SOLD[preset]: BOUGHT}, now=now)
    seated = _seat(world, now)
    version = PlanVersion.objects.get(id=world.terms.version_id)
    things = {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
        "person_id": seated.person_id,
        "seat_id": seated.seat_id,
        "free_seat": _free_seat(world),
        "version_id": version.id,
        "plan_id": version.plan_id,
        "quote_id": _quote(world, now),
        "clock_id": clocks.create(
            actor=VENDOR, name=f"clock {world.account.id.hex[-12:]}", now=now
        ),
        "invoice_id": make_unpaid_invoice(world, due_at=now + timedelta(days=9)),
        "invitation_id": _invitation(world, now),
        "order_id": _one(Order, world),
        "method_id": _one(PaymentMethod, world),
        "payment_id": _one(Payment, world),
        "mail_id": _one(OutboxMessage, world),
    }
    there = {name: thing for name, thing in things.items() if thing is not None}
    larger = make_plan(preset, product_id=world.terms.product_id, unit_amount=2000, now=now)
    return Stocked(preset=preset, world=world, things=there, larger_plan=larger.plan_key)


def _one(model: type[AccountRow | OutboxMessage], world: World) -> UUID | None:
    found = model._default_manager.filter(account_id=world.account.id).order_by("id").first()
    return None if found is None else found.id


def _free_seat(world: World) -> UUID | None:
    found = Seat.objects.filter(account_id=world.account.id, assignment_id=None)
    return found.values_list("id", flat=True).first()


def _seat(world: World, now: datetime) -> Assignment:
    """Put the member on a seat, past the rules of how people come to theirs."""
    member = world.people["member"]

    def body(command: Command) -> None:
        claims.claim(
            command,
            subscription=world.subscription,
            seat_type_id=world.seat_type_id,
            email=member.email,
            person_id=member.id,
        )

    run(
        account_id=world.account.id,
        actor=SYSTEM,
        now=now,
        name="stocked.seat",
        result=type(None),
        body=body,
    )
    return Assignment.objects.get(account_id=world.account.id, person_id=member.id)


def _quote(world: World, now: datetime) -> UUID:
    return offers.price(
        actor=SYSTEM,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        asked=SeatsAsked(totals={world.seat_type: BOUGHT + 1}, differences={}),
        now=now,
    ).value


def _invitation(world: World, now: datetime) -> UUID | None:
    """Invite somebody where people are invited."""
    if world.terms.policy.assignment.mode is AssignmentMode.REGISTERED_PERSON:
        return None
    (given,) = seats.assign(
        actor=SYSTEM,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[Invitee(email="invited@x.test", first_name="In", last_name="Vited")],
        now=now,
    ).value
    return given.invitation_id
