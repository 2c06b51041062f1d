"""Safety bounds: what meets one is refused, its account parked, and somebody of the vendor told."""

import pytest
from pytest_django import Settings

from curule.core.bounds import Limits
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.console import home
from curule.selectors.invariants import unusual
from curule.selectors.parking import list_caps, list_parkings, parking_of
from curule.services.accounts import parking
from curule.services.renewal_dry_run import Outcome, foresee
from curule.services.sweeps.due import run_due
from tests.support.factories import make_person
from tests.support.shop import APRIL, Shop, day, later, row_counts

FINANCE = Actor.staff(name="fin@vendor.test", role=StaffRole.FINANCE)
SUPPORT = Actor.staff(name="sue@vendor.test", role=StaffRole.SUPPORT)
MAY = day(2026, 5, 1)


def _flooded() -> Shop:
    """A customer with as many invoices in a minute as may be."""
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(1)
    for _time in range(9):
        shop.add_seats(1)
    return shop


def _refused(shop: Shop) -> RefusalCode:
    with pytest.raises(Refused) as refused:
        shop.add_seats(1)
    return refused.value.refusal.code


def _release(shop: Shop, *, actor: Actor = FINANCE, reason: str = "An import of theirs") -> bool:
    return parking.release(
        actor=actor, account_id=shop.account.id, reason=reason, now=shop.now
    ).value


def _cap(shop: Shop, most: int | None) -> bool:
    return parking.set_cap(
        actor=FINANCE, account_id=shop.account.id, currency="EUR", most=most, now=shop.now
    ).value


def _parked(shop: Shop) -> str | None:
    return parking_of(shop.account.id).bound


# --- what parks -----------------------------------------------------------------------------------


@pytest.mark.invariant("I26")
def test_a_flood_of_invoices_parks_the_account_until_somebody_releases_it() -> None:
    shop = _flooded()
    before = row_counts(shop.account.id)
    assert _refused(shop) is RefusalCode.ACCOUNT_PARKED
    after = row_counts(shop.account.id)
    written = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert written == {"Parking": 1, "Event": 1, "OutboxMessage": 1}
    shop.now = later(APRIL, minutes=2)
    assert _refused(shop) is RefusalCode.ACCOUNT_PARKED
    assert row_counts(shop.account.id) == after
    assert _release(shop)
    shop.add_seats(1)
    assert (shop.seats, _parked(shop)) == (11, None)


@pytest.mark.invariant("I26")
def test_what_was_released_counts_anew() -> None:
    shop = _flooded()
    _refused(shop)
    _release(shop)
    shop.now = later(APRIL, seconds=1)
    for _time in range(10):
        shop.add_seats(1)
    assert _refused(shop) is RefusalCode.ACCOUNT_PARKED
    assert [each.crossing.found for each in list_parkings(shop.account.id)] == [11, 11]


@pytest.mark.invariant("I26")
def test_a_test_clock_knows_no_bounds() -> None:
    shop = Shop.open("zoom")
    _cap(shop, 1)
    shop.subscribe(1)
    for _time in range(25):
        shop.add_seats(1)
    assert shop.seats == 26


@pytest.mark.invariant("I26")
def test_many_subscriptions_may_renew_on_one_day() -> None:
    shop = Shop.open("zoom", is_live=True)
    for minute in range(12):
        shop.now = later(APRIL, minutes=minute)
        shop.subscribe(1)
    report = shop.to(day(2026, 5, 2))
    assert not report.failed
    assert not report.parked
    assert len(shop.invoices) == 24


@pytest.mark.invariant("I26")
def test_an_installation_has_bounds_of_its_own(settings: Settings) -> None:
    settings.CURULE_BOUNDS = Limits(changes_an_hour=2)
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(1)
    shop.add_seats(1)
    assert _refused(shop) is RefusalCode.ACCOUNT_PARKED
    (row,) = list_parkings(shop.account.id)
    assert (row.crossing.bound, row.crossing.found, row.crossing.most) == ("changes_an_hour", 3, 2)
    assert row.subscription_id == shop.subscription_id


