"""A customer of the simulated year: what a history is to one account, in the time of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.simulation.till import Till
from tests.stateful import due
from tests.stateful.histories import Histories


class Customer(Histories):
    """An account with its model; time passes for all customers at once."""

    def __init__(self, number: int, *, till: Till, moves: Callable[[datetime], None]) -> None:
        super().__init__()
        self.number = number
        self.token = f"sandbox:{number}"
        self.mood = "succeed"
        self._moves = moves
        till.cards[self.token] = self.cards

    def _open_till(self) -> None:
        """The till of the year is open already."""

    def _new_clock(self, now: datetime) -> None:
        """Live in real time, as the accounts of an installation do."""

    def _pass(self, to: datetime, mood: str = "succeed") -> None:
        del mood
        self._moves(to)

    def time_has_passed(self, to: datetime) -> None:
        """Let the model, and those of the own plans of its people, go to `to`."""
        for account in self._accounts():
            due.advance(account, to, self.mood)
        self._own_plans_changed()
        if any(account.forgiven for account in self._accounts()):
            self.compare()  # the model takes over what was credited before money comes for it

    @property
    def is_open(self) -> bool:
        """Whether it has ever bought."""
        return hasattr(self, "account") and bool(self.account.subs)
