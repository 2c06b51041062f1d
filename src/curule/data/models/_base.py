"""What every row has: an identifier made in Python and, if it belongs to a customer, the customer's account."""

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
    """A row of one customer: the account is the unit of isolation, of locking and of distribution."""

    account = models.ForeignKey(
        "curule.Account", on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    class Meta:
        abstract = True


def account_key(table: str) -> models.UniqueConstraint:
    """Return the key (account, id) that rows of the same account refer to."""
    return models.UniqueConstraint(fields=["account", "id"], name=f"{table}_key")


def refers(table: str, column: str, to: str) -> ForeignKeyTogether:
    """Return the foreign key (account_id, column) from `table` to the table `to` (both without prefix)."""
    return ForeignKeyTogether(
        fields=("account_id", column), to=f"curule_{to}", name=f"{table}_{column}_fk"
    )


def one_of(table: str, column: str, values: Sequence[str]) -> models.CheckConstraint:
    """Return the constraint that `column` holds one of `values`."""
    return models.CheckConstraint(
        condition=Q(**{f"{column}__in": list(values)}), name=f"{table}_{column}_known"
    )


def check(table: str, rule: str, condition: Any) -> models.CheckConstraint:  # noqa: ANN401 - Q or an expression
    """Return a named check of the row."""
    return models.CheckConstraint(condition=condition, name=f"{table}_{rule}")


def currency_field() -> "models.CharField[str, str]":
    """Return an ISO 4217 code."""
    return models.CharField(max_length=3)


def minor(default: int | None = None) -> "models.BigIntegerField[int, int]":
    """Return an amount in minor units of the row's currency."""
    return models.BigIntegerField() if default is None else models.BigIntegerField(default=default)
