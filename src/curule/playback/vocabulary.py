"""The names that one scenario file makes up: its plans, seat types, subscriptions and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from curule.core.roles import Role
from curule.playback import fields
from curule.playback.document import Node
from curule.playback.fields import wrong

VENDOR = "vendor"
MEMBER = "member"
CAST = (*(role.value for role in Role), MEMBER, VENDOR)
"""Whom `by` can name by a word: the roles, a member without any, the vendor."""


@dataclass(slots=True)
class Vocabulary:
    """What steps may name. Labels and addresses are added to it as the steps are read."""

    zone: str
    plans: tuple[str, ...]
    seat_types: tuple[str, ...]
    labels: set[str] = field(default_factory=set)
    _addresses: dict[str, None] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every e-mail address that was read, in the order of the file."""
        return tuple(self._addresses)

    def email(self, node: Node) -> str:
        """Read an address."""
        given = fields.email(node)
        self._addresses[given] = None
        return given

    def emails(self, node: Node) -> tuple[str, ...]:
        """Read a list of addresses, none of them twice."""
        found = fields.items(node, self.email, what="e-mail addresses")
        refuse_repeated(node, found)
        return found

    def actor(self, node: Node) -> str:
        """Read who does a step: a role, `member`, `vendor`, or an address."""
        given = fields.text(node)
        if "@" in given:
            return self.email(node)
        return fields.word(node, CAST, what="a role or an e-mail address")

    def plan(self, node: Node) -> str:
        """Read the name of a plan."""
        return fields.word(node, self.plans, what="a plan of this file")

    def seat_type(self, node: Node) -> str:
        """Read the name of a seat type."""
        return fields.word(node, self.seat_types, what="a seat type of this file")

    def seats(self, node: Node) -> Mapping[str, int]:
        """Read numbers of seats, one seat type at least."""
        found = fields.table(
            node,
            fields.seat_count,
            key=self.seat_type,
            what="a map of seat types to numbers",
        )
        if not found:
            raise wrong(node, "expected a number for at least one seat type")
        return found

    def label(self, node: Node) -> str:
        """Read the label of a subscription that a step above has named."""
        return fields.word(node, sorted(self.labels), what="a subscription of a step above")

    def new_label(self, node: Node) -> str:
        """Read the label that this step gives its subscription."""
        given = fields.name(node)
        self.labels.add(given)
        return given


def refuse_repeated(node: Node, words: Iterable[str]) -> None:
    """Raise if a word stands in the list twice."""
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise wrong(node, f"{word} stands in this list twice")
        seen.add(word)
