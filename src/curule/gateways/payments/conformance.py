"""What every payment gateway has to keep, as tests that anybody's gateway can run.

Write a class in a test of yours and say how your gateway is made and which of its cards does what:

    from curule.gateways.payments.conformance import ChargesConformance

    class TestAcme(ChargesConformance):
        def make_gateway(self):
            return AcmeGateway(secret="test")

        good_method = "test-card"
        declined_method = "empty-card"

        def lose_next_answer(self):
            ...  # the next call is carried out, but its answer never arrives

pytest finds the tests by the names of the methods; nothing of pytest is needed to import this. A
gateway that moves no money by itself takes `PaidLaterConformance`.
"""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from curule.core.money import Money
from curule.gateways.payments.base import (
    AddsMethods,
    BadSignature,
    ChargeAnswer,
    ChargeRef,
    ChargesPresent,
    Customer,
    Declined,
    GatewayCharge,
    GatewayEvent,
    GatewayRefund,
    KeyReused,
    ListsRefunds,
    NotFound,
    PaidLater,
    PaymentGateway,
    RefundNews,
    SendsEvents,
    SetupOpen,
    Succeeded,
    Unknown,
)

_numbers = itertools.count(1)


class _Conformance:
    """What both kinds share."""

    currency = "EUR"
    """A currency that the gateway takes."""

    good_method = ""
    """The token of a method that can be charged."""

    gateway: PaymentGateway

    def make_gateway(self) -> PaymentGateway:
        """Return a gateway whose books are there for this test only, or at least are not shared."""
        raise NotImplementedError

    def setup_method(self) -> None:
        """Make the gateway; pytest calls this before each test."""
        self.gateway = self.make_gateway()

    def new_key(self) -> str:
        """Return a key that was never used before."""
        return f"conformance-{id(self)}-{next(_numbers)}"

    def money(self, minor: int) -> Money:
        """Return an amount in the gateway's currency."""
        return Money(minor, self.currency)

    def charge(self, key: str, minor: int = 3000, method: str | None = None) -> ChargeAnswer:
        """Charge as Curule does."""
        return self.gateway.charge(
            key=key,
            amount=self.money(minor),
            method_token=self.good_method if method is None else method,
            reference="INV-2026-000091",
        )


