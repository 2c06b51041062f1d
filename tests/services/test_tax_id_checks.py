"""Tax numbers that offices are asked about: what waits, what is answered, what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.core.tax_id_checks import GIVEN_UP_AFTER
from curule.core.tax_rules import TaxTreatment
from curule.data import models
from curule.gateways.tax_registers.base import RegisterAnswer
from curule.gateways.tax_registers.registry import replaced
from curule.gateways.tax_registers.vies import Vies
from curule.selectors.taxes import tax_of
from curule.services.accounts import accounts, sellers, tax_id_checks
from curule.services.sweeps import clocks
from tests.support.factories import NOW, VENDOR, make_account, make_plan, make_subscription
from tests.support.fake_vies import FakeVies, Manner, running_fake_vies

NUMBER = "DE136695976"
OTHER = "DE129273398"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office() -> Iterator[FakeVies]:
    with running_fake_vies() as made, replaced(Vies(url=made.url, seconds=0.5)):
        yield made


@pytest.fixture
def buyer() -> models.Account:
    """A German company that buys from Paris."""
    sellers.describe(actor=VENDOR, country="FR", now=NOW)
    sellers.register(
        actor=VENDOR, country="FR", number="FR40303265045", since=date(2021, 1, 1), now=NOW
    )
    account = make_account(name="Berlin GmbH")
    models.Account.objects.filter(id=account.id).update(country="DE")
    account.refresh_from_db()
    return account


def _give(account: models.Account, number: str, now: datetime = NOW) -> None:
    accounts.set_tax_id(actor=VENDOR, account_id=account.id, tax_id=number, now=now)


def _treatment(account: models.Account, at: datetime = NOW) -> TaxTreatment:
    account.refresh_from_db()
    return tax_of(account, at).treatment


def _checks(account: models.Account) -> list[tuple[str, str]]:
    rows = models.TaxIdCheck.objects.filter(account_id=account.id).order_by("asked_at", "id")
    return [(row.tax_id, row.state) for row in rows]


def _told(account: models.Account) -> list[dict[str, object]]:
    events = models.Event.objects.filter(account_id=account.id, type="account.tax_id_checked")
    return [event.payload for event in events.order_by("occurred_at", "id")]


def test_a_number_holds_at_once_and_its_office_is_asked_afterwards(
    office: FakeVies, buyer: models.Account
) -> None:
    office.known[NUMBER] = ("BERLIN GMBH", "UNTER DEN LINDEN 1\n10117 BERLIN")
    _give(buyer, NUMBER)
    assert office.asked == []
    assert _treatment(buyer) is TaxTreatment.REVERSE_CHARGE

    assert tax_id_checks.put_waiting(now=NOW + MINUTE) == 1
    assert tax_id_checks.put_waiting(now=NOW + 2 * MINUTE) == 0
    check = models.TaxIdCheck.objects.get(account_id=buyer.id)
    assert (check.state, check.name, check.address) == (
        "valid",
        "BERLIN GMBH",
        "UNTER DEN LINDEN 1, 10117 BERLIN",
    )
    assert check.reference == "WAPIAAAAZoFdYtB4"
    assert check.told_at is not None
    assert office.asked[0]["requesterNumber"] == "40303265045"
    assert _treatment(buyer) is TaxTreatment.REVERSE_CHARGE
    assert _told(buyer) == [{"tax_id": NUMBER, "answer": "valid", "reference": "WAPIAAAAZoFdYtB4"}]


def test_a_number_that_its_office_does_not_know_takes_the_reverse_charge_away(
    office: FakeVies, buyer: models.Account
) -> None:
    _give(buyer, NUMBER)
    tax_id_checks.put_waiting(now=NOW)
    assert _treatment(buyer) is TaxTreatment.HOME_RATE
    assert buyer.tax_id == NUMBER
    assert buyer.tax_id_answer == "invalid"

    office.known[NUMBER] = ("", "")
    _give(buyer, NUMBER, NOW + MINUTE)
    assert _treatment(buyer) is TaxTreatment.HOME_RATE, "nobody has said otherwise yet"
    tax_id_checks.put_waiting(now=NOW + MINUTE)
    assert _treatment(buyer) is TaxTreatment.REVERSE_CHARGE
    assert _checks(buyer) == [(NUMBER, "invalid"), (NUMBER, "valid")]


def test_giving_a_known_number_again_asks_nobody(office: FakeVies, buyer: models.Account) -> None:
    office.known[NUMBER] = ("", "")
    _give(buyer, NUMBER)
    _give(buyer, NUMBER)
    tax_id_checks.put_waiting(now=NOW)
    _give(buyer, NUMBER)
    assert _checks(buyer) == [(NUMBER, "valid")]


def test_another_number_is_asked_about_and_the_old_answer_is_remembered(
    office: FakeVies, buyer: models.Account
) -> None:
    office.known[OTHER] = ("", "")
    _give(buyer, NUMBER)
    tax_id_checks.put_waiting(now=NOW)
    _give(buyer, OTHER, NOW + MINUTE)
    assert _treatment(buyer) is TaxTreatment.REVERSE_CHARGE
    _give(buyer, NUMBER, NOW + 2 * MINUTE)
    assert _treatment(buyer) is TaxTreatment.HOME_RATE, "changing to and fro makes it no better"
    assert _checks(buyer) == [(NUMBER, "invalid"), (OTHER, "replaced"), (NUMBER, "waiting")]
    _give(buyer, "", NOW + 3 * MINUTE)
    assert _checks(buyer)[-1] == (NUMBER, "replaced")
    assert tax_id_checks.put_waiting(now=NOW + 4 * MINUTE) == 0
    assert office.numbers() == [NUMBER]


def test_an_answer_about_a_number_that_was_replaced_meanwhile_changes_nothing(
    buyer: models.Account,
) -> None:
    account = buyer

    class Slow(Vies):
        """Somebody changes the number while it is asked about."""

        def ask(self, number: str, *, requester: str = "") -> RegisterAnswer:
            if number == NUMBER:
                _give(account, OTHER)
            return super().ask(number, requester=requester)

    with running_fake_vies() as office, replaced(Slow(url=office.url)):
        _give(buyer, NUMBER)
        assert tax_id_checks.put_waiting(now=NOW, limit=1) == 0
        assert _checks(buyer) == [(NUMBER, "replaced"), (OTHER, "waiting")]
        buyer.refresh_from_db()
        assert buyer.tax_id_answer == ""
        assert _told(buyer) == []


@pytest.mark.fault("F7")
@pytest.mark.parametrize(
    "manner", [Manner.HANG, Manner.HTML, Manner.TOO_MANY, Manner.STATE_AWAY, Manner.HALF]
)
def test_no_answer_changes_nothing_and_is_asked_for_again(
    office: FakeVies, buyer: models.Account, manner: Manner
) -> None:
    office.next(manner)
    _give(buyer, NUMBER)
    assert tax_id_checks.put_waiting(now=NOW) == 0
    assert _treatment(buyer) is TaxTreatment.REVERSE_CHARGE
    check = models.TaxIdCheck.objects.get(account_id=buyer.id)
    assert (check.state, check.tries, check.next_try_at) == ("waiting", 1, NOW + MINUTE)
    assert check.reason

    assert tax_id_checks.put_waiting(now=NOW + MINUTE / 2) == 0
    assert len(office.asked) == 1, "not before its time"
    assert tax_id_checks.put_waiting(now=NOW + MINUTE) == 1
    assert _treatment(buyer) is TaxTreatment.HOME_RATE


@pytest.mark.fault("F7")
def test_after_three_days_nobody_expects_an_answer_any_more(
    office: FakeVies, buyer: models.Account
) -> None:
    _give(buyer, NUMBER)
    now = NOW
    while models.TaxIdCheck.objects.filter(account_id=buyer.id, state="waiting").exists():
        office.next(Manner.STATE_AWAY)
        tax_id_checks.put_waiting(now=now)
        now += timedelta(minutes=10)
    assert NOW + GIVEN_UP_AFTER <= now <= NOW + GIVEN_UP_AFTER + timedelta(hours=7)
    assert len(office.asked) < 30
    assert _treatment(buyer) is TaxTreatment.REVERSE_CHARGE
    assert [told["answer"] for told in _told(buyer)] == ["unanswered"]


def test_a_state_that_is_away_holds_the_others_not_up(
    office: FakeVies, buyer: models.Account
) -> None:
    numbers = (NUMBER, OTHER, "FI20774740")
    for number, country in zip(numbers, ("DE", "DE", "FI"), strict=True):
        account = make_account(name=number)
        models.Account.objects.filter(id=account.id).update(country=country)
        _give(account, number)
    office.next(Manner.STATE_AWAY)
    assert tax_id_checks.put_waiting(now=NOW) == 1
    assert office.numbers() == [NUMBER, "FI20774740"]
    office.next(Manner.TOO_MANY)
    assert tax_id_checks.put_waiting(now=NOW + MINUTE) == 0, "the whole service is away"
    assert len(office.asked) == 3
    del buyer


@pytest.mark.fault("F3")
def test_a_worker_that_dies_with_a_question_only_delays_it(
    office: FakeVies, buyer: models.Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give(buyer, NUMBER)

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Vies, "ask", die)
        with pytest.raises(SystemExit):
            tax_id_checks.put_waiting(now=NOW)
    assert tax_id_checks.put_waiting(now=NOW + MINUTE) == 0, "somebody may still be at it"
    assert tax_id_checks.put_waiting(now=NOW + tax_id_checks.LEASE) == 1
    assert office.numbers() == [NUMBER]


def test_where_nobody_is_asked_nothing_waits(buyer: models.Account) -> None:
    _give(buyer, NUMBER)
    assert _checks(buyer) == []
    assert _treatment(buyer) is TaxTreatment.REVERSE_CHARGE


@pytest.mark.usefixtures("office")
def test_numbers_outside_the_union_and_on_test_clocks_are_nobody_s_business() -> None:
    swiss = make_account(name="Bern")
    models.Account.objects.filter(id=swiss.id).update(country="CH")
    _give(swiss, "CHE107787577IVA")
    clock = clocks.create(actor=VENDOR, name="test", now=NOW)
    tested = make_account(name="On a clock", clock_id=clock)
    _give(tested, "FR40303265045")
    assert _checks(swiss) == _checks(tested) == []


def test_an_account_opened_with_a_number_has_it_asked_about(office: FakeVies) -> None:
    account_id = accounts.open_account(
        actor=VENDOR, name="Turku Oy", country="FI", tax_id="FI 20774740", now=NOW
    )
    account = models.Account.objects.get(id=account_id)
    assert account.tax_id == "FI20774740"
    tax_id_checks.put_waiting(now=NOW)
    assert office.numbers() == ["FI20774740"]


# --- again ---------------------------------------------------------------------------------------


def _renewing(account: models.Account, now: datetime) -> UUID:
    return make_subscription(account, make_plan("autodesk"), {"seat": 2}, now=now).id


def test_before_a_renewal_without_tax_the_number_is_asked_about_again(
    office: FakeVies, buyer: models.Account
) -> None:
    office.known[NUMBER] = ("", "")
    _give(buyer, NUMBER)
    tax_id_checks.put_waiting(now=NOW)
    _renewing(buyer, NOW)
    assert tax_id_checks.ask_before_renewals(now=NOW + timedelta(days=10)) == 0
    assert tax_id_checks.ask_before_renewals(now=NOW + timedelta(days=25)) == 0, "asked lately"
    later = NOW + timedelta(days=30, hours=6)
    assert tax_id_checks.ask_before_renewals(now=later) == 1
    assert tax_id_checks.ask_before_renewals(now=later) == 0

    del office.known[NUMBER]
    tax_id_checks.put_waiting(now=later)
    assert _treatment(buyer) is TaxTreatment.HOME_RATE
    assert tax_id_checks.ask_before_renewals(now=later) == 0


def test_numbers_that_were_never_asked_about_are_before_their_renewal(
    office: FakeVies, buyer: models.Account
) -> None:
    models.Account.objects.filter(id=buyer.id).update(tax_id=NUMBER)
    _renewing(buyer, NOW)
    assert tax_id_checks.ask_before_renewals(now=NOW + timedelta(days=25)) == 1
    tax_id_checks.put_waiting(now=NOW + timedelta(days=25))
    assert office.numbers() == [NUMBER]


@pytest.mark.usefixtures("office")
def test_nobody_is_asked_about_a_number_on_which_no_tax_depends(buyer: models.Account) -> None:
    models.Account.objects.filter(id=buyer.id).update(country="FR", tax_id="FR40303265045")
    _renewing(buyer, NOW)
    assert tax_id_checks.ask_before_renewals(now=NOW + timedelta(days=25)) == 0


def test_staff_ask_again_and_support_does_not(office: FakeVies, buyer: models.Account) -> None:
    _give(buyer, NUMBER)
    tax_id_checks.put_waiting(now=NOW)
    again = tax_id_checks.ask_again(actor=VENDOR, account_id=buyer.id, now=NOW + MINUTE)
    assert again.value
    tax_id_checks.ask_again(actor=VENDOR, account_id=buyer.id, now=NOW + MINUTE)
    assert _checks(buyer) == [(NUMBER, "invalid"), (NUMBER, "waiting")]
    support = Actor.staff(name="Sam", role=StaffRole.SUPPORT)
    with pytest.raises(Refused) as refused:
        tax_id_checks.ask_again(actor=support, account_id=buyer.id, now=NOW)
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    del office


# --- what the database keeps ---------------------------------------------------------------------


def test_an_answer_is_written_once(office: FakeVies, buyer: models.Account) -> None:
    _give(buyer, NUMBER)
    tax_id_checks.put_waiting(now=NOW)
    rows = models.TaxIdCheck.objects.filter(account_id=buyer.id)
    for change in ({"state": "valid"}, {"reference": "mine"}, {"tax_id": OTHER}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Account.objects.filter(id=buyer.id).update(tax_id="")
    del office
