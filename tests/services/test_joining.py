"""Joining an account with a paid plan of one's own: settled at once, moved later, or undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from curule.core.intervals import Interval, IntervalUnit
from curule.core.money import Money
from curule.core.refusals import Refusal, Refused
from curule.core.roles import Role
from curule.core.settlement import Choice
from curule.data.models import (
    Account,
    Assignment,
    CreditNote,
    Event,
    Invitation,
    Invoice,
    Member,
    OutboxMessage,
    Person,
    Refund,
    Settlement,
    Subscription,
)
from curule.selectors.entitlements import entitlement
from curule.selectors.joining import list_settlements, pending_for
from curule.selectors.money import balance_of
from curule.services import refunds
from curule.services.invitations import invitations
from curule.services.joining import joining
from curule.services.orders import orders
from curule.services.payments import payments
from curule.services.sweeps.due import run_due
from tests.services.test_seats import BO, DI, code, counts, give
from tests.support.factories import (
    NOW,
    VENDOR,
    World,
    actor_of,
    join,
    make_account,
    make_method,
    make_person,
    make_plan,
    make_world,
)

pytestmark = pytest.mark.usefixtures("sandbox")
YEAR = Interval(IntervalUnit.YEAR)


@dataclass(frozen=True, kw_only=True)
class Joiner:
    """A person with a plan of their own who is invited to another account."""

    world: World
    person: Person
    own: UUID
    plan: UUID
    invitation: UUID

    def accept(self, choice: Choice | None, now: datetime) -> invitations.Accepted:
        return invitations.accept(
            actor=actor_of(self.person),
            account_id=self.world.account.id,
            invitation_id=self.invitation,
            join=choice,
            now=now,
        ).value

    def refusal(self, choice: Choice | None, now: datetime) -> Refusal:
        with pytest.raises(Refused) as caught:
            self.accept(choice, now)
        return caught.value.refusal

    def undo(self, now: datetime) -> UUID:
        return joining.undo_join(
            actor=actor_of(self.person),
            account_id=self.world.account.id,
            person_id=self.person.id,
            now=now,
        ).value

    def subscription(self) -> Subscription:
        return Subscription.objects.get(id=self.plan)

    def may_use(self, now: datetime) -> bool:
        product = self.world.terms.product_id
        return entitlement(email=self.person.email, product_id=product, now=now).allowed


JOINED_AT = NOW + timedelta(days=265)
"""100 of the 365 days of a plan that began with NOW are left."""


def joiner(
    *,
    amount: int = 14990,
    tax_rate: str | None = None,
    pays: str = "now",
    overrides: dict[str, object] | None = None,
    invited_at: datetime = JOINED_AT - timedelta(days=1),
) -> Joiner:
    world = make_world("zoom", seats={"licensed": 3}, overrides=overrides, interval=YEAR)
    terms = make_plan("zoom", unit_amount=amount, interval=YEAR, product_id=world.terms.product_id)
    person = make_person(BO.email)
    account = make_account(
        name="Bo", kind="individual", tax_rate=Decimal(tax_rate) if tax_rate else None
    )
    join(account, person, Role.OWNER)
    make_method(account)
    bought = orders.subscribe(
        actor=actor_of(person),
        account_id=account.id,
        plan_version_id=terms.version_id,
        seats={"licensed": 1},
        currency="EUR",
        interval=("year", 1),
        pays=pays,  # type: ignore[arg-type]
        now=NOW,
    ).value
    (given,) = give(world, BO, seat_type="licensed", now=invited_at)
    assert given.invitation_id is not None
    return Joiner(
        world=world,
        person=person,
        own=account.id,
        plan=bought.subscription_id,
        invitation=given.invitation_id,
    )


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.requirement("Z15")
def test_the_choice_is_asked_for_with_the_amount_and_nothing_has_happened() -> None:
    who = joiner()
    refusal = who.refusal(None, JOINED_AT)
    assert (refusal.code, refusal.options) == ("own_plan_choice_required", ("refund", "transfer"))
    assert refusal.values["amount"] == Money(4107, "EUR")
    assert who.subscription().status == "active"
    assert not Settlement.objects.exists()
    assert counts(who.world, "licensed", hours=24 * 265) == (0, 1, 2)


@pytest.mark.requirement("Z17")
def test_an_open_invoice_is_paid_first_and_the_invitation_stays_open() -> None:
    who = joiner()
    make_open_invoice(who)
    refusal = who.refusal(Choice.REFUND, JOINED_AT)
    assert (refusal.code, refusal.options) == ("outstanding_invoices", ("pay",))
    assert refusal.values["amount"] == Money(500, "EUR")
    assert Invitation.objects.get(id=who.invitation).status == "open"
    payments.pay(actor=actor_of(who.person), account_id=who.own, now=JOINED_AT)
    assert who.accept(Choice.REFUND, JOINED_AT).settlement_id


def make_open_invoice(who: Joiner) -> None:
    from dataclasses import replace

    from curule.selectors.catalog import get_plan_terms
    from tests.support.factories import make_unpaid_invoice

    plan = who.subscription()
    make_unpaid_invoice(
        replace(
            who.world,
            account=Account.objects.get(id=who.own),
            subscription=plan,
            terms=get_plan_terms(plan.plan_version_id),
        ),
        due_at=JOINED_AT + timedelta(days=9),
        amount=500,
    )


def test_who_is_not_alone_cannot_bring_the_plan() -> None:
    who = joiner()
    join(Account.objects.get(id=who.own), make_person("other@x.test"))
    refusal = who.refusal(Choice.REFUND, JOINED_AT)
    assert (refusal.code, refusal.values["people_count"]) == ("not_sole_member", 1)


def test_a_policy_that_allows_no_own_plan_says_so() -> None:
    who = joiner(
        overrides={
            "joining.own_plan": "refuse",
            "joining.requires": [],
            "joining.undo_hours": 0,
        }
    )
    refusal = who.refusal(Choice.REFUND, JOINED_AT)
    assert (refusal.code, refusal.options) == ("own_plan_not_allowed", ("keep_own_account",))


def test_a_policy_that_keeps_both_asks_nothing() -> None:
    who = joiner(
        overrides={
            "joining.own_plan": "keep_both",
            "joining.requires": [],
            "joining.undo_hours": 0,
        }
    )
    assert who.accept(None, JOINED_AT).settlement_id is None
    assert who.subscription().status == "active"


def test_seating_at_once_refuses_an_own_plan_where_the_policy_does() -> None:
    world = make_world("gotoassist", overrides={"joining.own_plan": "refuse"})
    person = make_person(DI.email, first_name="Di", last_name="Paz")
    account = make_account(kind="individual")
    join(account, person, Role.OWNER)
    from tests.support.factories import make_subscription

    make_subscription(account, world.terms, {"organizer": 1})
    assert code(world, DI) == "own_plan_not_allowed"


def test_clocks_are_not_mixed() -> None:
    from curule.data.models import TestClock

    who = joiner()
    clock = TestClock.objects.create(name="T", now=NOW)
    Account.objects.filter(id=who.own).update(clock=clock)
    assert who.refusal(Choice.REFUND, JOINED_AT).code == "clocks_differ"
    Account.objects.filter(id=who.own).update(clock=None)


# --- settling -------------------------------------------------------------------------------------


@pytest.mark.requirement("Z3", "Z16", "Z19")
def test_joining_ends_the_own_plan_and_no_money_moves_yet() -> None:
    who = joiner()
    done = who.accept(Choice.TRANSFER, JOINED_AT)
    (row,) = list_settlements(who.own)
    assert row.id == done.settlement_id
    assert (row.choice, row.amount, row.moves_at, row.status) == (
        Choice.TRANSFER,
        Money(4107, "EUR"),
        JOINED_AT + timedelta(hours=72),
        "pending",
    )
    assert who.subscription().status == "ended"
    assert pending_for(who.own) == 4107
    assert balance_of(who.own, "EUR").credit == 0
    assert balance_of(who.world.account.id, "EUR").credit == 0
    assert not CreditNote.objects.exists()
    assert who.may_use(JOINED_AT)
    assert Member.objects.filter(account=who.world.account, person=who.person, left_at=None)
    mail = OutboxMessage.objects.get(template="join_settled")
    assert mail.context["transfer"] == {"amount_minor": 4107, "currency": "EUR"}
    assert "refund" not in mail.context


@pytest.mark.requirement("Z15")
def test_a_transfer_becomes_credit_of_the_joined_account_through_the_clearing_account() -> None:
    who = joiner()
    done = who.accept(Choice.TRANSFER, JOINED_AT)
    assert done.settlement_id is not None
    moves_at = JOINED_AT + timedelta(hours=72)
    assert not joining.move(settlement_id=done.settlement_id, now=moves_at - timedelta(seconds=1))
    assert joining.move(settlement_id=done.settlement_id, now=moves_at)
    assert balance_of(who.world.account.id, "EUR").credit == 4107
    assert balance_of(who.own, "EUR").credit == 0
    note = CreditNote.objects.get(account_id=who.own)
    assert (note.total_minor, note.to_credit_minor) == (4107, 4107)
    told = OutboxMessage.objects.filter(template="credit_transferred")
    assert {mail.recipient for mail in told} == {
        who.world.people[name].email for name in ("owner", "billing_contact")
    }
    before = written_anywhere()
    assert not joining.move(settlement_id=done.settlement_id, now=moves_at + timedelta(days=1))
    assert written_anywhere() == before


def written_anywhere() -> tuple[int, ...]:
    return tuple(
        table.objects.count() for table in (Event, CreditNote, Refund, OutboxMessage, Assignment)
    )


@pytest.mark.requirement("Z3", "Z15")
def test_a_refund_goes_back_the_way_the_plan_was_paid() -> None:
    who = joiner()
    done = who.accept(Choice.REFUND, JOINED_AT)
    assert done.settlement_id is not None
    assert not Refund.objects.exists()
    moves_at = JOINED_AT + timedelta(hours=72)
    joining.move(settlement_id=done.settlement_id, now=moves_at)
    refund = Refund.objects.get()
    assert (refund.account_id, refund.amount_minor, refund.status) == (who.own, 4107, "pending")
    refunds.send(account_id=who.own, refund_id=refund.id, now=moves_at)
    assert Refund.objects.get().status == "succeeded"
    assert balance_of(who.world.account.id, "EUR").credit == 0


@pytest.mark.parametrize("rate", ["20", "5.5", "19", "8.1"])
def test_the_credit_note_mirrors_the_tax_and_is_what_was_announced(rate: str) -> None:
    who = joiner(tax_rate=rate)
    done = who.accept(Choice.TRANSFER, JOINED_AT)
    assert done.settlement_id is not None
    announced = Settlement.objects.get().amount_minor
    joining.move(settlement_id=done.settlement_id, now=JOINED_AT + timedelta(hours=72))
    note = CreditNote.objects.get()
    assert note.total_minor == announced == balance_of(who.world.account.id, "EUR").credit
    invoice = Invoice.objects.get(account_id=who.own)
    exact = invoice.total_minor * 100 / 365
    assert exact - 2 < announced <= exact + 1
    assert note.tax_rate == invoice.tax_rate


def test_a_plan_on_its_last_day_is_worth_that_day() -> None:
    last_day = NOW + timedelta(days=364)
    who = joiner(invited_at=last_day)
    who.accept(Choice.REFUND, last_day)
    assert Settlement.objects.get().amount_minor == 41  # 149.90 / 365, this day included


# --- undoing --------------------------------------------------------------------------------------


def test_undo_restores_the_plan_with_its_old_end_and_leaves_no_document() -> None:
    who = joiner()
    before = Subscription.objects.values().get(id=who.plan)
    who.accept(Choice.TRANSFER, JOINED_AT)
    who.undo(JOINED_AT + timedelta(hours=71))
    after = Subscription.objects.values().get(id=who.plan)
    assert after | {"version": 0} == before | {"version": 0}
    assert after["version"] > before["version"]
    assert Assignment.objects.get(account_id=who.own, ended_at=None).person_id == who.person.id
    assert counts(who.world, "licensed", hours=24 * 268) == (0, 0, 3)
    assert not Member.objects.filter(
        account=who.world.account, person=who.person, left_at=None
    ).exists()
    assert not CreditNote.objects.exists()
    assert pending_for(who.own) == 0
    assert who.may_use(JOINED_AT + timedelta(hours=71))
    templates = OutboxMessage.objects.filter(template="join_undone")
    assert set(templates.values_list("recipient", flat=True)) == {
        who.person.email,
        who.world.people["owner"].email,
    }


def test_after_undoing_the_money_never_moves_and_joining_is_possible_again() -> None:
    who = joiner()
    done = who.accept(Choice.TRANSFER, JOINED_AT)
    assert done.settlement_id is not None
    who.undo(JOINED_AT + timedelta(hours=1))
    assert not joining.move(settlement_id=done.settlement_id, now=JOINED_AT + timedelta(days=9))
    (again,) = give(who.world, BO, seat_type="licensed", now=JOINED_AT + timedelta(hours=2))
    assert again.invitation_id is not None
    invitations.accept(
        actor=actor_of(who.person),
        account_id=who.world.account.id,
        invitation_id=again.invitation_id,
        join=Choice.REFUND,
        now=JOINED_AT + timedelta(hours=2),
    )
    assert Settlement.objects.filter(status="pending").count() == 1


def test_when_the_money_moves_undoing_is_over() -> None:
    who = joiner()
    who.accept(Choice.REFUND, JOINED_AT)
    with pytest.raises(Refused) as caught:
        who.undo(JOINED_AT + timedelta(hours=72))
    assert caught.value.refusal.code == "undo_window_closed"


def test_what_is_let_go_after_its_time_moves_on_that_day_and_undoing_stays_over() -> None:
    who = joiner()
    done = who.accept(Choice.TRANSFER, JOINED_AT)
    assert done.settlement_id is not None
    let_go_at = JOINED_AT + timedelta(days=40)
    for holds, at in ((True, JOINED_AT + timedelta(hours=1)), (False, let_go_at)):
        joining.hold(
            actor=VENDOR, account_id=who.own, settlement_id=done.settlement_id, holds=holds, now=at
        )
    with pytest.raises(Refused) as caught:
        who.undo(let_go_at)
    assert caught.value.refusal.code == "undo_window_closed"
    run_due(now=let_go_at + timedelta(hours=1), account_ids=[who.world.account.id])
    assert CreditNote.objects.get(account_id=who.own).issued_at == let_go_at
    assert balance_of(who.world.account.id, "EUR").credit == 4107


def test_what_is_let_go_before_its_time_moves_at_its_time() -> None:
    who = joiner()
    done = who.accept(Choice.TRANSFER, JOINED_AT)
    assert done.settlement_id is not None
    for holds in (True, False):
        joining.hold(
            actor=VENDOR,
            account_id=who.own,
            settlement_id=done.settlement_id,
            holds=holds,
            now=JOINED_AT + timedelta(hours=1),
        )
    assert Settlement.objects.get().moves_at == JOINED_AT + timedelta(hours=72)


def test_only_the_person_or_the_vendor_undoes() -> None:
    who = joiner()
    who.accept(Choice.REFUND, JOINED_AT)
    arguments = {
        "account_id": who.world.account.id,
        "person_id": who.person.id,
        "now": JOINED_AT + timedelta(hours=1),
    }
    with pytest.raises(Refused) as caught:
        joining.undo_join(actor=who.world.actor("owner"), **arguments)  # type: ignore[arg-type]
    assert caught.value.refusal.code == "role_not_allowed"
    joining.undo_join(actor=VENDOR, **arguments)  # type: ignore[arg-type]
    assert who.subscription().status == "active"


def test_there_is_nothing_to_undo_for_who_has_not_joined() -> None:
    who = joiner()
    with pytest.raises(Refused) as caught:
        who.undo(JOINED_AT)
    assert caught.value.refusal.code == "not_found"


def test_who_was_a_member_with_a_role_stays_one() -> None:
    who = joiner()
    join(who.world.account, who.person, Role.ADMIN)
    who.accept(Choice.REFUND, JOINED_AT)
    who.undo(JOINED_AT + timedelta(hours=1))
    assert Member.objects.filter(account=who.world.account, person=who.person, left_at=None)
