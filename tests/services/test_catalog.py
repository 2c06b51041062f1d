"""What cannot be sold is not published."""

from collections.abc import Mapping

import pytest

from curule.core.intervals import Interval, IntervalUnit
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.refusals import RefusalCode, Refused
from curule.data.models import PlanVersion
from tests.support.factories import make_plan
from tests.support.shop import Shop

MONTH, WEEK = Interval(IntervalUnit.MONTH), Interval(IntervalUnit.WEEK)


@pytest.mark.parametrize(
    ("overrides", "interval", "fields"),
    [
        (
            {"who.change_roles": [], "anchor.at": "day_of_week(mon)"},
            MONTH,
            ("who.change_roles", "anchor.at · prices.interval"),
        ),
        ({"anchor.at": "day_of_month(1)"}, WEEK, ("anchor.at · prices.interval",)),
        ({"proration.unit": "thirty_360"}, WEEK, ("proration.unit · prices.interval",)),
        ({"term.length": "days(30)"}, MONTH, ("term.length · prices.interval",)),
    ],
)
def test_a_policy_that_no_period_of_a_price_can_follow_is_not_published(
    overrides: Mapping[str, object], interval: Interval, fields: tuple[str, ...]
) -> None:
    with pytest.raises(Refused) as refused:
        make_plan("zoom", overrides=overrides, interval=interval)
    assert refused.value.refusal.code is RefusalCode.POLICY_CONTRADICTION
    assert refused.value.refusal.values["fields"] == fields
    assert not PlanVersion.objects.exists()


def test_what_fits_is_published() -> None:
    weekly = {"anchor.at": "day_of_week(mon)", "term.length": "days(28)"}
    terms = make_plan("zoom", overrides=weekly, interval=WEEK)
    assert PlanVersion.objects.get().id == terms.version_id


@pytest.mark.parametrize(("then", "warnings"), [(800, 1), (1000, 0)])
def test_a_price_that_falls_with_the_quantity_is_published_with_a_warning(
    then: int, warnings: int, caplog: pytest.LogCaptureFixture
) -> None:
    falling = Price(
        model=PriceModel.VOLUME,
        currency="EUR",
        interval=MONTH,
        tiers=(Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=then)),
    )
    Shop.open("autodesk").publish({"seat": falling})
    assert caplog.messages.count("a price falls with the quantity") == warnings
