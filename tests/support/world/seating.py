"""The seats of the world, who holds them, and what was recorded of them."""

from datetime import datetime, timedelta

from curule.data import models
from tests.support.world.books import Books
from tests.support.world.ground import FEBRUARY, JANUARY, MARCH, NOW


class Seating(Books):
    """Writes seats, assignments, invitations and their events."""

    alices: models.Assignment
    bobs: models.Assignment
    carols: models.Assignment
    carols_invitation: models.Invitation
    ended_seat: models.Seat
    free_seat: models.Seat
    batch: models.Batch

    def _seat(self, **columns: object) -> models.Seat:
        seat = models.Seat.objects.create(
            **{
                "account_id": self.account.id,
                "subscription_id": self.subscription.id,
                "pool_id": self.subscription.id,
                "seat_type_id": self.seat_type.id,
                "order_id": self.order.id,
                "starts_at": JANUARY,
                **columns,
            }
        )
        self._event("seat.added", JANUARY, seat, starts_at=JANUARY, ends_at=None)
        if seat.ends_at is not None:
            self._event("seat.ended", JANUARY, seat, ends_at=seat.ends_at)
        return seat

    def _event(self, kind: str, at: datetime, seat: models.Seat, **payload: object) -> None:
        models.Event.objects.create(
            account_id=seat.account_id,
            type=kind,
            occurred_at=at,
            actor_kind="person",
            actor_id=self.alice.id,
            subscription_id=seat.subscription_id,
            subject_id=seat.id,
            payload={
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in payload.items()
            },
        )

    def _assign(self, seat: models.Seat, email: str, **columns: object) -> models.Assignment:
        row = models.Assignment.objects.create(
            **{
                "account_id": seat.account_id,
                "subscription_id": seat.subscription_id,
                "pool_id": seat.pool_id,
                "seat_type_id": seat.seat_type_id,
                "seat_id": seat.id,
                "email": email,
                "started_at": JANUARY,
                **columns,
            }
        )
        if row.invitation_id is not None:
            self._event("seat.held", row.started_at, seat, assignment=str(row.id))
        if row.state == "active":
            self._event("seat.assigned", row.started_at, seat, assignment=str(row.id))
        if row.ended_at is None:
            models.Seat.objects.filter(id=seat.id).update(assignment_id=row.id)
        else:
            self._event("seat.unassigned", row.ended_at, seat, assignment=str(row.id))
        return row

    def _invitation(self, email: str, **columns: object) -> models.Invitation:
        return models.Invitation.objects.create(
            **{
                "account_id": self.account.id,
                "subscription_id": self.subscription.id,
                "pool_id": self.subscription.id,
                "seat_type_id": self.seat_type.id,
                "email": email,
                "invited_by": self.alice.id,
                "invited_at": JANUARY,
                "expires_at": MARCH,
                **columns,
            }
        )

    def _seats(self) -> None:
        active = {"state": "active", "activated_at": JANUARY}
        self.alices = self._assign(
            self._seat(), self.alice.email, person_id=self.alice.id, **active
        )
        accepted = self._invitation(
            self.bob.email, status="accepted", accepted_by=self.bob.id, closed_at=JANUARY
        )
        self.bobs = self._assign(
            self._seat(),
            self.bob.email,
            person_id=self.bob.id,
            invitation_id=accepted.id,
            lapses_at=MARCH,
            **active,
        )
        models.Member.objects.create(account=self.account, person=self.bob, joined_at=JANUARY)
        carol = f"carol-{self.tag}@example.com"
        self.carols_invitation = self._invitation(carol, invited_at=FEBRUARY)
        self.carols = self._assign(
            self._seat(ends_at=MARCH),
            carol,
            state="held",
            invitation_id=self.carols_invitation.id,
            started_at=FEBRUARY,
        )
        self.ended_seat = self._seat(ends_at=FEBRUARY)
        self._assign(
            self.ended_seat,
            self.dora.email,
            person_id=self.dora.id,
            ended_at=FEBRUARY,
            end_reason="reduced",
            **active,
        )

    def _batch(self) -> None:
        licences = self._subscription(self.account, "active")
        order = models.Order.objects.create(
            account=self.account,
            subscription_id=licences.id,
            quote_id=self._quote(licences, "purchase", 0, 0).id,
            status="completed",
            placed_at=JANUARY,
            granted_at=JANUARY,
            closed_at=JANUARY,
        )
        self.batch = models.Batch.objects.create(
            account=self.account,
            subscription_id=licences.id,
            order_id=order.id,
            starts_at=JANUARY,
            ends_at=JANUARY + timedelta(days=365),
        )
        self.free_seat = self._seat(
            subscription_id=licences.id,
            pool_id=self.batch.id,
            order_id=order.id,
            ends_at=self.batch.ends_at,
        )
        waiting = models.Order.objects.create(
            account=self.account,
            subscription_id=licences.id,
            quote_id=self._quote(licences, "renewal", 0, 0).id,
            status="awaiting_payment",
            placed_at=NOW,
        )
        models.NextTerm.objects.create(
            account=self.account,
            subscription_id=licences.id,
            order_id=waiting.id,
            starts_at=self.batch.ends_at,
        )
