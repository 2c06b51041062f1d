"""What every row has: an identifier made in Python and, if a customer owns it, that account."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from curule.data.constraints import ForeignKeyTogether
from curule.data.ids import new_id


class Row(models.Model):
    """A row with a UUIDv7 as its key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class AccountRow(Row):
    """A row of one customer: the account is the unit of isolation, locking and distribution."""

    account = models.ForeignKey(
        "curule.Account", on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    class Meta:
        abstract = True


def account_key(table: str) -> models.UniqueConstraint:
    """Return the key (account, id) that rows of the same account refer to."""
    return models.UniqueConstraint(fields=["account", "id"], name=f"{table}_key")


def refers(table: str, column: str, to: str) -> ForeignKeyTogether:
    """Return the key (account_id, column) from `table` to the table `to`, both without prefix."""
    return ForeignKeyTogether(
        fields=("account_id", column), to=f"curule_{to}", name=f"{table}_{column}_fk"
    )


def refers_outside(table: str, column: str, to: str) -> ForeignKeyTogether:
    """Return the key from `table` to a table that belongs to no account: the catalog, people."""
    return ForeignKeyTogether(
        fields=(column,), to=f"curule_{to}", to_fields=("id",), name=f"{table}_{column}_fk"
    )


def one_of(table: str, column: str, values: Sequence[str]) -> models.CheckConstraint:
    """Return the constraint that `column` holds one of `values`."""
    return models.CheckConstraint(
        condition=Q(**{f"{column}__in": list(values)}), name=f"{table}_{column}_known"
    )


def check(table: str, rule: str, condition: Any) -> models.CheckConstraint:  # noqa: ANN401 - Q or an expression
    """Return a named check of the row."""
    return models.CheckConstraint(condition=condition, name=f"{table}_{rule}")


def both_or_neither(table: str, rule: str, one: Q, other: Q) -> models.CheckConstraint:
    """Return the check that the row is `one` exactly when it is `other`."""
    return check(table, rule, (one & other) | (~one & ~other))


def in_currency(table: str) -> models.CheckConstraint:
    """Return the check that the currency of a row is written as ISO 4217 writes it."""
    return check(table, "currency_written", Q(currency__regex="^[A-Z]{3}$"))


def currency_field() -> "models.CharField[str, str]":
    """Return an ISO 4217 code."""
    return models.CharField(max_length=3)


def minor(default: int | None = None) -> "models.BigIntegerField[int, int]":
    """Return an amount in minor units of the row's currency."""
    return models.BigIntegerField() if default is None else models.BigIntegerField(default=default)
