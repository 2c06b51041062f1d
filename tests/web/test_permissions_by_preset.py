"""Every route × role × preset, both ways: with real things, and as the vendor's policy has it.

Who may gets the page, and what they send is not refused for who they are. Who may not gets neither,
and nothing is written. What a policy hands out is looked up in the core's own table of rights. That
outsiders find nothing, whatever is there, does not depend on a preset: `test_permission_table`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client

from curule.core.permissions import HANDED_OUT, Action, Actor, may
from curule.core.policy import Channel
from curule.core.presets import PRESETS
from curule.core.roles import Role
from curule.web.permissions import ROUTES, Gate, Route
from tests.web.stocked import SOLD, Stocked, stock
from tests.web.test_permission_table import (
    ADDRESSES,
    NOBODY,
    ROLES,
    STAFF,
    Address,
    is_let_in,
    person_of,
)
from tests.web.threats.test_tenants import answered

pytestmark = pytest.mark.django_db

OF_ACCOUNT: Final = tuple(
    each for each in ADDRESSES if ROUTES[each.name].gate in {Gate.ACCOUNT, Gate.MEMBER}
)
OF_STAFF: Final = tuple(each for each in ADDRESSES if ROUTES[each.name].gate is Gate.STAFF)
WALKS: Final = (
    *((who, OF_ACCOUNT) for who in ("member", *ROLES)),
    *((who, OF_STAFF) for who in STAFF),
)

ALSO: Final = {
    "confirm_payment": Action.PAY_INVOICES,
    "invoice": Action.PAY_INVOICES,
    "payment_methods": Action.PAY_INVOICES,
    "method_default": Action.PAY_INVOICES,
    "method_remove": Action.PAY_INVOICES,
    "save_method": Action.PAY_INVOICES,
    "save_tax_id": Action.BILLING_DETAILS,
}
"""Where another right opens the same form: whoever pays the invoices also says how (A9)."""
NOT_THEIRS: Final = {
    "confirm_payment": "as the invoice that is paid by it",
    "invoice": "who may order pays the invoice of an own order, not one of the system",
    "remove_member": "it takes a seat too, so the right to give seats is asked for as well",
}
"""Where the core's table allows it, and the thing at hand is refused all the same."""
SURELY_COMPLETE: Final = frozenset({"buy", "review", "save_method", "unassign"})
"""Forms that have an effect under every preset as `Stocked.form` fills them."""
NOT_IN_THE_WORLD: Final = frozenset(
    {
        *("joining_undo", "console_sign_in_mail", "section", "selected_people"),
        # no offer waits there, and nobody has said who sells
        *("quote_file", "console_quote_file", "console_quote_accept", "invoices_zip"),
    }
)
"""Pages of what is not in `Stocked`: who may see them is told that there is nothing."""
REFUSED_BY_WHAT_IS: Final = frozenset({"console_payment_reverse", "withdraw_order"})
"""Pages that say to whoever may see them why it cannot be.

A charge of a card is no transfer, and the order there is complete.
"""
FULLEST: Final = "zoom"
"""The preset whose policy asks for most pages; the others are walked where minutes count less."""
PRESETS_WALKED: Final = [
    FULLEST,
    *(pytest.param(each, marks=pytest.mark.long) for each in SOLD if each != FULLEST),
]
_WRITTEN: Final = """
SELECT (SELECT count(*) FROM curule_event) + (SELECT count(*) FROM curule_quote)
    + (SELECT count(*) FROM curule_outbox_message)
"""


def written() -> int:
    """How much is written down of what was done: events, quotes and mails."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return int(cursor.fetchall()[0][0])


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo what is done in the block, so that everybody finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(stocked: Stocked, who: str) -> Client:
    client = Client()
    person = person_of(stocked.world, who)
    assert person is not None
    client.force_login(person)
    return client


def is_handed_to(stocked: Stocked, name: str, who: str) -> bool:
    """Whether the preset's policy lets a role do what a page does; each role is held here."""
    route = ROUTES[name]
    asked = route.act or route.see
    if route.gate is not Gate.ACCOUNT or asked not in HANDED_OUT:
        return True
    holders = {role: (role.value,) for role in Role}
    actor = Actor.person(person_id="", name=who, account_id="", roles=frozenset({Role(who)}))
    policy = stocked.world.terms.policy
    rights = (asked, ALSO[name]) if name in ALSO else (asked,)
    return any(
        may(actor, right, policy=policy, channel=Channel.ONLINE, holders=holders) is None
        for right in rights
    )


def test_every_preset_is_walked() -> None:
    assert set(SOLD) == set(PRESETS)
    assert set(ROUTES) >= SURELY_COMPLETE | set(ALSO) | set(NOT_THEIRS) | NOT_IN_THE_WORLD


