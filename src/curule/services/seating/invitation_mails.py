"""Who hears what became of an invitation: the invited, and whoever invited them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from curule.data.models import Invitation, Person, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._acts import Command


def tell_inviters(command: Command, template: str, rows: Iterable[Invitation]) -> None:
    """Mail each inviter once about all of these invitations; not of what they did themselves."""
    together: dict[tuple[UUID, UUID | None], list[Invitation]] = {}
    for row in rows:
        together.setdefault((row.subscription_id, row.invited_by), []).append(row)
    for (subscription_id, _inviter), invited in together.items():
        people = ", ".join(called(row) for row in invited)
        for person in inviters(command, invited[0]):
            if person.id != command.person_id:
                command.mail(template, person.email, subscription_id=subscription_id, person=people)


def tell_canceled(
    command: Command, *, invitation_id: UUID, subscription_id: UUID, email: str
) -> None:
    """Mail the invited that the invitation stands no more, unless they ended it themselves."""
    if command.person_id is not None and command.actor.name == email:
        return
    command.mail(
        "invitation_canceled", email, subscription_id=subscription_id, invitation_id=invitation_id
    )


def inviters(command: Command, row: Invitation) -> tuple[Person, ...]:
    """Return who invited, if they still have a say in the account; else who gives seats there."""
    holders = {person.id: person for people in command.holders.values() for person in people}
    if row.invited_by in holders:
        return (holders[row.invited_by],)
    version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=command.account_id, id=row.subscription_id
    )
    roles = get_plan_terms(version_id).policy.who.assign_roles
    return command.people_with(*sorted(roles))


def called(row: Invitation) -> str:
    """Return the invited as whoever invited them knows them."""
    name = f"{row.first_name} {row.last_name}".strip()
    return f"{name} ({row.email})" if name else row.email
