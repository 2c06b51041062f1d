"""The page of invariants: what `curule verify` looks for, read from the checks themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.support.tree import files, text

TEMPLATE: Final = Path(__file__).with_suffix(".txt")
_CHECKS: Final = Path("src/curule/selectors/invariants")
_SAID: Final = re.compile(r"(I\d+): (.*)", re.DOTALL)


def invariants_page() -> str:
    """Return the page."""
    checks = [path for path in sorted(files()) if path.parent == _CHECKS and path.suffix == ".py"]
    written = TEMPLATE.read_text(encoding="utf-8")
    return written.format(
        invariants=_table([path for path in checks if path.stem != "bounds"]),
        bounds=_table([path for path in checks if path.stem == "bounds"]),
    )


def _table(checks: list[Path]) -> str:
    rows = [row for path in checks for row in _said(path)]
    ordered = sorted(rows, key=lambda row: (int(row[0][1:]), row[1]))
    return "\n".join(f"| {number} | {sentence} |" for number, sentence in ordered)


def _said(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the number of each check and its sentences, which stand in the docstring."""
    for node in ast.parse(text(path)).body:
        if isinstance(node, ast.FunctionDef):
            found = _SAID.match(ast.get_docstring(node) or "")
            if found:
                sentence = " ".join(found[2].split())
                yield found[1], f"{sentence[0].upper()}{sentence[1:]}"
