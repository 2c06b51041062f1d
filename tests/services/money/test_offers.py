"""Quotes: what was shown is what is charged, or it is refused with the new quote beside it."""

from datetime import date

import pytest

from curule.core.localtime import local_date
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services import subscriptions
from curule.services.credits import goodwill
from curule.services.orders import offers
from tests.support.factories import VENDOR, actor_of
from tests.support.shop import APRIL, ZONE, Asked, Shop, day, later, row_counts

SUPPORT = Actor.staff(name="sam@vendor.test", role=StaffRole.SUPPORT)
FINANCE = Actor.staff(name="fin@vendor.test", role=StaffRole.FINANCE)


def _corporate(**asked: Asked) -> Shop:
    shop = Shop.open("gotoassist", unit_amount=3000, **asked)
    shop.subscribe({"agent": 12})
    models.Account.objects.filter(id=shop.account.id).update(channel="corporate")
    return shop


def _offer(shop: Shop, seats: int, **asked: Asked) -> models.Quote:
    quote_id = offers.offer_quote(
        **shop.on | {"actor": VENDOR}, seats={"agent": seats}, **asked
    ).value
    return models.Quote.objects.get(id=quote_id)


@pytest.mark.invariant("I25")
def test_a_quote_is_charged_as_it_was_shown() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.to(day(2026, 4, 11))
    quote = shop.price(4)
    assert (quote.due_now_minor, quote.at_renewal_minor) == (4000, 12000)
    shop.to(later(shop.now, minutes=10))
    shop.accept(quote.id)
    assert (shop.totals, shop.seats) == ([6000, 4000], 4)


def test_pricing_changes_nothing_but_the_quote() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    before = row_counts(shop.account.id)
    shop.price(4)
    after = row_counts(shop.account.id)
    assert {name for name in before if before[name] != after[name]} == {"Quote"}


def test_a_quote_expires_after_a_quarter_of_an_hour_and_a_new_one_is_there() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    quote = shop.price(4)
    shop.to(later(APRIL, minutes=15))
    assert models.Quote.objects.get(id=quote.id).status == "expired"
    with pytest.raises(Refused) as refused:
        shop.accept(quote.id)
    said = refused.value.refusal
    assert (said.code, said.options) == (RefusalCode.QUOTE_EXPIRED, ("accept_new_quote",))
    assert said.values["expired_at"] == later(APRIL, minutes=15)
    shop.accept(said.values["new_quote"])  # type: ignore[arg-type]
    assert shop.seats == 4


def test_a_quote_for_another_state_is_stale_and_the_new_price_stands_beside_it() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    quote = shop.price(4)
    shop.add_seats(1)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.accept(quote.id)
    said = refused.value.refusal
    assert said.code is RefusalCode.QUOTE_STALE
    assert [str(said.values[name]) for name in ("old_due", "new_due")] == ["60.00 EUR", "30.00 EUR"]
    after = row_counts(shop.account.id)
    assert {name for name in before if before[name] != after[name]} == {"Quote"}


def test_credit_that_is_gone_makes_a_quote_stale() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=1000,
        currency="EUR",
        reason="sorry",
        now=APRIL,
    )
    quote = shop.price(3)
    assert (quote.credit_minor, quote.due_now_minor) == (1000, 2000)
    shop.subscribe(1, terms=shop.other_plan("zoom", unit_amount=1000))
    with pytest.raises(Refused) as refused:
        shop.accept(quote.id)
    assert str(refused.value.refusal.values["new_due"]) == "30.00 EUR"


def test_what_was_paid_meanwhile_is_not_given_back_where_nothing_is() -> None:
    shop = Shop.open(
        "zoom",
        unit_amount=3000,
        decrease__effective="now",
        decrease__money="none",
        proration__lines="net",
        payment__method="invoice",
    )
    shop.subscribe(2)
    quote = shop.price(1)
    assert quote.total_minor == -2900
    shop.transfer()
    with pytest.raises(Refused) as refused:
        shop.accept(quote.id)
    assert refused.value.refusal.code is RefusalCode.QUOTE_STALE


def test_an_answered_quote_is_not_answered_again() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    quote = shop.price(2)
    shop.accept(quote.id)
    with pytest.raises(Refused) as refused:
        shop.accept(quote.id)
    assert refused.value.refusal.code is RefusalCode.QUOTE_NOT_OPEN


def test_a_quote_of_another_account_is_not_found() -> None:
    shop, other = Shop.open("zoom"), Shop.open("zoom")
    shop.subscribe(2)
    other.subscribe(2)
    quote = shop.price(3)
    with pytest.raises(Refused) as refused:
        other.accept(quote.id)
    assert refused.value.refusal.code is RefusalCode.NOT_FOUND


def test_what_the_policy_does_not_allow_any_more_is_refused_at_the_order() -> None:
    shop = Shop.open("zoom", unit_amount=3000, payment__method="invoice")
    shop.subscribe(2)
    shop.to(day(2026, 4, 14))
    shop.to(later(day(2026, 4, 15), minutes=-5))
    quote = shop.price(3)
    shop.to(later(day(2026, 4, 15), minutes=5))
    with pytest.raises(Refused) as refused:
        shop.accept(quote.id)
    assert refused.value.refusal.code is RefusalCode.OUTSTANDING_INVOICES


