"""Reports by mail: each once, to whoever may still read them (V18)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.core.report_mails import Every
from curule.data.models import OutboxMessage, Person, ReportMail, StaffGrant
from curule.services import report_mails
from curule.services.mails import deliveries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, 5, tzinfo=UTC)
"""Six in the morning in Paris."""


@pytest.fixture
def reader() -> Person:
    """Somebody of finance, in Paris, who reads French."""
    person = Person.objects.create(
        email="ann@vendor.test", language="fr", time_zone="Europe/Paris", created_at=NOW
    )
    StaffGrant.objects.create(person=person, role="finance", granted_at=NOW)
    return person


def actor(person: Person, role: StaffRole = StaffRole.FINANCE) -> Actor:
    return Actor.staff(person_id=str(person.id), name=person.email, role=role)


def ask(person: Person, every: Every = Every.MONTH, **narrowed: object) -> datetime:
    return report_mails.ask(
        actor=actor(person),
        report="cash",
        every=every,
        now=NOW,
        **narrowed,  # type: ignore[arg-type]
    )


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(template="report_ready").order_by("id"))


def test_a_report_is_mailed_on_the_first_in_words_of_its_reader(reader: Person) -> None:
    assert ask(reader, currency="EUR") == FIRST
    assert report_mails.send_due(now=FIRST - timedelta(seconds=1)) == 0

    assert report_mails.send_due(now=FIRST) == 1
    assert report_mails.send_due(now=FIRST) == 0

    (mail,) = mails()
    said = deliveries.readable(message_id=mail.id)
    assert (mail.recipient, mail.account_id) == (reader.email, None)
    assert "octobre 2026" in said.subject
    address = "/console/reports/cash?from=2026-10&to=2026-10&currency=EUR&books=live"
    assert address in said.text


def test_what_is_late_comes_once_and_then_by_the_calendar_again(reader: Person) -> None:
    ask(reader, Every.WEEK)
    late = FIRST + timedelta(days=40)

    assert report_mails.send_due(now=late) == 1
    assert report_mails.send_due(now=late) == 0
    assert ReportMail.objects.get().next_at > late


def test_one_that_cannot_be_written_keeps_no_other_waiting(
    reader: Person, caplog: pytest.LogCaptureFixture
) -> None:
    lost = Person.objects.create(
        email="bob@vendor.test", language="de", time_zone="Europe/Berlin", created_at=NOW
    )
    StaffGrant.objects.create(person=lost, role="finance", granted_at=NOW)
    ask(lost)
    ask(reader)
    Person.objects.filter(id=lost.id).update(time_zone="Atlantis/Poseidonis")

    assert report_mails.send_due(now=FIRST) == 1

    assert [mail.recipient for mail in mails()] == [reader.email]
    assert "a report could not be mailed" in caplog.text
    Person.objects.filter(id=lost.id).update(time_zone="Europe/Berlin")
    assert report_mails.send_due(now=FIRST) == 1, "it is tried again"


def test_asked_again_it_is_one_wish_and_stopped_it_is_none(reader: Person) -> None:
    ask(reader)
    ask(reader, Every.WEEK)
    assert ReportMail.objects.get().every == "week"

    report_mails.stop(actor=actor(reader), report="cash")
    report_mails.stop(actor=actor(reader), report="cash")

    assert report_mails.send_due(now=FIRST) == 0
    assert not mails()


def test_who_left_the_staff_is_mailed_nothing(reader: Person) -> None:
    ask(reader)
    StaffGrant.objects.update(revoked_at=NOW)

    assert report_mails.send_due(now=FIRST) == 0
    assert not mails()
    assert not ReportMail.objects.exists()


def test_who_is_not_staff_and_what_is_no_report_is_refused(reader: Person) -> None:
    for asks, report, code in (
        (Actor.person(person_id=str(reader.id), name="x"), "cash", RefusalCode.ROLE_NOT_ALLOWED),
        (actor(reader), "gossip", RefusalCode.NOT_FOUND),
    ):
        with pytest.raises(Refused) as refused:
            report_mails.ask(actor=asks, report=report, every=Every.WEEK, now=NOW)
        assert refused.value.refusal.code is code
