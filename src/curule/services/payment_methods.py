"""Ways to pay: added, found, the one that is used by default."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.payment_states import IN_FLIGHT
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.data.models import Account, Invoice, Payment, PaymentMethod, Person, Subscription
from curule.gateways.payments.registry import gateway, names
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services._mailing import others_who_pay
from curule.services._refusing import is_allowed

SANDBOX = "sandbox"
"""The gateway that moves no real money."""


def add_method(
    *,
    actor: Actor,
    account_id: UUID,
    name: str,
    token: str,
    gateway_name: str = "sandbox",
    save: bool = True,
    default: bool = True,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Add a way to pay; only a saved one can be the default (A11).

    By whoever pays the account's invoices or decides on its numbers. Refuses `role_not_allowed`,
    `field_invalid`, and `not_found` for a gateway that the account is not offered.
    """
    called = _input.name(name, "name")

    def body(command: Command) -> UUID:
        command.lock_account()
        require_may_add(command)
        if gateway_name not in offered(account_id):
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="gateway"))
        return write_method(
            command,
            name=called,
            gateway_name=gateway_name,
            token=token,
            save=save,
            default=default,
            added_by=command.person_id,
        ).id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="payment_methods.add_method",
        result=UUID,
        body=body,
        key=key,
        request={
            "name": called,
            "token": token,
            "gateway": gateway_name,
            "save": save,
            "default": default,
        },
    )


def write_method(
    command: Command,
    *,
    name: str,
    gateway_name: str,
    token: str,
    save: bool,
    default: bool,
    added_by: UUID | None,
) -> PaymentMethod:
    """Write down a way to pay, inside a command that holds the account's lock."""
    old_default = default_method(command.account_id) if save and default else None
    if old_default is not None:
        _stop_preferring(old_default)
    method = PaymentMethod.objects.create(
        account_id=command.account_id,
        name=name[:60],
        gateway=gateway_name,
        token=token,
        is_saved=save,
        is_default=save and default,
        added_by=added_by,
        added_at=command.now,
    )
    if old_default is not None:
        _charge_instead(old_default, method.id)
    command.record(EventType.PAYMENT_METHOD_ADDED, subject_id=method.id, name=name)
    if save:
        charged = method.name if method.is_default else None
        _tell(command, "payment_method_added", method, added_by, charged=charged)
    return method


def _tell(
    command: Command,
    template: str,
    method: PaymentMethod,
    by: UUID | None,
    *,
    charged: str | None = None,
) -> None:
    """Mail what became of a way to pay to who answers for the money, but not to who did it (P20).

    `by` is the person behind a command of ours: who typed a card in at its gateway.
    """
    person = Person.objects.filter(id=by).first() if by else None
    name = person.email if person else command.actor.name
    for each in others_who_pay(command):
        if each.id != by:
            command.mail(template, each.email, method=method.name, by=name or None, charged=charged)


def require_may_add(command: Command) -> None:
    """Refuse who neither pays the account's invoices nor may order for one of its plans (A9)."""
    versions = Subscription.objects.filter(account_id=command.account_id).values_list(
        "plan_version_id", flat=True
    )
    for version_id in set(versions):
        if is_allowed(command, Action.PAY_OWN_ORDER, get_plan_terms(version_id).policy):
            return
    command.require(Action.PAY_INVOICES)


def make_default(
    *, actor: Actor, account_id: UUID, method_id: UUID, now: datetime, key: str | None = None
) -> Done[UUID]:
    """Charge another saved way to pay from now on, also where the old default was charged (A10).

    Refuses `role_not_allowed`, `not_found` and `payment_method_not_saved`.
    """

    def body(command: Command) -> UUID:
        command.lock_account()
        require_may_add(command)
        method = _present(command, method_id)
        if not method.is_saved:
            raise Refused(refuse(RefusalCode.PAYMENT_METHOD_NOT_SAVED, method=method.name))
        old = default_method(account_id)
        if old is not None and old.id == method.id:
            return method.id
        if old is not None:
            _stop_preferring(old)
        PaymentMethod.objects.filter(account_id=account_id, id=method.id).update(is_default=True)
        if old is not None:
            _charge_instead(old, method.id)
        command.record(EventType.PAYMENT_METHOD_PREFERRED, subject_id=method.id, name=method.name)
        _tell(command, "payment_method_preferred", method, command.person_id)
        return method.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="payment_methods.make_default",
        result=UUID,
        body=body,
        key=key,
        request={"method": method_id},
    )