# --- managed accounts -----------------------------------------------------------------------------


@pytest.mark.requirement("G5")
def test_a_managed_account_asks_and_answers_but_does_not_order() -> None:
    shop = _corporate()
    with pytest.raises(Refused) as refused:
        shop.set_seats({"agent": 20})
    assert refused.value.refusal.options == ("ask_for_quote", "contact")
    offers.ask_for_quote(**shop.on, seats={"agent": 20})
    assert models.Quote.objects.filter(account_id=shop.account.id, status="requested").exists()
    offer = _offer(shop, 20, days=30)
    assert not models.Quote.objects.filter(account_id=shop.account.id, status="requested").exists()
    (mail,) = [m for m in shop.mails("quote_offered") if m.recipient == shop.actor.name]
    assert mail.context["expires_at"].startswith("2026-04-30T22:00")
    shop.to(day(2026, 4, 20))
    shop.accept(offer.id)
    assert models.Seat.objects.filter(account_id=shop.account.id, ends_at=None).count() == 20


def test_a_newer_offer_supersedes_the_older_one_but_no_price_that_was_asked() -> None:
    shop = _corporate()
    first = _offer(shop, 20)
    second = _offer(shop, 25)
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "open")
    assert offers.find_offer(shop.account.id, shop.subscription_id) == second.id
    with pytest.raises(Refused) as refused:
        shop.accept(first.id)
    assert refused.value.refusal.code is RefusalCode.QUOTE_NOT_OPEN


def test_an_offer_is_declined_once() -> None:
    shop = _corporate()
    offer = _offer(shop, 20)
    answer: Asked = {"actor": shop.actor, "account_id": shop.account.id, "quote_id": offer.id}
    offers.decline_quote(**answer, now=shop.now)
    with pytest.raises(Refused) as refused:
        offers.decline_quote(**answer, now=shop.now)
    assert refused.value.refusal.code is RefusalCode.QUOTE_NOT_OPEN
    assert offers.find_offer(shop.account.id, shop.subscription_id) == offer.id


def test_an_offer_that_expires_is_not_there_any_more() -> None:
    shop = _corporate()
    offer = _offer(shop, 20, days=3)
    shop.to(day(2026, 4, 4))
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.accept(offer.id)
    assert refused.value.refusal.code is RefusalCode.QUOTE_EXPIRED
    assert "new_quote" not in refused.value.refusal.values
    assert row_counts(shop.account.id) == before


@pytest.mark.parametrize("days", [0, -1, 1000])
def test_an_offer_stands_for_a_sensible_time(days: int) -> None:
    shop = _corporate()
    with pytest.raises(Refused) as refused:
        _offer(shop, 20, days=days)
    assert refused.value.refusal.values == {"field": "days"}


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        ({"pilot": 1}, RefusalCode.SEAT_TYPE_MISSING),
        ({"agent": -1}, RefusalCode.QUANTITY_INVALID),
        ({"agent": 10**30}, RefusalCode.QUANTITY_INVALID),
    ],
)
def test_odd_numbers_are_not_asked_for(seats: dict[str, int], code: RefusalCode) -> None:
    shop = _corporate()
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        offers.ask_for_quote(**shop.on, seats=seats)
    assert refused.value.refusal.code is code
    assert row_counts(shop.account.id) == before


def test_only_the_vendor_makes_offers() -> None:
    shop = _corporate()
    with pytest.raises(Refused) as refused:
        offers.offer_quote(**shop.on, seats={"agent": 20})
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED


# --- refused commands leave nothing (I29) ---------------------------------------------------------


@pytest.mark.invariant("I29")
@pytest.mark.parametrize("who", ["admin", "stranger"])
def test_whoever_may_not_changes_nothing(who: str) -> None:
    shop = Shop.open("tutkit")
    shop.subscribe(2)
    actor = (
        Actor.person(person_id="", name="x@y.test")
        if who == "stranger"
        else actor_of(shop.people[who])
    )
    on = shop.on | {"actor": actor}
    before = row_counts(shop.account.id)
    from curule.services.orders import orders

    for command in (
        lambda: orders.change_seats(**on, totals={"participant": 3}),
        lambda: orders.renew(**on),
        lambda: orders.change_plan(**on, plan=shop.terms.plan_key),
        lambda: subscriptions.keep_seats(**on),
        lambda: subscriptions.set_auto_renew(**on, value=False),
        lambda: subscriptions.cancel(**on),
        lambda: offers.price(**on, plan=shop.terms.plan_key),
    ):
        with pytest.raises(Refused) as refused:
            command()
        assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
        assert refused.value.refusal.values["people"] == (shop.people["owner"].email,)
    assert row_counts(shop.account.id) == before


