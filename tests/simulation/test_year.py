"""A year of many customers: every day is swept, and everything agrees with the models of them.

A model recomputes each customer's invoices by plain arithmetic from what was done and the days that
passed; it knows nothing of the engine. What is compared after every step stands in tests/stateful.
"""

from __future__ import annotations

import secrets
from collections import Counter

import pytest
from django.db.models import Sum
from pytest_django import DjangoDbBlocker

from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at, scratch_database
from curule.data.models import LedgerEntry
from curule.selectors.invariants import verify
from tests.simulation.digest import digest_of_everything
from tests.simulation.year import Year, year
from tests.support.told import Tell

SEED_OF_EVERY_DAY = 1
"""The short year is the same everywhere: when it is red, the change is why."""


@pytest.mark.invariant("I12")
@pytest.mark.invariant("I14")
def test_eight_customers_for_six_weeks(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    with year(seed=SEED_OF_EVERY_DAY, customers=8) as played:
        played.play(days=45)
        _everything_holds(played)


@pytest.mark.invariant("I37")
def test_the_same_seed_makes_the_same_rows(
    server: DatabaseUrl, template: str, django_db_blocker: DjangoDbBlocker
) -> None:
    def digest(seed: int) -> str:
        with (
            scratch_database(server, template=template) as url,
            django_db_blocker.unblock(),
            pointing_at(url),
            year(seed=seed, customers=3) as played,
        ):
            played.play(days=25)
            return digest_of_everything()

    first = digest(SEED_OF_EVERY_DAY)
    assert digest(SEED_OF_EVERY_DAY) == first
    assert digest(SEED_OF_EVERY_DAY + 1) != first


@pytest.mark.long
@pytest.mark.invariant("I12")
@pytest.mark.invariant("I14")
def test_two_hundred_customers_for_a_year(
    fresh_database: DatabaseUrl, pytestconfig: pytest.Config, tell: Tell
) -> None:
    del fresh_database
    given = pytestconfig.getoption("--hypothesis-seed", default=None)
    seed = int(given) if given and given != "random" else secrets.randbelow(2**32)
    print(f"replay with --hypothesis-seed={seed}")  # noqa: T201  (shown where the test fails)
    with year(seed=seed, customers=200) as played:
        played.play(days=365)
        _everything_holds(played)
        assert played.together
        tell(_told(played, seed))


def _everything_holds(played: Year) -> None:
    """No invariant is broken, the books are at zero, and every invoice is what its model says."""
    played.judge()
    assert not verify()
    sums = LedgerEntry.objects.values("currency").annotate(sum=Sum("amount_minor"))
    assert {each["currency"]: each["sum"] for each in sums} == dict.fromkeys(
        {each["currency"] for each in sums}, 0
    )
    assert LedgerEntry.objects.count() > len(played.customers)


def _told(played: Year, seed: int) -> str:
    invoices = [invoice for each in played.customers for invoice in each.account.invoices]
    done = ", ".join(f"{name} {number}" for name, number in played.said.most_common())
    failed = Counter(payment.status for each in invoices for payment in each.payments)
    return (
        f"A year by seed {seed}: {len(played.customers)} customers, {len(invoices)} invoices,"
        f" payments {dict(failed)}, {played.together} renewals in chunks; done: {done}\n"
        f"hash {digest_of_everything()}"
    )
