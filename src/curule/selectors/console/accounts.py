"""Accounts as the vendor looks for them, and one of them whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.policy import Channel
from curule.core.roles import Role
from curule.data import models
from curule.selectors.catalog import get_plan_terms
from curule.selectors.console.home import number_unknown
from curule.selectors.console.paging import Page, page_of
from curule.selectors.console.seat_numbers import SeatNumbers, seats_by_account
from curule.selectors.console.time_there import time_there

STATES = ("active", "waiting", "overdue", "managed", "ended", "new", "parked", "number_unknown")
_RUNNING = (Status.TRIALING, Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account: who owns it, what it has bought, how many seats it uses, what it owes."""

    id: UUID
    name: str
    country: str
    owner: str
    plans: tuple[str, ...]
    seats: SeatNumbers
    owed: tuple[Money, ...]
    is_overdue: bool
    state: str
    channel: Channel
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """One account with everything that stands above its tabs."""

    row: AccountRow
    kind: str
    tax_id: str
    registration_number: str
    tax_rate: str
    time_zone: str
    language: str
    adviser: str
    created_at: datetime
    now: datetime
    credit: tuple[Money, ...]
    maxima: tuple[tuple[str, str, int], ...]


def list_accounts(
    now: datetime, *, search: str = "", state: str = "", plan: str = "", number: int = 1
) -> Page[AccountRow]:
    """Return a page of the accounts, by name; `plan` is the id of a plan."""
    found = models.Account.objects.select_related("clock").order_by("name", "id")
    for word in search.split()[:5]:
        found = found.filter(_matches(word))
    if state in STATES:
        found = _in_state(found, state, now)
    if plan:
        found = found.filter(Exists(_subscriptions(plan_version_id__in=_versions_of(plan))))
    return page_of(found, number, lambda listed: _rows(listed, now))


def get_account(account_id: UUID, now: datetime) -> AccountCard | None:
    """Return one account, or None."""
    account = models.Account.objects.select_related("clock").filter(id=account_id).first()
    if account is None:
        return None
    (row,) = _rows([account], now)
    there = models.Account.objects.annotate(there=time_there(now, "")).get(id=account_id).there
    newest: dict[str, Money] = {}
    for entry in models.CreditEntry.objects.filter(account_id=account_id).order_by("number"):
        newest[entry.currency] = Money(entry.balance_after_minor, entry.currency)
    maxima = list(models.SeatMaximum.objects.filter(account_id=account_id).order_by("id"))
    products = models.Product.objects.in_bulk([each.product_id for each in maxima])
    return AccountCard(
        row=row,
        kind=account.kind,
        tax_id=account.tax_id,
        registration_number=account.registration_number,
        tax_rate="" if account.tax_rate is None else f"{account.tax_rate.normalize():f}",
        time_zone=account.time_zone,
        language=account.language,
        adviser=account.adviser,
        created_at=account.created_at,
        now=there,
        credit=tuple(amount for amount in newest.values() if amount.amount_minor),
        maxima=tuple(
            (products[each.product_id].name, each.seat_type, each.maximum) for each in maxima
        ),
    )


def plan_choices() -> tuple[tuple[str, str], ...]:
    """Return the plans as (id, name with its product), by name."""
    plans = models.Plan.objects.select_related("product").order_by("product__name", "name")
    return tuple((str(plan.id), f"{plan.product.name} · {plan.name}") for plan in plans)


def account_choices(limit: int = 500) -> tuple[tuple[str, str], ...]:
    """Return accounts as (id, name), by name."""
    rows = models.Account.objects.order_by("name", "id").values_list("id", "name")[:limit]
    return tuple((str(account_id), name) for account_id, name in rows)


def similar_accounts(name: str, tax_id: str) -> tuple[tuple[UUID, str], ...]:
    """Return accounts that may be the same company: same name or same tax id."""
    same = Q(name__iexact=name.strip()) if name.strip() else Q(pk=None)
    if tax_id.strip():
        same |= Q(tax_id="".join(tax_id.split()).upper())
    return tuple(models.Account.objects.filter(same).values_list("id", "name")[:5])


def _versions_of(plan: str) -> QuerySet[models.PlanVersion, Any]:
    try:
        plan_id = UUID(plan)
    except ValueError:
        return models.PlanVersion.objects.none().values("id")
    return models.PlanVersion.objects.filter(plan_id=plan_id).values("id")


