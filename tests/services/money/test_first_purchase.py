"""The first order: nothing exists before its money does, or everything does at once."""

import pytest

from curule.core.entitlements import Reason
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.entitlements import entitlement
from curule.selectors.subscriptions import get_subscription
from curule.services import subscriptions
from curule.services.payments import payments
from curule.services.seats import seats
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, Asked, Shop, day, later, row_counts


@pytest.mark.requirement("T2")
def test_a_card_that_works_pays_the_order_and_the_buyer_has_a_place() -> None:
    shop = Shop.open("tutkit", unit_amount=1000)
    done = shop.subscribe(5)
    assert (done.value.payment_status, done.value.granted) == ("succeeded", True)
    assert (shop.status, shop.seats, shop.seated) == ("active", 5, ["owner"])
    assert (shop.totals, shop.owed, shop.order_statuses) == ([5000], 0, ["completed"])


@pytest.mark.requirement("T12")
def test_before_the_payment_nothing_exists() -> None:
    shop = Shop.open("tutkit", unit_amount=1000)
    shop.subscribe(5, pays="later")
    assert (shop.status, shop.seats, shop.seated) == ("incomplete", 0, [])
    assert (shop.owed, shop.order_statuses) == (5000, ["awaiting_payment"])
    assert shop.subscription.started_at is None
    shop.to(later(APRIL, days=3))
    shop.pay()
    assert (shop.status, shop.seats, shop.owed) == ("active", 5, 0)
    assert shop.subscription.term_ends_at == day(2026, 5, 4)


def test_a_declined_card_leaves_the_order_waiting_and_the_same_invoice_is_paid_later() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, card="decline")
    done = shop.subscribe(5)
    assert (done.value.payment_status, done.value.granted) == ("failed", False)
    assert (shop.status, shop.order_statuses, shop.owed) == (
        "incomplete",
        ["awaiting_payment"],
        5000,
    )
    shop.add_card("succeed", name="other")
    paid = shop.pay()
    assert (paid.value.status, paid.value.method) == ("succeeded", "other")
    assert (shop.status, shop.seats, len(shop.invoices)) == ("active", 5, 1)
    keys = models.Payment.objects.filter(account_id=shop.account.id).values_list("key", flat=True)
    assert len(set(keys)) == 2


@pytest.mark.fault("F5")
def test_a_lost_answer_waits_for_the_janitor_and_charges_once(sandbox: SandboxGateway) -> None:
    shop = Shop.open("autodesk", unit_amount=10000, card="lose_answer")
    done = shop.subscribe(2)
    assert done.value.payment_status == "unknown"
    assert (shop.status, shop.payment_statuses) == ("incomplete", ["unknown"])
    with pytest.raises(Refused) as refused:
        shop.pay()
    assert refused.value.refusal.code is RefusalCode.PAYMENT_PENDING
    shop.to(later(APRIL, minutes=5))
    assert (shop.status, shop.seats, shop.payment_statuses) == ("active", 2, ["succeeded"])
    assert [charge.amount.amount_minor for charge in sandbox.list_charges()] == [20000]


@pytest.mark.fault("F6")
def test_a_charge_that_never_arrived_is_sent_again_under_its_key(sandbox: SandboxGateway) -> None:
    shop = Shop.open("autodesk", unit_amount=10000)
    sandbox.script_next("hang")
    shop.subscribe(2)
    assert shop.payment_statuses == ["unknown"]
    shop.to(later(APRIL, minutes=5))
    assert (shop.status, shop.payment_statuses) == ("active", ["succeeded"])
    assert len(sandbox.list_charges()) == 1


def test_a_charge_that_never_arrives_is_given_up_and_can_be_paid_anew(
    sandbox: SandboxGateway,
) -> None:
    shop = Shop.open("autodesk", unit_amount=10000, card="hang")
    shop.subscribe(2)
    shop.to(later(APRIL, hours=2))
    assert (shop.status, shop.payment_statuses) == ("incomplete", ["failed"])
    assert sandbox.list_charges() == ()
    shop.add_card("succeed", name="other")
    shop.pay()
    assert (shop.status, len(sandbox.list_charges())) == ("active", 1)


