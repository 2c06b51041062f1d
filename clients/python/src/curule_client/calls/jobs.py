# Written by `make client` from the OpenAPI document; not by hand.
"""Calls: long work that goes on by itself: the renewals that are due."""

from __future__ import annotations

from typing import Literal

from curule_client.calling import Call, Listing, ask, given, in_path
from curule_client.models import ExpectedGiven, Job


def list_jobs() -> Listing[Job]:
    """List the jobs of the last day.

    Return the runs that are known: the last twenty, for a day.
    """
    return Listing(path="/jobs", item=Job, query={})


def create_job(
    *,
    kind: Literal["renewals"],
    expected: ExpectedGiven | None = None,
    idempotency_key: str | None = None,
) -> Call[Job]:
    """Renew what is due.

    Begin to renew what is due, as the worker does by itself; a run that goes on goes on alone.

    Needs an `Idempotency-Key`; the same key again gets the first answer. Answers 412 where
    something else is due than was expected.

    A run to be started; with `expected` only while that is what it would do.
    """
    return ask(
        "POST",
        "/jobs",
        Job,
        body={"kind": kind, **given({"expected": expected})},
        idempotency_key=idempotency_key,
    )


def get_job(job: str) -> Call[Job]:
    """Get a job.

    Return how far a run has come.
    """
    return ask("GET", f"/jobs/{in_path(job)}", Job)


def stop_job(job: str, *, idempotency_key: str | None = None) -> Call[Job]:
    """Let a job end before it is done.

    Let a run end after the account that it is at; what it did stays.
    """
    return ask("POST", f"/jobs/{in_path(job)}/stop", Job, idempotency_key=idempotency_key)
