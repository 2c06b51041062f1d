"""The pages about the command line, imports and the first integration are typed as they stand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from curule.data.database_url import DatabaseUrl
from curule.httpkit.clock import utc_now
from curule_client import Curule
from tests.core.imports.exports import (
    ACME,
    ACME_RUNS,
    SEATS,
    STRIPE_CUSTOMERS,
    STRIPE_SUBSCRIPTIONS,
    exported,
)
from tests.docs.pages import Block, blocks, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment
from tests.support.tree import ROOT
from tests.support.web_server import web_server

PLAN = ROOT / "examples" / "desks" / "plan.yaml"
HERE = "http://localhost:8000"


def typed(block: Block, *, folder: Path, env: dict[str, str]) -> list[str]:
    """Type the commands of a block; what each printed, which is what the page says."""
    said = []
    for command, printed in zip(commands(block), run(block, folder=folder, env=env), strict=True):
        assert is_as_printed(command.printed, printed), f"$ {command.line}\n" + "\n".join(printed)
        said.append("\n".join(printed))
    return said


@pytest.fixture
def env(fresh_database: DatabaseUrl, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "plan.yaml").write_bytes(PLAN.read_bytes())
    return reader_s_environment(DATABASE_URL=fresh_database.text(), CURULE_DATA=str(tmp_path))


@pytest.mark.long
def test_the_page_about_the_command_line(env: dict[str, str], tmp_path: Path) -> None:
    for block in blocks(read("how-to/command-line.md")):
        if block.language == "console":
            typed(block, folder=tmp_path, env=env)


@pytest.mark.long
def test_the_page_about_imports(env: dict[str, str], tmp_path: Path) -> None:
    ends_on = (utc_now() + timedelta(days=14)).date()
    running = {
        **ACME_RUNS,
        "Current Period Start (UTC)": "",
        "Current Period End (UTC)": f"{ends_on} 10:22",
    }
    gone = {"id": "sub_2", "Customer ID": "cus_Nf1", "Status": "canceled", "Plan": "x"}
    (tmp_path / "customers.csv").write_bytes(exported(STRIPE_CUSTOMERS, [ACME]))
    (tmp_path / "subscriptions.csv").write_bytes(exported(STRIPE_SUBSCRIPTIONS, [running, gone]))
    (tmp_path / "seats.csv").write_bytes(SEATS)

    for block in blocks(read("how-to/import.md")):
        if block.language == "console":
            typed(block, folder=tmp_path, env=env)


@pytest.mark.long
def test_the_first_integration(
    env: dict[str, str],
    fresh_database: DatabaseUrl,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names: dict[str, object] = {"__name__": "shop"}
    with web_server(fresh_database, tmp_path / "served") as port, _closing(names):
        for block in blocks(read("tutorial/first-integration.md")):
            if block.file is not None:
                (tmp_path / block.file).write_text(block.body, encoding="utf-8")
            elif block.language == "console":
                for said in typed(block, folder=tmp_path, env=env):
                    if said.startswith("sk_live_"):
                        monkeypatch.setenv("CURULE_KEY", said.split()[0])
            elif block.language == "python":
                body = block.body.replace(HERE, f"http://127.0.0.1:{port}")
                exec(compile(body, "<page>", "exec"), names)  # noqa: S102 - our own page
    assert "bob" in names


@contextlib.contextmanager
def _closing(names: dict[str, object]) -> Iterator[None]:
    """Close the client that a page opens, as a program does when it ends."""
    try:
        yield
    finally:
        client = names.get("curule")
        if isinstance(client, Curule):
            client.close()


def test_the_tutorial_sells_what_the_example_sells() -> None:
    """The example's file is the tutorial's, but for its comment."""
    (shown,) = [block for block in blocks(read("tutorial/first-integration.md")) if block.file]
    _comment, _, plan = PLAN.read_text(encoding="utf-8").partition("\n")

    assert shown.body == plan
