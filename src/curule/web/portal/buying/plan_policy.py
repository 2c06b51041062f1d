"""A plan's policy in words, each sentence with whether it says what is possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from curule.core.sentences import Topic, policy_paragraphs
from curule.selectors.catalog import PlanTerms
from curule.web.portal.seat_words import noun_of
from curule.web.templatetags.curule import say
from curule.wording.messages import translate
from curule.wording.values import Reader

_DENIED: Final = frozenset(
    {
        "policy.quantity.at_max.none",
        "policy.decrease.allowed.never_in_term",
        "policy.decrease.allowed.contact",
        "policy.decrease.money.none",
        "policy.decrease.occupied.refuse",
        "policy.renewal.mode.manual",
        "policy.renewal.assignments.reissue",
        "policy.who.self_service.contact",
        "policy.who.self_service.quote_only",
        "policy.joining.own_plan.refuse",
        "policy.unpaid.grace.never_starts",
        "policy.unpaid.grace.ended",
        "policy.quantity.when_full.refuse",
    }
)
"""Sentences of a policy that say what is not possible."""

_OPEN: Final = frozenset({Topic.SEATS, Topic.MORE, Topic.FEWER, Topic.RENEWAL})
"""What is asked most; the rest unfolds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the policy, and whether it says what is possible."""

    text: str
    allows: bool


def policy_words(reader: Reader, terms: PlanTerms) -> list[tuple[str, list[Sentence], bool]]:
    """Return the policy by topic, in its own words for seats, and whether the topic stands open."""
    types = tuple(sold.terms for sold in terms.seat_types)
    noun = noun_of(terms)
    return [
        (
            say(reader, f"topic.{paragraph.topic.value}", noun=noun),
            [
                Sentence(
                    text=translate(sentence, reader.language, zone=reader.zone, noun=noun),
                    allows=sentence.key not in _DENIED,
                )
                for sentence in paragraph.sentences
            ],
            paragraph.topic in _OPEN,
        )
        for paragraph in policy_paragraphs(terms.policy, types, sold_by=terms.price_models)
    ]
