"""The catalog: products, plans as their newest version has them, prices; new ones begin here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, selling
from curule.api.v1.finding import not_found
from curule.api.v1.shapes import ACTS, READS, Given, Page, PlanId, PriceId, ProductId
from curule.core.api_keys import Scope
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import Listing, listed
from curule.httpkit.values import Line
from curule.selectors.programs.catalog import (
    PlanSeen,
    PriceSeen,
    ProductSeen,
    find_plans,
    find_prices,
    find_products,
    list_plans,
    list_prices,
    list_products,
)
from curule.services import catalog

R = TypeVar("R")
router = Router(tags=["catalog"])
_READ = ByKey(Scope.CATALOG_READ)
_WRITE = ByKey(Scope.CATALOG_WRITE)
Key = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$", description="For your programs")]
Name = Annotated[Line, Field(min_length=1, max_length=200, description="What customers read")]


class ProductOut(Schema):
    """What a seat lets a person use."""

    object: Literal["product"] = "product"
    id: ProductId
    key: str
    name: str


class SeatTypeOut(Schema):
    """A kind of seat that a plan sells, with its limits."""

    name: str
    min: int
    max: int | None
    step: int
    unlimited: bool


class PlanOut(Schema):
    """A way in which a product is sold, as its newest published version has it."""

    object: Literal["plan"] = "plan"
    id: PlanId
    product: ProductId
    key: str
    name: str
    version: int | None
    policy: dict[str, Any] | None
    seat_types: list[SeatTypeOut]


class TierOut(Schema):
    """A step of a price: the units up to and with `up_to`; null for no end."""

    up_to: int | None
    unit_amount: int
    flat_amount: int


class PriceOut(Schema):
    """What seats of a type cost per interval, in minor units of its currency."""

    object: Literal["price"] = "price"
    id: PriceId
    plan: PlanId
    version: int
    seat_type: str
    currency: str
    interval: str
    interval_count: int
    model: str
    unit_amount: int
    tiers: list[TierOut]
    package_size: int | None
    base_fee: int
    tax_behavior: str


class ProductGiven(Given):
    """What is to be sold."""

    key: Key
    name: Name


class PlanGiven(ProductGiven):
    """Another way to sell a product; it is sold once a version of it is published."""

    product: ProductId


class ProductsAsked(Listing):
    """Which products."""

    key: str | None = Field(None, max_length=60, description="With this key")


class PlansAsked(ProductsAsked):
    """Which plans."""

    product: ProductId | None = Field(None, description="Of this product")


class PricesAsked(Listing):
    """Which prices."""

    plan: PlanId | None = Field(None, description="Of this plan")
    currency: str | None = Field(None, description="In this currency (ISO 4217)")


@router.get(
    "/products",
    auth=_READ,
    response={200: Page[ProductOut], **READS},
    operation_id="list_products",
    summary="List products, the newest first",
)
def page_of_products(
    request: HttpRequest, response: HttpResponse, asked: Query[ProductsAsked]
) -> Any:  # noqa: ANN401
    """List what is sold."""
    return listed(request, response, list_products(asked.window("prod"), key=asked.key), "prod")


@router.post(
    "/products",
    auth=_WRITE,
    response={201: ProductOut, **ACTS},
    operation_id="create_product",
    summary="Make a product",
)
def create_product(
    request: HttpRequest, response: HttpResponse, body: ProductGiven
) -> Status[ProductSeen]:
    """Make a product; what sells it are its plans. Needs a live key."""
    caller, given = selling(request), body.model_dump()

    def made() -> UUID:
        return catalog.create_product(actor=caller.actor, **given, now=caller.now)

    (row,) = find_products([once_only(request, response, made, result=UUID, **given)])
    return Status(201, row)


@router.get(
    "/products/{product}",
    auth=_READ,
    response={200: ProductOut, **READS},
    operation_id="get_product",
    summary="Get a product",
)
def get_product(request: HttpRequest, product: ProductId) -> ProductSeen:
    """Return one product."""
    del request
    return _one(find_products, "product", "prod", product)


@router.get(
    "/plans",
    auth=_READ,
    response={200: Page[PlanOut], **READS},
    operation_id="list_plans",
    summary="List plans, the newest first",
)
def page_of_plans(request: HttpRequest, response: HttpResponse, asked: Query[PlansAsked]) -> Any:  # noqa: ANN401
    """List the ways in which products are sold."""
    product = _id_of(find_products, "product", "prod", asked.product)
    found = list_plans(asked.window("plan"), product=product, key=asked.key)
    return listed(request, response, found, "plan")


@router.post(
    "/plans",
    auth=_WRITE,
    response={201: PlanOut, **ACTS},
    operation_id="create_plan",
    summary="Begin a plan",
)
def create_plan(request: HttpRequest, response: HttpResponse, body: PlanGiven) -> Status[PlanSeen]:
    """Begin a plan of a product; it is sold once a version is published. Needs a live key."""
    caller, given = selling(request), body.model_dump()
    product: ProductSeen = _one(find_products, "product", "prod", body.product)

    def made() -> UUID:
        return catalog.create_plan(
            actor=caller.actor,
            product_id=product.id,
            key=body.key,
            name=body.name,
            now=caller.now,
        )

    (row,) = find_plans([once_only(request, response, made, result=UUID, **given)])
    return Status(201, row)


@router.get(
    "/plans/{plan}",
    auth=_READ,
    response={200: PlanOut, **READS},
    operation_id="get_plan",
    summary="Get a plan",
)
def get_plan(request: HttpRequest, plan: PlanId) -> PlanSeen:
    """Return one plan with its policy."""
    del request
    return _one(find_plans, "plan", "plan", plan)


@router.get(
    "/prices",
    auth=_READ,
    response={200: Page[PriceOut], **READS},
    operation_id="list_prices",
    summary="List prices, the newest first",
)
def page_of_prices(request: HttpRequest, response: HttpResponse, asked: Query[PricesAsked]) -> Any:  # noqa: ANN401
    """List the prices of published versions, also of older ones."""
    plan = _id_of(find_plans, "plan", "plan", asked.plan)
    found = list_prices(asked.window("price"), plan=plan, currency=asked.currency)
    return listed(request, response, found, "price")


@router.get(
    "/prices/{price}",
    auth=_READ,
    response={200: PriceOut, **READS},
    operation_id="get_price",
    summary="Get a price",
)
def get_price(request: HttpRequest, price: PriceId) -> PriceSeen:
    """Return one price."""
    del request
    return _one(find_prices, "price", "price", price)


def _one(
    find: Callable[[Collection[UUID]], tuple[R, ...]], name: str, prefix: str, written: str
) -> R:
    """Return the row with a written id. Refuses `not_found`."""
    row_id = internal_id(prefix, written)
    found = find([row_id]) if row_id else ()
    if not found:
        raise not_found(name)
    return found[0]


def _id_of(
    find: Callable[[Collection[UUID]], tuple[Any, ...]], name: str, prefix: str, written: str | None
) -> UUID | None:
    """Return the id of a row that is named, or None where none is. Refuses `not_found`."""
    if written is None:
        return None
    found: UUID = _one(find, name, prefix, written).id
    return found