class ChargesConformance(_Conformance):
    """For a gateway whose charges move money by themselves."""

    declined_method = ""
    """The token of a method that is declined."""

    def lose_next_answer(self) -> None:
        """Have the next call carried out, and its answer lost."""
        raise NotImplementedError

    def find_again(self) -> None:
        """End whatever `lose_next_answer` has begun."""

    def hold_next_refund(self) -> bool:
        """Have the next refund wait at the gateway; false where none ever waits."""
        return False

    def bring_refund(self, reference: str) -> None:
        """Let a refund that waits arrive."""

    def fail_refund(self, reference: str) -> bool:
        """Let a refund fail that was sent before; false where none ever comes back."""
        del reference
        return False

    # --- charges ----------------------------------------------------------------------------------

    def test_it_says_that_it_collects(self) -> None:
        """`collects` tells Curule not to wait for a transfer."""
        assert self.gateway.collects is True

    def test_a_charge_that_succeeded_is_found_and_listed(self) -> None:
        """The three ways to ask about a charge agree, to the unit."""
        key = self.new_key()
        answer = self.charge(key)
        assert isinstance(answer, Succeeded), answer
        assert answer.reference
        assert self.find(key) == answer
        (listed,) = self.listed(key)
        assert listed.method_token in {"", self.good_method}
        assert [replace(listed, method_token="")] == [
            GatewayCharge(
                key=key,
                amount=self.money(3000),
                reference=answer.reference,
                refunded=self.money(0),
            )
        ]

    def test_the_same_key_moves_money_once(self) -> None:
        """The first answer comes back however often the call is repeated."""
        key = self.new_key()
        first = self.charge(key)
        assert [self.charge(key) for _ in range(3)] == [first] * 3
        assert len(self.listed(key)) == 1

    def test_other_keys_are_other_charges(self) -> None:
        """The same amount on the same method can be owed twice."""
        one, two = self.new_key(), self.new_key()
        assert self.charge(one) != self.charge(two)
        assert len(self.listed(one)) == len(self.listed(two)) == 1

    def test_a_key_that_comes_back_with_another_amount_is_an_error(self) -> None:
        """Nothing is charged, and the first charge stands."""
        key = self.new_key()
        first = self.charge(key)
        assert _raises_key_reused(lambda: self.charge(key, minor=3100))
        assert self.find(key) == first
        assert [charge.amount for charge in self.listed(key)] == [self.money(3000)]

    def test_a_declined_charge_stays_declined_and_is_not_listed(self) -> None:
        """A reason is given, and the same key never succeeds later."""
        key = self.new_key()
        answer = self.charge(key, method=self.declined_method)
        assert isinstance(answer, Declined), answer
        assert answer.code
        assert self.charge(key, method=self.declined_method) == answer
        assert isinstance(self.find(key, self.declined_method), Declined | NotFound)
        assert self.listed(key) == []

    def test_a_method_that_is_not_its_own_is_declined(self) -> None:
        """A token of another gateway, or of none, is no reason to wait."""
        answer = self.charge(self.new_key(), method="of-another-gateway")
        assert isinstance(answer, Declined), answer

    def test_what_was_never_sent_is_not_found(self) -> None:
        """Only so may Curule send it again."""
        assert self.find(self.new_key()) == NotFound()

    def test_a_lost_answer_is_unknown_and_then_found(self) -> None:
        """The money moved, once, whatever Curule does next: ask, or send again."""
        key = self.new_key()
        self.lose_next_answer()
        assert isinstance(self.charge(key), Unknown | Succeeded)
        self.find_again()
        found = self.find(key)
        assert isinstance(found, Succeeded), found
        assert self.charge(key) == found
        assert len(self.listed(key)) == 1

    def test_at_once_the_same_key_still_moves_money_once(self) -> None:
        """Two workers may come with one key; one of them may hear nothing."""
        key = self.new_key()
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda _: self.charge(key), range(4)))
        settled = {answer for answer in answers if not isinstance(answer, Unknown)}
        assert settled <= {self.find(key)}
        assert len(self.listed(key)) == 1

    def test_nothing_is_no_amount(self) -> None:
        """An amount of zero is a fault of the caller."""
        for minor in (0, -1):
            try:
                self.charge(self.new_key(), minor=minor)
            except ValueError:
                continue
            raise AssertionError(f"an amount of {minor} was taken")

    # --- refunds ----------------------------------------------------------------------------------

    def test_a_refund_goes_back_once_and_is_found(self) -> None:
        """A part goes back under its own key; the books show it at the charge."""
        charge, key = self._charged(), self.new_key()
        first = self._refund(key, charge, 1000)
        assert isinstance(first, Succeeded), first
        assert self._refund(key, charge, 1000) == first
        assert self.gateway.find_refund(key=key, charge=charge) == first
        (listed,) = self.listed(charge.key)
        assert listed.refunded == self.money(1000)

    def test_its_list_of_refunds_says_what_its_answers_say(self) -> None:
        """Only for a gateway that has such a list."""
        if not isinstance(self.gateway, ListsRefunds):
            return
        charge, key = self._charged(), self.new_key()
        self._refund(self.new_key(), charge, 3001)
        answer = self._refund(key, charge, 1000)
        assert isinstance(answer, Succeeded), answer
        refund = GatewayRefund(
            key=key,
            charge_key=charge.key,
            charge_reference=charge.reference,
            reference=answer.reference,
            amount=self.money(1000),
            answer=answer,
        )
        assert [each for each in self.gateway.list_refunds() if each.key == key] == [refund]
        assert self.gateway.list_refunds(charge) == (refund,)
        assert self.gateway.list_refunds(self._charged()) == ()
        assert self.fail_refund(answer.reference) == any(
            isinstance(each.answer, Declined) for each in self.gateway.list_refunds()
        )

    def test_no_more_goes_back_than_came(self) -> None:
        """What is left can still go back, and not a unit more."""
        charge = self._charged()
        assert isinstance(self._refund(self.new_key(), charge, 2000), Succeeded)
        assert isinstance(self._refund(self.new_key(), charge, 1001), Declined)
        assert isinstance(self._refund(self.new_key(), charge, 1000), Succeeded)
        assert isinstance(self._refund(self.new_key(), charge, 1), Declined)
        (listed,) = self.listed(charge.key)
        assert listed.refunded == self.money(3000)

    def test_a_refund_key_belongs_to_one_refund(self) -> None:
        """The same key with another amount is an error, and nothing goes back."""
        charge, key = self._charged(), self.new_key()
        self._refund(key, charge, 1000)
        assert _raises_key_reused(lambda: self._refund(key, charge, 1100))
        (listed,) = self.listed(charge.key)
        assert listed.refunded == self.money(1000)

    def test_a_refund_that_was_never_sent_is_not_found(self) -> None:
        """Only so may Curule send it again."""
        charge = self._charged()
        assert self.gateway.find_refund(key=self.new_key(), charge=charge) == NotFound()

    def test_a_lost_refund_is_found(self) -> None:
        """It went back once, whatever Curule does next."""
        charge, key = self._charged(), self.new_key()
        self.lose_next_answer()
        assert isinstance(self._refund(key, charge, 1000), Unknown | Succeeded)
        self.find_again()
        assert isinstance(self.gateway.find_refund(key=key, charge=charge), Succeeded)
        assert isinstance(self._refund(key, charge, 1000), Succeeded)
        (listed,) = self.listed(charge.key)
        assert listed.refunded == self.money(1000)

    def test_a_refund_that_waits_is_not_told_as_sent(self) -> None:
        """Only for a gateway that takes refunds and sends them later."""
        charge, key = self._charged(), self.new_key()
        if not self.hold_next_refund():
            return
        assert isinstance(self._refund(key, charge, 1000), Unknown)
        waiting = self._told(key, charge)
        assert isinstance(waiting.answer, Unknown)
        assert isinstance(self.gateway.find_refund(key=key, charge=charge), Unknown)
        self.bring_refund(waiting.reference)
        found = self.gateway.find_refund(key=key, charge=charge)
        assert found == self._told(key, charge).answer == Succeeded(waiting.reference)

    def test_a_refund_that_comes_back_is_declined_from_then_on(self) -> None:
        """Only for a gateway whose refunds can fail days after they were sent."""
        charge, key = self._charged(), self.new_key()
        sent = self._refund(key, charge, 1000)
        assert isinstance(sent, Succeeded), sent
        if not self.fail_refund(sent.reference):
            return
        found = self.gateway.find_refund(key=key, charge=charge)
        assert isinstance(found, Declined), found
        assert found.code
        (listed,) = self.listed(charge.key)
        assert listed.refunded == self.money(0)
        told = self._told(key, charge)
        assert (told.charge_key, told.amount, told.answer) == (charge.key, self.money(1000), found)

    # --- what it can do besides -------------------------------------------------------------------

    def test_a_page_for_a_new_card_is_opened_once_per_key(self) -> None:
        """Only for a gateway that has such a page."""
        if not isinstance(self.gateway, AddsMethods):
            return
        customer = Customer(account="a-1", name="Weber", email="weber@example.com")
        key = self.new_key()
        pages = [
            self.gateway.begin_setup(
                key=key,
                customer=customer,
                return_url="https://seats.example.com/back",
                cancel_url="https://seats.example.com/",
            )
            for _ in range(2)
        ]
        assert pages[0] == pages[1]
        assert pages[0].url.startswith("http")
        outcome = self.gateway.setup_outcome(reference=pages[0].reference)
        assert outcome == SetupOpen()

    def test_a_charge_that_is_given_up_never_succeeds(self) -> None:
        """Only for a gateway whose customers confirm charges: late is late."""
        if not isinstance(self.gateway, ChargesPresent):
            return
        unknown = self.gateway.cancel_charge(key=self.new_key(), method_token=self.good_method)
        assert isinstance(unknown, NotFound)
        key = self.new_key()
        paid = self.charge(key)
        assert self.gateway.cancel_charge(key=key, method_token=self.good_method) == paid

    def test_what_nobody_has_signed_is_no_event(self) -> None:
        """Only for a gateway that calls us: without a signature nothing is believed."""
        if not isinstance(self.gateway, SendsEvents):
            return
        for body in (b"", b"{}", b'{"id": "1"}', b"\xff"):
            try:
                self.gateway.read_event(body=body, headers={})
            except BadSignature:
                continue
            raise AssertionError(f"{body!r} was taken for an event")

    # --- asking -----------------------------------------------------------------------------------

    def find(self, key: str, method: str | None = None) -> object:
        """Ask what became of a charge."""
        token = self.good_method if method is None else method
        return self.gateway.find_charge(key=key, method_token=token)

    def listed(self, key: str) -> list[GatewayCharge]:
        """Return the entries of a key in the gateway's books."""
        return [charge for charge in self.gateway.list_charges() if charge.key == key]

    def events_of_refund(self, key: str) -> list[GatewayEvent]:
        """Return what the gateway has told about a refund; for one that calls us."""
        raise NotImplementedError

    def _told(self, key: str, charge: ChargeRef) -> RefundNews:
        """Return how a refund stands by what the gateway tells, also in events that are late."""
        assert isinstance(self.gateway, SendsEvents), "nobody would hear of it"
        news = {self.gateway.look_at(event) for event in self.events_of_refund(key)}
        (found,) = news
        assert isinstance(found, RefundNews)
        assert (found.key, found.charge_key) == (key, charge.key)
        return found

    def _charged(self) -> ChargeRef:
        key = self.new_key()
        answer = self.charge(key)
        assert isinstance(answer, Succeeded), answer
        return ChargeRef(key=key, reference=answer.reference)

    def _refund(self, key: str, charge: ChargeRef, minor: int) -> object:
        return self.gateway.refund(key=key, charge=charge, amount=self.money(minor))


class PaidLaterConformance(_Conformance):
    """For a gateway that collects nothing: the customer pays by themselves."""

    def test_it_says_that_it_does_not_collect(self) -> None:
        """`collects` tells Curule to wait for the money."""
        assert self.gateway.collects is False

    def test_every_charge_is_paid_later_with_the_same_reference(self) -> None:
        """The reference is printed on an invoice, so it must not change."""
        key = self.new_key()
        answer = self.charge(key)
        assert isinstance(answer, PaidLater), answer
        assert answer.reference
        assert self.charge(key) == self.charge(self.new_key()) == answer

    def test_its_books_are_empty(self) -> None:
        """Nothing was charged, so there is nothing to find, to list or to send back."""
        key = self.new_key()
        self.charge(key)
        assert self.gateway.find_charge(key=key, method_token=self.good_method) == NotFound()
        assert self.gateway.list_charges() == ()
        charge = ChargeRef(key=key, reference="")
        refund = self.gateway.refund(key=self.new_key(), charge=charge, amount=self.money(1))
        assert isinstance(refund, Declined)


def _raises_key_reused(act: object) -> bool:
    assert callable(act)
    try:
        act()
    except KeyReused:
        return True
    return False
