"""What an office's answers mean over time, and when it is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from curule.core.tax_areas import UNION
from curule.core.tax_id_checks import (
    GIVEN_UP_AFTER,
    LONGEST_PAUSE,
    CheckState,
    OfficeAnswer,
    is_of_an_office,
    last_word,
    next_try,
)
from curule.core.tax_ids import EXAMPLES, TaxIdAnswer
from curule.core.tax_parties import TaxIdStanding, standing_of

NOW = datetime(2026, 11, 22, 13, 40, tzinfo=UTC)
states = st.lists(st.sampled_from(CheckState))
SILENT = {CheckState.WAITING, CheckState.UNANSWERED, CheckState.REPLACED}


@given(states, st.sampled_from(sorted(SILENT)))
def test_no_answer_changes_nothing(before: list[CheckState], silent: CheckState) -> None:
    assert last_word([*before, silent]) is last_word(before)


@given(states, st.sampled_from(OfficeAnswer))
def test_the_last_answer_holds(before: list[CheckState], answer: OfficeAnswer) -> None:
    assert last_word([*before, CheckState(answer.value)]) is answer


def test_nothing_is_known_before_the_first_answer() -> None:
    assert last_word(SILENT) is None


@given(st.sampled_from(TaxIdAnswer), st.sampled_from([None, *OfficeAnswer]))
def test_an_office_can_take_a_number_away_and_never_makes_one(
    form: TaxIdAnswer, office: OfficeAnswer | None
) -> None:
    found = standing_of(form, office)
    counts = found is not TaxIdStanding.NONE
    assert counts == (form is TaxIdAnswer.CHECKED and office is not OfficeAnswer.INVALID)
    assert (found is TaxIdStanding.CONFIRMED) == (counts and office is OfficeAnswer.VALID)


@given(st.integers(1, 10_000), st.timedeltas(timedelta(0), GIVEN_UP_AFTER * 2))
def test_a_question_is_put_again_ever_more_rarely_and_not_for_ever(
    tries: int, waited: timedelta
) -> None:
    again = next_try(asked_at=NOW - waited, now=NOW, tries=tries)
    assert (again is None) == (waited >= GIVEN_UP_AFTER)
    if again is not None:
        assert timedelta(minutes=1) <= again - NOW <= LONGEST_PAUSE
        later = next_try(asked_at=NOW - waited, now=NOW, tries=tries + 1)
        assert later is not None
        assert later >= again


def test_the_pauses_are_a_minute_two_and_so_on() -> None:
    pauses = [next_try(asked_at=NOW, now=NOW, tries=tries) for tries in (1, 2, 3, 10)]
    assert pauses == [
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=2),
        NOW + timedelta(minutes=4),
        NOW + timedelta(hours=6),
    ]


def test_only_member_states_answer_for_numbers() -> None:
    answering = {country for country in EXAMPLES if is_of_an_office(EXAMPLES[country], country)}
    assert answering == UNION & set(EXAMPLES)
