"""Our gateway to Stripe: what it asks, what it understands, and how long it waits."""

import json
import logging
import time
from datetime import UTC, datetime

import pytest
import requests

from curule.core.money import Money
from curule.gateways.payments.base import (
    AtCustomer,
    BadSignature,
    ChargeNews,
    ChargeRef,
    Customer,
    Declined,
    DisputeNews,
    GatewayUnavailable,
    KeyReused,
    MethodReady,
    NotFound,
    SetupNews,
    SetupOpen,
    Succeeded,
    Unknown,
)
from curule.gateways.payments.stripe import StripeGateway
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe, Manner, signed

VISA, ASKS = "4242424242424242", "4000002760003184"
EUR_30 = Money(3000, "EUR")
BACK = "http://127.0.0.1:9/back"
LONG_AGO = datetime.now(UTC).timestamp() - 301  # noqa: TID251 - Stripe's clock


def charge(
    gateway: StripeGateway, token: str, key: str = "k1", amount: Money = EUR_30
) -> Succeeded | Declined | Unknown:
    return gateway.charge(key=key, amount=amount, method_token=token, reference="INV-1")


@pytest.fixture
def visa(company: FakeStripe) -> str:
    return company.customer_with(VISA)


# --- charges --------------------------------------------------------------------------------------


@pytest.mark.invariant("I19")
def test_our_key_is_stripe_s_key_and_stands_in_what_it_made(
    gateway: StripeGateway, company: FakeStripe, visa: str
) -> None:
    answer = charge(gateway, visa)
    (made,) = company.payments()
    (asked,) = [asked for asked in company.api.asked if asked.method == "POST"]
    assert answer == Succeeded(made["id"])
    assert (asked.key, made["metadata"]["curule_key"], made["description"]) == ("k1", "k1", "INV-1")
    assert asked.params["off_session"] == "true"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000341", "generic_decline"),
        (ASKS, "authentication_required"),
    ],
)
def test_a_declined_card_is_declined_with_the_bank_s_reason(
    gateway: StripeGateway, company: FakeStripe, number: str, code: str
) -> None:
    token = company.customer_with(number)
    assert charge(gateway, token) == Declined(code)
    assert gateway.find_charge(key="k1", method_token=token) == Declined(code)
    assert company.payments() == []


@pytest.mark.parametrize("token", ["", "sandbox:succeed", "cus_1", "pm_1:cus_1"])
def test_a_token_that_is_not_stripe_s_is_never_sent(
    gateway: StripeGateway, company: FakeStripe, token: str
) -> None:
    assert charge(gateway, token) == Declined("unknown_method")
    assert gateway.find_charge(key="k1", method_token=token) == NotFound()
    assert company.api.asked == []


def test_what_stripe_cannot_do_is_declined_and_not_asked_for_ever(
    gateway: StripeGateway, company: FakeStripe, visa: str
) -> None:
    assert charge(gateway, visa, amount=Money(1, "EUR")) == Declined("amount_too_small")
    assert charge(gateway, "cus_gone:pm_gone", key="k2") == Declined("resource_missing")
    assert company.payments() == []


def test_currencies_that_stripe_counts_otherwise_come_back_as_they_were(
    gateway: StripeGateway, company: FakeStripe, visa: str
) -> None:
    amounts = [Money(990, "ISK"), Money(990, "JPY"), Money(990, "KWD")]
    for number, amount in enumerate(amounts):
        assert isinstance(charge(gateway, visa, f"k{number}", amount), Succeeded)
    assert [made["amount"] for made in company.payments()] == [99000, 990, 990]
    assert [listed.amount for listed in gateway.list_charges()] == amounts


