"""`curule calc`: what the pure functions say, and how it refuses."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from curule.cli.calc import calc
from tests.support.commands import run_curule

TIERS = [{"up_to": 10, "unit_amount": 1000}, {"up_to": None, "unit_amount": 800}]
MARCH = {"starts_at": "2026-03-16", "ends_at": "2026-04-16"}


def _run(name: str, written: str | bytes) -> Result:
    return CliRunner().invoke(calc, [name], input=written)


def _answer(name: str, given: object) -> Any:  # noqa: ANN401  (whatever JSON holds)
    done = _run(name, json.dumps(given))
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def _refusal(name: str, written: object) -> str:
    done = _run(name, written if isinstance(written, str | bytes) else json.dumps(written))
    assert (done.exit_code, done.stdout) == (2, "")
    sentence = done.stderr.removeprefix("Error: ").removesuffix("\n")
    assert "\n" not in sentence
    return sentence


# --- what it says --------------------------------------------------------------------------------


@pytest.mark.example("N20")
@pytest.mark.parametrize(("model", "amount"), [("graduated", 13200), ("volume", 11200)])
def test_tiers_and_quantity_give_the_amount_of_each_line(model: str, amount: int) -> None:
    given = {"model": model, "quantity": 14, "tiers": TIERS}
    answer = _answer("price", given)
    assert {**given, **answer} == answer
    assert answer["amount"] == answer["total"] == amount
    assert sum(line["amount"] for line in answer["lines"]) == amount
    assert answer["lines"][-1] == {
        "quantity": 4 if model == "graduated" else 14,
        "unit_amount": 800,
        "flat_amount": 0,
        "amount": 3200 if model == "graduated" else 11200,
    }


def test_a_base_fee_is_beside_the_lines() -> None:
    answer = _answer(
        "price",
        {
            "quantity": 101,
            "model": "package",
            "package_size": 50,
            "unit_amount": 9900,
            "base_fee": 5000,
            "currency": "KWD",
            "interval": "year",
            "interval_count": 2,
        },
    )
    assert (len(answer["lines"]), answer["amount"], answer["total"]) == (1, 29700, 34700)


@pytest.mark.example("N9")
@pytest.mark.parametrize(
    "part", [{"to": "2026-04-12"}, {"numerator": 27, "denominator": 31}], ids=["moments", "counted"]
)
@pytest.mark.parametrize("price", [2596500, {"unit_amount": 5193, "quantity": 500}])
def test_price_unit_period_and_part_give_the_amount(price: object, part: object) -> None:
    given = {"price": price, "unit": "day", "zone": "Europe/Paris", "period": MARCH, "part": part}
    answer = _answer("prorate", given)
    assert (answer["numerator"], answer["denominator"], answer["amount"]) == (27, 31, 2261468)
    assert {**given, **answer} == answer


def test_a_part_between_two_moments_is_the_difference_of_two_rests() -> None:
    given = {"price": 1000, "unit": "day", "period": MARCH}
    amounts = [
        _answer("prorate", {**given, "part": part})["amount"]
        for part in ({"to": "2026-03-20"}, {"from": "2026-03-20", "to": "2026-04-01"})
    ]
    rest = _answer("prorate", {**given, "part": {"from": "2026-04-01"}})
    assert (rest["numerator"], rest["amount"]) == (15, 484)
    assert sum(amounts) + rest["amount"] == 1000


@pytest.mark.parametrize(
    ("period", "anchor_day", "counted"),
    [
        (("2026-01-31", "2026-02-28"), None, 19),
        (("2026-01-30", "2026-02-28"), 30, 19),
        (("2026-02-28", "2026-03-31"), None, 17),
        (("2026-02-28", "2026-03-28"), None, 15),
    ],
)
def test_thirty_360_knows_the_wanted_day(
    period: tuple[str, str], anchor_day: int | None, counted: int
) -> None:
    on = f"{period[1][:8]}{'11' if period[1] < '2026-03' else '13'}"
    given = {
        "price": 3000,
        "unit": "thirty_360",
        "period": {"starts_at": period[0], "ends_at": period[1]},
        "anchor_day": anchor_day,
        "part": {"from": on},
    }
    answer = _answer("prorate", given)
    assert (answer["numerator"], answer["denominator"], answer["amount"]) == (
        counted,
        30,
        counted * 100,
    )


def test_seconds_are_counted_between_instants() -> None:
    answer = _answer(
        "prorate",
        {
            "price": 1000,
            "unit": "second",
            "period": {"starts_at": "2017-02-14T00:00:00Z", "ends_at": "2017-03-14T01:00:00+01:00"},
            "part": {"from": "2017-03-03T19:14:48Z"},
        },
    )
    assert (answer["numerator"], answer["denominator"], answer["amount"]) == (881112, 2419200, 364)


@pytest.mark.parametrize(
    ("anchor", "dates"),
    [
        ({}, ["2026-01-15", "2026-02-15", "2026-03-15"]),
        ({"anchor": "start"}, ["2026-01-15", "2026-02-15", "2026-03-15"]),
        ({"anchor": "day_of_month(31)"}, ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ({"anchor": "day_of_year(02-01)"}, ["2026-02-01", "2026-03-01", "2026-04-01"]),
        ({"anchor": "2025-08-31"}, ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ({"anchor": "2025-08-15"}, ["2026-01-15", "2026-02-15", "2026-03-15"]),
        (
            {"anchor": "day_of_week(mon)", "interval": "week", "interval_count": 2},
            ["2026-01-26", "2026-02-09", "2026-02-23"],
        ),
    ],
)
def test_boundaries_are_the_first_on_or_after_from(anchor: Any, dates: list[str]) -> None:  # noqa: ANN401  (as above)
    given = {"interval": "month", "zone": "Europe/Paris", "from": "2026-01-15", "count": 3}
    assert _answer("periods", given | anchor)["dates"] == dates


def test_boundaries_are_instants_in_utc() -> None:
    answer = _answer(
        "periods",
        {
            "anchor": "2026-02-28T02:30:00+01:00",
            "interval": "day",
            "interval_count": 29,
            "unit": "second",
            "zone": "Europe/Paris",
            "from": "2026-02-28T01:30:00Z",
            "count": 2,
        },
    )
    assert answer["boundaries"] == ["2026-02-28T01:30:00Z", "2026-03-29T01:00:00Z"]


def test_total_and_weights_give_the_parts() -> None:
    assert _answer("allocate", {"total": -100, "weights": [1, 1, 1]})["parts"] == [-34, -33, -33]


def test_a_list_is_answered_in_its_order() -> None:
    answers = _answer("allocate", [{"total": total, "weights": [1, 2]} for total in (3, 5)])
    assert [answer["parts"] for answer in answers] == [[1, 2], [2, 3]]
    assert _answer("allocate", []) == []


def test_it_needs_neither_database_nor_settings() -> None:
    done = run_curule(
        "calc",
        "allocate",
        stdin='{"total": 1, "weights": [1.5]}',
        env={"DATABASE_URL": "nonsense", "CURULE_SECRET_KEY": "short"},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "weights[0]: 1.5 is no whole number.\n"


# --- how it refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["1.0", "1e3", "true", '"1"', "[1]", '{"n": 1}', "NaN"])
@pytest.mark.parametrize(
    ("name", "place", "written"),
    [
        ("price", "quantity", '{"quantity": ?}'),
        ("price", "unit_amount", '{"quantity": 1, "unit_amount": ?}'),
        ("price", "base_fee", '{"quantity": 1, "base_fee": ?}'),
        ("price", "tiers[0].up_to", '{"quantity": 1, "tiers": [{"up_to": ?}], "model": "volume"}'),
        ("price", "interval_count", '{"quantity": 1, "interval_count": ?}'),
        ("prorate", "price.quantity", '{"price": {"quantity": ?}}'),
        ("prorate", "part.numerator", '{"price": 1, "part": {"numerator": ?}}'),
        ("periods", "count", '{"interval": "month", "from": "2026-01-01", "count": ?}'),
        ("allocate", "total", '{"total": ?, "weights": [1]}'),
        (
            "allocate",
            "[1].weights[0]",
            '[{"total": 0, "weights": []}, {"total": 1, "weights": [?]}]',
        ),
    ],
)
def test_where_an_integer_belongs_nothing_else_is_taken(
    name: str, place: str, written: str, wrong: str
) -> None:
    shown = json.dumps(json.loads(wrong))
    assert _refusal(name, written.replace("?", wrong)) == f"{place}: {shown} is no whole number."


@pytest.mark.parametrize(
    ("name", "written", "sentence"),
    [
        ("allocate", "", "the input: it is empty; give one JSON object, or a list of them."),
        ("allocate", "3", "the input: 3 is no object."),
        ("allocate", '{"total": 1', "line 1, column 12: this is no JSON: expecting ',' delimiter."),
        ("allocate", "{\n  'total': 1}", "line 2, column 3: this is no JSON: expecting property"),
        ("allocate", b"\xff", "byte 1: the input is not written in UTF-8."),
        ("allocate", "[" * 100_000, "the input: it is nested too deeply."),
        (
            "allocate",
            '{"total": ' + "1" * 5000,
            "the input: one of its numbers has too many digits",
        ),
        ("allocate", '{"total": 1}', 'the input: the field "weights" is missing.'),
        ("allocate", '{"total": 1, "total": 1}', 'the input: the field "total" is given twice.'),
        ("allocate", '{"total": 1, "wieghts": [1]}', "wieghts: there is no such field; did you"),
        ("allocate", '{"total": 1, "zzz": [1]}', "zzz: there is no such field."),
        ("allocate", '{"total": 1, "weights": 1}', "weights: 1 is no list."),
        ("allocate", '{"total": 1, "weights": [0]}', "weights: 1 cannot be shared: no weight is"),
        ("allocate", '{"total": 1, "weights": [-1]}', "weights[0]: -1 is less than 0."),
        (
            "allocate",
            f'{{"total": {10**19}, "weights": [1]}}',
            "total: a number beyond 10000000000",
        ),
        ("allocate", '[{"total": 1, "weights": [1]}, 7]', "[1]: 7 is no object."),
        ("price", '{"quantity": -1}', "quantity: -1 is less than 0."),
        ("price", '{"quantity": 1, "currency": "EURO"}', "currency: 'EURO' is no currency of ISO"),
        ("price", '{"quantity": 1, "currency": 978}', "currency: 978 is no string."),
        ("price", '{"quantity": 1, "model": "volumes"}', 'model: "volumes" is none of flat, gradu'),
        (
            "price",
            '{"quantity": 1, "package_size": 2}',
            "the input: a flat price has no package_si",
        ),
        (
            "price",
            '{"quantity": 1, "model": "volume", "tiers": [{"up_to": 5, "unit_amount": 1}]}',
            "the input: the last tier has no end: its up_to is null.",
        ),
        (
            "price",
            '[{"quantity": 1, "model": "volume", "tiers": [{"unit_amount": 1, "up_to": 0}]}]',
            "[0].tiers[0].up_to: 0 is less than 1.",
        ),
        (
            "prorate",
            '{"price": 1, "part": {"numerator": 31, "denominator": 30}}',
            "part: no part of a period: 31 of 30.",
        ),
        (
            "prorate",
            '{"price": 1, "part": {"numerator": 1, "denominator": 30, "to": "2026-01-01"}}',
            "part.to: a part that is counted already has no edges in time.",
        ),
        (
            "prorate",
            '{"price": {"unit_amount": 1}, "part": {}}',
            'price: the field "quantity" is mi',
        ),
    ],
)
def test_a_wrong_input_is_named_with_its_place(
    name: str, written: str | bytes, sentence: str
) -> None:
    assert _refusal(name, written).startswith(sentence)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"part": {"numerator": 1, "denominator": 30}}, "part.denominator: the period has 31."),
        ({"part": {"from": "2026-03-15"}}, "part.from: the moment does not lie in the period."),
        ({"part": {"to": "2026-04-17"}}, "part.to: the moment does not lie in the period."),
        (
            {"part": {"from": "2026-04-02", "to": "2026-04-01"}},
            "part.to: the part ends before it begins.",
        ),
        ({"part": {"from": "2026-02-30"}}, 'part.from: there is no such time as "2026-02-30".'),
        ({"part": {"from": "2026-04-01T09:00"}}, 'part.from: "2026-04-01T09:00" is neither a date'),
        ({"part": {"from": "2026-04-01T25:00:00Z"}}, "part.from: there is no such time as"),
        ({"part": {"from": 20260401}}, "part.from: 20260401 is no string."),
        ({"unit": "hour"}, 'unit: "hour" is none of second, day, thirty_360.'),
        ({"unit": None}, 'the input: the field "unit" is missing.'),
        ({"zone": "Mars/Base"}, "zone: 'Mars/Base' is no time zone of the IANA database"),
        ({"anchor_day": 31}, "anchor_day: an anchor that wants day 31 cannot lie on 2026-03-16."),
        ({"anchor_day": 0}, "anchor_day: 0 is less than 1."),
        (
            {"unit": "thirty_360", "period": {"starts_at": "2026-03-16", "ends_at": "2026-04-15"}},
            "period: 30/360 counts in months of the anchor, not from 2026-03-16 to 2026-04-15.",
        ),
        (
            {"period": {"starts_at": "2026-03-16", "ends_at": "2026-03-16"}},
            "period: a period from 2026-03-16 00:00:00+00:00 cannot end at 2026-03-16",
        ),
        ({"period": {"starts_at": "2026-03-16"}}, 'period: the field "ends_at" is missing.'),
    ],
)
def test_a_part_that_cannot_be_counted_is_named(change: dict[str, object], sentence: str) -> None:
    given = {"price": 1000, "unit": "day", "period": MARCH, "part": {}}
    assert _refusal("prorate", given | change).startswith(sentence)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"anchor": "day_of_month(32)"}, "anchor: day_of_month(32) has no such day."),
        ({"anchor": "co_term"}, "anchor: co_term takes its anchor from the end of another"),
        ({"anchor": "day_of_week(mon)"}, "anchor: day_of_week anchors intervals of weeks, not"),
        ({"anchor": "somewhere"}, "anchor: somewhere is none of start, day_of_week(mon)"),
        ({"anchor": 31}, "anchor: 31 is no string."),
        ({"anchor": "31.01.2026"}, 'anchor: "31.01.2026" is neither a date such as'),
        ({"interval_count": 0}, "interval_count: 0 is less than 1."),
        ({"interval": "fortnight"}, 'interval: "fortnight" is none of day, week, month, year'),
        ({"count": 0}, "count: 0 is less than 1."),
        ({"count": 10_001}, "count: a number beyond 10000 is not counted with."),
        ({"from": "9999-12-01"}, "from: the date lies outside the years 1 to 9999."),
        ({"unit": "thirty_360", "interval": "week"}, "anchor: 30/360 counts in months"),
    ],
)
def test_boundaries_that_do_not_exist_are_named(change: dict[str, object], sentence: str) -> None:
    given = {"interval": "month", "from": "2026-01-15", "count": 3}
    assert _refusal("periods", given | change).startswith(sentence)
