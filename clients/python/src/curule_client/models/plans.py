# Written by `make client` from the OpenAPI document; not by hand.
"""What the service answers about plans."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from curule_client.modelling import Model
from curule_client.models.shared import Amount, SeatType


class Progress(Model, frozen=True, kw_only=True):
    """How far the last announcement, or the last taking back, has come.

    One that `is_broken_off` did not come to its end, as its process died; begun again it goes on.
    """

    number: int
    done: int
    is_running: bool
    was_stopped: bool
    is_broken_off: bool


class Announcing(Model, frozen=True, kw_only=True):
    """What goes out to the customers of a plan, or is taken back from them; none lately is null."""

    plan: str
    progress: Progress | None = None


class Paragraph(Model, frozen=True, kw_only=True):
    """What a policy says about one topic."""

    heading: str
    sentences: list[str] = []


class Draft(Model, frozen=True, kw_only=True):
    """A version as it would be published, and as its customers would read it."""

    plan: str
    policy: dict[str, Any]
    seat_types: list[SeatType] = []
    reads: list[Paragraph] = []


class Plan(Model, frozen=True, kw_only=True):
    """A way in which a product is sold, as its newest published version has it."""

    id: str
    product: str
    key: str
    name: str
    version: int | None = None
    policy: dict[str, Any] | None = None
    seat_types: list[SeatType] = []


class TierGiven(TypedDict):
    """A step of a price: the units up to and with `up_to`; null for no end."""

    up_to: int | None
    unit_amount: NotRequired[int]
    flat_amount: NotRequired[int]


class PriceGiven(TypedDict):
    """What seats of a type cost per interval."""

    seat_type: str
    currency: str
    interval: NotRequired[Literal["day", "week", "month", "year"]]
    interval_count: NotRequired[int]
    model: NotRequired[Literal["flat", "graduated", "volume", "package"]]
    unit_amount: NotRequired[int]
    tiers: NotRequired[Sequence[TierGiven]]
    package_size: NotRequired[int | None]
    base_fee: NotRequired[int]
    tax_behavior: NotRequired[Literal["exclusive", "inclusive"]]


class Sum(Model, frozen=True, kw_only=True):
    """What a period of all whom it reaches comes to in a currency, with tax."""

    before: Amount
    after: Amount


class Reach(Model, frozen=True, kw_only=True):
    """Whom the newest version would reach, and why it does not reach others."""

    plan: str
    version: int
    notice_days: int
    reached: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    sums: list[Sum] = []
    left_out: dict[str, int]
    progress: Progress | None = None


class SeatTypeGiven(TypedDict):
    """A kind of seat; limits that are not given are the policy's."""

    name: str
    min: NotRequired[int | None]
    max: NotRequired[int | None]
    step: NotRequired[int | None]
    base: NotRequired[str | None]
    unlimited: NotRequired[bool]
    noun: NotRequired[Mapping[str, object] | str | None]
