"""Lines of quotes as the columns of documents: seat types by their id, whatever plan sold them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from curule.core.lines import Line
from curule.data.models import SeatType
from curule.selectors.catalog import PlanTerms
from curule.services._acts import Command


def line_columns(command: Command, terms: PlanTerms, place: int, line: Line) -> dict[str, Any]:
    """Return the columns that lines of every document have; `place` counts from 1."""
    return {
        "account_id": command.account_id,
        "position": place,
        "kind": line.kind.value,
        "seat_type_id": None if line.seat_type is None else _seat_type_id(terms, line.seat_type),
        "quantity": line.quantity,
        "unit_amount_minor": line.unit_amount,
        "period_starts_at": line.covers.starts_at,
        "period_ends_at": line.covers.ends_at,
        "numerator": line.part.numerator,
        "denominator": line.part.denominator,
        "amount_minor": line.amount,
        "discount_minor": line.discount,
        "coupon_code": line.coupon,
    }


def _seat_type_id(terms: PlanTerms, name: str) -> UUID:
    """Return the seat type of that name: the plan's, else one of an older plan of the product."""
    sold = terms.seat_type(name)
    if sold is not None:
        return sold.id
    older = SeatType.objects.filter(
        plan_version__plan__product_id=terms.product_id, name=name
    ).order_by("-id")
    return older.values_list("id", flat=True)[0]
