"""Whose money came in: what is sure is named, exact and the only one (R3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.creditor_references import creditor_reference, printed
from curule.core.matching import Arrival, Claim, Claims, Match, Reason, sure_matches
from curule.core.money import Money

pytestmark = pytest.mark.requirement("R3")

NAMED = {Reason.REFERENCE, Reason.NUMBER}


def claim(
    place: int, amount: int = 1000, *, currency: str = "EUR", is_given_up: bool = False
) -> Claim:
    """The invoice of that place; two of them have one customer."""
    number = f"INV-2026-{place:06}"
    return Claim(
        key=str(place),
        number=number,
        reference=creditor_reference(number),
        open=Money(amount, currency),
        account=f"account {place // 2}",
        name=f"Company {place // 2} GmbH",
        is_given_up=is_given_up,
    )


def said_of(number: str) -> st.SearchStrategy[str]:
    """What a payer writes of an invoice: its number or reference, in any dress, or something."""
    reference = creditor_reference(number)
    return st.sampled_from(
        [
            number,
            number.lower(),
            number.replace("-", " "),
            f"Rechnung {number}, danke",
            f"/ROC/{number}//",
            reference,
            printed(reference),
            f"facture {number[-4:]}",
            "thank you",
            "",
        ]
    )


places = st.integers(min_value=1, max_value=30)
amounts = st.sampled_from([500, 1000, 2500])
currencies = st.sampled_from(["EUR", "USD"])


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Claim], list[tuple[str, Arrival]]]:
    """Invoices, and lines that may be for them."""
    chosen = draw(st.lists(places, unique=True, min_size=1, max_size=6))
    claims = [
        claim(
            place,
            draw(amounts),
            currency=draw(currencies),
            is_given_up=draw(st.booleans()) and draw(st.booleans()),
        )
        for place in chosen
    ]
    lines = []
    for place in range(draw(st.integers(min_value=0, max_value=6))):
        of = draw(st.sampled_from(claims))
        came = Arrival(
            amount=Money(draw(amounts), draw(currencies)),
            said=draw(said_of(of.number)),
            payer=draw(st.sampled_from([of.name, "", "Somebody"])),
        )
        lines.append((str(place), came))
    return claims, lines


@given(books())
def test_what_is_sure_is_named_exact_in_its_currency_and_the_only_one(
    given_books: tuple[list[Claim], list[tuple[str, Arrival]]],
) -> None:
    claims, lines = given_books
    arrivals = dict(lines)

    sure = sure_matches(lines, Claims(claims))

    for key, match in sure.items():
        assert NAMED & set(match.reasons)
        assert match.claim.open == arrivals[key].amount
        assert not match.claim.is_given_up
    assert len({match.claim.key for match in sure.values()}) == len(sure)


@given(books(), st.randoms())
def test_the_order_of_invoices_and_lines_changes_nothing(
    given_books: tuple[list[Claim], list[tuple[str, Arrival]]], random: st.DataObject
) -> None:
    claims, lines = given_books
    before = sure_matches(lines, Claims(claims))
    listed = [Claims(claims).matches(came) for _, came in lines]

    other_claims, other_lines = claims[:], lines[:]
    random.shuffle(other_claims)  # type: ignore[attr-defined]
    random.shuffle(other_lines)  # type: ignore[attr-defined]

    assert sure_matches(other_lines, Claims(other_claims)) == before
    assert [Claims(other_claims).matches(came) for _, came in lines] == listed


@given(books())
def test_a_line_that_comes_twice_is_sure_no_more(
    given_books: tuple[list[Claim], list[tuple[str, Arrival]]],
) -> None:
    claims, lines = given_books

    twice = [*lines, *((f"again {key}", came) for key, came in lines)]

    assert not sure_matches(twice, Claims(claims))


@given(books())
def test_nothing_is_suggested_in_another_currency_or_without_a_reason(
    given_books: tuple[list[Claim], list[tuple[str, Arrival]]],
) -> None:
    claims, lines = given_books
    for _, came in lines:
        for match in Claims(claims).matches(came):
            assert match.claim.open.currency == came.amount.currency
            assert match.reasons


def _match(said: str, amount: int = 1000, *claims: Claim) -> Match | None:
    came = Arrival(amount=Money(amount, "EUR"), said=said)
    found = Claims(claims or (claim(91),)).matches(came)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("said", "amount", "is_sure"),
    [
        ("INV-2026-000091", 1000, True),
        ("inv 2026 000091 nov", 1000, True),
        ("RF89 INV2 0260 0009 1", 1000, True),
        ("INV-2026-000091", 999, False),  # a cent is missing
        ("INV-2026-0000911", 1000, False),  # another number
        ("XINV-2026-000091", 1000, False),
        ("RF88 INV2 0260 0009 1", 1000, False),  # its check digits are wrong
        ("91", 1000, False),  # the end of a number may be anything
        ("INV-2026-000091", -1000, False),  # money that went out
    ],
)
def test_when_nobody_need_look(said: str, amount: int, is_sure: bool) -> None:
    match = _match(said, amount)
    assert (match is not None and match.is_sure) is is_sure


def test_a_line_that_names_two_invoices_of_its_amount_is_not_sure() -> None:
    came = Arrival(amount=Money(1000, "EUR"), said="INV-2026-000001 INV-2026-000002")

    assert not sure_matches([("line", came)], Claims([claim(1), claim(2)]))


def test_money_came_from_there_before() -> None:
    came = Arrival(amount=Money(7, "EUR"), payer_iban="FR76 3000 6000 0112 3456 7890 189")
    payers = {"FR7630006000011234567890189": frozenset({"account 0"})}

    [match] = Claims([claim(1)], payers=payers).matches(came)

    assert match.reasons == (Reason.IBAN,)
