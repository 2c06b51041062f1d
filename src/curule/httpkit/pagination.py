"""Lists over HTTP: what every one of them can be asked, and how it leads on (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id, public_id
from curule.httpkit.values import At, Number
from curule.selectors.programs.windows import Slice, Window

R = TypeVar("R")


class Onward(Schema):
    """A list that goes on, the newest first: by rows, not by number, so that it never slips."""

    limit: Number = Field(20, ge=1, le=100, description="How many rows at most")
    starting_after: str | None = Field(None, description="The rows older than the one of this id")

    def after(self, prefix: str) -> UUID | None:
        """Return the row that the list goes on from, of ids with this prefix.

        Refuses `field_invalid` for a cursor that is none.
        """
        return _cursor(prefix, "starting_after", self.starting_after)


class Listing(Onward):
    """A window on a list, which goes back too, and can be counted."""

    ending_before: str | None = Field(None, description="The rows newer than the one of this id")
    include: Literal["total"] | None = Field(None, description="Count how many there are in all")

    def window(self, prefix: str) -> Window:
        """Return what is asked for, of a list whose ids have this prefix.

        Refuses `field_invalid` for a cursor that is none.
        """
        return Window(
            limit=self.limit,
            after=self.after(prefix),
            before=_cursor(prefix, "ending_before", self.ending_before),
            made=self.made(),
            counts=self.include == "total",
        )

    def made(self) -> dict[str, datetime]:
        """Return when the rows were made that are asked for; empty for all."""
        return {}


class Dated(Schema):
    """What can be narrowed by when it was made."""

    created_gte: At | None = Field(None, alias="created[gte]", description="Made then or later")
    created_gt: At | None = Field(None, alias="created[gt]", description="Made later")
    created_lte: At | None = Field(None, alias="created[lte]", description="Made then or earlier")
    created_lt: At | None = Field(None, alias="created[lt]", description="Made earlier")

    def made(self) -> dict[str, datetime]:
        """Return when the rows were made that are asked for; empty for all."""
        steps = {step: getattr(self, f"created_{step}") for step in ("gte", "gt", "lte", "lt")}
        return {step: at for step, at in steps.items() if at is not None}


class DatedListing(Dated, Listing):
    """A list that can be narrowed by when its rows were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[R]):
    """What is answered to a list; `total` only where it was asked for."""

    data: Sequence[R]
    has_more: bool
    url: str
    total: int | None = None


def listed(request: HttpRequest, response: HttpResponse, found: Slice[Any], prefix: str) -> Any:  # noqa: ANN401 - ninja reads its attributes
    """Return the answer for a window; a header leads to what follows in its direction."""
    if found.has_more and found.rows:
        backwards = "ending_before" in request.GET
        rel, name = ("prev", "ending_before") if backwards else ("next", "starting_after")
        last: UUID = found.rows[0 if backwards else -1].id
        query = request.GET.copy()
        query[name] = public_id(prefix, last)
        response.headers["Link"] = f'<{request.path}?{query.urlencode()}>; rel="{rel}"'
    return Listed(data=found.rows, has_more=found.has_more, url=request.path, total=found.total)


def lead_on(request: HttpRequest, response: HttpResponse, last: str | None) -> None:
    """Say in a header where a list goes on after its last id, if it does."""
    if last is not None:
        query = request.GET.copy()
        query["starting_after"] = last
        response.headers["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'


def _cursor(prefix: str, name: str, written: str | None) -> UUID | None:
    found = None if written is None else internal_id(prefix, written)
    if written is not None and found is None:
        raise _invalid(name)
    return found


def _invalid(name: str) -> Refused:
    return Refused(refuse(RefusalCode.FIELD_INVALID, field=name))
