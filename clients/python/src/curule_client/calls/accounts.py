# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: the vendor's customers: what is agreed with them, what they owe, their credit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import (
    Account,
    AccountTax,
    AmountGiven,
    Balance,
    Cap,
    Domain,
    Maximum,
    OwnerGiven,
    Page,
    Parking,
    Statement,
    TaxId,
    TaxIdCheck,
)


def list_accounts(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    country: str | None = None,
    channel: Literal["online", "reseller", "corporate"] | None = None,
    parked: bool | None = None,
) -> Listing[Account]:
    """List accounts, the newest first.

    List the accounts that the key sees: real ones, or those on test clocks.
    """
    return Listing(
        path="/accounts",
        item=Account,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "country": country,
                "channel": channel,
                "parked": parked,
            }
        ),
    )


def create_account(
    *,
    name: str,
    country: str,
    kind: Literal["company", "individual"] | None = None,
    language: Literal["en", "fr", "de", "ru"] | None = None,
    time_zone: str | None = None,
    channel: Literal["online", "reseller", "corporate"] | None = None,
    tax_id: str | None = None,
    registration_number: str | None = None,
    owner: OwnerGiven | None = None,
    clock: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Account]:
    """Make an account.

    Make a customer with its owner, as the vendor does in the console.

    With a test key it hangs on a `clock`, which rules its time; with a live key there is none.

    A new customer. In test mode it hangs on a `clock`; in live mode there is none.
    """
    return ask(
        "POST",
        "/accounts",
        Account,
        body={
            "name": name,
            "country": country,
            **given(
                {
                    "kind": kind,
                    "language": language,
                    "time_zone": time_zone,
                    "channel": channel,
                    "tax_id": tax_id,
                    "registration_number": registration_number,
                    "owner": owner,
                    "clock": clock,
                }
            ),
        },
        idempotency_key=idempotency_key,
    )


def get_account(account: str) -> Call[Account]:
    """Get an account.

    Return one account; one of the other mode is answered as none.
    """
    return ask("GET", f"/accounts/{in_path(account)}", Account)


def change_account(
    account: str,
    *,
    name: str | None = None,
    language: Literal["en", "fr", "de", "ru"] | None = None,
    time_zone: str | None = None,
    street: str | None = None,
    postcode: str | None = None,
    city: str | None = None,
    order_number: str | None = None,
    tax_id: str | None = None,
    registration_number: str | None = None,
    channel: Literal["online", "reseller", "corporate"] | None = None,
    adviser: str | None = None,
) -> Call[Account]:
    """Change an account.

    Change what is given: what its papers say, in which language, its time zone, how it buys.

    What is not given stays as it is.
    """
    return ask(
        "PATCH",
        f"/accounts/{in_path(account)}",
        Account,
        body=given(
            {
                "name": name,
                "language": language,
                "time_zone": time_zone,
                "street": street,
                "postcode": postcode,
                "city": city,
                "order_number": order_number,
                "tax_id": tax_id,
                "registration_number": registration_number,
                "channel": channel,
                "adviser": adviser,
            }
        ),
    )


def list_maximums(account: str) -> Listing[Maximum]:
    """List the maximums that are agreed with an account.

    List what holds in place of the maximums of plans.
    """
    return Listing(path=f"/accounts/{in_path(account)}/maximums", item=Maximum, query={})


def agree_maximum(
    account: str, *, product: str, seat_type: str, maximum: int, idempotency_key: str | None = None
) -> Call[Maximum]:
    """Agree a maximum of seats with an account.

    Let another maximum hold than the plan's; the newest takes the place of an older one.

    Refused (`seat_type_missing`) where no plan of the product ever sold such seats.

    How many seats of a type at most; those that are there already stay.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/maximums",
        Maximum,
        body={"product": product, "seat_type": seat_type, "maximum": maximum},
        idempotency_key=idempotency_key,
    )


def set_account_tax(
    account: str, *, rate: str | None, reason: str, idempotency_key: str | None = None
) -> Call[AccountTax]:
    """Say by which tax an account is charged.

    Tax it by the rules or at a plain rate, from now on; issued invoices stay.

    A plain rate in per cent from now on, or null for the rules; and why.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/tax",
        AccountTax,
        body={"rate": rate, "reason": reason},
        idempotency_key=idempotency_key,
    )


def get_tax_id(account: str) -> Call[TaxId]:
    """Get what is known of an account's tax number.

    Return the number, what its office said, and the proof that it was asked.
    """
    return ask("GET", f"/accounts/{in_path(account)}/tax_id", TaxId)


def check_tax_id(account: str, *, idempotency_key: str | None = None) -> Call[TaxIdCheck]:
    """Ask the office about an account's tax number again.

    Put the question once more; `is_asked` is false where no office answers for the number.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/tax_id/check",
        TaxIdCheck,
        idempotency_key=idempotency_key,
    )


def close_account(account: str, *, name: str, idempotency_key: str | None = None) -> Call[Account]:
    """Ask to close an account.

    Let it close in two weeks; until then it can be kept open, and nothing renews.

    The account's name, which says that this one is meant.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/close",
        Account,
        body={"name": name},
        idempotency_key=idempotency_key,
    )


def keep_account_open(account: str, *, idempotency_key: str | None = None) -> Call[Account]:
    """Let an account stay open after all.

    Take back that it closes; automatic renewal stays off until somebody turns it on.
    """
    return ask(
        "POST", f"/accounts/{in_path(account)}/keep_open", Account, idempotency_key=idempotency_key
    )


