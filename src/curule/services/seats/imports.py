"""Lists of people: brought, corrected, then given seats a few at a time, with a result per row.

Nobody on a list is told anything before it is started. Seats are given by the same command as
everywhere, in the name of who brought the list, so that a right that was lost meanwhile counts. No
list ever buys a seat: whom there is no seat for waits or is left out, as was chosen before.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from curule.core.addresses import canonical_or_empty
from curule.core.events import EventType
from curule.core.names import NameInvalid, clean_name
from curule.core.people_files import MOST_PEOPLE, PeopleFile
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import PeopleImport, PeopleImportRow, Person
from curule.selectors.catalog import get_plan_terms, get_seat_type_name
from curule.selectors.clocks import now_for
from curule.services._command import Command, Done, run
from curule.services.seating import claims
from curule.services.seats import seats
from curule.services.seats.seats import Given, IfFull, Invitee, Outcome

_log: Final = logging.getLogger(__name__)

CHUNK: Final = 50
"""People who are given seats by one command."""

AT_ONCE: Final = 200
"""People on a list whom whoever starts it waits for; longer ones are the worker's."""

KEPT: Final = timedelta(days=30)
"""How long a list can be looked at; after that nobody needs to know who stood on it."""

MAILED_AFTER: Final = timedelta(seconds=30)
REFUSED: Final = "refused"
LEFT_OUT: Final = Outcome.LEFT_OUT.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a row says from now on; `is_gone` takes it off the list."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""
    is_gone: bool = False


def bring(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seat_type: str | None,
    listed: PeopleFile,
    name: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Keep a list that is to be checked, and return its id; nobody is told.

    Refuses `role_not_allowed`, `not_found` and `seat_type_missing`.
    """

    def body(command: Command) -> UUID:
        subscription = claims.hold_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        claims.require_assign(command, terms)
        kept = PeopleImport.objects.create(
            account_id=command.account_id,
            subscription_id=subscription.id,
            seat_type_id=claims.seat_type_of(terms, seat_type).id,
            name=_shown(name)[:200],
            coding=listed.coding,
            separator=listed.separator,
            added_by=command.person_id,
            created_at=command.now,
        )
        PeopleImportRow.objects.bulk_create(
            PeopleImportRow(
                account_id=command.account_id,
                import_id=kept.id,
                number=each.number,
                **_read(each.email, each.first_name, each.last_name),
            )
            for each in listed.people[:MOST_PEOPLE]
        )
        return kept.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="imports.bring",
        result=UUID,
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "seat_type": seat_type,
            "people": [[p.email, p.first_name, p.last_name] for p in listed.people],
        },
    )


def correct(
    *,
    actor: Actor,
    account_id: UUID,
    import_id: UUID,
    rows: Mapping[int, Correction],
    now: datetime,
) -> int:
    """Change rows of a list that was not started, by their numbers; returns how many changed.

    Refuses `role_not_allowed`, `not_found`, and `version_conflict` once it was started.
    """

    def body(command: Command) -> int:
        kept = _waiting(command, import_id)
        of_list = PeopleImportRow.objects.filter(account_id=command.account_id, import_id=kept.id)
        changed = 0
        for number, wanted in rows.items():
            row = of_list.filter(number=number)
            if wanted.is_gone:
                changed += row.delete()[0]
            else:
                changed += row.update(**_read(wanted.email, wanted.first_name, wanted.last_name))
        return changed

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="imports.correct",
        result=int,
        body=body,
    ).value


def start(
    *,
    actor: Actor,
    account_id: UUID,
    import_id: UUID,
    if_full: str = IfFull.FIRST,
    left_out: Mapping[int, str],
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Let a list begin, and return how many people are to be given seats.

    `left_out` names the rows that are not ready, by number, each with what is wrong. Whom there is
    no seat for is left out too (`first`) or waits (`wait`). A list that was started already is left
    as it is. Refuses `role_not_allowed`, `not_found` and `field_invalid`.
    """

    def body(command: Command) -> int:
        kept = _locked(command, import_id)
        rows = PeopleImportRow.objects.filter(
            account_id=command.account_id, import_id=kept.id, outcome=""
        )
        if kept.status == "checking":
            for number, reason in left_out.items():
                rows.filter(number=number).update(outcome=LEFT_OUT, reason=reason[:40])
            kept.status, kept.started_at = "running", command.now
            kept.if_full = _chosen(if_full)
            kept.save(update_fields=["status", "started_at", "if_full"])
        return rows.count()

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="imports.start",
        result=int,
        body=body,
        key=key,
        request={"import": import_id, "if_full": if_full, "left_out": sorted(left_out)},
    )


def stop(*, actor: Actor, account_id: UUID, import_id: UUID, now: datetime) -> bool:
    """Give seats to nobody else of a list; false if it is not running. Refuses as `start` does."""

    def body(command: Command) -> bool:
        kept = _locked(command, import_id)
        if kept.status != "running":
            return False
        _finish(command, kept, "stopped")
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="imports.stop",
        result=bool,
        body=body,
    ).value


def carry_on(*, account_id: UUID, import_id: UUID, now: datetime) -> int:
    """Give seats to the next people of a running list; returns how many are left.

    Whoever else does the same at the same time does nothing twice: each step has its key.
    """
    kept = PeopleImport.objects.filter(
        account_id=account_id, id=import_id, status="running"
    ).first()
    if kept is None:
        return 0
    rows = PeopleImportRow.objects.filter(account_id=account_id, import_id=import_id, outcome="")
    following = list(rows.order_by("number")[:CHUNK])
    if following:
        for row, outcome, reason in _give(kept, following, now):
            rows.filter(id=row.id).update(outcome=outcome, reason=reason)
    left = rows.count()
    if not left:
        _close(kept, now)
    return left


