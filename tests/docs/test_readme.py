"""The front page and the table of contents: what they show is printed, what they list is there."""

import re
from pathlib import Path

from curule.cli.demo_world import introduction
from curule.cli.verify import verdict
from curule.config import environment
from curule.data.database_url import DatabaseUrl
from tests.docs.pages import DOCS, blocks, commands, is_as_printed, run, tables, words
from tests.docs.readers import reader_s_environment
from tests.support.tree import ROOT, files, text

README = text(Path("README.md"))
DEMO = "curule scenario run scenarios/autodesk.yaml"
"""What `curule demo-cli` does for one vendor; the front page shows nothing of the others."""


def test_what_the_demo_prints_is_printed(server: DatabaseUrl, template: str) -> None:
    del template  # made, so that the run has not to make it
    _, shown = [block for block in blocks(README) if block.language == "console"]
    [demo] = commands(shown)
    assert demo.line == "make demo-cli"
    *played, last, _ = demo.printed
    env = reader_s_environment(DATABASE_URL=server.text())
    one = next(iter(blocks(f"```console\n$ {DEMO}\n```\n")))
    [printed] = run(one, folder=ROOT, env=env)
    assert is_as_printed(tuple(played), printed), "\n".join(printed)
    verified = f"scenarios/autodesk.yaml        ✓ {verdict((), checked=1)}"
    assert is_as_printed((last,), (verified,))


def test_what_the_served_demo_prints_is_printed() -> None:
    shown, _ = [block for block in blocks(README) if block.language == "console"]
    [demo] = commands(shown)
    assert demo.line == "make demo"
    printed = introduction("http://localhost:8000").splitlines()
    assert is_as_printed(demo.printed, tuple(printed)), "\n".join(printed)


def test_both_commands_are_targets_of_make() -> None:
    named = re.findall(r"^make ([a-z]+)", README, re.MULTILINE)
    makefile = text(Path("Makefile"))
    assert named == ["demo", "test"]
    assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for name in named)


def test_every_setting_that_is_read_is_listed() -> None:
    page = text(Path("docs/reference/configuration.md"))
    [settings] = [table for table in tables(page) if table.heading == "Configuration"]
    listed = {name for row in settings.rows for name in words(row["variable"])}
    read = set(re.findall(r"^    ([A-Z_]{4,})  ", environment.__doc__ or "", re.MULTILINE))
    assert listed == read


def test_every_page_stands_in_the_table_of_contents() -> None:
    contents = text(Path("docs/README.md"))
    pages = {
        str(path.relative_to("docs"))
        for path in files()
        if path.parts[0] == "docs" and path.suffix == ".md"
    }
    decisions = {page for page in pages if re.match(r"adr/\d{4}-", page)}
    linked = set(re.findall(r"\]\(([^)#]+\.md)\)", contents))
    assert pages - decisions - {"README.md"} == {page for page in linked if page in pages}
    assert all((DOCS / page).exists() for page in linked)
