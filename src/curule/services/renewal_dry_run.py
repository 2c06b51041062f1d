"""What the renewal run would do up to a date: who renews, with fewer seats, ends, is blocked.

A plain renewal is decided as the run decides it, and nothing is written. Whatever else there is, is
carried out, looked at, and taken back, account by account: so what is told is what would happen.
No gateway is asked, and no number is used.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum, unique
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.lifecycle import Status
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import Invoice, ScheduledReduction, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._calendar import CALENDAR
from curule.services._sources import Scope
from curule.services._sweeping import sweep
from curule.services.renewals import renewals
from curule.services.renewals.due_renewals import (
    DueRenewal,
    Expected,
    Sought,
    list_expected,
    read_alone,
)
from curule.services.renewals.renewal_decisions import Decisions

log: Final = logging.getLogger("curule.due")

_BEFORE_IT: Final = [source for source in CALENDAR if source.name not in {"renewal", "trial"}]
_CHUNK: Final = 1_000
MOST_AT_ONCE: Final = 300
"""So many are foreseen for a page or an answer; the command line foresees all."""


@unique
class Outcome(StrEnum):
    """What the next boundary of a subscription brings."""

    RENEW = "renew"
    REDUCE = "reduce"
    END = "end"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What happens to a subscription at its next boundary, and what is invoiced then.

    `total` is gross and None where nothing is invoiced. `refusal` says why it is blocked; None
    where something else went wrong, which the log of the run tells. `there` is what time it is in
    the account, `zone` the subscription's. What `is_rehearsed` was carried out and taken back.
    """

    account_id: UUID
    account: str
    subscription_id: UUID
    plan: str
    at: datetime
    currency: str
    outcome: Outcome
    zone: str
    there: datetime
    total: Money | None = None
    refusal: Refusal | None = None
    is_rehearsed: bool = False

    @property
    def on(self) -> date:
        """The day of it in the subscription's time zone."""
        return local_date(self.at, self.zone)

    @property
    def is_overdue(self) -> bool:
        """Whether its time has come already."""
        return self.at <= self.there


def foresee(
    *,
    until: datetime,
    now: datetime | None = None,
    on_clocks: bool = False,
    plan_id: UUID | None = None,
    currency: str | None = None,
) -> Iterator[Foreseen]:
    """Tell what the run does up to an instant, the longest due first, chunk by chunk.

    Of each subscription the next boundary alone: what comes after it depends on what is paid.
    Accounts on test clocks have a time of their own and are left out; or they alone are told of,
    each as far ahead of its own time as `until` lies after `now`. Without `now` the time is taken
    to be `until`.
    """
    sought = Sought(
        until=until,
        now=now or until,
        on_clocks=on_clocks,
        plan_id=plan_id,
        currency=currency,
    )
    after: Expected | None = None
    while listed := list_expected(sought, after=after, most=_CHUNK):
        alone = {due.id: due for due in read_alone([each.picked for each in listed if each.active])}
        decisions = Decisions()
        for expected in listed:
            due = alone.get(expected.picked.subscription_id)
            decided = None if due is None else _decided(expected, due, decisions)
            yield decided or replace(_rehearsed(expected), is_rehearsed=True)
        after = listed[-1]


def _decided(expected: Expected, due: DueRenewal, decisions: Decisions) -> Foreseen | None:
    """Tell what the run decides for a subscription beside which nothing waits."""
    if not decisions.is_plain(due):
        return None
    decision = decisions.decide(due)
    if decision is None:
        refusal = refuse(RefusalCode.TAX_UNDECIDED)
        return _foreseen(expected, Outcome.BLOCKED, refusal=refusal)
    total = decision.invoice.sums.total if decision.invoice else 0
    return _foreseen(expected, Outcome.RENEW, total=total)


def _rehearsed(expected: Expected) -> Foreseen:
    """Carry out what an account has up to the boundary, look at it, and take it back."""
    account_id, at = expected.picked.account_id, expected.picked.due_at
    subscription_id, marker = expected.picked.subscription_id, new_id()
    with transaction.atomic():
        try:
            scope = Scope(clock_id=expected.clock_id, account_ids=frozenset({account_id}))
            sweep(_BEFORE_IT, scope, at)
            renewals.turn(account_id=account_id, subscription_id=subscription_id, now=at)
            found = _found(expected, marker)
        except Refused as refused:
            found = _foreseen(expected, Outcome.BLOCKED, refusal=refused.refusal)
        except Exception:
            log.exception("a renewal cannot be foreseen", extra={"row": str(subscription_id)})
            found = _foreseen(expected, Outcome.BLOCKED)
        transaction.set_rollback(True)
    return found


