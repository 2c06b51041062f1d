"""Constraints that Django does not have: a foreign key over several columns, and an exclusion of overlaps in SQL.

Every row of a customer refers to other rows of the same customer by (account_id, id), so that the database
itself refuses a row that points into another account, and so that every join stays inside one account.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, Model


class ForeignKeyTogether(BaseConstraint):
    """`FOREIGN KEY (fields) REFERENCES to (to_fields)`, checked at the end of the transaction (invariant I32)."""

    def __init__(
        self,
        *,
        fields: Iterable[str],
        to: str,
        to_fields: Iterable[str] = ("account_id", "id"),
        name: str,
    ) -> None:
        """Name columns, not model fields; `to` is the table that is referred to."""
        super().__init__(name=name)
        self.fields = tuple(fields)
        self.to = to
        self.to_fields = tuple(to_fields)

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """Put the key off until every table of the migration exists, and add nothing to `CREATE TABLE`."""
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement | str:
        """Return `ALTER TABLE … ADD CONSTRAINT …`."""
        assert model is not None
        assert schema_editor is not None
        quote = schema_editor.quote_name
        own = ", ".join(quote(column) for column in self.fields)
        theirs = ", ".join(quote(column) for column in self.to_fields)
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY ({own}) REFERENCES {quote(self.to)} ({theirs}) DEFERRABLE INITIALLY DEFERRED"
        )

    def remove_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement | str:
        """Return `ALTER TABLE … DROP CONSTRAINT …`."""
        assert model is not None
        assert schema_editor is not None
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, *_args: object, **_kwargs: object) -> None:
        """Leave the check to the database, the only place where it cannot be raced."""

    def __eq__(self, other: object) -> bool:
        """Compare by definition, so that migrations are only written for real changes."""
        return isinstance(other, ForeignKeyTogether) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        """Hash by name, which is unique in a database."""
        return hash(self.name)

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's own signature
        """Return what a migration needs to make the same constraint again."""
        path, _args, _kwargs = super().deconstruct()
        return (
            path,
            (),
            {"fields": self.fields, "to": self.to, "to_fields": self.to_fields, "name": self.name},
        )