def remove_method(
    *, actor: Actor, account_id: UUID, method_id: UUID, now: datetime, key: str | None = None
) -> Done[bool]:
    """Charge a way to pay no more; false if it was removed before.

    Another one must be the default before the default goes, and the last one stays while something
    renews by itself or an invoice is open: it would be paid by nothing. Refuses `role_not_allowed`,
    `not_found`, `payment_method_required` and, while a charge has no answer, `payment_pending`.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        require_may_add(command)
        method = PaymentMethod.objects.filter(account_id=account_id, id=method_id).first()
        if method is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="method"))
        if method.removed_at is not None:
            return False
        _refuse_needed(command, method)
        PaymentMethod.objects.filter(account_id=account_id, id=method.id).update(
            removed_at=command.now, is_default=False
        )
        command.record(EventType.PAYMENT_METHOD_REMOVED, subject_id=method.id, name=method.name)
        _tell(command, "payment_method_removed", method, command.person_id)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="payment_methods.remove_method",
        result=bool,
        body=body,
        key=key,
        request={"method": method_id},
    )


def _present(command: Command, method_id: UUID) -> PaymentMethod:
    method = PaymentMethod.objects.filter(
        account_id=command.account_id, id=method_id, removed_at=None
    ).first()
    if method is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="method"))
    return method


def _stop_preferring(old: PaymentMethod) -> None:
    PaymentMethod.objects.filter(account_id=old.account_id, id=old.id).update(is_default=False)


def _charge_instead(old: PaymentMethod, new_id: UUID) -> None:
    """Charge the new default for what was charged to the old one."""
    Subscription.objects.filter(account_id=old.account_id, method_id=old.id).update(
        method_id=new_id
    )


def _refuse_needed(command: Command, method: PaymentMethod) -> None:
    in_flight = Payment.objects.filter(
        account_id=command.account_id, method_id=method.id, status__in=IN_FLIGHT
    )
    if in_flight.exists():
        raise Refused(refuse(RefusalCode.PAYMENT_PENDING, options=(WayOut.TRY_AGAIN,)))
    others = PaymentMethod.objects.filter(
        account_id=command.account_id, removed_at=None, is_saved=True
    ).exclude(id=method.id)
    if others.exists() and not method.is_default:
        return
    if method.is_default and others.exists():
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED, options=(WayOut.OTHER_METHOD,)))
    renews = Subscription.objects.filter(account_id=command.account_id, auto_renew=True).exclude(
        status__in=["ended", "incomplete"]
    )
    owes = Invoice.objects.filter(account_id=command.account_id, status="open")
    if renews.exists() or owes.exists():
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))


def find_method(account_id: UUID, name: str) -> PaymentMethod | None:
    """Return the newest method of that name, or None."""
    return (
        PaymentMethod.objects.filter(account_id=account_id, name=name, removed_at=None)
        .order_by("-id")
        .first()
    )


def default_method(account_id: UUID, preferred_id: UUID | None = None) -> PaymentMethod | None:
    """Return the preferred method while it is saved, else the default one (A10)."""
    usable = PaymentMethod.objects.filter(account_id=account_id, removed_at=None, is_saved=True)
    preferred = usable.filter(id=preferred_id).first() if preferred_id else None
    return preferred or usable.filter(is_default=True).first()


def method_for(
    command: Command, subscription: Subscription, terms: PlanTerms, method_id: UUID | None
) -> PaymentMethod | None:
    """Return the method that an order charges; another one must be saved first where asked (A11).

    Refuses `payment_method_required` for one that is not there, and `payment_method_not_saved`.
    """
    if method_id is None:
        return default_method(command.account_id, subscription.method_id)
    method = PaymentMethod.objects.filter(
        account_id=command.account_id, id=method_id, removed_at=None
    ).first()
    if method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    if terms.policy.payment.other_method_saved_first and not method.is_saved:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_NOT_SAVED, method=method.name))
    return method


def collects(method: PaymentMethod | None) -> bool:
    """Whether a charge of the method moves money by itself."""
    return method is None or gateway(method.gateway).collects


def offered(account_id: UUID) -> tuple[str, ...]:
    """Return the names of the gateways that an account can add a way to pay for.

    An account on a test clock has the sandbox and no real card. One that pays real money has the
    sandbox only while nothing else collects, as where Curule is tried out.
    """
    is_test = Account.objects.filter(id=account_id).exclude(clock_id=None).exists()
    real = collecting() - {SANDBOX}
    left_out = real if is_test else {SANDBOX} if real else set()
    return tuple(name for name in names() if name not in left_out)


def collecting() -> frozenset[str]:
    """Return the names of the gateways by which money moves by itself."""
    return frozenset(name for name in names() if gateway(name).collects)
