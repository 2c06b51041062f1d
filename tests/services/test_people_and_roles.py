"""People, roles and accounts."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import Refused
from curule.core.roles import Role
from curule.data.models import Account, AutoBuyLimit, Member, Person, RoleGrant, SeatMaximum
from curule.selectors.members import find_person, list_members, page_members
from curule.services.accounts import accounts
from curule.services.people import roles
from curule.services.seating import people
from tests.support.factories import (
    NOW,
    VENDOR,
    World,
    actor_of,
    add_seats,
    join,
    make_account,
    make_person,
    make_world,
)


def refusal_of(command: object, **arguments: object) -> str:
    with pytest.raises(Refused) as caught:
        command(**arguments)  # type: ignore[operator]
    return caught.value.refusal.code.value


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.threat("TH10")
def test_one_address_is_one_person_however_it_is_written() -> None:
    first = people.register(email="Bo@Bücher.test", first_name="Bo", now=NOW)
    again = people.register(email="BO@xn--bcher-kva.test", first_name="Eve", now=NOW)
    assert first == again
    row = Person.objects.get(id=first)
    assert (row.email, row.first_name, row.verified_at) == ("bo@xn--bcher-kva.test", "Bo", None)
    assert find_person("bo@bücher.test") == first
    assert find_person("no address") is None


def test_registering_keeps_nothing_of_a_wrong_address_or_name() -> None:
    assert refusal_of(people.register, email="bo@@x.test", now=NOW) == "address_invalid"
    assert (
        refusal_of(people.register, email="bo@x.test", last_name="a\nb", now=NOW) == "field_invalid"
    )
    assert not Person.objects.exists()


@pytest.mark.threat("TH2")
def test_only_the_first_proof_drops_the_password() -> None:
    person = make_person("bo@x.test", verified=False)
    person.set_password("set by whoever came first")
    person.save()
    people.verify(person_id=person.id, now=NOW)
    proved = Person.objects.get(id=person.id)
    assert (proved.verified_at, proved.has_usable_password()) == (NOW, False)
    proved.set_password("the owner's own")
    proved.save()
    people.verify(person_id=person.id, now=NOW)
    assert Person.objects.get(id=person.id).check_password("the owner's own")


def test_a_person_who_is_not_there_cannot_be_verified() -> None:
    assert refusal_of(people.verify, person_id=uuid4(), now=NOW) == "not_found"


def test_who_registers_with_a_proof_is_verified_at_once() -> None:
    person_id = people.register(email="bo@x.test", verified=True, now=NOW)
    assert Person.objects.get(id=person_id).verified_at == NOW


# --- roles ----------------------------------------------------------------------------------------


def role(what: str, world: World, person: Person, which: Role, by: str = "owner") -> bool:
    command = getattr(roles, what)
    done = command(
        actor=world.actor(by),
        account_id=world.account.id,
        person_id=person.id,
        role=which,
        now=NOW,
    )
    return bool(done.value)


def role_refused(what: str, world: World, person: Person, which: Role, by: str = "owner") -> str:
    with pytest.raises(Refused) as caught:
        role(what, world, person, which, by)
    return caught.value.refusal.code.value


def held(world: World, person: Person) -> set[str]:
    rows = RoleGrant.objects.filter(account=world.account, person=person, revoked_at=None)
    return set(rows.values_list("role", flat=True))


def test_a_role_is_given_and_taken_and_membership_stays() -> None:
    world = make_world()
    person = join(world.account, make_person("bo@x.test"))
    role("grant", world, person, Role.ADMIN)
    assert held(world, person) == {"admin"}
    assert role_refused("grant", world, person, Role.ADMIN) == "role_already_held"
    role("revoke", world, person, Role.ADMIN)
    assert held(world, person) == set()
    assert role_refused("revoke", world, person, Role.ADMIN) == "role_not_held"
    assert Member.objects.filter(account=world.account, person=person, left_at=None).exists()


@pytest.mark.threat("TH8")
@pytest.mark.parametrize("which", [Role.OWNER, Role.CONTRACT_MANAGER, Role.BILLING_CONTACT])
def test_an_admin_gives_no_role_above_their_own(which: Role) -> None:
    world = make_world()
    person = join(world.account, make_person("bo@x.test"))
    assert role_refused("grant", world, person, which, "admin") == "role_not_allowed"
    assert role_refused("revoke", world, world.people["owner"], which, "admin") == (
        "role_not_allowed"
    )
    role("grant", world, person, Role.ADMIN, "admin")
    assert held(world, person) == {"admin"}


@pytest.mark.threat("TH8")
@pytest.mark.parametrize("by", ["contract_manager", "billing_contact", "member"])
def test_who_has_no_right_to_give_roles_gives_none(by: str) -> None:
    world = make_world()
    person = make_person("bo@x.test")
    for which in Role:
        assert role_refused("grant", world, person, which, by) == "role_not_allowed"


@pytest.mark.threat("TH8")
def test_the_roles_a_caller_claims_do_not_count() -> None:
    world = make_world()
    member = world.people["member"]
    boasting = Actor.person(
        person_id=str(member.id), name=member.email, roles=frozenset({Role.OWNER})
    )
    assert (
        refusal_of(
            roles.grant,
            actor=boasting,
            account_id=world.account.id,
            person_id=member.id,
            role=Role.OWNER,
            now=NOW,
        )
        == "role_not_allowed"
    )


@pytest.mark.threat("TH40")
def test_the_last_owner_stays_one() -> None:
    world = make_world()
    owner, other = world.people["owner"], join(world.account, make_person("bo@x.test"))
    assert role_refused("revoke", world, owner, Role.OWNER) == "last_owner"
    role("grant", world, other, Role.OWNER)
    role("revoke", world, owner, Role.OWNER)
    assert held(world, owner) == set()


@pytest.mark.threat("TH2")
def test_an_unproved_address_gets_no_role() -> None:
    world = make_world()
    person = join(world.account, make_person("bo@x.test", verified=False))
    assert role_refused("grant", world, person, Role.ADMIN) == "user_not_registered"


@pytest.mark.threat("TH8")
def test_somebody_of_another_account_gets_no_role_by_their_id() -> None:
    world, other = make_world(), make_world()
    stranger = other.people["member"]
    assert role_refused("grant", world, stranger, Role.ADMIN) == "not_found"
    assert not Member.objects.filter(account=world.account, person=stranger).exists()
    arguments = {"account_id": world.account.id, "person_id": stranger.id, "now": NOW}
    assert roles.grant(actor=VENDOR, role=Role.ADMIN, **arguments).value  # type: ignore[arg-type]


def test_a_person_who_is_not_there_gets_no_role() -> None:
    world = make_world()
    arguments = {
        "actor": world.actor(),
        "account_id": world.account.id,
        "person_id": uuid4(),
        "role": Role.ADMIN,
        "now": NOW,
    }
    assert refusal_of(roles.grant, **arguments) == "not_found"
    assert refusal_of(roles.revoke, **arguments) == "not_found"


# --- accounts -------------------------------------------------------------------------------------


def open_account(actor: Actor = VENDOR, **how: object) -> UUID:
    arguments: dict[str, object] = {"name": "Acme", "country": "FR", "now": NOW, **how}
    return accounts.open_account(actor=actor, **arguments)  # type: ignore[arg-type]


def test_an_account_is_opened_by_its_owner_or_by_the_vendor() -> None:
    person = make_person("bo@x.test")
    mine = open_account(actor_of(person), owner_id=person.id, kind="individual")
    assert RoleGrant.objects.filter(account_id=mine, person=person, role="owner").exists()
    assert Member.objects.filter(account_id=mine, person=person).exists()
    for_nobody = open_account(tax_rate="20", tax_id=" fr 40 303265045 ")
    row = Account.objects.get(id=for_nobody)
    assert (str(row.tax_rate), row.tax_id) == ("20.000", "FR40303265045")
    assert refusal_of(open_account, actor=actor_of(person)) == "role_not_allowed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("country", "fr"),
        ("country", "FRA"),
        ("kind", "club"),
        ("language", "Français"),
        ("time_zone", "Europe"),
        ("channel", "door"),
        ("tax_rate", "-1"),
        ("tax_rate", "NaN"),
        ("tax_rate", "20 %"),
    ],
)
def test_a_wrong_field_opens_no_account(field: str, value: str) -> None:
    with pytest.raises(Refused) as caught:
        open_account(VENDOR, **{field: value})
    assert caught.value.refusal.code == "field_invalid"
    assert caught.value.refusal.values["field"] == field
    assert not Account.objects.exists()


def test_an_owner_must_have_proved_the_address() -> None:
    person = make_person("bo@x.test", verified=False)
    assert refusal_of(open_account, owner_id=person.id) == "not_found"
    assert not Account.objects.exists()


@pytest.mark.requirement("T26")
def test_the_vendor_agrees_a_maximum_and_nobody_else() -> None:
    world = make_world()
    arguments = {
        "account_id": world.account.id,
        "product_id": world.terms.product_id,
        "seat_type": world.seat_type,
        "now": NOW,
    }
    assert refusal_of(accounts.set_maximum, actor=world.actor(), maximum=15, **arguments) == (
        "role_not_allowed"
    )
    for wrong in (-1, True, 10**9, "15"):
        assert (
            refusal_of(accounts.set_maximum, actor=VENDOR, maximum=wrong, **arguments)
            == "quantity_invalid"
        )
    for maximum in (15, 12):
        accounts.set_maximum(actor=VENDOR, maximum=maximum, **arguments)  # type: ignore[arg-type]
    assert SeatMaximum.objects.get(account=world.account).maximum == 12


@pytest.mark.invariant("I6")
@pytest.mark.requirement("T26")
def test_a_lower_maximum_leaves_what_is_there_and_adds_nothing() -> None:
    world = make_world(seats=7)
    accounts.set_maximum(
        actor=VENDOR,
        account_id=world.account.id,
        product_id=world.terms.product_id,
        seat_type=world.seat_type,
        maximum=4,
        now=NOW,
    )
    assert SeatMaximum.objects.get(account=world.account).promised == 7
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        add_seats(world.subscription, world.terms, world.seat_type, 1)
    assert "seat_within_maximum" in str(refused.value)


@pytest.mark.requirement("G5")
def test_the_vendor_moves_an_account_to_an_adviser() -> None:
    world = make_world("gotoassist")
    arguments = {"account_id": world.account.id, "channel": "corporate", "now": NOW}
    assert refusal_of(accounts.set_channel, actor=world.actor(), **arguments) == "role_not_allowed"
    accounts.set_channel(actor=VENDOR, adviser="Ana@vendor.test", **arguments)  # type: ignore[arg-type]
    row = Account.objects.get(id=world.account.id)
    assert (row.channel, row.adviser) == ("corporate", "ana@vendor.test")
    wrong = {**arguments, "channel": "door"}
    assert refusal_of(accounts.set_channel, actor=VENDOR, **wrong) == "field_invalid"


@pytest.mark.requirement("G12")
def test_a_tax_id_is_given_by_who_pays() -> None:
    world = make_world("gotoassist")
    of = {"account_id": world.account.id, "now": NOW}
    accounts.set_tax_id(actor=world.actor("billing_contact"), tax_id=" fr 40 303265045 ", **of)  # type: ignore[arg-type]
    assert Account.objects.get(id=world.account.id).tax_id == "FR40303265045"
    admin = world.actor("admin")
    assert refusal_of(accounts.set_tax_id, actor=admin, tax_id="X", **of) == "role_not_allowed"
    for wrong in ("x" * 41, "nul\0", 7, "FR41303265045", "DE136695976", "none"):
        code = refusal_of(accounts.set_tax_id, actor=world.actor(), tax_id=wrong, **of)
        assert code == "tax_id_invalid"
    accounts.set_tax_id(actor=world.actor(), tax_id="", **of)  # type: ignore[arg-type]
    assert not Account.objects.get(id=world.account.id).tax_id


def test_an_automatic_purchase_has_a_limit_that_who_buys_may_set() -> None:
    world = make_world(
        "gotoassist",
        seats={"organizer": 1},
        overrides={"quantity.when_full": "auto_buy_up_to(30)"},
    )
    of = {
        "account_id": world.account.id,
        "subscription_id": world.subscription.id,
        "seat_type": "organizer",
        "now": NOW,
    }
    buyer = world.actor("billing_contact")
    accounts.set_auto_buy_limit(actor=buyer, up_to=7, per_month=2, **of)  # type: ignore[arg-type]
    row = AutoBuyLimit.objects.get(account=world.account)
    assert (row.up_to, row.per_month) == (7, 2)
    limit = accounts.set_auto_buy_limit
    assert refusal_of(limit, actor=world.actor("admin"), up_to=7, **of) == "role_not_allowed"
    assert refusal_of(limit, actor=buyer, up_to=-7, **of) == "quantity_invalid"
    strange = {**of, "seat_type": "chair"}
    assert refusal_of(limit, actor=buyer, up_to=7, **strange) == "seat_type_missing"
    manual = make_world("gotoassist", seats={"organizer": 1})
    other = {
        **of,
        "account_id": manual.account.id,
        "subscription_id": manual.subscription.id,
    }
    by = manual.actor("billing_contact")
    assert refusal_of(limit, actor=by, up_to=7, **other) == "field_invalid"


def test_a_member_is_added_by_the_vendor() -> None:
    world = make_world()
    person = make_person("bo@x.test")
    of = {"account_id": world.account.id, "person_id": person.id, "now": NOW}
    by_admin = refusal_of(accounts.add_member, actor=world.actor("admin"), **of)
    assert by_admin == "role_not_allowed"
    assert accounts.add_member(actor=VENDOR, **of).value  # type: ignore[arg-type]
    assert not accounts.add_member(actor=VENDOR, **of).value  # type: ignore[arg-type]
    support = Actor.staff(name="s", role=StaffRole.READ_ONLY)
    assert refusal_of(accounts.add_member, actor=support, **of) == "role_not_allowed"


# --- who is there ---------------------------------------------------------------------------------


def test_members_are_listed_with_roles_page_by_page() -> None:
    account = make_account()
    for number in (3, 1, 2):
        person = make_person(f"p{number}@x.test")
        person.search_key = person.email
        person.save()
        join(account, person, *([Role.OWNER, Role.ADMIN] if number == 1 else []))
    listed = list_members(account.id, NOW)
    assert [row.email for row in listed] == ["p1@x.test", "p2@x.test", "p3@x.test"]
    assert listed[0].roles == (Role.OWNER, Role.ADMIN)
    assert listed[1].roles == ()
    first = page_members(account.id, NOW, limit=2)
    last = (first[-1].email, first[-1].person_id)
    rest = page_members(account.id, NOW, after=last, limit=2)
    assert [row.email for row in (*first, *rest)] == [row.email for row in listed]
