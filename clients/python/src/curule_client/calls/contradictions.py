# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: what payment companies did that is not so here."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Contradiction


def list_contradictions(
    *,
    limit: int = 20,
    created_gte: datetime | None = None,
    created_gt: datetime | None = None,
    created_lte: datetime | None = None,
    created_lt: datetime | None = None,
    account: str | None = None,
    payment: str | None = None,
    state: Literal["open", "closed"] | None = None,
) -> Listing[Contradiction]:
    """List contradictions, the newest first.

    List what payment companies did that is not so here, of all accounts or of some.
    """
    return Listing(
        path="/contradictions",
        item=Contradiction,
        query=given(
            {
                "limit": limit,
                "created[gte]": created_gte,
                "created[gt]": created_gt,
                "created[lte]": created_lte,
                "created[lt]": created_lt,
                "account": account,
                "payment": payment,
                "state": state,
            }
        ),
    )


def get_contradiction(contradiction: str) -> Call[Contradiction]:
    """Get a contradiction.

    Return one contradiction, as it stands.
    """
    return ask("GET", f"/contradictions/{in_path(contradiction)}", Contradiction)


def decide_contradiction(
    contradiction: str,
    *,
    reason: str,
    remedy: Literal["take_in", "send_back", "take_over", "note"],
    idempotency_key: str | None = None,
) -> Call[Contradiction]:
    """Decide about a contradiction.

    Take in, send back, take over, or note that nothing is booked. Needs an `Idempotency-Key`.

    What you do about it, and why.

    `take_in`: the charge pays its invoice, what is over is account credit. `send_back`: it goes
    back to the card. `take_over`: the refund settles one that waits here, or is taken from credit.
    `note`: nothing is booked.
    """
    return ask(
        "POST",
        f"/contradictions/{in_path(contradiction)}/decide",
        Contradiction,
        body={"reason": reason, "remedy": remedy},
        idempotency_key=idempotency_key,
    )
