"""The fake Stripe behaves as the real one is documented to; else tests against it prove nothing."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import stripe

from tests.support.fake_stripe import (
    SECRET_KEY,
    WEBHOOK_SECRET,
    FakeStripe,
    Manner,
    running_fake_stripe,
    signed,
)

INTENTS = "/v1/payment_intents"


@pytest.fixture
def company() -> Iterator[FakeStripe]:
    with running_fake_stripe() as made:
        yield made


def ask(
    company: FakeStripe, path: str, form: dict[str, str] | None = None, key: str = ""
) -> requests.Response:
    headers = {"Authorization": f"Bearer {SECRET_KEY}"}
    if key:
        headers["Idempotency-Key"] = key
    method = "GET" if form is None else "POST"
    return requests.request(method, company.url + path, data=form, headers=headers, timeout=5)


def a_payment(company: FakeStripe, number: str = "4242424242424242", **more: str) -> dict[str, str]:
    customer, _, card = company.customer_with(number).partition(":")
    return {
        "amount": "1000",
        "currency": "eur",
        "customer": customer,
        "payment_method": card,
        "confirm": "true",
        "off_session": "true",
        **more,
    }


def test_a_key_gives_its_first_answer_again_and_says_so(company: FakeStripe) -> None:
    form = a_payment(company)
    first, again = (ask(company, INTENTS, form, "k1") for _ in range(2))
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(company.payments()) == 1


def test_a_key_with_other_parameters_is_an_error(company: FakeStripe) -> None:
    form = a_payment(company)
    ask(company, INTENTS, form, "k1")
    other = ask(company, INTENTS, form | {"amount": "1001"}, "k1")
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
    assert [made["amount"] for made in company.payments()] == [1000]


def test_without_a_key_each_call_is_a_payment(company: FakeStripe) -> None:
    form = a_payment(company)
    assert ask(company, INTENTS, form).json()["id"] != ask(company, INTENTS, form).json()["id"]


def test_an_error_of_the_server_is_kept_but_one_of_validation_is_not(company: FakeStripe) -> None:
    form = a_payment(company)
    company.next(Manner.BROKEN)
    assert [ask(company, INTENTS, form, "k1").status_code for _ in range(2)] == [500, 500]
    assert ask(company, INTENTS, form | {"amount": "1"}, "k2").status_code == 400
    assert ask(company, INTENTS, form, "k2").status_code == 200


@pytest.mark.parametrize("manner", [Manner.TOO_MANY, Manner.BUSY, Manner.HTML])
def test_some_errors_come_before_the_key_is_looked_at(company: FakeStripe, manner: Manner) -> None:
    form = a_payment(company)
    company.next(manner)
    assert ask(company, INTENTS, form, "k1").status_code in {429, 502, 503}
    assert ask(company, INTENTS, form, "k1").status_code == 200
    assert len(company.payments()) == 1


def test_a_declined_card_is_kept_under_its_key(company: FakeStripe) -> None:
    form = a_payment(company, "4000000000009995")
    first, again = (ask(company, INTENTS, form, "k1") for _ in range(2))
    assert (first.status_code, first.json()) == (402, again.json())
    assert first.json()["error"]["decline_code"] == "insufficient_funds"


@pytest.mark.parametrize("manner", [Manner.LOSE_ANSWER, Manner.CUT])
def test_the_work_is_done_though_the_answer_is_lost(company: FakeStripe, manner: Manner) -> None:
    form = a_payment(company)
    company.next(manner)
    with pytest.raises(requests.RequestException):
        ask(company, INTENTS, form, "k1")
    (made,) = company.payments()
    assert ask(company, INTENTS, form, "k1").json()["id"] == made["id"]


def test_while_the_first_call_is_at_work_its_key_is_taken(company: FakeStripe) -> None:
    form = a_payment(company)
    answers: list[int] = []
    with company.books.lock:  # the first call waits here, in the middle of its work
        first = threading.Thread(
            target=lambda: answers.append(ask(company, INTENTS, form, "k1").status_code)
        )
        first.start()
        while "k1" not in company.api.keys:
            pass
        second = ask(company, INTENTS, form, "k1")
    first.join(5)
    assert (second.status_code, answers) == (409, [200])


def test_lists_come_by_pages_the_newest_first(company: FakeStripe) -> None:
    form = a_payment(company)
    made = [ask(company, INTENTS, form).json()["id"] for _ in range(5)]
    found: list[str] = []
    after = ""
    while True:
        path = f"{INTENTS}?limit=2&expand[]=data.latest_charge{after}"
        page: dict[str, Any] = ask(company, path).json()
        assert all(row["latest_charge"]["object"] == "charge" for row in page["data"])
        found.extend(row["id"] for row in page["data"])
        if not page["has_more"]:
            break
        after = f"&starting_after={found[-1]}"
    assert found == made[::-1]
    assert ask(company, f"{INTENTS}?customer=cus_nobody").json()["data"] == []


def test_nobody_without_the_key_is_answered(company: FakeStripe) -> None:
    answer = requests.get(company.url + INTENTS, headers={"Authorization": "Bearer x"}, timeout=5)
    assert answer.status_code == 401


def test_its_signature_is_the_one_that_stripe_s_library_asks_for(company: FakeStripe) -> None:
    body = json.dumps(company.books.tell("x.y", {"id": "x_1"})).encode()
    assert stripe.WebhookSignature.verify_header(body, signed(body), WEBHOOK_SECRET, 300)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(body + b" ", signed(body), WEBHOOK_SECRET, 300)


def test_events_are_delivered_as_often_and_in_the_order_that_is_wanted(company: FakeStripe) -> None:
    ask(company, INTENTS, a_payment(company, "4000000000000259"))
    assert [event["type"] for event in company.webhooks.waiting] == [
        "payment_intent.succeeded",
        "charge.dispute.created",
    ]
    events = company.webhooks.take() * 2
    random.Random(1).shuffle(events)  # noqa: S311 - an order, no secret
    came: list[str] = []

    def send(body: bytes, signature: str) -> int:
        assert stripe.WebhookSignature.verify_header(body, signature, WEBHOOK_SECRET, 300)
        came.append(json.loads(body)["id"])
        return 202

    assert company.webhooks.deliver(send, events) == [202] * 4
    assert came == [event["id"] for event in events]
    assert company.webhooks.deliver(send) == []


def test_a_refund_waits_arrives_and_comes_back_and_each_is_told(company: FakeStripe) -> None:
    intent = ask(company, INTENTS, a_payment(company, "4000000000007726")).json()
    company.webhooks.take()
    form = {"payment_intent": intent["id"], "amount": "400", "metadata[curule_key]": "r1"}
    made = ask(company, "/v1/refunds", form, "r1").json()
    company.desk.bring_refund(made["id"])
    company.desk.fail_refund(made["id"], reason="declined")

    now = ask(company, f"/v1/refunds/{made['id']}").json()
    charge = ask(company, f"/v1/charges/{made['charge']}").json()
    again = ask(company, "/v1/refunds", form, "r1").json()
    assert (made["status"], now["status"], now["failure_reason"]) == (
        "pending", "failed", "declined",
    )  # fmt: skip
    assert (charge["amount_refunded"], again["status"]) == (0, "pending"), "as it was first"
    told = [(event["type"], event["data"]["object"]["id"]) for event in company.webhooks.take()]
    assert told == [
        ("refund.created", made["id"]),
        ("charge.refunded", made["charge"]),
        ("refund.updated", made["id"]),
        ("charge.refund.updated", made["id"]),
        ("refund.failed", made["id"]),
        ("refund.updated", made["id"]),
        ("charge.refund.updated", made["id"]),
    ]
