"""What is done about invoices and payments; refunds, ways to pay, and account credit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import click

from curule.cli.as_json import shaped
from curule.cli.nouns.acting import KEY, there
from curule.cli.nouns.doing import REASON, UNPAID, Deed, add_deeds
from curule.cli.nouns.money import INVOICES, PAYMENTS, invoices, payments
from curule.cli.nouns.reading import Seen, add_list, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

__all__ = [
    "balance_entries",
    "contradictions",
    "invoice_requests",
    "invoices",
    "payment_methods",
    "payments",
    "refunds",
]

_ACCOUNT: Final = RowId("acc")


def _method_shape(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a MethodSeen, which loads Django
    from curule.services.payment_methods import collecting

    return {**shaped("payment_method", "pm", row), "collects": row.gateway in collecting()}


REFUNDS: Final = Seen(
    kind="refund",
    prefix="re",
    plural="refunds",
    module="curule.selectors.programs.refunds",
    columns=("id", "status", "amount", "payment", "credit_note", "created_at"),
    filters={
        "account": _ACCOUNT,
        "payment": RowId("pay"),
        "status": click.Choice(["waiting", "pending", "unknown", "succeeded"]),
    },
)
PAYMENT_METHODS: Final = Seen(
    kind="payment_method",
    prefix="pm",
    plural="payment_methods",
    rows="methods",
    module="curule.selectors.programs.payment_methods",
    columns=("id", "name", "gateway", "is_default", "created_at", "removed_at", "account"),
    filters={"account": _ACCOUNT},
    shape=_method_shape,
)
_SETUP: Final = click.argument("setup_id", metavar="SETUP", type=RowId("pms"))
_SETUPS: Final = Seen(
    kind="payment_method_setup",
    prefix="pms",
    plural="payment_method_setups",
    rows="setups",
    module="curule.selectors.programs.payment_methods",
    columns=(),
)
CONTRADICTIONS: Final = Seen(
    kind="contradiction",
    prefix="ctr",
    plural="contradictions",
    module="curule.selectors.programs.contradictions",
    columns=("id", "state", "kind", "amount", "reference", "remedies", "payment", "account"),
    filters={
        "account": _ACCOUNT,
        "payment": RowId("pay"),
        "state": click.Choice(["open", "closed"]),
    },
)
INVOICE_REQUESTS: Final = Seen(
    kind="invoice_request",
    prefix="ireq",
    plural="invoice_requests",
    module="curule.selectors.programs.invoice_requests",
    columns=("id", "kind", "status", "amount", "paid_on", "reason", "invoice", "account"),
    filters={
        "account": _ACCOUNT,
        "invoice": RowId("in"),
        "kind": click.Choice(["paid", "dispute", "refund", "credit"]),
        "status": click.Choice(["open", "granted", "declined", "canceled"]),
    },
)
BALANCE_ENTRIES: Final = Seen(
    kind="balance_entry",
    prefix="txn",
    plural="balance_entries",
    module="curule.selectors.programs.money",
    columns=("id", "source", "amount", "after", "created_at", "account"),
    filters={"account": _ACCOUNT},
)


@click.group()
def refunds() -> None:
    """List refunds, show one, and write down that one was paid."""


@click.group()
def contradictions() -> None:
    """List what payment companies did that is not so here, show one, and decide about it."""


@click.group("invoice-requests")
def invoice_requests() -> None:
    """List what customers say about invoices, show it, keep it or take it back, or say no."""


@click.group("payment-methods")
def payment_methods() -> None:
    """List ways to pay, show one, add a card, prefer one, and remove one."""


@click.group("balance-entries")
def balance_entries() -> None:
    """List how account credit came and went."""


add_reading(refunds, REFUNDS)
add_reading(payment_methods, PAYMENT_METHODS)


@payment_methods.command("add")
@click.argument("account_id", metavar="ACCOUNT", type=_ACCOUNT)
@click.option("--gateway", required=True, help="One with a page for cards, such as stripe.")
@click.option("--no-default", is_flag=True, help="Go on charging what was charged until now.")
@click.option("--return-url", help="Where the customer is sent then; usually into the portal.")
@KEY
@printed
@needs_database
def add_method(
    account_id: UUID,
    *,
    gateway: str,
    no_default: bool,
    return_url: str | None,
    key: str | None,
    screen: Screen,
) -> None:
    """Begin to add a card: print the page on which the customer types it in."""
    from django.conf import settings

    from curule.services.payments import card_setups

    at = there("account", account_id)
    portal = f"{settings.CURULE_BASE_URL}/a/{at.id}/payment-methods"
    with refusals_said():
        begun = card_setups.begin(
            **at.acts(key),
            gateway_name=gateway,
            default=not no_default,
            return_to=lambda setup_id: return_url or f"{portal}/added/{setup_id}",
            cancel_url=return_url or portal,
        ).value
    if not begun.url:
        raise click.ClickException("The gateway does not answer now; try it again.")
    screen.one({**_SETUPS.find(begun.setup_id), "url": begun.url})
    written = public_id("pms", begun.setup_id)
    screen.say(f"Send the address to the customer, then: curule payment-methods settle {written}")


@payment_methods.command("setup")
@_SETUP
@printed
@needs_database
def setup(setup_id: UUID, *, screen: Screen) -> None:
    """Show what is known of adding a card."""
    screen.one(_SETUPS.find(setup_id))


@payment_methods.command("settle")
@_SETUP
@printed
@needs_database
def settle(setup_id: UUID, *, screen: Screen) -> None:
    """Ask the gateway what came of adding a card, and save it; twice is once."""
    from curule.services.payments import card_setups
    from curule.services.payments.card_setups import SetupState

    at = there("payment_method_setup", setup_id)
    with refusals_said():
        state = card_setups.settle(account_id=at.account_id, setup_id=at.id, now=at.now)
    if state is SetupState.UNAVAILABLE:
        raise click.ClickException("The gateway does not answer now; try it again.")
    screen.one(_SETUPS.find(setup_id))


add_reading(contradictions, CONTRADICTIONS)
add_reading(invoice_requests, INVOICE_REQUESTS)
add_list(balance_entries, BALANCE_ENTRIES)
add_deeds(
    invoices,
    INVOICES,
    Deed(
        name="write-off",
        says="Give up the claim for what was granted.",
        command="credits.writing_off:write_off",
        row="invoice_id",
        asks="This gives up what is open.",
        pays=True,
        options=(REASON,),
    ),
    Deed(
        name="send",
        says="Mail it again to who gets the account's invoices.",
        command="invoices.announcing:send_again",
        row="invoice_id",
    ),
    Deed(
        name="send-copy",
        says="Mail it with its PDF to another address, a bookkeeper's say.",
        command="invoices.copies:send_copy",
        row="invoice_id",
        options=(click.option("--to", required=True, help="The address."),),
    ),
)
add_deeds(
    payments,
    PAYMENTS,
    Deed(
        name="reverse",
        says="Take back a transfer that returned or was recorded wrongly; its invoice is open.",
        command="payments.reversing:reverse_transfer",
        row="payment_id",
        asks="This opens its invoice again.",
        pays=True,
        options=(REASON, UNPAID),
    ),
)
add_deeds(
    invoice_requests,
    INVOICE_REQUESTS,
    Deed(
        name="decline",
        says="Say no with a sentence, which the customer is mailed.",
        command="invoice_requests:decline",
        row="request_id",
        options=(REASON,),
    ),
    Deed(
        name="cancel",
        says="Take back what a customer said, for them.",
        command="invoice_requests:cancel",
        row="request_id",
    ),
)


@invoice_requests.command("create")
@click.argument("invoice_id", metavar="INVOICE", type=RowId("in"))
@click.argument("kind", type=click.Choice(["paid", "dispute", "refund"]))
@click.option("--amount", type=click.IntRange(min=1), help="In minor units; all if left out.")
@click.option("--paid-on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the transfer.")
@click.option("--reference", default="", help="What the transfer says.")
@click.option("--reason", default="", help="Why, in the customer's words.")
@KEY
@printed
@needs_database
def create_request(
    invoice_id: UUID,
    *,
    screen: Screen,
    kind: str,
    paid_on: datetime | None,
    key: str | None,
    **said: Any,  # noqa: ANN401 - options
) -> None:
    """Keep what a customer says about an invoice."""
    from curule.core.invoice_requests import RequestKind
    from curule.services.invoice_requests import Said, ask

    at = there("invoice", invoice_id)
    day = paid_on.date() if paid_on else None
    with refusals_said():
        kept = ask(
            **at.acts(key),
            invoice_id=at.id,
            said=Said(kind=RequestKind(kind), paid_on=day, **said),
        ).value
    screen.one(INVOICE_REQUESTS.find(kept))


@invoice_requests.command("ask-credit")
@click.argument("account_id", metavar="ACCOUNT", type=_ACCOUNT)
@click.argument("currency")
@click.option("--amount", type=click.IntRange(min=1), help="In minor units; all if left out.")
@click.option("--reason", default="", help="Why, in the customer's words.")
@KEY
@printed
@needs_database
def ask_credit(
    account_id: UUID,
    currency: str,
    *,
    amount: int | None,
    reason: str,
    key: str | None,
    screen: Screen,
) -> None:
    """Ask for a customer that credit in CURRENCY be paid out; `accounts pay-credit-out` does it."""
    from curule.services.credits.asking_out import ask

    at = there("account", account_id)
    with refusals_said():
        kept = ask(**at.acts(key), currency=currency, amount=amount, reason=reason).value
    screen.one(INVOICE_REQUESTS.find(kept))


add_deeds(
    refunds,
    REFUNDS,
    Deed(
        name="mark-paid",
        says="Write down that you paid a refund that waits at the bank.",
        command="refunds:mark_paid",
        row="refund_id",
        asks="This writes down money that went.",
        pays=True,
    ),
)
add_deeds(
    contradictions,
    CONTRADICTIONS,
    Deed(
        name="decide",
        says="Take the money in, send it back, take a refund over, or note that nothing is booked.",
        command="payments.remedies:decide",
        row="contradiction_id",
        asks="This may book or send money.",
        pays=True,
        options=(
            click.option(
                "--remedy",
                required=True,
                type=click.Choice(["take_in", "send_back", "take_over", "note"]),
                help="What is done; `show` lists what can be.",
            ),
            REASON,
        ),
    ),
)
add_deeds(
    payment_methods,
    PAYMENT_METHODS,
    Deed(
        name="make-default",
        says="Charge this one from now on, also for what the default was charged for.",
        command="payment_methods:make_default",
        row="method_id",
    ),
    Deed(
        name="remove",
        says="Remove it, unless something would then be paid by nothing.",
        command="payment_methods:remove_method",
        row="method_id",
        asks="This way to pay will be charged no more.",
    ),
)
