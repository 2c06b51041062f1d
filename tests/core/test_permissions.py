"""Who may do what: the table, right by right and role by role."""

from collections.abc import Mapping

import pytest

from curule.core.permissions import (
    Action,
    Actor,
    ActorKind,
    Role,
    StaffRole,
    may,
    may_give_role,
    roles_for,
    told_of_request,
)
from curule.core.policy import Channel
from curule.core.presets import PRESETS
from curule.core.refusals import Refusal, RefusalCode, refuse

OWNER, MANAGER, BILLING, ADMIN = Role
MEMBER = None

EVERYBODY: Mapping[Role, tuple[str, ...]] = {
    OWNER: ("Olga",),
    MANAGER: ("Mario",),
    BILLING: ("Bea",),
    ADMIN: ("Ada", "Olga"),
}


def person(*roles: Role) -> Actor:
    return Actor.person(person_id="p", name="Pat", roles=frozenset(roles))


# What no policy narrows. ● may, – may not; in the order owner, contract manager, billing
# contact, admin, member.
FIXED = {
    Action.SEE: "●●●●–",
    Action.SEE_INVOICES: "●●●●–",
    Action.PAY_INVOICES: "●–●––",
    Action.BILLING_DETAILS: "●–●––",
    Action.GIVE_ROLES: "●––●–",
    Action.SETTINGS: "●––●–",
    Action.SEE_ACTIVITY: "●––●–",
    Action.TRANSFER_OWNERSHIP: "●––––",
    Action.CLOSE_ACCOUNT: "●––––",
    Action.SIGN_IN_RULES: "●––––",
    Action.ASK_FOR_SEAT: "●●●●●",
    Action.OWN_ACCESS: "●●●●●",
}
BY_CHANGE_ROLES = (
    Action.CHANGE,
    Action.ASK_FOR_QUOTE,
    Action.ANSWER_QUOTE,
    Action.PAY_OWN_ORDER,
    Action.CANCEL_ORDER,
)
VENDOR = tuple(Action)[list(Action).index(Action.MANAGE_ACCOUNTS) :]


def test_every_action_stands_in_one_table() -> None:
    assert sorted((*FIXED, *BY_CHANGE_ROLES, *VENDOR, Action.ASSIGN)) == sorted(Action)


@pytest.mark.parametrize("action", FIXED)
@pytest.mark.parametrize("preset", PRESETS)
def test_what_no_policy_narrows(action: Action, preset: str) -> None:
    for role, mark in zip((*Role, MEMBER), FIXED[action], strict=True):
        actor = person(role) if role else person()
        refusal = may(actor, action, policy=PRESETS[preset], holders=EVERYBODY)
        assert (refusal is None) is (mark == "●")
        if refusal is not None:
            assert refusal.code is RefusalCode.ROLE_NOT_ALLOWED
            assert refusal.options == ("contact_person",)


@pytest.mark.parametrize("action", BY_CHANGE_ROLES)
@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_bought_is_changed_by_the_roles_of_the_policy(action: Action, preset: str) -> None:
    policy = PRESETS[preset]
    for role in Role:
        refusal = may(person(role), action, policy=policy, holders=EVERYBODY)
        assert (refusal is None) is (role in policy.who.change_roles)


@pytest.mark.parametrize("preset", PRESETS)
def test_seats_are_given_by_the_roles_of_the_policy(preset: str) -> None:
    policy = PRESETS[preset]
    for role in Role:
        refusal = may(person(role), Action.ASSIGN, policy=policy, holders=EVERYBODY)
        assert (refusal is None) is (role in policy.who.assign_roles)


def roles_that_may(action: Action, preset: str) -> set[Role]:
    policy = PRESETS[preset]
    return {
        role for role in Role if may(person(role), action, policy=policy, holders=EVERYBODY) is None
    }


