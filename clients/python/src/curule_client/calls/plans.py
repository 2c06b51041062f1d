# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what is sold, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Announcing, Draft, Plan, PriceGiven, Reach, SeatTypeGiven


def list_plans(
    *, limit: int = 20, key: str | None = None, product: str | None = None
) -> Listing[Plan]:
    """List plans, the newest first.

    List the ways in which products are sold.
    """
    return Listing(
        path="/plans", item=Plan, query=given({"limit": limit, "key": key, "product": product})
    )


def create_plan(
    *, key: str, name: str, product: str, idempotency_key: str | None = None
) -> Call[Plan]:
    """Begin a plan.

    Begin a plan of a product; it is sold once a version is published. Needs a live key.

    Another way to sell a product; it is sold once a version of it is published.
    """
    return ask(
        "POST",
        "/plans",
        Plan,
        body={"key": key, "name": name, "product": product},
        idempotency_key=idempotency_key,
    )


def get_plan(plan: str) -> Call[Plan]:
    """Get a plan.

    Return one plan with its policy.
    """
    return ask("GET", f"/plans/{in_path(plan)}", Plan)


def draft_version(
    plan: str,
    *,
    seat_types: Sequence[SeatTypeGiven],
    preset: Literal["tutkit", "autodesk", "zoom", "licence_portal", "gotoassist"] | None = None,
    policy: Mapping[str, object] | None = None,
    prices: Sequence[PriceGiven] | None = None,
    idempotency_key: str | None = None,
) -> Call[Draft]:
    """Look at a version that is not published yet.

    Read a version back, in the language of `Accept-Language`; nothing is kept.

    What does not go together is refused as it would be when it is published.

    What a version sells, and by which rules.

    With a `preset`, `policy` has only what differs from it; without one it is whole.
    """
    return ask(
        "POST",
        f"/plans/{in_path(plan)}/draft",
        Draft,
        body={
            "seat_types": seat_types,
            **given({"preset": preset, "policy": policy, "prices": prices}),
        },
        idempotency_key=idempotency_key,
    )


def publish_version(
    plan: str,
    *,
    seat_types: Sequence[SeatTypeGiven],
    preset: Literal["tutkit", "autodesk", "zoom", "licence_portal", "gotoassist"] | None = None,
    policy: Mapping[str, object] | None = None,
    prices: Sequence[PriceGiven] | None = None,
    idempotency_key: str | None = None,
) -> Call[Plan]:
    """Publish the next version of a plan.

    Let new customers buy it from now on; the others keep what they bought. Needs a live key.

    What a version sells, and by which rules.

    With a `preset`, `policy` has only what differs from it; without one it is whole.
    """
    return ask(
        "POST",
        f"/plans/{in_path(plan)}/versions",
        Plan,
        body={
            "seat_types": seat_types,
            **given({"preset": preset, "policy": policy, "prices": prices}),
        },
        idempotency_key=idempotency_key,
    )


def preview_price_change(plan: str, *, notice_days: int | None = None) -> Call[Reach]:
    """Look whom the newest version of a plan would reach.

    Count the running subscriptions on older versions, of the customers that the key sees.
    """
    return ask(
        "GET",
        f"/plans/{in_path(plan)}/price_change",
        Reach,
        query=given({"notice_days": notice_days}),
    )


def announce_price_change(
    plan: str, *, number: int, notice_days: int | None = None, idempotency_key: str | None = None
) -> Call[Announcing]:
    """Announce the newest version of a plan to running subscriptions.

    Begin to tell all whom it reaches; nothing is charged before the renewal it names.

    Refused with 412 where their number, or the newest version, is another by now. The same key
    again goes on with what was begun. Needs an `Idempotency-Key`.

    With how much notice, and how many subscriptions are reached: a look before said so.
    """
    return ask(
        "POST",
        f"/plans/{in_path(plan)}/price_change/announce",
        Announcing,
        body={"number": number, **given({"notice_days": notice_days})},
        idempotency_key=idempotency_key,
    )


def stop_price_change(plan: str, *, idempotency_key: str | None = None) -> Call[Announcing]:
    """Stop an announcement that is going out.

    Let it end after the subscription it is at; announced again, it goes on.
    """
    return ask(
        "POST",
        f"/plans/{in_path(plan)}/price_change/stop",
        Announcing,
        idempotency_key=idempotency_key,
    )


def withdraw_price_changes(plan: str, *, idempotency_key: str | None = None) -> Call[Announcing]:
    """Take all announcements of a plan back.

    Begin to take back what was announced, of any version, to all who have not renewed yet.

    The same key again goes on with what was begun, and takes back nothing that was announced
    since.
    """
    return ask(
        "POST",
        f"/plans/{in_path(plan)}/price_change/withdraw",
        Announcing,
        idempotency_key=idempotency_key,
    )