@pytest.mark.invariant("I29")
@pytest.mark.parametrize(
    ("total", "code"),
    [
        (0, RefusalCode.BELOW_MINIMUM),
        (-3, RefusalCode.BELOW_MINIMUM),
        (11, RefusalCode.PLAN_SEAT_MAXIMUM),
        (2**31, RefusalCode.QUANTITY_INVALID),
        (2**63, RefusalCode.QUANTITY_INVALID),
        (10**30, RefusalCode.QUANTITY_INVALID),
    ],
)
def test_odd_numbers_change_nothing(total: int, code: RefusalCode) -> None:
    shop = Shop.open("tutkit")
    shop.subscribe(2)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.set_seats(total)
    assert refused.value.refusal.code is code
    with pytest.raises(Refused):
        shop.subscribe(total)
    assert row_counts(shop.account.id) == before


def test_an_account_that_is_not_there_is_not_found() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    on = shop.on
    for place in ("account_id", "subscription_id"):
        with pytest.raises(Refused) as refused:
            subscriptions.keep_seats(**on | {place: shop.terms.version_id})
        assert refused.value.refusal.code is RefusalCode.NOT_FOUND


def test_an_offer_that_expires_tomorrow_is_recalled_once_to_those_it_was_made_to() -> None:
    shop = _corporate()
    offer = _offer(shop, 20, days=10)
    made_to = sorted(mail.recipient for mail in shop.mails("quote_offered"))
    shop.to(later(offer.expires_at, days=-1, minutes=-1))  # type: ignore[arg-type]
    assert shop.mails("quote_expiring") == []
    shop.to(later(offer.expires_at, days=-1))  # type: ignore[arg-type]
    shop.to(later(offer.expires_at, days=1))  # type: ignore[arg-type]
    assert sorted(mail.recipient for mail in shop.mails("quote_expiring")) == made_to
    mail, asked = shop.mails("quote_expiring")[0], shop.mails("quote_offered")[0]
    assert mail.context == asked.context
    assert mail.context["quote_id"] == str(offer.id)
    assert models.Quote.objects.get(id=offer.id).status == "expired"


@pytest.mark.parametrize("answer", ["accept", "decline", "newer"])
def test_an_answered_offer_is_not_recalled(answer: str) -> None:
    shop = _corporate()
    offer = _offer(shop, 20, days=10)
    shop.to(day(2026, 4, 5))
    if answer == "accept":
        shop.accept(offer.id)
    elif answer == "decline":
        offers.decline_quote(
            actor=shop.actor, account_id=shop.account.id, quote_id=offer.id, now=shop.now
        )
    else:
        _offer(shop, 21, days=30)
    shop.to(day(2026, 4, 12))
    assert shop.mails("quote_expiring") == []


@pytest.mark.parametrize(("days", "is_recalled"), [(1, False), (2, True)])
def test_an_offer_of_a_day_is_still_fresh(days: int, *, is_recalled: bool) -> None:
    shop = _corporate()
    _offer(shop, 20, days=days)
    shop.to(day(2026, 4, 10))
    assert bool(shop.mails("quote_expiring")) is is_recalled


def test_a_price_of_a_quarter_of_an_hour_is_not_recalled() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(2)
    shop.price(4)
    shop.to(day(2026, 4, 3))
    assert shop.mails("quote_expiring") == []


# --- accepted for a customer ----------------------------------------------------------------------


def _accept_for(shop: Shop, quote: models.Quote, **asked: Asked) -> None:
    given = {
        "actor": SUPPORT,
        "account_id": shop.account.id,
        "quote_id": quote.id,
        "said_by": "Ana Roy",
        "said_on": local_date(shop.now, ZONE),
        "note": "By phone",
        "now": shop.now,
    }
    offers.accept_for_customer(**{**given, **asked})


def test_an_offer_is_accepted_for_a_customer_with_who_said_so_and_when() -> None:
    shop = _corporate()
    quote = _offer(shop, 20)
    _accept_for(shop, quote)
    quote.refresh_from_db()
    assert (quote.status, shop.order_statuses[-1]) == ("accepted", "completed")
    (event,) = models.Event.objects.filter(type="quote.accepted_for_customer")
    assert (event.subject_id, event.payload["said_by"]) == (quote.id, "Ana Roy")
    assert event.payload["said_on"] == local_date(shop.now, ZONE).isoformat()
    assert event.payload["reason"] == "By phone"
    assert shop.mails("quote_accepted")
    assert shop.owed == quote.total_minor
    with pytest.raises(Refused) as caught:
        _accept_for(shop, quote)
    assert caught.value.refusal.code is RefusalCode.QUOTE_NOT_OPEN


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"said_by": " "}, RefusalCode.FIELD_INVALID),
        ({"said_on": date(2020, 1, 1)}, RefusalCode.DATE_INVALID),
        ({"said_on": date(2030, 1, 1)}, RefusalCode.DATE_INVALID),
        ({"actor": FINANCE}, RefusalCode.ROLE_NOT_ALLOWED),
    ],
)
def test_an_offer_is_not_accepted_for_a_customer_without_a_name_and_a_day(
    asked: Asked, code: RefusalCode
) -> None:
    shop = _corporate()
    quote = _offer(shop, 20)
    with pytest.raises(Refused) as caught:
        _accept_for(shop, quote, **asked)
    assert caught.value.refusal.code is code
    quote.refresh_from_db()
    assert quote.status == "open"
