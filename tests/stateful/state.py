"""The plain model of one account: seats with holders, invoices and what is open, roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from curule.core.policy import OwnPlan, SeatPolicy
from tests.stateful.calendar import Grid, days_after, rest_of
from tests.stateful.drawn import Plan, World
from tests.stateful.prices import Charged


class Unlawful(Exception):
    """The model refuses, for any of these reasons."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = frozenset(codes)


class Unclear(Exception):
    """Nothing that is written down says what should happen; the command is not tried."""


@dataclass
class History:
    """Who has had a seat and left it: the rules of reassignment ask."""

    past: list[tuple[str, datetime]] = field(default_factory=list)
    freed_at: datetime | None = None
    last_holder: str | None = None


@dataclass
class Seat:
    """One bought seat: its interval, and who is on it or for whom it is kept."""

    kind: str
    pool: int
    starts_at: datetime
    ends_at: datetime | None = None
    email: str | None = None
    held: bool = False
    since: datetime | None = None
    id: UUID | None = None
    history: History = field(default_factory=History)

    def in_force(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


@dataclass
class Invitation:
    """Sent to an address; open until it is answered, taken back, or its days are over."""

    email: str
    kind: str
    expires_at: datetime
    generation: int = 1
    status: str = "open"
    id: UUID | None = None


@dataclass
class Payment:
    """Money asked of the gateway for an invoice, or that came by transfer."""

    amount: int
    status: str
    by_transfer: bool = False
    applied: int = 0
    ask_again_at: datetime | None = None
    arrives: bool = False
    asked_at: datetime | None = None
    refunded: int = 0


@dataclass
class Invoice:
    """What is owed for something; `granted` once it exists."""

    net: int
    total: int
    issued_at: datetime
    due_at: datetime
    granted: bool
    kind: str
    sub: int
    id: UUID | None = None
    paid: int = 0
    credited: int = 0
    void: bool = False
    left_behind: bool = False
    attempts: int = 0
    attempt_at: datetime | None = None
    payments: list[Payment] = field(default_factory=list)

    @property
    def open(self) -> int:
        return self.total - self.paid - self.credited

    @property
    def is_collected_first(self) -> bool:
        """Between a renewal and the card's first answer nobody can say that it was not paid."""
        return not self.attempts and self.attempt_at is not None

    def is_unpaid(self, now: datetime) -> bool:
        """Issued, open, for something that was granted, and due."""
        granted = self.granted and not self.is_collected_first
        return self.open > 0 and granted and self.due_at <= now

    @property
    def begins_grace(self) -> bool:
        """Whether it can end what runs, once it is due: not what ended before that began anew."""
        return self.granted and not self.is_collected_first and not self.left_behind

    @property
    def paid_by_method(self) -> int:
        """What was paid on it by a card or a transfer, and has not gone back."""
        return sum(
            each.applied - each.refunded for each in self.payments if each.status == "succeeded"
        )

    @property
    def in_flight(self) -> bool:
        return any(payment.status == "unknown" for payment in self.payments)


@dataclass
class SeatChange:
    """What a change of numbers does, once it is carried out."""

    moves: dict[str, int] = field(default_factory=dict)
    schedule: dict[str, int | None] = field(default_factory=dict)
    leave: tuple[str, ...] = ()
    restarts: bool = False
    plan: str | None = None
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def has_effect(self) -> bool:
        return bool(self.moves or self.schedule or self.restarts)


@dataclass
class Order:
    """What waits for its money."""

    kind: str
    change: SeatChange
    invoice: Invoice
    sub: int
    priced_at: datetime
    priced_until: datetime | None = None


@dataclass
class Scheduled:
    """A total from the term's end on, and who was chosen to leave then."""

    target: int
    at: datetime
    leave: tuple[str, ...] = ()


@dataclass
class NextTerm:
    """A term ordered by hand that waits for the end of the running one."""

    totals: dict[str, int]
    leave: tuple[str, ...]
    invoice: Invoice | None = None


@dataclass
class Sub:
    """A subscription."""

    number: int
    plan: Plan
    zone: str
    auto_renew: bool
    buyer: str
    id: UUID | None = None
    status: str = "incomplete"
    grid: Grid | None = None
    period: tuple[datetime, datetime] | None = None
    term: tuple[datetime, datetime] | None = None
    trial_ends_at: datetime | None = None
    ended_at: datetime | None = None
    last_totals: dict[str, int] = field(default_factory=dict)
    first_totals: dict[str, int] = field(default_factory=dict)
    has_begun: bool = False
    seats: list[Seat] = field(default_factory=list)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    plan_change: tuple[datetime, str] | None = None
    plans: dict[str, Plan] = field(default_factory=dict)
    next_term: NextTerm | None = None
    waiting_lines: list[int] = field(default_factory=list)
    books: dict[str, list[Charged]] = field(default_factory=dict)
    pools: int = 0
    version: int = 0

    @property
    def policy(self) -> SeatPolicy:
        return self.plan.policy

    @property
    def takes_buyer(self) -> bool:
        """Whether the buyer gets a seat with the first grant."""
        return self.policy.assignment.buyer_takes_seat and self.buyer != "vendor"

    @property
    def running(self) -> bool:
        return self.status in {"active", "trialing"}

    def of(self, kind: str, now: datetime) -> list[Seat]:
        return [seat for seat in self.seats if seat.kind == kind and seat.in_force(now)]

    def total(self, kind: str, now: datetime) -> int:
        seats = self.of(kind, now)
        if self.plan.kind(kind).unlimited:
            return sum(seat.email is not None for seat in seats)
        return len(seats)

    def taken(self, kind: str, now: datetime) -> int:
        return sum(seat.email is not None for seat in self.of(kind, now))

    def next_total(self, kind: str, now: datetime) -> int:
        planned = self.scheduled.get(kind)
        return self.total(kind, now) if planned is None else planned.target

    def seat_of(self, email: str, kind: str, now: datetime) -> list[Seat]:
        return [seat for seat in self.of(kind, now) if seat.email == email]

    def held_by(self, email: str, now: datetime) -> list[Seat]:
        return [seat for seat in self.seats if seat.in_force(now) and seat.email == email]

    def rest(self, at: datetime) -> Fraction:
        """Which part of the running period is left."""
        assert self.period is not None
        assert self.grid is not None
        return rest_of(self.policy.proration.unit.value, *self.period, at, self.grid)

    def whole_price(self, totals: Mapping[str, int]) -> int:
        """What a whole period costs with these totals, before tax."""
        return sum(
            kind.price.whole(totals.get(kind.name, 0))
            for kind in self.plan.kinds
            if kind.price is not None
        )


@dataclass
class Wait:
    """Somebody on the waiting list."""

    email: str
    kind: str


@dataclass
class Settlement:
    """What the own plan of somebody who joined is worth, and when that moves."""

    email: str
    transfers: bool
    value: int
    moves_at: datetime


@dataclass
class Person:
    """Whoever may turn up: registered users have proved their address and given their names."""

    email: str
    id: UUID | None = None

    @property
    def registered(self) -> bool:
        return self.id is not None


@dataclass
class Account:
    """The model's whole state."""

    world: World
    now: datetime
    people: dict[str, Person]
    roles: dict[str, list[str]]
    members: set[str]
    tax_id: bool
    rate: Decimal | None
    subs: list[Sub] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    waiting: list[Wait] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    credit: int = 0
    forgiven: list[tuple[int, datetime]] = field(default_factory=list)
    own_plans: set[str] = field(default_factory=set)
    ended_by_time: set[str] = field(default_factory=set)

    def copied(self) -> Account:
        """As it stands, to be put back where a command comes to nothing."""
        return deepcopy(self)

    @property
    def sub(self) -> Sub:
        return self.subs[-1]

    @property
    def policy(self) -> SeatPolicy:
        return self.sub.policy if self.subs else self.world.plan.policy

    @property
    def refused_own_plans(self) -> set[str]:
        """Who may not be seated at once, having a plan of their own."""
        return self.own_plans if self.policy.joining.own_plan is OwnPlan.REFUSE else set()

    # --- who may ---------------------------------------------------------------------------------

    def may(self, email: str, named: Iterable[str]) -> bool:
        """Whether somebody may, where a policy names roles; the owner where nobody has one."""
        if email == "vendor":
            return True
        holders = [who for role in named for who in self.roles.get(role, ())]
        return email in (holders or self.roles["owner"])

    def require_change(self, email: str) -> None:
        if not self.may(email, self.policy.who.change_roles):
            raise Unlawful("role_not_allowed")

    def require_assign(self, email: str) -> None:
        if not self.may(email, self.policy.who.assign_roles):
            raise Unlawful("role_not_allowed")

    # --- money -----------------------------------------------------------------------------------

    @property
    def owed(self) -> int:
        return sum(invoice.open for invoice in self.invoices)

    @property
    def open_invoices(self) -> list[Invoice]:
        return [invoice for invoice in self.invoices if invoice.open > 0]

    def unpaid_since(self, sub: Sub, now: datetime) -> datetime | None:
        return min((at for at in self._graces(sub) if at <= now), default=None)

    def _graces(self, sub: Sub) -> list[datetime]:
        """The due dates from which grace is counted."""
        mine = (each for each in self.open_invoices if each.sub == sub.number)
        return [invoice.due_at for invoice in mine if invoice.begins_grace]

    def owes(self, now: datetime) -> bool:
        return any(invoice.is_unpaid(now) for invoice in self.open_invoices)

    # --- time ------------------------------------------------------------------------------------

    def grace_steps(self, sub: Sub) -> list[tuple[datetime, str]]:
        """When which status begins for what is unpaid now."""
        return self._steps(sub, self.unpaid_since(sub, self.now))

    def grace_steps_of(self, sub: Sub) -> list[tuple[datetime, str]]:
        """The same for what is due now or later."""
        return self._steps(sub, min(self._graces(sub), default=None))

    def _steps(self, sub: Sub, since: datetime | None) -> list[tuple[datetime, str]]:
        if since is None:
            return []
        begins, days = since, 0
        steps: list[tuple[datetime, str]] = []
        for step in sub.policy.unpaid.grace:
            steps.append((begins, "past_due" if step.access else "suspended"))
            days += step.days
            begins = days_after(since, days, sub.zone)
        return [*steps, (begins, "ended")]

    def status_of(self, sub: Sub) -> str:
        if sub.status != "active":
            return sub.status
        reached = [status for at, status in self.grace_steps(sub) if at <= self.now]
        return reached[-1] if reached else "active"

    def access_ends_at(self, sub: Sub) -> datetime | None:
        """When access ends if what is unpaid stays so."""
        without = [at for at, status in self.grace_steps(sub) if status != "past_due"]
        return min(without, default=None)
