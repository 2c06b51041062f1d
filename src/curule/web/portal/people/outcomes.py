"""What became of the people of a command, told where it was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest

from curule.selectors.rosters import read_meters
from curule.services.seats.seats import Given, Outcome
from curule.web.portal.people.frame import Scene
from curule.web.portal.seat_words import free_counts
from curule.web.templatetags.curule import say

_TOLD = (
    Outcome.INVITED,
    Outcome.SEATED,
    Outcome.WAITING,
    Outcome.REQUESTED,
    Outcome.UNCHANGED,
    Outcome.LEFT_OUT,
)
_NOT_DONE = {Outcome.LEFT_OUT, Outcome.UNCHANGED}


def say_given(request: HttpRequest, scene: Scene, given: Sequence[Given]) -> None:
    """Tell what became of each, and how many seats are free now."""
    viewer, noun = scene.viewer, scene.bought.noun
    meters = read_meters(viewer.account_id, scene.bought, viewer.now)
    free = {m.sold.terms.name: m.counts.free for m in meters if not m.sold.terms.unlimited}
    seats = free_counts(scene.bought.terms, free)
    left = say(viewer.reader, "people.free_now", seats=seats, noun=noun) if seats else ""
    counted = Counter(each.outcome for each in given)
    for outcome in _TOLD:
        number = counted[outcome]
        if not number:
            continue
        level = messages.WARNING if outcome in _NOT_DONE else messages.SUCCESS
        people = [each.email for each in given if each.outcome is outcome]
        if number == 1:
            said = say(viewer.reader, f"people.given.one.{outcome}", person=people[0], noun=noun)
        else:
            said = say(viewer.reader, f"people.given.many.{outcome}", count=number, noun=noun)
        messages.add_message(request, level, f"{said} {left}".strip())
        left = ""
