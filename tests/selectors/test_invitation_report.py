"""How far invitations came: each in one place of the mails and in one of the ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curule.core.months import Month
from curule.data.models import Invitation, OutboxMessage, Plan
from curule.gateways.signing import LinkPurpose
from curule.selectors.reports.invitations import Way, invitations, together
from curule.selectors.reports.reach import Reach
from curule.services.invitations import invitations as commands
from curule.services.seats.seats import Invitee, assign
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db


def reach(since: str = "2026-01", until: date = date(2026, 3, 1), **more: Any) -> Reach:  # noqa: ANN401
    return Reach(since=Month.parse(since).first, until=until, **more)


def invite(world: World, *names: str, days: int = 0) -> list[UUID]:
    given = assign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[Invitee(email=f"{n}@else.test", first_name="F", last_name="L") for n in names],
        now=world.at(days=days, hours=1),
    ).value
    return [each.invitation_id for each in given if each.invitation_id]


def answer(
    world: World, invitation_id: UUID, what: str, purpose: LinkPurpose = LinkPurpose.MAIL
) -> None:
    token = commands.link_token(
        account_id=world.account.id, invitation_id=invitation_id, purpose=purpose
    )
    command = getattr(commands, what)
    command(
        actor=None,
        account_id=world.account.id,
        invitation_id=invitation_id,
        token=token,
        now=world.at(hours=2),
    )


def mailed(invitation_id: UUID, status: str) -> None:
    rows = OutboxMessage.objects.filter(invitation_id=invitation_id, template="invitation")
    sent_at = Invitation.objects.get(id=invitation_id).invited_at if status == "sent" else None
    assert rows.update(status=status, sent_at=sent_at) == 1


def way(**more: Any) -> Way:  # noqa: ANN401
    return together(invitations(reach(**more)))


def test_every_invitation_has_one_mail_and_one_end() -> None:
    world = make_world("tutkit", seats=10)
    yes, no, off, lost, _late, kept, again = invite(
        world, "yes", "no", "off", "lost", "late", "kept", "again"
    )
    for each in (yes, no, off, again):
        mailed(each, "sent")
    mailed(lost, "failed")
    mailed(kept, "held")
    answer(world, yes, "accept")
    answer(world, no, "decline")
    for each, command in ((off, "cancel"), (again, "resend")):
        getattr(commands, command)(
            actor=world.actor(),
            account_id=world.account.id,
            invitation_id=each,
            now=world.at(hours=3),
        )
    found = way(now=world.at(hours=9))
    assert found == Way(
        invited=7,
        taken=4,
        failed=1,
        queued=1,
        kept=1,
        joined=1,
        declined=1,
        canceled=1,
        still_open=4,
    )
    assert found.answered == 2
    assert found.lapsed == 1
    _adds_up(found)


def _adds_up(found: Way) -> None:
    mails = (found.taken, found.failed, found.queued, found.kept, found.unmailed)
    ends = (found.joined, found.declined, found.expired, found.canceled, found.still_open)
    assert sum(mails) == sum(ends) == found.invited


def test_one_that_has_run_out_is_expired_whether_or_not_it_was_written_down() -> None:
    world = make_world("tutkit", seats=4)
    invite(world, "bo", "di")
    days = world.terms.policy.assignment.invitation_days
    found = way(now=world.at(days=days + 1))
    assert (found.expired, found.still_open) == (2, 0)
    _adds_up(found)


def test_another_month_another_plan_and_another_clock_are_left_out() -> None:
    world, other = make_world("tutkit", seats=4), make_world("tutkit", seats=4)
    invite(world, "bo")
    invite(world, "di", days=40)
    invite(other, "cy")
    now = world.at(days=50)
    assert way(now=now).invited == 3
    assert way(now=now, until=date(2026, 2, 1)).invited == 2
    plan = Plan.objects.get(name=world.terms.plan_name)
    rows = invitations(reach(now=now, plan_id=plan.id))
    assert [(str(row.month), row.plan) for row in rows] == [
        ("2026-01", plan.name),
        ("2026-02", plan.name),
    ]
    assert invitations(reach(now=now, on_clocks=True)) == ()


def test_the_month_is_that_of_the_customer_s_zone() -> None:
    world = make_world("tutkit", seats=4, time_zone="Pacific/Auckland")
    (id_,) = invite(world, "bo", days=30)
    at = Invitation.objects.get(id=id_).invited_at
    assert (at.month, (at + timedelta(hours=13)).month) == (1, 2)
    (row,) = invitations(reach(now=world.at(days=50)))
    assert str(row.month) == "2026-02"


def test_opening_the_page_is_not_recorded_and_so_not_told() -> None:
    world = make_world("tutkit", seats=4)
    (id_,) = invite(world, "bo")
    mailed(id_, "sent")
    before = way(now=world.at(hours=9))
    token = commands.link_token(
        account_id=world.account.id, invitation_id=id_, purpose=LinkPurpose.MAIL
    )
    commands.open_link(invitation_id=id_, token=token, now=world.at(hours=2))
    assert way(now=world.at(hours=9)) == before
    assert before.answered == 0


def test_more_invitations_need_no_more_statements() -> None:
    numbers: list[int] = []
    for _ in range(2):
        world = make_world("tutkit", seats=4)
        invite(world, "bo", "di")
        asked = reach(now=world.at(hours=9))
        with CaptureQueriesContext(connection) as caught:
            invitations(asked)
        numbers.append(len(caught))
    assert max(numbers) <= 1
