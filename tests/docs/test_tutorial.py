"""The tutorial is walked through as a reader would: files saved and changed, commands typed."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from curule.data.database_url import DatabaseUrl
from tests.docs.pages import Block, blocks, changed, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment

PAGE = blocks(read("tutorial/first-policy.md"))


@pytest.fixture
def env(server: DatabaseUrl, template: str) -> dict[str, str]:
    del template  # made, so that no run has to make it
    return reader_s_environment(DATABASE_URL=server.text())


def test_every_step_prints_what_the_page_says(env: Mapping[str, str], tmp_path: Path) -> None:
    policy = tmp_path / "desks.yaml"
    for block in PAGE:
        match block:
            case Block(file=str(name)):
                (tmp_path / name).write_text(block.body, encoding="utf-8")
            case Block(language="diff"):
                after = changed(policy.read_text(encoding="utf-8"), block.body)
                policy.write_text(after, encoding="utf-8")
            case Block(language="console"):
                _type(block, folder=tmp_path, env=env)
            case _:
                pytest.fail(f"nobody knows what to do with {block}")


def _type(block: Block, *, folder: Path, env: Mapping[str, str]) -> None:
    for command, printed in zip(commands(block), run(block, folder=folder, env=env), strict=True):
        assert is_as_printed(command.printed, printed), f"$ {command.line}\n" + "\n".join(printed)


def test_it_writes_fails_mends_and_reads_a_policy() -> None:
    consoles = [block for block in PAGE if block.language == "console"]
    typed = [command for block in consoles for command in commands(block)]
    lines = [command.line for command in typed]
    assert lines.count("curule scenario run desks.yaml") >= 6
    assert any(line.startswith("curule scenario show") for line in lines)
    assert any(line.startswith("curule calc") for line in lines)
    statuses = [command.printed for command in typed if command.line == "echo $?"]
    assert statuses == [("2",), ("1",)]
    assert sum(block.language == "diff" for block in PAGE) >= 3


def test_another_number_on_the_page_would_be_noticed() -> None:
    printed = ("a", "due now 85.16 EUR", "b", "✓ 1 step")
    assert is_as_printed(("…", "due now 85.16 EUR", "…", "✓ 1 step"), printed)
    assert is_as_printed(("a", "due now … EUR", "…"), printed)
    assert not is_as_printed(("…", "due now 85.17 EUR", "…", "✓ 1 step"), printed)
    assert not is_as_printed(("a", "due now 85.16 EUR", "b"), printed)
    assert not is_as_printed((), printed)
    assert is_as_printed((), ())


def test_a_change_that_does_not_fit_is_an_error() -> None:
    assert changed("a\nb\n", " a\n-b\n+c\n") == "a\nc\n"
    with pytest.raises(AssertionError):
        changed("a\nb\n", " a\n-c\n")
