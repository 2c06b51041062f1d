# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: the published versions of plans, with their policies."""

from __future__ import annotations

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import PlanVersion


def list_plan_versions(*, limit: int = 20, plan: str | None = None) -> Listing[PlanVersion]:
    """List published versions of plans, the newest first.

    List what is sold now and what was sold before.
    """
    return Listing(
        path="/plan_versions", item=PlanVersion, query=given({"limit": limit, "plan": plan})
    )


def get_plan_version(plan_version: str) -> Call[PlanVersion]:
    """Get a version of a plan.

    Return one version with its policy.
    """
    return ask("GET", f"/plan_versions/{in_path(plan_version)}", PlanVersion)
