"""Prints played scenarios: the policy in sentences, each step with what came of it, the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from curule.core.languages import Language
from curule.core.pricing import falls_somewhere
from curule.core.tax import PriceTax
from curule.playback.printed_layout import BAD, GOOD, HEADING, QUIET, STRONG, Facts, labeled
from curule.playback.printed_step import StepPrinter
from curule.playback.printed_words import money
from curule.playback.report import ScenarioReport
from curule.playback.scenario import Scenario
from curule.playback.terms import PlanTerms, PriceTerms
from curule.wording import policy_text


def print_scenario(report: ScenarioReport, *, console: Console, language: Language) -> None:
    """Print one played scenario, from its policy, said in `language`, to the verdict."""
    print_terms(report.scenario, console=console, language=language)
    printer = StepPrinter(report)
    for played in report.played:
        console.print(printer.printed(played))
    console.print(_verdict(report))
    console.print()


def print_terms(scenario: Scenario, *, console: Console, language: Language) -> None:
    """Print who buys what by which rules, these as their buyers read them."""
    title = Text(scenario.file, style=HEADING)
    console.print(Rule(title, style=HEADING, align="left"))
    console.print(labeled(_terms(scenario, language)))
    console.print()


def print_verdicts(reports: Sequence[ScenarioReport], *, console: Console) -> None:
    """Print one line per scenario, for when there are several."""
    table = Table.grid(padding=(0, 2))
    for report in reports:
        table.add_row(Text(report.scenario.file), _verdict(report))
    console.print(table)


def _terms(scenario: Scenario, language: Language) -> Iterator[tuple[str, RenderableType]]:
    for name, plan in scenario.plans.items():
        yield from _plan(name if len(scenario.plans) > 1 else "policy", plan, language)
    account = scenario.account
    tax = f"tax {scenario.tax.written} %" if scenario.tax else "no tax"
    kind = "business" if account.business else "consumer"
    facts = (account.country or "", kind, tax, account.time_zone, account.channel.value)
    yield "account", Facts(*map(Text, facts))


def _plan(label: str, plan: PlanTerms, language: Language) -> Iterator[tuple[str, RenderableType]]:
    yield label, Text(plan.preset or "of its own", style=STRONG)
    for paragraph in policy_text(
        plan.policy, language, seat_types=plan.seat_types, sold_by=plan.price_models
    ):
        said = " ".join(paragraph.sentences)
        yield "", Text.assemble((f"{paragraph.heading}. ", STRONG), said)
    for terms in plan.prices:
        yield "price", Facts(Text(terms.seat_type), *_price(terms))
        if falls_somewhere(terms.price):
            yield "", Text("! one seat more costs less in all: it may be a credit", style=BAD)


def _price(terms: PriceTerms) -> Iterator[Text]:
    price = terms.price
    if price.tiers:
        for tier in price.tiers:
            up_to = "from there on" if tier.up_to is None else f"up to {tier.up_to}"
            flat = f" + {money(tier.flat_amount, price.currency)}" if tier.flat_amount else ""
            yield Text(f"{up_to} {money(tier.unit_amount, price.currency)}{flat}")
        yield Text(str(price.model), style=QUIET)
    else:
        per = f" for each {price.package_size}" if price.package_size else ""
        yield Text(f"{money(price.unit_amount, price.currency)}{per}")
    if price.base_fee:
        yield Text(f"base fee {money(price.base_fee, price.currency)}")
    yield Text(f"per {price.interval}", style=QUIET)
    if price.tax_behavior is PriceTax.INCLUSIVE:
        yield Text("tax included", style=QUIET)


def _verdict(report: ScenarioReport) -> Text:
    steps = len(report.scenario.all_steps)
    counted = f"{steps} step{'s' if steps > 1 else ''}"
    failed = len(report.mismatches)
    if not failed:
        return Text(f"✓ {counted}, all as expected", style=GOOD)
    return Text(f"✗ {counted}, {failed} expectation{'s' if failed > 1 else ''} failed", style=BAD)
