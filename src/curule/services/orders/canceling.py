"""Orders that wait for their payment, canceled before it: by the customer, or by the vendor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor, ActorKind
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Order
from curule.selectors.catalog import get_plan_terms
from curule.services import _input, waiting_orders
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date


def cancel(
    *,
    actor: Actor,
    account_id: UUID,
    order_id: UUID,
    reason: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Cancel an order that waits for its payment; return its id.

    Its invoice is voided, what was paid on it becomes account credit, a first purchase ends. Who
    may order withdraws it without saying why; the vendor gives a reason, which the customer reads.
    Refuses `not_found`, `role_not_allowed`, `managed_contract`, `field_invalid` for a vendor who
    gives no reason, `order_not_waiting`, and `payment_pending` while an attempt to pay it has no
    answer.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)

    def body(command: Command) -> UUID:
        command.lock_account()
        order = Order.objects.filter(account_id=account_id, id=order_id).first()
        if order is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="order"))
        subscription = lock_up_to_date(command, order.subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.CANCEL_ORDER, policy)
        if not why and actor.kind is not ActorKind.PERSON:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        order.refresh_from_db()
        if order.status != "awaiting_payment":
            raise Refused(refuse(RefusalCode.ORDER_NOT_WAITING))
        if order.invoice_id is not None:
            waiting_orders.refuse_in_flight(command, order.invoice_id)
        waiting_orders.withdraw_order(command, subscription, order, comment=why)
        return order.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="canceling.cancel",
        result=UUID,
        body=body,
        key=key,
        request={"order": order_id, "reason": why},
    )
