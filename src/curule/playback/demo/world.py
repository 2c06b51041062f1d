"""Makes the whole world: five stories merged by date, on one clock that ends at the present."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from curule.playback.demo import autodesk, gotoassist, licence_portal, seller, staff, tutkit, zoom
from curule.playback.demo.cast import Link
from curule.playback.demo.company import VENDOR, Company, Step
from curule.playback.demo.story import Story
from curule.services.sweeps import clocks

CLOCK: Final = "DEMO"
STORIES: Final = (tutkit.STORY, autodesk.STORY, zoom.STORY, licence_portal.STORY, gotoassist.STORY)
"""In the order in which a newcomer meets the rules best."""

LINKS: Final[dict[str, Link]] = {
    link.name: link
    for link in (
        *(link for story in STORIES for link in story.cast.links()),
        *(member.link() for member in staff.STAFF),
    )
}


def build(*, now: datetime, told: Callable[[float], object] = lambda _: None) -> None:
    """Make the demo's world in an empty database, from a year ago until `now`.

    `told` hears now and then how much is done, from 0 to 1.
    """
    first = a_year_before(now)
    staff.hire(first)
    seller.describe(first)
    clock_id = clocks.create(actor=VENDOR, name=CLOCK, now=first)
    companies = {story.cast.preset: _open(story, clock_id, first) for story in STORIES}
    steps = ((story.cast.preset, step) for story in STORIES for step in story.steps)
    timeline = sorted(
        ((_instant(first, step), preset, step) for preset, step in steps),
        key=lambda entry: entry[0],
    )
    for at, entries in groupby(timeline, key=lambda entry: entry[0]):
        clocks.advance(actor=VENDOR, clock_id=clock_id, to=at)
        for _, preset, step in entries:
            company = companies[preset]
            company.now = at
            step.happens(company)
        told((at - first) / (now - first))
    clocks.follow_real_time(actor=VENDOR, clock_id=clock_id, now=now)


def a_year_before(now: datetime) -> datetime:
    """Return the beginning of the day a year ago (UTC); 29 February had none, so 1 March."""
    try:
        day = now.replace(year=now.year - 1)
    except ValueError:
        day = now.replace(year=now.year - 1, month=3, day=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _instant(first: datetime, step: Step) -> datetime:
    return first + timedelta(days=step.day, hours=step.hour)


def _open(story: Story, clock_id: UUID, now: datetime) -> Company:
    company = Company(
        cast=story.cast,
        country=story.country,
        currency=story.product.currency,
        versions=story.product.publish(now),
        clock_id=clock_id,
        now=now,
        buyer=story.buyer,
        giver=story.giver,
    )
    company.open()
    return company
