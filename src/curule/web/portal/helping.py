"""Help: one page per way to manage seats, its steps leading to our own screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from curule.core.presets import PRESETS
from curule.selectors.roles import role_holders
from curule.selectors.subscriptions import list_subscriptions
from curule.web.pages import portal
from curule.web.portal.navigation import Place, opens, places_of
from curule.web.portal.nearest import nearest_preset
from curule.web.portal.rendering import page
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer
from curule.wording import Reader


class Part(StrEnum):
    """What a piece of a help page is."""

    HEADING = "heading"
    TEXT = "text"
    NOTE = "note"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece by the key of its text; `screen` is the route that it leads to.

    `buttons` are the keys of the buttons that the text names as {button} and {next_button}, so
    that it calls them as their pages do.
    """

    part: Part
    key: str
    screen: str = ""
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page: for whose way of selling seats it was written, and its pieces in order."""

    preset: str
    pieces: tuple[Piece, ...]


def _heading(key: str) -> Piece:
    return Piece(Part.HEADING, key)


def _text(key: str, screen: str = "", *buttons: str) -> Piece:
    return Piece(Part.TEXT, key, screen, buttons)


def _note(key: str, screen: str = "") -> Piece:
    return Piece(Part.NOTE, key, screen)


def _step(key: str, screen: str = "", *buttons: str) -> Piece:
    return Piece(Part.STEP, key, screen, buttons)


_MANY: Final = (
    _heading("help.many.title"),
    _text("help.many.file", "import_people"),
    _text("help.many.tick", "members"),
)
_OWN: Final = (
    _heading("help.own.title"),
    _text("help.own.mails", "my_mails"),
    _text("help.own.leave", "my_access", "my.leave"),
    _text("help.own.close", "settings"),
)

_OWN_SCREENS: Final = frozenset({"my_access", "my_mails"})
"""Screens of a person, which belong to no account."""

PAGES: Final[Mapping[str, HelpPage]] = {
    "members": HelpPage(
        "tutkit",
        (
            _heading("help.members.see"),
            _text("help.members.see1", "members"),
            _heading("help.members.add"),
            _step("help.members.add1", "members", "people.add_participants"),
            _step("help.members.add2"),
            _step("help.members.add3"),
            _step("help.members.add4"),
            _heading("help.members.invite"),
            _step("help.members.invite1", "members"),
            _step("help.members.invite2"),
            _step("help.members.invite3", "invited"),
            _heading("help.members.remove"),
            _text("help.members.remove1", "members"),
            _heading("help.members.more"),
            _text("help.members.more1", "subscriptions"),
            *_MANY,
            *_OWN,
        ),
    ),
    "seats": HelpPage(
        "autodesk",
        (
            _heading("help.seats.add"),
            _step("help.seats.add1", "subscriptions"),
            _step("help.seats.add2"),
            _step("help.seats.add3", "", "sub.add"),
            _step("help.seats.add4", "", "reduce.save"),
            _step("help.seats.add5", "payment_methods"),
            _step("help.seats.add6", "", "review.submit"),
            _heading("help.seats.reduce"),
            _text("help.seats.reduce_what"),
            _step("help.seats.reduce1", "subscriptions"),
            _step("help.seats.reduce2", "", "sub.reduce"),
            _step("help.seats.reduce3", "", "reduce.save"),
            *_MANY,
            *_OWN,
        ),
    ),
    "users": HelpPage(
        "zoom",
        (
            _heading("help.users.need"),
            _text("help.users.need1"),
            _text("help.users.need2"),
            _heading("help.users.add"),
            _step("help.users.add1", "members", "people.add_people"),
            _step("help.users.add2", "", "people.add.check"),
            _step("help.users.add3", "invited"),
            _heading("help.users.accept"),
            _step("help.users.accept1"),
            _step("help.users.accept2"),
            _step("help.users.accept3", "my_access"),
            _note("help.users.unpaid", "balance"),
            *_MANY,
            *_OWN,
        ),
    ),
    "licenses": HelpPage(
        "licence_portal",
        (
            _note("help.licenses.note1", "invoices"),
            _note("help.licenses.note2", "subscriptions"),
            _note("help.licenses.note3"),
            _heading("help.licenses.bind"),
            _step("help.licenses.bind1", "licenses"),
            _step("help.licenses.bind2"),
            _step("help.licenses.bind3"),
            _step("help.licenses.bind4", "", "licenses.bind"),
            _heading("help.licenses.unbind"),
            _text("help.licenses.unbind1", "licenses", "licenses.unbind"),
            *_MANY,
            *_OWN,
        ),
    ),
    "cart": HelpPage(
        "gotoassist",
        (
            _heading("help.cart.change"),
            _step("help.cart.change1", "subscriptions"),
            _step("help.cart.change2", "", "cart.put", "cart.order"),
            _step("help.cart.change3", "", "review.edit"),
            _step("help.cart.change4", "billing"),
            _step("help.cart.change5", "", "review.order"),
            _heading("help.cart.assign"),
            _text("help.cart.assign1", "members"),
            _heading("help.cart.corporate"),
            _text("help.cart.corporate1", "subscriptions"),
            *_MANY,
            *_OWN,
        ),
    ),
}
"""The pages by name; each was a vendor's own page once, and now speaks of our screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPiece:
    """A piece in words; `link` is (address, label) of its screen, or None."""

    text: str
    link: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands under one heading: texts, then numbered steps, then notes."""

    heading: str
    texts: tuple[ShownPiece, ...]
    steps: tuple[ShownPiece, ...]
    notes: tuple[ShownPiece, ...]


@require_safe
@portal
def help_list(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the pages, those first that fit what the account has bought."""
    fitting = fitting_pages(viewer)
    return page(
        request,
        viewer,
        "portal/help/list.html",
        {
            "fitting": [_titled(name, viewer) for name in fitting],
            "others": [_titled(name, viewer) for name in PAGES if name not in fitting],
            **_contact(viewer),
        },
    )


