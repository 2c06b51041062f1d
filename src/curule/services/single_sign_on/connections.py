"""Connecting the identity provider of an account, changing its client, and ending it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from curule.core.events import EventType
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.single_sign_on import (
    LONGEST_CLIENT,
    LONGEST_ISSUER,
    LONGEST_SECRET,
    SignInRule,
)
from curule.data.ids import new_id
from curule.data.models import SsoConnection, SsoIdentity
from curule.gateways import sealing
from curule.gateways.identity_http import Errand
from curule.gateways.identity_providers import Client, ProviderAway, discover
from curule.gateways.webhook_http import Reach, may_lead
from curule.services import _input
from curule.services._command import Command, run
from curule.services.single_sign_on import demands

_SEALED_FOR: Final = "single_sign_on"


def errand() -> Errand:
    """Begin to ask the provider of a customer, at the addresses where this one's may lie."""
    return Errand(_reach())


def _reach() -> Reach:
    return Reach(ports=settings.CURULE_SSO_PORTS, loopback=settings.CURULE_SSO_LOOPBACK)


def redirect_uri() -> str:
    """Return where providers send people back to: one address for all of them."""
    return f"{settings.CURULE_BASE_URL}/sso/callback"


def connect(
    *, actor: Actor, account_id: UUID, issuer: str, client_id: str, secret: str, now: datetime
) -> UUID:
    """Let the provider sign people of the account's domains in, from now on.

    It is asked first what it says about itself, outside of any transaction. Refuses
    `role_not_allowed`, `field_invalid`, `sso_provider_away`, and `already_exists` where one is
    connected: it is ended first.
    """
    _require_may(actor, account_id, now)
    wanted = _issuer(issuer)
    _require_answer(wanted)

    def body(command: Command) -> UUID:
        command.require(Action.SIGN_IN_RULES)
        command.lock_account()
        if SsoConnection.objects.filter(account_id=command.account_id, ended_at=None).exists():
            raise Refused(refuse(RefusalCode.ALREADY_EXISTS))
        row = SsoConnection(
            id=new_id(),
            account_id=command.account_id,
            issuer=wanted,
            created_at=command.now,
            created_by=command.actor.name[:254],
        )
        _write(command, row, client_id, secret)
        row.save(force_insert=True)
        command.record(EventType.SSO_CONNECTED, subject_id=row.id, issuer=wanted)
        return row.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="single_sign_on.connect",
        result=UUID,
        body=body,
    ).value


def change_client(
    *, actor: Actor, account_id: UUID, client_id: str, secret: str, now: datetime
) -> None:
    """Ask the same provider as another client, or with another secret.

    Refuses `role_not_allowed`, `field_invalid`, and `not_found` where none is connected.
    """

    def body(command: Command) -> bool:
        command.require(Action.SIGN_IN_RULES)
        row = _locked(command)
        _write(command, row, client_id, secret)
        row.save(update_fields=["client_id", "sealed", "changed_at", "changed_by"])
        command.record(EventType.SSO_CHANGED, subject_id=row.id, issuer=row.issuer)
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="single_sign_on.change_client",
        result=bool,
        body=body,
    )


def disconnect(*, actor: Actor, account_id: UUID, now: datetime) -> None:
    """Let the provider sign nobody in any more, and demand it of nobody.

    Refuses `role_not_allowed`, and `not_found` where none is connected.
    """

    def body(command: Command) -> bool:
        command.require(Action.SIGN_IN_RULES)
        row = _locked(command)
        row.ended_at, row.ended_by, row.sealed = command.now, command.actor.name[:254], b""
        row.save(update_fields=["ended_at", "ended_by", "sealed"])
        command.record(EventType.SSO_DISCONNECTED, subject_id=row.id, issuer=row.issuer)
        demands.lift_in(command, SignInRule.SINGLE_SIGN_ON)
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="single_sign_on.disconnect",
        result=bool,
        body=body,
    )


def unlink(*, actor: Actor, account_id: UUID, identity_id: UUID, now: datetime) -> None:
    """Forget whom a subject of the provider is: who comes with it next is looked at anew.

    Twice is once. Refuses `role_not_allowed` and `not_found`.
    """

    def body(command: Command) -> bool:
        command.require(Action.SIGN_IN_RULES)
        row = (
            SsoIdentity.objects.select_for_update()
            .filter(account_id=command.account_id, id=identity_id)
            .first()
        )
        if row is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="identity"))
        if row.unlinked_at is not None:
            return False
        row.unlinked_at, row.unlinked_by = command.now, command.actor.name[:254]
        row.save(update_fields=["unlinked_at", "unlinked_by"])
        command.record(EventType.SSO_UNLINKED, subject_id=row.person_id)
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="single_sign_on.unlink",
        result=bool,
        body=body,
    )


def client_of(row: SsoConnection) -> Client:
    """Return as whom a provider is asked.

    Raises:
        ImproperlyConfigured: its secret was sealed under another secret key.
    """
    secret = b""
    if row.sealed:
        try:
            secret = sealing.unseal(
                settings.SECRET_KEY, bytes(row.sealed), purpose=_SEALED_FOR, about=row.id.bytes
            )
        except sealing.SealBroken:
            raise ImproperlyConfigured(
                "A client secret of single sign-on was sealed under another CURULE_SECRET_KEY; "
                "bring that one back, or enter the secret anew."
            ) from None
    return Client(client_id=row.client_id, secret=secret.decode(), redirect_uri=redirect_uri())


def _issuer(text: str) -> str:
    issuer = text.strip()
    is_one = len(issuer) <= LONGEST_ISSUER and may_lead(issuer, _reach())
    if not is_one or urlsplit(issuer).query:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="issuer"))
    return issuer


def _require_may(actor: Actor, account_id: UUID, now: datetime) -> None:
    """Refuse whoever may not, before anything is asked in their name."""

    def body(command: Command) -> bool:
        command.require(Action.SIGN_IN_RULES)
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="single_sign_on.may_connect",
        result=bool,
        body=body,
    )


def _require_answer(issuer: str) -> None:
    try:
        discover(issuer, errand())
    except ProviderAway:
        raise Refused(
            refuse(RefusalCode.SSO_PROVIDER_AWAY, options=("correct_value", "try_again"))
        ) from None


def _write(command: Command, row: SsoConnection, client_id: str, secret: str) -> None:
    called = _input.line(client_id, "client_id", longest=LONGEST_CLIENT)
    if not called:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="client_id"))
    plain = secret.strip()
    if len(plain) > LONGEST_SECRET or not plain.isprintable() or not plain.isascii():
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="secret"))
    row.client_id = called
    row.sealed = (
        sealing.seal(settings.SECRET_KEY, plain.encode(), purpose=_SEALED_FOR, about=row.id.bytes)
        if plain
        else b""
    )
    row.changed_at, row.changed_by = command.now, command.actor.name[:254]


def _locked(command: Command) -> SsoConnection:
    command.lock_account()
    row = (
        SsoConnection.objects.select_for_update(no_key=True)
        .filter(account_id=command.account_id, ended_at=None)
        .first()
    )
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="connection"))
    return row
