"""Adding several people at once (P08): read, check each in place, then invite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.names import LONGEST_NAME
from curule.core.permissions import may_give_role
from curule.core.policy import AssignmentMode, Identity
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.gateways.mail_domains import take_no_mail
from curule.selectors.knowing import Known, known_among, was_done
from curule.services.people import roles
from curule.services.seats import seats
from curule.services.seats.seats import Given, IfFull
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Scene,
    SeatType,
    base_context,
    buying_more,
    find_scene,
    key_of,
    more_seats,
    place,
    refusal_box,
    seat_types,
    with_scene,
)
from curule.web.portal.people.outcomes import say_given
from curule.web.portal.rendering import page
from curule.web.refusals import Told, status_of
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

_KEPT_AS: Final = "people_to_add"

MOST: Final = 200
"""People that one form takes; a longer list is refused whole and leads to the import."""

_SEPARATORS: Final = re.compile(r"[,;\n\r\t]+")
_NAMED: Final = re.compile(r"^\s*(?P<name>[^<>]*?)\s*<\s*(?P<address>[^<>\s]+)\s*>\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody on the list: what was typed, and what is wrong with it."""

    number: int
    email: str
    first_name: str = ""
    last_name: str = ""
    problem: str = ""
    note: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether this person can be added."""
        return not self.problem


def split_addresses(written: str) -> list[tuple[str, str, str]]:
    """Return (address, first name, last name) of each person in a text, as people paste lists.

    >>> split_addresses("Bo Li <bo@x.test>; di@x.test jan@x.test")
    [('bo@x.test', 'Bo', 'Li'), ('di@x.test', '', ''), ('jan@x.test', '', '')]
    """
    found: list[tuple[str, str, str]] = []
    for piece in _SEPARATORS.split(written):
        named = _NAMED.match(piece)
        if named:
            name = parseaddr(piece)[0] or named["name"].strip('"')
            first, _, last = name.strip().partition(" ")
            found.append((named["address"], first, last.strip()))
        else:
            found += [(word, "", "") for word in piece.split()]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def add_people(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Take addresses, check them in place, and give seats to their people."""
    viewer = scene.viewer
    if request.method != "POST":
        return _first(request, scene)
    if scene.rights.assign is not None:
        return _first(request, scene, problem=refusal_box(request, scene, scene.rights.assign))
    if request.POST.get("do") == "check":
        people = split_addresses(request.POST.get("addresses", ""))
        if not people:
            said = say(viewer.reader, "people.add.nobody")
            return _first(request, scene, wrong=said, status=422)
        if len(people) > MOST:
            said = say(viewer.reader, "people.add.too_long", count=len(people), most=MOST)
            return _first(request, scene, wrong=said, is_long=True, status=422)
        return _check(request, scene, _lines(request, scene, people))
    return _invite(request, scene)


def _first(
    request: HttpRequest,
    scene: Scene,
    *,
    problem: Told | None = None,
    wrong: str = "",
    is_long: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_context(request, scene),
        "addresses": request.POST.get("addresses", request.GET.get("email", _kept(request, scene))),
        "problem": problem,
        "wrong": wrong,
        "is_long": is_long,
        "by_binding": _mode(scene) is AssignmentMode.REGISTERED_PERSON,
    }
    template = "portal/people/add.html"
    return page(
        request,
        scene.viewer,
        template,
        context,
        noun=scene.bought.noun,
        status=403 if problem else status,
    )


def _context(request: HttpRequest, scene: Scene) -> dict[str, Any]:
    viewer = scene.viewer
    may_give = [
        role
        for role in Role
        if may_give_role(viewer.actor, role, holders=scene.holders) is None
        and role is not Role.OWNER
    ]
    return {
        **base_context(request, scene),
        "back": place(scene, "members"),
        "roles": may_give,
        "chosen_type": _type(request, scene),
        "chosen_role": request.POST.get("role", ""),
        "needs_names": _needs_names(scene),
    }


def _mode(scene: Scene) -> AssignmentMode:
    return scene.bought.terms.policy.assignment.mode


def _needs_names(scene: Scene) -> bool:
    return scene.bought.terms.policy.assignment.identity is Identity.EMAIL_AND_NAMES


def _type(request: HttpRequest, scene: Scene) -> SeatType:
    types = seat_types(scene)
    wanted = request.POST.get("seat_type", request.GET.get("type", ""))
    return next((each for each in types if each.name == wanted), types[0])