@pytest.mark.invariant("I26")
def test_too_many_recurring_lines_park(settings: Settings) -> None:
    settings.CURULE_BOUNDS = Limits(lines_a_day=1)
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(1)
    shop.to(MAY)
    models.Subscription.objects.update(period_ends_at=later(MAY, hours=1))
    report = shop.to(later(MAY, hours=2))
    assert [item.source for item in report.parked] == ["renewal"]
    assert _parked(shop) == "lines_a_day"
    _put_right(shop)


def _put_right(shop: Shop) -> None:
    """Take back what the test did to the period."""
    models.Subscription.objects.filter(id=shop.subscription_id).update(
        period_ends_at=models.Period.objects.filter(account_id=shop.account.id)
        .order_by("-ends_at")
        .values("ends_at")[:1]
    )


# --- the most of one invoice ----------------------------------------------------------------------


@pytest.mark.invariant("I26")
@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_renewal_above_the_cap_waits_for_its_release(*, in_bulk: bool) -> None:
    shop, other = (Shop.open("zoom", unit_amount=3000, is_live=True) for _n in range(2))
    for each in (shop, other):
        each.subscribe(2)
    assert _cap(shop, 5999)
    shop.now = other.now = later(MAY, minutes=1)
    report = run_due(now=shop.now) if in_bulk else shop.to(shop.now)
    other.to(other.now)
    assert not report.failed
    assert (len(shop.invoices), len(other.invoices), shop.status) == (1, 2, "active")
    row = parking_of(shop.account.id)
    assert (row.bound, row.found, row.most, row.currency) == ("amount", 6000, 5999, "EUR")
    assert len(list_parkings(shop.account.id)) == 1
    shop.to(later(MAY, minutes=2))
    assert len(list_parkings(shop.account.id)) == 1
    _release(shop)
    shop.to(later(MAY, minutes=3))
    assert _parked(shop) == "amount"  # the cap is as it was
    _cap(shop, 6000)
    _release(shop)
    shop.to(later(MAY, minutes=4))
    assert shop.totals == [6000, 6000]
    assert shop.payment_statuses == ["succeeded", "succeeded"]


@pytest.mark.invariant("I26")
def test_an_order_above_the_cap_is_refused_and_one_at_it_is_not() -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    _cap(shop, 3000)
    shop.subscribe(1)
    with pytest.raises(Refused) as refused:
        shop.add_seats(2)
    assert refused.value.refusal.code is RefusalCode.ACCOUNT_PARKED
    assert (shop.seats, _parked(shop)) == (1, "amount")


def test_a_cap_is_lifted_and_said_once() -> None:
    shop = Shop.open("zoom", is_live=True)
    assert _cap(shop, 100)
    assert not _cap(shop, 100)
    assert [each.most.amount_minor for each in list_caps(shop.account.id)] == [100]
    assert _cap(shop, None)
    assert list_caps(shop.account.id) == ()
    told = models.Event.objects.filter(account_id=shop.account.id, type="account.invoice_cap_set")
    assert [each.payload["after"] for each in told.order_by("id")] == ["100", ""]


@pytest.mark.parametrize(
    ("currency", "most", "code"), [("EUR", 0, "amount_invalid"), ("XYZ", 5, "field_invalid")]
)
def test_what_is_no_amount_is_refused(currency: str, most: int, code: str) -> None:
    shop = Shop.open("zoom", is_live=True)
    with pytest.raises(Refused) as refused:
        parking.set_cap(
            actor=FINANCE, account_id=shop.account.id, currency=currency, most=most, now=shop.now
        )
    assert refused.value.refusal.code == code


def test_what_stands_above_the_cap_is_told() -> None:
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(1)
    models.InvoiceCap.objects.create(
        account=shop.account, currency="EUR", most_minor=1, set_at=APRIL
    )
    (found,) = unusual(shop.account.id)
    assert (found.invariant, found.numbers["most"]) == ("I26", 1)


