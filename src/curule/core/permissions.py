"""Who may do what: one table of roles and actions, narrowed by policy.

The table says which roles may do an action at all; for the two rights that a
policy hands out (giving seats to people, changing what is bought) the policy
names the roles. A channel without self-service narrows the second further. Of
a policy's roles that nobody holds, none is missed: the owner acts then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar, assert_never

from curule.core.policy import Channel, SeatPolicy, SelfService
from curule.core.refusals import Refusal, RefusalCode, WayOut, refuse
from curule.core.roles import Role

__all__ = [
    "HANDED_OUT",
    "Action",
    "Actor",
    "ActorKind",
    "Role",
    "StaffRole",
    "may",
    "may_give_role",
    "rights_of_staff",
    "roles_for",
]


class StaffRole(StrEnum):
    """What a member of the vendor's staff does."""

    ADMIN = "admin"
    FINANCE = "finance"
    SUPPORT = "support"
    DEVELOPER = "developer"
    READ_ONLY = "read_only"


class ActorKind(StrEnum):
    """Who acts: a person, the vendor's staff or program, a customer's directory, or time."""

    PERSON = "person"
    STAFF = "staff"
    KEY = "key"
    DIRECTORY = "directory"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who runs a command, as every record of it names them.

    `name` is what a person reads in a history: an address, a member of staff, or
    the part of the system that acts (`worker`, `clock`). `roles` are those of a
    person in the account that the command is about; `rights` are those of a key of
    the API, the same in every account, or of a directory in its own.
    """

    kind: ActorKind
    name: str
    person_id: str | None = None
    account_id: str | None = None
    roles: frozenset[Role] = frozenset()
    staff_role: StaffRole | None = None
    rights: frozenset[Action] = frozenset()

    @classmethod
    def person(
        cls,
        *,
        person_id: str,
        name: str,
        account_id: str | None = None,
        roles: frozenset[Role] = frozenset(),
    ) -> Actor:
        """Return a person; without roles, a member or a stranger."""
        return cls(
            kind=ActorKind.PERSON,
            name=name,
            person_id=person_id,
            account_id=account_id,
            roles=roles,
        )

    @classmethod
    def staff(cls, *, name: str, role: StaffRole, person_id: str | None = None) -> Actor:
        """Return a member of the vendor's staff."""
        return cls(kind=ActorKind.STAFF, name=name, staff_role=role, person_id=person_id)

    @classmethod
    def key(cls, *, name: str, rights: frozenset[Action]) -> Actor:
        """Return the vendor's own program, which acts by a key of the API."""
        return cls(kind=ActorKind.KEY, name=name, rights=rights)

    @classmethod
    def directory(cls, *, name: str, account_id: str, rights: frozenset[Action]) -> Actor:
        """Return the customer's identity provider, which acts by a token of its account."""
        return cls(kind=ActorKind.DIRECTORY, name=name, account_id=account_id, rights=rights)

    @classmethod
    def system(cls, name: str) -> Actor:
        """Return the system itself, acting because time has passed."""
        return cls(kind=ActorKind.SYSTEM, name=name)


class Action(StrEnum):
    """What can be done; the rows of the table."""

    # in an account
    SEE = "see"
    ASSIGN = "assign"
    CHANGE = "change"
    ASK_FOR_QUOTE = "ask_for_quote"
    ANSWER_QUOTE = "answer_quote"
    PAY_OWN_ORDER = "pay_own_order"
    CANCEL_ORDER = "cancel_order"
    SEE_INVOICES = "see_invoices"
    PAY_INVOICES = "pay_invoices"
    BILLING_DETAILS = "billing_details"
    GIVE_ROLES = "give_roles"
    SETTINGS = "settings"
    SEE_ACTIVITY = "see_activity"
    TRANSFER_OWNERSHIP = "transfer_ownership"
    CLOSE_ACCOUNT = "close_account"
    SIGN_IN_RULES = "sign_in_rules"
    ASK_FOR_SEAT = "ask_for_seat"
    OWN_ACCESS = "own_access"

    # by the vendor
    MANAGE_ACCOUNTS = "manage_accounts"
    SET_MAXIMUM = "set_maximum"
    SET_CHANNEL = "set_channel"
    SET_TAX = "set_tax"
    OFFER_QUOTE = "offer_quote"
    CANCEL_NOW = "cancel_now"
    RECORD_PAYMENT = "record_payment"
    ISSUE_CREDIT = "issue_credit"
    REFUND = "refund"
    WRITE_OFF = "write_off"
    CLOSE_BOOKS = "close_books"
    RUN_RENEWALS = "run_renewals"
    RELEASE_ACCOUNTS = "release_accounts"
    SEE_REPORTS = "see_reports"
    DRAFT_PLANS = "draft_plans"
    PUBLISH_PLANS = "publish_plans"
    MANAGE_KEYS = "manage_keys"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_CLOCKS = "manage_clocks"
    SEE_LOGS = "see_logs"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SELLER = "manage_seller"
    MANAGE_COUPONS = "manage_coupons"
    REPORT_USE = "report_use"


