"""Subscriptions of all customers, each as it stands at the time of its account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from curule.data import models
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of
from curule.selectors.subscriptions import SubscriptionRow, read_subscriptions


def list_subscriptions(
    sight: Sight, window: Window, *, account: UUID | None = None
) -> Slice[SubscriptionRow]:
    """Return subscriptions, the newest first."""
    found = narrowed(sight.of(models.Subscription.objects.all()), account_id=account)
    return slice_of(found, window, _rows)


def find_subscriptions(sight: Sight, ids: Collection[UUID]) -> tuple[SubscriptionRow, ...]:
    """Return the subscriptions with these ids, but for those of the other mode."""
    return _rows(list(sight.of(models.Subscription.objects.filter(id__in=ids))))


def _rows(listed: Sequence[Any]) -> tuple[SubscriptionRow, ...]:
    """Read account by account: what stands beside a subscription is read for all of them."""
    times: dict[UUID, datetime] = {row.account_id: row.there for row in listed}
    read = {
        row.id: row
        for account_id, there in times.items()
        for row in read_subscriptions(
            account_id, [each for each in listed if each.account_id == account_id], there
        )
    }
    return tuple(read[row.id] for row in listed)
