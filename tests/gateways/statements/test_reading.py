"""The same movements are read from every format; what is cut, damaged or foreign is refused."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.bank_statements import (
    BankStatement,
    StatementInvalid,
    StatementProblem,
    fingerprints,
    require_account,
)
from curule.core.money import Money
from curule.gateways.statements import StatementFormat, format_of, read_statements
from curule.gateways.statements.columns import Columns, guessed, titles_of
from tests.gateways.statements.files import CSV, MT940, MT940_REVERSED, camt

FILES = {
    "camt.053.001.02": camt("02"),
    "camt.053.001.08": camt("08"),
    "mt940 utf-8": MT940.encode(),
    "mt940 of a German bank": MT940.encode("cp1252"),
    "csv": CSV.encode("cp1252"),
    "csv utf-16": CSV.encode("utf-16"),
}


def read(raw: bytes) -> BankStatement:
    """Read a file with one statement."""
    [statement] = read_statements(raw)
    return statement


def problem_of(raw: bytes) -> StatementInvalid:
    """Return how a file is refused."""
    with pytest.raises(StatementInvalid) as refused:
        read(raw)
    return refused.value


def test_a_format_is_told_by_how_a_file_begins() -> None:
    begins = {name.split()[0].split(".")[0]: format_of(raw) for name, raw in FILES.items()}
    assert begins == {
        "camt": StatementFormat.CAMT053,
        "mt940": StatementFormat.MT940,
        "csv": StatementFormat.CSV,
    }


@pytest.mark.parametrize("name", FILES)
def test_every_format_tells_the_same_movements(name: str) -> None:
    statement = read(FILES[name])

    assert [line.booked_on.day for line in statement.lines] == [2, 3, 3, 3]
    amounts = [line.amount for line in statement.lines]
    assert amounts == [Money(each, "EUR") for each in (360000, -1250, 10000, 3000)]
    assert [line.payer for line in statement.lines] == ["ACME SARL", "", *2 * ["Müller GmbH"]]
    assert "INV 0091 nov" in statement.lines[0].remittance


def test_a_camt_says_who_paid_from_where_and_with_which_reference() -> None:
    line = read(camt()).lines[0]
    assert (line.payer_iban, line.reference, line.end_to_end) == (
        "FR7630006000011234567890189",
        "2026110200012",
        "INV-0091",
    )


def test_what_is_not_booked_yet_is_left_out() -> None:
    assert b"99.00" in camt()
    assert 9900 not in {line.amount.amount_minor for line in read(camt()).lines}


@pytest.mark.parametrize("lower", [False, True])
def test_an_mt940_reversal_goes_the_other_way(lower: bool) -> None:
    raw = MT940_REVERSED
    if lower:
        raw = raw.replace("RC3600", "rc3600").replace("RD12", "rd12")
    assert [(line.amount.amount_minor, line.is_reversal) for line in read(raw.encode()).lines] == [
        (360000, False),
        (-1250, False),
        (-360000, True),
        (1250, True),
    ]


@pytest.mark.parametrize(("written", "is_reversal"), [("true", True), ("1", True), ("0", False)])
def test_a_camt_reversal_is_one_however_xml_writes_it(written: str, is_reversal: bool) -> None:
    said = f'<Amt Ccy="EUR">12.50</Amt><RvslInd>{written}</RvslInd>'.encode()
    raw = camt().replace(b'<Amt Ccy="EUR">12.50</Amt>', said)
    assert read(raw).lines[1].is_reversal is is_reversal


# --- amounts of a CSV -----------------------------------------------------------------------------


def csv_of(*amounts: str, currency: str = "EUR", end: str = "\r\n") -> bytes:
    """A CSV whose last column is the amount."""
    lines = ["Buchungstag;Name;Verwendungszweck;Währung;Betrag"]
    lines += [f"02.11.2026;ACME;INV-{at};{currency};{each}" for at, each in enumerate(amounts)]
    return ("\r\n".join(lines) + end).encode()


def read_by(raw: bytes, decimal: str) -> list[int]:
    """The amounts of a file whose mark somebody has said."""
    [statement] = read_statements(raw, replace(guessed(raw), decimal=decimal))
    return [line.amount.amount_minor for line in statement.lines]


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize("amounts", [("3.600",), ("3,600",), ("1.200", "-50.000", "7")])
def test_a_mark_before_three_digits_alone_is_asked_about(
    amounts: tuple[str, ...], currency: str
) -> None:
    assert problem_of(csv_of(*amounts, currency=currency)).problem is StatementProblem.DECIMAL_MARK


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (("3.600", "12,50"), [360000, 1250]),
        (("3,600", "12.50"), [360000, 1250]),
        (("3.600", "1.234.567"), [360000, 123456700]),
        (("3,600", "1,234.50"), [360000, 123450]),
        (("3600", "-12"), [360000, -1200]),
    ],
)
def test_one_amount_of_a_file_tells_how_the_others_are_written(
    amounts: tuple[str, ...], expected: list[int]
) -> None:
    assert [line.amount.amount_minor for line in read(csv_of(*amounts)).lines] == expected


@pytest.mark.parametrize(
    ("amount", "currency", "decimal", "expected"),
    [
        ("3.600", "EUR", ",", 360000),
        ("3.600", "EUR", ".", None),
        ("50.000", "JPY", ",", 50000),
        ("50.000", "JPY", ".", None),
        ("3.600", "KWD", ".", 3600),
        ("3.600", "KWD", ",", 3600000),
    ],
)
def test_what_was_said_of_the_mark_holds(
    amount: str, currency: str, decimal: str, expected: int | None
) -> None:
    raw = csv_of(amount, currency=currency)
    if expected is None:
        with pytest.raises(StatementInvalid) as refused:
            read_by(raw, decimal)
        assert refused.value.problem is StatementProblem.AMOUNT
    else:
        assert read_by(raw, decimal) == [expected]


@pytest.mark.parametrize("amount", ["12,5", "12,", "12,500", "12,5000", "1.234,5"])
def test_decimals_are_those_of_the_currency_or_none(amount: str) -> None:
    assert problem_of(csv_of("99,50", amount)).problem is StatementProblem.AMOUNT


@pytest.mark.parametrize("before", [(), ("99,50",), ("100", "99,50")])
def test_no_cut_of_the_last_amount_is_read_in_silence(before: tuple[str, ...]) -> None:
    whole = csv_of(*before, "1.234,56", end="")
    assert read_by(whole, ",")[-1] == 123456
    for octets in range(1, len("1.234,56") + 1):
        cut = whole[:-octets]
        with pytest.raises(StatementInvalid) as refused:
            read_statements(cut, replace(guessed(whole), decimal=","))
        assert refused.value.problem in {StatementProblem.AMOUNT, StatementProblem.CUT}
        assert refused.value.number


@pytest.mark.parametrize("cut", ["50", "50.00", "5"])
def test_what_has_no_decimals_may_be_cut_anywhere(cut: str) -> None:
    raw = csv_of("1.000", cut, currency="JPY", end="")
    with pytest.raises(StatementInvalid):
        read_by(raw, ",")


def test_a_sign_that_is_cut_off_is_missed() -> None:
    assert read_by(csv_of("7,25-", "12,50-", end=""), ",") == [-725, -1250]
    with pytest.raises(StatementInvalid) as refused:
        read_by(csv_of("7,25-", "12,50", end=""), ",")
    assert refused.value.problem is StatementProblem.CUT


def test_a_file_without_a_last_line_end_is_read_where_its_last_cell_is_whole() -> None:
    assert read(CSV.rstrip("\r\n").encode()).lines == read(CSV.encode()).lines
    two = b"Date,Libelle,Debit,Credit\r\n02/11/2026,a,,12.50\r\n03/11/2026,b,7.25,"
    assert [line.amount.amount_minor for line in read(two).lines] == [1250, -725]


def test_a_currency_that_is_cut_off_is_not_guessed() -> None:
    cut = CSV.replace("30,00;EUR\r\n", "30,00;").encode()
    assert problem_of(cut).problem is StatementProblem.CUT


def test_a_quote_left_open_swallows_no_lines() -> None:
    raw = CSV.replace("Kontoführung", '"Kontoführung').encode()
    assert problem_of(raw).problem is StatementProblem.CUT


def test_two_amounts_are_one_by_the_column_that_is_filled() -> None:
    raw = b'Date,Libelle,Debit,Credit\r\n02/11/2026,a,,"1,200.50"\r\n03/11/2026,b,7.25,\r\n'
    amounts = [line.amount.amount_minor for line in read(raw).lines]
    assert amounts == [120050, -725]


def test_a_file_in_russian_is_read_in_its_coding() -> None:
    raw = (
        "Дата;Контрагент;Назначение платежа;Сумма;Валюта\r\n"
        "02.11.2026;ООО Вектор;счёт 91;44 400,00;RUB\r\n"
    )
    [line] = read(raw.encode("cp1251")).lines
    assert (line.payer, line.remittance, line.amount) == (
        "ООО Вектор",
        "счёт 91",
        Money(4440000, "RUB"),
    )


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
@pytest.mark.parametrize("name", ["camt.053.001.02", "mt940 utf-8"])
def test_a_file_cut_in_the_middle_is_refused(name: str, share: float) -> None:
    raw = FILES[name]
    cut = raw[: int(len(raw) * share)]
    assert problem_of(cut).problem in {
        StatementProblem.CUT,
        StatementProblem.UNKNOWN_FORMAT,
        StatementProblem.BALANCE,
    }


def test_a_csv_cut_within_a_line_names_the_line() -> None:
    cut = CSV.encode()[: CSV.encode().rindex(b";100,00")]
    assert (problem_of(cut).problem, problem_of(cut).number) == (StatementProblem.CUT, 6)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", StatementProblem.EMPTY),
        (b"  \r\n", StatementProblem.EMPTY),
        (b"x" * 5_000_001, StatementProblem.TOO_BIG),
        (b"<html><body>Sign in</body></html>", StatementProblem.UNKNOWN_FORMAT),
        (b"hello, world", StatementProblem.COLUMNS),
        (b"\xff\xfeD\x00a\x00t", StatementProblem.WRONG_CODING),
        (camt().replace(b"3600.00", b"3600.01"), StatementProblem.BALANCE),
        (camt().replace(b"12.50", b"12.505"), StatementProblem.AMOUNT),
        (camt().replace(b'"EUR">100.00', b'"EUR">1e2,0'), StatementProblem.AMOUNT),
        (camt().replace(b'Ccy="EUR">3600', b'Ccy="ZZZ">3600'), StatementProblem.CURRENCY),
        (camt().replace(b'Ccy="EUR">3600', b'Ccy="USD">3600'), StatementProblem.CURRENCY),
        (camt().replace(b"2026-11-02", b"2026-13-02"), StatementProblem.DATE),
        (MT940.replace("3600,00", "3600,01").encode(), StatementProblem.BALANCE),
        (CSV.replace("3.600,00", "3.60O,00").encode(), StatementProblem.AMOUNT),
        (CSV.replace("3.600,00", "3.600,005").encode(), StatementProblem.AMOUNT),
        (CSV.replace("02.11.2026", "31.02.2026").encode(), StatementProblem.DATE),
        (CSV.replace("-12,50;EUR", "-12,50;USD").encode(), StatementProblem.CURRENCY),
        (CSV.replace("-12,50", "0,00").encode(), StatementProblem.AMOUNT),
    ],
)
def test_what_cannot_be_trusted_is_refused(raw: bytes, problem: StatementProblem) -> None:
    assert problem_of(raw).problem is problem


def test_nothing_is_fetched_and_no_entity_is_expanded() -> None:
    evil = camt().replace(
        b"<Document", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document', 1
    )
    line = read(evil.replace(b"INV 0091 nov", b"INV &x; nov")).lines[0]
    assert line.remittance == "INV"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(StatementInvalid):
        read(raw)


@given(st.data())
def test_damage_to_an_amount_is_never_read_in_silence(data: st.DataObject) -> None:
    raw = bytearray(MT940.encode())
    place = raw.index(b"3600,00") + data.draw(st.integers(0, 6))
    digit = data.draw(st.sampled_from(b"0123456789"))
    before = raw[place]
    raw[place] = digit
    if digit == before:
        assert read(bytes(raw)).lines[0].amount == Money(360000, "EUR")
    else:
        problem_of(bytes(raw))


# --- what is known already ------------------------------------------------------------------------


def test_a_day_and_the_whole_month_know_the_same_movements() -> None:
    month = read(MT940.encode())
    day = replace(month, lines=tuple(line for line in month.lines if line.booked_on.day == 3))
    assert set(fingerprints(day)) < set(fingerprints(month))


def test_two_equal_transfers_on_one_day_are_two() -> None:
    statement = read(camt())
    twice = replace(statement, lines=2 * (statement.lines[1],))
    assert len(set(fingerprints(twice))) == 2


def test_a_reference_that_comes_again_in_the_month_keeps_the_line_of_the_day_known() -> None:
    line = read(camt()).lines[0]
    month = replace(read(camt()), lines=(line, replace(line, booked_on=date(2026, 11, 20))))
    day = replace(month, lines=(line,))
    equal = replace(month, lines=(line, line))

    assert fingerprints(day)[0] == fingerprints(month)[0] == fingerprints(equal)[0]
    assert len(set(fingerprints(month)) | set(fingerprints(equal))) == 3


def test_the_account_is_the_same_however_it_is_parted() -> None:
    statement = read(camt())
    parted = replace(statement, iban="de02 1203 0000 0000 2020 51")
    other = replace(statement, iban="FR7630006000011234567890189")

    assert fingerprints(parted) == fingerprints(statement)
    assert not set(fingerprints(other)) & set(fingerprints(statement))


@pytest.mark.parametrize(
    "typed", ["", "DE02 1203 0000 0000 2020 51", "FR7630006000011234567890189"]
)
def test_what_is_typed_beside_a_csv_makes_no_line_new(typed: str) -> None:
    columns = guessed(CSV.encode())
    first, again = (
        read_statements(CSV.encode(), replace(columns, iban=each))[0]
        for each in ("DE02120300000000202051", typed)
    )

    assert again.iban == typed
    assert fingerprints(again) == fingerprints(first)


def test_the_account_that_a_csv_names_counts_before_what_is_typed() -> None:
    raw = b"Auftragskonto;Buchungstag;Betrag\nDE02120300000000202051;02.11.2026;5,00\n"
    typed = "FR7630006000011234567890189"
    read_so = read_statements(raw, replace(guessed(raw), iban=typed))

    assert read_so[0].iban == "DE02120300000000202051"
    with pytest.raises(StatementInvalid) as invalid:
        require_account(read_so, typed)
    assert invalid.value.problem is StatementProblem.OTHER_ACCOUNT


@pytest.mark.parametrize(
    "change",
    [
        {"booked_on": date(2026, 11, 4)},
        {"amount": Money(360001, "EUR")},
        {"payer": "ACME GmbH", "reference": ""},
        {"remittance": "INV 0092", "reference": ""},
        {"reference": "2026110200013"},
    ],
)
def test_another_movement_is_known_as_another(change: dict[str, object]) -> None:
    statement = read(camt())
    line = statement.lines[0]
    other = replace(line, **change)  # type: ignore[arg-type]
    known, new = (fingerprints(replace(statement, lines=(each,))) for each in (line, other))
    assert known != new


# --- columns --------------------------------------------------------------------------------------


def test_what_is_guessed_is_said_and_can_be_changed() -> None:
    raw = CSV.encode("cp1252")
    columns = guessed(raw)
    assert (columns.separator, columns.coding, columns.skipped) == (";", "cp1252", 1)
    assert (columns.dates, columns.decimal) == ("dd.mm.yyyy", ",")
    assert titles_of(raw, columns)[columns.places["remittance"]] == "Verwendungszweck"
    other = replace(columns, places={**columns.places, "payer": columns.places["remittance"]})
    assert read_statements(raw, other)[0].lines[0].payer == "INV 0091 nov; danke"


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": {"booked_on": 0}},
        {"places": {"booked_on": 0, "amount": 3, "mood": 1}},
        {"dates": "tomorrow"},
        {"decimal": ";"},
        {"separator": "|"},
    ],
)
def test_columns_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(StatementInvalid) as refused:
        Columns(**{"places": {"booked_on": 0, "amount": 3}, **wrong})  # type: ignore[arg-type]
    assert refused.value.problem is StatementProblem.COLUMNS
