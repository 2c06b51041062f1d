"""`make docs`: write the pages that come from the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.docs.commands_page import commands_page
from tests.docs.faults_page import faults_page
from tests.docs.invariants_page import invariants_page
from tests.docs.pages import DOCS
from tests.docs.policy_page import policy_page
from tests.docs.refusals_page import refusals_page

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "reference/commands.md": commands_page,
    "reference/faults.md": faults_page,
    "reference/invariants.md": invariants_page,
    "reference/policy.md": policy_page,
    "reference/refusals.md": refusals_page,
}


def main() -> None:
    """Write every generated page."""
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
