"""Cards that a customer adds on a page of the gateway, which sends them back to us.

The visit is written down before the page is opened, and settled once: by the customer who comes
back, or by the gateway's own message if they never do.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from curule.core.permissions import Actor, ActorKind
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.models import Account, MethodSetup, PaymentMethod, RoleGrant
from curule.gateways.payments.base import (
    AddsMethods,
    Customer,
    GatewayUnavailable,
    MethodReady,
    SetupOver,
)
from curule.gateways.payments.registry import UnknownGateway, gateway
from curule.services._command import Command, Done, run
from curule.services.payment_methods import offered, require_may_add, write_method

SYSTEM = Actor.system("payments")


class SetupState(StrEnum):
    """How far a visit is."""

    SAVED = "saved"
    OPEN = "open"
    OVER = "over"
    UNAVAILABLE = "unavailable"  # the gateway does not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStarted:
    """A visit that was begun; `url` is where the card is typed in, "" if the gateway is away."""

    setup_id: UUID
    url: str


def hosted(account_id: UUID) -> tuple[str, ...]:
    """Return the gateways an account can add a card at that have a page of their own for it."""
    return tuple(name for name in offered(account_id) if isinstance(gateway(name), AddsMethods))


def begin(
    *,
    actor: Actor,
    account_id: UUID,
    gateway_name: str,
    default: bool,
    return_to: Callable[[UUID], str],
    cancel_url: str,
    now: datetime,
    key: str | None = None,
) -> Done[SetupStarted]:
    """Open the gateway's page; the same key again gives the same one.

    `return_to` makes the address to come back to of the visit's id. Refuses `role_not_allowed` and
    `not_found` for no such gateway.
    """
    door = _door(gateway_name)

    def body(command: Command) -> UUID:
        command.lock_account()
        require_may_add(command)
        if gateway_name not in offered(account_id):
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="gateway"))
        setup = MethodSetup.objects.create(
            account_id=account_id,
            gateway=gateway_name,
            is_default=default,
            started_by=command.person_id,
            started_at=command.now,
        )
        return setup.id

    begun = run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="card_setups.begin",
        result=UUID,
        body=body,
        key=key,
        request={"gateway": gateway_name, "default": default, "cancel_url": cancel_url},
    )
    setup_id = begun.value
    try:
        page = door.begin_setup(
            key=str(setup_id),
            customer=_customer(account_id, gateway_name, actor),
            return_url=return_to(setup_id),
            cancel_url=cancel_url,
        )
    except GatewayUnavailable:
        return Done(SetupStarted(setup_id=setup_id, url=""), replayed=begun.replayed)
    MethodSetup.objects.filter(account_id=account_id, id=setup_id).update(reference=page.reference)
    return Done(SetupStarted(setup_id=setup_id, url=page.url), replayed=begun.replayed)


def _customer(account_id: UUID, gateway_name: str, actor: Actor) -> Customer:
    """Return whom the gateway writes to: the person at the page, else who pays or owns."""
    methods = PaymentMethod.objects.filter(account_id=account_id, gateway=gateway_name)
    known = methods.order_by("-id").values_list("token", flat=True).first()
    email = actor.name
    if actor.kind is not ActorKind.PERSON:
        grants = RoleGrant.objects.filter(
            account_id=account_id, role__in=[Role.BILLING_CONTACT, Role.OWNER], revoked_at=None
        )
        found = dict(grants.order_by("-id").values_list("role", "person__email"))
        email = found.get(Role.BILLING_CONTACT) or found.get(Role.OWNER, "")
    name = Account.objects.values_list("name", flat=True).get(id=account_id)
    return Customer(account=str(account_id), name=name, email=email, known_token=known or "")


def _door(gateway_name: str) -> AddsMethods:
    with suppress(UnknownGateway):
        door = gateway(gateway_name)
        if isinstance(door, AddsMethods):
            return door
    raise Refused(refuse(RefusalCode.NOT_FOUND, name="gateway"))


def settle(*, account_id: UUID, setup_id: UUID, now: datetime) -> SetupState:
    """Find out what became of a visit and save the card, once. Refuses `not_found`."""
    setup = MethodSetup.objects.filter(account_id=account_id, id=setup_id).first()
    if setup is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="setup"))
    if setup.settled_at is not None:
        return _state(setup)
    if not setup.reference:
        return SetupState.OPEN
    try:
        outcome = _door(setup.gateway).setup_outcome(reference=setup.reference)
    except GatewayUnavailable:
        return SetupState.UNAVAILABLE
    if not isinstance(outcome, MethodReady | SetupOver):
        return SetupState.OPEN

    def body(command: Command) -> SetupState:
        command.lock_account()
        row = MethodSetup.objects.select_for_update().get(account_id=account_id, id=setup_id)
        if row.settled_at is None:
            row.settled_at = command.now
            if isinstance(outcome, MethodReady):
                row.method_id = _save(command, row, outcome).id
            row.save(update_fields=["settled_at", "method_id"])
        return _state(row)

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="card_setups.settle",
        result=SetupState,
        body=body,
    ).value


def _save(command: Command, setup: MethodSetup, ready: MethodReady) -> PaymentMethod:
    return write_method(
        command,
        name=ready.name,
        gateway_name=setup.gateway,
        token=ready.token,
        save=True,
        default=setup.is_default,
        added_by=setup.started_by,
    )


def _state(setup: MethodSetup) -> SetupState:
    return SetupState.OVER if setup.method_id is None else SetupState.SAVED
