"""Writes docs/reference/commands.md: every command with its arguments and options, from --help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from curule.cli.main import cli
from tests.docs.policy_page import table

_PROSE: Final = Path(__file__).with_name("commands_page.txt")


def commands_page() -> str:
    """Return the page."""
    entries = "\n\n".join(_entry(context) for context in _commands(click.Context(cli)))
    return _PROSE.read_text(encoding="utf-8").replace("<!-- commands -->", entries)


def _commands(context: click.Context) -> Iterator[click.Context]:
    """Return the context of every command, in the order of the alphabet."""
    group = context.command
    assert isinstance(group, click.Group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, parent=context, info_name=name)
        yield inner
        if isinstance(command, click.Group):
            yield from _commands(inner)


def _entry(context: click.Context) -> str:
    command = context.command
    path = context.command_path.strip()
    depth = len(path.split())
    heading = "#" * min(depth + 1, 4)
    parts = [f"{heading} curule {path}", _help(command)]
    if not isinstance(command, click.Group):
        usage = " ".join(["curule", path, *command.collect_usage_pieces(context)])
        parts.append(f"```\n{usage}\n```")
        options = [
            (f"`{record[0]}`".replace("|", "\\|"), record[1].replace("|", "\\|"))
            for option in command.params
            if isinstance(option, click.Option) and (record := option.get_help_record(context))
        ]
        if options:
            parts.append(table(("Option", "What it does"), options))
    return "\n\n".join(part for part in parts if part)


def _help(command: click.Command) -> str:
    paragraphs = (command.help or "").replace("\b", "").split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs if each.strip())