def run_waiting(*, now: datetime) -> int:
    """Carry on with every running list to its end, each at its account's time; for the worker."""
    done = 0
    for kept in PeopleImport.objects.filter(status="running").order_by("started_at", "id"):
        at = now_for(kept.account_id, now)
        try:
            while carry_on(account_id=kept.account_id, import_id=kept.id, now=at):
                done += 1
        except Exception:  # noqa: BLE001 - one list keeps no other from going on
            _log.exception("a list could not go on", extra={"import": str(kept.id)})
    return done


def forget_old(*, now: datetime) -> int:
    """Forget lists that nobody has to look at any more; returns how many."""
    old = list(
        PeopleImport.objects.filter(created_at__lt=now - KEPT).values_list("account_id", "id")
    )
    for account_id, import_id in old:
        PeopleImportRow.objects.filter(account_id=account_id, import_id=import_id).delete()
        PeopleImport.objects.filter(account_id=account_id, id=import_id).delete()
    return len(old)


# --- steps ----------------------------------------------------------------------------------------


def _read(email: str, first_name: str, last_name: str) -> dict[str, str]:
    """Return a row as it is kept: what cannot be an address has none, names are clean."""
    address = canonical_or_empty(email)
    return {
        "written": _shown(email),
        "email": address,
        "first_name": _name(first_name),
        "last_name": _name(last_name),
    }


def _shown(written: str) -> str:
    """Return what was written as it can be stored and shown again."""
    return "".join(letter for letter in written if letter.isprintable())[:254]


def _name(written: str) -> str:
    try:
        return clean_name(_shown(written)[:200])
    except NameInvalid:
        return ""


def _chosen(if_full: str) -> str:
    if if_full not in {IfFull.FIRST, IfFull.WAIT}:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="if_full"))
    return IfFull(if_full).value


def _locked(command: Command, import_id: UUID) -> PeopleImport:
    kept = (
        PeopleImport.objects.select_for_update()
        .filter(account_id=command.account_id, id=import_id)
        .first()
    )
    if kept is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="import"))
    subscription = claims.hold_subscription(command, kept.subscription_id)
    claims.require_assign(command, get_plan_terms(subscription.plan_version_id))
    return kept


def _waiting(command: Command, import_id: UUID) -> PeopleImport:
    kept = _locked(command, import_id)
    if kept.status != "checking":
        raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
    return kept


def _give(
    kept: PeopleImport, rows: Sequence[PeopleImportRow], now: datetime
) -> list[tuple[PeopleImportRow, str, str]]:
    """Give seats to some people by one command; where it is refused, to each by one of their own.

    So one who is refused keeps nobody else from a seat.
    """
    try:
        given = _assign(kept, rows, now)
    except Refused as refused:
        if len(rows) == 1:
            return [(rows[0], REFUSED, refused.refusal.code.value)]
        return [told for row in rows for told in _give(kept, [row], now)]
    return [(row, each.outcome.value, _why(each)) for row, each in zip(rows, given, strict=True)]


def _why(given: Given) -> str:
    return RefusalCode.NO_FREE_SEAT.value if given.outcome is Outcome.LEFT_OUT else ""


def _assign(
    kept: PeopleImport, rows: Sequence[PeopleImportRow], now: datetime
) -> tuple[Given, ...]:
    return seats.assign(
        actor=_bringer(kept),
        account_id=kept.account_id,
        subscription_id=kept.subscription_id,
        people=[
            Invitee(email=row.email, first_name=row.first_name, last_name=row.last_name)
            for row in rows
        ],
        seat_type=get_seat_type_name(kept.seat_type_id),
        if_full=kept.if_full,
        now=now,
        key=f"import:{kept.id}:{rows[0].number}:{len(rows)}",
    ).value


def _bringer(kept: PeopleImport) -> Actor:
    person = _person(kept)
    return Actor.person(
        person_id=str(person.id) if person else "", name=person.email if person else "–"
    )


def _person(kept: PeopleImport) -> Person | None:
    by = kept.added_by
    return Person.objects.filter(id=by).first() if by else None


def _close(kept: PeopleImport, now: datetime) -> None:
    """Say that a list is done, once, in the name of who brought it."""

    def body(command: Command) -> bool:
        locked = PeopleImport.objects.select_for_update().get(
            account_id=command.account_id, id=kept.id
        )
        if locked.status != "running":
            return False
        _finish(command, locked, "done")
        return True

    run(
        account_id=kept.account_id,
        actor=_bringer(kept),
        now=now,
        name="imports.close",
        result=bool,
        body=body,
    )


def _finish(command: Command, kept: PeopleImport, status: str) -> None:
    kept.status, kept.finished_at = status, command.now
    kept.save(update_fields=["status", "finished_at"])
    counted = PeopleImportRow.objects.filter(
        account_id=command.account_id, import_id=kept.id
    ).aggregate(all=Count("id"), not_added=Count("id", filter=_NOT_ADDED))
    added = counted["all"] - counted["not_added"]
    command.record(
        EventType.PEOPLE_IMPORTED,
        subject_id=kept.id,
        subscription_id=kept.subscription_id,
        name=kept.name,
        added=added,
        not_added=counted["not_added"],
    )
    took_long = kept.started_at is not None and command.now - kept.started_at > MAILED_AFTER
    person = _person(kept)
    if took_long and person is not None:
        command.mail(
            "import_done",
            person.email,
            subscription_id=kept.subscription_id,
            added=str(added),
            not_added=str(counted["not_added"]),
        )


_NOT_ADDED: Final = Q(outcome__in=["", LEFT_OUT, REFUSED, Outcome.UNCHANGED.value])
