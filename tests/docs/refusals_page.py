"""Writes docs/reference/refusals.md: every code, what it says in English, and the ways out."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from curule.core.languages import Language
from curule.core.messages import say
from curule.core.refusals import DEFAULT_OPTIONS, FACTS, Refusal, RefusalCode, WayOut
from curule.wording import refusal_text, translate
from tests.docs.policy_page import table

_PROSE: Final = Path(__file__).with_name("refusals_page.txt")


def refusals_page() -> str:
    """Return the page."""
    page = _PROSE.read_text(encoding="utf-8")
    labels = [(f"`{way}`", _tell(f"option.{way}")) for way in WayOut]
    parts = {
        "codes": "\n\n".join(_section(heading, codes) for heading, codes in _sections()),
        "ways": table(("Word", "What a person reads"), labels),
    }
    for name, text in parts.items():
        page = page.replace(f"<!-- {name} -->", text)
    return page


def _section(heading: str, codes: list[RefusalCode]) -> str:
    entries = [_entry(code) for code in codes]
    return "\n\n".join([f"## {heading[0].upper()}{heading[1:]}", *entries])


def _sections() -> Iterator[tuple[str, list[RefusalCode]]]:
    """The codes under the comments that group them in the code."""
    source = inspect.getsource(RefusalCode)
    for section in re.split(r"^    # ", source, flags=re.MULTILINE)[1:]:
        heading, _, rest = section.partition("\n")
        yield heading, [RefusalCode(word) for word in re.findall(r'= "(\w+)"', rest)]


def _entry(code: RefusalCode) -> str:
    text = refusal_text(Refusal(code=code), Language.EN)
    facts = [_fact(code, group) for group in FACTS.get(code, ())]
    reason = " ".join([text.reason, *(f"*{fact}*" for fact in facts)])
    ways = " · ".join(f"`{way}` {_tell(f'option.{way}')}" for way in DEFAULT_OPTIONS.get(code, ()))
    told = [f"### {code}", f"**{text.sentence}** {reason}", ways]
    return "\n\n".join(part for part in told if part)


def _fact(code: RefusalCode, group: tuple[str, ...]) -> str:
    return _tell(f"refusal.{code}.fact.{group[0]}", *group)


def _tell(key: str, *names: str) -> str:
    return translate(say(key, **{name: f"{{{name}}}" for name in names}), Language.EN)
