"""One account: its numbers, what happened, what it has, and what the vendor may do (V04, V05)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.core.localtime import local_date
from curule.core.messages import Country
from curule.core.registration_numbers import spaced_registration_number
from curule.selectors.console import accounts as rows
from curule.selectors.console import events as event_rows
from curule.selectors.console import mails as mail_rows
from curule.selectors.console import money as money_rows
from curule.selectors.console import subscriptions as subscription_rows
from curule.selectors.console.paging import Page
from curule.selectors.credit import what_may_go
from curule.selectors.members import page_members
from curule.selectors.parking import find_parked, list_caps, list_parkings
from curule.selectors.tax_ids import number_standing
from curule.services.accounts import tax_id_checks
from curule.web.answers import done, one_time_key
from curule.web.console import event_table, mail_tables, money_tables
from curule.web.console.lists import tabs
from curule.web.console.rendering import (
    Table,
    day,
    page,
    page_number,
    plain,
    state,
    table,
)
from curule.web.console.report_parts import Picture
from curule.web.console.seat_report import year_of
from curule.web.console.subscriptions import subscription_table
from curule.web.crossings import crossing_text
from curule.web.pages import console
from curule.web.seat_names import name_label
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader, written

MOST_PEOPLE = 500
"""So many people stand on the tab; the customer's own pages turn over all of them."""

ACCOUNT_TABS: Final = {
    "console_account": "console.account.tab.timeline",
    "console_account_subscriptions": "console.account.tab.subscriptions",
    "console_account_people": "console.account.tab.people",
    "console_account_invoices": "console.account.tab.invoices",
    "console_statement": "console.account.tab.statement",
    "console_account_mails": "console.account.tab.mails",
}


def get_card(account_id: UUID, viewer: StaffViewer) -> rows.AccountCard:
    """Return an account, or answer that there is none."""
    card = rows.get_account(account_id, viewer.now)
    if card is None:
        raise Http404
    return card


