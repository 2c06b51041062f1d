"""What the renewal run would do up to a date: who renews, with fewer seats, ends, is blocked.

A plain renewal is decided as the run decides it, and nothing is written. Whatever else there is, is
carried out, looked at, and taken back, account by account: so what is told is what would happen.
No gateway is asked, and no number is used.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum, unique
from itertools import islice
from typing import Any, Final
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
    Place,
    Sought,
    count_expected,
    list_expected,
    read_alone,
)
from curule.services.renewals.renewal_decisions import Decisions
from curule.services.renewals.renewal_groups import count_all, each_alike, list_others

log: Final = logging.getLogger("curule.due")

_BEFORE_IT: Final = [source for source in CALENDAR if source.name not in {"renewal", "trial"}]
_CHUNK: Final = 1_000
MOST_AT_ONCE: Final = 300
"""Up to so many are looked at one by one; of more, those that are alike are counted together."""
MOST_REHEARSED: Final = 100
"""So many of those beside which something waits are carried out to see, where there are more."""
MOST_CASES: Final = 5_000
"""So many decisions are remembered."""


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
    after: Place | None = None,
    chunk: int = _CHUNK,
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
    while listed := list_expected(sought, after=after, most=chunk):
        alone = {due.id: due for due in read_alone([each.picked for each in listed if each.active])}
        decisions = Decisions()
        for expected in listed:
            due = alone.get(expected.picked.subscription_id)
            decided = None if due is None else _decided(expected, due, decisions)
            yield decided or replace(_rehearsed(expected), is_rehearsed=True)
        after = listed[-1].place


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
    """How many subscriptions of a plan and a currency have which outcome, and what is invoiced.

    `others` are carried out one by one and were not looked at; they are in no total.
    """

    plan: str
    currency: str
    renew: int = 0
    reduce: int = 0
    end: int = 0
    blocked: int = 0
    others: int = 0
    total_minor: int = 0

    @property
    def total(self) -> Money:
        """What is invoiced, gross."""
        return Money(self.total_minor, self.currency)

    @property
    def carried_out(self) -> int:
        """How many are not known to be blocked."""
        return self.renew + self.reduce + self.end + self.others

    def count(self, foreseen: Foreseen) -> None:
        """Count one more."""
        self.add(foreseen.outcome, 0 if foreseen.total is None else foreseen.total.amount_minor)

    def add(self, outcome: Outcome | None, total: int = 0, *, number: int = 1) -> None:
        """Count so many more, of which each is invoiced `total`; None for what is not known."""
        match outcome:
            case Outcome.RENEW:
                self.renew += number
            case Outcome.REDUCE:
                self.reduce += number
            case Outcome.END:
                self.end += number
            case Outcome.BLOCKED:
                self.blocked += number
            case None:
                self.others += number
        self.total_minor += total * number


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
        total = 0 if each.total is None else each.total.amount_minor
        self.count(each.plan, each.currency, each.outcome, total)

    def count(
        self, plan: str, currency: str, outcome: Outcome | None, total: int = 0, *, number: int = 1
    ) -> None:
        """Count so many more of a plan that come to the same."""
        for kept, key, name in (
            (self._plans, (plan, currency), plan),
            (self._currencies, ("", currency), ""),
        ):
            outlook = kept.setdefault(key, PlanOutlook(plan=name, currency=currency))
            outlook.add(outcome, total, number=number)

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
    """A page of what comes, with the sums of all; `due` are those whose time has come already.

    `has_more` is whether more comes after the page. `is_counted` says that there was too much to
    look at each by itself.
    """

    rows: tuple[Foreseen, ...]
    all: Outlook
    due: Outlook
    has_more: bool
    is_counted: bool


def look_ahead(*, until: datetime, now: datetime, most: int, after: Place | None = None) -> Ahead:
    """Foresee what comes to live accounts: all of it in sums, and a page from a place on.

    The longest due come first. Up to `MOST_AT_ONCE` each is looked at; of more, those that are
    alike are decided once and counted, and of those beside which something waits the first are
    carried out to see, the rest only counted.
    """
    until = max(until, now)
    number = count_expected(until)
    found = foresee(until=until, now=now, after=after, chunk=min(most + 1, _CHUNK))
    page = tuple(islice(found, most + 1))
    rows, has_more = page[:most], len(page) > most
    if number <= MOST_AT_ONCE:
        everything, due = _looked_at(until, now, page if after is None and not has_more else None)
    else:
        everything, due = survey(until=until, now=now)
    return Ahead(
        rows=rows, all=everything, due=due, has_more=has_more, is_counted=number > MOST_AT_ONCE
    )


def expect(*, now: datetime) -> Outlook:
    """Return the sums of what is due now, as `look_ahead` tells them."""
    if count_expected(now) <= MOST_AT_ONCE:
        return _looked_at(now, now, None)[1]
    return survey(until=now, now=now)[1]


def _looked_at(
    until: datetime, now: datetime, seen: tuple[Foreseen, ...] | None
) -> tuple[Outlook, Outlook]:
    """Return the sums of all and of what is due, each looked at by itself."""
    everything, due = Outlook.empty(), Outlook.empty()
    for each in everything.counted(foresee(until=until, now=now) if seen is None else seen):
        if each.at <= now:
            due.add(each)
    return everything, due


def survey(*, until: datetime, now: datetime) -> tuple[Outlook, Outlook]:
    """Return the sums of all that comes up to an instant, and of what is due, for any number.

    What is alike is decided once, and only one group of it is looked at at a time.
    """
    sought = Sought(until=until, now=now)
    everything, due = Outlook.empty(), Outlook.empty()
    left: Counter[tuple[str, str, bool]] = Counter()
    for each in count_all(sought):
        left[get_plan_terms(each.version_id).called, each.currency, each.is_due] += each.number

    def count(plan: str, currency: str, *, is_due: bool, **what: Any) -> None:  # noqa: ANN401
        for outlook in (everything, due) if is_due else (everything,):
            outlook.count(plan, currency, **what)

    decisions = Decisions()
    for alike in each_alike(sought):
        decisions = decisions if decisions.remembers_less_than(MOST_CASES) else Decisions()
        outcome, total = _decided_alike(alike.due, decisions)
        if outcome is None:
            continue
        plan, is_due = get_plan_terms(alike.due.version_id).called, alike.due.boundary <= now
        left[plan, alike.due.currency, is_due] -= alike.number
        of = {"outcome": outcome, "total": total, "number": alike.number}
        count(plan, alike.due.currency, is_due=is_due, **of)
    for expected in list_others(sought, most=MOST_REHEARSED):
        seen = _rehearsed(expected)
        left[seen.plan, seen.currency, seen.at <= now] -= 1
        total = 0 if seen.total is None else seen.total.amount_minor
        of = {"outcome": seen.outcome, "total": total}
        count(seen.plan, seen.currency, is_due=seen.at <= now, **of)
    for (plan, currency, is_due), number in left.items():
        if number > 0:
            count(plan, currency, is_due=is_due, outcome=None, number=number)
    return everything, due


def _decided_alike(due: DueRenewal, decisions: Decisions) -> tuple[Outcome | None, int]:
    """Return what those come to that are alike; None where each has to be looked at."""
    if decisions.ends(due):
        return Outcome.END, 0
    if not decisions.is_plain(due):
        return None, 0
    decision = decisions.decide(due)
    if decision is None:
        return Outcome.BLOCKED, 0
    return Outcome.RENEW, decision.invoice.sums.total if decision.invoice else 0
