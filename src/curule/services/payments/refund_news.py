"""What a gateway tells of refunds: of ours how they stand, of others that somebody made them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from curule.core.contradictions import ContradictionKind
from curule.core.refund_states import RefundStep
from curule.data.models import Contradiction, Payment, Refund
from curule.gateways.payments.base import Declined, News, RefundNews
from curule.services import refunds
from curule.services.payments import contradictions

_log = logging.getLogger(__name__)


def hear(
    *, payment: Payment, news: RefundNews, again: Callable[[], News | None], now: datetime
) -> str:
    """Carry out what is told of a refund of a payment; return `done` or `contradicts`.

    What contradicts is fetched `again` before it is believed: it may have moved on meanwhile.
    """
    refund = refund_of(payment, news.key, news.reference)
    if refund is None:
        return _made_there(payment, news, now)
    step = _heard(refund, news, now)
    if step is RefundStep.CONTRADICTS:
        newer = again()
        if isinstance(newer, RefundNews):
            news = newer
            step = _heard(refund, news, now)
    if isinstance(news.answer, Declined):
        _let_go(payment, news, now)
    if step is not RefundStep.CONTRADICTS:
        return "done"
    _log.error("%s sent %s, which had failed or went otherwise", payment.gateway, news.reference)
    contradictions.record(
        payment=payment,
        kind=ContradictionKind.REFUNDED,
        reference=news.reference,
        amount=news.amount,
        refund_id=refund.id,
        now=now,
    )
    return "contradicts"


def refund_of(payment: Payment, key: str, reference: str) -> Refund | None:
    """Return the refund that a gateway means: what it calls it comes before our key of it."""
    ours = Refund.objects.filter(account_id=payment.account_id, payment_id=payment.id)
    named = ours.filter(reference=reference, sent_by="").first()
    return named or (ours.filter(key=key).first() if key else None)


def _heard(refund: Refund, news: RefundNews, now: datetime) -> RefundStep:
    return refunds.hear(
        account_id=refund.account_id, refund_id=refund.id, answer=news.answer, now=now
    )


def _made_there(payment: Payment, news: RefundNews, now: datetime) -> str:
    """Tell the vendor of a refund that was made at the gateway by hand."""
    if isinstance(news.answer, Declined):
        _let_go(payment, news, now)
        return "done"  # nothing went back in the end
    if payment.status == "failed" and _undoes(payment, news, now):
        return "done"
    _log.error("%s gave %s of %s back by hand", payment.gateway, news.amount, payment.key)
    contradictions.record(
        payment=payment,
        kind=ContradictionKind.REFUNDED,
        reference=news.reference,
        amount=news.amount,
        now=now,
    )
    return "contradicts"


def _undoes(payment: Payment, news: RefundNews, now: datetime) -> bool:
    """Whether it gives back, whole, a charge that nobody had taken in."""
    charged = Contradiction.objects.filter(
        account_id=payment.account_id,
        payment_id=payment.id,
        kind=ContradictionKind.CHARGED.value,
        amount_minor=news.amount.amount_minor,
        closed_at=None,
    ).first()
    return charged is not None and contradictions.let_go(
        payment=payment, kind=ContradictionKind.CHARGED, reference=charged.reference, now=now
    )


def _let_go(payment: Payment, news: RefundNews, now: datetime) -> None:
    contradictions.let_go(
        payment=payment, kind=ContradictionKind.REFUNDED, reference=news.reference, now=now
    )
