"""What every way to collect money can do, and what it may answer.

A call is made in three steps, never inside a transaction: the intent and its key are committed, the
gateway is called with that key, the answer is recorded. An answer that was lost is a state of its
own, `Unknown`: the same key is then asked about (`find_charge`) or sent again, never a new one, so
that no customer pays twice (TH15, I19).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from curule.core.money import Money


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The money moved; `reference` is what the gateway calls it."""

    reference: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The gateway refused for good; `code` says why, in the gateway's words.

    `authentication_required` is the one word that all gateways share: the customer has to confirm
    the charge at their bank, and can (see `ChargesPresent`). `amount_not_carried` is ours: the
    gateway cannot express the amount, and was not asked (see `KnowsAmounts`).
    """

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say yet whether the money moved; `reason` is for the log, not for a decision."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """The gateway has never seen this key, so nothing moved by it up to now."""


@dataclass(frozen=True, slots=True)
class PaidLater:
    """Nothing is collected: the customer pays by themselves and names `reference`."""

    reference: str


@dataclass(frozen=True, slots=True)
class AtCustomer:
    """The customer has to confirm it first, on the page `url`; nothing moved up to now."""

    url: str


ChargeAnswer = Succeeded | Declined | Unknown | PaidLater
RefundAnswer = Succeeded | Declined | Unknown
FindAnswer = Succeeded | Declined | NotFound | Unknown | AtCustomer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRef:
    """A charge that succeeded: our key of it, and the `reference` that the gateway gave it."""

    key: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayCharge:
    """A successful charge in the gateway's own books, to be compared with ours (I18).

    `method_token` is the method that was charged, "" where the gateway does not tell.
    """

    key: str
    amount: Money
    reference: str
    refunded: Money
    method_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRefund:
    """A refund in the gateway's own books, to be compared with ours (I18).

    `key` is ours of it, or "" where somebody made it at the gateway by hand; `charge_key` that of
    its charge. `Declined` is one that came back, `Unknown` one that the gateway still works on.
    """

    key: str
    charge_key: str
    charge_reference: str
    reference: str
    amount: Money
    answer: RefundAnswer


class KeyReused(ValueError):
    """A key came back with another amount, method or charge: nothing was done."""


class GatewayUnavailable(Exception):
    """The gateway's books cannot be read now; the message says what to do."""


class PaymentGateway(Protocol):
    """One way to collect money. Every method may be called from any thread or process."""

    @property
    def collects(self) -> bool:
        """Whether a charge moves money by itself; if not, `charge` always answers `PaidLater`."""

    def charge(self, *, key: str, amount: Money, method_token: str, reference: str) -> ChargeAnswer:
        """Collect `amount` once for `key`; the same call again gives the first call's answer.

        Args:
            key: made and stored by the caller before the first call.
            amount: above zero.
            method_token: what this gateway calls the customer's card or account.
            reference: what the customer reads on the statement, such as an invoice number.

        Raises:
            KeyReused: the key was used for another charge.
        """

    def find_charge(self, *, key: str, method_token: str) -> FindAnswer:
        """Return what became of a charge of that method.

        `NotFound` means that sending it again is safe, so it must come from books that are up to
        date: an index that follows some seconds behind is not enough. The method is given because
        some companies keep such books by customer only.
        """

    def refund(self, *, key: str, charge: ChargeRef, amount: Money) -> RefundAnswer:
        """Give back `amount` of a charge once for `key`; repeated, it gives the first answer.

        One that the gateway has taken and not sent yet is `Unknown`.

        Raises:
            KeyReused: the key was used for another refund.
        """

    def find_refund(self, *, key: str, charge: ChargeRef) -> FindAnswer:
        """Return what became of a refund, as it stands now; `NotFound` as in `find_charge`.

        One that was sent and came back is `Declined`.
        """

    def list_charges(self) -> tuple[GatewayCharge, ...]:
        """Return every successful charge, oldest first.

        Raises:
            GatewayUnavailable: the books cannot be read now.
        """


# --- what a gateway can do besides, each a Protocol of its own ------------------------------------


