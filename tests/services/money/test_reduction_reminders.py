"""Who hears before fewer seats come: who will lose one, and who decides, once each."""

from __future__ import annotations

from curule.data import models
from curule.services import subscriptions
from curule.services.mails import deliveries
from tests.support.shop import YEAR, Asked, Shop, day, later

BEFORE = day(2026, 4, 24)
"""A week before the month ends: the last reminder of the plan."""


def _shop(preset: str = "zoom", **asked: Asked) -> Shop:
    """Three people on three seats, who came in this order."""
    shop = Shop.open(preset, unit_amount=1000, **{"decrease__occupied": "choose", **asked})
    shop.subscribe(3)
    for hours, name in enumerate(("ann", "bob", "cy")):
        shop.to(later(shop.now, hours=hours))
        shop.seat(name)
    return shop


def _address(shop: Shop, name: str) -> str:
    return f"{name}@{shop.people['owner'].email.partition('@')[2]}"


def _to(shop: Shop, template: str) -> list[str]:
    return [mail.recipient.partition("@")[0] for mail in shop.mails(template)]


def _deciders(shop: Shop) -> set[str]:
    return set(_to(shop, "renewal_reminder"))


def test_who_was_chosen_hears_it_once_and_nobody_else_does() -> None:
    shop = _shop()
    shop.set_seats(2, leave=[_address(shop, "bob")])
    shop.to(later(BEFORE, minutes=-1))
    assert _to(shop, "leaves_soon") == []
    shop.to(BEFORE)
    shop.to(later(BEFORE, days=2))
    shop.to(day(2026, 5, 2))
    assert _to(shop, "leaves_soon") == ["bob"]
    (mail,) = shop.mails("leaves_soon")
    assert mail.context["effective_at"].startswith("2026-04-30T22:00")
    shown = deliveries.readable(message_id=mail.id, language="en")
    assert "It ends: 30 April 2026." in shown.text
    assert "ann" not in shown.text
    assert shop.seated == ["ann", "cy"]


def test_where_time_decides_it_is_who_would_have_to_go_as_things_stand() -> None:
    shop = _shop(decrease__occupied="automatic")
    shop.set_seats(1)
    shop.to(BEFORE)
    assert sorted(_to(shop, "leaves_soon")) == ["ann", "bob"]
    shop.to(day(2026, 5, 1))
    assert shop.seated == ["cy"]


def test_those_who_decide_hear_who_leaves_and_what_is_left() -> None:
    shop = _shop()
    shop.set_seats(2, leave=[_address(shop, "bob")])
    shop.to(BEFORE)
    shop.to(day(2026, 5, 1))
    assert _deciders(shop)
    assert sorted(_to(shop, "reduction_reminder")) == sorted(_deciders(shop))
    mail = shop.mails("reduction_reminder")[0]
    assert mail.context["target"] == [{"number": 2, "noun": None}]
    assert mail.context["people"] == _address(shop, "bob")
    assert _address(shop, "bob") in deliveries.readable(message_id=mail.id, language="de").text


def test_the_reminder_of_the_renewal_is_enough_where_nobody_leaves() -> None:
    shop = _shop()
    shop.set_seats(2)
    shop.to(day(2026, 5, 1))
    assert shop.mails("renewal_reminder")
    assert (shop.mails("reduction_reminder"), shop.mails("leaves_soon")) == ([], [])


def test_a_plan_without_reminders_reminds_of_fewer_seats_a_week_before() -> None:
    shop = Shop.open("zoom", unit_amount=1000, renewal__reminder_days=[])
    shop.subscribe(3)
    shop.set_seats(2)
    shop.to(later(BEFORE, minutes=-1))
    assert shop.mails("reduction_reminder") == []
    shop.to(BEFORE)
    assert shop.mails("renewal_reminder") == []
    mail = shop.mails("reduction_reminder")[0]
    assert mail.context["target"] == [{"number": 2, "noun": None}]
    assert mail.context["people"] is None
    assert mail.created_at == BEFORE


def test_nothing_is_said_of_what_was_taken_back() -> None:
    shop = _shop(renewal__reminder_days=[])
    shop.set_seats(2, leave=[_address(shop, "bob")])
    subscriptions.keep_seats(**shop.on)
    shop.to(day(2026, 5, 1))
    assert (shop.mails("reduction_reminder"), shop.mails("leaves_soon")) == ([], [])


def test_where_the_term_is_not_renewed_the_end_has_its_own_mail() -> None:
    shop = _shop()
    shop.set_seats(2, leave=[_address(shop, "bob")])
    models.Subscription.objects.filter(id=shop.subscription_id).update(auto_renew=False)
    shop.to(BEFORE)
    assert shop.mails("term_ending")
    assert (shop.mails("reduction_reminder"), shop.mails("leaves_soon")) == ([], [])


def test_what_is_scheduled_within_the_last_days_is_told_to_who_leaves_at_once() -> None:
    shop = _shop()
    shop.to(day(2026, 4, 28))
    shop.set_seats(2, leave=[_address(shop, "bob")])
    shop.to(later(shop.now, minutes=1))
    assert _to(shop, "leaves_soon") == ["bob"]
    assert shop.mails("reduction_reminder") == []


def test_another_choice_is_told_to_the_new_one_only() -> None:
    shop = _shop()
    both = [_address(shop, "bob"), _address(shop, "cy")]
    shop.set_seats(2, leave=both[:1])
    shop.to(BEFORE)
    shop.set_seats(1, leave=both)
    shop.to(later(BEFORE, hours=1))
    shop.set_seats(1, leave=both)
    shop.to(later(BEFORE, hours=2))
    assert _to(shop, "leaves_soon") == ["bob", "cy"]


def test_more_seats_from_the_renewal_on_are_no_reduction() -> None:
    shop = Shop.open(
        "autodesk",
        interval=YEAR,
        increase__effective="at_renewal",
        increase__charge="none_until_renewal",
        renewal__reminder_days=[],
    )
    shop.subscribe(5)
    shop.set_seats(7)
    shop.to(day(2027, 4, 1))
    assert shop.seats == 7
    assert shop.mails("reduction_reminder") == []
