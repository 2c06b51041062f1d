"""Writes `curule_client/nouns`: the same nouns twice, for who waits and for `await`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.python_client.operations import NOUNS, Act


def noun_modules(acts: tuple[Act, ...]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each module."""
    yield "waiting", _module(acts, "The nouns of the client that waits.", "", "sent", "paged")
    yield (
        "awaiting",
        _module(acts, "The nouns of the client for `await`.", "Async", "awaited", "paged_later"),
    )
    yield "__init__", '"""What can be done with each kind of thing."""\n'


def _module(acts: tuple[Act, ...], says: str, kind: str, sent: str, paged: str) -> str:
    lines = [
        f'"""{says}"""\n\nfrom __future__ import annotations\n',
        f"from curule_client.calls import {', '.join(NOUNS)}",
        f"from curule_client.noun import {kind}Noun, {kind}Sends, {sent}, {paged}",
    ]
    for noun, meaning in NOUNS.items():
        lines.append(f'\n\nclass {_class(noun)}({kind}Noun):\n    """{meaning}"""\n')
        lines += [
            f"    {act.name} = {paged if act.is_list else sent}({noun}.{act.call})"
            for act in acts
            if act.noun == noun
        ]
    lines.append(
        f'\n\nclass Nouns:\n    """Every noun."""\n\n'
        f"    def __init__(self, sender: {kind}Sends) -> None:"
    )
    lines += [f"        self.{noun} = {_class(noun)}(sender)" for noun in NOUNS]
    return "\n".join([*lines, ""])


def _class(noun: str) -> str:
    return "".join(word.title() for word in noun.split("_"))