@require_safe
@console
def timeline(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Show what happened in an account, the newest first."""
    card = get_card(account_id, viewer)
    found = event_rows.list_timeline(account_id, number=page_number(request))
    shown = event_table.timeline(_reader(viewer, card), found.rows)
    return _tab(request, viewer, card, here="console_account", shown=shown, paged=found)


@require_safe
@console
def subscriptions(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Show what an account has bought, and a year of how much of it people had."""
    card = get_card(account_id, viewer)
    found = subscription_rows.list_lines(
        viewer.now, account_id=account_id, number=page_number(request)
    )
    reader = _reader(viewer, card)
    picture = year_of(
        reader,
        account_id,
        viewer.now,
        here=local_date(card.now, card.time_zone),
        on_clock=bool(card.row.clock),
    )
    return _tab(
        request,
        viewer,
        card,
        here="console_account_subscriptions",
        shown=subscription_table(reader, found.rows),
        paged=found,
        picture=picture,
    )


@require_safe
@console
def people(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Show the people of an account, their roles and seats."""
    card = get_card(account_id, viewer)
    reader = _reader(viewer, card)
    members = page_members(account_id, card.now, limit=MOST_PEOPLE)
    shown = table(
        reader,
        "console.people.caption",
        [
            "console.people.name",
            "console.people.roles",
            "console.people.seats",
            "console.people.joined",
        ],
        (
            (
                plain(
                    f"{row.first_name} {row.last_name}".strip() or row.email,
                    note=row.email if row.first_name or row.last_name else "",
                ),
                plain(", ".join(written(role, reader) for role in row.roles)),
                plain(", ".join(name_label(reader, seat.seat_type) for seat in row.seats)),
                day(reader, row.joined_at),
            )
            for row in members
        ),
    )
    return _tab(request, viewer, card, here="console_account_people", shown=shown)


@require_safe
@console
def invoices(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Show the invoices of an account, the newest first."""
    card = get_card(account_id, viewer)
    found = money_rows.list_invoice_lines(
        viewer.now, account_id=account_id, number=page_number(request)
    )
    shown = money_tables.invoices(_reader(viewer, card), found.rows)
    return _tab(request, viewer, card, here="console_account_invoices", shown=shown, paged=found)


@require_POST
@console
def ask_office(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Ask the office about the account's tax number once more."""
    get_card(account_id, viewer)
    asked = tax_id_checks.ask_again(
        actor=viewer.actor, account_id=account_id, now=viewer.now, key=one_time_key(request)
    ).value
    key = "console.account.office_asked" if asked else "console.account.office_none"
    return done(request, "console_account", account_id, key=key, tone="ok" if asked else "warn")


@require_safe
@console
def mails(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Show the mails to the people of an account, the newest first."""
    card = get_card(account_id, viewer)
    found = mail_rows.list_mail_lines(account_id=account_id, number=page_number(request))
    shown = mail_tables.mails(_reader(viewer, card), found.rows)
    return _tab(request, viewer, card, here="console_account_mails", shown=shown, paged=found)


def _reader(viewer: StaffViewer, card: rows.AccountCard) -> Reader:
    """Return the viewer as a reader of this account's days, which are those of its time zone."""
    return replace(viewer.reader, zone=card.time_zone)


def _tab(
    request: HttpRequest,
    viewer: StaffViewer,
    card: rows.AccountCard,
    *,
    here: str,
    shown: Table,
    paged: Page[Any] | None = None,
    picture: Picture | None = None,
) -> HttpResponse:
    return page(
        request,
        viewer,
        "console/account.html",
        zone=card.time_zone,
        context={
            "card": card,
            "state": state(viewer.reader, "console.account.state.", card.row.state),
            "facts": [
                *_facts(_reader(viewer, card), card),
                *_office_facts(_reader(viewer, card), card.row.id),
            ],
            "tabs": tabs(viewer, ACCOUNT_TABS, here, card.row.id),
            "table": shown,
            "paged": paged,
            "picture": picture,
            "can_ask_office": bool(card.tax_id) and not card.row.clock,
            "credit": what_may_go(card.row.id),
            "parked": _parked(_reader(viewer, card), card.row.id),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """Since when an account waits for its release, what it met, and how it was before."""

    since: str
    what: str
    before: tuple[str, ...]


def _parked(reader: Reader, account_id: UUID) -> Parked:
    """Return what an account met; nothing is said of the present where it is not parked."""
    now = find_parked([account_id]).get(account_id)
    before = tuple(
        say(
            reader,
            "console.parked.before_line",
            at=each.parked_at,
            what=crossing_text(reader, each.crossing),
            released=each.released_at,
            by=each.released_by,
            why=each.released_because,
        )
        for each in list_parkings(account_id)
        if each.released_at is not None
    )
    if now is None:
        return Parked(since="", what="", before=before)
    return Parked(
        since=say(reader, "console.parked.box", at=now.parked_at),
        what=crossing_text(reader, now.crossing),
        before=before,
    )


def _office_facts(reader: Reader, account_id: UUID) -> list[tuple[str, str]]:
    """Return what an office said of the account's tax number, with the proof that it was asked."""
    office = number_standing(account_id)
    if office.state is None:
        return []
    said = [say(reader, f"billing.office.{office.state}")]
    if office.is_asked and office.answer:
        said.append(say(reader, "billing.office.asked_again"))
    facts = [(say(reader, "console.account.office"), " · ".join(said))]
    told = office.answer
    if told is None:
        return facts
    proof = [written(told.answered_at, reader), told.reference]
    who = ", ".join(filter(None, (told.name, told.address)))
    if who:
        facts.append((say(reader, "billing.office.name"), who))
    facts.append((say(reader, "console.account.office_told"), " · ".join(filter(None, proof))))
    return facts


def _facts(reader: Reader, card: rows.AccountCard) -> list[tuple[str, str]]:
    seats = card.row.seats
    said = (
        ("owner", card.row.owner),
        ("channel", written(card.row.channel, reader)),
        ("adviser", card.adviser),
        (
            "seats",
            say(reader, "console.accounts.used_of", used=seats.used, sold=seats.sold)
            if seats.sold
            else "",
        ),
        ("owed", ", ".join(written(each, reader) for each in card.row.owed)),
        ("credit", ", ".join(written(each, reader) for each in card.credit)),
        ("tax_id", card.tax_id),
        (
            "registration_number",
            spaced_registration_number(card.registration_number, card.row.country),
        ),
        ("tax_rate", f"{card.tax_rate} %" if card.tax_rate else ""),
        ("place", " · ".join(_place(reader, card))),
        ("clock", f"{card.row.clock} · {written(card.now, reader)}" if card.row.clock else ""),
        ("caps", ", ".join(written(each.most, reader) for each in list_caps(card.row.id))),
        (
            "maxima",
            ", ".join(f"{product} · {kind}: {most}" for product, kind, most in card.maxima),
        ),
    )
    return [(say(reader, f"console.account.{name}"), value) for name, value in said if value]


def _place(reader: Reader, card: rows.AccountCard) -> tuple[str, ...]:
    """Return the country, the time zone and the language of an account, in words."""
    languages = LOCALES[reader.language].languages
    language = str(languages.get(card.language, card.language))
    return written(Country(card.row.country), reader), card.time_zone, language
