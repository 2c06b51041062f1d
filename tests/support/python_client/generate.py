"""`make client`: write what the Python client has from the OpenAPI document."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from tests.support.openapi_document import document
from tests.support.python_client.calls import call_modules
from tests.support.python_client.models import homes, model_modules
from tests.support.python_client.nouns import noun_modules
from tests.support.python_client.operations import acts
from tests.support.python_client.types import model_name
from tests.support.tree import ROOT

_HEAD: Final = "# Written by `make client` from the OpenAPI document; not by hand.\n"
FOLDERS: Final = ("models", "calls", "nouns")
PACKAGE: Final = ROOT / "clients" / "python" / "src" / "curule_client"


def written(described: dict[str, Any]) -> dict[str, str]:
    """Return each generated file by its path in the package, not formatted yet."""
    all_acts, schemas = tuple(acts(described)), described["components"]["schemas"]
    names = frozenset(map(model_name, homes(all_acts, schemas))) | {"Page"}
    return {
        f"{folder}/{name}.py": _HEAD + text
        for folder, modules in (
            ("models", model_modules(all_acts, schemas)),
            ("calls", call_modules(all_acts, names)),
            ("nouns", noun_modules(all_acts)),
        )
        for name, text in modules
    }


def write(described: dict[str, Any], folder: Path) -> Path:
    """Write every file into a folder, formatted and without what it does not use; return it."""
    texts = written(described)
    places = [folder / name for name in FOLDERS]
    for old in (each for place in places for each in place.glob("*.py")):
        old.unlink()
    for path, text in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for tool in (["check", "--select=F401,I", "--fix"], ["format"]):
        asked = [*tool, "--quiet", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
        subprocess.run(
            [sys.executable, "-m", "ruff", *asked, *map(str, places)], cwd=ROOT, check=True
        )
    return folder


if __name__ == "__main__":
    write(json.loads(document()), PACKAGE)
