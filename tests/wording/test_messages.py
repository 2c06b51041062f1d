"""Messages: values in their places, capitals where a sentence begins."""

from datetime import UTC, datetime

import pytest

from curule.core.languages import Language
from curule.core.messages import Count, say
from curule.core.policy import NamedNoun
from curule.wording import MissingValue, Reader, translate
from curule.wording.messages import fill

READER = Reader(language=Language.EN, noun=NamedNoun.PLACE)


def test_a_placeholder_with_a_capital_takes_its_value_with_one() -> None:
    assert fill("{Type} and {type}", {"type": "basic"}, READER) == "Basic and basic"
    assert fill("{Units}, {Each_unit}", {}, READER) == "Places, Each place"
    assert fill("{Type}", {"type": ""}, READER) == ""


def test_a_link_keeps_its_place() -> None:
    assert fill("Open {link}", {"link": "https://x.test"}, READER) == "Open {link}"


def test_values_are_not_read_as_texts() -> None:
    assert fill("{a}{b}", {"a": "{b}", "b": "{a}"}, READER) == "{b}{a}"


def test_a_value_comes_before_a_noun_of_the_same_name() -> None:
    assert fill("{units}", {"units": 7}, READER) == "7"


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(MissingValue, match=r"\{maximum\}") as missing:
        translate(say("policy.quantity.max_seats"), Language.EN)
    assert missing.value.name == "maximum"


def test_the_number_of_a_sentence_decides_its_form() -> None:
    one, two = (
        translate(say("policy.term.length.months", count=months), Language.DE) for months in (1, 2)
    )
    assert (one, two) == ("Eine Laufzeit dauert 1 Monat.", "Eine Laufzeit dauert 2 Monate.")


def test_a_count_takes_the_reader_s_noun() -> None:
    message = say("policy.quantity.max_seats", maximum=Count(10))
    assert translate(message, Language.EN, noun=NamedNoun.PLACE) == (
        "You can buy up to 10\u00a0places."
    )


@pytest.mark.parametrize(
    ("ends_at", "said"),
    [
        (datetime(2026, 12, 6, 23, tzinfo=UTC), "6 décembre 2026"),  # midnight in Paris
        (datetime(2026, 12, 6, 13, 32, tzinfo=UTC), "6 décembre 2026, 14:32 (Europe/Paris)"),
    ],
)
def test_an_end_is_said_by_the_last_day_that_it_leaves(ends_at: datetime, said: str) -> None:
    reader = Reader(language=Language.FR, zone="Europe/Paris", noun=NamedNoun.SEAT)
    assert fill("jusqu’au {last_ends_at}", {"ends_at": ends_at}, reader) == f"jusqu’au {said}"
