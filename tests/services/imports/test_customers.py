"""Customers come from another system once, whole or not at all, and pay nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from curule.core.imports.brought import BroughtCustomer, BroughtPerson, BroughtSubscription
from curule.core.imports.running import Unfit
from curule.core.imports.tables import Place
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import Refused
from curule.data.models import Account, Invoice, OutboxMessage, Seat, Subscription
from curule.httpkit.ids import public_id
from curule.selectors.entitlements import entitlement
from curule.selectors.foreign_ids import find_foreign, list_foreign
from curule.selectors.invariants import verify
from curule.selectors.subscriptions import get_subscription
from curule.services.imports.customers import (
    Imported,
    NotImported,
    PlanHere,
    import_customer,
)
from curule.services.orders import orders
from curule.services.sweeps.due import run_due
from tests.support.factories import SYSTEM, make_plan

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAID_UNTIL = datetime(2026, 12, 15, 10, 22, tzinfo=UTC)
HERE = Place("subscriptions.csv", 2, "id")
BOB = BroughtPerson(
    email="bob@acme.example", first_name="Bob", last_name="Li", seat_type="", place=HERE
)
RUNS = BroughtSubscription(
    foreign_id="sub_1M",
    plan="price_1Nx",
    seats={"": 3},
    currency="EUR",
    interval=("month", 1),
    paid_from=datetime(2026, 11, 15, 10, 22, tzinfo=UTC),
    paid_until=PAID_UNTIL,
    is_trial=False,
    renews=True,
    place=HERE,
    people=(BOB,),
)
ACME = BroughtCustomer(
    foreign_id="cus_Nf1",
    name="Acme",
    email="alice@acme.example",
    country="FR",
    tax_id="",
    language="fr",
    time_zone="UTC",
    is_business=True,
    place=Place("customers.csv", 2, "id"),
    subscriptions=(RUNS,),
)
pytestmark = pytest.mark.django_db


def brought(
    runs: BroughtSubscription = RUNS, preset: str = "autodesk", **overrides: object
) -> Imported:
    """Bring Acme with what runs, to a plan of a preset on invoice."""
    written = {key.replace("__", "."): value for key, value in overrides.items()}
    terms = make_plan(preset, overrides=written, now=NOW)
    return bring(replace(ACME, subscriptions=(runs,)), PlanHere(terms=terms))


def bring(customer: BroughtCustomer, plan: PlanHere, *, now: datetime = NOW) -> Imported:
    return import_customer(
        actor=SYSTEM, source="stripe", customer=customer, plans={"price_1Nx": plan}, now=now
    )


def the_subscription() -> Subscription:
    return Subscription.objects.get()


def test_what_runs_goes_on_until_it_is_paid_and_then_renews_once() -> None:
    imported = brought()
    found = the_subscription()

    assert imported == Imported(
        account_id=imported.account_id, is_new=True, subscriptions=1, seats=3, people=1
    )
    assert (found.status, found.period_ends_at) == ("active", datetime(2026, 12, 15, tzinfo=UTC))
    assert not Invoice.objects.exists()
    run_due(now=datetime(2026, 12, 14, 23, tzinfo=UTC), account_ids=[imported.account_id])
    assert not Invoice.objects.exists()
    run_due(now=datetime(2026, 12, 15, 1, tzinfo=UTC), account_ids=[imported.account_id])

    (invoice,) = Invoice.objects.all()
    assert invoice.subtotal_minor == 3 * 1000
    assert not verify(imported.account_id)


def test_nobody_is_told_and_who_sat_there_sits_here() -> None:
    imported = brought()
    row = get_subscription(imported.account_id, the_subscription().id, NOW)

    assert not OutboxMessage.objects.exists()
    assert row.seats["seat"].counts.occupied == 1
    product_id = row.terms.product_id
    assert entitlement(product_id=product_id, email=BOB.email, is_live=True, now=NOW).allowed
    assert find_foreign("stripe", "customer", "cus_Nf1") == imported.account_id
    (named,) = list_foreign("sub_1M")
    assert named.subscription == row.id


def test_the_same_export_twice_is_the_same_as_once() -> None:
    terms = PlanHere(terms=make_plan("autodesk", now=NOW))
    first = bring(ACME, terms)
    rows = (Account.objects.count(), Subscription.objects.count(), Seat.objects.count())

    again = bring(ACME, terms)

    assert again == replace(first, is_new=False, subscriptions=0, seats=0, people=0)
    assert rows == (Account.objects.count(), Subscription.objects.count(), Seat.objects.count())
    later = replace(RUNS, foreign_id="sub_2", people=())
    more = bring(replace(ACME, subscriptions=(RUNS, later)), terms)
    assert (more.is_new, more.subscriptions) == (False, 1)


def test_one_mistake_leaves_the_whole_customer_out() -> None:
    plan = PlanHere(terms=make_plan("autodesk", now=NOW))
    wrong = replace(RUNS, foreign_id="sub_2", seats={"pilot": 2}, people=())

    with pytest.raises(NotImported, match=r"subscriptions\.csv:2") as raised:
        bring(replace(ACME, subscriptions=(RUNS, wrong)), plan)

    assert "no seat type 'pilot'" in str(raised.value.why)
    assert not Account.objects.exists()
    assert not list_foreign("cus_Nf1")


@pytest.mark.parametrize(
    ("runs", "overrides", "why"),
    [
        (replace(RUNS, paid_until=NOW), {}, Unfit.OVER),
        (replace(RUNS, paid_until=datetime(2026, 11, 23, 23, tzinfo=UTC)), {}, Unfit.OVER),
        (replace(RUNS, paid_until=datetime(2027, 3, 1, tzinfo=UTC)), {}, Unfit.TOO_LONG),
        (RUNS, {"anchor__at": "day_of_month(1)"}, Unfit.OTHER_DAY),
    ],
)
def test_a_period_that_does_not_fit_is_not_bent(
    runs: BroughtSubscription, overrides: dict[str, object], why: Unfit
) -> None:
    with pytest.raises(NotImported) as raised:
        brought(runs, "autodesk", **overrides)

    assert raised.value.why is why


@pytest.mark.parametrize(
    ("runs", "code"),
    [
        (
            replace(RUNS, seats={"": 1}, people=(BOB, replace(BOB, email="cy@x.test"))),
            "no_free_seat",
        ),
        (replace(RUNS, currency="USD"), "price_missing"),
    ],
)
def test_what_the_plan_does_not_sell_is_refused_as_everywhere(
    runs: BroughtSubscription, code: str
) -> None:
    with pytest.raises(NotImported) as raised:
        brought(runs)

    assert getattr(raised.value.why, "code", None) == code
    assert not Account.objects.exists()


@pytest.mark.parametrize("preset", ["tutkit", "autodesk", "zoom", "gotoassist"])
def test_every_policy_lets_the_paid_period_be(preset: str) -> None:
    seat_type = {"gotoassist": "agent", "zoom": "licensed"}.get(preset, "")
    imported = brought(replace(RUNS, seats={seat_type: 3}, people=()), preset)

    assert the_subscription().period_ends_at == datetime(2026, 12, 15, tzinfo=UTC)
    assert not Invoice.objects.exists()
    assert not verify(imported.account_id)


def test_seats_with_terms_of_their_own_end_when_they_are_paid() -> None:
    imported = brought(replace(RUNS, people=()), "licence_portal")

    assert set(Seat.objects.values_list("ends_at", flat=True)) == {
        datetime(2026, 12, 15, tzinfo=UTC)
    }
    assert not verify(imported.account_id)


def test_a_trial_goes_on_and_is_charged_when_it_ends() -> None:
    imported = brought(replace(RUNS, is_trial=True, paid_from=None))

    assert the_subscription().status == "trialing"
    run_due(now=datetime(2026, 12, 15, 1, tzinfo=UTC), account_ids=[imported.account_id])
    assert [each.subtotal_minor for each in Invoice.objects.all()] == [3000]
    assert not verify(imported.account_id)


def test_what_was_canceled_over_there_ends_here() -> None:
    imported = brought(replace(RUNS, renews=False))
    run_due(now=datetime(2026, 12, 15, 1, tzinfo=UTC), account_ids=[imported.account_id])

    assert the_subscription().status == "ended"
    assert not Invoice.objects.exists()


def test_more_seats_are_charged_for_the_rest_of_the_paid_period() -> None:
    imported = brought(payment__method="invoice", payment__other_method_saved_first=False)

    orders.change_seats(
        actor=SYSTEM,
        account_id=imported.account_id,
        subscription_id=the_subscription().id,
        totals={"seat": 5},
        now=NOW,
    )

    (invoice,) = Invoice.objects.all()
    assert invoice.subtotal_minor == round(2 * 1000 * 22 / 30)
    assert not verify(imported.account_id)


def test_a_month_s_short_end_comes_back_to_its_day() -> None:
    plan = PlanHere(terms=make_plan("autodesk", now=NOW))
    january = replace(
        RUNS,
        paid_from=datetime(2027, 1, 31, 8, tzinfo=UTC),
        paid_until=datetime(2027, 2, 28, 8, tzinfo=UTC),
    )
    imported = bring(
        replace(ACME, subscriptions=(january,)), plan, now=datetime(2027, 2, 10, tzinfo=UTC)
    )
    run_due(now=datetime(2027, 2, 28, 1, tzinfo=UTC), account_ids=[imported.account_id])

    assert the_subscription().period_ends_at == datetime(2027, 3, 31, tzinfo=UTC)


def test_only_the_vendor_brings_customers() -> None:
    reader = Actor.staff(name="r", role=StaffRole.READ_ONLY)
    with pytest.raises(Refused, match="role_not_allowed"):
        import_customer(actor=reader, source="stripe", customer=ACME, plans={}, now=NOW)


def test_one_name_over_there_is_one_customer_here() -> None:
    plan = PlanHere(terms=make_plan("autodesk", now=NOW))
    bring(ACME, plan)

    with pytest.raises(NotImported) as raised:
        bring(replace(ACME, foreign_id="cus_other"), plan)

    assert "was brought for another customer" in str(raised.value.why)
    assert public_id("acc", Account.objects.get().id).startswith("acc_")


def test_a_company_number_comes_along_and_a_wrong_one_leaves_the_customer_out() -> None:
    plan = PlanHere(terms=make_plan("autodesk", now=NOW))

    with pytest.raises(NotImported, match=r"customers\.csv:2") as raised:
        bring(replace(ACME, registration_number="303 265 046"), plan)
    assert getattr(raised.value.why, "code", None) == "registration_number_invalid"
    assert not Account.objects.exists()

    bring(replace(ACME, registration_number="303 265 045"), plan)
    assert Account.objects.get().registration_number == "303265045"
