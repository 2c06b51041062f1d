"""What the pages about money share: who may pay, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from curule.core.permissions import Action, may
from curule.core.refusals import Refusal
from curule.selectors.invoices import InvoiceDetail
from curule.selectors.orders import find_waiting_order
from curule.selectors.payment_methods import MethodRow, list_methods
from curule.selectors.roles import role_holders
from curule.selectors.subscriptions import policy_of
from curule.services.payment_methods import collecting
from curule.web.gateway_names import gateway_name
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer
from curule.wording.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A way to pay as a person chooses it, with what the button would say."""

    method: MethodRow
    label: str

    @property
    def key(self) -> str:
        """What the form sends."""
        return str(self.method.id)


def method_label(method: MethodRow, reader: Reader) -> str:
    """Return what a way to pay is called."""
    return method_name(method.name, method.gateway, reader)


def method_name(name: str, gateway: str, reader: Reader) -> str:
    """Return the name that a payment kept, or what a transfer is called."""
    if gateway == "bank_transfer":
        return say(reader, "money.bank_transfer")
    return name or gateway_name(reader, gateway)


def choices(viewer: Viewer) -> tuple[Choice, ...]:
    """Return the ways to pay that collect by themselves, the default first."""
    return tuple(
        Choice(method=method, label=method_label(method, viewer.reader))
        for method in list_methods(viewer.account_id, collecting=collecting())
        if method.collects
    )


def refused_to_pay(viewer: Viewer, invoice: InvoiceDetail) -> Refusal | None:
    """Return why the person may not pay an invoice, or None; the command decides again."""
    holders = role_holders(viewer.account_id)
    refused = may(viewer.actor, Action.PAY_INVOICES, holders=holders)
    if refused is None or invoice.is_granted or invoice.subscription_id is None:
        return refused
    may_order = _may_about(viewer, Action.PAY_OWN_ORDER, invoice.subscription_id)
    return None if may_order else refused


def order_to_withdraw(viewer: Viewer, invoice: InvoiceDetail) -> UUID | None:
    """Return the order that waits for an invoice, where the person may withdraw it now."""
    waits = invoice.row.open and not invoice.is_granted and not invoice.in_flight
    if not waits or invoice.subscription_id is None:
        return None
    if not _may_about(viewer, Action.CANCEL_ORDER, invoice.subscription_id):
        return None
    return find_waiting_order(viewer.account_id, invoice.row.id)


def _may_about(viewer: Viewer, action: Action, subscription_id: UUID) -> bool:
    """Whether the person may do what the policy of a subscription hands out."""
    refused = may(
        viewer.actor,
        action,
        policy=policy_of(viewer.account_id, subscription_id),
        channel=viewer.company.channel,
        holders=role_holders(viewer.account_id),
    )
    return refused is None
