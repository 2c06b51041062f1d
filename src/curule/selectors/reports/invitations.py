"""The way of an invitation: sent, taken by the mail server, answered on its page, joined.

Told is what the mail log and the invitations themselves know. A mail server says that it took a
mail, not that somebody found it; and opening an invitation's page leaves no trace, so of those who
opened it only they are known who answered there. No mail carries a picture that would tell more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from curule.core.months import Month
from curule.data.statements import fetch
from curule.selectors.reports.reach import CHOSEN, OF_PLAN, Reach
from curule.wording.mails import INVITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far invitations came; each is counted once, however often it was sent again.

    `invited` is the sum of what became of their mails (`taken` by the server, `failed`, `queued`,
    `kept` back from a test account, `unmailed`), and as well the sum of how they ended.
    """

    invited: int = 0
    taken: int = 0
    failed: int = 0
    queued: int = 0
    kept: int = 0
    unmailed: int = 0
    joined: int = 0
    declined: int = 0
    expired: int = 0
    canceled: int = 0
    still_open: int = 0

    @property
    def answered(self) -> int:
        """Who certainly opened the page, since they said yes or no on it."""
        return self.joined + self.declined

    @property
    def lapsed(self) -> int:
        """Which can no longer be accepted, and nobody answered."""
        return self.expired + self.canceled


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRow:
    """The invitations to a plan that were first sent in a month."""

    month: Month
    product: str
    plan: str
    way: Way


STAGES: Final = tuple(field.name for field in fields(Way))
"""The names of the numbers, in the order of a table to take away."""

_ROWS: Final = f"""
WITH {CHOSEN}, invited AS (
    SELECT DATE_TRUNC('month', i.invited_at AT TIME ZONE c.zone)::date AS first, v.plan_id, m.fate,
        CASE WHEN i.status = 'open' AND i.expires_at <= c.there THEN 'expired' ELSE i.status END
            AS state
    FROM curule_invitation i
    JOIN chosen c ON c.id = i.account_id
    JOIN curule_seat_type t ON t.id = i.seat_type_id
    JOIN curule_plan_version v ON v.id = t.plan_version_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN BOOL_OR(o.status = 'sent') THEN 'taken'
            WHEN BOOL_OR(o.status = 'queued') THEN 'queued'
            WHEN BOOL_OR(o.status = 'held') THEN 'kept'
            WHEN BOOL_OR(o.status = 'failed') THEN 'failed'
            ELSE 'unmailed' END AS fate
        FROM curule_outbox_message o
        WHERE o.account_id = i.account_id AND o.invitation_id = i.id
        AND o.template = ANY (%(inviting)s::text[])
    ) m
    WHERE (i.invited_at AT TIME ZONE c.zone)::date >= %(since)s::date
    AND (i.invited_at AT TIME ZONE c.zone)::date < %(until)s::date
    AND {OF_PLAN}
)
SELECT i.first, p.name, n.name, COUNT(*),
    COUNT(*) FILTER (WHERE i.fate = 'taken'),
    COUNT(*) FILTER (WHERE i.fate = 'failed'),
    COUNT(*) FILTER (WHERE i.fate = 'queued'),
    COUNT(*) FILTER (WHERE i.fate = 'kept'),
    COUNT(*) FILTER (WHERE i.fate = 'unmailed'),
    COUNT(*) FILTER (WHERE i.state = 'accepted'),
    COUNT(*) FILTER (WHERE i.state = 'declined'),
    COUNT(*) FILTER (WHERE i.state = 'expired'),
    COUNT(*) FILTER (WHERE i.state = 'canceled'),
    COUNT(*) FILTER (WHERE i.state = 'open')
FROM invited i
JOIN curule_plan n ON n.id = i.plan_id
JOIN curule_product p ON p.id = n.product_id
GROUP BY i.first, p.name, n.name, n.id ORDER BY i.first, p.name, n.name, n.id
"""  # noqa: S608 - nothing but expressions of our own are put in


def invitations(reach: Reach) -> tuple[InvitationRow, ...]:
    """Return how far the invitations of each month and plan have come by now."""
    asked = {**reach.values(), "inviting": sorted(INVITING)}
    return tuple(
        InvitationRow(
            month=Month(first),
            product=product,
            plan=plan,
            way=Way(**dict(zip(STAGES, numbers, strict=True))),
        )
        for first, product, plan, *numbers in fetch(_ROWS, asked)
    )


def together(rows: Iterable[InvitationRow]) -> Way:
    """Return how far all of them have come."""
    sums = dict.fromkeys(STAGES, 0)
    for row in rows:
        for name in STAGES:
            sums[name] += getattr(row.way, name)
    return Way(**sums)
