"""What the engine says after a step, and whether it is what the model says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import connection

from curule.core.roles import Role
from curule.data import models
from curule.selectors import invitations, subscriptions
from curule.selectors.entitlements import entitlements
from curule.selectors.invariants import verify
from curule.selectors.money import balance_of
from curule.selectors.roles import role_holders
from curule.selectors.seats import SeatRow, SeatState, list_seats
from tests.stateful.state import Account, Invoice, Seat, Sub


def fingerprint(account_ids: list[UUID]) -> dict[str, str]:
    """A digest of everything that some accounts own, by table and the column that says so."""
    parts = []
    for model in apps.get_app_config("curule").get_models():
        names = {field.attname for field in model._meta.concrete_fields}
        owners = names & {"account_id", "joined_account_id"}
        if model is models.Account:
            owners = {"id"}
        for owner in owners:
            table = model._meta.db_table
            parts.append(
                f"SELECT '{table}.{owner}', md5(string_agg(t::text, '|' ORDER BY t.id))"  # noqa: S608
                f" FROM {table} t WHERE t.{owner} = ANY (%(ids)s)"
            )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"ids": account_ids})
        return dict(cursor.fetchall())


def compare(account: Account, account_id: UUID) -> None:
    """Compare everything that can be seen of an account."""
    _judge_invoices(account, account_id)
    for sub in account.subs:
        _judge_sub(account, account_id, sub)
    _judge_money(account, account_id)
    _judge_people(account, account_id)


def judge_invariants(account_id: UUID | None = None) -> None:
    """Ask for the engine's own invariants, of an account or of all together."""
    violations = verify(account_id)
    assert not violations, f"invariants: {violations}"


# --- seats ---------------------------------------------------------------------------------------


def _judge_sub(account: Account, account_id: UUID, sub: Sub) -> None:
    assert sub.id is not None
    now = account.now
    row = subscriptions.get_subscription(account_id, sub.id, now)
    assert row.status.value == account.status_of(sub), (
        f"status {row.status.value}, not {account.status_of(sub)}"
    )
    _judge_seats(sub, account_id, now)
    for kind in sub.plan.kinds:
        counts = row.seats[kind.name].counts
        total, taken = sub.total(kind.name, now), sub.of(kind.name, now)
        held = sum(seat.held for seat in taken)
        occupied = sum(seat.email is not None and not seat.held for seat in taken)
        said = (counts.total, counts.occupied, counts.held, counts.free)
        expected = (total, occupied, held, total - occupied - held)
        assert said == expected, f"{kind.name}: {said}, not {expected}"
        assert min(said) >= 0
        planned = planned_totals(sub, kind.name, now)
        assert row.seats[kind.name].scheduled == planned, (
            f"{kind.name} later: {row.seats[kind.name].scheduled}, not {planned}"
        )
    if sub.running:
        assert sub.term is not None
        last = sub.trial_ends_at if sub.status == "trialing" else sub.term[1]
        renews = sub.term[1] if sub.auto_renew else None
        ends = None if sub.auto_renew else last
        assert (row.renews_at, row.ends_at) == (renews, ends), (
            f"renews {row.renews_at}, ends {row.ends_at}; not {renews}, {ends}"
        )


