"""Refusals in a language: what did not happen, why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from curule.core.languages import Language
from curule.core.messages import Message, say
from curule.core.policy import NamedNoun, SeatNoun
from curule.core.refusals import FACTS, Refusal
from curule.wording.kept import read_back, read_back_noun
from curule.wording.messages import translate


@dataclass(frozen=True, slots=True)
class RefusalText:
    """A refusal as people read it.

    `sentence` says what did not happen; `reason` why, with the numbers to act
    on, and where no way out is offered also what to do; `options` are the ways
    out as (code, label).
    """

    sentence: str
    reason: str
    options: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.sentence} {self.reason}"


def refusal_text(
    refusal: Refusal,
    language: Language,
    *,
    zone: str = "UTC",
    noun: SeatNoun | None = None,
) -> RefusalText:
    """Return a refusal in a language.

    Seats are called by `noun`, else by the refusal's value `noun`, else seats.
    Of the facts of its code only those are said whose values are given.
    """
    called = noun or _noun_of(refusal)

    def tell(message: Message) -> str:
        return translate(message, language, zone=zone, noun=called)

    key = f"refusal.{refusal.code}"
    reason = [tell(say(f"{key}.reason")), *(tell(fact) for fact in _facts(refusal))]
    return RefusalText(
        sentence=tell(say(f"{key}.sentence")),
        reason=" ".join(reason),
        options=tuple((option, tell(_label(option))) for option in refusal.options),
    )


def _noun_of(refusal: Refusal) -> SeatNoun:
    return read_back_noun(refusal.values.get("noun")) or NamedNoun.SEAT


def _facts(refusal: Refusal) -> Iterator[Message]:
    groups = FACTS.get(refusal.code, ())
    # A refusal may carry more than a sentence can say, such as a whole quote.
    said = {name for group in groups for name in group}
    values = {
        name: _fact(name, value)
        for name, value in refusal.values.items()
        if name in said and value is not None
    }
    for group in groups:
        if values.keys() >= set(group):
            yield Message(
                key=f"refusal.{refusal.code}.fact.{group[0]}",
                values={name: values[name] for name in group},
            )


def _fact(name: str, value: object) -> object:
    # In a refusal `target` is one of several numbers in a line, told without its noun.
    return value if name == "target" else read_back(name, value)


def _label(option: str) -> Message:
    if option.isdecimal():
        return say("option.number", number=int(option))
    return say(f"option.{option}")
