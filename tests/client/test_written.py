"""The client's models, calls and nouns are those that the OpenAPI document would write now."""

from __future__ import annotations

from pathlib import Path

import pytest

from curule.api.v1.door import whole_document
from curule_client import AsyncCurule, Curule
from curule_client.noun import AsyncNoun, Noun
from tests.support.python_client import generate
from tests.support.python_client.operations import NOUNS, acts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What would be written now."""
    return generate.write(whole_document(), tmp_path_factory.mktemp("client"))


def test_what_is_written_is_up_to_date(folder: Path) -> None:
    now = {path.relative_to(folder): path.read_text() for path in folder.rglob("*.py")}
    kept = {
        path.relative_to(generate.PACKAGE): path.read_text()
        for name in generate.FOLDERS
        for path in (generate.PACKAGE / name).glob("*.py")
    }

    assert now == kept, "run `make client`"


def test_every_operation_is_an_act_of_a_noun_in_both_clients() -> None:
    found = tuple(acts(whole_document()))
    operations = {
        operation["operationId"]
        for methods in whole_document()["paths"].values()
        for operation in methods.values()
    }
    waits, awaits = (
        {
            (noun, name)
            for noun, each in vars(client).items()
            if isinstance(each, (Noun, AsyncNoun))
            for name in vars(type(each))
            if not name.startswith("_")
        }
        for client in (
            Curule("k", base_url="http://x.test"),
            AsyncCurule("k", base_url="http://x.test"),
        )
    )

    assert {act.operation for act in found} == operations
    assert waits == awaits == {(act.noun, act.name) for act in found}
    assert {noun for noun, _name in waits} == set(NOUNS)
    assert len(found) == len(waits)
