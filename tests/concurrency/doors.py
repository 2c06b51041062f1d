"""Every door at which forty people can want the five free seats, with the commands of each.

A door says whose policy it takes, how its commands are made, how five seats are free again in the
next round, what those are told who get none, and through which callers of the allocator it leads.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db.models import Count

from curule.core.people_files import Listed, PeopleFile
from curule.data.models import (
    Assignment,
    Domain,
    Invitation,
    Member,
    PeopleImport,
    PeopleImportRow,
    Period,
    Person,
    Seat,
    SeatRequest,
)
from curule.gateways.signing import LinkPurpose
from curule.services.invitations import invitation_wishes, invitations
from curule.services.seats import domains, imports, leases, rebinding, requests, seats
from curule.services.seats.seats import Invitee
from tests.concurrency.forty import (
    SEATS,
    Commands,
    Overrides,
    anew,
    five_more,
    named,
    on,
    taken,
)
from tests.support.factories import NOW, World, add_seats, make_batch

People = Sequence[Person]


@dataclass(frozen=True, kw_only=True)
class Door:
    """One way to a seat; without `refused` those who get none are told so by the result."""

    commands: Callable[[World, People], Commands]
    through: frozenset[str]
    preset: str
    overrides: Overrides = field(default_factory=dict)
    again: Callable[[World], World] = anew
    refused: frozenset[str] = frozenset({"no_free_seat"})
    check: Callable[[World], None] = lambda _world: None


# --- at the door --------------------------------------------------------------------------------


def invite(world: World, people: People) -> Commands:
    """Invitations that keep a seat."""
    return [
        partial(seats.assign, actor=world.actor(), people=[stranger(person)], **on(world))
        for person in people
    ]


def stranger(person: Person, kind: str = "new") -> Invitee:
    """Somebody else, who is not registered."""
    return Invitee(email=f"{kind}-{person.email}", first_name="P", last_name="N")


def direct(world: World, people: People) -> Commands:
    """Seats given at once to registered people."""
    return [
        partial(seats.assign, actor=world.actor(), people=[named(person)], **on(world))
        for person in people
    ]


def lend(world: World, people: People) -> Commands:
    """Seats lent to members."""
    Member.objects.bulk_create(
        [
            Member(account=world.account, person=person, joined_at=NOW)
            for person in people
            if not Member.objects.filter(account=world.account, person=person).exists()
        ]
    )
    return [
        partial(
            leases.check_out,
            actor=world.actor(),
            email=person.email,
            lasts=timedelta(hours=12),
            **on(world),
        )
        for person in people
    ]


def bind(world: World, people: People) -> Commands:
    """Licences bound to registered people."""
    return [
        partial(seats.bind, actor=world.actor(), email=person.email, **on(world))
        for person in people
    ]


def wait(world: World, people: People) -> Commands:
    """People who wait where no seat is free."""
    return [
        partial(
            seats.assign, actor=world.actor(), people=[named(person)], if_full="wait", **on(world)
        )
        for person in people
    ]


def approve(world: World, people: People) -> Commands:
    """Requests that are approved where nothing may be bought."""
    SeatRequest.objects.bulk_create(
        SeatRequest(
            account=world.account,
            subscription_id=world.subscription.id,
            seat_type_id=world.seat_type_id,
            person_id=person.id,
            asked_at=NOW,
        )
        for person in people
    )
    return [
        partial(
            requests.approve,
            actor=world.actor("admin"),
            email=person.email,
            may_buy=False,
            **on(world),
        )
        for person in people
    ]


def accept(world: World, people: People) -> Commands:
    """Invitations that keep no seat are accepted."""
    return [
        partial(
            invitations.accept,
            actor=None,
            account_id=world.account.id,
            invitation_id=each,
            token=mailed(world, each),
            now=world.at(hours=1),
        )
        for each in invited(world, people)
    ]


def wish(world: World, people: People) -> Commands:
    """Whoever was invited, and registered meanwhile, would rather wait than find no seat."""
    open_ones = invited(world, people)
    emails = Invitation.objects.filter(id__in=open_ones).values_list("email", flat=True)
    Person.objects.bulk_create(
        [Person(email=email, verified_at=NOW, created_at=NOW, password="!") for email in emails],
        ignore_conflicts=True,
    )
    return [
        partial(
            invitation_wishes.wait_for_seat,
            actor=None,
            account_id=world.account.id,
            invitation_id=each,
            token=mailed(world, each),
            now=world.at(hours=1),
        )
        for each in open_ones
    ]


def invited(world: World, people: People) -> list[UUID]:
    """Open invitations of the subscription, as many as people; what is missing is sent."""
    sent = Invitation.objects.filter(account=world.account, subscription_id=world.subscription.id)
    waiting = sent.filter(status="open").exclude(email__in=taken(world).values("email"))
    missing = len(people) - waiting.count()
    if missing > 0:
        first = sent.count()
        seats.assign(
            actor=world.actor(),
            people=[
                Invitee(
                    email=f"i{number}@{world.subscription.id}.test", first_name="P", last_name="N"
                )
                for number in range(first, first + missing)
            ],
            **{**on(world), "now": NOW},
        )
    return list(waiting.order_by("id").values_list("id", flat=True)[: len(people)])


def mailed(world: World, invitation_id: UUID) -> str:
    """The token of the link that came by mail."""
    return invitations.link_token(
        account_id=world.account.id, invitation_id=invitation_id, purpose=LinkPurpose.MAIL
    )


def restore(world: World, people: People) -> Commands:
    """Seats that were taken from several people in turn; each undoes that."""
    while missing := [person for person in people if person.email not in left(world)]:
        turn = missing[:SEATS]
        seats.assign(actor=world.actor(), people=[named(person) for person in turn], **on(world))
        leave(world, turn)
    ended = left(world)
    return [
        partial(
            seats.restore,
            actor=world.actor(),
            account_id=world.account.id,
            assignment_id=ended[person.email],
            now=world.at(hours=1),
        )
        for person in people
    ]


def left(world: World) -> dict[str, UUID]:
    """Who had a seat of the subscription, with the newest of their assignments."""
    rows = Assignment.objects.filter(
        account=world.account, subscription_id=world.subscription.id, end_reason="unassigned"
    )
    return dict(rows.order_by("id").values_list("email", "id"))


def leave(world: World, people: People) -> None:
    """Take the seats of some people."""
    for person in people:
        seats.unassign(actor=world.actor(), email=person.email, **on(world))


def all_leave(world: World) -> World:
    """The same subscription after everybody was taken off their seat."""
    emails = taken(world).values_list("email", flat=True)
    leave(world, list(Person.objects.filter(email__in=list(emails))))
    return world


def rebind(world: World, people: People) -> Commands:
    """People who each have a license of an older batch are carried over to the newest."""
    subscription = world.subscription
    alone = Seat.objects.filter(account=world.account, subscription_id=subscription.id)
    olds = alone.values("pool_id").annotate(size=Count("id")).filter(size=1)
    for person in people[olds.count() :]:
        [seat] = batch(world, 1)
        seats.bind(actor=world.actor(), email=person.email, seat_id=seat.id, **on(world))
    to_batch = alone.filter(assignment_id=None).values_list("pool_id", flat=True)[0]
    return [
        partial(
            rebinding.carry_bindings,
            actor=world.actor(),
            from_batch=from_batch,
            to_batch=to_batch,
            **on(world),
        )
        for from_batch in olds.values_list("pool_id", flat=True)
    ]


def batch(world: World, number: int) -> list[Seat]:
    """The seats of another batch of the subscription, with its period."""
    first = world.subscription
    assert first.period_starts_at is not None
    assert first.period_ends_at is not None
    made = make_batch(first, first.period_starts_at, first.period_ends_at)
    Period.objects.create(
        account=world.account,
        subscription_id=first.id,
        pool_id=made.id,
        starts_at=made.starts_at,
        ends_at=made.ends_at,
    )
    return add_seats(first, world.terms, "seat", number, ends_at=made.ends_at, pool_id=made.id)


def another_batch(world: World) -> World:
    """The same subscription with five licenses more, of a batch of their own."""
    batch(world, SEATS)
    return world


def import_lists(world: World, people: People) -> Commands:
    """Lists of five people, on each of which five workers go on at the same moment."""
    lists = [people[first : first + SEATS] for first in range(0, len(people), SEATS)]
    return [
        partial(
            imports.carry_on,
            account_id=world.account.id,
            import_id=import_id,
            now=world.at(hours=1),
        )
        for import_id in [begun(world, listed) for listed in lists]
        for _ in range(SEATS)
    ]


def begun(world: World, people: People) -> UUID:
    """A list that was brought and started."""
    listed = tuple(
        Listed(number=number, email=person.email, first_name="P", last_name="N")
        for number, person in enumerate(people, start=1)
    )
    import_id = imports.bring(
        actor=world.actor(),
        seat_type=None,
        listed=PeopleFile(coding="utf-8", separator=",", columns={}, people=listed),
        **on(world),
    ).value
    imports.start(
        actor=world.actor(),
        account_id=world.account.id,
        import_id=import_id,
        left_out={},
        now=world.at(hours=1),
    )
    return import_id


def lists_tell_what_happened(world: World) -> None:
    """Every list is done, and says of each person whether they have a seat."""
    lists = PeopleImport.objects.filter(
        account=world.account, subscription_id=world.subscription.id
    )
    assert set(lists.values_list("status", flat=True)) <= {"done"}
    rows = PeopleImportRow.objects.filter(account=world.account, import_id__in=lists.values("id"))
    assert set(rows.values_list("outcome", flat=True)) <= {"seated", "left_out"}
    told = set(rows.filter(outcome="seated").values_list("email", flat=True))
    listed = set(rows.values_list("email", flat=True))
    assert told == set(taken(world).values_list("email", flat=True)) & listed


def by_domain(world: World, people: People) -> Commands:
    """People of a verified domain who have just proved their address."""
    name = f"d{world.account.id}.test"
    Domain.objects.get_or_create(account=world.account, name=name, verified_at=NOW)
    known = Person.objects.filter(email__endswith=f"@{name}")
    seated = Assignment.objects.filter(
        account=world.account, subscription_id=world.subscription.id
    ).values("email")
    first = known.count()
    missing = len(people) - known.exclude(email__in=seated).count()
    Person.objects.bulk_create(
        Person(
            email=f"p{number}@{name}",
            first_name="P",
            last_name="N",
            verified_at=NOW,
            created_at=NOW,
            password="!",
        )
        for number in range(first, first + missing)
    )
    return [
        partial(domains.welcome, person_id=person_id, now=world.at(hours=1))
        for person_id in known.exclude(email__in=seated).values_list("id", flat=True)
    ]


_NOT_TOLD: frozenset[str] = frozenset()

NOTHING_OFFERED: Overrides = {"quantity.when_full": "refuse"}
"""A refusal without a price, which takes a third of the time; `direct` is offered one."""

DOORS: Mapping[str, Door] = {
    "invite": Door(
        commands=invite,
        preset="tutkit",
        overrides=NOTHING_OFFERED,
        through=frozenset({"seating._invite"}),
    ),
    "direct": Door(commands=direct, preset="gotoassist", through=frozenset({"seating.seat_now"})),
    "lend": Door(commands=lend, preset="gotoassist", through=frozenset({"leases.body"})),
    "bind": Door(
        commands=bind,
        preset="licence_portal",
        overrides=NOTHING_OFFERED,
        through=frozenset({"seating.seat_now"}),
    ),
    "wait": Door(
        commands=wait,
        preset="gotoassist",
        refused=_NOT_TOLD,
        through=frozenset({"seating.seat_now", "waitlist.wait_or_seat"}),
    ),
    "approve": Door(
        commands=approve,
        preset="autodesk",
        overrides={"assignment.duplicate": "refuse", "quantity.when_full": "request"},
        refused=frozenset({"role_not_allowed"}),
        through=frozenset({"seating.seat_now"}),
    ),
    "accept": Door(
        commands=accept,
        preset="tutkit",
        overrides={"assignment.holds_seat": False},
        again=five_more,
        through=frozenset({"invitations._take_seat"}),
    ),
    "wish": Door(
        commands=wish,
        preset="gotoassist",
        overrides={"assignment.holds_seat": False},
        again=five_more,
        refused=_NOT_TOLD,
        through=frozenset({"seating.seat_now", "waitlist.wait_or_seat"}),
    ),
    "restore": Door(
        commands=restore,
        preset="gotoassist",
        again=all_leave,
        refused=frozenset({"seat_occupied"}),
        through=frozenset({"seats._put_back"}),
    ),
    "rebind": Door(
        commands=rebind,
        preset="licence_portal",
        again=another_batch,
        through=frozenset({"seating.seat_now"}),
    ),
    "import": Door(
        commands=import_lists,
        preset="gotoassist",
        refused=_NOT_TOLD,
        check=lists_tell_what_happened,
        through=frozenset({"_giving._reserve", "seating.seat_now"}),
    ),
    "domain": Door(
        commands=by_domain,
        preset="autodesk",
        overrides={"assignment.auto_assign": "verified_domain"},
        again=five_more,
        refused=_NOT_TOLD,
        through=frozenset({"seating.seat_now"}),
    ),
}
"""The doors at which all forty can stand; those with seats of their own are played in test_own_*"""