def _found(expected: Expected, marker: UUID) -> Foreseen:
    """Tell what has happened since the id `marker` was made."""
    of = {
        "account_id": expected.picked.account_id,
        "subscription_id": expected.picked.subscription_id,
    }
    row = Subscription.objects.get(account_id=of["account_id"], id=of["subscription_id"])
    issued = Invoice.objects.filter(**of, id__gt=marker).values_list("total_minor", flat=True)
    total = sum(issued)
    if row.status == Status.ENDED:
        return _foreseen(expected, Outcome.END, total=total)
    reduced = ScheduledReduction.objects.filter(
        **of, status="applied", closed_at=expected.picked.due_at
    )
    outcome = Outcome.REDUCE if reduced.exists() else Outcome.RENEW
    return _foreseen(expected, outcome, total=total)


def _foreseen(
    expected: Expected,
    outcome: Outcome,
    *,
    total: int = 0,
    refusal: Refusal | None = None,
) -> Foreseen:
    return Foreseen(
        account_id=expected.picked.account_id,
        account=expected.account,
        subscription_id=expected.picked.subscription_id,
        plan=get_plan_terms(expected.version_id).called,
        at=expected.picked.due_at,
        currency=expected.currency,
        outcome=outcome,
        zone=expected.zone,
        there=expected.there,
        total=Money(total, expected.currency) if total else None,
        refusal=refusal,
    )


# --- together -------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class PlanOutlook:
    """How many subscriptions of a plan and a currency have which outcome, and what is invoiced."""

    plan: str
    currency: str
    renew: int = 0
    reduce: int = 0
    end: int = 0
    blocked: int = 0
    total_minor: int = 0

    @property
    def total(self) -> Money:
        """What is invoiced, gross."""
        return Money(self.total_minor, self.currency)

    @property
    def carried_out(self) -> int:
        """How many are not blocked."""
        return self.renew + self.reduce + self.end

    def count(self, foreseen: Foreseen) -> None:
        """Count one more."""
        match foreseen.outcome:
            case Outcome.RENEW:
                self.renew += 1
            case Outcome.REDUCE:
                self.reduce += 1
            case Outcome.END:
                self.end += 1
            case Outcome.BLOCKED:
                self.blocked += 1
        if foreseen.total is not None:
            self.total_minor += foreseen.total.amount_minor


@dataclass(slots=True)
class Outlook:
    """What was foreseen, added up by plan and by currency; money is never added across them."""

    _plans: dict[tuple[str, str], PlanOutlook]
    _currencies: dict[tuple[str, str], PlanOutlook]

    @classmethod
    def empty(cls) -> Outlook:
        """Return one that has counted nothing."""
        return cls({}, {})

    def counted(self, foreseen: Iterable[Foreseen]) -> Iterator[Foreseen]:
        """Pass on what is foreseen, and count it on the way."""
        for each in foreseen:
            self.add(each)
            yield each

    def add(self, each: Foreseen) -> None:
        """Count one more."""
        for kept, key, plan in (
            (self._plans, (each.plan, each.currency), each.plan),
            (self._currencies, ("", each.currency), ""),
        ):
            kept.setdefault(key, PlanOutlook(plan=plan, currency=each.currency)).count(each)

    @property
    def plans(self) -> tuple[PlanOutlook, ...]:
        """Each plan in each currency, in the order of their names."""
        return tuple(self._plans[key] for key in sorted(self._plans))

    @property
    def currencies(self) -> tuple[PlanOutlook, ...]:
        """All plans of each currency."""
        return tuple(self._currencies[key] for key in sorted(self._currencies))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The first of what comes, with its sums; `due` are those whose time has come already.

    `has_more` is whether more comes than is here, `due_has_more` whether more of it is due.
    """

    rows: tuple[Foreseen, ...]
    all: Outlook
    due: Outlook
    has_more: bool
    due_has_more: bool


def look_ahead(*, until: datetime, now: datetime, most: int) -> Ahead:
    """Foresee what comes to live accounts, the longest due first, but not more than `most`."""
    everything, due = Outlook.empty(), Outlook.empty()
    found = foresee(until=max(until, now), now=now)
    rows = tuple(islice(found, most))
    for each in everything.counted(rows):
        if each.at <= now:
            due.add(each)
    beyond = next(found, None)
    return Ahead(
        rows=rows,
        all=everything,
        due=due,
        has_more=beyond is not None,
        due_has_more=beyond is not None and beyond.at <= now,
    )