@pytest.mark.parametrize("preset", PRESETS_WALKED)
def test_pages_are_shown_to_whom_they_may_be(preset: str) -> None:
    stocked = stock(preset)
    wrong: list[str] = []
    for who, walked in WALKS:
        client = signed_in(stocked, who)
        for address in walked:
            path, is_there = stocked.filled(address)
            is_there &= address.name not in NOT_IN_THE_WORLD
            with taken_back():
                answer = client.get(path)
            leads = answer.headers.get("Location", "")
            route, status = ROUTES[address.name], answer.status_code
            if _is_kept_from(stocked, address.name, who) and status == 403:
                continue
            if address.name in REFUSED_BY_WHAT_IS and status == 409:
                status = 200
            if not _is_shown_rightly(route, who, status, leads, is_there=is_there):
                wrong.append(f"{who} GET {address.name}: {status} {leads}")

    assert not wrong, "\n".join(wrong)


def _is_kept_from(stocked: Stocked, name: str, who: str) -> bool:
    """Whether the policy keeps the right from a role, so that the page may be closed to it."""
    return is_let_in(ROUTES[name], who, acts=False) and not is_handed_to(stocked, name, who)


def _is_shown_rightly(route: Route, who: str, status: int, leads: str, *, is_there: bool) -> bool:
    if status == 405:
        return True
    if not is_let_in(route, who, acts=False):
        return status == 403
    if status in {302, 303}:
        return not leads.startswith("/auth/")
    return status == 200 or (not is_there and status == 404)


@pytest.mark.long
@pytest.mark.parametrize("preset", SOLD)
def test_forms_have_their_effect_for_whom_they_may(preset: str) -> None:
    """Where a form has its effect for somebody who may, whoever may not is told so."""
    stocked = stock(preset)
    tried: dict[tuple[str, str], Tried] = {}
    for who, walked in WALKS:
        client = signed_in(stocked, who)
        for address in walked:
            tried[who, address.name] = _tried(client, stocked, address)

    have_effect = {name for (_who, name), answer in tried.items() if answer.written}
    assert have_effect >= SURELY_COMPLETE
    wrong = [
        f"{who} POST {name}: {answer}"
        for (who, name), answer in tried.items()
        if not _is_right(stocked, name, who, answer, has_effect=name in have_effect)
    ]
    assert not wrong, "\n".join(wrong)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The answer to a form: its status, and how much was written down of what it did."""

    status: int
    written: int
    is_there: bool


def _is_right(stocked: Stocked, name: str, who: str, tried: Tried, *, has_effect: bool) -> bool:
    if tried.status == 405 or (tried.status == 404 and not tried.is_there):
        return True
    is_in = is_let_in(ROUTES[name], who, acts=True)
    if is_in and is_handed_to(stocked, name, who):
        return tried.status < 500 and (tried.status != 403 or name in NOT_THEIRS)
    is_told = tried.status == 403 or (is_in and not has_effect and tried.status < 500)
    return is_told and not tried.written


def _tried(client: Client, stocked: Stocked, address: Address) -> Tried:
    path, is_there = stocked.filled(address)
    is_there &= address.name not in NOT_IN_THE_WORLD
    before = written()
    with taken_back():
        answer = client.post(path, stocked.form(address.name))
        return Tried(status=answer.status_code, written=written() - before, is_there=is_there)


@pytest.mark.threat("TH22")
@pytest.mark.parametrize("preset", PRESETS_WALKED)
def test_a_foreign_thing_is_answered_like_one_that_is_nowhere(preset: str) -> None:
    own, foreign = stock(preset), stock(preset)
    foreign = replace(foreign, things={**foreign.things, **_catalog(own)})
    nowhere = replace(own, things={**dict.fromkeys(own.things, NOBODY), **_catalog(own)})
    client = signed_in(own, "owner")
    for address in OF_ACCOUNT:
        for method in (client.get, client.post):
            answers = []
            for tried in (foreign, nowhere):
                things = {**tried.things, "account_id": own.things["account_id"]}
                path, _is_there = replace(own, things=things).filled(address)
                if path == own.filled(address)[0]:
                    continue
                with taken_back():
                    answers.append(answered(method(path), *tried.things.values()))
            assert len(set(answers)) <= 1, address.name
            assert all(status in {404, 405} for status, _where, _text in answers), address.name


def _catalog(stocked: Stocked) -> dict[str, UUID]:
    """Return what is the vendor's: plans are offered to every account."""
    return {name: stocked.things[name] for name in ("plan_id", "version_id")}
