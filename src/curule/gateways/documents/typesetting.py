"""The pages, set by typst: PDF/A-3b that a screen reader can read too (PDF/UA-1), or pictures.

The same page gives the same bytes: its date is the day of issue, and the fonts lie in this package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final
from unicodedata import category, normalize

import typst

_OTHER: Final = "?"
_ALIKE: Final = str.maketrans({"\N{MINUS SIGN}": "\N{EN DASH}"})
"""The fonts lack the minus sign; the dash is drawn alike."""
_STANDARDS: Final = ["a-3b", "ua-1"]


def set_pdf(page: Mapping[str, Any], *, xml: bytes | None = None, code: str = "") -> bytes:
    """Return a page as PDF with the electronic invoice attached; `code` is the picture to scan."""
    found = _compiled(page, xml=xml, code=code, format="pdf", pdf_standards=_STANDARDS)
    assert isinstance(found, bytes)
    return found


def set_pictures(page: Mapping[str, Any], *, code: str = "", per_inch: int = 110) -> list[bytes]:
    """Return a page as pictures (PNG), one per sheet, for people who check how it looks."""
    found = _compiled(page, xml=None, code=code, format="png", ppi=float(per_inch))
    return [found] if isinstance(found, bytes) else list(found)


def _legible(said: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what is said in letters that the fonts have, a question mark for any other.

    PDF/A has no letters without a shape. The electronic invoice has every one of them.
    """
    match said:
        case str():
            composed = normalize("NFC", said).translate(_ALIKE)
            letters = (letter for letter in composed if category(letter) not in {"Cc", "Cf"})
            return "".join(letter if letter in _letters() else _OTHER for letter in letters)
        case Mapping():
            return {name: _legible(value) for name, value in said.items()}
        case list() | tuple():
            return [_legible(value) for value in said]
        case _:
            return said


@cache
def _letters() -> frozenset[str]:
    """Return the letters that both fonts have; `covered.txt` was read out of them."""
    lines = (files(__package__) / "fonts" / "covered.txt").read_text(encoding="ascii").split()
    ranges = ([int(end, 16) for end in line.split("-")] for line in lines)
    return frozenset(chr(code) for ends in ranges for code in range(ends[0], ends[-1] + 1))


def _compiled(page: Mapping[str, Any], *, xml: bytes | None, code: str, **how: Any) -> Any:  # noqa: ANN401 - typst's
    given = {"page": json.dumps(_legible(page), ensure_ascii=False, sort_keys=True)}
    if xml is not None:
        given["xml"] = xml.decode()
    if code:
        given["code"] = code
    with as_file(files(__package__)) as folder:
        return typst.compile(
            folder / "invoice.typ",
            root=folder,
            font_paths=[folder / "fonts"],
            ignore_system_fonts=True,
            sys_inputs=given,
            **how,
        )
