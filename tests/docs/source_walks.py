"""What people see who do what a page of a source system describes: screen after screen, as texts.

A walk is a function that is given the world of its page; it goes through the screens of one section
of the page as the person whom the section speaks to, and returns what was shown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.test import Client

from curule.core.languages import Language
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.accounts import accounts
from curule.services.orders import offers
from curule.services.seats import seats
from tests.support.factories import VENDOR, World, give, make_plan
from tests.web.buying.pages import Portal, form_key
from tests.web.buying.worlds import MONTH, YEAR, bought_world
from tests.web.invitations.test_joining import joiner

Walk = Callable[[World], str]
"""Goes through the screens of one section of a page, and returns what they showed."""

FR, RU = Language.FR.value, Language.RU.value
_UNSEEN = re.compile(
    r"<(script|style|template|title)\b.*?</\1>|"
    r'<(span|h2|legend|caption|label)\b[^>]*class="[^"]*visually-hidden[^"]*"[^>]*>.*?</\2>',
    re.DOTALL,
)
_TOLD_BY_POINTING = re.compile(r'\s(?:title|placeholder|aria-label)="([^"]*)"')


def visible(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    """Return what a page shows: its texts, and what its fields and icons say of themselves."""
    assert answer.status_code < 500, answer.status_code
    page = _UNSEEN.sub(" ", answer.content.decode().replace("<wbr>", ""))
    pointed = " ".join(_TOLD_BY_POINTING.findall(page))
    return plain(html.unescape(f"{re.sub(r'<[^>]+>', ' ', page)} {pointed}"))


def plain(text: str) -> str:
    """Return a text with every run of spaces, also those that do not break, as one space."""
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split())


@dataclass
class Visit:
    """Somebody who is signed in, and what they have been shown so far."""

    portal: Portal
    seen: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, world: World, person: str, language: str) -> Visit:
        """Sign somebody of a world in."""
        return cls(Portal.of(world, person, language))

    @property
    def text(self) -> str:
        """Everything that was shown."""
        return "\n".join(self.seen)

    def at(self, page: str = "") -> str:
        """Open a page of the subscription; return its address."""
        return self.look(self.portal.path(page))

    def in_account(self, page: str) -> str:
        """Open a page of the account; return its address."""
        return self.look(f"{self.portal.root}/{page}")

    def look(self, address: str) -> str:
        """Open an address."""
        self.seen.append(visible(self.portal.client.get(address, follow=True)))
        return address

    def send(self, address: str, **fields: Any) -> str:  # noqa: ANN401 - fields of a form
        """Send a form of a page, and go where it leads; return that address."""
        answer = self.portal.client.post(address, fields)
        if answer.status_code in {302, 303}:
            return self.look(str(answer.headers["Location"]))
        self.seen.append(visible(answer))
        return address

    def order(self, review: str, **fields: Any) -> str:  # noqa: ANN401 - fields of a form
        """Send the order of a review."""
        return self.send(review, form_key=form_key(self.portal.get(review)), **fields)


def bought(preset: str, *, days: int, month: bool = False, **numbers: int) -> World:
    """Return a world whose account bought under a preset some days ago."""
    interval = MONTH if month else YEAR
    return bought_world(preset, numbers, interval=interval, now=_ago(days))


def _ago(days: int) -> datetime:
    return utc_now() - timedelta(days=days)


def _invite(world: World, email: str, giver: str) -> models.Invitation:
    seats.assign(
        actor=world.actor(giver),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[seats.Invitee(email=email, first_name="Bo", last_name="Li")],
        now=utc_now(),
    )
    return models.Invitation.objects.get(account_id=world.account.id, email=email)


def _seat_the_member(world: World, visit: Visit) -> str:
    """Give the member a seat, and return the address of the page that takes it back."""
    member = world.people["member"]
    give(world, member, now=utc_now())
    return f"{visit.portal.root}/members/{member.id}/unassign"


# --- places: tutkit -------------------------------------------------------------------------------


def tutkit_world() -> World:
    """Four places, one of them held for somebody who is invited, and a larger plan."""
    world = bought("tutkit", days=100, participant=4)
    _invite(world, "bo@x.test", "owner")
    larger = {"quantity.max_seats": 50}
    product_id = world.terms.product_id
    make_plan("tutkit", product_id=product_id, overrides=larger, interval=YEAR, now=_ago(100))
    return world


def _holder(world: World) -> Visit:
    return Visit.of(world, "owner", FR)


def _what_is_allowed(world: World) -> str:
    visit = _holder(world)
    visit.at()
    return visit.text


def _places(world: World) -> str:
    visit = _holder(world)
    visit.in_account("members")
    visit.in_account("members/invited")
    return visit.text


def _more_places(world: World) -> str:
    visit = _holder(world)
    visit.in_account("members")
    form = visit.at("add-seats")
    review = visit.send(form, seats_participant=2)
    visit.order(review, pay="transfer")
    visit.at()
    return visit.text


def _place_taken_back(world: World) -> str:
    visit = _holder(world)
    page = _seat_the_member(world, visit)
    visit.in_account("members")
    visit.look(page)
    visit.send(page, form_key=uuid4().hex)
    return visit.text


def _fewer_next_time(world: World) -> str:
    visit = _holder(world)
    give(world, world.people["member"], now=utc_now())
    visit.at()
    visit.send(visit.portal.path("auto-renew"), value="off")
    visit.at("renew")
    return visit.text


def _above_the_maximum(world: World) -> str:
    visit = _holder(world)
    visit.at()
    visit.send(visit.portal.path("add-seats"), seats_participant=20)
    visit.at("plan")
    visit.in_account("contact")
    return visit.text


TUTKIT: Final[Mapping[str, Walk]] = {
    "Ce que permet votre formule": _what_is_allowed,
    "Voir les places disponibles et occupées": _places,
    "Ajouter des places": _more_places,
    "Inviter quelqu’un à une place libre": _places,
    "Retirer une personne": _place_taken_back,
    "Avoir moins de places à la période suivante": _fewer_next_time,
    "Il vous faut plus que le maximum": _above_the_maximum,
}

# --- seats of a contract: autodesk ----------------------------------------------------------------


def autodesk_world() -> World:
    """A contract of seven seats."""
    return bought("autodesk", days=100, seat=7)


def _manager(world: World) -> Visit:
    return Visit.of(world, "contract_manager", FR)


def _the_contract(world: World) -> str:
    visit = _manager(world)
    visit.in_account("subscriptions")
    visit.at()
    return visit.text


def _more_seats(world: World) -> str:
    visit = _manager(world)
    visit.at()
    visit.send(visit.at("add-seats"), seats_seat=9)
    return visit.text


def _fewer_seats(world: World) -> str:
    visit = _manager(world)
    visit.at()
    for number in range(7):
        _invite(world, f"p{number}@x.test", "owner")
    visit.send(visit.at("reduce"), seats_seat=5)
    visit.send(visit.portal.path("reduce"), seats_seat=5, later="1")
    return visit.text


def _seats_for_people(world: World) -> str:
    visit = Visit.of(world, "admin", FR)
    visit.in_account("members")
    _checked(visit, "Bo Li <bo@x.test>", "seat")
    return visit.text


def _checked(visit: Visit, addresses: str, seat_type: str) -> None:
    subscription = str(visit.portal.world.subscription.id)
    asked = {"do": "check", "subscription": subscription, "seat_type": seat_type}
    visit.send(visit.in_account("members/add"), addresses=addresses, **asked)


def _seats_given_and_taken(world: World) -> str:
    visit = Visit.of(world, "admin", FR)
    page = _seat_the_member(world, visit)
    visit.in_account("members")
    visit.look(page)
    return f"{_seats_for_people(world)}\n{visit.text}"


def _seats_off(world: World) -> str:
    visit = _manager(world)
    visit.send(visit.portal.path("auto-renew"), value="off")
    visit.at()
    accounts.set_channel(
        actor=VENDOR, account_id=world.account.id, channel="reseller", now=utc_now()
    )
    visit.at()
    return visit.text


AUTODESK: Final[Mapping[str, Walk]] = {
    "Trouver le contrat": _the_contract,
    "Ajouter des postes": _more_seats,
    "Attribuer les postes": _seats_given_and_taken,
    "Réduire le nombre de postes": _fewer_seats,
    "Quand les boutons ne sont pas là": _seats_off,
}

# --- people with accounts of their own: zoom ------------------------------------------------------


def zoom_world() -> World:
    """Three licenses, one of them held for somebody who is invited."""
    world = bought("zoom", days=100, licensed=3)
    _invite(world, "bo@x.test", "owner")
    return world


def _users_added(world: World) -> str:
    visit = Visit.of(world, "admin", FR)
    visit.in_account("members")
    _checked(visit, "cy@x.test, di@x.test", "licensed")
    _checked(visit, "cy@x.test, di@x.test, ed@x.test", "licensed")
    visit.in_account("members/invited")
    return visit.text


def _licenses_bought_and_given_back(world: World) -> str:
    visit = Visit.of(world, "owner", FR)
    visit.in_account("subscriptions")
    visit.at()
    visit.send(visit.at("add-seats"), seats_licensed=4)
    visit.send(visit.at("reduce"), seats_licensed=2)
    return visit.text


def _joined(pays: str, choice: str = "") -> tuple[World, list[str]]:
    """Let somebody with a plan of their own open an invitation, and accept where they can."""
    client = Client()
    who = joiner(client, pays=pays)
    who.person.language = FR
    who.person.save(update_fields=["language"])
    seen = [visible(client.get(who.page))]
    if choice:
        answer = client.post(who.page, {"action": "accept", "join": choice}, follow=True)
        seen.append(visible(answer))
    else:
        seen.append(visible(client.get(f"/a/{who.own_account}/balance")))
    return who.world, seen


def _invitation_accepted(_world: World) -> str:
    return "\n".join(_joined("now", "transfer")[1])


def _invitation_held_up(_world: World) -> str:
    return "\n".join(_joined("later")[1])


def _credit_on_its_way(_world: World) -> str:
    joined, _seen = _joined("now", "transfer")
    visit = Visit.of(joined, "owner", FR)
    visit.in_account("balance")
    return visit.text


ZOOM: Final[Mapping[str, Walk]] = {
    "Ajouter des utilisateurs": _users_added,
    "Acheter ou rendre des licences": _licenses_bought_and_given_back,
    "Accepter une invitation": _invitation_accepted,
    "Quand on ne peut pas encore rejoindre": _invitation_held_up,
    "Quand le crédit arrive": _credit_on_its_way,
}

# --- licenses row by row: the licence portal ------------------------------------------------------


def licence_world() -> World:
    """Three licenses of one invoice."""
    return bought("licence_portal", days=300, licence=3)


def _administrator(world: World) -> Visit:
    return Visit.of(world, "admin", RU)


def _licenses_ordered(world: World) -> str:
    visit = _administrator(world)
    visit.in_account("subscriptions")
    visit.at()
    review = visit.send(visit.at("add-seats"), seats_licence=2)
    visit.order(review, pay="transfer")
    return visit.text


def _licenses_bound(world: World) -> str:
    visit = _administrator(world)
    page, row = visit.in_account("licenses"), _row(world)
    visit.send(page, seat=row, email="anna@firma.test", form_key=uuid4().hex)
    visit.send(page, seat=row, email=world.people["member"].email, form_key=uuid4().hex)
    return visit.text


def _row(world: World) -> str:
    return str(models.Seat.objects.filter(account_id=world.account.id).earliest("id").id)


def _license_unbound(world: World) -> str:
    visit = _administrator(world)
    page, row = f"{visit.portal.root}/licenses", _row(world)
    visit.send(page, seat=row, email=world.people["member"].email, form_key=uuid4().hex)
    unbinding = visit.in_account(f"licenses/{row}/unbind")
    visit.send(unbinding, form_key=uuid4().hex)
    return visit.text


def _next_term(world: World) -> str:
    visit = _administrator(world)
    visit.at()
    review = visit.send(visit.at("renew"), seats_licence=2)
    visit.order(review, pay="transfer")
    visit.in_account("licenses")
    return visit.text


def _licenses_in_trouble(world: World) -> str:
    visit = _administrator(world)
    visit.in_account("licenses")
    visit.at()
    return visit.text


LICENCE_PORTAL: Final[Mapping[str, Walk]] = {
    "Заказать и оплатить": _licenses_ordered,
    "Привязать лицензию": _licenses_bound,
    "Отвязать лицензию": _license_unbound,
    "Новый срок": _next_term,
    "Если что-то не получается": _licenses_in_trouble,
}

# --- at any time: gotoassist ----------------------------------------------------------------------


def gotoassist_world() -> World:
    """Ten agents and two organizers, ten days into their month; no tax number is known."""
    world = bought("gotoassist", days=10, month=True, agent=10, organizer=2)
    models.Account.objects.filter(id=world.account.id).update(tax_id="")
    return world


def _payer(world: World) -> Visit:
    return Visit.of(world, "billing_contact", FR)


_MORE: Final[Mapping[str, int]] = {"seats_agent": 12, "seats_organizer": 2, "seats_expert": 0}


def _numbers_changed(world: World) -> str:
    visit = _payer(world)
    visit.in_account("subscriptions")
    visit.at()
    cart = visit.in_account(f"cart/{world.subscription.id}")
    visit.send(cart, **_MORE)
    visit.send(cart, action="order")
    models.Account.objects.filter(id=world.account.id).update(tax_id="FR40303265045")
    visit.order(visit.send(cart, action="order"), pay=str(_card(world).id))
    return visit.text


def _card(world: World) -> models.PaymentMethod:
    return models.PaymentMethod.objects.get(account_id=world.account.id)


def _agents_given(world: World) -> str:
    visit = Visit.of(world, "admin", FR)
    give(world, world.people["member"], "agent", now=utc_now())
    visit.in_account("members")
    _checked(visit, "Bo Li <bo@x.test>", "agent")
    visit.at()
    return visit.text


def _money_found(world: World) -> str:
    visit = _payer(world)
    visit.in_account("invoices")
    visit.in_account("balance")
    visit.in_account("billing")
    return visit.text


def _with_an_adviser(world: World) -> str:
    accounts.set_channel(
        actor=VENDOR,
        account_id=world.account.id,
        channel="corporate",
        adviser="ines@vendor.test",
        now=utc_now(),
    )
    visit = _payer(world)
    visit.at()
    visit.send(visit.at("managed"), form_key=uuid4().hex, **_MORE)
    _offer(world)
    visit.at("managed")
    return visit.text


def _offer(world: World) -> None:
    """Let the adviser answer with a quote."""
    offers.offer_quote(
        actor=VENDOR,
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        seats={"agent": 12, "organizer": 2, "expert": 0},
        days=30,
        now=utc_now(),
    )


def _who_else(world: World) -> str:
    visit = Visit.of(world, "admin", FR)
    visit.at()
    return visit.text


GOTOASSIST: Final[Mapping[str, Walk]] = {
    "Changer le nombre": _numbers_changed,
    "Donner les postes aux personnes": _agents_given,
    "Retrouver l’argent": _money_found,
    "Comptes gérés par un conseiller": _with_an_adviser,
    "Vous n’êtes pas contact de facturation ?": _who_else,
}