def get_parking(account: str) -> Call[Parking]:
    """Get whether an account is parked, and why.

    Return what an account met; nothing is charged there until its release.
    """
    return ask("GET", f"/accounts/{in_path(account)}/parking", Parking)


def release_account(
    account: str, *, reason: str, idempotency_key: str | None = None
) -> Call[Parking]:
    """Let an account that is parked be charged again.

    Release it: what was due meanwhile is carried out next, and what was before counts no more.

    An invoice above the most that is agreed parks it again, unless that is raised first.

    Why the account may be charged again.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/release",
        Parking,
        body={"reason": reason},
        idempotency_key=idempotency_key,
    )


def list_invoice_caps(account: str) -> Listing[Cap]:
    """List how much one invoice of an account may come to.

    List what is agreed, one for each currency.
    """
    return Listing(path=f"/accounts/{in_path(account)}/invoice_caps", item=Cap, query={})


def set_invoice_cap(
    account: str, *, currency: str, most: int | None, idempotency_key: str | None = None
) -> Call[Page[Cap]]:
    """Agree how much one invoice of an account may come to.

    Let no invoice be larger: a larger one is not issued and parks the account.

    How much one invoice may come to, in minor units; null for no most.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/invoice_caps",
        Page[Cap],
        body={"currency": currency, "most": most},
        idempotency_key=idempotency_key,
    )


def list_domains(account: str) -> Listing[Domain]:
    """List the mail domains of an account.

    List what it has and claims, each with the record that proves it.
    """
    return Listing(path=f"/accounts/{in_path(account)}/domains", item=Domain, query={})


def claim_domain(account: str, *, name: str, idempotency_key: str | None = None) -> Call[Domain]:
    """Claim a mail domain for an account.

    Claim it: put the `record` into its DNS, and it is looked for from then on.

    Which domain, as addresses have it after the @.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/domains",
        Domain,
        body={"name": name},
        idempotency_key=idempotency_key,
    )


def check_domain(account: str, *, name: str, idempotency_key: str | None = None) -> Call[Domain]:
    """Look for the record of a claimed domain now.

    Look for it at once; one that is found makes the domain the account's.

    Which domain, as addresses have it after the @.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/domains/check",
        Domain,
        body={"name": name},
        idempotency_key=idempotency_key,
    )


def confirm_domain(account: str, *, name: str, idempotency_key: str | None = None) -> Call[Domain]:
    """Say that a mail domain is an account's.

    Confirm it without a record, once you have made sure of it yourself.

    Its identity provider signs people of this domain in from then on.

    Which domain, as addresses have it after the @.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/domains/confirm",
        Domain,
        body={"name": name},
        idempotency_key=idempotency_key,
    )


def remove_domain(
    account: str, *, name: str, idempotency_key: str | None = None
) -> Call[Page[Domain]]:
    """Give a mail domain of an account up.

    End the domain and any claim to it; who has a seat keeps it. Twice is once.

    Which domain, as addresses have it after the @.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/domains/remove",
        Page[Domain],
        body={"name": name},
        idempotency_key=idempotency_key,
    )


def get_balance(account: str) -> Call[Balance]:
    """What an account owes, and its credit.

    Return what is owed and what is there, by currency.
    """
    return ask("GET", f"/accounts/{in_path(account)}/balance", Balance)


def give_credit(
    account: str, *, reason: str, amount: AmountGiven, idempotency_key: str | None = None
) -> Call[Balance]:
    """Give an account credit by goodwill.

    Give credit that next invoices are paid with. Needs an `Idempotency-Key`.

    Credit that nothing was charged for, and why it is given.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/credit",
        Balance,
        body={"reason": reason, "amount": amount},
        idempotency_key=idempotency_key,
    )


def take_credit_back(
    account: str,
    *,
    reason: str,
    currency: str,
    amount: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Balance]:
    """Take credit by goodwill back.

    Take goodwill back, as far as it is not used yet. Needs an `Idempotency-Key`.

    Credit that is taken back or paid out, all that may be where no amount is said; and why.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/credit/take_back",
        Balance,
        body={"reason": reason, "currency": currency, **given({"amount": amount})},
        idempotency_key=idempotency_key,
    )


def pay_credit_out(
    account: str,
    *,
    reason: str,
    currency: str,
    amount: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Balance]:
    """Pay account credit out.

    Send credit back by the payments it came by, as refunds. Needs an `Idempotency-Key`.

    What no gateway can send waits as a refund until you have paid it at the bank. Goodwill is
    never paid out.

    Credit that is taken back or paid out, all that may be where no amount is said; and why.
    """
    return ask(
        "POST",
        f"/accounts/{in_path(account)}/credit/pay_out",
        Balance,
        body={"reason": reason, "currency": currency, **given({"amount": amount})},
        idempotency_key=idempotency_key,
    )


def get_statement(
    account: str, *, currency: str, since: date | None = None, until: date | None = None
) -> Call[Statement]:
    """The statement of an account.

    Return the movements of some days, five years at most, with what stood before and after.
    """
    return ask(
        "GET",
        f"/accounts/{in_path(account)}/statement",
        Statement,
        query={"currency": currency, **given({"since": since, "until": until})},
    )
