"""Labels of a vendor's own page, for the plans that are sold as that vendor sells.

Whose plan it is, is found as the help finds its page: by the preset that is nearest. A dimension
of the policy would be more than a few labels ask for.
"""

from __future__ import annotations

from typing import Final

from curule.core.policy import SeatPolicy
from curule.web.portal.nearest import nearest_preset

_SAVES_AND_SENDS: Final = frozenset({"autodesk"})
"""Whose own page saves a number and sends an order (A8, A12), where the others place one."""


def saves_and_sends(policy: SeatPolicy) -> bool:
    """Whether a number is saved and an order sent in the words of the vendor's own page."""
    return nearest_preset(policy) in _SAVES_AND_SENDS


def proceeding(policy: SeatPolicy) -> str:
    """Return the key of the button that leads from the numbers to the review."""
    return "reduce.save" if saves_and_sends(policy) else "add.continue"
