"""A foreign key over several columns, which Django does not have.

Every row of a customer refers to other rows of the same customer by (account_id, id), so that the database
itself refuses a row that points into another account, and so that every join stays inside one account.
"""

from collections.abc import Iterable
from typing import Any, override

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, Model


class ForeignKeyTogether(BaseConstraint):
    """`FOREIGN KEY (fields) REFERENCES to (to_fields)`, checked at the end of the transaction."""

    def __init__(self, *, fields: Iterable[str], to: str, to_fields: Iterable[str] = ("account_id", "id"), name: str) -> None:
        """`fields` and `to_fields` are column names; `to` is the table that is referred to."""
        super().__init__(name=name)
        self.fields = tuple(fields)
        self.to = to
        self.to_fields = tuple(to_fields)

    def _definition(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        own = ", ".join(quote(column) for column in self.fields)
        theirs = ", ".join(quote(column) for column in self.to_fields)
        return f"FOREIGN KEY ({own}) REFERENCES {quote(self.to)} ({theirs}) DEFERRABLE INITIALLY DEFERRED"
