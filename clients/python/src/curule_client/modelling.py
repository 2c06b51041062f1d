"""What all models are."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the service answered."""


class Page(Model, Generic[T], frozen=True, kw_only=True):
    """A part of a list; `has_more` says whether another one follows."""

    data: list[T]
    has_more: bool = False
