"""Whose money came in: what speaks for an open invoice, and when nobody need look.

A match is sure where the payer names the invoice, by its structured reference or by its whole
number, and exactly what is open on it came, in its currency. It must be the only one: a line that
fits two invoices, and an invoice that two lines fit, are left to a person.

>>> claim = Claim(key="1", number="INV-2026-000091", open=Money(360000, "EUR"), account="a")
>>> came = Arrival(amount=Money(360000, "EUR"), said="Facture INV 2026 000091, merci")
>>> [match] = Claims([claim]).matches(came)
>>> match.claim.key, [reason.value for reason in match.reasons], match.is_sure
('1', ['number', 'amount'], True)
>>> [match] = Claims([claim]).matches(Arrival(amount=Money(360000, "EUR"), said="my bill 91"))
>>> [reason.value for reason in match.reasons], match.is_sure
(['digits', 'amount'], False)
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from unicodedata import combining, normalize

from curule.core.money import Money

MOST_SUGGESTED: Final = 5

_LEGAL_FORMS: Final = frozenset(
    {"sarl", "sas", "sasu", "eurl", "gmbh", "ltd", "llc", "inc", "ooo", "ооо", "зао", "оао", "the"}
)
_NO_PAYERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})
_WORD: Final = re.compile(r"[^\W_]+")
_CHECK_DIGITS: Final = re.compile(r"RF\d\d")
_MOST_GROUPS: Final = 8
_MOST_WORDS: Final = 200


class Reason(StrEnum):
    """What speaks for an invoice, in the order in which it is told."""

    REFERENCE = "reference"  # its structured reference
    NUMBER = "number"  # its whole number
    DIGITS = "digits"  # the last digits of its number
    AMOUNT = "amount"  # exactly what is open came
    IBAN = "iban"  # money of this customer came from there before
    PAYER = "payer"  # a word of the customer's name


_WEIGHT: Final[Mapping[Reason, int]] = MappingProxyType(
    {
        Reason.REFERENCE: 32,
        Reason.NUMBER: 16,
        Reason.AMOUNT: 8,
        Reason.DIGITS: 4,
        Reason.IBAN: 4,
        Reason.PAYER: 2,
    }
)
_NAMES_IT: Final = frozenset({Reason.REFERENCE, Reason.NUMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An invoice that money may be for: `open` is what is due on it, `account` whose it is.

    `is_given_up` is one that was written off. `reference` is written without blanks.
    """

    key: str
    number: str
    open: Money
    account: str
    name: str = ""
    reference: str = ""
    is_given_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Money that came; `said` is all that the payer wrote."""

    amount: Money
    said: str = ""
    payer: str = ""
    payer_iban: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An invoice and what speaks for it."""

    claim: Claim
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(_WEIGHT[reason] for reason in self.reasons)

    @property
    def is_sure(self) -> bool:
        """Whether it is named, and paid exactly; one that was written off is never sure."""
        is_named = not _NAMES_IT.isdisjoint(self.reasons)
        return is_named and Reason.AMOUNT in self.reasons and not self.claim.is_given_up


