"""Which vendor's way of selling seats a policy is nearest to: whose page and whose words fit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from curule.core.policy import SeatPolicy
from curule.core.presets import PRESETS


def nearest_preset(policy: SeatPolicy) -> str:
    """Return the preset that has most of a policy's choices; a plan is one with some changed."""
    own = _choices(policy)
    return max(PRESETS, key=lambda preset: len(own & _of_preset(preset)))


@cache
def _of_preset(preset: str) -> set[tuple[str, str, str]]:
    return _choices(PRESETS[preset])


def _choices(policy: SeatPolicy) -> set[tuple[str, str, str]]:
    mapping = policy.to_mapping()
    return {
        (group, field, str(value))
        for group, fields in mapping.items()
        if isinstance(fields, Mapping)
        for field, value in fields.items()
    }
