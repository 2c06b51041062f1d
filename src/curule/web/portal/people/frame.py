"""What the pages of people share: which subscription they are about, and who may do what there."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from curule.core.messages import Count
from curule.core.permissions import Action, may
from curule.core.policy import AssignmentMode, Identity, NamedNoun
from curule.core.refusals import Refusal
from curule.core.roles import Role
from curule.selectors.asking import Cost, cost_of_more
from curule.selectors.catalog import SoldSeatType
from curule.selectors.roles import role_holders
from curule.selectors.rosters import Bought, Meter, Tabs, count_tabs, list_bought, read_meters
from curule.web.ids import as_uuid
from curule.web.portal.rendering import page
from curule.web.refusals import Told, told
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatType:
    """A seat type as a page names it."""

    sold: SoldSeatType
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMeter:
    """The numbers of a seat type with its name, which is empty where there is only one."""

    label: str
    meter: Meter


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the viewer may do with one subscription; else the refusal that says who may."""

    assign: Refusal | None
    change: Refusal | None
    roles: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One subscription of the account as a page of people shows it."""

    viewer: Viewer
    all_bought: tuple[Bought, ...]
    bought: Bought
    meters: tuple[Meter, ...]
    rights: Rights
    holders: Mapping[Role, tuple[str, ...]]

    @property
    def free(self) -> int:
        """Free seats of all types that are bought."""
        return sum(m.counts.free for m in self.meters if not m.sold.terms.unlimited)

    @property
    def paid(self) -> int:
        """Seats that are paid for."""
        return sum(m.counts.total for m in self.meters if not m.sold.terms.unlimited)

    @property
    def paid_seats(self) -> Count:
        """The same with its noun."""
        return Count(self.paid, self.bought.noun)

    @property
    def may_assign(self) -> bool:
        """Whether the viewer gives and takes seats here."""
        return self.rights.assign is None

    def free_of(self, sold: SoldSeatType) -> int | None:
        """Return how many seats of a type are free; None where there is no end of them."""
        if sold.terms.unlimited:
            return None
        return next(m.counts.free for m in self.meters if m.sold.id == sold.id)


def with_scene(
    view: Callable[[HttpRequest, Scene], HttpResponseBase],
) -> Callable[[HttpRequest, Viewer], HttpResponseBase]:
    """Give a view the chosen subscription; who has bought nothing is told so instead."""

    @functools.wraps(view)
    def shown(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
        scene = find_scene(viewer, request)
        if scene is None:
            return page(request, viewer, "portal/people/nothing.html")
        return view(request, scene)

    return shown


def find_scene(viewer: Viewer, request: HttpRequest) -> Scene | None:
    """Return the subscription that is chosen (`?subscription=`), else the first that runs.

    None where the account has bought nothing. A foreign subscription is none.
    """
    everything = list_bought(viewer.account_id)
    given = request.POST.get("subscription") or request.GET.get("subscription")
    if given:
        wanted = as_uuid(given)
        found = next((each for each in everything if each.id == wanted), None)
        if found is None:
            raise Http404
    elif everything:
        found = everything[0]
    else:
        return None
    return scene_of(viewer, found, everything)


def scene_of(viewer: Viewer, bought: Bought, everything: tuple[Bought, ...]) -> Scene:
    """Return one subscription with its numbers and the viewer's rights."""
    holders = role_holders(viewer.account_id)
    return Scene(
        viewer=viewer,
        all_bought=everything,
        bought=bought,
        meters=read_meters(viewer.account_id, bought, viewer.now),
        rights=rights_of(viewer, bought, holders),
        holders=holders,
    )


def rights_of(viewer: Viewer, bought: Bought, holders: Mapping[Role, tuple[str, ...]]) -> Rights:
    """Return what the viewer may do with a subscription."""
    policy, channel = bought.terms.policy, viewer.company.channel

    def ask(action: Action) -> Refusal | None:
        return may(viewer.actor, action, policy=policy, channel=channel, holders=holders)

    return Rights(
        assign=ask(Action.ASSIGN),
        change=ask(Action.CHANGE),
        roles=may(viewer.actor, Action.GIVE_ROLES, holders=holders) is None,
    )


def seat_types(scene: Scene) -> tuple[SeatType, ...]:
    """Return the seat types of a subscription with the names a page calls them by."""
    return tuple(
        SeatType(
            sold=sold,
            name=sold.terms.name,
            label=type_label(scene.viewer.reader, scene.bought.terms, sold.terms.name),
        )
        for sold in scene.bought.terms.seat_types
    )


def named_meters(scene: Scene) -> tuple[NamedMeter, ...]:
    """Return the numbers of each seat type, named where there are several."""
    several = len(scene.meters) > 1
    reader = scene.viewer.reader
    return tuple(
        NamedMeter(
            label=type_label(reader, scene.bought.terms, m.sold.terms.name, many=True)
            if several
            else "",
            meter=m,
        )
        for m in scene.meters
    )


