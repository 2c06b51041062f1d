"""What is told of a company: who, what they buy, and what happens on which day."""

from __future__ import annotations

from dataclasses import dataclass

from curule.core.roles import Role
from curule.playback.demo.cast import Cast
from curule.playback.demo.catalog import Product
from curule.playback.demo.company import Country, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A company of the demo, whole; `buyer` decides on numbers, `giver` on who sits."""

    cast: Cast
    country: Country
    product: Product
    steps: tuple[Step, ...]
    buyer: Role = Role.OWNER
    giver: Role = Role.OWNER
