"""What a step can do: one frozen value per operation of a scenario file, its arguments typed.

An argument that is None was not given; what then holds is the policy's or the service's to say.
Amounts are minor units, `seats` map the name of a seat type to a number of seats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import ClassVar, TypeAlias

from curule.core.intervals import IntervalUnit
from curule.core.policy import Channel, OpenReduction
from curule.core.roles import Role
from curule.core.settlement import Choice


@unique
class Pay(StrEnum):
    """Whether the order is paid at once; `unknown`: the gateway's answer is lost."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@unique
class GatewayAnswer(StrEnum):
    """How the sandbox answers every charge of a payment method."""

    SUCCEED = "succeed"
    DECLINE = "decline"
    HANG = "hang"
    LOSE_ANSWER = "lose_answer"


@unique
class IfFull(StrEnum):
    """Who is invited when seats are missing: nobody, the first ones, or all, and some wait."""

    REFUSE = "refuse"
    FIRST = "first"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """The account's first order; `plan` is the name of the plan, never None."""

    do: ClassVar[str] = "subscribe"
    seats: Mapping[str, int]
    plan: str
    trial_days: int | None = None
    auto_renew: bool | None = None
    coupon: str | None = None
    pay: Pay | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSeats:
    """A new total per seat type."""

    do: ClassVar[str] = "set_seats"
    seats: Mapping[str, int]
    pay: Pay | None = None
    method: str | None = None
    leave: tuple[str, ...] | None = None
    reduction: OpenReduction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSeats:
    """So many seats more per seat type."""

    do: ClassVar[str] = "add_seats"
    seats: Mapping[str, int]
    pay: Pay | None = None
    method: str | None = None
    leave: tuple[str, ...] | None = None
    reduction: OpenReduction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlan:
    """Another plan; without `seats` the same numbers."""

    do: ClassVar[str] = "change_plan"
    plan: str
    seats: Mapping[str, int] | None = None
    pay: Pay | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Price a change and commit nothing."""

    do: ClassVar[str] = "quote"
    change: SetSeats | AddSeats | ChangePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSeats:
    """Take a scheduled reduction back."""

    do: ClassVar[str] = "keep_seats"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAutoRenew:
    """Turn automatic renewal on or off."""

    do: ClassVar[str] = "set_auto_renew"
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew:
    """Order the next term by hand; without `seats` the present numbers."""

    do: ClassVar[str] = "renew"
    seats: Mapping[str, int] | None = None
    leave: tuple[str, ...] | None = None
    pay: Pay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """End the subscription at its term's end; `now` is the vendor's alone."""

    do: ClassVar[str] = "cancel"
    now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """Add a payment method; one that is not saved is no default, whatever `default` says."""

    do: ClassVar[str] = "payment_method"
    name: str
    save: bool
    answers: GatewayAnswer = GatewayAnswer.SUCCEED
    default: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PayInvoice:
    """Pay the oldest open invoice of the account, or of `person`'s own; `invoice` counts from 1."""

    do: ClassVar[str] = "pay"
    invoice: int | None = None
    method: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailPayment:
    """One declined attempt at the oldest open invoice of the account, or of `person`'s own."""

    do: ClassVar[str] = "fail_payment"
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayment:
    """The vendor records a transfer; without `amount` the oldest open amount."""

    do: ClassVar[str] = "record_payment"
    amount: int | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCredit:
    """The vendor gives credit out of goodwill."""

    do: ClassVar[str] = "issue_credit"
    amount: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCoupon:
    """The vendor makes a coupon: so many per cent, or an amount a period, for so many periods.

    Without `times` it holds for good.
    """

    do: ClassVar[str] = "make_coupon"
    code: str
    percent: int | None = None
    amount: int | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A stranger makes a user account and proves the address."""

    do: ClassVar[str] = "register"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Somebody who is invited."""

    email: str
    first_name: str | None = None
    last_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """Invite one or several people."""

    do: ClassVar[str] = "invite"
    people: tuple[Invitee, ...]
    seat_type: str | None = None
    if_full: IfFull | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resend:
    """Send an invitation again."""

    do: ClassVar[str] = "resend"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInvitation:
    """Take an invitation back."""

    do: ClassVar[str] = "cancel_invitation"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """The invited person says no."""

    do: ClassVar[str] = "decline"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """The invited person says yes, with a choice where an own paid plan is to be settled."""

    do: ClassVar[str] = "accept"
    person: str
    join: Choice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoJoin:
    """The person takes the joining back."""

    do: ClassVar[str] = "undo_join"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """Give a registered person a seat; `seat` counts from 1."""

    do: ClassVar[str] = "bind"
    person: str
    seat_type: str | None = None
    seat: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassign:
    """Free a person's seat; `seat` counts from 1."""

    do: ClassVar[str] = "unassign"
    person: str
    seat_type: str | None = None
    seat: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlan:
    """The person buys a plan of their own, in an account of their own with so many `members`.

    The currency is the scenario's; `plan` names one of the file's plans whose policy then holds.
    """

    do: ClassVar[str] = "own_plan"
    person: str
    unit_amount: int
    interval: IntervalUnit
    plan: str | None = None
    pay: Pay | None = None
    members: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForSeat:
    """The person asks for a seat."""

    do: ClassVar[str] = "ask_for_seat"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRequest:
    """The person's request for a seat is granted."""

    do: ClassVar[str] = "approve_request"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineRequest:
    """The person's request for a seat is declined."""

    do: ClassVar[str] = "decline_request"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForQuote:
    """A managed account asks its adviser for a quote."""

    do: ClassVar[str] = "ask_for_quote"
    seats: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferQuote:
    """The vendor offers a quote that stands for so many `days`."""

    do: ClassVar[str] = "offer_quote"
    seats: Mapping[str, int]
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptQuote:
    """The customer accepts the open offer."""

    do: ClassVar[str] = "accept_quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineQuote:
    """The customer declines the open offer."""

    do: ClassVar[str] = "decline_quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole:
    """Give a person a role in the account."""

    do: ClassVar[str] = "grant_role"
    person: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRole:
    """Take a role from a person."""

    do: ClassVar[str] = "revoke_role"
    person: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMaximum:
    """The vendor agrees a maximum with this account."""

    do: ClassVar[str] = "set_maximum"
    seats: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChannel:
    """The vendor moves the account to another channel."""

    do: ClassVar[str] = "set_channel"
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTaxId:
    """The customer gives or changes the tax id."""

    do: ClassVar[str] = "set_tax_id"
    tax_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrice:
    """The vendor publishes the plan at another price per seat and announces it."""

    do: ClassVar[str] = "change_price"
    unit_amount: int
    notice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """Nothing but time: everything due up to the step's instant happens."""

    do: ClassVar[str] = "advance"


Operation: TypeAlias = (
    Subscribe
    | Quote
    | SetSeats
    | AddSeats
    | KeepSeats
    | ChangePlan
    | SetAutoRenew
    | Renew
    | Cancel
    | PaymentMethod
    | PayInvoice
    | FailPayment
    | RecordPayment
    | IssueCredit
    | MakeCoupon
    | Register
    | Invite
    | Resend
    | CancelInvitation
    | Decline
    | Accept
    | UndoJoin
    | Bind
    | Unassign
    | OwnPlan
    | AskForSeat
    | ApproveRequest
    | DeclineRequest
    | AskForQuote
    | OfferQuote
    | AcceptQuote
    | DeclineQuote
    | GrantRole
    | RevokeRole
    | SetMaximum
    | SetChannel
    | SetTaxId
    | ChangePrice
    | Advance
)
