# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what plans are for."""

from __future__ import annotations

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Product


def list_products(*, limit: int = 20, key: str | None = None) -> Listing[Product]:
    """List products, the newest first.

    List what is sold.
    """
    return Listing(path="/products", item=Product, query=given({"limit": limit, "key": key}))


def create_product(*, key: str, name: str, idempotency_key: str | None = None) -> Call[Product]:
    """Make a product.

    Make a product; what sells it are its plans. Needs a live key.

    What is to be sold.
    """
    return ask(
        "POST",
        "/products",
        Product,
        body={"key": key, "name": name},
        idempotency_key=idempotency_key,
    )


def get_product(product: str) -> Call[Product]:
    """Get a product.

    Return one product.
    """
    return ask("GET", f"/products/{in_path(product)}", Product)
