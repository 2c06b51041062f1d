"""Every operation as a value: what is sent, and what comes back. A new noun is a few lines here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote

from curule_client import models

T = TypeVar("T")
IfFull = Literal["refuse", "first", "wait"]
Pays = Literal["now", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """One request and the type of its answer.

    What is sent twice under one `idempotency_key` has one effect; without one of the caller's each
    call that changes something gets a key of its own, which its retries share.
    """

    method: str
    path: str
    answer: Any
    query: Mapping[str, str | int]
    body: Mapping[str, object] | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """A list, which is fetched page by page as somebody goes through it."""

    path: str
    item: type[T]
    query: Mapping[str, str | int]

    def page(self, after: str | None) -> Call[models.Page[T]]:
        """Return the call of the page that follows the item with the id `after`."""
        query = dict(self.query) if after is None else {**self.query, "starting_after": after}
        return Call(method="GET", path=self.path, answer=models.Page[self.item], query=query)  # type: ignore[name-defined]


def get_entitlement(*, user: str, product: str) -> Call[models.Entitlement]:
    """Ask whether a person may use a product; `user` is an address or an id (`usr_…`)."""
    return _get("/entitlements", models.Entitlement, user=user, product=product)


def get_entitlements(
    *, users: Iterable[str], product: str
) -> Call[models.Page[models.Entitlement]]:
    """Ask about up to 100 people at once, by address; answered in the same order."""
    asked = {"product": product, "users": list(users)}
    return _post("/entitlements", models.Page[models.Entitlement], asked)


def list_accounts(*, limit: int = 20) -> Listing[models.Account]:
    """List the accounts that the key sees, the newest first; `limit` is the size of a page."""
    return Listing(path="/accounts", item=models.Account, query={"limit": limit})


def get_account(account: str) -> Call[models.Account]:
    """Get an account by its id (`acc_…`)."""
    return _get(f"/accounts/{_in_path(account)}", models.Account)


def create_account(
    *,
    name: str,
    country: str,
    owner: Mapping[str, str] | None = None,
    kind: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    tax_id: str | None = None,
    clock: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.Account]:
    """Open an account; its `owner` (`email`, `first_name`, `last_name`) may do everything in it.

    With a test key it hangs on a test `clock`.
    """
    asked = {
        "name": name,
        "country": country,
        "owner": None if owner is None else dict(owner),
        "kind": kind,
        "language": language,
        "time_zone": time_zone,
        "tax_id": tax_id,
        "clock": clock,
    }
    return _post("/accounts", models.Account, asked, idempotency_key)


def list_plans(*, key: str | None = None, limit: int = 20) -> Listing[models.Plan]:
    """List what is sold, the newest first; `key` is the vendor's own name of a plan."""
    asked: dict[str, str | int] = {"limit": limit}
    return Listing(path="/plans", item=models.Plan, query=asked | ({"key": key} if key else {}))


def quote_purchase(
    *,
    account: str,
    plan: str,
    seats: int | Mapping[str, int],
    currency: str,
    interval: str = "month",
    interval_count: int = 1,
    coupon: str | None = None,
) -> Call[models.Quote]:
    """Price a first purchase of a plan (`plan_…`) by an account; nothing is bought yet."""
    asked = {
        "account": account,
        "plan": plan,
        "seats": _numbers(seats),
        "currency": currency,
        "interval": interval,
        "interval_count": interval_count,
        "coupon": coupon,
    }
    return _post("/quotes", models.Quote, asked)


def quote_seats(subscription: str, *, seats: int | Mapping[str, int]) -> Call[models.Quote]:
    """Price other totals of a subscription; nothing changes yet."""
    asked = {"subscription": subscription, "seats": _numbers(seats)}
    return _post("/quotes", models.Quote, asked)


def get_quote(quote: str) -> Call[models.Quote]:
    """Get a quote by its id (`qt_…`)."""
    return _get(f"/quotes/{_in_path(quote)}", models.Quote)