@runtime_checkable
class KnowsAmounts(Protocol):
    """A gateway that cannot carry every amount of every currency."""

    def step_of(self, currency: str) -> int | None:
        """Return what an amount must be a multiple of, in minor units; None: no such money."""


@runtime_checkable
class ListsRefunds(Protocol):
    """A gateway that has a list of its refunds."""

    def list_refunds(self, charge: ChargeRef | None = None) -> tuple[GatewayRefund, ...]:
        """Return every refund that it took of charges of ours, oldest first, as each stands now.

        With a `charge`, those of this one.

        Raises:
            GatewayUnavailable: the books cannot be read now.
        """


@runtime_checkable
class ChargesPresent(Protocol):
    """A gateway whose charges a customer can confirm at their bank, on a page of the gateway."""

    def charge_present(
        self, *, key: str, amount: Money, method_token: str, reference: str, return_url: str
    ) -> ChargeAnswer | AtCustomer:
        """Collect as `charge` does, from a customer who is there to confirm it.

        They come back to `return_url` in any case; what became of it is found by `find_charge`.

        Raises:
            KeyReused: the key was used for another charge.
        """

    def cancel_charge(self, *, key: str, method_token: str) -> FindAnswer:
        """Give up a charge that waits for its customer, so that it can never succeed later.

        Returns what holds then: `Declined` where it was given up, `Succeeded` where it was late.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """For whom a method is added; `known_token` is one of their earlier methods, or ""."""

    account: str
    name: str
    email: str
    known_token: str = ""


@dataclass(frozen=True, slots=True)
class SetupPage:
    """Where the customer types in their card; `reference` is what the gateway calls the visit."""

    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class MethodReady:
    """The card was saved: what to charge, and a name such as "Visa •••• 4242"."""

    token: str
    name: str


@dataclass(frozen=True, slots=True)
class SetupOpen:
    """The customer has not finished yet."""


@dataclass(frozen=True, slots=True)
class SetupOver:
    """The page has expired; nothing was saved."""


SetupAnswer = MethodReady | SetupOpen | SetupOver


@runtime_checkable
class AddsMethods(Protocol):
    """A gateway on whose own page a customer adds a card, so that no number comes to us."""

    def begin_setup(
        self, *, key: str, customer: Customer, return_url: str, cancel_url: str
    ) -> SetupPage:
        """Open a page for the customer; the same key again gives the same page.

        Raises:
            GatewayUnavailable: it cannot be opened now; nothing was charged or saved.
        """

    def setup_outcome(self, *, reference: str) -> SetupAnswer:
        """Return what became of the visit.

        Raises:
            GatewayUnavailable: nobody can say now.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEvent:
    """What a gateway told us by itself: a hint to look at the object `subject`, not a fact."""

    id: str
    kind: str
    subject: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeNews:
    """How a charge of ours stands now."""

    key: str
    answer: FindAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupNews:
    """A page on which a card is added may have been filled in."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNews:
    """How a dispute stands now: the customer's bank wants a charge back.

    `status` is the gateway's word for it; `is_closed` and `is_lost` say what it means.
    """

    reference: str
    charge_key: str
    amount: Money
    reason: str
    status: str
    is_closed: bool
    is_lost: bool
    answer_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNews:
    """How a refund of a charge of ours stands now.

    `key` is ours of it, or "" where somebody made it at the gateway by hand. `Declined` is also one
    that had been sent and came back; `Unknown` one that the gateway still works on.
    """

    key: str
    charge_key: str
    reference: str
    amount: Money
    answer: RefundAnswer


News = ChargeNews | SetupNews | DisputeNews | RefundNews


class BadSignature(ValueError):
    """An event does not come from the gateway, or is not one: it is not even stored."""


@runtime_checkable
class SendsEvents(Protocol):
    """A gateway that calls us: at /webhooks/ and its name in the settings."""

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
        """Return what came in, once its signature is verified over the raw body.

        Raises:
            BadSignature: it is forged, too old, or no event.
        """

    def look_at(self, event: GatewayEvent) -> News | None:
        """Fetch the object that an event is about, as it is now; None where we need not know.

        Raises:
            GatewayUnavailable: it cannot be fetched now.
        """
