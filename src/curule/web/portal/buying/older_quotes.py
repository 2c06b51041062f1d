"""A price beside the one that was shown before, and numbers that mean something else by now.

What somebody saw is what they pay. Where others have ordered meanwhile, the page shows the old
offer as it was made, the new one beside it, and the orders that came between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast
from uuid import UUID

from django.http import HttpRequest

from curule.core.changes import Billed
from curule.core.drifts import Drift, Heading
from curule.core.localtime import local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.selectors.catalog import PlanTerms
from curule.selectors.contracts import ContractRow
from curule.selectors.orders import OrderRow, list_orders_after
from curule.selectors.quotes import QuoteRow, drifted, find_quote
from curule.services.changes.quoting import SeatsAsked
from curule.web.portal.seat_words import type_noun
from curule.web.templatetags.curule import say
from curule.web.viewers import Request, Viewer
from curule.wording.values import Reader, written

DIFFERENCE: Final = "difference"
NUMBER: Final = "number"

Move = tuple[Count | None, Count, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One line of an old price and of the new one."""

    label: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """An order that was placed after a price was shown."""

    order: OrderRow
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What can be asked for instead: the form's value and the button."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """Numbers that are no longer what they were asked for, with what can be done instead."""

    title: str
    sentences: tuple[str, ...]
    stay: str
    choices: tuple[Choice, ...]


def moves_of(
    quote: QuoteRow, terms: PlanTerms, zone: str, present: Mapping[str, int]
) -> list[Move]:
    """Return each number before and after, as it was priced; with a date where it changes later.

    Of a new term, or a first purchase, there is no number before.
    """
    fresh = quote.kind in {"renewal", "purchase"}
    numbers = dict(quote.before or present)
    moved: list[Move] = []
    for move in quote.change.moves:
        noun = type_noun(terms, move.seat_type)
        before = 0 if fresh else numbers.get(move.seat_type, 0)
        numbers[move.seat_type] = before + move.add - move.remove
        after = Count(numbers[move.seat_type], noun)
        moved.append((None if fresh else Count(before, noun), after, None))
    for ahead in quote.change.scheduled:
        noun = type_noun(terms, ahead.seat_type)
        before = numbers.get(ahead.seat_type, 0)
        moved.append((Count(before, noun), Count(ahead.total, noun), local_date(ahead.at, zone)))
    return moved


def written_moves(reader: Reader, moves: list[Move]) -> tuple[str, ...]:
    """Return numbers before and after in words, or that none changes."""
    said = tuple(
        say(reader, "review.move_later", before=before, after=after, day=on)
        if on
        else say(reader, "review.move", before=before, after=after)
        if before
        else written(after, reader)
        for before, after, on in moves
    )
    return said or (say(reader, "review.was.unmoved"),)


# --- the old price and the new one ----------------------------------------------------------------


def compared(
    request: HttpRequest, viewer: Viewer, quote: QuoteRow, contract: ContractRow | None, zone: str
) -> dict[str, object] | None:
    """Return an older quote beside the one that takes its place, where the address names one."""
    reader = cast("Request", request).reader
    try:
        was = UUID(request.GET.get("was", ""))
    except ValueError:
        return None
    old = find_quote(viewer.account_id, was)
    if old is None or old.subscription_id != quote.subscription_id:
        return None
    lines = []
    for label, of in (
        ("review.was.money", _money),
        ("review.was.renewal", _renewal),
    ):
        said = (of(reader, old),), (of(reader, quote),)
        lines.append(Compared(label=say(reader, label), old=said[0], new=said[1]))
    if contract is not None:
        present = contract.standing.totals
        old_moves, new_moves = (
            written_moves(reader, moves_of(each, contract.terms, zone, present))
            for each in (old, quote)
        )
        label = say(reader, "review.was.numbers")
        lines.insert(0, Compared(label=label, old=old_moves, new=new_moves))
    return {
        "lines": lines,
        "is_same": all(line.old == line.new for line in lines),
        "between": orders_between(reader, viewer, old, contract),
    }


def _money(reader: Reader, quote: QuoteRow) -> str:
    if quote.total < 0:
        amount = Money(-quote.total, quote.currency)
        return say(reader, "review.was.credit", amount=amount)
    if quote.change.billed is Billed.NEXT_INVOICE:
        amount = Money(quote.total, quote.currency)
        return say(reader, "review.was.next_invoice", amount=amount)
    return say(reader, "review.was.due", amount=Money(quote.due_now, quote.currency))