_T = TypeVar("_T")
_NOBODY: Final[frozenset[Role]] = frozenset()
_EVERY_ROLE: Final = frozenset(Role)
_OWNER: Final = frozenset({Role.OWNER})

_ROLES: Final[Mapping[Action, frozenset[Role]]] = MappingProxyType(
    {
        Action.SEE: _EVERY_ROLE,
        Action.SEE_INVOICES: _EVERY_ROLE,
        Action.PAY_INVOICES: frozenset({Role.OWNER, Role.BILLING_CONTACT}),
        Action.BILLING_DETAILS: frozenset({Role.OWNER, Role.BILLING_CONTACT}),
        Action.GIVE_ROLES: frozenset({Role.OWNER, Role.ADMIN}),
        Action.SETTINGS: frozenset({Role.OWNER, Role.ADMIN}),
        Action.SEE_ACTIVITY: frozenset({Role.OWNER, Role.ADMIN}),
        Action.TRANSFER_OWNERSHIP: _OWNER,
        Action.CLOSE_ACCOUNT: _OWNER,
        # Whoever chooses the identity provider decides who is who, the owner included (TH8).
        Action.SIGN_IN_RULES: _OWNER,
    },
)
"""The roles whose right no policy narrows."""

_BY_CHANGE_ROLES: Final = frozenset(
    {
        Action.CHANGE,
        Action.ASK_FOR_QUOTE,
        Action.ANSWER_QUOTE,
        Action.PAY_OWN_ORDER,
        Action.CANCEL_ORDER,
    },
)
HANDED_OUT: Final = _BY_CHANGE_ROLES | {Action.ASSIGN}
"""Rights that the policy of one subscription hands out: `may` must know it to decide on them."""
_BY_ANYBODY: Final = frozenset({Action.ASK_FOR_SEAT, Action.OWN_ACCESS})
_BY_VENDOR: Final = frozenset(
    {
        Action.MANAGE_ACCOUNTS,
        Action.SET_MAXIMUM,
        Action.SET_CHANNEL,
        Action.SET_TAX,
        Action.OFFER_QUOTE,
        Action.CANCEL_NOW,
        Action.RECORD_PAYMENT,
        Action.ISSUE_CREDIT,
        Action.REFUND,
        Action.WRITE_OFF,
        Action.CLOSE_BOOKS,
        Action.RUN_RENEWALS,
        Action.RELEASE_ACCOUNTS,
        Action.SEE_REPORTS,
        Action.DRAFT_PLANS,
        Action.PUBLISH_PLANS,
        Action.MANAGE_KEYS,
        Action.MANAGE_WEBHOOKS,
        Action.MANAGE_CLOCKS,
        Action.SEE_LOGS,
        Action.MANAGE_STAFF,
        Action.MANAGE_SELLER,
        Action.MANAGE_COUPONS,
        Action.REPORT_USE,
    },
)

_LEFT_TO_VENDOR: Final[Mapping[SelfService, tuple[frozenset[Action], tuple[WayOut, ...]]]] = (
    MappingProxyType(
        {
            SelfService.FULL: (frozenset[Action](), ()),
            SelfService.QUOTE_ONLY: (
                frozenset({Action.CHANGE, Action.CANCEL_ORDER}),
                (WayOut.ASK_FOR_QUOTE, WayOut.CONTACT),
            ),
            SelfService.CONTACT: (
                frozenset({Action.CHANGE, Action.CANCEL_ORDER, Action.ASK_FOR_QUOTE}),
                (WayOut.CONTACT,),
            ),
        },
    )
)
"""What a channel's self-service leaves to the vendor, and where it sends the customer."""

