"""The statement of an account: every movement of what is owed and of what is in credit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.accounts import account_seen
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of
from curule.api.v1.shapes import READS, AccountId, Amount, Instant, InvoiceId
from curule.core.api_keys import Scope
from curule.core.localtime import local_date
from curule.core.money import Money, UnknownCurrency, exponent
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.values import Day
from curule.selectors.clocks import now_for
from curule.selectors.programs.nouns import Noun
from curule.selectors.reports.statement import Statement, statement

router = Router(tags=["credit"])
_READ = ByKey(Scope.BILLING_READ)
_USUAL: Final = timedelta(days=365)
_LONGEST: Final = timedelta(days=5 * 366)


class MovementOut(Schema):
    """What a movement added to what is owed and to the credit, and both after it.

    It counts `on` a day, the bank's where the bank told one; it was recorded `at` an instant.
    `document` is the number of an invoice or a credit note, of a payment on none its reference.
    """

    object: Literal["movement"] = "movement"
    on: date
    at: Instant
    kind: str
    document: str
    invoice: InvoiceId | None
    owed: Amount
    credit: Amount
    owed_after: Amount
    credit_after: Amount


class StandingOut(Schema):
    """What is owed and what is in credit: two numbers, never one."""

    owed: Amount
    credit: Amount


class StatementOut(Schema):
    """The movements of the days from `since` up to but without `until`, the oldest first."""

    object: Literal["statement"] = "statement"
    account: AccountId
    currency: str
    since: date
    until: date
    opening: StandingOut
    closing: StandingOut
    data: list[MovementOut]


class StatementAsked(Schema):
    """Which days, in the account's time zone; by default the year up to today."""

    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217")
    since: Day | None = Field(None, description="From this day on")
    until: Day | None = Field(None, description="Up to but without this day")


@router.get(
    "/accounts/{account}/statement",
    auth=_READ,
    response={200: StatementOut, **READS},
    operation_id="get_statement",
    summary="The statement of an account",
)
def get(
    request: HttpRequest, account: AccountId, asked: Query[StatementAsked]
) -> dict[str, object]:
    """Return the movements of some days, five years at most, with what stood before and after."""
    caller = caller_of(request)
    account_id = id_of(caller, Noun.ACCOUNT, account)
    zone = account_seen(caller, account_id).time_zone
    tomorrow = local_date(now_for(account_id, caller.now), zone) + timedelta(days=1)
    _require_known(asked.currency)
    until = asked.until or tomorrow
    since = asked.since or max(until, date.min + _USUAL) - _USUAL
    if not timedelta() <= until - since <= _LONGEST:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="since"))
    found = statement(account_id, currency=asked.currency, since=since, until=until)
    return {"account": account_id, **_shown(found)}


def _require_known(currency: str) -> None:
    """Refuse `field_invalid` for a currency that is none."""
    try:
        exponent(currency)
    except UnknownCurrency:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="currency")) from None


def _shown(found: Statement) -> dict[str, object]:
    def money(minor: int) -> Money:
        return Money(minor, found.currency)

    return {
        "currency": found.currency,
        "since": found.since,
        "until": found.until,
        "opening": {"owed": money(found.opening_owed), "credit": money(found.opening_credit)},
        "closing": {"owed": money(found.closing_owed), "credit": money(found.closing_credit)},
        "data": [
            {
                "on": row.on,
                "at": row.at,
                "kind": row.kind,
                "document": row.document,
                "invoice": row.invoice_id,
                "owed": money(row.owed),
                "credit": money(row.credit),
                "owed_after": money(row.owed_after),
                "credit_after": money(row.credit_after),
            }
            for row in found.rows
        ],
    }
