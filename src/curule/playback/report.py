"""What happened, step by step, in the shape that `curule scenario run --json` prints.

The player fills these values from what the services answered and from the database; every list is
a tuple, every instant an aware datetime in UTC, every amount minor units. `as_json()` turns them
into plain maps, lists, strings and numbers with the keys in the documented order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, TypeAlias

from curule.core.refusals import RefusalCode
from curule.playback.expectations import Json, Mismatch, judge, judge_together
from curule.playback.scenario import Scenario
from curule.playback.steps import Step, Together


def rfc3339(instant: datetime) -> str:
    """Return an instant as `2026-04-01T22:00:00Z`."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


class _Part:
    """A part of a report: its JSON has its fields as keys, in their order."""

    __slots__ = ()

    def as_json(self) -> dict[str, Json]:
        """Return the part as plain values."""
        part: Any = self
        return {each.name: _plain(getattr(part, each.name)) for each in fields(part)}


def _plain(value: object) -> Json:
    if isinstance(value, _Part):
        return value.as_json()
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReport(_Part):
    """A line of a quote or an invoice.

    `numerator` and `denominator` are the counted units of `proration.unit` in the anchored period,
    not reduced and both positive: the sign is in `quantity` and `amount`. `discount` is what a
    coupon took off; the amount is what it left. A line without one does not name it.
    """

    description: str
    seat_type: str | None = None
    quantity: int
    unit_amount: int | None
    period_start: datetime | None = None
    period_end: datetime | None = None
    numerator: int | None = None
    denominator: int | None = None
    discount: int = 0
    amount: int

    def as_json(self) -> dict[str, Json]:
        """Return the line as plain values; `discount` only where something came off."""
        written = _Part.as_json(self)
        if not self.discount:
            del written["discount"]
        return written


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledReport(_Part):
    """The total of a seat type from an instant on."""

    at: datetime
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledInQuote(_Part):
    """The total that a quote would schedule for a seat type."""

    seat_type: str
    at: datetime
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteReport(_Part):
    """What a change costs; `usable` is when its seats can be used, or `on_payment`.

    `given_back` comes back apart from it, by credit notes of their own, tax included.
    """

    lines: tuple[LineReport, ...] = ()
    subtotal: int
    tax: int
    total: int
    credit: int
    due_now: int
    given_back: int = 0
    at_renewal: int | None
    usable: datetime | str | None = None
    asks: tuple[str, ...] = ()
    scheduled: tuple[ScheduledInQuote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReport(_Part):
    """An invoice that the step brought about or touched, or a credit note."""

    number: str
    status: str
    issued_at: datetime
    due_at: datetime | None = None
    lines: tuple[LineReport, ...] = ()
    subtotal: int
    tax: int
    total: int
    paid: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReport(_Part):
    """Money that came, or did not; `method` is its name."""

    method: str
    amount: int
    status: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReport(_Part):
    """Money that goes back; `to` is the name of a method."""

    amount: int
    to: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementReport(_Part):
    """What becomes of an own paid plan when its owner joins."""

    person: str
    choice: str
    amount: int
    moves_at: datetime
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReport(_Part):
    """A mail that left or waits to leave."""

    template: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsReport(_Part):
    """The numbers of one seat type after the step: total = occupied + held + free."""

    total: int
    occupied: int
    held: int
    free: int
    scheduled: tuple[ScheduledReport, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceReport(_Part):
    """What the account owes and what it has in credit: two numbers, never one."""

    owed: int = 0
    credit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport(_Part):
    """The same of a person's own account, and the status of the plan there."""

    owed: int = 0
    credit: int = 0
    plan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReport(_Part):
    """May this person use the product, until when, and if not why."""

    allowed: bool
    until: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport(_Part):
    """One step: how it went, what it brought about, and how things stand after it.

    `by` is the address of who did it, or `vendor`. `sentence` says what `refused` means, in the
    reader's language. Where there is no subscription yet, `status` and the dates are None.
    """

    at: datetime
    do: str
    by: str | None = None
    replayed: bool = False
    refused: RefusalCode | None = None
    sentence: str | None = None
    options: tuple[str, ...] = ()
    quote: QuoteReport | None = None
    invoices: tuple[InvoiceReport, ...] = ()
    credit_notes: tuple[InvoiceReport, ...] = ()
    payments: tuple[PaymentReport, ...] = ()
    refunds: tuple[RefundReport, ...] = ()
    settlements: tuple[SettlementReport, ...] = ()
    mails: tuple[MailReport, ...] = ()
    seats: Mapping[str, SeatsReport] = field(default_factory=dict)
    renews_at: datetime | None = None
    ends_at: datetime | None = None
    status: str | None = None
    balance: BalanceReport = BalanceReport()
    own: Mapping[str, OwnReport] = field(default_factory=dict)
    invitations: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, AccessReport] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it was not refused."""
        return self.refused is None

    def as_json(self) -> dict[str, Json]:
        """Return the step as plain values."""
        # _Part by name: slots=True makes the class anew, and a bare super() would mean the old one.
        written = _Part.as_json(self)
        first = {key: written.pop(key) for key in ("at", "do", "by")}
        return {**first, "ok": self.ok, **written}


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherReport(_Part):
    """Steps that ran at once, in the order of the file."""

    at: datetime
    results: tuple[StepReport, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the steps as plain values."""
        results = [result.as_json() for result in self.results]
        return {"at": rfc3339(self.at), "do": "together", "results": results}


@dataclass(frozen=True, slots=True)
class PlayedStep:
    """A step beside what came of it."""

    step: Step
    report: StepReport
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True, slots=True)
class PlayedTogether:
    """Steps that ran at once beside what came of them."""

    step: Together
    report: TogetherReport
    mismatches: tuple[Mismatch, ...]


Played: TypeAlias = PlayedStep | PlayedTogether


@dataclass(frozen=True, slots=True)
class ScenarioReport:
    """A scenario beside what came of it; `failed` when anything is not as expected."""

    scenario: Scenario
    played: tuple[Played, ...]

    @classmethod
    def of(
        cls, scenario: Scenario, reports: Sequence[StepReport | TogetherReport]
    ) -> ScenarioReport:
        """Judge the reports of a scenario's steps: one for each step, in their order.

        Raises:
            ValueError: a report is missing, or is of another kind than its step.
        """
        pairs = zip(scenario.steps, reports, strict=True)
        return cls(scenario, tuple(_judged(step, report, scenario.zone) for step, report in pairs))

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """Everything that is not as expected, in order."""
        return tuple(mismatch for each in self.played for mismatch in each.mismatches)

    @property
    def failed(self) -> bool:
        """Whether anything is not as expected."""
        return bool(self.mismatches)

    def as_json(self) -> list[Json]:
        """Return one plain object per step."""
        return [each.report.as_json() for each in self.played]


def _judged(step: Step | Together, report: StepReport | TogetherReport, zone: str) -> Played:
    if isinstance(step, Step) and isinstance(report, StepReport):
        return PlayedStep(step, report, judge(step, report.as_json(), zone=zone))
    if isinstance(step, Together) and isinstance(report, TogetherReport):
        results = [result.as_json() for result in report.results]
        return PlayedTogether(step, report, judge_together(step, results, zone=zone))
    raise ValueError(f"the step at {step.place} has a report of another kind")
