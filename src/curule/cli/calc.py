"""`curule calc`: the pure functions behind prices, periods and tax, for support, docs and tests.

    $ echo '{"total": 100, "weights": [1, 1, 1]}' | curule calc allocate | jq -c .parts
    [34,33,33]

It needs no database. Amounts are whole minor units; a number with a fraction is refused.
"""

import json
import sys

import click

from curule.cli import calculations, tax_calculations
from curule.cli.json_input import At, read_json


@click.group()
def calc() -> None:
    """Compute prices, parts of a period, boundaries, shares and tax.

    Each command reads one JSON object, or a list of them, from standard input and prints the same
    with its result. Amounts are whole minor units (cents), never fractions. What is wrong is named
    with its place, and nothing is printed.
    """


@calc.command()
def price() -> None:
    """Tiers and quantity: the amount of each line.

    \b
    {"model": "graduated", "quantity": 14, "tiers": [
      {"up_to": 10, "unit_amount": 1000}, {"up_to": null, "unit_amount": 800}]}

    The fields are those of a price in a scenario file (model: flat, graduated, volume or package;
    unit_amount, tiers, package_size, base_fee, currency, interval, interval_count) and quantity.
    """  # noqa: D301  (click keeps the lines of a paragraph after it apart)
    _answer(calculations.price)


@calc.command()
def prorate() -> None:
    """Price, unit, period and part: the amount, with numerator and denominator.

    \b
    {"price": 2000000, "unit": "day", "zone": "Europe/Paris",
     "period": {"starts_at": "2026-03-16", "ends_at": "2026-04-16"},
     "part": {"from": "2026-03-16", "to": "2026-04-12"}}

    price is that of the full period: an amount, or an object as `curule calc price` reads it. unit
    is second, day or thirty_360 (anchor_day is the wanted day of the month, where the period shows
    only the ends of short months). part leaves out from or to for an edge of the period; it may
    also be given as numerator and denominator.
    """  # noqa: D301  (click keeps the lines of a paragraph after it apart)
    _answer(calculations.prorate_part)


@calc.command()
def periods() -> None:
    """Anchor, interval, zone, from and count: the boundaries.

    \b
    {"anchor": "day_of_month(31)", "interval": "month", "interval_count": 1,
     "zone": "Europe/Paris", "from": "2026-01-15", "count": 4}

    They are the first ones on or after from. anchor is start, day_of_week(mon), day_of_month(n),
    day_of_year(mm-dd), or a date or an instant on which a boundary lies. unit (second, day,
    thirty_360; default day) says whether boundaries keep the time of day.
    """  # noqa: D301  (click keeps the lines of a paragraph after it apart)
    _answer(calculations.periods)


@calc.command()
def allocate() -> None:
    """Total and weights: the parts, by largest remainder, ties to the first.

    \b
    {"total": 100, "weights": [1, 1, 1]}
    """  # noqa: D301  (click keeps the lines of a paragraph after it apart)
    _answer(calculations.shares)


@calc.command()
def tax() -> None:
    """Seller, buyer, date and lines: rate, category and note.

    \b
    {"seller": {"country": "FR"}, "date": "2026-11-22", "lines": [12000, 3000],
     "buyer": {"country": "DE", "business": true, "tax_id": "DE136695976"}}

    The seller is registered for value added tax at home, unless registrations (country, number,
    since, until) say otherwise. one_stop_shop (since, until) or destination_since says that
    consumers in other member states of the European Union are taxed where they live; without them
    the seller is below 10,000 EUR. The buyer's tax_id is checked by its form; confirmed says that
    its office was asked. prices is exclusive (tax comes on top) or inclusive; language is that of
    the note. Where the rules cannot tell, treatment is undecided and the note is the reason.
    """  # noqa: D301  (click keeps the lines of a paragraph after it apart)
    _answer(tax_calculations.tax)


@calc.command("tax-id")
def tax_id() -> None:
    """Number and country: whether it is valid, and how it is kept.

    \b
    {"number": "fr 40 303 265 045", "country": "FR"}

    Only form and check digits are looked at; no office is asked. valid is null for a country whose
    numbers are not known. reason is checked, wrong_form, wrong_digits or unknown_country. With kind
    (siren, kpp) it is a company's number instead.
    """  # noqa: D301  (click keeps the lines of a paragraph after it apart)
    _answer(tax_calculations.tax_id)


@calc.command()
def currency() -> None:
    """Code: the decimals of its minor unit, and its dates.

    \b
    {"code": "KWD"}

    The numbers are those of ISO 4217 as of the date that is printed. A code that another took the
    place of is answered with that one and its first day.
    """  # noqa: D301  (click keeps the lines of a paragraph after it apart)
    _answer(tax_calculations.currency)


def _answer(calculation: calculations.Calculation) -> None:
    given = At("", read_json(sys.stdin.buffer.read()))
    if isinstance(given.value, list):
        answer: object = [calculation(item) for item in given.items()]
    else:
        answer = calculation(given)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
