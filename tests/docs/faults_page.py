"""The page of faults: what the tests inject for each and what holds, read from their markers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.support.faults import Fault, faults
from tests.support.tree import files, text

TEMPLATE: Final = Path(__file__).with_suffix(".txt")


def faults_page() -> str:
    """Return the page."""
    claims = _claims()
    parts = [_part(fault, claims.get(fault.id, ())) for fault in faults()]
    return TEMPLATE.read_text(encoding="utf-8").format(faults="\n\n".join(parts))


def _part(fault: Fault, claims: tuple[tuple[str, str], ...]) -> str:
    head = f"## {fault.id}: {fault.name}\n\n"
    if not claims:
        return head + f"{fault.not_yet[0].upper()}{fault.not_yet[1:]}."
    rows = "\n".join(f"| {injected} | {held} |" for injected, held in claims)
    return head + f"| Injected | What holds |\n| --- | --- |\n{rows}"


def _claims() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, dict[tuple[str, str], None]] = {}
    for path in sorted(files()):
        if path.parts[0] == "tests" and path.suffix == ".py":
            for ids, said in _said(ast.parse(text(path))):
                for name in ids:
                    found.setdefault(name, {})[said] = None
    return {name: tuple(said) for name, said in found.items()}


def _said(tree: ast.AST) -> Iterator[tuple[list[str], tuple[str, str]]]:
    """Find the markers that say what they inject and what holds."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="fault", value=ast.Attribute(attr="mark"))):
                words = {
                    each.arg: each.value.value
                    for each in node.keywords
                    if isinstance(each.value, ast.Constant)
                }
                ids = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
                if words:
                    yield ids, (str(words["injected"]), str(words["held"]))
            case _:
                pass
