"""Lists of people as spreadsheets write them, and what is none."""

from __future__ import annotations

import pytest

from curule.core.people_files import (
    MOST_OCTETS,
    MOST_PEOPLE,
    FileProblem,
    PeopleFile,
    PeopleFileInvalid,
    read_people_file,
    read_people_text,
)


def people(read: PeopleFile) -> list[tuple[str, str, str]]:
    return [(each.email, each.first_name, each.last_name) for each in read.people]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write_is_read(separator: str, coding: str) -> None:
    table = ["E-mail", "Prénom", "Nom"], ["jean@x.test", "Jérôme", "Roy"]
    raw = "\r\n".join(separator.join(cells) for cells in table).encode(coding)

    read = read_people_file(raw)

    assert people(read) == [("jean@x.test", "Jérôme", "Roy")]
    assert (read.coding, read.separator) == (coding.removesuffix("-sig"), separator)


@pytest.mark.parametrize(
    ("titles", "named"),
    [
        ("Имя;Фамилия;Почта", ("Иван", "Петров")),
        ("Vorname;Nachname;E-Mail-Adresse", ("Иван", "Петров")),
        ("First name;Surname;Mail address", ("Иван", "Петров")),
    ],
)
def test_titles_are_known_in_every_language_and_cyrillic_is_found_out(
    titles: str, named: tuple[str, str]
) -> None:
    read = read_people_file(f"{titles}\nИван;Петров;ivan@x.test\n".encode("cp1251"))

    assert people(read) == [("ivan@x.test", *named)]
    assert read.coding == "cp1251"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a@x.test\nb@x.test", [("a@x.test", "", ""), ("b@x.test", "", "")]),
        ("Bo,a@x.test,Li", [("a@x.test", "Bo", "Li")]),
        ("Name\tE-mail\nBo van Li\ta@x.test", [("a@x.test", "Bo", "van Li")]),
        ('email,first name\n"a@x.test","Li, Bo"', [("a@x.test", "Li, Bo", "")]),
        ("team,who\nA,a@x.test\n\n,\nB,b@x.test", [("a@x.test", "", ""), ("b@x.test", "", "")]),
        ("E-mail\nnobody", [("nobody", "", "")]),
        ("=cmd()@x.test,=1+1,Li", [("=cmd()@x.test", "=1+1", "Li")]),
    ],
)
def test_lists_come_in_many_shapes(text: str, read: list[tuple[str, str, str]]) -> None:
    assert people(read_people_text(text)) == read


def test_a_row_keeps_the_number_of_its_line() -> None:
    read = read_people_text("E-mail\n\na@x.test\n\nb@x.test\n")

    assert [each.number for each in read.people] == [3, 5]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b" \r\n ", FileProblem.EMPTY),
        (b"E-mail;Name\n", FileProblem.EMPTY),
        (b"hello\nworld", FileProblem.NO_ADDRESSES),
        (b"PK\x03\x04 a spreadsheet", FileProblem.SPREADSHEET),
        (b"a@x.test\x00", FileProblem.WRONG_CODING),
        (b"\xff\xfe\x00", FileProblem.WRONG_CODING),
        (b"a" * (MOST_OCTETS + 1), FileProblem.TOO_BIG),
        (b"a@x.test\n" * (MOST_PEOPLE + 1), FileProblem.TOO_MANY),
        (b'"' + b"a" * 200_000, FileProblem.WRONG_CODING),
    ],
)
def test_what_is_no_list_says_why(raw: bytes, problem: FileProblem) -> None:
    with pytest.raises(PeopleFileInvalid) as caught:
        read_people_file(raw)

    assert caught.value.problem is problem


def test_who_knows_the_coding_may_say_it() -> None:
    raw = "é@x.test".encode("cp1252")

    assert read_people_file(raw, coding="cp1252").people[0].email == "é@x.test"
    with pytest.raises(PeopleFileInvalid):
        read_people_file(raw, coding="utf-8")
