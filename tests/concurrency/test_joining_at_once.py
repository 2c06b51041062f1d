"""People who bring a paid plan of their own: many want the last seats, and some go back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from curule.core.policy import SeatTypeTerms
from curule.core.roles import Role
from curule.core.settlement import Choice
from curule.data.models import (
    Account,
    Assignment,
    Invitation,
    Person,
    Settlement,
    Subscription,
)
from curule.selectors.catalog import PlanTerms
from curule.selectors.invariants import verify
from curule.services.invitations import invitations
from curule.services.joining import joining
from curule.services.orders import orders
from curule.services.seats import seats
from curule.services.seats.seats import Invitee
from tests.concurrency import forty
from tests.concurrency.forty import (
    CROWD,
    SEATS,
    Commands,
    assert_exactly_taken,
    beside,
    make,
    on,
    taken,
)
from tests.support.factories import (
    NOW,
    World,
    actor_of,
    join,
    make_account,
    make_method,
    make_person,
    make_plan,
)
from tests.support.together import Together, refusals

pytestmark = pytest.mark.usefixtures("each_round")

SEAT = (SeatTypeTerms(name="seat", min=0, max=None, step=1),)


@dataclass(frozen=True, kw_only=True)
class Joiner:
    """A person with a paid plan of their own."""

    person: Person
    account: Account
    terms: PlanTerms

    @classmethod
    def of(cls, world: World, number: int, size: int = 1) -> "Joiner":
        """Somebody whose plan is of the same product; they have the first seat of it."""
        terms = make_plan("zoom", product_id=world.terms.product_id, seat_types=SEAT)
        person = make_person(f"j{number}@{world.account.id}.test")
        account = make_account(kind="individual")
        join(account, person, Role.OWNER)
        make_method(account)
        joiner = cls(person=person, account=account, terms=terms)
        joiner.buy(size)
        return joiner

    def buy(self, number: int, now: datetime = NOW) -> None:
        """Buy the plan."""
        orders.subscribe(
            actor=actor_of(self.person),
            account_id=self.account.id,
            plan_version_id=self.terms.version_id,
            seats={"seat": number},
            currency="EUR",
            interval=("month", 1),
            now=now,
        )

    def plan(self) -> Subscription:
        """The plan that was bought last."""
        return Subscription.objects.filter(account=self.account).latest("id")

    def sits(self) -> bool:
        """Whether they have a seat of their own plan."""
        return Assignment.objects.filter(
            account=self.account, person_id=self.person.id, ended_at=None
        ).exists()


def invite(world: World, joiners: list[Joiner], now: datetime) -> None:
    """Invite those who have no open invitation."""
    asked = Invitation.objects.filter(account=world.account, status="open").values_list("email")
    asked_emails = {email for (email,) in asked}
    new = [each.person.email for each in joiners if each.person.email not in asked_emails]
    seats.assign(
        actor=world.actor(),
        people=[Invitee(email=email) for email in new],
        **{**on(world), "now": now},
    )


def accepts(world: World, joiners: list[Joiner], now: datetime) -> Commands:
    """Everybody accepts and lets the value of their plan go to the account."""
    ids = dict(
        Invitation.objects.filter(account=world.account, status="open").values_list("email", "id")
    )
    return [
        partial(
            invitations.accept,
            actor=actor_of(each.person),
            account_id=world.account.id,
            invitation_id=ids[each.person.email],
            join=Choice.TRANSFER,
            now=now,
        )
        for each in joiners
    ]


def undo(world: World, joiner: Joiner, now: datetime) -> Callable[[], object]:
    return partial(
        joining.undo_join,
        actor=actor_of(joiner.person),
        account_id=world.account.id,
        person_id=joiner.person.id,
        now=now,
    )


@pytest.mark.threat("TH13")
@pytest.mark.requirement("Z15")
def test_five_bring_their_plan_and_the_others_keep_it(
    crowd: Together[object], claimants: set[str]
) -> None:
    """Twelve and not forty: whoever joins so holds both accounts until it is done, so that they
    stand in a row however many they are. Those who got a seat go back at one moment too."""
    world = make("zoom", {"assignment.holds_seat": False})
    joiners = [Joiner.of(world, number) for number in range(CROWD)]
    for number in range(forty.ROUNDS):
        now = world.at(hours=1, minutes=number)
        invite(world, joiners, now)
        refused = refusals(crowd.run(accepts(world, joiners, now)))
        assert refused == ["no_free_seat"] * (CROWD - SEATS)
        assert_exactly_taken(world, SEATS)
        seated = set(taken(world).values_list("email", flat=True))
        came = [each for each in joiners if each.person.email in seated]
        running = Subscription.objects.filter(product_id=world.terms.product_id, status="active")
        assert running.exclude(account=world.account).count() == CROWD - SEATS
        assert Settlement.objects.filter(status="pending").count() == SEATS
        assert "invitations._take_seat" in claimants
        assert list(verify(world.account.id)) == []
        later = now + timedelta(seconds=30)
        assert refusals(crowd.run([undo(world, each, later) for each in came])) == []
        assert_exactly_taken(world, 0)
        assert all(each.sits() for each in came)
        assert "settling._put_back_people" in claimants
        assert [v for each in came for v in verify(each.account.id)] == []


@pytest.mark.threat("TH13")
def test_who_goes_back_has_their_own_seat_again_before_anybody_else_gets_it(
    crowd: Together[object], claimants: set[str]
) -> None:
    """Nobody sees the seats of an own plan before it is back whole, with its owner on one of them:
    forty cannot want that one, so eleven others want the four beside it."""
    world = make(
        "zoom",
        {"assignment.holds_seat": False, "joining.requires": ["no_unpaid_invoice"]},
        number=1,
    )
    joiner = Joiner.of(world, 0, size=SEATS)
    own = replace(
        world,
        account=joiner.account,
        terms=joiner.terms,
        subscription=joiner.plan(),
        people={"owner": joiner.person},
    )
    for number in range(forty.ROUNDS):
        now = world.at(hours=1, minutes=number)
        invite(world, [joiner], now)
        (come,) = accepts(world, [joiner], now)
        come()
        assert_exactly_taken(own, 0)
        others: Commands = [
            partial(
                seats.assign,
                actor=own.actor(),
                people=[Invitee(email=f"o{each}@x.test")],
                **{**on(own), "now": now},
            )
            for each in range(CROWD - 1)
        ]
        results = crowd.run(beside(undo(world, joiner, now), others))
        assert refusals(results) == ["no_free_seat"] * (CROWD - SEATS)
        assert_exactly_taken(own, SEATS)
        assert taken(own).get(state="active").email == joiner.person.email
        assert "settling._put_back_people" in claimants
        assert list(verify()) == []
