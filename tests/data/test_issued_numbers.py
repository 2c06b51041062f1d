"""The highest numbers beside the database: none is given again after a restore."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection

from curule.data.database_url import DatabaseUnavailable
from curule.data.issued_numbers import FILE, note_issued, refuse_forgotten
from curule.data.models import InvoiceSeries

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I23"), pytest.mark.threat("TH38")]


def _stands(**series: int) -> None:
    """Let the series stand where they stood in a backup, past the rules; others are forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM curule_invoice_series WHERE NOT key = ANY(%s)", [list(series)])
        for key, last in series.items():
            cursor.execute(
                "INSERT INTO curule_invoice_series VALUES (gen_random_uuid(), %s, %s)"
                " ON CONFLICT (key) DO UPDATE SET last_number = EXCLUDED.last_number",
                [key, last],
            )


def _refusal(folder: Path, taken: Mapping[str, int] | None = None) -> str:
    try:
        refuse_forgotten(folder, taken or {})
    except DatabaseUnavailable as error:
        return error.sentence
    return ""


def _known(folder: Path) -> list[dict[str, int]]:
    return [each["last"] for each in json.loads((folder / FILE).read_text(encoding="utf-8"))]


def test_a_series_below_what_was_given_is_refused_in_one_sentence(tmp_path: Path) -> None:
    _stands(INV=43, CN=2)
    note_issued(tmp_path)
    assert _refusal(tmp_path) == ""

    _stands(INV=41, CN=2)

    told = _refusal(tmp_path)
    assert told.startswith("The database stands at number 41 of INV, but 43 was given already")
    assert str(tmp_path / FILE) in told
    assert "\n" not in told


def test_what_is_known_never_goes_down(tmp_path: Path) -> None:
    _stands(INV=43)
    note_issued(tmp_path)
    _stands(INV=41)
    note_issued(tmp_path)

    assert _known(tmp_path) == [{"INV": 43}]


def test_a_series_that_the_backup_never_saw_is_known_by_the_others(tmp_path: Path) -> None:
    _stands(**{"INV-2026": 9, "INV-2027": 1})
    note_issued(tmp_path)
    _stands(**{"INV-2026": 9})
    assert "number 0 of INV-2027, but 1" in _refusal(tmp_path)

    _stands(**{"INV-2026": 9, "INV-2027": 1})  # taken by the transaction that asks
    assert "number 0 of INV-2027, but 1" in _refusal(tmp_path, {"INV-2027": 1})


def test_a_transaction_is_asked_about_the_series_it_takes_from(tmp_path: Path) -> None:
    _stands(INV=43, CN=2)
    note_issued(tmp_path)

    _stands(INV=45, CN=1)  # two of INV are its own
    assert _refusal(tmp_path, {"INV": 2}) == ""
    assert "number 42 of INV" in _refusal(tmp_path, {"INV": 3})
    assert "number 1 of CN" in _refusal(tmp_path)


def test_a_database_that_begins_anew_begins_at_1(tmp_path: Path) -> None:
    _stands(INV=43)
    note_issued(tmp_path)
    _stands()
    _stands(INV=1)
    assert _refusal(tmp_path) == ""

    note_issued(tmp_path)
    assert _known(tmp_path) == [{"INV": 43}, {"INV": 1}]


def test_numbers_of_test_clocks_are_nobodys(tmp_path: Path) -> None:
    _stands(**{"TEST-spring-INV": 7})
    note_issued(tmp_path)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("damaged", ["", "{", "[7]", "null", '[{"ids": 1, "last": 2}]', "\0"])
def test_a_damaged_file_is_begun_anew_and_the_log_is_told(
    tmp_path: Path, damaged: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_text(damaged, encoding="utf-8")
    _stands(INV=43)

    assert _refusal(tmp_path) == ""
    note_issued(tmp_path)

    assert _known(tmp_path) == [{"INV": 43}]
    assert "is damaged" in caplog.text


def test_a_folder_that_cannot_be_written_to_is_told_to_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    _stands(INV=43)

    note_issued(tmp_path / "file" / "data")

    assert "cannot be written" in caplog.text
    assert InvoiceSeries.objects.get().last_number == 43
