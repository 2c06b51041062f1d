"""The frame of every mail as HTML: the sender's name, what is said, one button, and why it came.

It stands by itself: no picture, no style and no script from elsewhere, and it reads in light and in
dark. Whatever is put into it is escaped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from curule.core.languages import Language
from curule.wording import catalogs

BUTTON_HERE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""A paragraph of this alone is where the button stands; else it comes before the closing."""

_STYLE: Final = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;background:#f6f7f9;color:#1a1d23;
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.sheet{width:100%;max-width:560px;margin:0 auto;padding:24px 16px}
.name{font-weight:700;font-size:18px;margin:0 0 16px}
.card{background:#ffffff;border:1px solid #d9dde4;border-radius:8px;padding:24px}
.card p{margin:0 0 16px;overflow-wrap:anywhere}
.button{display:inline-block;padding:12px 20px;border-radius:6px;
background:#1f5fd0;color:#ffffff;font-weight:600;text-decoration:none}
.code{font:700 28px/1.4 ui-monospace,Consolas,monospace;letter-spacing:.12em}
.small{font-size:13px;color:#565d6a;margin:16px 0 0;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){
body{background:#14161a;color:#e8eaee}
.card{background:#1c1f25;border-color:#333842}
.button{background:#7fb0ff;color:#0b1a33}
.small{color:#a5adba}
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """The one thing to press in a mail, and where it leads."""

    label: str
    link: str


def framed(
    *,
    subject: str,
    name: str,
    paragraphs: Sequence[str],
    button: Button | None,
    why: str,
    choices: str = "",
    language: Language,
    code: str = "",
) -> str:
    """Return a mail as HTML. `name` is who sends it, `why` the reason to get it.

    `choices` says where its reader chooses which mails to get. A `code` stands large on a line of
    its own, after the first paragraph that is no greeting.
    """
    said = [_paragraph(text, button) for text in paragraphs]
    if code:
        said.insert(2, f'<p class="code">{escape(code)}</p>')
    if button is not None and BUTTON_HERE not in paragraphs:
        said.insert(len(said) - 1, _pressed(button))
    foot = f'<p class="small">{escape(why)}</p>'
    if choices:
        foot += f'\n<p class="small">{escape(choices)}</p>'
    address = ""
    if button is not None:
        how = escape(catalogs.text("mail.address", language))
        address = f'<p class="small">{how}<br>{escape(button.link)}</p>'
    return (
        f'<!doctype html>\n<html lang="{language.value}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="supported-color-schemes" content="light dark">\n'
        f"<title>{escape(subject)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<div class="sheet">\n<p class="name">{escape(name)}</p>\n<div class="card">\n'
        + "\n".join(said)
        + f"\n{address}\n</div>\n{foot}\n</div>\n</body>\n</html>\n"
    )


def _paragraph(text: str, button: Button | None) -> str:
    if text == BUTTON_HERE:
        return "" if button is None else _pressed(button)
    return "<p>" + "<br>\n".join(escape(line) for line in text.split("\n")) + "</p>"


def _pressed(button: Button) -> str:
    return f'<p><a class="button" href="{escape(button.link)}">{escape(button.label)}</a></p>'