def _subscriptions(**wanted: object) -> QuerySet[models.Subscription]:
    return models.Subscription.objects.filter(account_id=OuterRef("id"), **wanted)


def _matches(word: str) -> Q:
    people = models.RoleGrant.objects.filter(
        account_id=OuterRef("id"), revoked_at=None, person__email__icontains=word
    )
    invoices = models.Invoice.objects.filter(account_id=OuterRef("id"), number__iexact=word)
    return Q(name__icontains=word) | Q(tax_id__icontains=word) | Exists(people) | Exists(invoices)


def _in_state(
    found: QuerySet[models.Account], state: str, now: datetime
) -> QuerySet[models.Account]:
    running, any_one = Exists(_subscriptions(status__in=_RUNNING)), Exists(_subscriptions())
    waiting = Exists(_subscriptions(status=Status.INCOMPLETE))
    late = models.Invoice.objects.alias(there=time_there(now)).filter(
        account_id=OuterRef("id"), status="open", due_at__lte=F("there")
    )
    match state:
        case "active":
            return found.filter(running)
        case "waiting":
            return found.filter(waiting).exclude(running)
        case "overdue":
            return found.filter(Exists(late))
        case "managed":
            return found.exclude(channel=Channel.ONLINE)
        case "ended":
            return found.filter(any_one).exclude(running).exclude(waiting)
        case "number_unknown":
            return found.filter(number_unknown())
        case "parked":
            parked = models.Parking.objects.filter(account_id=OuterRef("id"), released_at=None)
            return found.filter(Exists(parked))
        case _:
            return found.exclude(any_one)


def _rows(listed: list[models.Account], now: datetime) -> list[AccountRow]:
    ids = [account.id for account in listed]
    owners = _owners(ids)
    plans, states = _plans_and_states(ids)
    seats = seats_by_account(ids, now)
    owed, overdue = _owed(ids, now)
    return [
        AccountRow(
            id=account.id,
            name=account.name,
            country=account.country,
            owner=owners.get(account.id, ""),
            plans=plans[account.id],
            seats=seats.get(account.id, SeatNumbers()),
            owed=owed[account.id],
            is_overdue=account.id in overdue,
            state="overdue" if account.id in overdue else _state(states[account.id]),
            channel=Channel(account.channel),
            clock=account.clock.name if account.clock else "",
        )
        for account in listed
    ]


def _state(statuses: set[str]) -> str:
    if not statuses:
        return "new"
    if statuses & set(_RUNNING):
        return "active"
    return "waiting" if Status.INCOMPLETE in statuses else "ended"


def _owners(ids: Collection[UUID]) -> dict[UUID, str]:
    grants = models.RoleGrant.objects.filter(
        account_id__in=ids, role=Role.OWNER, revoked_at=None
    ).order_by("-id")
    return dict(grants.values_list("account_id", "person__email"))


def _plans_and_states(
    ids: Collection[UUID],
) -> tuple[defaultdict[UUID, tuple[str, ...]], defaultdict[UUID, set[str]]]:
    plans: defaultdict[UUID, tuple[str, ...]] = defaultdict(tuple)
    states: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = models.Subscription.objects.filter(account_id__in=ids).order_by("id")
    for account_id, version_id, status in rows.values_list(
        "account_id", "plan_version_id", "status"
    ):
        states[account_id].add(status)
        terms = get_plan_terms(version_id)
        name = f"{terms.product_name} · {terms.plan_name}"
        if status != Status.ENDED and name not in plans[account_id]:
            plans[account_id] = (*plans[account_id], name)
    return plans, states


def _owed(
    ids: Collection[UUID], now: datetime
) -> tuple[defaultdict[UUID, tuple[Money, ...]], set[UUID]]:
    is_open = F("total_minor") - F("paid_minor") - F("credited_minor")
    rows = (
        models.Invoice.objects.annotate(there=time_there(now))
        .filter(account_id__in=ids, status="open")
        .values("account_id", "currency")
        .annotate(owed=Sum(is_open), late=Sum(is_open, filter=Q(due_at__lte=F("there"))))
        .order_by("currency")
    )
    owed: defaultdict[UUID, tuple[Money, ...]] = defaultdict(tuple)
    overdue: set[UUID] = set()
    for row in rows:
        owed[row["account_id"]] = (*owed[row["account_id"]], Money(row["owed"], row["currency"]))
        if row["late"]:
            overdue.add(row["account_id"])
    return owed, overdue
