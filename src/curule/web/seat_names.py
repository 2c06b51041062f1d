"""What a page calls the seats of one type: by a noun where they have one, else by their name."""

from __future__ import annotations

from collections.abc import Sequence

from curule.core.policy import SeatNoun, SeatTypeTerms, noun_called
from curule.selectors.catalog import PlanTerms
from curule.wording.nouns import forms
from curule.wording.values import Reader


def all_types(terms: PlanTerms) -> tuple[SeatTypeTerms, ...]:
    """Return every seat type of a plan."""
    return tuple(sold.terms for sold in terms.seat_types)


def sold_types(terms: PlanTerms) -> tuple[SeatTypeTerms, ...]:
    """Return the seat types that are bought by number."""
    return tuple(each for each in all_types(terms) if not each.unlimited)


def type_label(
    reader: Reader,
    terms: PlanTerms,
    name: str,
    *,
    beside: Sequence[SeatTypeTerms] | None = None,
    many: bool = False,
) -> str:
    """Return what a seat type is called among those it stands `beside`: all of the plan's.

    Alone it is called by its own noun or the plan's. Among several it needs a noun of its own, such
    as agent, or is called by the name the vendor gave it.
    """
    others = all_types(terms) if beside is None else beside
    return _label(reader, name, _noun(terms, name, is_alone=len(others) == 1), many=many)


def name_label(reader: Reader, name: str, *, many: bool = False) -> str:
    """Return what a seat type of any plan is called, of which no more than the name is known."""
    return _label(reader, name, noun_called(name), many=many)


def _label(reader: Reader, name: str, noun: SeatNoun | None, *, many: bool) -> str:
    if noun is None:
        called = name.replace("_", " ")
    else:
        declined = forms(noun, reader.language)
        called = declined.plural if many else declined.one
    return called[:1].upper() + called[1:]


def _noun(terms: PlanTerms, name: str, *, is_alone: bool) -> SeatNoun | None:
    sold = terms.seat_type(name)
    if sold is None:
        return None
    plans_own = terms.policy.words.seat_noun
    return (sold.terms.noun or plans_own) if is_alone else sold.terms.known_noun
