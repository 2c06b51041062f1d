"""Which reports somebody of the staff is mailed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.report_mails import Every
from curule.data.models import ReportMail


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMailAsked:
    """How often a report is mailed, and when next."""

    every: Every
    next_at: datetime


def find_report_mail(person_id: UUID, report: str) -> ReportMailAsked | None:
    """Return how a person is mailed a report, or None."""
    row = ReportMail.objects.filter(person_id=person_id, report=report).first()
    return ReportMailAsked(every=Every(row.every), next_at=row.next_at) if row else None
