"""`curule members`, `curule invitations`, `curule seats`: who uses what was bought."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import DRY_RUN, KEY, There, asks_first, there
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import Missing, refusals_said, rehearsed
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.core.roles import Role
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curule.services.seats.seats import Given

_GIVEN: Final = ("email", "outcome", "seat", "invitation", "ends_at")
_ACCOUNT: Final = RowId("acc")
_SUBSCRIPTION: Final = RowId("sub")

MEMBERS: Final = Seen(
    kind="member",
    prefix="mem",
    plural="members",
    module="curule.selectors.programs.members",
    columns=("id", "email", "first_name", "last_name", "roles", "seats.type", "account"),
    filters={
        "account": _ACCOUNT,
        "email": click.STRING,
        "status": click.Choice(["active", "left"]),
    },
)
INVITATIONS: Final = Seen(
    kind="invitation",
    prefix="invt",
    plural="invitations",
    module="curule.selectors.programs.invitations",
    columns=("id", "email", "status", "seat_type", "expires_at", "account"),
    filters={
        "account": _ACCOUNT,
        "subscription": _SUBSCRIPTION,
        "email": click.STRING,
        "status": click.Choice(["open", "accepted", "declined", "canceled", "expired"]),
    },
)


@click.group()
def members() -> None:
    """List the people of accounts, invite them, remove them, and give them roles."""


@click.group()
def invitations() -> None:
    """List invitations, send them again, and cancel them."""


@click.group()
def seats() -> None:
    """Give seats to people, and take them back."""


add_reading(members, MEMBERS)
add_reading(invitations, INVITATIONS)


# --- giving and taking ----------------------------------------------------------------------------


@seats.command("assign")
@click.argument("emails", nargs=-1, required=True)
@click.option("--subscription", "subscription_id", type=_SUBSCRIPTION, required=True)
@click.option("--seat-type", help="By default the plan's first.")
@click.option("--if-full", type=click.Choice(["refuse", "first", "wait"]))
@KEY
@DRY_RUN
@printed
@needs_database
def assign(
    emails: tuple[str, ...],
    *,
    subscription_id: UUID,
    seat_type: str | None,
    if_full: str | None,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Give seats to the people with these addresses, at once or by invitation, as the plan says.

    `-` reads addresses from standard input, one a line.
    """
    from curule.services.seats import seats as commands

    at = there("subscription", subscription_id)
    if dry_run:
        _refuse_to_rehearse_buying(at)
    else:
        refuse_older_backup()  # a full plan may buy
    people = [commands.Invitee(email=email) for email in _addresses(emails)]
    with refusals_said(), rehearsed(dry_run=dry_run):
        done = commands.assign(
            **at.acts(key),
            subscription_id=at.id,
            people=people,
            seat_type=seat_type,
            if_full=if_full,
        )
    screen.many([_given(each) for each in done.value], _GIVEN)
    if dry_run:
        screen.say("Nobody was told: this was a dry run.")


@members.command("invite")
@click.argument("emails", nargs=-1, required=True)
@click.option("--account", "account_id", type=_ACCOUNT, help="Where it has one subscription.")
@click.option("--subscription", "subscription_id", type=_SUBSCRIPTION, help="Of whose seats.")
@click.option("--seat-type", help="By default the plan's first.")
@click.option("--if-full", type=click.Choice(["refuse", "first", "wait"]))
@KEY
@DRY_RUN
@printed
@click.pass_context
def invite(
    ctx: click.Context,
    /,
    *,
    account_id: UUID | None,
    subscription_id: UUID | None,
    screen: Screen,
    **asked: Any,  # noqa: ANN401 - as `seats assign` takes them
) -> None:
    """Invite people to seats of an account; the same as `curule seats assign`."""
    del screen
    if subscription_id is None:
        subscription_id = _only_subscription(account_id)
    form = ctx.params.get("form")
    ctx.invoke(assign, subscription_id=subscription_id, form=form, **asked)


