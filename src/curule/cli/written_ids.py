"""Ids as people pass them to a command: as the API writes them, or as a bare UUID."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from curule.httpkit.ids import internal_id

if TYPE_CHECKING:
    _OfIds = click.ParamType[UUID]
else:
    _OfIds = click.ParamType  # of which older versions of click cannot say the type


class RowId(_OfIds):
    """The id of a row of one kind: `sub_…`, or the UUID that older commands print."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.name = f"{prefix}_…"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> UUID:
        """Return the id. Fails as wrong usage for that of another kind and for no id at all."""
        if isinstance(value, UUID):
            return value
        found = internal_id(self.prefix, str(value))
        if found is not None:
            return found
        try:
            return UUID(str(value))
        except ValueError:
            self.fail(f"{value!r} is no id that begins with {self.prefix}_.", param, ctx)
