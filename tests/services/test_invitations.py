"""Invitations: accepted by the right person, by an explicit act, once."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused
from curule.data.models import Invitation, Member, Person, RoleGrant
from curule.gateways.signing import LinkPurpose
from curule.selectors.entitlements import entitlement
from curule.selectors.invitations import list_invitations, newest_by_email
from curule.services.invitations import invitations
from curule.services.invitations.invitations import Accepted
from curule.services.seats import seats
from tests.services.test_seats import BO, CY, DI, assignment_of, counts, give, mails, written
from tests.support.factories import World, actor_of, add_seats, make_person, make_world

MAIL, COPIED = LinkPurpose.MAIL, LinkPurpose.COPIED


def invited(preset: str = "tutkit", *, seats: int = 2, **how: object) -> tuple[World, UUID]:
    world = make_world(preset, seats=seats, **how)  # type: ignore[arg-type]
    (given,) = give(world, BO)
    assert given.invitation_id is not None
    return world, given.invitation_id


def token(world: World, invitation_id: UUID, purpose: LinkPurpose = MAIL) -> str:
    return invitations.link_token(
        account_id=world.account.id, invitation_id=invitation_id, purpose=purpose
    )


def accept(world: World, invitation_id: UUID, **how: object) -> Accepted:
    arguments: dict[str, object] = {"actor": None, "now": world.at(hours=2), **how}
    if arguments["actor"] is None and "token" not in arguments:
        arguments["token"] = token(world, invitation_id)
    return invitations.accept(
        account_id=world.account.id,
        invitation_id=invitation_id,
        **arguments,  # type: ignore[arg-type]
    ).value


def code(world: World, invitation_id: UUID, **how: object) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        accept(world, invitation_id, **how)
    return caught.value.refusal.code


def status(invitation_id: UUID) -> str:
    return Invitation.objects.get(id=invitation_id).status


def by_inviter(what: str, world: World, invitation_id: UUID, **how: object) -> object:
    arguments: dict[str, object] = {"actor": world.actor(), "now": world.at(hours=2), **how}
    command = getattr(invitations, what)
    return command(account_id=world.account.id, invitation_id=invitation_id, **arguments).value


# --- accepting ------------------------------------------------------------------------------------


@pytest.mark.requirement("T17")
def test_a_stranger_with_the_mailed_link_gets_a_user_account_the_seat_and_access() -> None:
    world, invitation_id = invited()
    done = accept(world, invitation_id)
    person = Person.objects.get(id=done.person_id)
    assert (person.email, person.first_name, person.verified_at) == (
        "bo@x.test",
        "Bo",
        world.at(hours=2),
    )
    assert not person.has_usable_password()
    assert Member.objects.filter(account=world.account, person=person, left_at=None).exists()
    assert not RoleGrant.objects.filter(person=person).exists()
    assert counts(world, hours=2) == (1, 0, 1)
    product = world.terms.product_id
    assert entitlement(email="bo@x.test", product_id=product, now=world.at(hours=2)).allowed
    assert status(invitation_id) == "accepted"


def test_a_registered_person_accepts_signed_in_without_any_link() -> None:
    world, invitation_id = invited()
    person = make_person("bo@x.test")
    done = accept(world, invitation_id, actor=actor_of(person))
    assert done.person_id == person.id
    assert counts(world, hours=2) == (1, 0, 1)


@pytest.mark.requirement("T17")
def test_accepting_again_by_the_same_person_is_no_refusal_and_no_effect() -> None:
    world, invitation_id = invited()
    first = accept(world, invitation_id)
    before = written(world)
    again = accept(world, invitation_id, now=world.at(days=40))
    assert (again.person_id, again.already) == (first.person_id, True)
    assert written(world) == before


@pytest.mark.threat("TH1")
def test_nobody_but_the_invited_address_accepts() -> None:
    world, invitation_id = invited()
    mailed = token(world, invitation_id)
    other = actor_of(make_person("eve@x.test"))
    liar = Actor.person(person_id=other.person_id or "", name="bo@x.test")
    for actor in (other, liar, world.actor("owner")):
        assert code(world, invitation_id, actor=actor, token=mailed) == "wrong_person"
    assert code(world, invitation_id, actor=other) == "wrong_person"
    assert status(invitation_id) == "open"
    assert counts(world, hours=2) == (0, 1, 1)


@pytest.mark.threat("TH1", "TH2")
def test_a_user_account_that_never_proved_the_address_does_not_accept() -> None:
    world, invitation_id = invited()
    squatter = make_person("bo@x.test", verified=False)
    assert code(world, invitation_id, actor=actor_of(squatter)) == "wrong_person"


@pytest.mark.threat("TH2", "TH3")
def test_the_first_proof_drops_what_was_set_up_before_it() -> None:
    world, invitation_id = invited()
    squatter = make_person("bo@x.test", verified=False)
    squatter.set_password("known to the squatter")
    squatter.save()
    done = accept(world, invitation_id)
    person = Person.objects.get(id=done.person_id)
    assert person.id == squatter.id
    assert not person.has_usable_password()


def test_a_verified_person_keeps_the_password_when_accepting_by_link() -> None:
    world, invitation_id = invited()
    person = make_person("bo@x.test")
    person.set_password("my own")
    person.save()
    accept(world, invitation_id)
    assert Person.objects.get(id=person.id).check_password("my own")


def test_a_copied_link_proves_nothing() -> None:
    world, invitation_id = invited()
    copied = token(world, invitation_id, COPIED)
    assert code(world, invitation_id, token=copied) == "wrong_person"
    person = make_person("bo@x.test")
    assert accept(world, invitation_id, actor=actor_of(person), token=copied).seat_id


@pytest.mark.parametrize("forged", ["", "x" * 43, "\ud800"])
def test_a_forged_link_is_no_link(forged: str) -> None:
    world, invitation_id = invited()
    assert code(world, invitation_id, token=forged) == "not_found"
    assert code(world, uuid4(), token=token(world, invitation_id)) == "not_found"
    assert status(invitation_id) == "open"


def test_the_link_of_one_invitation_does_not_open_another() -> None:
    world, invitation_id = invited()
    (given,) = give(world, DI)
    assert given.invitation_id is not None
    assert code(world, given.invitation_id, token=token(world, invitation_id)) == "not_found"


@pytest.mark.threat("TH5")
def test_opening_a_link_changes_nothing_however_often() -> None:
    world, invitation_id = invited()
    before = (written(world), Invitation.objects.values().get(id=invitation_id))
    for _ in range(3):
        page = invitations.open_link(
            invitation_id=invitation_id, token=token(world, invitation_id), now=world.at(hours=2)
        )
    assert (page.email, page.account, page.must_prove_address) == ("bo@x.test", "Acme", False)
    assert (written(world), Invitation.objects.values().get(id=invitation_id)) == before
    copied = invitations.open_link(
        invitation_id=invitation_id,
        token=token(world, invitation_id, COPIED),
        now=world.at(hours=2),
    )
    assert copied.must_prove_address
    assert accept(world, invitation_id).already is False


def test_accepting_needs_no_right_and_gives_none() -> None:
    world, invitation_id = invited()
    person = make_person("bo@x.test")
    accept(world, invitation_id, actor=actor_of(person))
    with pytest.raises(Refused) as caught:
        give(world, DI, actor=actor_of(person))
    assert caught.value.refusal.code == "role_not_allowed"


def test_the_same_key_accepts_once() -> None:
    world, invitation_id = invited()
    person = actor_of(make_person("bo@x.test"))
    first = accept(world, invitation_id, actor=person, key="k")
    assert accept(world, invitation_id, actor=person, key="k") == first


# --- when it is over ------------------------------------------------------------------------------


@pytest.mark.invariant("I7")
def test_at_the_instant_it_expires_it_has_expired() -> None:
    world, invitation_id = invited()
    expires_at = Invitation.objects.get(id=invitation_id).expires_at
    assert code(world, invitation_id, now=expires_at) == "invitation_expired"
    assert accept(world, invitation_id, now=expires_at - timedelta(microseconds=1)).seat_id


def test_an_expired_invitation_frees_its_seat_once() -> None:
    world, invitation_id = invited()
    expires_at = Invitation.objects.get(id=invitation_id).expires_at

    def expire(now: datetime) -> bool:
        return invitations.expire_due(
            account_id=world.account.id, invitation_id=invitation_id, now=now
        )

    assert not expire(expires_at - timedelta(seconds=1))
    assert expire(expires_at)
    before = written(world)
    assert not expire(expires_at + timedelta(days=1))
    assert written(world) == before
    assert status(invitation_id) == "expired"
    assert counts(world, hours=24 * 15) == (0, 0, 2)
    assert code(world, invitation_id, now=expires_at + timedelta(days=1)) == "invitation_expired"


def test_canceling_frees_the_seat_and_voids_the_link() -> None:
    world, invitation_id = invited()
    mailed = token(world, invitation_id)
    by_inviter("cancel", world, invitation_id)
    assert counts(world, hours=2) == (0, 0, 2)
    assert code(world, invitation_id, token=mailed) == "invitation_canceled"
    with pytest.raises(Refused) as again:
        by_inviter("cancel", world, invitation_id)
    assert again.value.refusal.code == "invitation_canceled"


def test_declining_frees_the_seat_and_makes_no_user_account() -> None:
    world, invitation_id = invited()
    invitations.decline(
        actor=None,
        account_id=world.account.id,
        invitation_id=invitation_id,
        token=token(world, invitation_id),
        now=world.at(hours=2),
    )
    assert status(invitation_id) == "declined"
    assert counts(world, hours=2) == (0, 0, 2)
    assert not Person.objects.filter(email="bo@x.test").exists()
    assert code(world, invitation_id) == "invitation_not_open"


def test_only_the_invited_declines() -> None:
    world, invitation_id = invited()
    for actor, shown in ((world.actor(), None), (None, None), (None, COPIED)):
        with pytest.raises(Refused) as caught:
            invitations.decline(
                actor=actor,
                account_id=world.account.id,
                invitation_id=invitation_id,
                token=token(world, invitation_id, shown) if shown else None,
                now=world.at(hours=2),
            )
        assert caught.value.refusal.code == "wrong_person"
    assert status(invitation_id) == "open"


@pytest.mark.parametrize("what", ["resend", "cancel"])
def test_who_may_not_give_seats_may_not_touch_invitations(what: str) -> None:
    world, invitation_id = invited()
    other = make_world("tutkit")
    with pytest.raises(Refused) as member:
        by_inviter(what, world, invitation_id, actor=world.actor("member"))
    assert member.value.refusal.code == "role_not_allowed"
    with pytest.raises(Refused) as foreign:
        by_inviter(what, other, invitation_id)
    assert foreign.value.refusal.code == "not_found"


# --- sending again --------------------------------------------------------------------------------


def test_resending_starts_the_days_anew_and_the_old_link_dies_or_lives_on() -> None:
    for preset, old_link in (("tutkit", "invitation_superseded"), ("zoom", None)):
        world, invitation_id = invited(preset)
        old = token(world, invitation_id)
        days = world.terms.policy.assignment.invitation_days
        later = world.at(days=days - 1)
        assert by_inviter("resend", world, invitation_id, now=later) == later + timedelta(days=days)
        assert mails(world)[-1] == ("invitation_resent", "bo@x.test")
        if old_link is None:
            assert accept(world, invitation_id, token=old, now=later).seat_id
        else:
            assert code(world, invitation_id, token=old, now=later) == old_link
            assert accept(world, invitation_id, now=later + timedelta(days=days - 1)).seat_id


def test_resending_can_leave_the_end_where_it_is() -> None:
    world, invitation_id = invited(overrides={"assignment.resend_resets": False})
    end = Invitation.objects.get(id=invitation_id).expires_at
    assert by_inviter("resend", world, invitation_id) == end


def test_an_invitation_that_is_over_is_not_sent_again() -> None:
    world, invitation_id = invited()
    with pytest.raises(Refused) as caught:
        by_inviter("resend", world, invitation_id, now=world.at(days=20))
    assert caught.value.refusal.code == "invitation_expired"


# --- when the seat is not kept any more -----------------------------------------------------------


def test_without_a_kept_seat_acceptance_looks_for_one() -> None:
    world, first = invited(seats=1, overrides={"assignment.holds_seat": False})
    (second,) = give(world, DI)
    accept(world, first)
    assert second.invitation_id is not None
    assert code(world, second.invitation_id) == "no_free_seat"
    assert status(second.invitation_id) == "open"
    seats.unassign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email="bo@x.test",
        now=world.at(hours=3),
    )
    assert accept(world, second.invitation_id, now=world.at(hours=4)).seat_id


def test_when_the_kept_seat_has_ended_another_is_looked_for() -> None:
    world = make_world("tutkit", seats=0)
    add_seats(world.subscription, world.terms, world.seat_type, 1, ends_at=world.at(days=1))
    (given,) = give(world, BO)
    assert given.invitation_id is not None
    assert code(world, given.invitation_id, now=world.at(days=1)) == "no_free_seat"
    add_seats(world.subscription, world.terms, world.seat_type, 1)
    done = accept(world, given.invitation_id, now=world.at(days=1))
    assert done.seat_id != given.seat_id
    assert assignment_of(given).end_reason == "seat_ended"


def test_an_ended_subscription_cannot_be_joined() -> None:
    world, invitation_id = invited()
    world.subscription.status, world.subscription.ended_at = "ended", world.at(hours=1)
    world.subscription.save()
    assert code(world, invitation_id) == "subscription_ended"


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.requirement("Z10")
def test_pending_invitations_are_those_that_can_still_be_accepted() -> None:
    world, _ = invited(seats=4)
    give(world, DI, CY, now=world.at(days=5))
    listed = list_invitations(world.account.id, world.at(days=15), pending=True)
    assert [row.email for row in listed] == ["cy@x.test", "di@x.test"]
    assert newest_by_email(world.account.id, world.at(days=15))["bo@x.test"] == "expired"
    everybody = list_invitations(
        world.account.id, world.at(hours=2), subscription_id=world.subscription.id
    )
    assert [row.status for row in everybody] == ["open"] * 3


def test_the_newest_invitation_of_an_address_is_found() -> None:
    world, invitation_id = invited()
    assert invitations.newest_for(world.account.id, " BO@x.test") == invitation_id
    with pytest.raises(Refused):
        invitations.newest_for(world.account.id, "nobody@x.test")