_STAFF: Final[Mapping[StaffRole, frozenset[Action]]] = MappingProxyType(
    {
        # What only a person can do for themselves, nobody does for them.
        StaffRole.ADMIN: frozenset(Action) - {Action.OWN_ACCESS},
        StaffRole.FINANCE: frozenset(
            {
                Action.SEE,
                Action.SEE_INVOICES,
                Action.PAY_INVOICES,
                Action.CANCEL_ORDER,
                Action.RECORD_PAYMENT,
                Action.ISSUE_CREDIT,
                Action.REFUND,
                Action.WRITE_OFF,
                Action.CLOSE_BOOKS,
                Action.RUN_RENEWALS,
                Action.RELEASE_ACCOUNTS,
                Action.SEE_REPORTS,
                Action.MANAGE_COUPONS,
                Action.SET_TAX,
            },
        ),
        StaffRole.SUPPORT: frozenset(
            {
                Action.SEE,
                Action.SEE_INVOICES,
                Action.SEE_ACTIVITY,
                Action.ASSIGN,
                Action.CHANGE,
                Action.GIVE_ROLES,
                Action.SETTINGS,
                Action.MANAGE_ACCOUNTS,
                Action.SET_MAXIMUM,
                Action.SET_CHANNEL,
                Action.OFFER_QUOTE,
                Action.REPORT_USE,
            },
        ),
        StaffRole.DEVELOPER: frozenset(
            {
                Action.SEE,
                Action.DRAFT_PLANS,
                Action.MANAGE_KEYS,
                Action.MANAGE_WEBHOOKS,
                Action.MANAGE_CLOCKS,
                Action.SEE_LOGS,
                Action.SEE_ACTIVITY,  # the log of events has it of all customers
            },
        ),
        StaffRole.READ_ONLY: frozenset(
            {
                Action.SEE,
                Action.SEE_INVOICES,
                Action.SEE_ACTIVITY,
                Action.SEE_REPORTS,
                Action.SEE_LOGS,
            },
        ),
    },
)


def rights_of_staff(role: StaffRole) -> frozenset[Action]:
    """Return the column of the table: what somebody of the vendor's staff in this role may do."""
    return _STAFF[role]


def may(
    actor: Actor,
    action: Action,
    *,
    policy: SeatPolicy | None = None,
    channel: Channel | None = None,
    holders: Mapping[Role, tuple[str, ...]] | None = None,
) -> Refusal | None:
    """Return None if the actor may do this, else the refusal that names who may.

    `holders` says who holds each role of the account, by the names a reader
    knows them by; roles that nobody holds may be absent. Without a `policy`
    (an account that has bought nothing) the owner has the rights it would hand
    out; without a `channel` no channel narrows them.

    Refuses with `role_not_allowed` and `managed_contract`. Whether automatic
    renewal is on or an invoice is unpaid is not looked at here.
    """
    match actor.kind:
        case ActorKind.SYSTEM:
            return None
        case ActorKind.STAFF:
            allowed = actor.staff_role is not None and action in _STAFF[actor.staff_role]
            if allowed:
                return None
            return refuse(RefusalCode.ROLE_NOT_ALLOWED, options=(WayOut.CONTACT_PERSON,))
        case ActorKind.KEY:
            return None if action in actor.rights else refuse(RefusalCode.SCOPE_MISSING)
        case ActorKind.DIRECTORY:
            return None if action in actor.rights else _owner_only(holders)
        case ActorKind.PERSON:
            refusal = _may_person(actor, action, policy, _with_own(holders or {}, actor))
            return refusal or _managed(action, policy, channel)
        case _:
            assert_never(actor.kind)


