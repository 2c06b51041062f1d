"""One history: the public services on PostgreSQL beside a plain model, step by step."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.stateful import due
from tests.stateful.belonging import Belonging
from tests.stateful.buying import runs
from tests.stateful.scene import moods


class Histories(Belonging):
    """Rules are what people, the vendor, the gateway and time can do; each is judged at once."""

    @rule(
        how_long=st.sampled_from(
            [
                timedelta(seconds=1),
                timedelta(minutes=7),
                timedelta(hours=5),
                timedelta(days=1),
                timedelta(days=3, hours=11),
                timedelta(days=9),
                timedelta(days=17, minutes=1),
                timedelta(days=40),
            ]
        ),
        mood=moods,
    )
    def time_passes(self, how_long: timedelta, mood: str) -> None:
        self._pass(self.account.now + how_long, mood)
        self.judge()

    @rule(place=st.integers(0, 3), before=st.booleans(), mood=moods)
    def until_something_is_due(self, place: int, before: bool, mood: str) -> None:
        instants = due.next_boundaries(self.account)
        if not instants:
            return
        to = instants[min(place, len(instants) - 1)] - timedelta(seconds=1 if before else 0)
        if to - self.account.now > timedelta(days=400) or to < self.account.now:
            return
        self._pass(to, mood)
        self.judge()

    @precondition(runs)
    @rule(before=st.booleans(), mood=moods)
    def until_the_term_ends(self, before: bool, mood: str) -> None:
        assert self.account.sub.term is not None
        to = self.account.sub.term[1] - timedelta(seconds=1 if before else 0)
        self._pass(max(to, self.account.now), mood)
        self.judge()

    @precondition(lambda self: bool(self.done))
    @rule(place=st.integers(0, 30))
    def same_key_once_more(self, place: int) -> None:
        self._do_again(self.done[place % len(self.done)])