# --- checking ------------------------------------------------------------------------------------


def _lines(
    request: HttpRequest, scene: Scene, people: Sequence[tuple[str, str, str]]
) -> list[Line]:
    """Return each person with what is wrong; nothing is sent and nothing is reserved."""
    reader, chosen = scene.viewer.reader, _type(request, scene)
    canonical = {written: _canonical(written) for written, _first, _last in people}
    known = known_among(
        scene.viewer.account_id,
        scene.bought,
        chosen.sold,
        [address for address in canonical.values() if address],
        scene.viewer.now,
    )
    domains = {address.rpartition("@")[2] for address in canonical.values() if address}
    no_mail = take_no_mail(domains)
    seen: dict[str, int] = {}
    lines: list[Line] = []
    for number, (written, typed_first, typed_last) in enumerate(people, start=1):
        address = canonical[written]
        about = known.get(address or "", Known())
        first, last = typed_first or about.first_name, typed_last or about.last_name
        problem = _problem(scene, address, about, named=bool(first and last))
        said = say(reader, f"people.check.{problem}", noun=scene.bought.noun) if problem else ""
        if address and address in seen:
            said = say(reader, "people.check.duplicate", line=seen[address])
        elif address:
            seen[address] = number
        note = "people.check.member" if about.member_id else ""
        if not note and address and address.rpartition("@")[2] in no_mail:
            note = "import.note.no_mail"
        lines.append(
            Line(
                number=number,
                email=address or written[:254],
                first_name=first[:LONGEST_NAME],
                last_name=last[:LONGEST_NAME],
                problem=said,
                note=say(reader, note) if note and not said else "",
            )
        )
    return lines


def _canonical(written: str) -> str | None:
    try:
        return canonical_address(written)
    except AddressInvalid:
        return None


def _problem(scene: Scene, address: str | None, about: Known, *, named: bool) -> str:
    """Return which rule a person breaks, or nothing."""
    if address is None:
        return "invalid"
    if about.has_seat:
        return "has_seat"
    if about.is_invited:
        return "invited"
    if not about.is_registered and _mode(scene) is AssignmentMode.REGISTERED_PERSON:
        return "not_registered"
    if _needs_names(scene) and not named:
        return "names"
    return ""


