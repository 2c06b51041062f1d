"""Somebody is invited, and opens the link of the mail in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.test import Client

from curule.data.models import Invitation, Subscription
from curule.gateways.signing import LinkPurpose, invitation_token
from curule.httpkit.clock import utc_now
from curule.selectors.entitlements import entitlement
from curule.services.invitations import invitations
from curule.services.seating.seating import Invitee
from curule.services.seats import seats
from tests.support.factories import World, make_world

BO = Invitee(email="bo@x.test", first_name="Bo", last_name="Li")
PASSWORD = "tangerine kettle seven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A world, an open invitation in it, and what its links are."""

    world: World
    invitation_id: UUID

    @property
    def page(self) -> str:
        return f"/invitations/{self.invitation_id}"

    def link(
        self, purpose: LinkPurpose = LinkPurpose.MAIL, *, generation: int | None = None
    ) -> str:
        token = invitation_token(
            settings.SECRET_KEY,
            invitation_id=self.invitation_id,
            generation=generation or self.row().generation,
            purpose=purpose,
        )
        return f"{self.page}/{token}"

    def row(self) -> Invitation:
        return Invitation.objects.get(id=self.invitation_id)

    def resend(self) -> None:
        invitations.resend(
            actor=self.world.actor("owner"),
            account_id=self.world.account.id,
            invitation_id=self.invitation_id,
            now=utc_now(),
        )

    def cancel(self) -> None:
        invitations.cancel(
            actor=self.world.actor("owner"),
            account_id=self.world.account.id,
            invitation_id=self.invitation_id,
            now=utc_now(),
        )


def invited(preset: str = "tutkit", *, seats_bought: int = 2, **how: object) -> Scene:
    world = make_world(preset, seats=seats_bought, now=utc_now(), **how)  # type: ignore[arg-type]
    return Scene(world=world, invitation_id=invite(world))


def invite(world: World, invitee: Invitee = BO) -> UUID:
    (given,) = seats.assign(
        actor=world.actor("owner"),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[invitee],
        now=utc_now(),
    ).value
    assert given.invitation_id is not None
    return given.invitation_id


def arrive(client: Client, scene: Scene, purpose: LinkPurpose = LinkPurpose.MAIL) -> None:
    """Open the link, as a browser does."""
    answer = client.get(scene.link(purpose))
    assert answer.status_code == 302, answer.status_code
    assert answer.headers["Location"] == scene.page


def is_seated(scene: Scene, email: str = BO.email) -> bool:
    terms = scene.world.terms
    return entitlement(email=email, product_id=terms.product_id, now=utc_now()).allowed


def subscription_of(scene: Scene) -> Subscription:
    return Subscription.objects.get(id=scene.world.subscription.id)
