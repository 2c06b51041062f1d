"""Giving seats, taking them back, and giving them back once more."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused
from curule.data.models import Assignment, Event, Invitation, Invoice, Member, OutboxMessage, Seat
from curule.selectors.entitlements import entitlement
from curule.selectors.seats import list_seats
from curule.selectors.standings import seat_counts
from curule.services.seats import seats
from curule.services.seats.seats import Invitee, Outcome
from tests.support.factories import (
    NOW,
    VENDOR,
    World,
    add_seats,
    join,
    make_batch,
    make_person,
    make_subscription,
    make_unpaid_invoice,
    make_world,
)

BO = Invitee(email="bo@x.test", first_name="Bo", last_name="Li")
DI = Invitee(email="di@x.test", first_name="Di", last_name="Paz")
CY = Invitee(email="cy@x.test", first_name="Cy", last_name="Dee")


def give(world: World, *people: Invitee, **how: object) -> tuple[seats.Given, ...]:
    """Give seats as the account's first role that may."""
    arguments: dict[str, object] = {"actor": world.actor(), "now": NOW + timedelta(hours=1), **how}
    return seats.assign(
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=people,
        **arguments,  # type: ignore[arg-type]
    ).value


def refused(world: World, *people: Invitee, **how: object) -> Refused:
    with pytest.raises(Refused) as caught:
        give(world, *people, **how)
    return caught.value


def code(world: World, *people: Invitee, **how: object) -> RefusalCode:
    return refused(world, *people, **how).refusal.code


def counts(world: World, seat_type: str | None = None, hours: int = 1) -> tuple[int, int, int]:
    found = seat_counts(world.subscription, NOW + timedelta(hours=hours))
    of = found[seat_type or world.seat_type]
    return of.occupied, of.held, of.free


def invitation_of(given: seats.Given) -> Invitation:
    assert given.invitation_id is not None
    return Invitation.objects.get(id=given.invitation_id)


def assignment_of(given: seats.Given) -> Assignment:
    assert given.assignment_id is not None
    return Assignment.objects.get(id=given.assignment_id)


def mails(world: World) -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(account=world.account).order_by("id")
    return list(rows.values_list("template", "recipient"))


def written(world: World) -> tuple[int, ...]:
    """How many rows there are that a refused command must not have added."""
    tables = (Event, OutboxMessage, Invitation, Assignment, Member)
    return tuple(table.objects.filter(account=world.account).count() for table in tables)


# --- by invitation --------------------------------------------------------------------------------


@pytest.mark.requirement("T16", "T17")
def test_an_invitation_keeps_the_seat_and_gives_no_access() -> None:
    world = make_world("tutkit", seats=2)
    (given,) = give(world, BO)
    assert given.outcome is Outcome.INVITED
    assert counts(world) == (0, 1, 1)
    assert mails(world) == [("invitation", "bo@x.test")]
    answer = entitlement(
        email="bo@x.test", product_id=world.terms.product_id, now=world.at(hours=2)
    )
    assert (answer.allowed, answer.reason) == (False, "invitation_open")


@pytest.mark.requirement("T14")
def test_names_are_asked_for_where_the_policy_wants_them() -> None:
    world = make_world("tutkit")
    before = written(world)
    assert code(world, Invitee(email="bo@x.test")) == "names_required"
    assert code(world, Invitee(email="bo@x.test", first_name="Bo")) == "names_required"
    assert written(world) == before


def test_names_of_a_member_are_known() -> None:
    world = make_world("tutkit")
    person = make_person("eva@x.test", first_name="Eva", last_name="Fox")
    join(world.account, person)
    (given,) = give(world, Invitee(email="eva@x.test"))
    row = invitation_of(given)
    assert (row.first_name, row.last_name) == ("Eva", "Fox")


@pytest.mark.requirement("Z8", "Z9")
def test_several_people_are_invited_at_once() -> None:
    world = make_world("zoom", seats={"licensed": 3})
    given = give(world, BO, DI, seat_type="licensed")
    assert [each.outcome for each in given] == [Outcome.INVITED, Outcome.INVITED]
    assert mails(world) == [("invitation", "bo@x.test"), ("invitation", "di@x.test")]
    assert counts(world) == (0, 2, 1)


@pytest.mark.threat("TH10")
@pytest.mark.parametrize("twin", ["BO@X.TEST", "ｂｏ@x.test", " bo@x.test "])
def test_twins_of_an_address_are_one_person(twin: str) -> None:
    world = make_world("tutkit")
    give(world, BO)
    assert code(world, Invitee(email=twin, first_name="B", last_name="L")) == "already_assigned"


