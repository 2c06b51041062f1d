"""An account proves that a domain is its own, by a record in the domain's DNS (TH26).

Name servers are asked outside of any transaction, by whoever claims it and then every day by the
worker: a domain whose record is gone lapses after a while in which its owners know.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core import base58
from curule.core.domain_claims import (
    EVERY,
    MOST_CLAIMS,
    Proof,
    lapses_at,
    next_check,
    proves,
    record_name,
)
from curule.core.events import EventType
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.data.ids import new_id
from curule.data.models import Domain, DomainClaim
from curule.gateways.domain_records import NobodyAnswered, texts_of
from curule.services._command import Command, Done, run
from curule.services.seats.domains import canonical_domain, usable

WORKER: Final = Actor.system("worker")
_TOKEN_BYTES: Final = 16
_LEASE: Final = timedelta(minutes=10)
_RUN_SECONDS: Final = 60.0
_QUIET: Final = 2
"""After so many claims in a row without an answer the name servers are away: another time."""
_log: Final = logging.getLogger(__name__)


def claim(
    *, actor: Actor, account_id: UUID, name: str, now: datetime, key: str | None = None
) -> Done[UUID]:
    """Claim a domain: from now on its record is looked for. Nothing else changes yet.

    Refuses `role_not_allowed`, `field_invalid` for what is no domain and for more than twenty at
    once, and `already_exists` for one that the account has or claims.
    """

    def body(command: Command) -> UUID:
        command.require(Action.SIGN_IN_RULES)
        command.lock_account()
        called = canonical_domain(name.strip())
        claims = DomainClaim.objects.filter(account_id=account_id, withdrawn_at=None)
        if claims.count() >= MOST_CLAIMS:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="domain"))
        if claims.filter(name=called).exists() or _held(command, called) is not None:
            raise Refused(refuse(RefusalCode.ALREADY_EXISTS))
        row = DomainClaim.objects.create(
            id=new_id(),
            account_id=account_id,
            name=called,
            token=_new_token(),
            claimed_at=command.now,
            claimed_by=command.actor.name[:254],
            next_check_at=command.now + EVERY,
        )
        return row.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="domain_claims.claim",
        result=UUID,
        body=body,
        key=key,
        request={"name": name},
    )


def check(*, actor: Actor, account_id: UUID, claim_id: UUID, now: datetime) -> Proof:
    """Look for the record of a claim now; one that is found makes the domain the account's.

    Refuses `role_not_allowed`, and `not_found` for what the account does not claim.
    """

    def body(command: Command) -> DomainClaim:
        command.require(Action.SIGN_IN_RULES)
        return _open_claim(command, claim_id)

    asked = run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="domain_claims.may_check",
        result=DomainClaim,
        body=body,
    ).value
    return _settle(asked, _look(asked), actor=actor, now=now, action=Action.SIGN_IN_RULES)


def withdraw(*, actor: Actor, account_id: UUID, claim_id: UUID, now: datetime) -> None:
    """Claim a domain no more; one that the claim had proved is the account's no more.

    Who has a seat keeps it. Refuses `role_not_allowed`, and `not_found` for what is not claimed.
    """

    def body(command: Command) -> bool:
        command.require(Action.SIGN_IN_RULES)
        command.lock_account()
        row = _open_claim(command, claim_id)
        _lose(command, row, because="withdrawn")
        row.withdrawn_at, row.withdrawn_by = command.now, command.actor.name[:254]
        row.next_check_at = None
        row.save(update_fields=["missing_since", "withdrawn_at", "withdrawn_by", "next_check_at"])
        return True

    run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="domain_claims.withdraw",
        result=bool,
        body=body,
    )


def check_due(*, now: datetime) -> int:
    """Look for the records that are due, by the worker; return for how many there was an answer.

    `now` is the real time; the domains of test clocks are not looked for. Name servers that do not
    answer hold nothing up: after two in a row the rest is left for another time.
    """
    ends, answered, quiet = monotonic() + _RUN_SECONDS, 0, 0
    while quiet < _QUIET and monotonic() < ends:
        due = _lease_next(now)
        if due is None:
            break
        found = _look(due)
        quiet = quiet + 1 if found is Proof.UNANSWERED else 0
        answered += found is not Proof.UNANSWERED
        try:
            _settle(due, found, actor=WORKER, now=now)
        except Refused as refused:  # withdrawn, or its account closed, while it was looked for
            _log.info("a claim was left alone: %s", refused.refusal.code)
    return answered


def _lease_next(now: datetime) -> DomainClaim | None:
    """Take the claim that is due first, for a while; None if none is."""
    due = DomainClaim.objects.filter(
        next_check_at__lte=now, account__clock_id=None, account__closed_at=None
    )
    while row := due.order_by("next_check_at", "id").first():
        mine = DomainClaim.objects.filter(
            account_id=row.account_id, id=row.id, next_check_at=row.next_check_at
        )
        if mine.update(next_check_at=now + _LEASE):
            return row
    return None


def _look(row: DomainClaim) -> Proof:
    try:
        texts = texts_of(record_name(row.name))
    except NobodyAnswered as fault:
        _log.info("no name server answered", extra={"reason": str(fault)})
        return Proof.UNANSWERED
    return Proof.FOUND if proves(texts, row.token) else Proof.MISSING


def _settle(
    asked: DomainClaim, found: Proof, *, actor: Actor, now: datetime, action: Action | None = None
) -> Proof:
    """Write down what came of looking, and what follows for the domain."""

    def body(command: Command) -> Proof:
        if action is not None:
            command.require(action)
        command.lock_account()
        row = _open_claim(command, asked.id)
        proof = _FOLLOWS[found](command, row)
        row.proof, row.checked_at = proof.value, command.now
        row.next_check_at = next_check(
            proof,
            claimed_at=row.claimed_at,
            is_verified=_proved_by(command, row) is not None,
            now=command.now,
        )
        row.save(update_fields=["proof", "checked_at", "missing_since", "next_check_at"])
        return proof

    return run(
        account_id=asked.account_id,
        actor=actor,
        now=now,
        name="domain_claims.settle",
        result=Proof,
        body=body,
    ).value


def _found(command: Command, row: DomainClaim) -> Proof:
    """Let the domain be the account's, unless it is already somebody's: the database decides."""
    row.missing_since = None
    held = _held(command, row.name)
    if held is not None:
        return Proof.FOUND
    try:
        with transaction.atomic():
            made = Domain.objects.create(
                account_id=command.account_id,
                name=row.name,
                verified_at=command.now,
                verified_by=command.person_id,
                claim_id=row.id,
            )
    except IntegrityError:
        return Proof.ELSEWHERE
    command.record(EventType.ACCOUNT_DOMAIN_VERIFIED, subject_id=made.id, domain=row.name)
    command.vacate(*usable(command.account_id))
    return Proof.FOUND


def _missing(command: Command, row: DomainClaim) -> Proof:
    """Tell the owners once that the record is gone; after the time they have, the domain lapses."""
    proved = _proved_by(command, row)
    if proved is None:
        return Proof.MISSING
    if row.missing_since is None:
        row.missing_since = command.now
        ends_at = lapses_at(command.now)
        command.record(
            EventType.ACCOUNT_DOMAIN_UNPROVED,
            subject_id=proved.id,
            domain=row.name,
            ends_at=ends_at.isoformat(),
        )
        for person in command.people_with(Role.OWNER):
            command.mail("domain_unproved", person.email, domain=row.name, ends_at=ends_at)
    elif command.now >= lapses_at(row.missing_since):
        _lose(command, row, because="record_missing")
    return Proof.MISSING


def _unanswered(_command: Command, _row: DomainClaim) -> Proof:
    return Proof.UNANSWERED


_FOLLOWS: Final[dict[Proof, Callable[[Command, DomainClaim], Proof]]] = {
    Proof.FOUND: _found,
    Proof.MISSING: _missing,
    Proof.UNANSWERED: _unanswered,
}


def _lose(command: Command, row: DomainClaim, *, because: str) -> None:
    """End the domain that a claim had proved, if it is still the account's by it."""
    row.missing_since = None
    proved = _proved_by(command, row)
    if proved is None:
        return
    proved.removed_at = command.now
    proved.save(update_fields=["removed_at"])
    command.record(
        EventType.ACCOUNT_DOMAIN_REMOVED, subject_id=proved.id, domain=row.name, because=because
    )


def _open_claim(command: Command, claim_id: UUID) -> DomainClaim:
    row = (
        DomainClaim.objects.select_for_update(no_key=True)
        .filter(account_id=command.account_id, id=claim_id, withdrawn_at=None)
        .first()
    )
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="domain"))
    return row


def _held(command: Command, name: str) -> Domain | None:
    """Return the domain if it is this account's, however it was verified."""
    return Domain.objects.filter(account_id=command.account_id, name=name, removed_at=None).first()


def _proved_by(command: Command, row: DomainClaim) -> Domain | None:
    """Return the domain if it is the account's by this claim; staff's word needs no record."""
    held = _held(command, row.name)
    return held if held is not None and held.claim_id == row.id else None


def _new_token() -> str:
    number = int.from_bytes(secrets.token_bytes(_TOKEN_BYTES), "big")
    return base58.encode(number, length=base58.length_for(_TOKEN_BYTES))
