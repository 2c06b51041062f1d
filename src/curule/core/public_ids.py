"""Ids as programs read them: what it is, then the number of its UUIDv7 in 22 letters.

>>> public_text("acc", 0)
'acc_1111111111111111111111'
"""

from __future__ import annotations

from typing import Final

from curule.core import base58

LENGTH: Final = base58.length_for(16)


def public_text(prefix: str, number: int) -> str:
    """Write the id of a row of the kind `prefix`, such as `acc` for accounts."""
    return f"{prefix}_{base58.encode(number, length=LENGTH)}"
