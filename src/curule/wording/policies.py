"""Policies in a language: headings and sentences, contradictions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from curule.core.languages import Language
from curule.core.messages import say
from curule.core.policy import Contradiction, SeatPolicy, SeatTypeTerms
from curule.core.pricing import PriceModel
from curule.core.sentences import policy_paragraphs
from curule.wording.messages import translate


@dataclass(frozen=True, slots=True)
class PolicyParagraph:
    """What a policy says about one topic."""

    heading: str
    sentences: tuple[str, ...]


def policy_text(
    policy: SeatPolicy,
    language: Language,
    *,
    seat_types: Iterable[SeatTypeTerms] = (),
    sold_by: Collection[PriceModel] = (),
) -> tuple[PolicyParagraph, ...]:
    """Return a policy as its buyers read it, in the policy's own words for seats.

    `sold_by` are the models of its prices, where they are known.
    """
    noun = policy.words.seat_noun
    return tuple(
        PolicyParagraph(
            heading=translate(say(f"topic.{paragraph.topic}"), language, noun=noun),
            sentences=tuple(
                translate(sentence, language, noun=noun) for sentence in paragraph.sentences
            ),
        )
        for paragraph in policy_paragraphs(policy, seat_types, sold_by=sold_by)
    )


def contradiction_text(
    contradiction: Contradiction,
    language: Language,
) -> str:
    """Return what a contradiction breaks, in a sentence; its fields name the place."""
    return translate(say(f"contradiction.{contradiction.rule}"), language)
