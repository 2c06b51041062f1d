"""What gateways tell us by themselves: stored first, looked at later, with one effect (I31, TH17).

An event is a hint, never a fact: the object it is about is fetched as it is now, so that a late, an
older or a repeated event changes nothing that is newer.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, assert_never

from curule.core.contradictions import ContradictionKind
from curule.core.money import Money
from curule.core.payment_states import IN_FLIGHT
from curule.data.models import GatewayEvent, MethodSetup, Payment
from curule.gateways.payments.base import (
    ChargeNews,
    Declined,
    DisputeNews,
    GatewayUnavailable,
    News,
    RefundNews,
    SendsEvents,
    SetupNews,
    Succeeded,
)
from curule.gateways.payments.base import GatewayEvent as Received
from curule.gateways.payments.registry import UnknownGateway, gateway
from curule.services.payments import card_setups, contradictions, disputes, refund_news
from curule.services.payments.payments import record_answer

GIVEN_UP_AFTER: Final = timedelta(days=3)
"""So long an event waits for the row it is about, or for the gateway to answer."""

_LONGEST_PAUSE: Final = timedelta(hours=1)

_log = logging.getLogger(__name__)


class NoSuchDoor(LookupError):
    """No gateway of that name calls us."""


def receive(*, gateway_name: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Store an event that a gateway sent; false for one that is stored already.

    Raises:
        NoSuchDoor: no gateway of that name sends events.
        BadSignature: it is forged, too old or no event; nothing is stored.
    """
    event = _door(gateway_name).read_event(body=body, headers=headers)
    _, is_new = GatewayEvent.objects.get_or_create(
        gateway=gateway_name,
        event_id=event.id[:255],
        defaults={
            "kind": event.kind[:120],
            "subject": event.subject[:255],
            "occurred_at": event.occurred_at,
            "received_at": now,
            "look_again_at": now,
        },
    )
    return is_new


def look_at_waiting(*, now: datetime, limit: int = 500) -> int:
    """Look at the events that wait, the oldest first; return how many were settled."""
    waiting = GatewayEvent.objects.filter(look_again_at__lte=now).order_by("received_at", "id")
    return sum(_settled(event, now) for event in waiting[:limit])


def _settled(event: GatewayEvent, now: datetime) -> bool:
    try:
        outcome = _outcome(event, now)
    except (GatewayUnavailable, NoSuchDoor):
        outcome = ""
    except Exception:  # noqa: BLE001 - as the next line says
        # One event must not hold the others back; it is tried again like one without an answer.
        _log.exception("the event %s of %s could not be carried out", event.event_id, event.gateway)
        outcome = ""
    row = GatewayEvent.objects.filter(id=event.id, look_again_at__isnull=False)
    if not outcome and now < event.received_at + GIVEN_UP_AFTER:
        pause = min(timedelta(minutes=2**event.looked), _LONGEST_PAUSE)
        row.update(look_again_at=now + pause, looked=event.looked + 1)
        return False
    row.update(look_again_at=None, looked=event.looked + 1, outcome=outcome or "given_up")
    return True


def _outcome(event: GatewayEvent, now: datetime) -> str:
    """Carry out what an event is about; "" where its row or the gateway is not there yet."""
    news = _news_of(event)
    match news:
        case None:
            return "ignored"
        case ChargeNews():
            return _charge(event, news, now)
        case SetupNews():
            return _setup(event, news, now)
        case DisputeNews():
            payment = _payment(event, news.charge_key)
            if payment is None:
                return ""
            disputes.record(payment=payment, news=news, now=now)
            return "done"
        case RefundNews():
            return _refund(event, news, now)
        case _:
            assert_never(news)


def _news_of(event: GatewayEvent) -> News | None:
    return _door(event.gateway).look_at(
        Received(
            id=event.event_id,
            kind=event.kind,
            subject=event.subject,
            occurred_at=event.occurred_at,
        )
    )


def _charge(event: GatewayEvent, news: ChargeNews, now: datetime) -> str:
    payment = _payment(event, news.key)
    if payment is None:
        return ""
    if not isinstance(news.answer, Succeeded | Declined):
        return "done"  # nothing is decided yet; the janitor and later events will tell
    if payment.status in IN_FLIGHT:
        record_answer(
            account_id=payment.account_id, payment_id=payment.id, answer=news.answer, now=now
        )
        return "done"
    if isinstance(news.answer, Succeeded) and payment.status == "failed":
        _log.error("%s charged %s, which had failed here", event.gateway, payment.key)
        contradictions.record(
            payment=payment,
            kind=ContradictionKind.CHARGED,
            reference=news.answer.reference,
            amount=Money(payment.amount_minor, payment.currency),  # its key stands for no other
            now=now,
        )
        return "contradicts"
    return "done"


def _refund(event: GatewayEvent, news: RefundNews, now: datetime) -> str:
    payment = _payment(event, news.charge_key)
    if payment is None:
        return ""
    return refund_news.hear(payment=payment, news=news, again=lambda: _news_of(event), now=now)


def _setup(event: GatewayEvent, news: SetupNews, now: datetime) -> str:
    setup = MethodSetup.objects.filter(gateway=event.gateway, reference=news.reference).first()
    if setup is None:
        return ""
    state = card_setups.settle(account_id=setup.account_id, setup_id=setup.id, now=now)
    return "" if state is card_setups.SetupState.UNAVAILABLE else "done"


def _payment(event: GatewayEvent, key: str) -> Payment | None:
    return Payment.objects.filter(gateway=event.gateway, key=key).first()


def _door(gateway_name: str) -> SendsEvents:
    try:
        door = gateway(gateway_name)
    except UnknownGateway:
        raise NoSuchDoor(gateway_name) from None
    if not isinstance(door, SendsEvents):
        raise NoSuchDoor(gateway_name)
    return door