@pytest.mark.parametrize(
    "written_address", ["bo@x.test\nBcc: all@x.test", "bo@x.test,di@x.test", "mıke@x.test", ""]
)
def test_an_address_that_is_none_changes_nothing(written_address: str) -> None:
    world = make_world("tutkit")
    before = written(world)
    wrong = Invitee(email=written_address, first_name="B", last_name="L")
    assert code(world, DI, wrong) == "address_invalid"
    assert written(world) == before


@pytest.mark.parametrize("name", ["x" * 201, "nul\0", "line\nend", "\ud800"])
def test_a_name_that_cannot_be_kept_changes_nothing(name: str) -> None:
    world = make_world("tutkit")
    wrong = Invitee(email="bo@x.test", first_name=name, last_name="L")
    assert code(world, wrong) == "field_invalid"


@pytest.mark.parametrize("name", ["Li, Bo", '"Bo"', "=cmd", "{{7*7}}", "<script>", "=?utf-8?q?x?="])
def test_odd_names_are_kept_as_they_are(name: str) -> None:
    world = make_world("tutkit")
    (given,) = give(world, Invitee(email="bo@x.test", first_name=name, last_name="L"))
    assert invitation_of(given).first_name == name


def test_a_duplicate_is_refused_or_ignored_as_the_policy_says() -> None:
    strict = make_world("tutkit")
    give(strict, BO)
    assert code(strict, BO) == "already_assigned"
    lenient = make_world("tutkit", overrides={"assignment.duplicate": "ignore"})
    give(lenient, BO)
    before = written(lenient)
    (given,) = give(lenient, BO)
    assert given.outcome is Outcome.UNCHANGED
    assert written(lenient) == before


def test_the_same_person_twice_in_one_list_is_one() -> None:
    world = make_world("tutkit", seats=1)
    given = give(world, BO, Invitee(email="Bo@x.test", first_name="Bo", last_name="Li"))
    assert len({each.assignment_id for each in given}) == 1
    assert counts(world) == (0, 1, 0)


def test_without_holding_a_seat_more_people_can_be_invited_than_there_are_seats() -> None:
    world = make_world("tutkit", seats=1, overrides={"assignment.holds_seat": False})
    given = give(world, BO, DI, CY)
    assert {each.outcome for each in given} == {Outcome.INVITED}
    assert counts(world) == (0, 0, 1)
    assert code(world, BO) == "already_assigned"


# --- at once --------------------------------------------------------------------------------------


@pytest.mark.requirement("G2")
def test_direct_seats_a_registered_person_at_once_and_invites_a_stranger() -> None:
    world = make_world("gotoassist", seats={"organizer": 2})
    make_person("bo@x.test", first_name="Bo", last_name="Li")
    known, stranger = give(world, BO, DI, actor=world.actor("admin"))
    assert (known.outcome, stranger.outcome) == (Outcome.SEATED, Outcome.INVITED)
    assert counts(world, "organizer") == (1, 1, 0)
    assert mails(world) == [("seat_assigned", "bo@x.test"), ("invitation", "di@x.test")]
    answer = entitlement(
        email="bo@x.test", product_id=world.terms.product_id, now=world.at(hours=1)
    )
    assert answer.allowed


@pytest.mark.threat("TH2")
def test_an_address_that_was_only_typed_in_is_nobodys() -> None:
    world = make_world("autodesk")
    make_person("bo@x.test", verified=False)
    (given,) = give(world, BO)
    assert given.outcome is Outcome.INVITED


@pytest.mark.requirement("R9")
def test_binding_needs_a_registered_person() -> None:
    world = make_world("licence_portal", seats={"licence": 1})
    make_person("typed@firma.test", verified=False)
    for email in ("a@firma.test", "typed@firma.test"):
        assert code(world, Invitee(email=email)) == "user_not_registered"
    assert counts(world) == (0, 0, 1)


@pytest.mark.requirement("R12", "R13", "R14", "R15")
def test_binding_gives_access_at_once_also_to_the_admin() -> None:
    world = make_world("licence_portal", seats={"licence": 2})
    make_person("a@firma.test")
    for email in ("a@firma.test", world.people["admin"].email):
        bind(world, email)
        answer = entitlement(email=email, product_id=world.terms.product_id, now=world.at(hours=1))
        assert answer.allowed
        assert answer.until == Seat.objects.filter(account=world.account)[0].ends_at
    assert counts(world) == (2, 0, 0)


def bind(world: World, email: str, **how: object) -> seats.Given:
    arguments: dict[str, object] = {
        "actor": world.actor("admin"),
        "now": world.at(hours=1),
        **how,
    }
    (given,) = seats.bind(
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=email,
        **arguments,  # type: ignore[arg-type]
    ).value
    return given


