"""A constraint that Django does not have: a foreign key over several columns.

Every row of a customer refers to other rows of that customer by (account_id, id): so the database
itself refuses a row that points into another account, and every join stays inside one account.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model


class ForeignKeyTogether(BaseConstraint):
    """`FOREIGN KEY (fields) REFERENCES to (to_fields)`, checked when a transaction ends (I32)."""

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
        """Add nothing to `CREATE TABLE`: the key waits until all tables of the migration exist."""
        if schema_editor is not None:
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(
        self,
        model: type[Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,  # noqa: ARG002 - Django's signature
    ) -> str:
        """Return `ALTER TABLE … ADD CONSTRAINT …`."""
        own = ", ".join(f'"{column}"' for column in self.fields)
        theirs = ", ".join(f'"{column}"' for column in self.to_fields)
        return (
            f'ALTER TABLE "{_table(model)}" ADD CONSTRAINT "{self.name}" '
            f'FOREIGN KEY ({own}) REFERENCES "{self.to}" ({theirs}) DEFERRABLE INITIALLY DEFERRED'
        )

    def remove_sql(
        self,
        model: type[Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,  # noqa: ARG002 - Django's signature
    ) -> str:
        """Return `ALTER TABLE … DROP CONSTRAINT …`."""
        return f'ALTER TABLE "{_table(model)}" DROP CONSTRAINT "{self.name}"'

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
        keywords = {
            "fields": self.fields,
            "to": self.to,
            "to_fields": self.to_fields,
            "name": self.name,
        }
        return path, (), keywords


def _table(model: type[Model] | None) -> str:
    if model is None:
        raise TypeError("A key belongs to a table.")
    return model._meta.db_table  # noqa: SLF001 - Django's documented door to a model's table
