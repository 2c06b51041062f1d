"""Numbers past a restore: what the data folder knows to be given is not given again."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from curule.data.database_url import DatabaseUnavailable
from curule.data.issued_numbers import FILE
from tests.support.commands import run_curule
from tests.support.shop import Shop

pytestmark = [pytest.mark.invariant("I23"), pytest.mark.threat("TH38")]


@pytest.fixture
def data_folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.CURULE_DATA = tmp_path
    monkeypatch.setenv("CURULE_DATA", str(tmp_path))
    return tmp_path


def _known(data_folder: Path) -> dict[str, int]:
    (database,) = json.loads((data_folder / FILE).read_text(encoding="utf-8"))
    last: dict[str, int] = database["last"]
    return last


def _know_more(data_folder: Path) -> None:
    """Let two more have been issued than the database remembers, as after a restore."""
    file = data_folder / FILE
    (database,) = json.loads(file.read_text(encoding="utf-8"))
    last = {key: number + 2 for key, number in database["last"].items()}
    file.write_text(json.dumps([{**database, "last": last}]), encoding="utf-8")


@pytest.mark.usefixtures("fresh_database", "sandbox")
def test_what_was_issued_is_noted_and_not_given_again(data_folder: Path) -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(2)
    shop.add_seats(1)
    (series,) = _known(data_folder)
    assert _known(data_folder) == {series: 2}

    _know_more(data_folder)
    before = shop.totals
    with pytest.raises(DatabaseUnavailable, match=f"stands at number 2 of {series}, but 4 was"):
        shop.add_seats(1)
    assert shop.totals == before
    refused = run_curule("worker", "--once")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"The database stands at number 2 of {series}")
    assert len(refused.stderr.splitlines()) == 1

    (data_folder / FILE).unlink()
    shop.add_seats(1)
    assert _known(data_folder) == {series: 3}


@pytest.mark.usefixtures("fresh_database", "sandbox")
def test_what_is_issued_on_a_test_clock_is_not_noted(data_folder: Path) -> None:
    Shop.open("zoom", unit_amount=3000).subscribe(2)

    assert not (data_folder / FILE).exists()
