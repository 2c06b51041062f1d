"""The shapes that answers share: ids, amounts, lists, problems; and what every body refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, Final, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from curule.core.money import Money
from curule.httpkit.ids import public_id, written_like
from curule.httpkit.values import Line
from curule.services.payments.transfers import LARGEST_AMOUNT

T = TypeVar("T")

Instant = Annotated[
    datetime,
    PlainSerializer(lambda at: at.isoformat().replace("+00:00", "Z"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment as RFC 3339 writes it, in UTC."""


@dataclass(frozen=True, slots=True)
class Written:
    """Makes a field of text show the id of a row, with the prefix of its kind.

    The document says how such an id is written. One that is sent and written otherwise is answered
    as one that nobody has, by whoever looks it up.
    """

    prefix: str

    def __get_pydantic_core_schema__(
        self, source: type, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how pydantic reads such a field."""
        return core_schema.no_info_before_validator_function(self._written, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return what the document says about such a field."""
        return {**handler(schema), "pattern": written_like(self.prefix)}

    def _written(self, value: object) -> object:
        return public_id(self.prefix, value) if isinstance(value, UUID) else value


AccountId = Annotated[str, Written("acc")]
SubscriptionId = Annotated[str, Written("sub")]
MemberId = Annotated[str, Written("mem")]
UserId = Annotated[str, Written("usr")]
SeatId = Annotated[str, Written("seat")]
LeaseId = Annotated[str, Written("lse")]
LicenseId = Annotated[str, Written("lic")]
InvitationId = Annotated[str, Written("invt")]
BatchId = Annotated[str, Written("lbt")]
QuoteId = Annotated[str, Written("qt")]
OrderId = Annotated[str, Written("ord")]
InvoiceId = Annotated[str, Written("in")]
PaymentId = Annotated[str, Written("pay")]
CreditNoteId = Annotated[str, Written("cn")]
BalanceEntryId = Annotated[str, Written("txn")]
ChargeId = Annotated[str, Written("chg")]
RefundId = Annotated[str, Written("re")]
DisputeId = Annotated[str, Written("dp")]
ContradictionId = Annotated[str, Written("ctr")]
MethodId = Annotated[str, Written("pm")]
MethodSetupId = Annotated[str, Written("pms")]
MonthClosingId = Annotated[str, Written("mcl")]
ImportId = Annotated[str, Written("imp")]
BankLineId = Annotated[str, Written("bsl")]
JobId = Annotated[str, Written("job")]
ProductId = Annotated[str, Written("prod")]
PlanId = Annotated[str, Written("plan")]
PlanVersionId = Annotated[str, Written("pol")]
PriceId = Annotated[str, Written("price")]
CouponId = Annotated[str, Written("cpn")]
RedemptionId = Annotated[str, Written("rdm")]
PriceChangeId = Annotated[str, Written("pchg")]
JoinId = Annotated[str, Written("xfer")]
ClockId = Annotated[str, Written("clock")]


EndpointId = Annotated[str, Written("we")]
DeliveryId = Annotated[str, Written("whd")]
EventId = Annotated[str, Written("evt")]
DeviceId = Annotated[str, Written("dev")]
InvoiceRequestId = Annotated[str, Written("ireq")]
SeatRequestId = Annotated[str, Written("sreq")]
RequestId = Annotated[str, Written("req")]
ExternalIdId = Annotated[str, Written("ext")]


class AmountOut(Schema):
    """Money: whole minor units of a currency (ISO 4217)."""

    amount: int
    currency: str


def _amount(value: object) -> object:
    if isinstance(value, Money):
        return {"amount": value.amount_minor, "currency": value.currency}
    return value


Amount = Annotated[AmountOut, BeforeValidator(_amount)]


class Given(Schema):
    """What somebody sends: a field that is not known is refused, and no text counts as a number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AmountGiven(Given):
    """Money: whole minor units of a currency (ISO 4217)."""

    amount: int = Field(ge=1, le=LARGEST_AMOUNT)
    currency: str = Field(pattern="^[A-Z]{3}$")


Reason = Annotated[Line, Field(min_length=1, max_length=200)]
"""Why somebody decided so, as it is kept; more than spaces."""


class ReasonGiven(Given):
    """Why it is done."""

    reason: Reason


class TakenBack(ReasonGiven):
    """Why a transfer is taken back, and what becomes of an invoice whose money is gone."""

    unpaid: Literal["owed", "written_off"] | None = None


class Page(Schema, Generic[T]):
    """Some of a list, the newest first; the last id leads to what follows."""

    object: Literal["list"] = "list"
    data: list[T]
    has_more: bool
    url: str
    total: int | None = None


class Problem(Schema):
    """What was refused, and what to do about it (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str
    values: dict[str, Any] = Field(default_factory=dict)
    options: list[str] = Field(default_factory=list)
    errors: list[dict[str, str]] = Field(default_factory=list)


MOVES_MONEY: Final = "x-moves-money"
PAYS: Final[dict[str, Any]] = {MOVES_MONEY: True}
"""Marks an operation that may move money: it needs an `Idempotency-Key`."""

TAGGED: Final = "x-tagged"
CHANGES_ONE: Final[dict[str, Any]] = {TAGGED: True}
"""Marks an operation that leaves alone what is no longer as it was seen (`If-Match`)."""

_EVERY: Final = {400: Problem, 401: Problem, 403: Problem, 429: Problem}
READS: Final[Mapping[int, type[Problem]]] = MappingProxyType({**_EVERY, 404: Problem})
"""What a look at rows may be refused with."""

ACTS: Final[Mapping[int, type[Problem]]] = MappingProxyType(
    {**_EVERY, **dict.fromkeys((402, 404, 409, 410, 412, 422), Problem)}
)
"""What a command may be refused with."""
