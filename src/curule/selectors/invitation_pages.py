"""What the page behind an invitation's link shows: who invites, to what, and how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.invitations import InvitationStatus
from curule.core.policy import OwnPlan, SeatNoun, WhenFullRule
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms, get_seat_type_name
from curule.selectors.clocks import now_for
from curule.selectors.invitations import invitation_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody of the account to whom one can write."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPage:
    """An invitation as the invited see it; `now` is the time of the account.

    `is_known` says that somebody proved the invited address before; `until` is the end of what the
    account has paid, where that has one, and `renews` whether it goes on by itself.
    """

    id: UUID
    account_id: UUID
    account: str
    language: str
    zone: str
    now: datetime
    product: str
    plan: str
    seat_type: str
    noun: SeatNoun
    email: str
    first_name: str
    last_name: str
    inviter: Contact | None
    contacts: tuple[Contact, ...]
    expires_at: datetime
    status: InvitationStatus
    accepted_by: UUID | None
    is_known: bool
    until: datetime | None
    renews: bool
    settles_own_plan: bool
    has_queue: bool


def find_invitation_page(invitation_id: UUID, real_now: datetime) -> InvitationPage | None:
    """Return what the page of an invitation shows, or None if there is none."""
    row = models.Invitation.objects.select_related("account").filter(id=invitation_id).first()
    if row is None:
        return None
    subscription = models.Subscription.objects.get(
        account_id=row.account_id, id=row.subscription_id
    )
    terms = get_plan_terms(subscription.plan_version_id)
    now = now_for(row.account_id, real_now)
    inviter = _person(row.invited_by)
    return InvitationPage(
        id=row.id,
        account_id=row.account_id,
        account=row.account.name,
        language=row.language,
        zone=row.account.time_zone,
        now=now,
        product=terms.product_name,
        plan=terms.plan_name,
        seat_type=get_seat_type_name(row.seat_type_id),
        noun=noun_of(terms, row.seat_type_id),
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        inviter=inviter,
        contacts=contacts_of(row.account_id, terms),
        expires_at=row.expires_at,
        status=invitation_value(row).status_at(now),
        accepted_by=row.accepted_by,
        is_known=models.Person.objects.filter(email=row.email, verified_at__isnull=False).exists(),
        until=subscription.term_ends_at,
        renews=subscription.auto_renew,
        settles_own_plan=terms.policy.joining.own_plan is not OwnPlan.KEEP_BOTH,
        has_queue=terms.policy.quantity.when_full.kind is WhenFullRule.WAITLIST,
    )


def noun_of(terms: PlanTerms, seat_type_id: UUID) -> SeatNoun:
    """Return what a seat of this type is called: its own noun, else the plan's.

    An old invitation may be to a plan that the account has left since.
    """
    sold = terms.seat_type(get_seat_type_name(seat_type_id))
    return (sold.terms.noun if sold else None) or terms.policy.words.seat_noun


def contacts_of(account_id: UUID, terms: PlanTerms) -> tuple[Contact, ...]:
    """Return who gives seats in an account: whom to ask. The owner where nobody else does."""
    grants = (
        models.RoleGrant.objects.filter(account_id=account_id, revoked_at=None)
        .select_related("person")
        .order_by("granted_at", "id")
    )
    asked = {role.value for role in terms.policy.who.assign_roles}
    held = list(grants)
    chosen = [grant for grant in held if grant.role in asked] or [
        grant for grant in held if grant.role == "owner"
    ]
    people = {grant.person_id: _contact(grant.person) for grant in chosen}
    return tuple(people.values())


def _person(person_id: UUID | None) -> Contact | None:
    person = models.Person.objects.filter(id=person_id).first() if person_id else None
    return None if person is None else _contact(person)


def _contact(person: models.Person) -> Contact:
    name = f"{person.first_name} {person.last_name}".strip()
    return Contact(name=name or person.email, email=person.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeSeat:
    """A seat that a person has in an account."""

    product: str
    plan: str
    seat_type: str
    noun: SeatNoun
    until: datetime | None
    renews: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePage:
    """What somebody has in an account, and whom to ask."""

    seats: tuple[WelcomeSeat, ...]
    contacts: tuple[Contact, ...]


def find_welcome(account_id: UUID, person_id: UUID, now: datetime) -> WelcomePage:
    """Return the seats of a person in an account that are in force at `now`."""
    held = models.Assignment.objects.filter(
        account_id=account_id, person_id=person_id, ended_at=None, state="active"
    ).order_by("id")
    seats: list[WelcomeSeat] = []
    contacts: dict[str, Contact] = {}
    rows = models.Subscription.objects.filter(account_id=account_id).in_bulk(
        [each.subscription_id for each in held]
    )
    ends = dict(
        models.Seat.objects.filter(
            account_id=account_id, id__in=[each.seat_id for each in held]
        ).values_list("id", "ends_at")
    )
    for each in held:
        subscription = rows[each.subscription_id]
        terms = get_plan_terms(subscription.plan_version_id)
        ends_at = ends.get(each.seat_id)
        if ends_at is not None and ends_at <= now:
            continue
        seats.append(
            WelcomeSeat(
                product=terms.product_name,
                plan=terms.plan_name,
                seat_type=get_seat_type_name(each.seat_type_id),
                noun=noun_of(terms, each.seat_type_id),
                until=ends_at or subscription.term_ends_at,
                renews=subscription.auto_renew and ends_at is None,
            )
        )
        contacts |= {found.email: found for found in contacts_of(account_id, terms)}
    return WelcomePage(seats=tuple(seats), contacts=tuple(contacts.values()) or _owners(account_id))


def _owners(account_id: UUID) -> tuple[Contact, ...]:
    grants = models.RoleGrant.objects.filter(
        account_id=account_id, role="owner", revoked_at=None
    ).select_related("person")
    return tuple(_contact(grant.person) for grant in grants)
