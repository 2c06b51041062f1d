"""The dry run: what it tells is what the run then does, and telling it changes nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from curule.core.money import Money
from curule.core.refusals import RefusalCode
from curule.data.models import Account, Invoice, Subscription
from curule.services import subscriptions
from curule.services.accounts import sellers
from curule.services.renewal_dry_run import Foreseen, Outcome, Outlook, foresee
from curule.services.sweeps.due import run_due
from tests.services.renewal_run.twins import twin_of, written
from tests.support.factories import VENDOR
from tests.support.shop import Asked, Shop, day

pytestmark = pytest.mark.usefixtures("sandbox")

NEXT = day(2026, 5, 1)


def foreseen(until: datetime = NEXT) -> dict[object, Foreseen]:
    """Return what is foreseen of each subscription."""
    return {each.subscription_id: each for each in foresee(until=until)}


def open_shop(seats: int = 3, **asked: Asked) -> Shop:
    """Open a customer in real time who has bought seats."""
    shop = Shop.open("zoom", unit_amount=1000, is_live=True, tax_rate="20", **asked)
    shop.subscribe(seats)
    return shop


def test_who_renews_reduces_ends_and_is_blocked_is_told_and_nothing_is_written() -> None:
    plain, fewer, ending, blocked = shops = [open_shop() for _number in range(4)]
    fewer.set_seats(2)
    subscriptions.set_auto_renew(**ending.on, value=False)
    leave_the_tax_undecided(blocked)
    before = [written(shop.account.id) for shop in shops]
    found = foreseen()

    assert [found[shop.subscription_id].outcome for shop in shops] == [
        Outcome.RENEW,
        Outcome.REDUCE,
        Outcome.END,
        Outcome.BLOCKED,
    ]
    totals = [found[shop.subscription_id].total for shop in shops]
    assert totals == [Money(3600, "EUR"), Money(2400, "EUR"), None, None]
    refusal = found[blocked.subscription_id].refusal
    assert refusal is not None
    assert refusal.code is RefusalCode.TAX_UNDECIDED
    assert [written(shop.account.id) for shop in shops] == before
    assert plain.subscription.period_ends_at == NEXT


def leave_the_tax_undecided(shop: Shop) -> None:
    """Take the plain rate away where the rules need a person to decide."""
    sellers.describe(actor=VENDOR, country="FR", now=shop.now)
    Account.objects.filter(id=shop.account.id).update(tax_rate=None, country="RE", tax_id="")


@pytest.mark.parametrize("seats", [1, 2, 9])
@pytest.mark.parametrize("reduced", [False, True])
def test_what_is_foreseen_happens(seats: int, reduced: bool) -> None:
    shop = open_shop(seats)
    if reduced and seats > 1:
        shop.set_seats(1)
    told = foreseen()[shop.subscription_id]
    run_due(now=NEXT)

    issued = Invoice.objects.get(account_id=shop.account.id, kind="renewal")
    assert told.at == issued.issued_at
    assert told.total == Money(issued.total_minor, issued.currency)


def test_a_trial_that_ends_is_told_with_its_first_invoice() -> None:
    shop = Shop.open("zoom", unit_amount=1000, is_live=True, term__trial_days=14)
    shop.subscribe(3)
    told = foreseen(day(2026, 4, 20))[shop.subscription_id]

    assert (told.outcome, told.total) == (Outcome.RENEW, Money(3000, "EUR"))
    assert Subscription.objects.get(id=shop.subscription_id).status == "trialing"


def test_totals_are_added_up_by_plan_and_by_currency() -> None:
    first, other = open_shop(3), open_shop(1)
    twin = twin_of(first)
    twin.add_card("succeed")
    twin.subscribe(5)
    outlook = Outlook.empty()
    told = list(outlook.counted(foresee(until=NEXT)))

    assert len(told) == 3
    by_plan = {each.plan: (each.renew, each.total) for each in outlook.plans}
    assert by_plan == {
        first.terms.called: (2, Money(9600, "EUR")),
        other.terms.called: (1, Money(1200, "EUR")),
    }
    [together] = outlook.currencies
    assert (together.carried_out, together.total) == (3, Money(10800, "EUR"))


def test_nothing_is_told_before_it_is_due_nor_of_test_clocks() -> None:
    open_shop()
    Shop.open("zoom").subscribe(1)

    assert not foreseen(day(2026, 4, 30))
    assert len(foreseen()) == 1
