"""Mails as a table, the same wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable

from curule.selectors.console.mails import MailLine
from curule.web.console.rendering import Cell, Table, link, moment, plain, state, table
from curule.web.templatetags.curule import say
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader


def _language(reader: Reader, code: str) -> str:
    return str(LOCALES[reader.language].languages.get(code, code))


def mails(reader: Reader, lines: Iterable[MailLine]) -> Table:
    """Return mails as a table."""
    return table(
        reader,
        "console.mails.caption",
        [
            "console.mails.template",
            "console.mails.to",
            "console.accounts.name",
            "console.mails.written",
            "console.accounts.state",
        ],
        (
            (
                link(template_name(reader, line.template), "console_mail", line.id),
                plain(line.to, note=_language(reader, line.language)),
                link(line.account, "console_account", line.account_id)
                if line.account_id
                else plain(say(reader, "console.mails.your_own")),
                moment(reader, line.created_at),
                _state(reader, line),
            )
            for line in lines
        ),
    )


def template_name(reader: Reader, template: str) -> str:
    """Return what a kind of mail is called."""
    return say(reader, f"console.mail.template.{template}")


def _state(reader: Reader, line: MailLine) -> Cell:
    said = state(reader, "console.mail.state.", line.state)
    return Cell(text=said.text, tone=said.tone, note=line.failure)
