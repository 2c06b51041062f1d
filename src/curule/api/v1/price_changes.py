"""New prices for running subscriptions: whom they reach, announced with notice, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked, key_of, once_only
from curule.api.v1.caller import ByKey, caller_of, selling
from curule.api.v1.finding import id_of, maybe_id_of, not_found, plan_seen
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    AccountId,
    Amount,
    Given,
    Instant,
    Page,
    PlanId,
    PriceChangeId,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.price_changes import DEFAULT_NOTICE_DAYS, LONGEST_NOTICE_DAYS
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Number
from curule.selectors.price_changes import newest_version, open_ids
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.price_changes import (
    PriceChangeSeen,
    Reach,
    find_price_changes,
    find_reach,
    list_price_changes,
)
from curule.services import price_announcements
from curule.services.sweeps import announcing_now

router = Router(tags=["price_changes"])
_READ = ByKey(Scope.SUBSCRIPTIONS_READ)  # what customers pay, and how many they are
_WRITE = ByKey(Scope.CATALOG_WRITE)


class PriceChangeOut(Schema):
    """New prices for one subscription, at its first renewal not before `not_before`.

    `renews_at` and the amounts of a period, with tax, are those that the announcement named.
    """

    object: Literal["price_change"] = "price_change"
    id: PriceChangeId
    account: AccountId
    subscription: SubscriptionId
    plan: PlanId
    version: int
    status: str
    notice_days: int
    before: Amount
    after: Amount
    created_at: Instant
    not_before: Instant
    renews_at: Instant
    closed_at: Instant | None


class SumOut(Schema):
    """What a period of all whom it reaches comes to in a currency, with tax."""

    before: Amount
    after: Amount


class ProgressOut(Schema):
    """How far the last announcement, or the last taking back, has come."""

    number: int
    done: int
    is_running: bool
    was_stopped: bool


class ReachOut(Schema):
    """Whom the newest version would reach, and why it does not reach others."""

    object: Literal["price_change_reach"] = "price_change_reach"
    plan: PlanId
    version: int
    notice_days: int
    reached: int
    first_at: Instant | None
    last_at: Instant | None
    sums: list[SumOut]
    left_out: dict[str, int]
    progress: ProgressOut | None


class ReachAsked(Schema):
    """With how much notice."""

    notice_days: Number = Field(DEFAULT_NOTICE_DAYS, ge=0, le=LONGEST_NOTICE_DAYS)


class AnnounceAsked(Given):
    """With how much notice, and how many subscriptions are reached: a look before said so."""

    notice_days: int = Field(DEFAULT_NOTICE_DAYS, ge=0, le=LONGEST_NOTICE_DAYS)
    number: int = Field(ge=1, le=10**9)


class PriceChangesAsked(DatedListing):
    """Which announcements."""

    account: AccountId | None = Field(None, description="To this account")
    subscription: SubscriptionId | None = Field(None, description="To this subscription")
    plan: PlanId | None = Field(None, description="Of this plan")
    status: Literal["open", "applied", "withdrawn", "replaced"] | None = None


@router.get(
    "/price_changes",
    auth=_READ,
    response={200: Page[PriceChangeOut], **READS},
    operation_id="list_price_changes",
    summary="List announced prices, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[PriceChangesAsked]) -> Any:  # noqa: ANN401
    """List what was announced to all accounts that the key sees, or some of it."""
    caller = caller_of(request)
    found = list_price_changes(
        caller.sight,
        asked.window("pchg"),
        account=maybe_id_of(caller, Noun.ACCOUNT, asked.account),
        subscription=maybe_id_of(caller, Noun.SUBSCRIPTION, asked.subscription),
        plan=None if asked.plan is None else plan_seen(asked.plan).id,
        status=asked.status,
    )
    return listed(request, response, found, "pchg")


@router.get(
    "/price_changes/{price_change}",
    auth=_READ,
    response={200: PriceChangeOut, **READS},
    operation_id="get_price_change",
    summary="Get an announced price",
)
def get(request: HttpRequest, price_change: PriceChangeId) -> PriceChangeSeen:
    """Return what was announced to one subscription."""
    caller = caller_of(request)
    row_id = id_of(caller, Noun.PRICE_CHANGE, price_change)
    (row,) = find_price_changes(caller.sight, [row_id])
    return row


@router.post(
    "/price_changes/{price_change}/withdraw",
    auth=_WRITE,
    response={200: PriceChangeOut, **ACTS},
    operation_id="withdraw_price_change",
    summary="Take an announced price back",
)
def withdraw(
    request: HttpRequest, response: HttpResponse, price_change: PriceChangeId
) -> PriceChangeSeen:
    """Let one subscription renew as it is; it is told. Refused where its renewal has come."""
    at = asked(request, Noun.PRICE_CHANGE, price_change)
    (row,) = find_price_changes(at.caller.sight, [at.id])

    def withdrawn() -> None:
        is_withdrawn = row.status == "open" and price_announcements.withdraw_from(
            actor=at.caller.actor,
            account_id=at.account_id,
            subscription_id=row.subscription,
            change_id=row.id,
            now=at.caller.now,
        )
        if not is_withdrawn:
            raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE))

    once_only(request, response, withdrawn, result=type(None), price_change=price_change)
    (now,) = find_price_changes(at.caller.sight, [at.id])
    return now


@router.get(
    "/plans/{plan}/price_change",
    auth=_READ,
    response={200: ReachOut, **READS},
    operation_id="preview_price_change",
    summary="Look whom the newest version of a plan would reach",
)
def preview(request: HttpRequest, plan: PlanId, asked: Query[ReachAsked]) -> ReachOut:
    """Count the running subscriptions on older versions. Needs a live key."""
    caller = selling(request)
    return _reach(plan_seen(plan).id, asked.notice_days, caller.now)


@router.post(
    "/plans/{plan}/price_change/announce",
    auth=_WRITE,
    response={200: ReachOut, **ACTS},
    operation_id="announce_price_change",
    summary="Announce the newest version of a plan to running subscriptions",
    openapi_extra=PAYS,
)
def announce(
    request: HttpRequest, response: HttpResponse, plan: PlanId, body: AnnounceAsked
) -> ReachOut:
    """Begin to tell all whom it reaches; nothing is charged before the renewal it names.

    Refused with 412 where their number, or the newest version, is another by now. The same key
    again goes on with what was begun. Needs an `Idempotency-Key` and a live key.
    """
    caller, plan_id = selling(request), plan_seen(plan).id

    def counted() -> UUID:
        price_announcements.require(caller.actor)
        found = _found(plan_id, body.notice_days, caller.now)
        if announcing_now.is_running() or found.reached != body.number:
            raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
        return _newest(plan_id)

    version_id = once_only(request, response, counted, result=UUID, plan=plan, **body.model_dump())
    if version_id != _newest(plan_id):
        raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
    announcing_now.announce(
        actor=caller.actor,
        plan_id=plan_id,
        number=body.number,
        notice_days=body.notice_days,
        now=caller.now,
        key=key_of(request) or str(uuid4()),
    )
    return _reach(plan_id, body.notice_days, caller.now)


@router.post(
    "/plans/{plan}/price_change/stop",
    auth=_WRITE,
    response={200: ReachOut, **ACTS},
    operation_id="stop_price_change",
    summary="Stop an announcement that is going out",
)
def stop(request: HttpRequest, plan: PlanId) -> ReachOut:
    """Let it end after the subscription it is at; announced again, it goes on. Needs a live key."""
    caller, plan_id = selling(request), plan_seen(plan).id
    if announcing_now.is_running() and announcing_now.progress(plan_id) is None:
        raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE))  # what runs is another plan's
    announcing_now.stop(actor=caller.actor)
    return _reach(plan_id, DEFAULT_NOTICE_DAYS, caller.now)


@router.post(
    "/plans/{plan}/price_change/withdraw",
    auth=_WRITE,
    response={200: ReachOut, **ACTS},
    operation_id="withdraw_price_changes",
    summary="Take an announcement back from all",
)
def withdraw_all(request: HttpRequest, plan: PlanId) -> ReachOut:
    """Begin to take it back from all who have not renewed yet. Needs a live key."""
    caller, plan_id = selling(request), plan_seen(plan).id
    version_id = _newest(plan_id)
    if announcing_now.is_running():
        raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
    announcing_now.withdraw(
        actor=caller.actor,
        plan_id=plan_id,
        version_id=version_id,
        number=len(open_ids(version_id)),
        now=caller.now,
    )
    return _reach(plan_id, DEFAULT_NOTICE_DAYS, caller.now)


def _newest(plan_id: UUID) -> UUID:
    target = newest_version(plan_id)
    if target is None:
        raise not_found("plan_version")
    return target.version_id


def _found(plan_id: UUID, notice_days: int, now: datetime) -> Reach:
    found = find_reach(plan_id, notice_days=notice_days, now=now)
    if found is None:
        raise not_found("plan_version")
    return found


def _reach(plan_id: UUID, notice_days: int, now: datetime) -> ReachOut:
    found = _found(plan_id, notice_days, now)
    return ReachOut.model_validate(
        {
            "plan": plan_id,
            "version": found.version,
            "notice_days": notice_days,
            "reached": found.reached,
            "first_at": found.first_at,
            "last_at": found.last_at,
            "sums": [SumOut.model_validate(each) for each in found.sums],
            "left_out": found.left_out,
            "progress": announcing_now.progress(plan_id),
        }
    )