def test_no_card_is_charged_nothing(gateway: StripeGateway, visa: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        charge(gateway, visa, amount=Money(0, "EUR"))


def test_a_wrong_key_is_no_decline(company: FakeStripe, visa: str) -> None:
    stranger = StripeGateway(
        key="sk_test_wrong", webhook_secret=WEBHOOK_SECRET, url=company.url, seconds=3.0
    )
    assert charge(stranger, visa) == Unknown("AuthenticationError 401")
    with pytest.raises(GatewayUnavailable, match="CURULE_STRIPE_KEY"):
        stranger.list_charges()
    stranger.close()


def test_nothing_of_the_keys_is_logged_or_printed(
    gateway: StripeGateway, company: FakeStripe, visa: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    company.next(Manner.HTML, Manner.BROKEN)
    answer = charge(gateway, visa)
    told = f"{caplog.text}{gateway!r}{answer!r}{vars(gateway)!r}"
    assert "payment_intents" in caplog.text
    assert SECRET_KEY not in told


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.fault("F5", "F7")
@pytest.mark.parametrize(
    "manner",
    [
        Manner.TOO_MANY,
        Manner.BUSY,
        Manner.HTML,
        Manner.CUT,
        Manner.UNREADABLE,
        Manner.LOSE_ANSWER,
        Manner.HANG,
        Manner.HANG_AFTER,
    ],
)
def test_one_fault_is_mended_under_the_same_key(
    gateway: StripeGateway, company: FakeStripe, visa: str, manner: Manner
) -> None:
    company.next(manner, on="/v1/payment_intents")
    answer = charge(gateway, visa)
    assert answer == Succeeded(company.payments()[0]["id"])
    assert len(company.payments()) == 1
    assert {asked.key for asked in company.api.asked} == {"k1"}


@pytest.mark.fault("F5", "F7")
@pytest.mark.threat("TH15")
@pytest.mark.parametrize(
    "manner", [Manner.TOO_MANY, Manner.HTML, Manner.CUT, Manner.UNREADABLE, Manner.LOSE_ANSWER]
)
def test_a_fault_that_stays_is_unknown_and_charges_once_at_most(
    gateway: StripeGateway, company: FakeStripe, visa: str, manner: Manner
) -> None:
    company.manners.always["/v1/"] = manner
    assert isinstance(charge(gateway, visa), Unknown)
    assert isinstance(gateway.find_charge(key="k1", method_token=visa), Unknown)
    with pytest.raises(GatewayUnavailable):
        gateway.list_charges()
    company.manners.always.clear()
    found = gateway.find_charge(key="k1", method_token=visa)
    assert found in {NotFound(), *(Succeeded(made["id"]) for made in company.payments())}
    assert isinstance(charge(gateway, visa), Succeeded)
    assert len(company.payments()) == 1


@pytest.mark.fault("F7")
def test_an_error_that_is_kept_under_the_key_is_not_asked_again_and_again(
    gateway: StripeGateway, company: FakeStripe, visa: str
) -> None:
    company.next(Manner.BROKEN)
    assert charge(gateway, visa) == Unknown("APIError 500")
    assert [asked.is_replayed for asked in company.api.asked] == [False, True]
    assert gateway.find_charge(key="k1", method_token=visa) == NotFound()


@pytest.mark.fault("F6")
@pytest.mark.parametrize("manner", [Manner.HANG, Manner.HANG_AFTER, Manner.DRIP])
def test_a_call_ends_in_its_time_whatever_the_server_does(
    gateway: StripeGateway, company: FakeStripe, visa: str, manner: Manner
) -> None:
    company.manners.always["/v1/"] = manner
    began = time.monotonic()
    assert isinstance(charge(gateway, visa), Unknown)
    assert time.monotonic() - began < 3.3


@pytest.mark.fault("F6")
def test_the_usual_time_of_a_call_is_below_fifteen_seconds() -> None:
    usual = StripeGateway(key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET)
    assert usual._carrier._seconds <= 13
    assert usual._carrier._try_seconds < usual._carrier._seconds


def test_no_server_at_all_is_unknown(company: FakeStripe, visa: str) -> None:
    nowhere = StripeGateway(
        key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, url="http://127.0.0.1:9", seconds=1.0
    )
    assert isinstance(charge(nowhere, visa), Unknown)
    assert company.api.asked == []


# --- at the customer's bank -----------------------------------------------------------------------


def test_a_customer_confirms_a_charge_at_their_bank(
    gateway: StripeGateway, company: FakeStripe
) -> None:
    token = company.customer_with(ASKS)

    def present() -> object:
        return gateway.charge_present(
            key="k1", amount=EUR_30, method_token=token, reference="INV-1", return_url=BACK
        )

    asks = present()
    assert isinstance(asks, AtCustomer)
    assert present() == asks == gateway.find_charge(key="k1", method_token=token)
    assert "Confirm" in requests.get(asks.url, timeout=5).text
    sent = requests.post(asks.url, data={"agrees": "1"}, allow_redirects=False, timeout=5)
    assert sent.headers["Location"] == BACK
    (paid,) = company.payments()
    assert gateway.find_charge(key="k1", method_token=token) == Succeeded(paid["id"])
    assert gateway.cancel_charge(key="k1", method_token=token) == Succeeded(paid["id"]), "too late"


@pytest.mark.parametrize("agrees", [None, "0"])
def test_what_nobody_confirmed_is_given_up_for_good(
    gateway: StripeGateway, company: FakeStripe, agrees: str | None
) -> None:
    token = company.customer_with(ASKS)
    asks = gateway.charge_present(
        key="k1", amount=EUR_30, method_token=token, reference="INV-1", return_url=BACK
    )
    assert isinstance(asks, AtCustomer)
    if agrees:
        requests.post(asks.url, data={"agrees": agrees}, allow_redirects=False, timeout=5)
    assert gateway.cancel_charge(key="k1", method_token=token) == Declined("canceled")
    requests.post(asks.url, data={"agrees": "1"}, allow_redirects=False, timeout=5)
    assert gateway.find_charge(key="k1", method_token=token) == Declined("canceled")
    assert company.payments() == []


# --- refunds, lists, setting up -------------------------------------------------------------------


def test_refunds_keep_their_keys_and_are_found(
    gateway: StripeGateway, company: FakeStripe, visa: str
) -> None:
    paid = charge(gateway, visa)
    assert isinstance(paid, Succeeded)
    of = ChargeRef(key="k1", reference=paid.reference)
    company.next(Manner.LOSE_ANSWER, on="/v1/refunds")
    first = gateway.refund(key="r1", charge=of, amount=Money(1000, "EUR"))
    assert first == gateway.refund(key="r1", charge=of, amount=Money(1000, "EUR"))
    assert first == gateway.find_refund(key="r1", charge=of)
    assert gateway.refund(key="r2", charge=of, amount=EUR_30) == Declined("amount_too_large")
    assert gateway.find_refund(key="r2", charge=of) == NotFound()
    with pytest.raises(KeyReused):
        gateway.refund(key="r1", charge=of, amount=Money(1001, "EUR"))
    (listed,) = gateway.list_charges()
    assert (listed.reference, listed.refunded) == (paid.reference, Money(1000, "EUR"))


def test_the_list_goes_on_over_its_pages_and_leaves_out_what_is_not_ours(
    gateway: StripeGateway, company: FakeStripe, visa: str
) -> None:
    customer, _, card = visa.partition(":")
    for number in range(230):
        company.desk.make_payment(
            {
                "amount": "100",
                "currency": "eur",
                "customer": customer,
                "payment_method": card,
                "confirm": "true",
                "off_session": "true",
                "metadata": {"curule_key": f"k{number}"} if number % 23 else {},
            }
        )
    listed = [each.key for each in gateway.list_charges()]
    assert listed == [f"k{number}" for number in range(230) if number % 23]
    assert gateway.find_charge(key="k1", method_token=visa) != NotFound()
    assert gateway.find_charge(key="other", method_token=visa) == NotFound()


def test_a_card_is_saved_on_stripe_s_page(gateway: StripeGateway, company: FakeStripe) -> None:
    customer = Customer(account="a-1", name="Weber", email="weber@example.com")

    def begin() -> object:
        return gateway.begin_setup(
            key="s1", customer=customer, return_url=BACK, cancel_url=f"{BACK}?no"
        )

    page = gateway.begin_setup(
        key="s1", customer=customer, return_url=BACK, cancel_url=f"{BACK}?no"
    )
    assert begin() == page
    assert gateway.setup_outcome(reference=page.reference) == SetupOpen()
    sent = requests.post(
        page.url, data={"number": "4242 4242 4242 4242"}, allow_redirects=False, timeout=5
    )
    assert sent.headers["Location"] == BACK
    ready = gateway.setup_outcome(reference=page.reference)
    assert isinstance(ready, MethodReady)
    assert ready.name == "Visa •••• 4242"
    assert isinstance(charge(gateway, ready.token), Succeeded)
    (owner,) = company.books.all("customer")
    assert (owner["email"], owner["metadata"]) == (customer.email, {"curule_account": "a-1"})
    again = Customer(account="a-1", name="Weber", email="x@y.test", known_token=ready.token)
    gateway.begin_setup(key="s2", customer=again, return_url=BACK, cancel_url=BACK)
    assert len(company.books.all("customer")) == 1, "the second card is the same customer's"


# --- events ---------------------------------------------------------------------------------------


def test_an_event_is_read_and_what_it_is_about_is_fetched(
    gateway: StripeGateway, company: FakeStripe, visa: str
) -> None:
    paid = charge(gateway, visa)
    (event,) = company.webhooks.take()
    body = json.dumps(event).encode()
    read = gateway.read_event(body=body, headers={"Stripe-Signature": signed(body)})
    assert (read.id, read.kind) == (event["id"], "payment_intent.succeeded")
    assert gateway.look_at(read) == ChargeNews(key="k1", answer=paid)
    assert isinstance(paid, Succeeded)
    dispute = company.desk.dispute(paid.reference)
    body = json.dumps(company.webhooks.take()[0]).encode()
    told = gateway.look_at(
        gateway.read_event(body=body, headers={"stripe-signature": signed(body)})
    )
    assert isinstance(told, DisputeNews)
    assert (told.charge_key, told.status, told.is_closed) == ("k1", "needs_response", False)
    company.desk.close_dispute(dispute["id"], won=False)
    body = json.dumps(company.webhooks.take()[0]).encode()
    told = gateway.look_at(
        gateway.read_event(body=body, headers={"stripe-signature": signed(body)})
    )
    assert isinstance(told, DisputeNews)
    assert (told.is_closed, told.is_lost) == (True, True)


def test_what_is_not_ours_or_not_known_is_of_no_concern(
    gateway: StripeGateway, company: FakeStripe
) -> None:
    for kind, about in [
        ("payment_intent.succeeded", {"id": "pi_gone", "object": "payment_intent"}),
        ("charge.dispute.created", {"id": "dp_gone", "object": "dispute"}),
        ("customer.brand_new_thing", {"object": "thing"}),
    ]:
        body = json.dumps(company.books.tell(kind, about)).encode()
        read = gateway.read_event(body=body, headers={"Stripe-Signature": signed(body)})
        assert gateway.look_at(read) is None
    body = json.dumps(company.books.tell("checkout.session.completed", {"id": "cs_1"})).encode()
    read = gateway.read_event(body=body, headers={"Stripe-Signature": signed(body)})
    assert gateway.look_at(read) == SetupNews(reference="cs_1")


@pytest.mark.threat("TH16")
@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (b"{}", ""),
        (b"{}", "t=1,v1=00"),
        (b"{}", signed(b"{ }")),
        (b"{}", signed(b"{}", secret="whsec_of_somebody_else_0123456789abcdef")),
        (b"{}", signed(b"{}", at=LONG_AGO)),
        (b"{}", signed(b"{}")),
        (b"[1]", signed(b"[1]")),
        (b"\xff", signed(b"\xff")),
        (b'{"id": 1, "type": "x", "data": {"object": {}}, "created": 1}', None),
        (b'{"id": "evt", "type": "x", "data": {"object": {}}, "created": "soon"}', None),
    ],
    # A signature holds the time, and a name must be the same in every process.
    ids=(
        "none",
        "of nothing",
        "of another body",
        "by another secret",
        "old",
        "no event",
        "a list",
        "no text",
        "an id that is none",
        "a time that is none",
    ),
)
def test_what_is_forged_old_or_no_event_is_refused(
    gateway: StripeGateway, body: bytes, signature: str | None
) -> None:
    header = signed(body) if signature is None else signature
    with pytest.raises(BadSignature):
        gateway.read_event(body=body, headers={"Stripe-Signature": header})
