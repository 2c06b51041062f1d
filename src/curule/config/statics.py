"""The files of the pages: one digest of all of them makes their addresses good for ever."""

import hashlib
from pathlib import Path


def digest_of(folder: Path) -> str:
    """Return 12 characters that change when a file in the folder does."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
