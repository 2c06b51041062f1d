"""What a command answers when it is refused: one sentence, and an exit status of its kind.

3 there is no such thing · 4 it is not allowed · 5 it conflicts with how things stand · 1 all else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from curule.core.refusals import Refusal

NOT_FOUND: Final = 3
_EXIT: Final = {
    HTTPStatus.UNAUTHORIZED: 4,
    HTTPStatus.FORBIDDEN: 4,
    HTTPStatus.NOT_FOUND: NOT_FOUND,
    HTTPStatus.PAYMENT_REQUIRED: 5,
    HTTPStatus.CONFLICT: 5,
    HTTPStatus.GONE: 5,
    HTTPStatus.PRECONDITION_FAILED: 5,
    HTTPStatus.UNPROCESSABLE_ENTITY: 5,
    HTTPStatus.TOO_MANY_REQUESTS: 5,
}


class WrongFile(click.ClickException):
    """A file is not what it should be; nothing was done."""

    exit_code = 2


class Missing(click.ClickException):
    """There is no such thing."""

    exit_code = NOT_FOUND


class Said(click.ClickException):
    """A refusal in words, with its code and the ways out."""

    def __init__(self, refusal: Refusal) -> None:
        from curule.core.languages import Language
        from curule.core.refusals import RefusalCode
        from curule.httpkit.problems import status_of
        from curule.wording.refusals import refusal_text

        text = refusal_text(refusal, Language.EN)
        lines = [f"{text} ({refusal.code})", *(f"  → {label}" for _code, label in text.options)]
        super().__init__("\n".join(lines))
        status = HTTPStatus(status_of(RefusalCode(refusal.code)))
        self.exit_code = _EXIT.get(status, 1)  # type: ignore[misc]  # main() reads it of each


@contextlib.contextmanager
def refusals_said() -> Iterator[None]:
    """Turn a refusal of the block into words and an exit status."""
    from curule.core.refusals import Refused

    try:
        yield
    except Refused as refused:
        raise Said(refused.refusal) from None


@contextlib.contextmanager
def rehearsed(*, dry_run: bool) -> Iterator[None]:
    """Run the block; on a dry run everything it did to the database is taken back at its end.

    What leaves the database leaves after the commit, so of a dry run nothing leaves.
    """
    from django.db import transaction

    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