def _check(
    request: HttpRequest,
    scene: Scene,
    lines: list[Line],
    *,
    problem: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the list with what is wrong beside each, and what there will be after."""
    chosen = _type(request, scene)
    ready = [line for line in lines if line.is_ready]
    free = scene.free_of(chosen.sold)
    missing = 0 if free is None else max(len(ready) - free, 0)
    context = {
        **_context(request, scene),
        "lines": lines,
        "ready": ready,
        "free": free,
        "missing": missing,
        "free_after": None if free is None else max(free - len(ready), 0),
        "more": more_seats(request, scene, chosen.sold, missing),
        "problem": problem,
        "if_full": request.POST.get("if_full", ""),
        "firsts": min(free or 0, len(ready)),
    }
    return page(
        request,
        scene.viewer,
        "portal/people/check.html",
        context,
        noun=scene.bought.noun,
        status=status,
    )


# --- inviting ------------------------------------------------------------------------------------


def _invite(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Add those on the list; what is wrong is shown beside them and nobody is added."""
    people = _typed(request)
    lines = _lines(request, scene, people)
    key = _key(request, scene, lines)
    if was_done(scene.viewer.account_id, key):
        return HttpResponseRedirect(place(scene, "invited"), status=303)
    ready = [line for line in lines if line.is_ready]
    if request.POST.get("again") or not ready or len(ready) < len(lines):
        return _check(request, scene, lines, status=422 if people else 200)
    wish = request.POST.get("if_full", "")
    if wish == "buy":
        return _to_buying(request, scene, ready)
    chosen = _type(request, scene)
    try:
        given = _assign(scene, ready, chosen.name, wish, key)
    except Refused as refused:
        if refused.refusal.code is RefusalCode.NO_FREE_SEAT:
            scene = find_scene(scene.viewer, request) or scene
        told = refusal_box(request, scene, refused.refusal)
        status = status_of(refused.refusal)
        return _check(request, scene, lines, problem=told, status=status)
    request.session.pop(_KEPT_AS, None)
    say_given(request, scene, given)
    _give_role(request, scene, given)
    return HttpResponseRedirect(place(scene, _where(given)), status=303)


def _typed(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return the people of the list as it was sent back, those that were taken off left out."""
    found: list[tuple[str, str, str]] = []
    for number in range(1, MOST + 1):
        email = request.POST.get(f"email-{number}", "").strip()
        if not email or request.POST.get(f"off-{number}"):
            continue
        first = request.POST.get(f"first-{number}", "").strip()
        found.append((email, first, request.POST.get(f"last-{number}", "").strip()))
    return found


def _invitees(lines: Sequence[Line]) -> list[seats.Invitee]:
    return [
        seats.Invitee(email=line.email, first_name=line.first_name, last_name=line.last_name)
        for line in lines
    ]


def _key(request: HttpRequest, scene: Scene, lines: Sequence[Line]) -> str | None:
    """Return the key of adding these people: sent twice, they are added once."""
    asked = (_type(request, scene).name, request.POST.get("if_full", ""))
    return key_of(request, "add", scene.bought.id, _invitees(lines), *asked)


def _assign(
    scene: Scene, ready: Sequence[Line], seat_type: str, wish: str, key: str | None
) -> tuple[Given, ...]:
    viewer = scene.viewer
    return seats.assign(
        actor=viewer.actor,
        account_id=viewer.account_id,
        subscription_id=scene.bought.id,
        people=_invitees(ready),
        seat_type=seat_type,
        if_full=wish if wish in set(IfFull) else None,
        now=viewer.now,
        key=key,
    ).value


def _where(given: Sequence[Given]) -> str:
    outcomes = {each.outcome for each in given}
    if seats.Outcome.INVITED in outcomes:
        return "invited"
    if seats.Outcome.SEATED in outcomes:
        return "members"
    return "requests"


def _kept(request: HttpRequest, scene: Scene) -> str:
    """Return the people of a list whose missing seats were to be bought first."""
    kept: dict[str, str] = request.session.get(_KEPT_AS, {})
    return kept.get(str(scene.bought.id), "")


def _to_buying(request: HttpRequest, scene: Scene, ready: Sequence[Line]) -> HttpResponse:
    """Lead to where the missing seats are bought; nothing is bought and nobody invited here.

    The session keeps the list, with which the page begins after the order.
    """
    wanted = len(ready)
    sold = _type(request, scene).sold
    to = buying_more(scene, sold, max(wanted - (scene.free_of(sold) or 0), 1))
    if scene.rights.change is not None or to is None:
        raise Refused(scene.rights.change or refuse(RefusalCode.NO_FREE_SEAT))
    said = say(scene.viewer.reader, "people.add.not_sent_yet", count=wanted)
    messages.info(request, said)
    written = "\n".join(
        f"{line.first_name} {line.last_name} <{line.email}>".lstrip() for line in ready
    )
    request.session[_KEPT_AS] = {str(scene.bought.id): written}
    return HttpResponseRedirect(to, status=303)


def _give_role(request: HttpRequest, scene: Scene, given: Sequence[Given]) -> None:
    """Give the chosen role to those who have an account; of others it says who comes later."""
    written = request.POST.get("role", "")
    if written not in set(Role) or written == Role.OWNER:
        return
    viewer, role = scene.viewer, Role(written)
    known = known_among(
        viewer.account_id,
        scene.bought,
        scene.bought.terms.seat_types[0],
        [each.email for each in given],
        viewer.now,
    )
    later = 0
    for each in given:
        person_id = known.get(each.email, Known()).member_id
        if person_id is None:
            later += 1
        elif not _grant(request, viewer, person_id, role):
            return
    if later:
        said = say(viewer.reader, "people.add.role_later", count=later, role=role)
        messages.warning(request, said)


def _grant(request: HttpRequest, viewer: Viewer, person_id: UUID, role: Role) -> bool:
    """Give a role; false where the viewer may not, which is said once."""
    try:
        roles.grant(
            actor=viewer.actor,
            account_id=viewer.account_id,
            person_id=person_id,
            role=role,
            now=viewer.now,
            key=key_of(request, "role", person_id, role),
        )
    except Refused as refused:
        if refused.refusal.code is RefusalCode.ROLE_ALREADY_HELD:
            return True
        messages.warning(request, say(viewer.reader, "people.role_not_yours"))
        return False
    return True
