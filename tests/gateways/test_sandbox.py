"""The sandbox is a company of its own: it keeps its books, honours its keys, fails when told to."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from curule.core.money import Money
from curule.gateways.payments.base import (
    ChargeRef,
    Declined,
    GatewayCharge,
    GatewayUnavailable,
    KeyReused,
    NotFound,
    Succeeded,
    Unknown,
)
from curule.gateways.payments.sandbox import Operation, Outcome, SandboxGateway

EUR_30 = Money(3000, "EUR")
EUR_20 = Money(2000, "EUR")
CARD = "sandbox:succeed"


def of(key: str) -> ChargeRef:
    return ChargeRef(key=key, reference="any")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sandbox.sqlite3"


@pytest.fixture
def gateway(path: Path) -> SandboxGateway:
    return SandboxGateway(path)


def charge(
    gateway: SandboxGateway, key: str = "k1", amount: Money = EUR_30, card: str = "succeed"
) -> Succeeded | Declined | Unknown:
    return gateway.charge(
        key=key, amount=amount, method_token=f"sandbox:{card}", reference="INV-2026-000001"
    )


def charged(gateway: SandboxGateway) -> list[tuple[str, Money, Money]]:
    return [(entry.key, entry.amount, entry.refunded) for entry in gateway.list_charges()]


def test_a_card_is_charged_and_the_books_show_it(gateway: SandboxGateway) -> None:
    answer = charge(gateway)
    assert isinstance(answer, Succeeded)
    assert answer.reference.startswith("sandbox_ch_")
    assert gateway.find_charge(key="k1", method_token=CARD) == answer
    assert gateway.list_charges() == (
        GatewayCharge(
            key="k1", amount=EUR_30, reference=answer.reference, refunded=Money(0, "EUR")
        ),
    )


def test_its_memory_outlives_the_process_that_called(gateway: SandboxGateway, path: Path) -> None:
    answer = charge(gateway)
    assert SandboxGateway(path).find_charge(key="k1", method_token=CARD) == answer


def test_a_declined_card_stays_declined_under_its_key_and_is_never_charged(
    gateway: SandboxGateway,
) -> None:
    assert charge(gateway, card="decline") == Declined("card_declined")
    assert charge(gateway, card="decline") == Declined("card_declined")
    assert gateway.find_charge(key="k1", method_token=CARD) == Declined("card_declined")
    assert isinstance(charge(gateway, key="k2"), Succeeded)
    assert charged(gateway) == [("k2", EUR_30, Money(0, "EUR"))]


@pytest.mark.invariant("I19")
@pytest.mark.threat("TH15")
def test_the_same_key_moves_money_once(gateway: SandboxGateway) -> None:
    first = charge(gateway)
    assert [charge(gateway) for _ in range(3)] == [first] * 3
    assert charged(gateway) == [("k1", EUR_30, Money(0, "EUR"))]


@pytest.mark.parametrize(
    "other",
    [
        lambda gateway: charge(gateway, amount=EUR_20),
        lambda gateway: charge(gateway, amount=Money(3000, "USD")),
        lambda gateway: charge(gateway, card="lose_answer"),
    ],
    ids=["amount", "currency", "card"],
)
def test_a_key_that_comes_back_with_something_else_is_an_error(
    gateway: SandboxGateway, other: Callable[[SandboxGateway], object]
) -> None:
    charge(gateway)
    with pytest.raises(KeyReused, match="k1"):
        other(gateway)
    assert charged(gateway) == [("k1", EUR_30, Money(0, "EUR"))]


@pytest.mark.fault("F5")
@pytest.mark.threat("TH15")
def test_a_lost_answer_is_found_by_asking_or_by_repeating(gateway: SandboxGateway) -> None:
    assert charge(gateway, card="lose_answer") == Unknown("the answer was lost")
    found = gateway.find_charge(key="k1", method_token=CARD)
    assert isinstance(found, Succeeded)
    assert charge(gateway, card="lose_answer") == found
    assert charged(gateway) == [("k1", EUR_30, Money(0, "EUR"))]


@pytest.mark.fault("F6")
def test_a_call_that_hangs_charges_nothing(path: Path) -> None:
    waits: list[float] = []
    gateway = SandboxGateway(path, hangs_for=15.0, wait=waits.append)
    assert charge(gateway, card="hang") == Unknown("no answer in time")
    assert waits == [15.0]
    assert gateway.find_charge(key="k1", method_token=CARD) == NotFound()
    assert charged(gateway) == []


@pytest.mark.fault("F6")
def test_while_one_call_hangs_others_are_served(path: Path) -> None:
    answers: list[object] = []
    gateway = SandboxGateway(
        path, wait=lambda _: answers.append(charge(SandboxGateway(path), key="k2"))
    )
    charge(gateway, card="hang")
    assert [type(answer) for answer in answers] == [Succeeded]


def test_unless_told_otherwise_a_call_that_hangs_answers_at_once(gateway: SandboxGateway) -> None:
    assert charge(gateway, card="hang") == Unknown("no answer in time")


def test_the_next_answers_can_be_scripted_and_no_repetition_uses_them_up(
    gateway: SandboxGateway, path: Path
) -> None:
    first = charge(gateway, key="k0")
    SandboxGateway(path).script_next("decline", Outcome.HANG, Outcome.LOSE_ANSWER)

    assert charge(gateway, key="k0") == first
    assert charge(gateway, key="k1") == Declined("card_declined")
    assert charge(gateway, key="k1") == Declined("card_declined")
    assert charge(gateway, key="k2") == Unknown("no answer in time")
    assert charge(gateway, key="k2") == Unknown("the answer was lost")
    assert isinstance(charge(gateway, key="k2"), Succeeded)
    assert isinstance(charge(gateway, key="k3"), Succeeded)
    assert [key for key, *_ in charged(gateway)] == ["k0", "k2", "k3"]


def test_a_word_that_is_no_outcome_scripts_nothing(gateway: SandboxGateway) -> None:
    with pytest.raises(ValueError, match="maybe"):
        gateway.script_next("decline", "maybe")
    assert isinstance(charge(gateway), Succeeded)


@pytest.mark.parametrize("token", ["succeed", "sandbox:", "sandbox:SUCCEED", "card_123", ""])
def test_a_card_that_is_none_is_declined(gateway: SandboxGateway, token: str) -> None:
    answer = gateway.charge(key="k1", amount=EUR_30, method_token=token, reference="INV-1")
    assert answer == Declined("unknown_method")
    assert gateway.find_charge(key="k1", method_token=CARD) == NotFound()


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_less_cannot_be_moved(gateway: SandboxGateway, minor: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        charge(gateway, amount=Money(minor, "EUR"))
    charge(gateway)
    with pytest.raises(ValueError, match="above zero"):
        gateway.refund(key="r1", charge=of("k1"), amount=Money(minor, "EUR"))


@pytest.mark.invariant("I21")
def test_refunds_never_exceed_the_charge(gateway: SandboxGateway) -> None:
    charge(gateway)
    first = gateway.refund(key="r1", charge=of("k1"), amount=EUR_20)
    assert isinstance(first, Succeeded)
    assert gateway.refund(key="r1", charge=of("k1"), amount=EUR_20) == first
    assert gateway.find_refund(key="r1", charge=of("k1")) == first
    assert gateway.refund(key="r2", charge=of("k1"), amount=EUR_20) == Declined("more_than_charged")
    assert isinstance(
        gateway.refund(key="r3", charge=of("k1"), amount=Money(1000, "EUR")), Succeeded
    )
    assert charged(gateway) == [("k1", EUR_30, EUR_30)]


def test_a_refund_needs_a_charge_that_happened_in_that_currency(gateway: SandboxGateway) -> None:
    charge(gateway, card="decline")
    charge(gateway, key="k2")
    for charge_key in ("k1", "nowhere"):
        gateway.script_next(Outcome.DECLINE, operation=Operation.REFUND)
        answer = gateway.refund(key=f"r-{charge_key}", charge=of(charge_key), amount=EUR_20)
        assert answer == Declined("charge_not_found")
    assert gateway.refund(key="r2", charge=of("k2"), amount=Money(1, "USD")) == Declined(
        "currency_mismatch"
    )
    assert gateway.find_refund(key="nobody", charge=of("k1")) == NotFound()
    assert charged(gateway) == [("k2", EUR_30, Money(0, "EUR"))]


def test_a_refund_can_fail_like_a_charge(gateway: SandboxGateway) -> None:
    charge(gateway)
    gateway.script_next("lose_answer", "hang", "decline", operation=Operation.REFUND)
    assert isinstance(charge(gateway, key="k2"), Succeeded), "the script was for refunds"
    refund = [
        gateway.refund(key=f"r{n}", charge=of("k1"), amount=Money(100, "EUR")) for n in (1, 2, 3)
    ]
    assert refund == [
        Unknown("the answer was lost"),
        Unknown("no answer in time"),
        Declined("refund_declined"),
    ]
    assert isinstance(gateway.find_refund(key="r1", charge=of("k1")), Succeeded)
    assert gateway.find_refund(key="r2", charge=of("k1")) == NotFound()
    assert charged(gateway)[0] == ("k1", EUR_30, Money(100, "EUR"))


def test_a_refund_key_belongs_to_one_refund(gateway: SandboxGateway) -> None:
    charge(gateway)
    gateway.refund(key="r1", charge=of("k1"), amount=Money(100, "EUR"))
    with pytest.raises(KeyReused, match="r1"):
        gateway.refund(key="r1", charge=of("k1"), amount=Money(200, "EUR"))


@pytest.mark.parametrize("damaged", ["garbage", "folder"])
def test_damaged_books_are_an_unknown_result_not_a_crash(path: Path, damaged: str) -> None:
    if damaged == "folder":
        path.mkdir(parents=True)
    else:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"no database, only words" * 100)
    gateway = SandboxGateway(path)
    for answer in (
        charge(gateway),
        gateway.find_charge(key="k1", method_token=CARD),
        gateway.refund(key="r1", charge=of("k1"), amount=EUR_20),
        gateway.find_refund(key="r1", charge=of("k1")),
    ):
        assert isinstance(answer, Unknown)
        assert str(path) in answer.reason
    with pytest.raises(GatewayUnavailable, match="move the file away"):
        gateway.list_charges()
    with pytest.raises(GatewayUnavailable, match="move the file away"):
        gateway.script_next("decline")


@pytest.mark.invariant("I19")
@pytest.mark.threat("TH15")
def test_threads_that_send_one_key_at_once_charge_once(gateway: SandboxGateway) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: charge(gateway), range(64)))
    assert set(answers) == {gateway.find_charge(key="k1", method_token=CARD)}
    assert len(gateway.list_charges()) == 1


@pytest.mark.invariant("I19", "I21")
@pytest.mark.threat("TH15")
def test_processes_that_race_for_the_first_use_charge_each_key_once(path: Path) -> None:
    """The file does not exist yet: four processes make it, charge and refund the same keys."""
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        answers = list(pool.map(_charges_and_refunds, [path] * 4))
    assert answers[1:] == answers[:-1], "each process gets the same answers"
    assert sorted(charged(SandboxGateway(path)), key=lambda entry: entry[0]) == [
        (f"k{number}", EUR_30, EUR_20) for number in range(10)
    ]


def test_threads_share_a_script_without_using_an_outcome_twice(gateway: SandboxGateway) -> None:
    gateway.script_next(*["decline"] * 10)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: charge(gateway, key=f"k{n}"), range(40)))
    assert answers.count(Declined("card_declined")) == 10
    assert len(gateway.list_charges()) == 30


def test_what_was_not_committed_never_happened(gateway: SandboxGateway, path: Path) -> None:
    """A process that dies in the middle of a charge leaves neither a charge nor a used key."""
    charge(gateway, key="k0")
    books = sqlite3.connect(path, isolation_level=None)
    books.execute("BEGIN IMMEDIATE")
    books.execute(
        "INSERT INTO charge (key, fingerprint, amount_minor, currency, statement, reference,"
        " declined) VALUES ('k1', 'f', 1, 'EUR', '', '', '')"
    )
    books.close()
    assert gateway.find_charge(key="k1", method_token=CARD) == NotFound()
    assert isinstance(charge(gateway), Succeeded)


def _charges_and_refunds(path: Path) -> list[object]:
    gateway = SandboxGateway(path)
    answers: list[object] = []
    for number in range(10):
        answers.append(charge(gateway, key=f"k{number}"))
        answers.append(gateway.refund(key=f"r{number}", charge=of(f"k{number}"), amount=EUR_20))
    return answers