def _renewal(reader: Reader, quote: QuoteRow) -> str:
    return written(Money(quote.at_renewal, quote.currency), reader)


def orders_between(
    reader: Reader, viewer: Viewer, quote: QuoteRow, contract: ContractRow | None
) -> list[Between]:
    """Return what was ordered after a quote was made."""
    if contract is None:
        return []
    orders = list_orders_after(viewer.account_id, contract.id, quote.id)
    return [
        Between(order=order, numbers=order_numbers(reader, order, contract.terms))
        for order in orders
        if order.quote_id != quote.id
    ]


def order_numbers(reader: Reader, order: OrderRow, terms: PlanTerms) -> tuple[str, ...]:
    """Return the numbers of an order in words: from which to which, or how many it is about."""
    said: list[str] = []
    for name, difference in order.moves.items():
        noun = type_noun(terms, name)
        before = order.before.get(name)
        if before is None or not difference:
            said.append(written(Count(abs(difference), noun), reader))
            continue
        after = Count(before + difference, noun)
        said.append(say(reader, "review.move", before=Count(before, noun), after=after))
    return tuple(said)


# --- numbers that mean something else -------------------------------------------------------------


def has_changed(quote: QuoteRow, contract: ContractRow | None) -> bool:
    """Whether the subscription is another than the one the quote was made for."""
    if contract is None or quote.version is None:
        return False
    if quote.version != contract.version:
        return True
    if "replaces" not in quote.asked or contract.has_own_terms:
        return False
    waiting = {row.id for row in contract.waiting}
    return quote.replaces not in waiting if waiting else quote.replaces is not None


def turned(reader: Reader, quote: QuoteRow, contract: ContractRow | None) -> Turned | None:
    """Return the numbers that would do something else now than what they were asked for."""
    if contract is None or quote.kind != "seats" or quote.is_offer:
        return None
    meant = drifted(quote.asked, contract.standing)
    if quote.version == contract.version or not any(drift.is_turned for drift in meant):
        return None
    moved = [drift for drift in meant if drift.difference]

    def counts(name: str) -> list[Count]:
        return [
            Count(getattr(drift, name), type_noun(contract.terms, drift.seat_type))
            for drift in moved
        ]

    held = [Count(d.now.held, type_noun(contract.terms, d.seat_type)) for d in moved]
    choices = [
        Choice(
            value=DIFFERENCE, label=say(reader, "review.again_difference", after=counts("again"))
        )
    ]
    is_so = all(drift.is_reached for drift in moved)
    if not is_so:
        label = say(reader, "review.again_number", after=counts("asked"))
        choices.append(Choice(value=NUMBER, label=label))
    return Turned(
        title=say(reader, "review.is_so" if is_so else "review.turned"),
        sentences=tuple(_sentence(reader, drift, contract.terms) for drift in moved),
        stay=say(reader, "review.stay", seats=held),
        choices=tuple(choices),
    )


def _sentence(reader: Reader, drift: Drift, terms: PlanTerms) -> str:
    noun = type_noun(terms, drift.seat_type)
    asked, before = Count(drift.asked, noun), Count(drift.before.held, noun)
    key = "review.turned_more"
    if drift.before.heading(drift.asked) is not Heading.MORE:
        key = "review.turned_fewer"
        before = Count(drift.before.planned, noun)
    if drift.is_reached:
        key = "review.reached"
    elif not drift.is_turned:
        key = "review.not_turned"
    return say(reader, key, asked=asked, before=before, now=Count(drift.now.held, noun))


def asked_again(quote: QuoteRow, contract: ContractRow, choice: str) -> SeatsAsked | None:
    """Return what is asked for instead of an old quote: its difference from today, or its number.

    Of a difference nobody said who leaves.
    """
    reduction = quote.asked.get("reduction")
    if choice == NUMBER:
        return SeatsAsked(
            totals=quote.asked["totals"],
            differences={},
            reduction=reduction,
            leave=tuple(quote.asked.get("leave", ())),
        )
    if choice != DIFFERENCE:
        return None
    meant = drifted(quote.asked, contract.standing)
    differences = {drift.seat_type: drift.difference for drift in meant if drift.difference}
    return SeatsAsked(totals={}, differences=differences, reduction=reduction)