def has_places(bought: Bought) -> bool:
    """Whether people are invited to places by name, row by row (T13, T14)."""
    assignment = bought.terms.policy.assignment
    by_name = assignment.identity is Identity.EMAIL_AND_NAMES
    return by_name and assignment.mode is AssignmentMode.INVITATION


def calls_them_users(bought: Bought) -> bool:
    """Whether the pages speak of users, as where licenses are given, or of members (T4, Z6)."""
    return bought.noun in {NamedNoun.LICENCE, NamedNoun.SEAT}


def base_context(request: HttpRequest, scene: Scene) -> dict[str, Any]:
    """Return what every page of people shows above its own."""
    viewer = scene.viewer
    tabs = count_tabs(viewer.account_id, scene.bought.id, viewer.now)
    return {
        "scene": scene,
        "bought": scene.bought,
        "meters": named_meters(scene),
        "types": seat_types(scene),
        "tabs": tabs,
        "tab_list": tab_list(scene, tabs),
        "is_users": calls_them_users(scene.bought),
        "add_seats": address("add_seats", viewer.account_id, scene.bought.id),
        "reduce_seats": address("reduce", viewer.account_id, scene.bought.id),
        "may_not": told(request, scene.rights.assign) if scene.rights.assign else None,
        "may_not_buy": told(request, scene.rights.change) if scene.rights.change else None,
        "may_invite": scene.may_assign,
        "keep": scene.bought.id if len(scene.all_bought) > 1 else "",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of the four lists of people."""

    name: str
    label: str
    address: str
    number: int
    warning: str = ""


def tab_list(scene: Scene, tabs: Tabs) -> tuple[Tab, ...]:
    """Return the tabs with how many there are behind each."""
    reader = scene.viewer.reader
    bounced = say(reader, "people.tab.bounced", count=tabs.undelivered)
    numbers = {
        "members": tabs.members,
        "invited": tabs.invited,
        "removed": tabs.removed,
        "requests": tabs.requests,
    }
    return tuple(
        Tab(
            name=name,
            label=say(reader, f"people.tab.{name}"),
            address=place(scene, name),
            number=number,
            warning=bounced if name == "invited" and tabs.undelivered else "",
        )
        for name, number in numbers.items()
    )


def place(scene: Scene, name: str, *args: object, **query: object) -> str:
    """Return the address of a page of people about the same subscription."""
    said = {key: str(value) for key, value in query.items() if value not in {None, ""}}
    if len(scene.all_bought) > 1:
        said["subscription"] = str(scene.bought.id)
    path = reverse(name, args=[scene.viewer.account_id, *args])
    return f"{path}?{urlencode(said)}" if said else path


def address(name: str, *args: object) -> str | None:
    """Return the address of a page that may not be there."""
    try:
        return reverse(name, args=list(args))
    except NoReverseMatch:
        return None


def buying_more(scene: Scene, sold: SoldSeatType, more: int) -> str | None:
    """Return where so many more seats of a type are bought; the page begins with the number."""
    path = address("add_seats", scene.viewer.account_id, scene.bought.id)
    counted = [each for each in scene.bought.terms.seat_types if not each.terms.unlimited]
    which = {"type": sold.terms.name} if len(counted) > 1 else {}
    return path and f"{path}?{urlencode({'more': more, **which})}"


def refusal_box(
    request: HttpRequest, scene: Scene, refusal: Refusal, *, links: Mapping[str, str] | None = None
) -> Told:
    """Return a refusal with ways out that lead to the page of this subscription.

    `links` say where a way out leads on the page itself, such as a field.
    """
    called = Refusal(refusal.code, refusal.options, {"noun": scene.bought.noun, **refusal.values})
    return told(request, called, links=links)


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What seats more would cost, or why they cannot be bought; neither where that is not known."""

    cost: Cost | None = None
    refused: Told | None = None


def more_seats(request: HttpRequest, scene: Scene, sold: SoldSeatType, seats: int) -> More:
    """Return what so many seats more would mean, to whoever may buy them."""
    viewer = scene.viewer
    if scene.rights.change is not None or seats < 1:
        return More()
    found = cost_of_more(viewer.account_id, scene.bought, sold, seats, viewer.now)
    if isinstance(found, Refusal):
        return More(refused=refusal_box(request, scene, found))
    return More(cost=found)


def key_of(request: HttpRequest, *parts: object) -> str | None:
    """Return the key of what a form asks for: sent twice it acts once, changed it is another."""
    given = request.POST.get("form_key", "")
    if not given:
        return None
    said = "\n".join(str(part) for part in parts).encode()
    return f"{given[:64]}:{hashlib.sha256(said).hexdigest()[:24]}"
