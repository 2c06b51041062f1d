# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: test clocks, which say what time it is for accounts of test data."""

from __future__ import annotations

from datetime import datetime

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import Clock


def list_clocks(*, limit: int = 20) -> Listing[Clock]:
    """List test clocks, the newest first.

    List all test clocks.
    """
    return Listing(path="/test_helpers/clocks", item=Clock, query=given({"limit": limit}))


def create_clock(*, name: str, now: datetime, idempotency_key: str | None = None) -> Call[Clock]:
    """Make a test clock.

    Make a clock; an account is hung on it when it is made.

    A clock that is made, and the time that it begins with.
    """
    return ask(
        "POST",
        "/test_helpers/clocks",
        Clock,
        body={"name": name, "now": now},
        idempotency_key=idempotency_key,
    )


def get_clock(clock: str) -> Call[Clock]:
    """Get a test clock.

    Return one clock.
    """
    return ask("GET", f"/test_helpers/clocks/{in_path(clock)}", Clock)


def advance_clock(clock: str, *, to: datetime, idempotency_key: str | None = None) -> Call[Clock]:
    """Move a test clock forward.

    Begin to move it: what falls due happens on the way, until its status is `ready` again.

    To which time; at most two periods of the subscription whose periods are the shortest.
    """
    return ask(
        "POST",
        f"/test_helpers/clocks/{in_path(clock)}/advance",
        Clock,
        body={"to": to},
        idempotency_key=idempotency_key,
    )