@require_safe
@portal
def help_page(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse:
    """Show one page; its steps lead to the screens they speak of."""
    if name not in PAGES:
        raise Http404
    reader = _reader(PAGES[name], viewer)
    return page(
        request,
        viewer,
        "portal/help/page.html",
        {
            "name": name,
            "title": say(reader, f"help.{name}.title"),
            "intro": say(reader, f"help.{name}.intro"),
            "sections": sections(PAGES[name], viewer, reader),
            **_contact(viewer),
        },
    )


def fitting_pages(viewer: Viewer) -> tuple[str, ...]:
    """Return the pages for the account's plans, in the order of its subscriptions."""
    bought = list_subscriptions(viewer.account_id, viewer.now)
    nearest = [nearest_preset(subscription.terms.policy) for subscription in bought]
    by_preset = {found.preset: name for name, found in PAGES.items()}
    return tuple(dict.fromkeys(by_preset[preset] for preset in nearest))


def _reader(found: HelpPage, viewer: Viewer) -> Reader:
    """Return the reader, to whom seats are called as in the plan that the page is for."""
    bought = list_subscriptions(viewer.account_id, viewer.now)
    fitting = (
        row.terms.policy for row in bought if nearest_preset(row.terms.policy) == found.preset
    )
    policy = next(fitting, PRESETS[found.preset])
    return replace(viewer.reader, noun=policy.words.seat_noun)


def sections(found: HelpPage, viewer: Viewer, reader: Reader) -> tuple[Section, ...]:
    """Return the pieces of a page under their headings, in the reader's words.

    A screen is called as the viewer's own menu calls it, with the sections above it.
    """
    places = places_of(viewer)
    grouped: list[tuple[str, dict[Part, list[ShownPiece]]]] = []
    for piece in found.pieces:
        if piece.part is Part.HEADING or not grouped:
            heading = said(piece, reader) if piece.part is Part.HEADING else ""
            grouped.append((heading, {part: [] for part in Part}))
        if piece.part is not Part.HEADING:
            grouped[-1][1][piece.part].append(_shown(piece, viewer, reader, places))
    return tuple(
        Section(
            heading=heading,
            texts=tuple(pieces[Part.TEXT]),
            steps=tuple(pieces[Part.STEP]),
            notes=tuple(pieces[Part.NOTE]),
        )
        for heading, pieces in grouped
    )


def said(piece: Piece, reader: Reader, path: str = "") -> str:
    """Return the text of a piece, with the buttons that it names as their pages call them.

    `path` is the way to its screen by the menu, for a text that says it.
    """
    labels = (say(reader, key) for key in piece.buttons)
    named = dict(zip(("button", "next_button"), labels, strict=False))
    return say(reader, piece.key, path=path, **named)


def _shown(piece: Piece, viewer: Viewer, reader: Reader, places: Mapping[str, Place]) -> ShownPiece:
    place = places.get(piece.screen)
    text = said(piece, reader, place.path if place else "")
    return ShownPiece(text=text, link=_link(piece.screen, viewer, places))


def _link(screen: str, viewer: Viewer, places: Mapping[str, Place]) -> tuple[str, str] | None:
    if not screen or not opens(viewer, screen):
        return None
    try:
        address = reverse(screen, args=[] if screen in _OWN_SCREENS else [viewer.account_id])
    except NoReverseMatch:
        return None
    place = places.get(screen)
    called = place.path if place else say(viewer.reader, f"help.screen.{screen}")
    return address, say(viewer.reader, "help.open", screen=called)


def _titled(name: str, viewer: Viewer) -> tuple[str, str, str]:
    reader = _reader(PAGES[name], viewer)
    texts = (say(reader, f"help.{name}.{part}") for part in ("title", "intro"))
    return (name, *texts)  # type: ignore[return-value]


def _contact(viewer: Viewer) -> dict[str, object]:
    """Return whom to ask: the adviser of a managed account, the vendor, and who decides."""
    holders = role_holders(viewer.account_id)
    people = tuple(dict.fromkeys(email for held in holders.values() for email in held))
    return {
        "adviser": viewer.company.adviser,
        "contact": settings.CURULE_CONTACT,
        "subscriptions_at": _link("subscriptions", viewer, places_of(viewer)),
        "people": people[:5],
    }