def test_a_certain_seat_can_be_bound_by_its_number() -> None:
    world = make_world("licence_portal", seats={"licence": 3})
    people = [make_person(f"p{number}@firma.test") for number in range(3)]
    rows = list(Seat.objects.filter(account=world.account).order_by("starts_at", "id"))
    assert bind(world, people[0].email, seat_number=2).seat_id == rows[1].id
    with pytest.raises(Refused) as taken:
        bind(world, people[1].email, seat_number=2)
    assert taken.value.refusal.code == "seat_occupied"
    assert taken.value.refusal.values["person"] == people[0].email
    with pytest.raises(Refused) as missing:
        bind(world, people[1].email, seat_number=4)
    assert missing.value.refusal.code == "not_found"
    with pytest.raises(Refused) as strange:
        bind(world, people[1].email, seat_id=uuid4())
    assert strange.value.refusal.code == "not_found"


def test_a_longer_licence_may_follow_a_shorter_one_but_not_the_other_way() -> None:
    world = make_world("licence_portal", seats={"licence": 1})
    person = make_person("a@firma.test")
    first = bind(world, person.email)
    later = make_batch(world.subscription, world.at(days=20), world.at(days=80))
    add_seats(
        world.subscription,
        world.terms,
        "licence",
        2,
        starts_at=later.starts_at,
        ends_at=later.ends_at,
        pool_id=later.id,
    )
    world.subscription.term_ends_at = later.ends_at
    world.subscription.save()
    second = bind(world, person.email, now=world.at(days=21))
    assert second.seat_id != first.seat_id
    assert second.ends_at == later.ends_at
    with pytest.raises(Refused) as again:
        bind(world, person.email, now=world.at(days=22))
    assert again.value.refusal.code == "already_assigned"
    until = entitlement(
        email=person.email, product_id=world.terms.product_id, now=world.at(days=25)
    ).until
    assert until == later.ends_at


# --- who may --------------------------------------------------------------------------------------


def test_only_the_roles_of_the_policy_give_seats() -> None:
    world = make_world("autodesk")
    for name in ("contract_manager", "billing_contact", "member"):
        caught = refused(world, BO, actor=world.actor(name))
        assert caught.refusal.code == "role_not_allowed"
        assert world.people["admin"].email in str(caught.refusal.values["people"])
    stranger = Actor.person(person_id=str(uuid4()), name="who@x.test")
    assert code(world, BO, actor=stranger) == "role_not_allowed"
    assert give(world, BO, actor=VENDOR)[0].outcome is Outcome.INVITED


def test_another_account_is_not_there() -> None:
    world, other = make_world("tutkit"), make_world("tutkit")
    with pytest.raises(Refused) as caught:
        seats.assign(
            actor=other.actor(),
            account_id=other.account.id,
            subscription_id=world.subscription.id,
            people=[BO],
            now=NOW,
        )
    assert caught.value.refusal.code == "not_found"


# --- when the pool is full ------------------------------------------------------------------------


def test_the_refusal_prices_the_missing_seats_and_names_who_can_buy() -> None:
    world = make_world("tutkit", seats=1)
    caught = refused(world, BO, DI, CY).refusal
    assert caught.code == "no_free_seat"
    assert caught.options == ("buy_seats", "invite_fewer", "contact")
    assert (caught.values["needed"], caught.values["free"]) == (3, 1)
    assert caught.values["buyers"] == (world.people["owner"].email,)
    quote = caught.values["quote"]
    assert isinstance(quote, dict)
    assert (quote["seats"], quote["currency"]) == (2, "EUR")
    assert quote["subtotal"] == 2000
    assert mails(world) == []


def test_at_the_maximum_the_way_out_is_another_plan() -> None:
    world = make_world("tutkit", seats=10)
    people = [Invitee(email=f"p{n}@x.test", first_name="P", last_name="N") for n in range(11)]
    assert refused(world, *people).refusal.options == ("upgrade_plan", "contact", "invite_fewer")


def test_refuse_says_whom_to_ask() -> None:
    world = make_world("autodesk", seats=0)
    caught = refused(world, BO).refusal
    assert caught.options == ("contact_person",)
    assert caught.values["buyers"] == (world.people["contract_manager"].email,)


def test_the_first_are_seated_when_the_caller_chose_so() -> None:
    world = make_world("tutkit", seats=1)
    first, second = give(world, BO, DI, if_full="first")
    assert (first.outcome, second.outcome) == (Outcome.INVITED, Outcome.LEFT_OUT)