class Claims:
    """Open invoices, ordered so that many lines find theirs without looking at each.

    `payers` are the accounts for which money came before, by the IBAN it came from.
    """

    def __init__(
        self, claims: Iterable[Claim], *, payers: Mapping[str, frozenset[str]] = _NO_PAYERS
    ) -> None:
        """Order the invoices."""
        self._payers = payers
        self._by_reference: defaultdict[str, list[Claim]] = defaultdict(list)
        self._by_number: defaultdict[str, list[Claim]] = defaultdict(list)
        self._by_digits: defaultdict[str, list[Claim]] = defaultdict(list)
        self._by_amount: defaultdict[Money, list[Claim]] = defaultdict(list)
        self._by_account: defaultdict[str, list[Claim]] = defaultdict(list)
        self._by_name: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._add(claim)

    def _add(self, claim: Claim) -> None:
        if claim.reference:
            self._by_reference[claim.reference.upper()].append(claim)
        self._by_number[_squeezed(claim.number)].append(claim)
        self._by_digits[_last_digits(claim.number)].append(claim)
        self._by_amount[claim.open].append(claim)
        self._by_account[claim.account].append(claim)
        for word in _names(claim.name):
            self._by_name[word].append(claim)

    def matches(self, came: Arrival) -> tuple[Match, ...]:
        """Return the invoices in its currency that money may be for, the likeliest first.

        One is sure only where no other is as well.
        """
        reasons: defaultdict[str, list[Reason]] = defaultdict(list)
        found: dict[str, Claim] = {}
        for reason, claims in self._speaking(came):
            for claim in claims:
                is_said = reason in reasons[claim.key]
                if claim.open.currency == came.amount.currency and not is_said:
                    found[claim.key] = claim
                    reasons[claim.key].append(reason)
        listed = [
            Match(claim=claim, reasons=_in_order(reasons[key])) for key, claim in found.items()
        ]
        listed.sort(key=lambda match: (-match.weight, match.claim.number, match.claim.key))
        return tuple(listed[:MOST_SUGGESTED])

    def _speaking(self, came: Arrival) -> Iterable[tuple[Reason, Sequence[Claim]]]:
        if came.amount.amount_minor <= 0:
            return
        said = came.said.upper()
        for run in _runs(said):
            yield Reason.REFERENCE, self._by_reference.get(run, ())
            yield Reason.NUMBER, self._by_number.get(run, ())
        for digits in {found.lstrip("0") for found in re.findall(r"\d+", said)} - {""}:
            yield Reason.DIGITS, self._by_digits.get(digits, ())
        yield Reason.AMOUNT, self._by_amount.get(came.amount, ())
        for account in self._payers.get(_squeezed(came.payer_iban), ()):
            yield Reason.IBAN, self._by_account.get(account, ())
        for word in _names(came.payer):
            yield Reason.PAYER, self._by_name.get(word, ())


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return reasons as they are told; digits say nothing beside the whole number."""
    given = frozenset(reasons)
    said = given if given.isdisjoint(_NAMES_IT) else given - {Reason.DIGITS}
    return tuple(reason for reason in Reason if reason in said)


def sure_matches(arrivals: Sequence[tuple[str, Arrival]], claims: Claims) -> Mapping[str, Match]:
    """Return the sure match of each line that has one, by the line's key.

    Each line is for one invoice and each invoice is for one line: where two lines fit an invoice,
    or two invoices a line, somebody has to look.
    """
    only: dict[str, Match] = {}
    for key, came in arrivals:
        sure = [match for match in claims.matches(came) if match.is_sure]
        if len(sure) == 1:
            only[key] = sure[0]
    wanted = Counter(match.claim.key for match in only.values())
    return MappingProxyType(
        {key: match for key, match in only.items() if wanted[match.claim.key] == 1}
    )


def _squeezed(written: str) -> str:
    """Return letters and digits alone, in capitals.

    >>> _squeezed("inv-2026-000091")
    'INV2026000091'
    """
    return "".join(_WORD.findall(written.upper()))


def _runs(said: str) -> tuple[str, ...]:
    """Return what may be a number or a reference: words side by side, joined.

    Banks print references in groups, and break a long line wherever it ends. What follows a
    reference's check digits is no number by itself: they may say that it was mistyped.

    >>> {"INV2026000091", "RF89INV2026000091"} < {*_runs("RF89 INV2 0260 0009 1, INV 2026-000091.")}
    True
    """
    words = _WORD.findall(said)[:_MOST_WORDS]
    found: dict[str, None] = {}
    for place in range(len(words)):
        if place and _CHECK_DIGITS.fullmatch(words[place - 1]):
            continue
        for joined in _joined(words[place : place + _MOST_GROUPS]):
            if any(each.isdigit() for each in joined):
                found[joined] = None
    return tuple(found)


def _joined(words: Sequence[str]) -> Iterable[str]:
    """Return the first word, the first two as one, and so on."""
    joined = ""
    for word in words:
        joined += word
        yield joined


def _last_digits(number: str) -> str:
    """Return the last digits of a number without zeros before them.

    >>> _last_digits("INV-2026-000091")
    '91'
    """
    found = re.findall(r"\d+", number)
    return found[-1].lstrip("0") if found else ""


def _names(payer: str) -> frozenset[str]:
    """Return the words of a name that tell companies apart; banks leave the accents out.

    >>> sorted(_names("Société Müller SARL"))
    ['muller', 'societe']
    """
    bare = "".join(each for each in normalize("NFKD", payer) if not combining(each))
    words = (word.casefold() for word in _WORD.findall(bare) if len(word) > 2)
    return frozenset(word for word in words if word not in _LEGAL_FORMS)
