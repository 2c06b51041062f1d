"""The example at the end of a source page: its steps are played, its cells are counted.

The rules and the steps stand in a comment above the table, where only who writes the page needs
them; what the table says of each step is written in the page's language as the portal writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from curule.core.languages import Language
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.playback.report import LineReport, ScenarioReport, SeatsReport, StepReport
from curule.playback.scenario import Scenario
from curule.playback.steps import Step
from curule.web.line_formulas import formula
from curule.wording import Reader
from curule.wording.values import written
from tests.docs.pages import Row, Table
from tests.docs.played import played_steps

RULES = re.compile(r"<!-- rules\n(.*?)-->", re.DOTALL)
PROSE = frozenset({"Ce que vous faites", "Ce qui se passe", "Что происходит"})
_QUIET = frozenset({"own_plan", "register"})
"""Steps that need no row: they happen outside of what the page is about."""


@dataclass(frozen=True, slots=True)
class Told:
    """A step that was played, in the words of a page."""

    step: Step
    report: StepReport
    scenario: Scenario

    @property
    def reader(self) -> Reader:
        """Who reads the page."""
        return Reader(language=self.scenario.account.language, zone=self.scenario.zone)

    @property
    def currency(self) -> str:
        """In which money the example is."""
        return self.scenario.plan.currency

    @property
    def seats(self) -> SeatsReport:
        """The numbers of the type that is bought."""
        return self.report.seats[self.scenario.plan.prices[0].seat_type]

    def day(self, at: datetime | None) -> str:
        """Return a day as the page writes it."""
        return written(local_date(at, self.scenario.zone), self.reader) if at else ""

    def money(self, amount: int) -> str:
        """Return an amount as the page writes it."""
        return written(Money(amount, self.currency), self.reader)

    def counted(self) -> str:
        """Return how the amount comes about; of a step that is refused, what it is told."""
        if self.report.refused:
            return f"{(self.report.sentence or '').partition('. ')[0]}."
        lines: list[LineReport] = []
        if self.report.quote:
            lines = [*self.report.quote.lines]
        elif self.step.do == "advance":
            lines = [line for each in self.report.invoices for line in each.lines]
        return "; ".join(formula(line, self.reader, self.currency) for line in lines)

    def amount(self) -> str:
        """Return what is owed by the order, settled by the joining, or paid."""
        report = self.report
        if report.quote:
            return self.money(report.quote.total)
        if report.settlements:
            return self.money(sum(each.amount for each in report.settlements))
        if self.step.do == "advance" and report.invoices:
            return self.money(sum(each.total for each in report.invoices))
        if report.payments:
            return self.money(sum(each.amount for each in report.payments))
        return ""

    def total(self) -> str:
        """Return how many seats there are."""
        return str(self.seats.total)

    def scheduled(self) -> str:
        """Return the numbers that are to come."""
        colon = ": " if self.reader.language is Language.RU else " : "
        found = self.seats.scheduled
        return ", ".join(f"{self.day(each.at)}{colon}{each.total}" for each in found)


COLUMNS: Mapping[str, Callable[[Told], str]] = {
    **dict.fromkeys(("Jour", "День"), lambda told: told.day(told.report.at)),
    **dict.fromkeys(("Calcul", "Расчёт"), Told.counted),
    **dict.fromkeys(("Montant", "Сумма"), Told.amount),
    **dict.fromkeys(("Places", "Postes", "Licences", "Agents", "Лицензий"), Told.total),
    **dict.fromkeys(("Libres", "Свободно"), lambda told: str(told.seats.free)),
    **dict.fromkeys(("Ensuite", "Дальше"), Told.scheduled),
    "Prochaine facture": lambda told: told.day(told.report.renews_at),
    "Crédit": lambda told: told.money(told.report.balance.credit),
}
"""What stands below each heading, but for the prose, which only names the numbers of its step."""


def rules_of(page: str, table: Table) -> str:
    """Return the scenario above a table."""
    return str(RULES.findall(page[: table.start])[-1])


def computed(report: ScenarioReport, headings: tuple[str, ...]) -> list[Row]:
    """Return the rows of a table as they must be, without its prose."""
    columns = [heading for heading in headings if heading not in PROSE]
    return [
        {heading: COLUMNS[heading](Told(step, done, report.scenario)) for heading in columns}
        for step, done in shown_steps(report)
    ]


def shown_steps(report: ScenarioReport) -> list[tuple[Step, StepReport]]:
    """Return the steps that have a row."""
    return [(step, done) for step, done in played_steps(report) if step.do not in _QUIET]


def numbers_of(step: Step) -> set[str]:
    """Return the numbers of seats that a step names."""
    named: Mapping[str, int] = getattr(step.operation, "seats", None) or {}
    return {str(number) for number in named.values()}
