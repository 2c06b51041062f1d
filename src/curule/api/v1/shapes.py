"""The shapes that answers share: lists, problems, amounts; and what every body refuses."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field, PlainSerializer

T = TypeVar("T")

Instant = Annotated[
    datetime,
    PlainSerializer(lambda at: at.isoformat().replace("+00:00", "Z"), return_type=str),
]
"""A moment as RFC 3339 writes it, in UTC."""


class Given(Schema):
    """What somebody sends: a field that is not known is refused, and no text counts as a number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Page(Schema, Generic[T]):
    """Some of a list, the newest first; the last id leads to what follows."""

    object: Literal["list"] = "list"
    data: list[T]
    has_more: bool
    url: str


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
