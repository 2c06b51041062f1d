"""Prints one step: what was done, by whom, what came of it, and how the seats stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from curule.playback.printed_layout import (
    BAD,
    GOOD,
    QUIET,
    STRONG,
    WARN,
    Facts,
    expected_and_got,
    few,
    indented,
    labeled,
)
from curule.playback.printed_words import bare_money, money, number, operation, span, when
from curule.playback.report import (
    InvoiceReport,
    LineReport,
    PlayedStep,
    PlayedTogether,
    QuoteReport,
    ScenarioReport,
    SeatsReport,
    StepReport,
)
from curule.playback.steps import Step

_LONGEST_GAUGE: Final = 20
_OCCUPIED, _HELD, _FREE = "blue", "magenta", "bright_black"

Row = tuple[str, RenderableType]


class StepPrinter:
    """Prints steps in turn; of what rarely changes it says only what has changed."""

    def __init__(self, report: ScenarioReport) -> None:
        self._zone = report.scenario.zone
        self._currency = report.scenario.plan.currency
        self._said: dict[tuple[str, str], str] = {}

    def printed(self, played: PlayedStep | PlayedTogether) -> RenderableType:
        """Return the step as a part of the page; steps are to be given in their order."""
        if isinstance(played, PlayedStep):
            parts = [self._step(played.step, played.report)]
        else:
            parts = list(self._together(played))
        if played.mismatches:
            parts.append(indented(expected_and_got(played.mismatches, zone=self._zone)))
        return Group(*parts, Text())

    def _together(self, played: PlayedTogether) -> Iterator[RenderableType]:
        reports = played.report.results
        refused = sum(not report.ok for report in reports)
        yield indented(
            Facts(
                Text(when(played.step.at, self._zone), style=QUIET),
                Text(f"{len(reports)} steps at once:", style=STRONG),
                Text(f"{len(reports) - refused} went through,"),
                Text(f"{refused} refused"),
            )
        )
        for step, report in zip(played.step.steps, reports, strict=True):
            yield self._step(step, report)

    def _step(self, step: Step, report: StepReport) -> RenderableType:
        head = Table.grid(padding=(0, 1), expand=True)
        head.add_column(width=4, justify="right", style=QUIET)
        head.add_column(ratio=1)
        on = Text(when(step.at, self._zone), style=QUIET)
        head.add_row(str(step.number), Facts(on, Text(operation(step.operation), style=STRONG)))
        return Group(head, indented(labeled(self._rows(step, report))))

    def _rows(self, step: Step, report: StepReport) -> Iterator[Row]:
        covers = Text(f"[{' '.join(step.covers)}]", style=QUIET) if step.covers else None
        if report.by or covers:
            yield "by", Facts(Text(report.by or "nobody", style=QUIET), covers)
        if report.refused is not None:
            yield "refused", _refusal(report)
        if report.replayed:
            yield "replayed", Text("was done before under this key; nothing happened twice")
        if report.quote is not None:
            yield "quote", self._quote(report.quote, report)
        shown = report.quote.lines if report.quote else ()
        for invoice in report.invoices:
            yield "invoice", self._document(invoice, shown)
        for note in report.credit_notes:
            yield "credit", self._document(note, shown)
        yield from self._money_rows(report)
        for name, seats in report.seats.items():
            yield "seats", self._seats(name, seats)
        yield from self._news(report)
        for template in dict.fromkeys(mail.template for mail in report.mails):
            readers = [mail.to for mail in report.mails if mail.template == template]
            yield "mail", Facts(Text(template), Text(f"to {few(readers)}", style=QUIET))

    def _money_rows(self, report: StepReport) -> Iterator[Row]:
        # A gateway's reference says nothing to a reader; what was written on a transfer does.
        refers = report.do == "record_payment"
        for payment in report.payments:
            style = GOOD if payment.status == "succeeded" else WARN
            yield (
                "payment",
                Facts(
                    Text(self._money(payment.amount)),
                    Text(payment.status, style=style),
                    Text(f"by {payment.method}", style=QUIET),
                    Text(payment.reference or "", style=QUIET) if refers else None,
                ),
            )
        for refund in report.refunds:
            yield (
                "refund",
                Facts(
                    Text(self._money(refund.amount)),
                    Text(refund.status),
                    Text(f"to {refund.to}", style=QUIET),
                ),
            )
        for settled in report.settlements:
            yield (
                "settled",
                Facts(
                    Text(settled.person),
                    Text(f"{settled.choice} of {self._money(settled.amount)}"),
                    Text(settled.status),
                    Text(f"moves {when(settled.moves_at, self._zone)}", style=QUIET),
                ),
            )

    # --- what is said only when it is new

    def _news(self, report: StepReport) -> Iterator[Row]:
        facts = [report.status] if report.status else []
        if report.renews_at:
            facts.append(f"renews {when(report.renews_at, self._zone)}")
        if report.ends_at:
            facts.append(f"ends {when(report.ends_at, self._zone)}")
        if self._is_new("status", "", "  ".join(facts)):
            yield "status", Facts(*map(Text, facts))
        yield from self._balance("", report.balance.owed, report.balance.credit)
        for email, own in report.own.items():
            yield from self._balance(email, own.owed, own.credit)
        for email, status in report.invitations.items():
            if self._is_new("invited", email, status):
                yield "invited", Facts(Text(email), Text(status, style=QUIET))
        for email, access in report.access.items():
            until = f" until {when(access.until, self._zone)}" if access.until else ""
            said = f"may use it{until}" if access.allowed else f"no access: {access.reason}"
            style = GOOD if access.allowed else WARN
            # Nobody has a seat at first: that is no news of anybody.
            if self._is_new("access", email, said, at_first="no access: no_seat"):
                yield "access", Facts(Text(email), Text(said, style=style))

    def _balance(self, email: str, owed: int, credit: int) -> Iterator[Row]:
        said = f"owed {self._money(owed)}", f"credit {self._money(credit)}"
        if self._is_new("balance", email, " ".join(said) if owed or credit else ""):
            yield "balance", Facts(Text(email), *map(Text, said))

    def _is_new(self, kind: str, about: str, said: str, *, at_first: str = "") -> bool:
        before = self._said.get((kind, about), at_first)
        self._said[kind, about] = said
        return said != before

    # --- money

    def _money(self, amount: int) -> str:
        return money(amount, self._currency)

    def _quote(self, quote: QuoteReport, report: StepReport) -> RenderableType:
        at_renewal = quote.at_renewal
        total = Facts(
            Text.assemble(("due now ", QUIET), (self._money(quote.due_now), STRONG)),
            self._tax(quote.tax),
            Text(f"credit used {self._money(quote.credit)}", style=QUIET) if quote.credit else None,
            Text(f"given back {self._money(quote.given_back)}", style=QUIET)
            if quote.given_back
            else None,
            None
            if at_renewal is None
            else Text(f"at renewal {self._money(at_renewal)}", style=QUIET),
            self._usable(quote, report),
            Text(f"asks for {', '.join(quote.asks)}", style=WARN) if quote.asks else None,
            *(
                Text(f"{planned.seat_type} {planned.total} from {when(planned.at, self._zone)}")
                for planned in quote.scheduled
            ),
        )
        return Group(*self._lines(quote.lines), total)

    def _usable(self, quote: QuoteReport, report: StepReport) -> Text | None:
        if quote.usable is None or quote.usable == report.at:
            return None
        if isinstance(quote.usable, str):
            return Text(f"usable {quote.usable.replace('_', ' ')}", style=QUIET)
        return Text(f"usable from {when(quote.usable, self._zone)}", style=QUIET)

    def _tax(self, tax: int) -> Text | None:
        return Text(f"tax {self._money(tax)} included", style=QUIET) if tax else None

    def _document(self, invoice: InvoiceReport, shown: tuple[LineReport, ...]) -> RenderableType:
        is_part_paid = invoice.open and invoice.paid
        total = Facts(
            Text(invoice.number),
            Text(self._money(invoice.total), style=STRONG),
            Text(invoice.status, style=WARN if invoice.open else GOOD),
            Text(f"{self._money(invoice.open)} still open", style=WARN) if is_part_paid else None,
            self._tax(invoice.tax),
            Text(f"due {when(invoice.due_at, self._zone)}", style=QUIET)
            if invoice.open and invoice.due_at
            else None,
        )
        # What the quote has just shown is what is charged; it need not be read twice.
        if _unnamed(invoice.lines) == _unnamed(shown):
            return total
        return Group(*self._lines(invoice.lines), total)

    def _lines(self, lines: Iterable[LineReport]) -> Iterator[RenderableType]:
        for line in lines:
            table = Table.grid(padding=(0, 1), expand=True)
            table.add_column(ratio=1)
            table.add_column(justify="right", no_wrap=True)
            period = span(line.period_start, line.period_end, self._zone)
            words = Facts(
                Text(line.description),
                Text(period, style=QUIET),
                Text(self._formula(line), style=QUIET),
            )
            table.add_row(words, Text(self._money(line.amount)))
            yield table

    def _formula(self, line: LineReport) -> str:
        if line.unit_amount is None:
            times = number(line.quantity)
        else:
            times = f"{number(line.quantity)} × {bare_money(line.unit_amount, self._currency)}"
        if line.numerator is not None and line.numerator != line.denominator:
            times = f"{times} × {line.numerator}/{line.denominator}"
        if not line.discount:
            return times
        return f"{times} \N{MINUS SIGN} {bare_money(line.discount, self._currency)}"

    # --- seats

    def _seats(self, name: str, seats: SeatsReport) -> RenderableType:
        def count(seats_in_it: int, word: str, style: str) -> Text:
            return Text(f"{seats_in_it} {word}", style=style if seats_in_it else QUIET)

        return Facts(
            Text(name),
            _gauge(seats),
            count(seats.occupied, "occupied", _OCCUPIED),
            count(seats.held, "held", _HELD),
            count(seats.free, "free", ""),
            Text(f"{seats.total} total", style=STRONG),
            *(
                Text(f"{planned.total} from {when(planned.at, self._zone)}", style=WARN)
                for planned in seats.scheduled
            ),
        )


def _unnamed(lines: Iterable[LineReport]) -> list[LineReport]:
    return [replace(line, description="") for line in lines]


def _gauge(seats: SeatsReport) -> Text | None:
    """Draw the seats as one block each, while they fit in a line."""
    if not 0 < seats.total <= _LONGEST_GAUGE:
        return None
    return Text.assemble(
        ("█" * seats.occupied, _OCCUPIED), ("▒" * seats.held, _HELD), ("░" * seats.free, _FREE)
    )


def _refusal(report: StepReport) -> RenderableType:
    sentence = Text(report.sentence) if report.sentence else None
    said = Facts(
        Text(str(report.refused), style=BAD),
        Text(f"ways out: {_ways_out(report.options)}", style=QUIET) if report.options else None,
    )
    return Group(said, sentence) if sentence else said


def _ways_out(options: Iterable[str]) -> str:
    """Return the options as written; one that is a number is the number of seats to ask for."""
    return ", ".join(f"order {each}" if each.isdecimal() else each for each in options)
