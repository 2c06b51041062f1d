"""Two acts on one thing at the same moment: one comes first, and the other sees what it did."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from time import sleep
from uuid import UUID

import pytest

from curule.core.policy import SeatTypeTerms
from curule.core.roles import Role
from curule.core.settlement import Choice
from curule.data.database_url import DatabaseUrl
from curule.data.models import (
    Assignment,
    Invitation,
    Invoice,
    Order,
    Person,
    Seat,
    Settlement,
    Subscription,
)
from curule.gateways.payments.sandbox import SandboxGateway
from curule.gateways.signing import LinkPurpose
from curule.selectors.catalog import get_plan_terms
from curule.selectors.invariants import verify
from curule.services.invitations import invitations
from curule.services.joining import joining
from curule.services.orders import orders
from curule.services.people import roles
from curule.services.seats import seats
from curule.services.seats.seats import Invitee
from tests.concurrency import forty
from tests.concurrency.forty import CROWD, make
from tests.support.factories import (
    NOW,
    World,
    actor_of,
    join,
    make_account,
    make_method,
    make_person,
    make_plan,
    make_subscription,
    make_world,
)
from tests.support.together import Together, refusals, together

pytestmark = pytest.mark.usefixtures("each_round")

SEAT = (SeatTypeTerms(name="seat", min=0, max=None, step=1),)
Commands = list[Callable[[], object]]


@pytest.fixture
def pair(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Iterator[Together[object]]:
    """Two threads on a database and a gateway of their own."""
    with together(2) as made:
        yield made


LATE = 0.15
"""Seconds; longer than either of two acts takes."""


def in_turns(number: int, *sides: Commands) -> Commands:
    """The commands of both sides; in two of ten rounds one side comes late, each once.

    So either comes first at times on any machine, and a test may ask that both were seen.
    """
    late = {0: 1, 3: 0}.get(number % 10)
    return [
        partial(after, LATE, command) if side == late else command
        for side, commands in enumerate(sides)
        for command in commands
    ]


def after(seconds: float, command: Callable[[], object]) -> object:
    """Do something later."""
    sleep(seconds)
    return command()


# --- invitations ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """An open invitation with the token of its mail."""

    world: World
    invitation_id: UUID
    token: str

    def accept(self, *, seconds: int = 0) -> Callable[[], object]:
        """Accept so many seconds before it expires."""
        row = Invitation.objects.get(id=self.invitation_id)
        return partial(
            invitations.accept,
            actor=None,
            account_id=self.world.account.id,
            invitation_id=self.invitation_id,
            token=self.token,
            now=row.expires_at - timedelta(seconds=seconds),
        )


def invited(world: World, number: int) -> Invited:
    given = seats.assign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[Invitee(email=f"p{number}@x.test", first_name="P", last_name="N")],
        now=NOW,
    ).value[0]
    assert given.invitation_id is not None
    token = invitations.link_token(
        account_id=world.account.id, invitation_id=given.invitation_id, purpose=LinkPurpose.MAIL
    )
    return Invited(world, given.invitation_id, token)


@pytest.mark.threat("TH6")
@pytest.mark.invariant("I7")
def test_a_link_used_twice_in_parallel_is_accepted_once(pair: Together[object]) -> None:
    world = make("tutkit", number=forty.ROUNDS)
    for number in range(forty.ROUNDS):
        one = invited(world, number)
        results = pair.run([one.accept(seconds=60)] * 2)
        assert refusals(results) == []
        told = [result.value.already for result in results]  # type: ignore[attr-defined]
        assert sorted(told) == [False, True]
        assert Person.objects.filter(email=f"p{number}@x.test").count() == 1
        active = Assignment.objects.filter(account=world.account, state="active")
        assert active.count() == number + 1
        assert list(verify(world.account.id)) == []


@pytest.mark.invariant("I7", "I11")
def test_expiry_against_acceptance_has_one_winner(pair: Together[object]) -> None:
    seen = set()
    for number in range(forty.ROUNDS):
        world = make_world("tutkit", seats=1)
        one = invited(world, number)
        row = Invitation.objects.get(id=one.invitation_id)
        expire = partial(
            invitations.expire_due,
            account_id=world.account.id,
            invitation_id=row.id,
            now=row.expires_at,
        )
        results = pair.run(in_turns(number, [one.accept(seconds=1)], [expire]))
        status = Invitation.objects.get(id=row.id).status
        seen.add(status)
        taken = Seat.objects.filter(account=world.account).exclude(assignment_id=None).count()
        if refusals(results):
            assert (refusals(results), status, taken) == (["invitation_expired"], "expired", 0)
        else:
            assert (status, taken) == ("accepted", 1)
        assert list(verify(world.account.id)) == []
    assert seen == {"accepted", "expired"}


@pytest.mark.invariant("I7")
def test_canceling_against_acceptance_has_one_winner(pair: Together[object]) -> None:
    world = make("tutkit", number=forty.ROUNDS)
    seen = set()
    for number in range(forty.ROUNDS):
        one = invited(world, number)
        cancel = partial(
            invitations.cancel,
            actor=world.actor(),
            account_id=world.account.id,
            invitation_id=one.invitation_id,
            now=world.at(hours=1),
        )
        results = pair.run(in_turns(number, [one.accept(seconds=60)], [cancel]))
        assert len(refusals(results)) == 1
        status = Invitation.objects.get(id=one.invitation_id).status
        expected = {"accepted": "invitation_not_open", "canceled": "invitation_canceled"}
        assert refusals(results) == [expected[status]]
        seen.add(status)
        assert list(verify(world.account.id)) == []
    assert seen == {"accepted", "canceled"}


# --- seats against their number -------------------------------------------------------------------


def bought_world(number: int) -> World:
    """A subscription that was really bought, of a policy that gives seats back at once."""
    world = make_world(
        "gotoassist",
        seats={"seat": 0},
        seat_types=SEAT,
        overrides={"payment.tax_id": "never"},
    )
    make_method(world.account)
    bought = orders.subscribe(
        actor=world.actor("billing_contact"),
        account_id=world.account.id,
        plan_version_id=world.terms.version_id,
        seats={"seat": number},
        currency="EUR",
        interval=("month", 1),
        now=NOW,
    ).value
    return replace(world, subscription=Subscription.objects.get(id=bought.subscription_id))


def assign(world: World, email: str) -> Callable[[], object]:
    return partial(
        seats.assign,
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[Invitee(email=email, first_name="P", last_name="N")],
        now=world.at(hours=1),
    )


def set_seats(world: World, total: int) -> Callable[[], object]:
    return partial(
        orders.change_seats,
        actor=world.actor("billing_contact"),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        totals={"seat": total},
        now=world.at(hours=1),
    )


def in_force(world: World) -> tuple[int, int]:
    """Seats, and how many of them are taken."""
    rows = Seat.objects.filter(subscription_id=world.subscription.id, ends_at=None)
    return rows.count(), rows.exclude(assignment_id=None).count()


@pytest.mark.threat("TH14")
@pytest.mark.invariant("I1")
def test_a_decrease_against_claims_never_leaves_more_people_than_seats(
    crowd: Together[object],
) -> None:
    seen = set()
    for number in range(forty.ROUNDS):
        world = bought_world(8)
        claims: Commands = [assign(world, f"p{each}@x.test") for each in range(CROWD - 1)]
        results = crowd.run(in_turns(number, [set_seats(world, 4)], claims))
        total, taken = in_force(world)
        codes = refusals(results)
        # There are more who want a seat than seats, so all that are there by now are taken.
        assert taken == total
        assert codes.count("no_free_seat") == CROWD - 1 - taken
        assert codes.count("below_assigned") == (total == 8)
        assert len(codes) == codes.count("no_free_seat") + codes.count("below_assigned")
        seen.add(total)
        assert list(verify(world.account.id)) == []
    assert seen == {4, 8}


@pytest.mark.invariant("I25")
def test_two_orders_at_once_are_both_whole(pair: Together[object]) -> None:
    seen = set()
    for number in range(forty.ROUNDS):
        world = bought_world(2)
        results = pair.run(in_turns(number, [set_seats(world, 5)], [set_seats(world, 9)]))
        codes = refusals(results)
        # Whoever comes while the card of the other order is being charged is asked to wait.
        assert codes in ([], ["payment_pending"])
        total, _ = in_force(world)
        assert total in {5, 9}
        orders_of = Order.objects.filter(subscription_id=world.subscription.id)
        assert set(orders_of.values_list("status", flat=True)) == {"completed"}
        assert orders_of.count() == 1 + 2 - len(codes)
        billed = orders_of.exclude(invoice_id=None)
        assert billed.count() == Invoice.objects.filter(account=world.account).count()
        assert not Invoice.objects.filter(account=world.account).exclude(status="paid").exists()
        seen.add(total)
        assert list(verify(world.account.id)) == []
    assert seen == {5, 9}


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.threat("TH40")
def test_two_owners_who_remove_each_other_leave_one(pair: Together[object]) -> None:
    for _ in range(forty.ROUNDS):
        world = make_world("tutkit")
        other = join(world.account, make_person(f"other@{world.account.id}.test"), Role.OWNER)
        owner = world.people["owner"]

        def remove(by: Person, whom: Person, world: World = world) -> Callable[[], object]:
            return partial(
                roles.revoke,
                actor=actor_of(by),
                account_id=world.account.id,
                person_id=whom.id,
                role=Role.OWNER,
                now=NOW,
            )

        results = pair.run([remove(owner, other), remove(other, owner)])
        assert len(refusals(results)) == 1
        assert refusals(results)[0] in {"role_not_allowed", "last_owner"}
        assert list(verify(world.account.id)) == []


def test_joining_two_accounts_at_once_with_one_own_plan_settles_it_once(
    pair: Together[object],
) -> None:
    for number in range(forty.ROUNDS):
        terms = make_plan("zoom")
        person = make_person(f"p{number}@x.test")
        own = make_account(kind="individual")
        join(own, person, Role.OWNER)
        make_method(own)
        orders.subscribe(
            actor=actor_of(person),
            account_id=own.id,
            plan_version_id=terms.version_id,
            seats={"licensed": 1},
            currency="EUR",
            interval=("month", 1),
            now=NOW,
        )
        worlds = [same_plan(terms.version_id) for _ in range(2)]
        accepts: Commands = [
            partial(
                invitations.accept,
                actor=actor_of(person),
                account_id=world.account.id,
                invitation_id=invited(world, number).invitation_id,
                join=Choice.TRANSFER,
                now=world.at(hours=1),
            )
            for world in worlds
        ]
        assert refusals(pair.run(accepts)) == []
        settled = Settlement.objects.get(own_account=own)
        joining.move(settlement_id=settled.id, now=settled.moves_at)
        for account_id in (own.id, *(world.account.id for world in worlds)):
            assert list(verify(account_id)) == []


def same_plan(version_id: UUID) -> World:
    """Another account with seats of the same plan."""
    world = make_world("zoom", seats={"licensed": 1})
    terms = get_plan_terms(version_id)
    subscription = make_subscription(world.account, terms, {"licensed": 1})
    return replace(world, terms=terms, subscription=subscription)