def test_the_rest_waits_when_the_caller_chose_so() -> None:
    world = make_world("tutkit", seats=1)
    first, second = give(world, BO, DI, if_full="wait")
    assert (first.outcome, second.outcome) == (Outcome.INVITED, Outcome.WAITING)


def test_an_unknown_choice_is_refused() -> None:
    assert code(make_world("tutkit"), BO, if_full="later") == "field_invalid"


# --- seats that end, and ends that time has brought -----------------------------------------------


def test_the_seat_that_lasts_longest_is_given_first_and_a_short_one_with_its_date() -> None:
    world = make_world("tutkit", seats=0)
    soon, later = world.at(days=9), world.at(days=99)
    for ends_at in (soon, later, None):
        add_seats(world.subscription, world.terms, world.seat_type, 1, ends_at=ends_at)
    given = give(world, BO, DI, CY)
    assert [each.ends_at for each in given] == [None, later, soon]


def test_ended_and_future_seats_are_not_given() -> None:
    world = make_world("tutkit", seats=0)
    add_seats(world.subscription, world.terms, world.seat_type, 1, ends_at=world.at(minutes=30))
    add_seats(world.subscription, world.terms, world.seat_type, 1, starts_at=world.at(days=1))
    assert code(world, BO) == "no_free_seat"


def test_a_lapsed_invitation_makes_room_before_the_worker_comes() -> None:
    world = make_world("tutkit", seats=1)
    (first,) = give(world, BO)
    expired = invitation_of(first).expires_at
    assert code(world, DI, now=expired - timedelta(seconds=1)) == "no_free_seat"
    (second,) = give(world, DI, now=expired)
    assert second.seat_id == first.seat_id
    row = assignment_of(first)
    assert (row.ended_at, row.end_reason) == (expired, "expired")
    assert invitation_of(first).status == "expired"


def test_the_same_address_can_be_invited_again_after_its_invitation_lapsed() -> None:
    world = make_world("tutkit", seats=1)
    (first,) = give(world, BO)
    (second,) = give(world, BO, now=world.at(days=20))
    assert second.invitation_id != first.invitation_id


def test_a_subscription_that_is_not_paid_yet_gives_no_seats() -> None:
    world = make_world("tutkit", seats=0)
    waiting = make_subscription(world.account, world.terms, {}, status="incomplete")
    assert code(replace(world, subscription=waiting), BO) == "subscription_incomplete"


def test_a_subscription_that_has_ended_gives_no_seats() -> None:
    world = make_world("tutkit")
    world.subscription.status, world.subscription.ended_at = "ended", NOW
    world.subscription.save()
    caught = refused(world, BO).refusal
    assert (caught.code, caught.values["ended_on"]) == ("subscription_ended", NOW.date())


@pytest.mark.parametrize("status", ["incomplete", "ended"])
@pytest.mark.parametrize(
    "overrides", [{"assignment.holds_seat": False}, {"quantity.when_full": "waitlist"}]
)
def test_nobody_is_invited_or_put_on_a_list_where_nothing_runs(
    status: str, overrides: dict[str, object]
) -> None:
    world = make_world("tutkit", seats=0, overrides=overrides)
    other = make_subscription(world.account, world.terms, {}, status="incomplete")
    other.status = status
    other.ended_at = NOW if status == "ended" else None
    other.save()
    assert code(replace(world, subscription=other), BO) == f"subscription_{status}"


def test_grace_that_is_over_gives_no_seats_before_the_worker_comes() -> None:
    world = make_world("tutkit")
    make_unpaid_invoice(world, due_at=world.at(hours=1))
    assert give(world, BO, now=world.at(hours=2))
    assert code(world, DI, now=world.at(days=31)) == "subscription_ended"


def test_an_unpaid_invoice_blocks_giving_seats_only_where_the_policy_says_so() -> None:
    strict = make_world("zoom", overrides={"unpaid.blocks": ["assign"]})
    lenient = make_world("zoom")
    for world in (strict, lenient):
        make_unpaid_invoice(world, due_at=world.at(hours=1))
    assert give(lenient, BO, now=lenient.at(hours=2))
    assert give(strict, BO, now=strict.at(minutes=59))
    assert code(strict, DI, now=strict.at(hours=1)) == "outstanding_invoices"
    Invoice.objects.filter(account=strict.account).update(next_attempt_at=strict.at(hours=1))
    assert give(strict, DI, now=strict.at(hours=1))


