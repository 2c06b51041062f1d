"""What is owed by how long it has been due, as a picture for each currency (V15)."""

from __future__ import annotations

from collections.abc import Sequence

from curule.core.money import Money
from curule.web.charts import bars
from curule.web.console.rendering import plain, table
from curule.web.console.report_parts import Picture, heads, money_cell
from curule.web.templatetags.curule import say
from curule.wording.values import Reader

Band = tuple[str, int, tuple[Money, ...]]
_NOT_DUE = "not_due"


def age_pictures(reader: Reader, bands: Sequence[Band]) -> tuple[Picture, ...]:
    """Return a picture for each currency that anything is owed in."""
    owed = sorted({each.currency for _, _, amounts in bands for each in amounts})
    return tuple(_picture(reader, bands, currency) for currency in owed)


def _picture(reader: Reader, bands: Sequence[Band], currency: str) -> Picture:
    rows = [(name, _in(amounts, currency)) for name, _, amounts in bands]
    words = {name: say(reader, f"console.home.age.{name}") for name, _ in rows}
    finding = say(
        reader,
        "report.receivables.finding",
        open=Money(sum(amount for _, amount in rows), currency),
        late=Money(sum(amount for name, amount in rows if name != _NOT_DUE), currency),
    )
    drawn = [(words[name], amount, "more" if name == _NOT_DUE else "less") for name, amount in rows]
    return Picture(
        title=say(reader, "console.invoices.by_age", currency=currency),
        chart=bars(reader, currency, drawn, finding=finding, key=f"age-{currency}"),
        table=table(
            reader,
            "report.receivables.title",
            heads("age", "open"),
            [(plain(words[name]), money_cell(reader, amount, currency)) for name, amount in rows],
            empty="report.nothing_open",
        ),
    )


def _in(amounts: Sequence[Money], currency: str) -> int:
    return sum(each.amount_minor for each in amounts if each.currency == currency)
