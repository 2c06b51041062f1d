"""The pages about installing and watching: their commands are typed, against a server that runs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from curule.data.database_url import DatabaseUrl
from tests.cli.test_serve import serving
from tests.docs.pages import Block, blocks, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment

TOKEN = "a-token-that-opens-nothing-outside-of-tests"


def _consoles(page: str) -> list[Block]:
    return [block for block in blocks(read(f"how-to/{page}")) if block.language == "console"]


def _type(block: Block, env: Mapping[str, str], folder: Path, **replaced: str) -> None:
    body = block.body
    for old, new in replaced.items():
        body = body.replace(old, new)
    here = Block(language=block.language, file=None, body=body)
    for command, printed in zip(commands(here), run(here, folder=folder, env=env), strict=True):
        assert is_as_printed(command.printed, printed), f"$ {command.line}\n" + "\n".join(printed)


def test_a_server_that_runs_is_watched(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    del fresh_database
    probes, numbers = _consoles("watch-it-run.md")
    if shutil.which("curl") is None:
        pytest.fail("install curl: on Debian, apt-get install curl")
    watched = {"CURULE_METRICS_TOKEN": TOKEN, "CURULE_DATA": str(tmp_path)}
    with serving(tmp_path, "--no-worker", env=watched) as served:
        served.wait_for("Serving")
        env = reader_s_environment(**watched)
        here = {"localhost:8000": f"127.0.0.1:{served.port}"}
        _type(probes, env, tmp_path, **here)
        _type(numbers, env, tmp_path, **here)


def test_prometheus_would_read_the_page() -> None:
    [asking] = [
        block for block in blocks(read("how-to/watch-it-run.md")) if block.language == "yaml"
    ]
    [job] = yaml.safe_load(asking.body)["scrape_configs"]
    assert set(job) == {"job_name", "authorization", "static_configs"}


def test_whether_it_is_safe_is_asked(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    safe, misspelled = _consoles("install-on-a-server.md")
    env = reader_s_environment(
        DATABASE_URL=fresh_database.text(),
        CURULE_DATA=str(tmp_path / "data"),
        CURULE_BASE_URL="https://seats.example.com",
        CURULE_PROXIES="1",
    )
    # The role and the server of the tests are no example to anybody.
    told = "…\nunsafe: The role …\nunsafe: The database may lose …\n…\n3 unsafe; …"
    shown = "…\n1 unsafe; do not let customers in before it is mended."
    _type(safe, env, tmp_path, **{shown: told})
    _type(misspelled, reader_s_environment(), tmp_path)
