r"""CSV statements, which every bank writes in its own columns: guessed once, then kept.

>>> raw = (
...     b"Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Waehrung\r\n"
...     b"02.11.2026;ACME SARL;INV-0091;3.600,00;EUR\r\n"
... )
>>> line = read_columns(raw, guessed(raw)).lines[0]
>>> line.booked_on.isoformat(), line.amount, line.payer, line.remittance
('2026-11-02', Money(amount_minor=360000, currency='EUR'), 'ACME SARL', 'INV-0091')
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from curule.core.bank_statements import (
    BankLine,
    BankStatement,
    StatementInvalid,
    StatementProblem,
    tidy,
)
from curule.core.coding import Undecodable, decoded
from curule.core.money import exponent
from curule.gateways.statements.amounts import money_of

SEPARATORS: Final = (";", ",", "\t")
DATE_FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "yyyy-mm-dd": "%Y-%m-%d",
        "dd.mm.yyyy": "%d.%m.%Y",
        "dd.mm.yy": "%d.%m.%y",
        "dd/mm/yyyy": "%d/%m/%Y",
        "dd-mm-yyyy": "%d-%m-%Y",
        "mm/dd/yyyy": "%m/%d/%Y",
        "yyyy/mm/dd": "%Y/%m/%d",
        "yyyymmdd": "%Y%m%d",
    }
)
MEANINGS: Final = (
    *("booked_on", "amount", "credit", "debit", "currency"),
    *("payer", "payer_iban", "remittance", "reference", "iban"),
)
"""What a column can mean; `credit` and `debit` are for banks that write two amounts."""

_TITLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "booked_on": (
            *("date", "bookingdate", "bookedon", "transactiondate", "completeddate", "valuedate"),
            *("dateopération", "datedopération", "dateoperation", "datedecomptabilisation"),
            *("buchungstag", "buchung", "buchungsdatum", "datum", "valuta", "wertstellung"),
            *("дата", "датапроводки", "датаоперации", "датадокумента"),
        ),
        "amount": (
            *("amount", "montant", "betrag", "betrageur", "umsatz", "сумма", "суммаоперации"),
            *("amounteur", "montanteur", "montanteneuros"),
        ),
        "credit": ("credit", "paidin", "moneyin", "crédit", "haben", "кредит", "поступление"),
        "debit": ("debit", "paidout", "moneyout", "débit", "soll", "дебет", "списание"),
        "currency": ("currency", "devise", "währung", "waehrung", "валюта"),
        "payer": (
            *("payer", "name", "counterparty", "payee", "contrepartie", "tiers", "nom", "émetteur"),
            *("auftraggeber", "beguenstigterzahlungspflichtiger", "begünstigterauftraggeber"),
            *("zahlungspflichtiger", "namezahlungsbeteiligter", "zahlungspflichtige"),
            *("контрагент", "плательщик", "наименованиеплательщика"),
        ),
        "payer_iban": (
            *("iban", "counterpartyiban", "kontonummeriban", "ibanzahlungsbeteiligter"),
            *("ibancontrepartie", "счётплательщика", "счетплательщика"),
        ),
        "remittance": (
            *("remittance", "reference", "description", "details", "message", "memo"),
            *("libellé", "libelle", "motif", "communication", "verwendungszweck", "buchungstext"),
            *("назначение", "назначениеплатежа", "описание"),
        ),
        "reference": ("transactionid", "bankreference", "id", "référence", "номердокумента"),
        "iban": ("accountiban", "account", "auftragskonto", "compte", "счёт", "счет"),
    }
)
_MOST_ABOVE: Final = 30
"""So many lines at most stand above the titles."""
_END: Final = "\N{END OF TEXT}"
"""A line that no bank writes, behind the last one."""
_LOOKED_AT: Final = 50
_CLUTTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How one bank's CSV is read: places count from 0, `skipped` lines stand above the titles.

    `decimal` is the mark before the cents; the other of `.` and `,` parts thousands. Where a file
    does not tell (`3.600`), it is empty, and somebody has to say it before the file is read.
    """

    places: Mapping[str, int]
    separator: str = ";"
    coding: str = ""
    skipped: int = 0
    dates: str = "yyyy-mm-dd"
    decimal: str = ","
    currency: str = "EUR"
    iban: str = ""

    def __post_init__(self) -> None:
        named = self.places.keys()
        has_amount = "amount" in named or {"credit", "debit"} <= named
        if "booked_on" not in named or not has_amount or not named <= set(MEANINGS):
            raise StatementInvalid(StatementProblem.COLUMNS)
        if self.dates not in DATE_FORMATS or self.decimal not in {"", ",", "."}:
            raise StatementInvalid(StatementProblem.COLUMNS)
        if self.separator not in SEPARATORS:
            raise StatementInvalid(StatementProblem.COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What of a CSV can be shown before anybody says what its columns mean."""

    coding: str
    separator: str
    skipped: int
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def outline(
    raw: bytes, *, separator: str = "", coding: str = "", skipped: int | None = None, most: int = 5
) -> Outline:
    """Return titles and first rows of a file; what is not given is taken as it seems to be.

    The titles are the first line with as many cells as any. Raises `StatementInvalid`.
    """
    text, used = _decoded(raw, coding)
    parted = separator or max(SEPARATORS, key=text.count)
    rows = [cells for _, cells in _rows(raw, parted, used)]
    if not rows:
        raise StatementInvalid(StatementProblem.EMPTY)
    widest = max(len(cells) for cells in rows[:_MOST_ABOVE])
    above = skipped
    if above is None:
        above = next(place for place, cells in enumerate(rows) if len(cells) == widest)
    if above >= len(rows):
        raise StatementInvalid(StatementProblem.EMPTY)
    return Outline(
        coding=used,
        separator=parted,
        skipped=above,
        titles=tuple(tidy(cell) for cell in rows[above]),
        rows=tuple(tuple(tidy(cell) for cell in row) for row in rows[above + 1 :][:most]),
    )


def title_lines(raw: bytes) -> tuple[tuple[str, ...], ...]:
    """Return what may be the titles of a file: its first lines, as each separator parts them.

    Raises `StatementInvalid`.
    """
    coding = _decoded(raw, "")[1]
    return tuple(
        tuple(tidy(cell) for cell in cells)
        for separator in SEPARATORS
        for _, cells in _rows(raw, separator, coding)[:_MOST_ABOVE]
    )


def columns_written(columns: Columns) -> dict[str, object]:
    """Return columns as they are kept, in JSON."""
    return {
        "places": dict(columns.places),
        "separator": columns.separator,
        "coding": columns.coding,
        "skipped": columns.skipped,
        "dates": columns.dates,
        "decimal": columns.decimal,
        "currency": columns.currency,
    }


def columns_of(written: Mapping[str, Any], *, iban: str = "") -> Columns:
    """Return columns as they were kept. Raises `StatementInvalid`."""
    return Columns(
        places=MappingProxyType({str(name): int(at) for name, at in written["places"].items()}),
        separator=written["separator"],
        coding=written["coding"],
        skipped=written["skipped"],
        dates=written["dates"],
        decimal=written["decimal"],
        currency=written["currency"],
        iban=iban,
    )


def read_columns(raw: bytes, columns: Columns) -> BankStatement:
    """Read a CSV statement. Raises `StatementInvalid` with the line of the file."""
    rows = _rows(raw, columns.separator, columns.coding)
    body = rows[columns.skipped + 1 :]
    if not body:
        raise StatementInvalid(StatementProblem.EMPTY)
    if not columns.decimal:
        raise StatementInvalid(StatementProblem.DECIMAL_MARK, body[0][0])
    width = len(rows[columns.skipped][1])
    lines = tuple(_line(cells, columns, number, width) for number, cells in body)
    if not _decoded(raw, columns.coding)[0].endswith(("\n", "\r")):
        _refuse_cut(body, columns, lines[-1], width)
    own = columns.places.get("iban")
    named = tidy(body[0][1][own]) if own is not None else ""
    return BankStatement(
        iban=named or columns.iban,
        names_account=bool(named),
        currency=lines[0].amount.currency,
        lines=lines,
    )


def guessed(raw: bytes) -> Columns:
    """Return how a file seems to be read, from its titles and first lines.

    Raises `StatementInvalid` where nothing reads like a date and an amount.
    """
    coding = _decoded(raw, "")[1]
    separator = max(SEPARATORS, key=_decoded(raw, coding)[0].count)
    rows = _rows(raw, separator, coding)
    for skipped, (_number, cells) in enumerate(rows[:_MOST_ABOVE]):
        places = _places(cells)
        if "booked_on" in places and ("amount" in places or {"credit", "debit"} <= places.keys()):
            body = [row for _, row in rows[skipped + 1 :]]
            return Columns(
                places=MappingProxyType(places),
                separator=separator,
                coding=coding,
                skipped=skipped,
                dates=_dates([_cell(row, places["booked_on"]) for row in body[:_LOOKED_AT]]),
                decimal=_decimal(_amounts(body, places)),
            )
    raise StatementInvalid(StatementProblem.COLUMNS)


def tells_decimal(raw: bytes, columns: Columns) -> bool:
    """Return whether the amounts of a file tell which mark is before the cents.

    Raises `StatementInvalid`.
    """
    body = [row for _, row in _rows(raw, columns.separator, columns.coding)][columns.skipped + 1 :]
    return bool(_decimal(_amounts(body, columns.places)))


def titles_of(raw: bytes, columns: Columns) -> tuple[str, ...]:
    """Return the titles of the columns. Raises `StatementInvalid`."""
    rows = _rows(raw, columns.separator, columns.coding)
    if len(rows) <= columns.skipped:
        raise StatementInvalid(StatementProblem.EMPTY)
    return tuple(tidy(cell) for cell in rows[columns.skipped][1])


# --- guessing -------------------------------------------------------------------------------------


def _places(titles: Sequence[str]) -> dict[str, int]:
    plain = [_CLUTTER.sub("", title.casefold()) for title in titles]
    return {
        meaning: min(found)
        for meaning, names in _TITLES.items()
        if (found := [place for place, title in enumerate(plain) if title in names])
    }


def _dates(written: Sequence[str]) -> str:
    """Return the first format in which every date is one."""
    for name in DATE_FORMATS:
        try:
            for each in written:
                _day(each, name, 0)
        except StatementInvalid:
            continue
        return name
    raise StatementInvalid(StatementProblem.DATE)


def _amounts(body: Sequence[Sequence[str]], places: Mapping[str, int]) -> Iterator[str]:
    named = [places[each] for each in ("amount", "credit", "debit") if each in places]
    return (_cell(row, place) for row in body for place in named)


def _decimal(amounts: Iterator[str]) -> str:
    """Return the mark before the cents; a point where no amount has a mark.

    Nothing where only single marks before three digits are: they may part thousands.

    >>> _decimal(iter(["1.234,56"])), _decimal(iter(["1,234,567"])), _decimal(iter(["3.600"]))
    (',', '.', '')
    """
    found = [mark for each in amounts if (mark := _mark_of(each)) is not None]
    if found and not any(found):
        return ""
    return "," if found.count(",") > found.count(".") else "."


def _mark_of(amount: str) -> str | None:
    """Return the mark before the cents of one amount: None without a mark, empty if unclear."""
    marks = re.findall(r"[.,]", amount)
    if not marks:
        return None
    if len(set(marks)) == 1 and len(marks) > 1:  # it parts thousands, so the other one is meant
        return "." if marks[0] == "," else ","
    is_unclear = len(marks) == 1 and re.search(r"[.,]\d{3}\D*$", amount)
    return "" if is_unclear else marks[-1]


# --- reading --------------------------------------------------------------------------------------


def _line(cells: Sequence[str], columns: Columns, number: int, width: int) -> BankLine:
    if len(cells) < width:
        raise StatementInvalid(StatementProblem.CUT, number)
    said = {name: tidy(_cell(cells, place)) for name, place in columns.places.items()}
    currency = (said.get("currency") or columns.currency).upper()
    return BankLine(
        booked_on=_day(said["booked_on"], columns.dates, number),
        amount=money_of(
            _amount(said, columns, number), currency, number=number, is_whole_or_exact=True
        ),
        payer=said.get("payer", ""),
        payer_iban=said.get("payer_iban", "").replace(" ", ""),
        remittance=said.get("remittance", ""),
        reference=said.get("reference", ""),
    )


def _refuse_cut(
    body: Sequence[tuple[int, list[str]]], columns: Columns, last: BankLine, width: int
) -> None:
    """Refuse a file without a last line end whose last cell may be the beginning of one.

    A cut leaves a shorter amount that reads well (`1.234` of `1.234,56`), one without its sign
    where signs stand behind, or no currency.
    """
    number, cells = body[-1]
    meant = {place: name for name, place in columns.places.items()}.get(width - 1, "")
    at_end = cells[width - 1].strip()
    if len(cells) > width or meant not in {"amount", "credit", "debit", "currency"}:
        return
    is_whole = bool(at_end)
    if at_end and meant != "currency":
        decimals = exponent(last.amount.currency)
        is_whole = bool(decimals) and bool(
            re.search(rf"{re.escape(columns.decimal)}\d{{{decimals}}}\D*$", at_end)
        )
        others = [_cell(row, width - 1).strip() for _, row in body[:-1]]
        is_whole = is_whole and (
            at_end[-1] in "+-" or not any(each.endswith(("-", "+")) for each in others)
        )
    if meant in {"credit", "debit"} and not at_end:
        is_whole = True  # the other of the two is filled
    if not is_whole:
        raise StatementInvalid(StatementProblem.CUT, number)


def _amount(said: Mapping[str, str], columns: Columns, number: int) -> str:
    """Return the signed amount; of two columns the one that is filled counts."""
    if "amount" in said:
        return _plain(said["amount"], columns.decimal, number)
    credit, debit = said["credit"], said["debit"]
    if bool(credit) == bool(debit):
        raise StatementInvalid(StatementProblem.AMOUNT, number)
    if credit:
        return _plain(credit, columns.decimal, number)
    return f"-{_plain(debit, columns.decimal, number).lstrip('-')}"


def _plain(written: str, decimal: str, number: int) -> str:
    """Return a written number as a plain one.

    >>> _plain("3.600,00", ",", 1), _plain("−1 200", ".", 1), _plain("12.50-", ".", 1)
    ('3600.00', '-1200', '-12.50')

    A mark without digits behind it is half an amount.
    """
    bare = re.sub(r"[\s'’€$£₽+]", "", written).replace("\N{MINUS SIGN}", "-")
    if bare.endswith("-"):
        bare = f"-{bare[:-1]}"
    parts = "." if decimal == "," else ","
    found = re.fullmatch(
        rf"-?\d{{1,3}}(?:{re.escape(parts)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", bare
    )
    if found:
        bare = bare.replace(parts, "")
    if not re.fullmatch(rf"-?\d+(?:{re.escape(decimal)}\d+)?", bare):
        raise StatementInvalid(StatementProblem.AMOUNT, number)
    return bare.replace(decimal, ".")


def _day(written: str, dates: str, number: int) -> date:
    try:
        return datetime.strptime(written.strip()[:10], DATE_FORMATS[dates]).date()  # noqa: DTZ007
    except ValueError:
        raise StatementInvalid(StatementProblem.DATE, number) from None


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _rows(raw: bytes, separator: str, coding: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not empty, with their numbers. Refuses a quote left open."""
    text = f"{_decoded(raw, coding)[0]}\r\n{_END}"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise StatementInvalid(StatementProblem.CUT, reader.line_num) from None
    number, last = rows.pop()
    if last != [_END]:  # an open quote took all that follows it
        raise StatementInvalid(StatementProblem.CUT, number)
    return rows


def _decoded(raw: bytes, coding: str) -> tuple[str, str]:
    try:
        return decoded(raw, coding)
    except Undecodable:
        raise StatementInvalid(StatementProblem.WRONG_CODING) from None