@pytest.mark.requirement("A1")
def test_at_autodesk_the_contract_manager_alone_changes_the_number() -> None:
    assert roles_that_may(Action.CHANGE, "autodesk") == {MANAGER}


@pytest.mark.requirement("G1")
def test_at_goto_the_billing_contact_changes_the_number() -> None:
    assert roles_that_may(Action.CHANGE, "gotoassist") == {BILLING}


@pytest.mark.requirement("Z5")
def test_at_zoom_owners_and_admins_invite() -> None:
    assert roles_that_may(Action.ASSIGN, "zoom") == {OWNER, ADMIN}


@pytest.mark.requirement("A1")
def test_a_refusal_names_who_may() -> None:
    autodesk = PRESETS["autodesk"]
    assert may(person(ADMIN), Action.CHANGE, policy=autodesk, holders=EVERYBODY) == refuse(
        RefusalCode.ROLE_NOT_ALLOWED,
        options=("ask_for_seat", "contact_person"),
        roles=(MANAGER,),
        people=("Mario",),
    )
    assert may(person(BILLING), Action.ASSIGN, policy=autodesk, holders=EVERYBODY) == refuse(
        RefusalCode.ROLE_NOT_ALLOWED,
        options=("ask_for_seat", "contact_person"),
        roles=(OWNER, ADMIN),
        people=("Olga", "Ada"),
    )
    assert may(person(), Action.SETTINGS) == refuse(
        RefusalCode.ROLE_NOT_ALLOWED, options=("contact_person",), roles=(OWNER, ADMIN)
    )


def test_several_roles_add_up() -> None:
    actor = person(BILLING, ADMIN)
    for action in (Action.PAY_INVOICES, Action.SETTINGS):
        assert may(actor, action, holders=EVERYBODY) is None


@pytest.mark.parametrize("action", [*BY_CHANGE_ROLES, Action.ASSIGN])
def test_of_roles_that_nobody_holds_the_owner_acts(action: Action) -> None:
    autodesk = PRESETS["autodesk"].override({"who.assign_roles": ["contract_manager"]})
    alone = {OWNER: ("Olga",), MANAGER: ()}
    assert may(person(OWNER), action, policy=autodesk, holders=alone) is None
    assert may(person(OWNER), action, policy=autodesk, holders=EVERYBODY) is not None
    assert may(person(ADMIN), action, policy=autodesk, holders=alone) is not None
    assert roles_for(action, policy=autodesk, holders=alone) == {OWNER}
    assert roles_for(action, policy=autodesk, holders=EVERYBODY) == {MANAGER}


@pytest.mark.parametrize("action", [*BY_CHANGE_ROLES, Action.ASSIGN])
def test_an_account_that_has_bought_nothing_is_its_owner_s(action: Action) -> None:
    assert may(person(OWNER), action) is None
    assert may(person(ADMIN), action) is not None


def test_everybody_looks_after_their_own_access() -> None:
    for action in (Action.ASK_FOR_SEAT, Action.OWN_ACCESS):
        assert roles_for(action) == frozenset(Role)


def test_a_role_that_acts_is_held_by_somebody() -> None:
    autodesk = PRESETS["autodesk"]
    assert may(person(MANAGER), Action.CHANGE, policy=autodesk) is None
    assert may(person(MANAGER), Action.CHANGE, policy=autodesk, holders={OWNER: ("O",)}) is None


MANAGED = [
    ("autodesk", Channel.RESELLER, MANAGER, ("contact",)),
    ("autodesk", Channel.CORPORATE, MANAGER, ("contact",)),
    ("gotoassist", Channel.CORPORATE, BILLING, ("ask_for_quote", "contact")),
    ("gotoassist", Channel.RESELLER, BILLING, ("contact",)),
]


