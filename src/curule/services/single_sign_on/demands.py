"""What an account demands of how its people sign in: its identity provider, a second factor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.single_sign_on import SignInRule
from curule.data.models import Domain, SignInDemand, SsoConnection
from curule.services._command import Command, run


def demand(*, actor: Actor, account_id: UUID, rule: SignInRule, now: datetime) -> bool:
    """Demand something from now on; false if it is demanded already.

    Refuses `role_not_allowed`, and `sso_not_connected` where people would have no provider to come
    by, or no domain says who they are.
    """

    def body(command: Command) -> bool:
        command.require(Action.SIGN_IN_RULES)
        command.lock_account()
        if rule is SignInRule.SINGLE_SIGN_ON:
            _require_provider(command)
        if _open(command, rule) is not None:
            return False
        row = SignInDemand.objects.create(
            account_id=command.account_id,
            rule=rule.value,
            demanded_at=command.now,
            demanded_by=command.actor.name[:254],
        )
        command.record(EventType.SIGN_IN_DEMANDED, subject_id=row.id, rule=rule.value)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="single_sign_on.demand",
        result=bool,
        body=body,
    ).value


def lift(*, actor: Actor, account_id: UUID, rule: SignInRule, now: datetime) -> bool:
    """Demand something no more; false if it is not demanded. Refuses `role_not_allowed`."""

    def body(command: Command) -> bool:
        command.require(Action.SIGN_IN_RULES)
        command.lock_account()
        return lift_in(command, rule)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="single_sign_on.lift",
        result=bool,
        body=body,
    ).value


def lift_in(command: Command, rule: SignInRule) -> bool:
    """Lift a demand inside a command that holds the account's lock."""
    row = _open(command, rule)
    if row is None:
        return False
    row.lifted_at, row.lifted_by = command.now, command.actor.name[:254]
    row.save(update_fields=["lifted_at", "lifted_by"])
    command.record(EventType.SIGN_IN_LIFTED, subject_id=row.id, rule=rule.value)
    return True


def _open(command: Command, rule: SignInRule) -> SignInDemand | None:
    found = SignInDemand.objects.select_for_update().filter(
        account_id=command.account_id, rule=rule.value, lifted_at=None
    )
    return found.first()


def _require_provider(command: Command) -> None:
    of = {"account_id": command.account_id}
    is_connected = SsoConnection.objects.filter(**of, ended_at=None).exists()
    if not is_connected or not Domain.objects.filter(**of, removed_at=None).exists():
        raise Refused(refuse(RefusalCode.SSO_NOT_CONNECTED))
