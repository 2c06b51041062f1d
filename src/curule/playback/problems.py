"""What is wrong with a scenario file, and where: `file:line:column: sentence`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A character of a file; line and column count from 1, as editors do."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return `file:line:column`, which terminals and editors turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `place` is only its file's name when there is no line to show."""

    place: Place | str
    sentence: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.place}: {self.sentence}"


class ScenarioError(Exception):
    """A scenario file is wrong. Nothing of it has been played.

    `problems` has at least one entry; more where a policy contradicts itself in
    several ways at once.
    """

    def __init__(self, place: Place | str, sentence: str, *further: Problem) -> None:
        self.problems = (Problem(place, sentence), *further)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> ScenarioError:
        """Return the error that carries all of `problems`, of which there must be one at least."""
        first, *further = problems
        return cls(first.place, first.sentence, *further)


def quoted(word: str) -> str:
    """Return a word as messages show it; what is long is cut, what is odd is escaped."""
    shown = word if len(word) <= 40 else f"{word[:39]}…"
    return (
        f"`{shown.encode('unicode_escape').decode()}`" if not shown.isprintable() else f"`{shown}`"
    )


_MOST_LISTED: Final = 60
"""Of more known words than these a list helps nobody to find one."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names the nearest known word, else all that are known.

    Where too many are known to be listed, it names the nearest however far it is.
    """
    words = tuple(known)
    by_lower = {known_word.lower(): known_word for known_word in words}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1)
    if not close and word:
        close = [known_word for known_word in by_lower if known_word.startswith(word.lower())]
    if close:
        return f"did you mean {quoted(by_lower[close[0]])}?"
    if len(words) > _MOST_LISTED:
        far = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.0)
        return f"the nearest of the {len(words)} that are known is {quoted(by_lower[far[0]])}"
    if not words:
        return "none is known here"
    return f"known here: {', '.join(words)}"