# --- while it is parked ---------------------------------------------------------------------------


@pytest.mark.invariant("I26")
def test_no_saved_method_is_charged_before_the_release(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(1)
    shop.to(MAY, attempts=False)
    assert len(shop.invoices) == 2
    _cap(shop, 1)
    with pytest.raises(Refused):
        shop.add_seats(1)
    charged = len(sandbox.list_charges())
    report = shop.to(later(MAY, days=1))
    assert [item.source for item in report.parked] == ["attempt"]
    with pytest.raises(Refused) as refused:
        shop.pay()
    assert refused.value.refusal.code is RefusalCode.ACCOUNT_PARKED
    assert len(sandbox.list_charges()) == charged
    _cap(shop, None)
    _release(shop)
    shop.to(later(MAY, days=1, minutes=1))
    assert len(sandbox.list_charges()) == charged + 1
    assert shop.owed == 0


@pytest.mark.invariant("I26")
def test_what_is_due_is_refused_to_a_person_too_and_not_an_error() -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(1)
    _cap(shop, 1)
    shop.now = later(MAY, minutes=1)
    assert _refused(shop) is RefusalCode.ACCOUNT_PARKED
    assert _parked(shop) == "amount"
    assert _refused(shop) is RefusalCode.ACCOUNT_PARKED


@pytest.mark.invariant("I26")
def test_a_subscription_that_ends_ends_while_its_account_is_parked() -> None:
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(1)
    models.Subscription.objects.filter(id=shop.subscription_id).update(auto_renew=False)
    _cap(shop, 1)
    with pytest.raises(Refused):
        shop.add_seats(1)
    report = shop.to(later(MAY, minutes=1))
    assert not report.parked
    assert shop.status == "ended"


@pytest.mark.invariant("I26")
def test_the_dry_run_says_what_is_parked_and_parks_nobody() -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(1)
    _cap(shop, 2999)
    (row,) = foresee(until=MAY)
    assert (row.outcome, row.total) == (Outcome.BLOCKED, None)
    assert row.refusal is not None
    assert row.refusal.code is RefusalCode.ACCOUNT_PARKED
    assert _parked(shop) is None
    assert not shop.mails("account_parked")


# --- who is told, who releases --------------------------------------------------------------------


def test_finance_is_mailed_what_was_met_and_the_home_page_counts_it() -> None:
    person = make_person("fin@vendor.test", now=APRIL)
    models.StaffGrant.objects.create(person=person, role="finance", granted_at=APRIL)
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(1)
    _cap(shop, 2000)
    assert home.attention(shop.now).accounts_parked == 0
    shop.to(MAY)
    (mail,) = shop.mails("account_parked")
    assert mail.recipient == "fin@vendor.test"
    assert mail.context == {
        "amount": {"amount_minor": 3000, "currency": "EUR"},
        "cap": {"amount_minor": 2000, "currency": "EUR"},
    }
    assert home.attention(shop.now).accounts_parked == 1
    told = models.Event.objects.get(account_id=shop.account.id, type="account.parked")
    assert told.payload == {"bound": "amount", "found": 3000, "most": 2000, "currency": "EUR"}
    assert told.subscription_id == shop.subscription_id
    _release(shop)
    assert home.attention(shop.now).accounts_parked == 0


def test_only_who_sees_to_money_releases_and_says_why() -> None:
    shop = _flooded()
    _refused(shop)
    with pytest.raises(Refused) as refused:
        _release(shop, actor=SUPPORT)
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    with pytest.raises(Refused) as refused:
        _release(shop, reason="  ")
    assert refused.value.refusal.values["field"] == "reason"
    assert _release(shop)
    assert not _release(shop)
    (row,) = list_parkings(shop.account.id)
    assert (row.released_by, row.released_because) == ("fin@vendor.test", "An import of theirs")
    told = models.Event.objects.get(account_id=shop.account.id, type="account.released")
    assert told.payload == {"bound": "invoices_a_minute", "reason": "An import of theirs"}