@pytest.mark.requirement("A3", "G5")
@pytest.mark.parametrize(("preset", "channel", "role", "options"), MANAGED)
def test_a_channel_without_self_service_leaves_changes_to_the_vendor(
    preset: str, channel: Channel, role: Role, options: tuple[str, ...]
) -> None:
    policy = PRESETS[preset]

    def answer(action: Action) -> Refusal | None:
        return may(person(role), action, policy=policy, channel=channel, holders=EVERYBODY)

    for action in (Action.CHANGE, Action.CANCEL_ORDER):
        assert answer(action) == refuse(RefusalCode.MANAGED_CONTRACT, options=options)
    quotes_by_request = "ask_for_quote" in options
    assert (answer(Action.ASK_FOR_QUOTE) is None) is quotes_by_request
    assert answer(Action.ANSWER_QUOTE) is None
    assert answer(Action.PAY_OWN_ORDER) is None
    giver = person(*policy.who.assign_roles)
    assert may(giver, Action.ASSIGN, policy=policy, channel=channel, holders=EVERYBODY) is None


@pytest.mark.requirement("A3", "G4")
@pytest.mark.parametrize("preset", PRESETS)
def test_who_bought_online_changes_everything_alone(preset: str) -> None:
    policy = PRESETS[preset]
    actor = person(*policy.who.change_roles)
    for action in BY_CHANGE_ROLES:
        online = Channel.ONLINE
        assert may(actor, action, policy=policy, channel=online, holders=EVERYBODY) is None


def test_the_role_is_looked_at_before_the_channel() -> None:
    refusal = may(
        person(ADMIN),
        Action.CHANGE,
        policy=PRESETS["gotoassist"],
        channel=Channel.CORPORATE,
        holders=EVERYBODY,
    )
    assert refusal is not None
    assert refusal.code is RefusalCode.ROLE_NOT_ALLOWED


@pytest.mark.parametrize("action", VENDOR)
def test_what_is_the_vendor_s_no_customer_does(action: Action) -> None:
    refusal = may(person(*Role), action, policy=PRESETS["zoom"], holders=EVERYBODY)
    assert refusal == refuse(RefusalCode.ROLE_NOT_ALLOWED, options=("contact",))
    assert roles_for(action) == frozenset()


# ● may, – may not; in the order admin, finance, support, developer, read-only.
STAFF = {
    Action.SEE: "●●●●●",
    Action.ASSIGN: "●–●––",
    Action.CHANGE: "●–●––",
    Action.ASK_FOR_QUOTE: "●––––",
    Action.ANSWER_QUOTE: "●––––",
    Action.PAY_OWN_ORDER: "●––––",
    Action.CANCEL_ORDER: "●●–––",
    Action.SEE_INVOICES: "●●●–●",
    Action.PAY_INVOICES: "●●–––",
    Action.BILLING_DETAILS: "●––––",
    Action.GIVE_ROLES: "●–●––",
    Action.SETTINGS: "●–●––",
    Action.SEE_ACTIVITY: "●–●●●",
    Action.TRANSFER_OWNERSHIP: "●––––",
    Action.CLOSE_ACCOUNT: "●––––",
    Action.SIGN_IN_RULES: "●––––",
    Action.ASK_FOR_SEAT: "●––––",
    Action.OWN_ACCESS: "–––––",
    Action.MANAGE_ACCOUNTS: "●–●––",
    Action.SET_MAXIMUM: "●–●––",
    Action.SET_CHANNEL: "●–●––",
    Action.SET_TAX: "●●–––",
    Action.OFFER_QUOTE: "●–●––",
    Action.CANCEL_NOW: "●––––",
    Action.RECORD_PAYMENT: "●●–––",
    Action.ISSUE_CREDIT: "●●–––",
    Action.REFUND: "●●–––",
    Action.WRITE_OFF: "●●–––",
    Action.CLOSE_BOOKS: "●●–––",
    Action.RUN_RENEWALS: "●●–––",
    Action.RELEASE_ACCOUNTS: "●●–––",
    Action.SEE_REPORTS: "●●––●",
    Action.DRAFT_PLANS: "●––●–",
    Action.PUBLISH_PLANS: "●––––",
    Action.MANAGE_KEYS: "●––●–",
    Action.MANAGE_WEBHOOKS: "●––●–",
    Action.MANAGE_CLOCKS: "●––●–",
    Action.SEE_LOGS: "●––●●",
    Action.MANAGE_STAFF: "●––––",
    Action.MANAGE_SELLER: "●––––",
    Action.MANAGE_COUPONS: "●●–––",
    Action.REPORT_USE: "●–●––",
}


