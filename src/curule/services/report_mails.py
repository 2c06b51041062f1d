"""Reports that staff ask to be mailed by the calendar: a link each time, never the figures (V18).

The figures are read in the console, by whoever may read them then.
"""

from __future__ import annotations

import logging
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from curule.core.languages import Language
from curule.core.months import Month
from curule.core.permissions import Action, Actor, StaffRole, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.report_mails import Every, month_told, next_mail
from curule.data.models import Person, ReportMail, StaffGrant
from curule.services import _input, _vendor_mails
from curule.services.reports import REPORTS
from curule.wording.catalogs import text
from curule.wording.months import month_name
from curule.wording.values import Reader

_log = logging.getLogger(__name__)


def ask(
    *,
    actor: Actor,
    report: str,
    every: Every,
    currency: str = "",
    plan_id: UUID | None = None,
    on_clocks: bool = False,
    now: datetime,
) -> datetime:
    """Mail a report to whoever asks, from the next Monday or month on; return when the first comes.

    Asked again, the new wish takes the place of the old one. Refuses `role_not_allowed`,
    `not_found` for a report that there is not, and `field_invalid` for a currency that is none.
    """
    person = _reader(actor)
    if report not in REPORTS:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="report"))
    if currency:
        _input.currency(currency)
    first = next_mail(every, now, person.time_zone)
    ReportMail.objects.update_or_create(
        person_id=person.id,
        report=report,
        defaults={
            "every": every.value,
            "currency": currency,
            "plan_id": plan_id,
            "on_clocks": on_clocks,
            "asked_at": now,
            "next_at": first,
        },
    )
    return first


def stop(*, actor: Actor, report: str) -> None:
    """Mail a report to whoever asks no more; without a wish, nothing happens."""
    ReportMail.objects.filter(person_id=_reader(actor).id, report=report).delete()


def send_due(*, now: datetime) -> int:
    """Mail what is due, each report once however late it is; return how many mails were written.

    Who may read no reports any more is mailed none, and asked for none. One that cannot be written
    is told to the log and tried again; the others come.
    """
    sent = 0
    for mail_id in ReportMail.objects.filter(next_at__lte=now).values_list("id", flat=True):
        try:
            sent += _send(mail_id, now)
        except (OperationalError, InterfaceError):  # the database is away: for everybody
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with one, the next may be sound
            _log.exception("a report could not be mailed", extra={"row": str(mail_id)})
    return sent


@transaction.atomic
def _send(mail_id: UUID, now: datetime) -> bool:
    due = (
        ReportMail.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person")
        .filter(id=mail_id, next_at__lte=now)
        .first()
    )
    if due is None:
        return False
    if not _may_read(due.person):
        due.delete()
        return False
    every, zone = Every(due.every), due.person.time_zone
    month = month_told(due.next_at, zone)
    due.next_at = next_mail(every, now, zone)
    due.save(update_fields=["next_at"])
    reader = Reader(language=Language(due.person.language))
    _vendor_mails.mail(
        "report_ready",
        due.person.email,
        now=now,
        report=text(f"report.{due.report}.title", reader.language),
        month=month_name(month, reader),
        page=f"{due.report}?{urlencode(_asked(due, month))}",
    )
    return True


def _asked(due: ReportMail, month: Month) -> dict[str, str]:
    """Return what the address of a report asks for."""
    given = {
        "from": str(month),
        "to": str(month),
        "currency": due.currency,
        "plan": str(due.plan_id or ""),
        "books": "test" if due.on_clocks else "live",
    }
    return {name: value for name, value in given.items() if value}


def _reader(actor: Actor) -> Person:
    """Return the person of the staff who asks. Refuses `role_not_allowed`."""
    refused = may(actor, Action.SEE_REPORTS)
    if refused is not None:
        raise Refused(refused)
    if not actor.person_id:
        raise Refused(refuse(RefusalCode.ROLE_NOT_ALLOWED))
    return Person.objects.get(id=actor.person_id)


def _may_read(person: Person) -> bool:
    grant = StaffGrant.objects.filter(person_id=person.id, revoked_at=None).first()
    if grant is None:
        return False
    actor = Actor.staff(person_id=str(person.id), name=person.email, role=StaffRole(grant.role))
    return may(actor, Action.SEE_REPORTS) is None
