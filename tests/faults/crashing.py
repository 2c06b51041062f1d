"""Crashes at every step: before each statement, around each COMMIT and each call of the gateway.

The process does not end, but it does nothing more: from the crash on every statement, commit and
call fails. What the product does not know of is not in the product: the steps are those of its
connection and of its gateway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from django.db import connection

from curule.gateways.payments.registry import gateway, replaced


class Crash(BaseException):
    """The process is gone; nothing in the product may catch it."""


class Steps:
    """Counts the steps on the way and crashes at the one with the number `at`."""

    def __init__(self, at: int | None = None) -> None:
        self._at = at
        self.names: list[str] = []
        self.is_dead = False

    def step(self, name: str) -> None:
        """Pass a step, or crash at it; who is dead takes none."""
        if self.is_dead:
            self._crash(name)
        if len(self.names) == self._at:
            self.is_dead = True
            self._crash(name)
        self.names.append(name)

    def _crash(self, name: str) -> NoReturn:
        raise Crash(name)

    def at_statement(
        self, execute: Callable[..., Any], statement: str, *arguments: object
    ) -> object:
        """Stand before a statement; see Django's `execute_wrapper`."""
        self.step(" ".join(str(statement).split())[:60])
        return execute(statement, *arguments)


class _Watched:
    """A gateway whose calls are steps."""

    def __init__(self, inner: object, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps

    def __getattr__(self, name: str) -> object:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(**given: object) -> object:
            self._steps.step(f"before the gateway's {name}")
            answer = found(**given)
            self._steps.step(f"after the gateway's {name}")
            return answer

        return call


@contextmanager
def stepping(steps: Steps) -> Iterator[None]:
    """Take the steps of this thread's connection and of the sandbox for the block; end a crash."""
    inner = gateway("sandbox")
    commit = connection._commit  # type: ignore[attr-defined]

    def watched_commit() -> None:
        steps.step("before a COMMIT")
        commit()
        steps.step("after a COMMIT")

    with (
        pytest.MonkeyPatch.context() as patch,
        replaced(sandbox=_Watched(inner, steps)),  # type: ignore[arg-type]
        connection.execute_wrapper(steps.at_statement),
    ):
        patch.setattr(connection, "_commit", watched_commit)
        try:
            yield
        except BaseException:
            # Django, leaving its transaction, may put an error of its own over ours.
            if not steps.is_dead:
                raise
            connection.close()