@pytest.mark.fault("F2")
@pytest.mark.invariant("I19")
def test_a_crash_before_the_call_is_resumed_under_the_same_key(
    sandbox: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop.open("autodesk", unit_amount=10000)

    class Crash(BaseException):
        pass

    def crash(**_call: object) -> None:
        raise Crash

    with monkeypatch.context() as chaos:
        chaos.setattr(payments, "collect", crash)
        with pytest.raises(Crash):
            shop.subscribe(2, key="order-1")
    assert shop.payment_statuses == ["pending"]
    again = shop.subscribe(2, key="order-1")
    assert (again.replayed, again.value.payment_status) == (True, "succeeded")
    assert (len(shop.invoices), len(sandbox.list_charges())) == (1, 1)
    third = shop.subscribe(2, key="order-1")
    assert (third.replayed, third.value) == (True, again.value)
    assert (len(shop.invoices), len(sandbox.list_charges())) == (1, 1)


@pytest.mark.fault("F2")
def test_a_crash_before_the_call_is_resumed_by_the_worker(
    sandbox: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop.open("autodesk", unit_amount=10000, is_live=True)
    with monkeypatch.context() as chaos:
        chaos.setattr(payments, "_charge", lambda _payment: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            shop.subscribe(2)
    assert payments.collect_pending(now=later(APRIL, seconds=30)) == 0
    payments.collect_pending(now=later(APRIL, minutes=2))
    assert (shop.payment_statuses, len(sandbox.list_charges())) == (["succeeded"], 1)


def test_the_worker_leaves_accounts_on_a_test_clock_to_their_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = Shop.open("autodesk", unit_amount=10000)
    with monkeypatch.context() as chaos:
        chaos.setattr(payments, "_charge", lambda _payment: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            shop.subscribe(2)
    assert payments.collect_pending(now=later(APRIL, days=400)) == 0


def test_a_key_with_another_request_is_refused() -> None:
    shop = Shop.open("autodesk")
    shop.subscribe(2, key="order-1")
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.subscribe(2, key="order-1", trial_days=14)
    assert refused.value.refusal.code is RefusalCode.IDEMPOTENCY_KEY_REUSED
    assert row_counts(shop.account.id) == before


def test_on_an_invoice_the_seats_are_there_at_once_and_the_money_is_due_later() -> None:
    shop = Shop.open(
        "autodesk",
        unit_amount=10000,
        payment__method="invoice",
        payment__other_method_saved_first=False,
    )
    shop.subscribe(2)
    assert (shop.status, shop.seats, shop.owed) == ("active", 2, 20000)
    assert shop.invoices[0].due_at == day(2026, 4, 15)


def test_credit_pays_first_and_the_card_the_rest(sandbox: SandboxGateway) -> None:
    from curule.services.credits import goodwill

    shop = Shop.open("autodesk", unit_amount=10000)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=5000,
        currency="EUR",
        reason="sorry",
        now=APRIL,
    )
    shop.subscribe(2)
    assert [charge.amount.amount_minor for charge in sandbox.list_charges()] == [15000]
    assert (shop.credit, shop.owed, shop.status) == (0, 0, "active")


def test_credit_that_covers_all_needs_no_card() -> None:
    from curule.services.credits import goodwill

    shop = Shop.open("tutkit", unit_amount=1000, card=None)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=9000,
        currency="EUR",
        reason="sorry",
        now=APRIL,
    )
    shop.subscribe(5)
    assert (shop.status, shop.seats, shop.credit) == ("active", 5, 4000)


def test_without_a_card_the_order_is_refused_and_leaves_nothing() -> None:
    shop = Shop.open("autodesk", card=None)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.subscribe(2)
    assert refused.value.refusal.code is RefusalCode.PAYMENT_METHOD_REQUIRED
    assert row_counts(shop.account.id) == before


@pytest.mark.requirement("A11")
def test_another_card_is_saved_first_where_the_policy_says() -> None:
    shop = Shop.open("autodesk")
    other = shop.add_card("succeed", name="B", save=False)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.subscribe(2, method_id=other)
    assert refused.value.refusal.code is RefusalCode.PAYMENT_METHOD_NOT_SAVED
    assert refused.value.refusal.values == {"method": "B"}
    assert row_counts(shop.account.id) == before


@pytest.mark.requirement("A10")
def test_the_card_of_the_first_order_goes_on_paying() -> None:
    shop = Shop.open("autodesk")
    second = shop.add_card("succeed", name="B", default=False)
    shop.subscribe(1, method_id=second)
    shop.add_seats(1)
    assert _methods(shop) == ["B", "B"]
    shop.add_card("succeed", name="C", default=False)
    shop.add_seats(1)
    shop.add_card("succeed", name="D")
    shop.add_seats(1)
    assert _methods(shop) == ["B", "B", "B", "B"]


def _methods(shop: Shop) -> list[str]:
    rows = models.Payment.objects.filter(account_id=shop.account.id).order_by("id")
    return list(rows.values_list("method_name", flat=True))


def test_a_new_default_takes_over_what_the_old_default_paid() -> None:
    shop = Shop.open("autodesk")
    shop.subscribe(1)
    shop.add_card("succeed", name="B")
    shop.add_seats(1)
    assert _methods(shop) == ["card", "B"]


def test_the_first_buyer_gets_the_roles_that_nobody_has() -> None:
    shop = Shop.open("autodesk", people=("owner",))
    shop.subscribe(2)
    grants = models.RoleGrant.objects.filter(account_id=shop.account.id, revoked_at=None)
    assert set(grants.values_list("role", flat=True)) == {"owner", "contract_manager"}


def test_an_individual_account_holds_one_of_the_bought_seats() -> None:
    shop = Shop.open("gotoassist", unit_amount=3000)
    models.Account.objects.filter(id=shop.account.id).update(kind="individual")
    shop.subscribe({"agent": 1})
    row = models.Assignment.objects.get(account_id=shop.account.id)
    assert row.seat_type_id == shop.terms.id_of("agent")


def test_the_confirmation_names_what_was_ordered() -> None:
    shop = Shop.open("autodesk", unit_amount=10000)
    shop.subscribe(2)
    (mail,) = shop.mails("order_placed")
    assert mail.context["seats"] == 2
    assert mail.context["total"] == {"amount_minor": 20000, "currency": "EUR"}
    assert mail.context["invoice_id"] == str(shop.invoices[0].id)
    assert mail.context["renews_at"].startswith("2026-04-30T22:00")


@pytest.mark.requirement("G12")
def test_a_business_gives_its_tax_id_where_the_price_rises() -> None:
    shop = Shop.open("gotoassist")
    models.Account.objects.filter(id=shop.account.id).update(tax_id="")
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.subscribe({"agent": 1})
    assert refused.value.refusal.code is RefusalCode.TAX_ID_REQUIRED
    assert row_counts(shop.account.id) == before


# --- trials ---------------------------------------------------------------------------------------


def test_a_trial_costs_nothing_until_its_end_and_then_the_seats_then_held() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5, trial_days=14)
    assert (shop.status, shop.seats, shop.invoices) == ("trialing", 5, ())
    shop.set_seats(8)
    shop.set_seats(7)
    assert (shop.seats, shop.invoices, shop.notes) == (7, (), ())
    shop.to(day(2026, 4, 15))
    assert (shop.status, shop.totals, shop.owed) == ("active", [21000], 0)
    assert shop.subscription.term_ends_at == day(2026, 5, 15)
    shop.to(day(2026, 5, 15))
    assert shop.totals == [21000, 21000]


def test_a_trial_that_is_turned_off_just_ends() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(5, trial_days=14)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shown = get_subscription(shop.account.id, shop.subscription_id, shop.now)
    assert (shown.renews_at, shown.ends_at) == (None, day(2026, 4, 15))
    shop.to(day(2026, 4, 15))
    assert (shop.status, shop.invoices, shop.seats) == ("ended", (), 0)


def test_a_trial_that_is_turned_off_is_over_before_anybody_has_written_it_down() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(5, trial_days=14)
    subscriptions.set_auto_renew(**shop.on, value=False)
    over = day(2026, 4, 15)
    ann: Asked = {"email": shop.seat("ann").email, "product_id": shop.terms.product_id}
    answer = entitlement(**ann, now=shop.now)
    assert (answer.allowed, answer.until) == (True, over)
    assert entitlement(**ann, now=over).reason is Reason.TERM_ENDED
    with pytest.raises(Refused) as refused:
        seats.assign(people=[seats.Invitee(email="bo@x.test")], **shop.on | {"now": over})
    assert refused.value.refusal.code is RefusalCode.SUBSCRIPTION_ENDED


def test_a_trial_reminds_of_its_end_with_the_first_price() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5, trial_days=14)
    shop.to(day(2026, 4, 8))
    (mail, *_others) = shop.mails("trial_ending")
    assert mail.context["total"] == {"amount_minor": 15000, "currency": "EUR"}
    assert mail.context["ends_at"].startswith("2026-04-14T22:00")


def test_a_term_ordered_during_a_trial_begins_with_its_end() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5, trial_days=14)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.renew(3)
    assert (shop.status, shop.totals) == ("trialing", [9000])
    shop.to(day(2026, 4, 15))
    assert (shop.status, shop.seats, shop.totals) == ("active", 3, [9000])
    shop.to(day(2026, 5, 15))
    assert shop.status == "ended"


# --- giving up ------------------------------------------------------------------------------------


def test_a_first_order_that_is_not_wanted_any_more_is_canceled() -> None:
    shop = Shop.open("tutkit", unit_amount=1000)
    shop.subscribe(5, pays="later")
    subscriptions.cancel(**shop.on)
    assert (shop.status, shop.owed, shop.order_statuses) == ("ended", 0, ["canceled"])
    assert [note.total for note in shop.notes] == [5000]
    assert shop.invoices[0].status == "void"
    shop.renew(3)
    assert (shop.status, shop.seats, shop.seated) == ("active", 3, ["owner"])