def planned_totals(sub: Sub, kind: str, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """The totals from dates on: where seats end or begin, and what was asked for."""
    seats = [seat for seat in sub.seats if seat.kind == kind]
    instants = {s.starts_at for s in seats} | {s.ends_at for s in seats if s.ends_at is not None}
    totals: dict[datetime, int] = {}
    before = sum(seat.in_force(now) for seat in seats)
    for at in sorted(instants):
        total = sum(seat.in_force(at) for seat in seats)
        if at > now and total != before:
            totals[at], before = total, total
    if kind in sub.scheduled:
        totals[sub.scheduled[kind].at] = sub.scheduled[kind].target
    if sub.next_term is not None and kind in sub.next_term.totals:
        assert sub.term is not None
        totals[sub.trial_ends_at or sub.term[1]] = sub.next_term.totals[kind]
    return tuple(sorted(totals.items()))


_Key = tuple[str, datetime | None, str, str | None]


def _judge_seats(sub: Sub, account_id: UUID, now: datetime) -> None:
    """The same seats with the same ends and people on them; then each is known by its id."""
    assert sub.id is not None
    rows = [
        row
        for row in list_seats(account_id, sub.id, now)
        if row.state not in {SeatState.ENDED, SeatState.NOT_STARTED}
    ]
    mine = [seat for seat in sub.seats if seat.in_force(now)]
    said, expected = Counter(map(_key_of_row, rows)), Counter(map(_key_of_seat, mine))
    assert said == expected, f"seats: {_shown(said - expected)}, not {_shown(expected - said)}"
    _recognise(sub, mine, rows)


def _shown(seats: Counter[_Key]) -> str:
    return ", ".join(
        f"{count}× {kind} until {end} {state} {email or ''}"
        for (kind, end, state, email), count in seats.items()
    )


def _key_of_row(row: SeatRow) -> _Key:
    return row.seat_type, row.ends_at, row.state.value, row.email


def _key_of_seat(seat: Seat) -> _Key:
    state = "free" if seat.email is None else "held" if seat.held else "occupied"
    return seat.kind, seat.ends_at, state, seat.email


def _recognise(sub: Sub, mine: list[Seat], rows: list[SeatRow]) -> None:
    """Give every seat the id it has, and the history that goes with that id."""
    known = {seat.id for seat in mine}
    rows = sorted(rows, key=lambda row: row.id not in known)
    left = list(mine)
    for row in rows:
        same = [seat for seat in left if _key_of_seat(seat) == _key_of_row(row)]
        seat = next((each for each in same if each.id == row.id), None)
        seat = seat or next((each for each in same if each.id not in {r.id for r in rows}), same[0])
        left.remove(seat)
        if seat.id != row.id:
            _exchange(sub, seat, row.id)


def _exchange(sub: Sub, seat: Seat, seat_id: UUID) -> None:
    """Let two seats of which either might have been meant change their ids and histories."""
    other = next((each for each in sub.seats if each.id == seat_id), None)
    if other is None:
        seat.id = seat_id
        return
    seat.id, other.id = other.id, seat.id
    seat.history, other.history = other.history, seat.history


# --- money ---------------------------------------------------------------------------------------


def _judge_invoices(account: Account, account_id: UUID) -> None:
    """Every invoice is known, and shows the same amounts."""
    rows = list(models.Invoice.objects.filter(account_id=account_id).order_by("id"))
    known = {invoice.id: invoice for invoice in account.invoices if invoice.id is not None}
    fresh = [invoice for invoice in account.invoices if invoice.id is None]
    for row in rows:
        invoice = known.pop(row.id, None)
        if invoice is None:
            found = [
                each
                for each in fresh
                if (each.issued_at, each.net) == (row.issued_at, row.subtotal_minor)
            ]
            assert found, (
                f"an invoice of {row.subtotal_minor} at {row.issued_at} that nobody expected; "
                f"expected {[(str(i.issued_at), i.net) for i in fresh]}"
            )
            invoice = found[0]
            fresh.remove(invoice)
            invoice.id = row.id
        _forgive(account, invoice, row)
        said = (row.subtotal_minor, row.total_minor, row.paid_minor, row.credited_minor)
        expected = (invoice.net, invoice.total, invoice.paid, invoice.credited)
        assert said == expected, f"invoice (net, total, paid, credited): {said}, not {expected}"
        assert row.due_at == invoice.due_at, f"due {row.due_at}, not {invoice.due_at}"
    missing = [*known.values(), *fresh]
    assert not missing, f"no such invoice: {[(str(i.issued_at), i.net) for i in missing]}"
    account.forgiven.clear()


def _forgive(account: Account, invoice: Invoice, row: models.Invoice) -> None:
    """Take over what was credited for the time after the last day of access."""
    if not any(number == invoice.sub for number, _at in account.forgiven) or not invoice.granted:
        return
    credited = row.credited_minor - invoice.credited
    assert credited >= 0
    assert invoice.paid + row.credited_minor <= invoice.total
    invoice.credited = row.credited_minor


def _judge_money(account: Account, account_id: UUID) -> None:
    balance = balance_of(account_id, account.world.currency)
    expected = (account.owed, account.credit)
    assert (balance.owed, balance.credit) == expected, (
        f"owed and credit: {balance.owed, balance.credit}, not {expected}"
    )
    over = models.Charge.objects.raw(
        "SELECT * FROM curule_charge WHERE account_id = %s AND credited_minor > amount_minor",
        [account_id],
    )
    assert not list(over), "more came back than was charged"


# --- people --------------------------------------------------------------------------------------


def judge_access(accounts: Sequence[Account], product_id: UUID) -> None:
    """Compare what everybody may do, whichever account it comes from."""
    now, emails = accounts[0].now, list(accounts[0].people)
    said = entitlements(product_id=product_id, emails=emails, now=now)
    for email, answer in said.items():
        allowed, until, reasons = access(accounts, email)
        assert answer.allowed == allowed, (
            f"{email}: allowed {answer.allowed} ({answer.reason}), not {allowed} ({reasons})"
        )
        if allowed:
            assert answer.until == until, f"{email}: until {answer.until}, not {until}"
        else:
            assert answer.reason is not None
            assert answer.reason.value in reasons, f"{email}: {answer.reason}, not {reasons}"


def access(accounts: Sequence[Account], email: str) -> tuple[bool, datetime | None, set[str]]:
    """Whether a person may use the product, until when, and if not, why not."""
    untils: list[datetime | None] = []
    reasons: set[str] = set()
    for account, sub in [(each, sub) for each in accounts for sub in each.subs]:
        for seat in sub.held_by(email, account.now):
            status = account.status_of(sub)
            if seat.held:
                reasons.add("invitation_open")
            elif status == "suspended":
                reasons.add("unpaid")
            else:
                untils.append(_until(account, sub, seat))
        if sub.status == "incomplete" and sub.buyer == email and sub.takes_buyer:
            reasons.add("waiting_for_payment")
    if untils:
        known = [until for until in untils if until is not None]
        return True, max(known) if len(known) == len(untils) else None, set()
    if "unpaid" in reasons:
        return False, None, {"unpaid"}
    if "invitation_open" in reasons:
        return False, None, {"invitation_open"}
    return False, None, reasons | {"no_seat", "term_ended"}


def _until(account: Account, sub: Sub, seat: Seat) -> datetime | None:
    assert sub.term is not None
    renews = sub.auto_renew or sub.next_term is not None
    last = sub.trial_ends_at if sub.status == "trialing" else sub.term[1]
    ends = [seat.ends_at, None if renews else last, account.access_ends_at(sub)]
    return min((end for end in ends if end is not None), default=None)


def _judge_people(account: Account, account_id: UUID) -> None:
    said = invitations.newest_by_email(account_id, account.now)
    expected = {each.email: each.status for each in account.invitations}
    assert said == expected, f"invitations: {said}, not {expected}"
    holders = {role.value: sorted(who) for role, who in role_holders(account_id).items() if who}
    roles = {role: sorted(who) for role, who in account.roles.items() if who}
    assert holders == roles, f"roles: {holders}, not {roles}"
    assert set(account.roles) <= {role.value for role in Role}
