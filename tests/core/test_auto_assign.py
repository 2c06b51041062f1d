"""Who gets a seat by themselves, and when one counts as unused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from curule.core.auto_assign import domain_of, gets_seat
from curule.core.idleness import idle_from, is_reclaim_suggested
from curule.core.policy import AutoAssign, PeoplePolicy, Reclaim
from curule.core.presets import PRESETS

OFF = PRESETS["autodesk"].assignment
ON = replace(OFF, auto_assign=AutoAssign.VERIFIED_DOMAIN)
ADDRESSES = st.builds("{}@{}".format, st.sampled_from("abc"), st.sampled_from(["x.test", "y.test"]))
DOMAINS = st.sets(st.sampled_from(["x.test", "y.test", "test", "b.x.test"]))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(ADDRESSES, DOMAINS, st.booleans(), st.booleans())
def test_only_who_proved_an_address_of_the_very_domain_and_is_new(
    address: str, domains: set[str], is_proved: bool, is_known: bool
) -> None:
    facts = {
        "address": address,
        "domains": domains,
        "is_proved": is_proved,
        "is_known": is_known,
    }
    wanted = is_proved and not is_known and domain_of(address) in domains
    assert gets_seat(ON, **facts) == wanted  # type: ignore[arg-type]
    assert not gets_seat(OFF, **facts)  # type: ignore[arg-type]


@given(INSTANTS, st.none() | INSTANTS, st.integers(1, 400))
def test_a_seat_is_unused_so_many_days_after_its_last_use_and_never_before_it_was_given(
    given_at: datetime, last_active_at: datetime | None, days: int
) -> None:
    policy = PeoplePolicy(inactive_after_days=days, reclaim=Reclaim.SUGGEST)
    idle = idle_from(policy, given_at=given_at, last_active_at=last_active_at, zone="UTC")
    assert idle == max(given_at, last_active_at or given_at) + timedelta(days=days)
    longer = replace(policy, inactive_after_days=days + 1)
    assert idle < idle_from(longer, given_at=given_at, last_active_at=last_active_at, zone="UTC")


def test_days_are_those_of_the_calendar() -> None:
    policy = PeoplePolicy(inactive_after_days=1, reclaim=Reclaim.NONE)
    before_summer = datetime(2026, 3, 28, 12, tzinfo=UTC)
    idle = idle_from(policy, given_at=before_summer, last_active_at=None, zone="Europe/Paris")
    assert idle - before_summer == timedelta(hours=23)
    assert not is_reclaim_suggested(policy)
