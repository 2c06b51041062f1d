"""Every shape of a document in every language, as pictures to look at (`make documents`).

    python -m tests.gateways.documents.gallery [folder [part of a name ...]]

A sheet of a page is one picture: `discount-fr-1.png`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django

from curule.core.languages import Language
from tests.gateways.documents.shapes import SHAPES, drawn


def draw(folder: Path, wanted: tuple[str, ...] = ()) -> list[Path]:
    """Write the pictures into a folder and return where they are."""
    from curule.services.invoices.documents import document_files

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in SHAPES:
        for language in Language:
            called = f"{name}-{language}"
            if wanted and not any(part in called for part in wanted):
                continue
            sheets = document_files(drawn(name, language).paper).pictures()
            for number, sheet in enumerate(sheets, start=1):
                path = folder / f"{called}-{number}.png"
                path.write_bytes(sheet)
                written.append(path)
    return written


if __name__ == "__main__":
    django.setup()
    given = sys.argv[1:] or ["var/documents"]
    pictures = draw(Path(given[0]), tuple(given[1:]))
    sys.stdout.write(f"{len(pictures)} pictures in {given[0]}\n")