def accept_quote(
    quote: str, *, pays: Pays | None = None, idempotency_key: str | None = None
) -> Call[models.OrderResult]:
    """Order a quote exactly as it was priced; `pays` says when, else the plan's policy does."""
    path = f"/quotes/{_in_path(quote)}/accept"
    return _post(path, models.OrderResult, {"pays": pays}, idempotency_key)


def list_subscriptions(*, account: str) -> Listing[models.Subscription]:
    """List what an account has bought, the running ones first."""
    return Listing(path="/subscriptions", item=models.Subscription, query={"account": account})


def get_subscription(subscription: str) -> Call[models.Subscription]:
    """Get a subscription by its id (`sub_…`), with its numbers."""
    return _get(f"/subscriptions/{_in_path(subscription)}", models.Subscription)


def change_seats(
    subscription: str, *, seats: Mapping[str, int], idempotency_key: str | None = None
) -> Call[models.OrderResult]:
    """Order other totals by seat type; what they cost and when they count, the policy says.

    Money may move: name an `idempotency_key` of your order, so that the same order, sent again by
    another process, is not a second one.
    """
    path = f"/subscriptions/{_in_path(subscription)}/seats"
    return _post(path, models.OrderResult, {"seats": dict(seats)}, idempotency_key)


def assign_seats(
    subscription: str,
    *,
    people: Iterable[Mapping[str, str]],
    seat_type: str | None = None,
    if_full: IfFull | None = None,
    idempotency_key: str | None = None,
) -> Call[models.Page[models.Given]]:
    """Give seats to people (`email`, `first_name`, `last_name`), at once or by invitation."""
    path = f"/subscriptions/{_in_path(subscription)}/assign"
    asked = {"people": [dict(each) for each in people], "seat_type": seat_type, "if_full": if_full}
    return _post(path, models.Page[models.Given], asked, idempotency_key)


def unassign_seat(
    subscription: str,
    *,
    email: str,
    seat_type: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.Unassigned]:
    """Take a seat back; it stays paid for, and the price stays as it is."""
    path = f"/subscriptions/{_in_path(subscription)}/unassign"
    asked = {"email": email, "seat_type": seat_type}
    return _post(path, models.Unassigned, asked, idempotency_key)


def issue_token(
    *,
    user: str,
    product: str,
    device: str,
    device_name: str = "",
    expires_in: int | None = None,
) -> Call[models.Token]:
    """Let somebody use the product offline on a device for a while (`expires_in` seconds)."""
    asked = {
        "user": user,
        "product": product,
        "device": device,
        "device_name": device_name,
        "expires_in": expires_in,
    }
    return _post("/tokens", models.Token, asked)


def revoke_token(token: str) -> Call[models.Device]:
    """Make a token void before it ends, with every other one of its device."""
    return _post("/tokens/revoke", models.Device, {"token": token})


def list_devices(*, user: str, product: str) -> Listing[models.Device]:
    """List the devices on which somebody uses a product offline, the newest first."""
    query = {"user": user, "product": product}
    return Listing(path="/devices", item=models.Device, query=query)


def release_device(device: str) -> Call[models.Device]:
    """Free the place of a device by its id (`dev_…`); its tokens are void."""
    return _post(f"/devices/{_in_path(device)}/release", models.Device, {})


def _get(path: str, answer: type[T], **query: str | int) -> Call[T]:
    return Call(method="GET", path=path, answer=answer, query=query)


def _post(
    path: str,
    answer: type[T],
    body: Mapping[str, object],
    idempotency_key: str | None = None,
) -> Call[T]:
    said = {name: value for name, value in body.items() if value is not None}
    return Call(
        method="POST",
        path=path,
        answer=answer,
        query={},
        body=said,
        idempotency_key=idempotency_key,
    )


def _numbers(seats: int | Mapping[str, int]) -> int | dict[str, int]:
    """Return seats as they are sent: a lone number is of the one type that is sold."""
    return seats if isinstance(seats, int) else dict(seats)


def _in_path(written: str) -> str:
    """Return an id as one step of a path, whatever stands in it."""
    return quote(written, safe="") or "-"