def roles_for(
    action: Action,
    *,
    policy: SeatPolicy | None = None,
    holders: Mapping[Role, tuple[str, ...]] | None = None,
) -> frozenset[Role]:
    """Return the roles that may do this in an account; empty where it is the vendor's."""
    if action in _BY_VENDOR:
        return _NOBODY
    if action in _BY_ANYBODY:
        return _EVERY_ROLE
    if action is Action.ASSIGN:
        return _handed_out(_NOBODY if policy is None else policy.who.assign_roles, holders or {})
    if action in _BY_CHANGE_ROLES:
        return _handed_out(_NOBODY if policy is None else policy.who.change_roles, holders or {})
    return _ROLES[action]


def told_of_request(
    policy: SeatPolicy, holders: Mapping[Role, tuple[_T, ...]], asker: _T | None
) -> tuple[_T, ...]:
    """Return who is told that somebody asks for a seat, never who asks.

    Those who may buy; where that is only the asker, those who give seats, else the owner.
    """
    for roles in (policy.who.change_roles, policy.who.assign_roles, _OWNER):
        found = [who for role in sorted(roles) for who in holders.get(role, ()) if who != asker]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def may_give_role(
    actor: Actor,
    role: Role,
    *,
    holders: Mapping[Role, tuple[str, ...]] | None = None,
) -> Refusal | None:
    """Return None if the actor may give and take this role, else `role_not_allowed`.

    Nobody gives a role above their own, and who manages contracts or billing is
    decided by the owner, or by an admin who holds that role too.
    """
    refusal = may(actor, Action.GIVE_ROLES, holders=holders)
    if refusal is None and actor.kind is ActorKind.DIRECTORY and role is not Role.ADMIN:
        return may(actor, Action.TRANSFER_OWNERSHIP, holders=holders)
    if refusal is not None or actor.kind is not ActorKind.PERSON or Role.OWNER in actor.roles:
        return refusal
    if role in actor.roles:
        return None
    return _owner_only(holders)


def _owner_only(holders: Mapping[Role, tuple[str, ...]] | None) -> Refusal:
    return _role_not_allowed(_OWNER, holders or {}, (WayOut.CONTACT_PERSON,))


def _with_own(
    holders: Mapping[Role, tuple[str, ...]],
    actor: Actor,
) -> Mapping[Role, tuple[str, ...]]:
    """Return the holders with the actor among them: a role that acts is held by somebody."""
    return {**dict.fromkeys(actor.roles, (actor.name,)), **holders}


def _handed_out(
    named: frozenset[Role],
    holders: Mapping[Role, tuple[str, ...]],
) -> frozenset[Role]:
    """Return the roles a policy names, or the owner's where nobody holds one of them."""
    return named if any(holders.get(role) for role in named) else _OWNER


def _may_person(
    actor: Actor,
    action: Action,
    policy: SeatPolicy | None,
    holders: Mapping[Role, tuple[str, ...]],
) -> Refusal | None:
    if action in _BY_ANYBODY:
        return None
    if action in _BY_VENDOR:
        return refuse(RefusalCode.ROLE_NOT_ALLOWED, options=(WayOut.CONTACT,))
    allowed = roles_for(action, policy=policy, holders=holders)
    if actor.roles & allowed:
        return None
    wishes_seats = action in {Action.ASSIGN, Action.CHANGE}
    ways_out = (WayOut.ASK_FOR_SEAT,) if wishes_seats else ()
    return _role_not_allowed(allowed, holders, (*ways_out, WayOut.CONTACT_PERSON))


def _role_not_allowed(
    allowed: frozenset[Role],
    holders: Mapping[Role, tuple[str, ...]],
    options: tuple[WayOut, ...],
) -> Refusal:
    roles = tuple(role for role in Role if role in allowed)
    people = tuple(dict.fromkeys(name for role in roles for name in holders.get(role, ())))
    if not people:
        return refuse(RefusalCode.ROLE_NOT_ALLOWED, options=options, roles=roles)
    return refuse(RefusalCode.ROLE_NOT_ALLOWED, options=options, roles=roles, people=people)


def _managed(
    action: Action,
    policy: SeatPolicy | None,
    channel: Channel | None,
) -> Refusal | None:
    """Return `managed_contract` where the account's channel leaves this to the vendor."""
    if policy is None or channel is None:
        return None
    left_to_vendor, ways_out = _LEFT_TO_VENDOR[policy.who.self_service.of(channel)]
    if action not in left_to_vendor:
        return None
    return refuse(RefusalCode.MANAGED_CONTRACT, options=ways_out)
