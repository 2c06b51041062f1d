"""Ids as the API writes them: what it is, then the UUIDv7 in 22 letters that sort by age.

>>> from uuid import UUID
>>> written = public_id("acc", UUID("01a20563-ef51-762a-8db9-1ce7418e85ac"))
>>> written, internal_id("acc", written)
('acc_1CvArQNYqjxQQqctSWvAbQ', UUID('01a20563-ef51-762a-8db9-1ce7418e85ac'))
>>> internal_id("sub", written) is None
True
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from curule.core import base58
from curule.core.public_ids import LENGTH, public_text

_LARGEST: Final = (1 << 128) - 1


def public_id(prefix: str, row_id: UUID) -> str:
    """Write the id of a row of the kind `prefix`, such as `acc` for accounts."""
    return public_text(prefix, row_id.int)


def written_like(prefix: str) -> str:
    """Return the pattern of the ids of a kind, as JSON Schema takes it.

    What begins with one of the last letters is a larger number than ids of this era have.
    """
    first = base58.ALPHABET[: base58.ALPHABET.index("Y")]
    return f"^{prefix}_[{first}][{base58.ALPHABET}]{{{LENGTH - 1}}}$"


def internal_id(prefix: str, text: str) -> UUID | None:
    """Return the id that is written so, or None for that of another kind and for no id at all."""
    kind, _, letters = text.partition("_")
    if kind != prefix or len(letters) != LENGTH:
        return None
    number = base58.decode(letters)
    return None if number is None or number > _LARGEST else UUID(int=number)
