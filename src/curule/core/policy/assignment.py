"""How a person gets a seat, and what happens to a plan of their own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from curule.core.policy.forms import Flag, HourCount, SomeDays
from curule.core.policy.written import NumberedChoice, Text, Word, WordSet


class AssignmentMode(StrEnum):
    """How a seat is given.

    `direct`: who has a verified user account is active at once, anybody else is
    invited. `registered_person`: only who has one can be given a seat.
    """

    INVITATION = "invitation"
    REGISTERED_PERSON = "registered_person"
    DIRECT = "direct"


class Identity(StrEnum):
    """What must be known of a person."""

    EMAIL = "email"
    EMAIL_AND_NAMES = "email_and_names"


class Duplicate(StrEnum):
    """What giving a seat to a person who has one already does."""

    IGNORE = "ignore"
    REFUSE = "refuse"


class ReassignRule(StrEnum):
    """How often a seat may change hands."""

    UNLIMITED = "unlimited"
    COOLDOWN_HOURS = "cooldown_hours"
    PER_TERM = "per_term"


class Reassign(NumberedChoice[ReassignRule]):
    """A rule for changing hands: hours of rest, or changes per seat and term."""

    __slots__ = ()
    choices: ClassVar[type[StrEnum]] = ReassignRule
    numbered: ClassVar[frozenset[StrEnum]] = frozenset(
        {ReassignRule.COOLDOWN_HOURS, ReassignRule.PER_TERM},
    )
    largest: ClassVar[int] = 24 * 366


class AutoAssign(StrEnum):
    """Whether people of a verified domain get a free seat by themselves."""

    OFF = "off"
    VERIFIED_DOMAIN = "verified_domain"


class OwnPlan(StrEnum):
    """What happens to the running plan of a person who accepts a seat."""

    REFUSE = "refuse"
    KEEP_BOTH = "keep_both"
    SETTLE = "settle"


class JoinRequirement(StrEnum):
    """What must be true of the account that is settled."""

    NO_UNPAID_INVOICE = "no_unpaid_invoice"
    SOLE_MEMBER = "sole_member"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentPolicy:
    """Group `assignment`."""

    mode: Annotated[AssignmentMode, Word(AssignmentMode)]
    identity: Annotated[Identity, Word(Identity)]
    invitation_days: SomeDays
    resend_resets: Flag
    old_link_dies: Flag
    holds_seat: Flag
    buyer_takes_seat: Flag
    duplicate: Annotated[Duplicate, Word(Duplicate)]
    reassign: Annotated[Reassign, Text(Reassign.parse)]
    auto_assign: Annotated[AutoAssign, Word(AutoAssign)]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningPolicy:
    """Group `joining`."""

    own_plan: Annotated[OwnPlan, Word(OwnPlan)]
    requires: Annotated[frozenset[JoinRequirement], WordSet(JoinRequirement)]
    undo_hours: HourCount