def test_a_term_that_is_over_gives_no_seats_before_the_worker_comes() -> None:
    world = make_world("tutkit")
    world.subscription.auto_renew = False
    world.subscription.save()
    end = world.subscription.term_ends_at
    assert end is not None
    assert give(world, BO, now=end - timedelta(seconds=1))
    assert code(world, DI, now=end) == "subscription_ended"


# --- unassigning ----------------------------------------------------------------------------------


def unassign(world: World, email: str, **how: object) -> seats.Unassigned:
    arguments: dict[str, object] = {"actor": world.actor(), "now": world.at(hours=2), **how}
    return seats.unassign(
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=email,
        **arguments,  # type: ignore[arg-type]
    ).value


def seated_world(preset: str = "autodesk", **how: object) -> tuple[World, str]:
    world = make_world(preset, **how)  # type: ignore[arg-type]
    person = make_person("bo@x.test", first_name="Bo", last_name="Li")
    give(world, BO)
    return world, person.email


@pytest.mark.requirement("T20", "T22", "T23")
def test_unassigning_frees_the_seat_ends_access_and_changes_no_number() -> None:
    world, email = seated_world(seats=2)
    unassign(world, email)
    assert counts(world, hours=2) == (0, 0, 2)
    answer = entitlement(email=email, product_id=world.terms.product_id, now=world.at(hours=2))
    assert (answer.allowed, answer.reason) == (False, "no_seat")
    assert ("seat_unassigned", email) in mails(world)


@pytest.mark.requirement("R16", "R17", "R18", "R19", "R20")
def test_a_licence_can_be_taken_back_and_given_to_somebody_else() -> None:
    world = make_world("licence_portal", seats={"licence": 1})
    first, second = make_person("a@firma.test"), make_person("b@firma.test")
    bound = bind(world, first.email)
    (row,) = list_seats(world.account.id, world.subscription.id, world.at(hours=1))
    assert (row.id, row.email) == (bound.seat_id, first.email)  # found by whom it is bound to

    unassign(world, first.email, actor=world.actor("admin"))

    assert not _may_use(world, first.email, hours=2)
    assert counts(world, hours=2) == (0, 0, 1)
    assert Seat.objects.get(id=row.id).ends_at == row.ends_at
    assert bind(world, second.email, now=world.at(hours=3)).seat_id == bound.seat_id
    assert _may_use(world, second.email, hours=3)


def _may_use(world: World, email: str, *, hours: int) -> bool:
    product = world.terms.product_id
    return entitlement(email=email, product_id=product, now=world.at(hours=hours)).allowed


def test_unassigning_who_has_nothing_is_refused() -> None:
    world = make_world("autodesk")
    with pytest.raises(Refused) as caught:
        unassign(world, "nobody@x.test")
    assert caught.value.refusal.code == "not_assigned"


def test_unassigning_somebody_invited_takes_the_invitation_back() -> None:
    world = make_world("tutkit", seats=1)
    (given,) = give(world, BO)
    unassign(world, "bo@x.test")
    assert invitation_of(given).status == "canceled"
    assert counts(world, hours=2) == (0, 0, 1)


def test_everybody_may_leave_their_own_seat_and_nobody_elses() -> None:
    world, email = seated_world(seats=2)
    other = make_person("di@x.test", first_name="Di", last_name="Paz")
    give(world, DI)
    bo = Actor.person(
        person_id=str(Assignment.objects.get(email=email).person_id), name="bo@x.test"
    )
    with pytest.raises(Refused) as caught:
        unassign(world, other.email, actor=bo)
    assert caught.value.refusal.code == "role_not_allowed"
    unassign(world, email, actor=bo)
    assert counts(world, hours=2) == (1, 0, 1)


def test_an_actor_who_only_calls_itself_like_the_holder_may_not_leave_for_them() -> None:
    world, email = seated_world(seats=2)
    liar = Actor.person(person_id=str(make_person("di@x.test").id), name=email)
    with pytest.raises(Refused) as caught:
        unassign(world, email, actor=liar)
    assert caught.value.refusal.code == "role_not_allowed"


def test_the_same_key_unassigns_once() -> None:
    world, email = seated_world(seats=1)
    first = unassign(world, email, key="k-1")
    give(world, BO, now=world.at(hours=3))
    assert unassign(world, email, key="k-1") == first
    assert counts(world, hours=3) == (1, 0, 0)


def test_the_same_key_assigns_once() -> None:
    world = make_world("tutkit", seats=2)
    first = give(world, BO, key="k-2")
    assert give(world, BO, key="k-2") == first
    assert counts(world) == (0, 1, 1)
    with pytest.raises(Refused) as caught:
        give(world, DI, key="k-2")
    assert caught.value.refusal.code == "idempotency_key_reused"