@seats.command("unassign")
@click.argument("email")
@click.option("--subscription", "subscription_id", type=_SUBSCRIPTION, required=True)
@click.option("--seat-type", help="Where somebody has several.")
@KEY
@DRY_RUN
@printed
@needs_database
def unassign(
    email: str,
    *,
    subscription_id: UUID,
    seat_type: str | None,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Take a seat back; it stays paid for, and the price stays as it is."""
    from curule.services.seats import seats as commands

    at = there("subscription", subscription_id)
    with refusals_said(), rehearsed(dry_run=dry_run):
        done = commands.unassign(
            **at.acts(key), subscription_id=at.id, email=email, seat_type=seat_type
        )
    until = plain(done.value.undo_until)
    screen.one({"object": "unassigned", "email": email, "undo_until": until})
    if dry_run:
        screen.say("The seat was not taken: this was a dry run.")


# --- members --------------------------------------------------------------------------------------


@members.command()
@click.argument("member_id", metavar="MEMBER", type=RowId("mem"))
@DRY_RUN
@printed
@asks_first("This ends the membership with its roles and seats.")
@needs_database
def remove(member_id: UUID, *, dry_run: bool, screen: Screen) -> None:
    """End a membership with its roles and seats; the seats stay paid for."""
    from curule.services.people import leaving

    at, person_id = _member(member_id)
    with refusals_said(), rehearsed(dry_run=dry_run):
        leaving.remove_member(**at.acts(), person_id=person_id)
        screen.one(MEMBERS.find(member_id))
    if dry_run:
        screen.say("Nobody was removed: this was a dry run.")


@members.command("grant")
@click.argument("member_id", metavar="MEMBER", type=RowId("mem"))
@click.argument("role", type=click.Choice([role.value for role in Role]))
@printed
@needs_database
def grant(member_id: UUID, role: str, *, screen: Screen) -> None:
    """Give a member a role; it comes with no seat."""
    from curule.services.people import roles

    at, person_id = _member(member_id)
    with refusals_said():
        roles.grant(**at.acts(), person_id=person_id, role=Role(role))
    screen.one(MEMBERS.find(member_id))


@members.command("revoke")
@click.argument("member_id", metavar="MEMBER", type=RowId("mem"))
@click.argument("role", type=click.Choice([role.value for role in Role]))
@printed
@needs_database
def revoke(member_id: UUID, role: str, *, screen: Screen) -> None:
    """Take a role from a member, who stays one; the last owner stays owner."""
    from curule.services.people import roles

    at, person_id = _member(member_id)
    with refusals_said():
        roles.revoke(**at.acts(), person_id=person_id, role=Role(role))
    screen.one(MEMBERS.find(member_id))


@members.command("transfer-ownership")
@click.argument("member_id", metavar="MEMBER", type=RowId("mem"))
@click.option("--to", "heir_id", type=RowId("mem"), required=True, help="Who is to own it.")
@KEY
@printed
@asks_first("This hands the account over.")
@needs_database
def transfer_ownership(member_id: UUID, heir_id: UUID, *, key: str | None, screen: Screen) -> None:
    """Let another member own the account in the place of MEMBER, who stays."""
    from curule.services.people import memberships

    at, giver_id = _member(member_id)
    heir, person_id = _member(heir_id)
    if heir.account_id != at.account_id:
        raise Missing(f"There is no member {public_id('mem', heir_id)} in this account.")
    with refusals_said():
        memberships.transfer_ownership(**at.acts(key), person_id=person_id, giver_id=giver_id)
    screen.one(MEMBERS.find(member_id))


# --- invitations ----------------------------------------------------------------------------------


@invitations.command()
@click.argument("invitation_id", metavar="INVITATION", type=RowId("invt"))
@printed
@needs_database
def resend(invitation_id: UUID, *, screen: Screen) -> None:
    """Send an invitation again; its days start anew where the policy says so."""
    from curule.services.invitations import invitations as commands

    at = there("invitation", invitation_id)
    with refusals_said():
        commands.resend(**at.acts(), invitation_id=at.id)
    screen.one(INVITATIONS.find(invitation_id))


@invitations.command()
@click.argument("invitation_id", metavar="INVITATION", type=RowId("invt"))
@printed
@asks_first("This ends the link that was sent.")
@needs_database
def cancel(invitation_id: UUID, *, screen: Screen) -> None:
    """Take an invitation back; the seat that it kept is free again."""
    from curule.services.invitations import invitations as commands

    at = there("invitation", invitation_id)
    with refusals_said():
        commands.cancel(**at.acts(), invitation_id=at.id)
    screen.one(INVITATIONS.find(invitation_id))


# --- leaves ---------------------------------------------------------------------------------------


def _member(member_id: UUID) -> tuple[There, UUID]:
    """Return where a member is, and the person. Raises `Missing`."""
    from curule.selectors.programs.members import find_members
    from curule.selectors.programs.sight import Sight

    at = there("member", member_id)
    for is_live in (True, False):
        found = find_members(Sight(is_live=is_live, now=at.now), [member_id])
        if found:
            return at, found[0].user
    raise AssertionError(member_id)


def _addresses(written: Sequence[str]) -> list[str]:
    """Return the addresses that were given; `-` stands for those on standard input."""
    found: list[str] = []
    for each in written:
        lines: list[str] = [each]
        if each == "-":
            lines = sys.stdin.read().splitlines()
        found += [line.strip() for line in lines if line.strip()]
    if not found:
        raise click.UsageError("name at least one address.")
    return found


@needs_database
def _only_subscription(account_id: UUID | None) -> UUID:
    """Return the one running subscription of an account; say which to name where it has more."""
    from curule.core.lifecycle import Status
    from curule.selectors.subscriptions import list_subscriptions

    if account_id is None:
        raise click.UsageError("name an --account or a --subscription.")
    at = there("account", account_id)
    rows = list_subscriptions(at.account_id, at.now)
    running = [row.id for row in rows if row.status not in {Status.ENDED, Status.INCOMPLETE}]
    if len(running) == 1:
        return running[0]
    known = " or ".join(public_id("sub", each) for each in running)
    if known:
        raise click.UsageError(f"it has more than one; name --subscription {known}.")
    raise click.UsageError("it has no running subscription; see curule subscriptions list.")


def _refuse_to_rehearse_buying(at: There) -> None:
    """A plan that buys seats by itself collects money on the way, which nothing takes back."""
    from curule.core.policy import WhenFullRule
    from curule.selectors.subscriptions import get_subscription

    terms = get_subscription(at.account_id, at.id, at.now).terms
    if terms.policy.quantity.when_full.kind is WhenFullRule.AUTO_BUY_UP_TO:
        raise click.UsageError("this plan may buy seats by itself; it cannot be tried.")


def _given(each: Given) -> dict[str, Any]:
    return {
        "email": each.email,
        "outcome": each.outcome,
        "seat": plain(each.seat_id, "seat"),
        "invitation": plain(each.invitation_id, "invitation"),
        "ends_at": plain(each.ends_at),
    }