@pytest.mark.parametrize("action", Action)
def test_the_vendor_s_staff_by_role(action: Action) -> None:
    for role, mark in zip(StaffRole, STAFF[action], strict=True):
        actor = Actor.staff(name="Sam", role=role)
        refusal = may(actor, action, policy=PRESETS["autodesk"], channel=Channel.RESELLER)
        assert (refusal is None) is (mark == "●")
        if refusal is not None:
            assert refusal == refuse(RefusalCode.ROLE_NOT_ALLOWED, options=("contact_person",))


@pytest.mark.parametrize("action", Action)
def test_the_system_does_what_time_brings(action: Action) -> None:
    assert may(Actor.system("clock"), action, policy=PRESETS["autodesk"]) is None


def test_staff_without_a_role_may_nothing() -> None:
    assert may(Actor(kind=ActorKind.STAFF, name="Sam"), Action.SEE) is not None


GIVING = [
    ((OWNER,), (OWNER, MANAGER, BILLING, ADMIN)),
    ((ADMIN,), (ADMIN,)),
    ((ADMIN, MANAGER), (MANAGER, ADMIN)),
    ((MANAGER, BILLING), ()),
    ((), ()),
]


@pytest.mark.parametrize(("held", "given"), GIVING)
def test_nobody_gives_a_role_above_their_own(
    held: tuple[Role, ...], given: tuple[Role, ...]
) -> None:
    for role in Role:
        refusal = may_give_role(person(*held), role, holders=EVERYBODY)
        assert (refusal is None) is (role in given)
        if refusal is not None:
            assert refusal.code is RefusalCode.ROLE_NOT_ALLOWED


def test_a_role_out_of_reach_is_the_owner_s_to_give() -> None:
    assert may_give_role(person(ADMIN), MANAGER, holders=EVERYBODY) == refuse(
        RefusalCode.ROLE_NOT_ALLOWED,
        options=("contact_person",),
        roles=(OWNER,),
        people=("Olga",),
    )
    assert may_give_role(person(ADMIN), OWNER) == refuse(
        RefusalCode.ROLE_NOT_ALLOWED, options=("contact_person",), roles=(OWNER,)
    )


def test_staff_and_system_give_roles_as_their_table_says() -> None:
    assert may_give_role(Actor.staff(name="Sam", role=StaffRole.SUPPORT), OWNER) is None
    assert may_give_role(Actor.staff(name="Sam", role=StaffRole.FINANCE), ADMIN) is not None
    assert may_give_role(Actor.system("import"), OWNER) is None


@pytest.mark.parametrize(
    ("asker", "told"),
    [("Pat", ("Mario",)), ("Mario", ("Ada", "Olga")), ("Ada", ("Mario",)), (None, ("Mario",))],
)
def test_a_request_for_a_seat_is_told_to_who_decides_and_never_to_who_asks(
    asker: str | None, told: tuple[str, ...]
) -> None:
    assert told_of_request(PRESETS["autodesk"], EVERYBODY, asker) == told


def test_a_request_of_the_only_one_who_decides_is_told_to_nobody() -> None:
    assert told_of_request(PRESETS["autodesk"], {OWNER: ("Olga",)}, "Olga") == ()
    assert told_of_request(PRESETS["autodesk"], {OWNER: ("Olga",)}, "Pat") == ("Olga",)
