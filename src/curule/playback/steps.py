"""Steps in time: what happens when, by whom, and what is expected of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from curule.playback import fields
from curule.playback.document import MapNode, Node
from curule.playback.expected import Counts, ExpectedMap, read_counts, read_expected
from curule.playback.fields import Fields, wrong
from curule.playback.forms import KEYS_NOT_YET, form_of, not_available
from curule.playback.moments import instant_of, read_moment
from curule.playback.operations import Operation, Subscribe
from curule.playback.problems import Place, ScenarioError
from curule.playback.vocabulary import Vocabulary, refuse_repeated

_COMMON: Final = ("at", "do", "by", "key", "subscription", "covers", "expect")
_TOGETHER: Final = ("at", "together", "covers", "expect")

MAX_STEPS: Final = 2_000
MAX_TOGETHER: Final = 100
"""Each step of a `together` has a database connection of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation at an instant (UTC).

    `number` counts from 1 over the whole file, the steps inside a `together` included. `by` is a
    role, `member`, `vendor` or an address; `subscription` is a label, and None means the first (or,
    for `subscribe`, that it has none).
    """

    number: int
    place: Place
    at: datetime
    operation: Operation
    by: str | None = None
    key: str | None = None
    subscription: str | None = None
    covers: tuple[str, ...] = ()
    expect: ExpectedMap | None = None

    @property
    def do(self) -> str:
        """The name of the operation."""
        return self.operation.do


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Steps that run at once, each on a connection of its own."""

    place: Place
    at: datetime
    steps: tuple[Step, ...]
    covers: tuple[str, ...] = ()
    expect: Counts | None = None


TimelineStep: TypeAlias = Step | Together


class StepReader:
    """Reads steps one after another: time only goes forward, labels are known once given."""

    def __init__(self, names: Vocabulary) -> None:
        self._names = names
        self._now: datetime | None = None
        self._count = 0

    def read(self, node: Node) -> TimelineStep:
        """Read the next step."""
        if isinstance(node, MapNode) and any(entry.key == "together" for entry in node.entries):
            return self._together(node)
        return self._step(node)

    def _together(self, node: MapNode) -> Together:
        given = Fields(node, known=_TOGETHER, what="a `together`")
        at = self._instant(given)
        steps = given.need(
            "together", lambda value: fields.some_items(value, self._inner_step, what="steps")
        )
        if len(steps) > MAX_TOGETHER:
            raise wrong(given.node("together"), f"at most {MAX_TOGETHER} steps run at once")
        return Together(
            place=given.place,
            at=at,
            steps=steps,
            covers=given.get("covers", _requirements, ()),
            expect=given.find("expect", read_counts),
        )

    def _inner_step(self, node: Node) -> Step:
        if isinstance(node, MapNode):
            for entry in node.entries:
                if entry.key == "at":
                    raise ScenarioError(entry.place, "steps of a `together` happen at its instant")
                if entry.key == "together":
                    raise ScenarioError(entry.place, "a `together` cannot hold another one")
        step = self._step(node)
        if step.do == "advance":
            raise wrong(node, "`advance` cannot run together with other steps")
        return step

    def _step(self, node: Node) -> Step:
        operation_name, form = form_of(_operation_node(node))
        _refuse_keys_not_yet(node, operation_name)
        given = Fields(node, known=(*_COMMON, *form.keys), what=operation_name)
        at = self._instant(given)
        operation = form.read(given, self._names)
        is_new = isinstance(operation, Subscribe)
        self._count += 1
        return Step(
            number=self._count,
            place=given.place,
            at=at,
            operation=operation,
            by=given.find("by", self._names.actor),
            key=given.find("key", fields.operation_key),
            subscription=given.find(
                "subscription", self._names.new_label if is_new else self._names.label
            ),
            covers=given.get("covers", _requirements, ()),
            expect=given.find("expect", lambda value: read_expected(value, self._names)),
        )

    def _instant(self, given: Fields) -> datetime:
        moment = given.find("at", read_moment)
        if moment is None:
            if self._now is None:
                raise ScenarioError(given.place_of("at"), "the first step needs `at`")
            return self._now
        instant = instant_of(moment, self._names.zone)
        if self._now is not None and instant < self._now:
            above = self._now.astimezone(ZoneInfo(self._names.zone)).isoformat()
            raise wrong(given.node("at"), f"lies before the step above ({above})")
        self._now = instant
        return instant


def _operation_node(node: Node) -> Node:
    if not isinstance(node, MapNode):
        raise wrong(node, f"expected a step, got {fields.shown(node)}")
    for entry in node.entries:
        if entry.key == "do":
            return entry.value
    raise wrong(node, "a step needs `do`, or `together`")


def _refuse_keys_not_yet(node: Node, operation_name: str) -> None:
    assert isinstance(node, MapNode)
    for entry in node.entries:
        what = KEYS_NOT_YET.get((operation_name, entry.key))
        if what:
            raise ScenarioError(entry.place, not_available(what))


_REQUIREMENT: Final = re.compile(r"[A-Z]{1,4}[0-9]{1,4}", re.ASCII)


def _requirements(node: Node) -> tuple[str, ...]:
    found = fields.items(node, _requirement, what="requirement ids")
    refuse_repeated(node, found)
    return found


def _requirement(node: Node) -> str:
    given = fields.text(node)
    if not _REQUIREMENT.fullmatch(given):
        raise wrong(node, "expected the id of a requirement, such as T13")
    return given


def numbered(steps: tuple[TimelineStep, ...]) -> tuple[Step, ...]:
    """Return all single steps in order, those inside a `together` included."""
    return tuple(
        single
        for step in steps
        for single in (step.steps if isinstance(step, Together) else (step,))
    )
