"""New prices for running subscriptions: whom they reach, announced with notice, taken back.

A live key tells real customers, a test key those on test clocks. Who may announce need not see
what customers pay: the answers to commands name none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import asked, key_of, once_only
from curule.api.v1.caller import ByKey, Caller, caller_of
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
from curule.selectors.price_changes import list_open, newest_version
from curule.selectors.price_reach import Reach, find_reach
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.price_changes import (
    PriceChangeSeen,
    find_price_changes,
    list_price_changes,
)
from curule.services import price_announcements
from curule.services.sweeps import announcing_now
from curule.services.sweeps.announcing_now import Whom

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


class WithdrawnOut(Schema):
    """An announced price that was taken back."""

    object: Literal["price_change"] = "price_change"
    id: PriceChangeId
    plan: PlanId
    version: int
    status: str
    closed_at: Instant | None


class SumOut(Schema):
    """What a period of all whom it reaches comes to in a currency, with tax."""

    before: Amount
    after: Amount


class ProgressOut(Schema):
    """How far the last announcement, or the last taking back, has come.

    One that `is_broken_off` did not come to its end, as its process died; begun again it goes on.
    """

    number: int
    done: int
    is_running: bool
    was_stopped: bool
    is_broken_off: bool


class AnnouncingOut(Schema):
    """What goes out to the customers of a plan, or is taken back from them; none lately is null."""

    object: Literal["price_change_run"] = "price_change_run"
    plan: PlanId
    progress: ProgressOut | None


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
    response={200: WithdrawnOut, **ACTS},
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
    """Count the running subscriptions on older versions, of the customers that the key sees."""
    caller, whom = _whom(request, plan)
    found = _found(whom, asked.notice_days, caller.now)
    return ReachOut.model_validate(
        {
            "plan": whom.plan_id,
            "version": found.version,
            "notice_days": found.notice_days,
            "reached": found.reached,
            "first_at": found.first_at,
            "last_at": found.last_at,
            "sums": [SumOut.model_validate(each) for each in found.sums],
            "left_out": {reason.value: number for reason, number in found.left_out.items()},
            "progress": announcing_now.progress(whom),
        }
    )


@router.post(
    "/plans/{plan}/price_change/announce",
    auth=_WRITE,
    response={200: AnnouncingOut, **ACTS},
    operation_id="announce_price_change",
    summary="Announce the newest version of a plan to running subscriptions",
    openapi_extra=PAYS,
)
def announce(
    request: HttpRequest, response: HttpResponse, plan: PlanId, body: AnnounceAsked
) -> AnnouncingOut:
    """Begin to tell all whom it reaches; nothing is charged before the renewal it names.

    Refused with 412 where their number, or the newest version, is another by now. The same key
    again goes on with what was begun. Needs an `Idempotency-Key`.
    """
    caller, whom = _whom(request, plan)

    def counted() -> UUID:
        price_announcements.require(caller.actor)
        found = _found(whom, body.notice_days, caller.now)
        if announcing_now.is_running() or found.reached != body.number:
            raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
        return found.version_id

    version_id = once_only(request, response, counted, result=UUID, plan=plan, **body.model_dump())
    newest = newest_version(whom.plan_id)
    if newest is None or newest.version_id != version_id:
        raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
    announcing_now.announce(
        actor=caller.actor,
        whom=whom,
        number=body.number,
        notice_days=body.notice_days,
        now=caller.now,
        key=key_of(request) or str(uuid4()),
    )
    return _announcing(whom)


@router.post(
    "/plans/{plan}/price_change/stop",
    auth=_WRITE,
    response={200: AnnouncingOut, **ACTS},
    operation_id="stop_price_change",
    summary="Stop an announcement that is going out",
)
def stop(request: HttpRequest, response: HttpResponse, plan: PlanId) -> AnnouncingOut:
    """Let it end after the subscription it is at; announced again, it goes on."""
    caller, whom = _whom(request, plan)

    def stopped() -> None:
        if announcing_now.is_running() and announcing_now.progress(whom) is None:
            raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE))  # what runs is for others
        announcing_now.stop(actor=caller.actor)

    once_only(request, response, stopped, result=type(None), plan=plan)
    return _announcing(whom)


@router.post(
    "/plans/{plan}/price_change/withdraw",
    auth=_WRITE,
    response={200: AnnouncingOut, **ACTS},
    operation_id="withdraw_price_changes",
    summary="Take all announcements of a plan back",
)
def withdraw_all(request: HttpRequest, response: HttpResponse, plan: PlanId) -> AnnouncingOut:
    """Begin to take back what was announced, of any version, to all who have not renewed yet.

    The same key again goes on with what was begun, and takes back nothing that was announced
    since.
    """
    caller, whom = _whom(request, plan)

    def begun() -> UUID:
        price_announcements.require(caller.actor)
        if announcing_now.is_running():
            raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
        return price_announcements.mark()

    made_up_to = once_only(request, response, begun, result=UUID, plan=plan)
    number = len(list_open(whom.plan_id, on_clocks=whom.on_clocks, made_up_to=made_up_to))
    if number:
        announcing_now.withdraw(
            actor=caller.actor, whom=whom, number=number, now=caller.now, made_up_to=made_up_to
        )
    return _announcing(whom)


def _whom(request: HttpRequest, plan: str) -> tuple[Caller, Whom]:
    """Return the caller, and whose prices are asked about. Refuses `not_found`."""
    caller = caller_of(request)
    return caller, Whom(plan_id=plan_seen(plan).id, on_clocks=not caller.is_live)


def _found(whom: Whom, notice_days: int, now: datetime) -> Reach:
    found = find_reach(whom.plan_id, on_clocks=whom.on_clocks, notice_days=notice_days, now=now)
    if found is None:
        raise not_found("plan_version")
    return found


def _announcing(whom: Whom) -> AnnouncingOut:
    return AnnouncingOut.model_validate(
        {"plan": whom.plan_id, "progress": announcing_now.progress(whom)}
    )
