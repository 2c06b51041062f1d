"""A small world with at least one row of every kind, in which every rule and invariant holds.

Tests of the tables and of `verify` break one thing in it. It is written row by row, past the
commands: what it says must not depend on what they do.

    Weber Ltd   bought 4 seats on 1 January, gave one back to its credit and one for a refund, and
                renewed 3 on 1 February; the credit paid a part, a payment is under way. Alice and
                Bob have seats, Carol is invited, the fourth seat has ended.
    Bob         joined with an own plan, which is still to be settled.
    Clocked     lives by a test clock.
"""

from dataclasses import dataclass, fields
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from curule.core.api_keys import digest
from curule.data import models
from tests.support.world.ground import FEBRUARY, JANUARY, MARCH, NOW, TAX
from tests.support.world.seating import Seating

__all__ = ["FEBRUARY", "JANUARY", "MARCH", "NOW", "TAX", "World", "make_world"]


@dataclass(slots=True)
class World:
    """The rows that tests ask for by name."""

    account: models.Account
    alice: models.Person
    bob: models.Person
    version: models.PlanVersion
    seat_type: models.SeatType
    price: models.Price
    subscription: models.Subscription
    order: models.Order
    invoice: models.Invoice
    renewal: models.Invoice
    charge: models.Charge
    payment: models.Payment
    pending: models.Payment
    note: models.CreditNote
    alices: models.Assignment
    bobs: models.Assignment
    carols: models.Assignment
    carols_invitation: models.Invitation
    ended_seat: models.Seat
    free_seat: models.Seat
    batch: models.Batch
    own_account: models.Account
    clock: models.TestClock
    clocked: models.Account

    def filled(self, statement: str) -> str:
        """Return a statement with `{alices}` and the like replaced by the ids of those rows."""
        ids = {each.name: str(getattr(self, each.name).id) for each in fields(self)}
        ids["batch_subscription"] = str(self.batch.subscription_id)
        for name, row in ids.items():
            statement = statement.replace(f"{{{name}}}", row)
        return statement


def make_world() -> World:
    """Write the world and commit it."""
    with transaction.atomic():
        return Maker().make()


class Maker(Seating):
    """Writes one world."""

    own_account: models.Account
    clock: models.TestClock
    clocked: models.Account

    def make(self) -> World:
        """Write all rows."""
        self._first_rows()
        self._purchase()
        self._renewal()
        self._gives_back()
        self._seats()
        self._batch()
        self._plans_ahead()
        self._coupons()
        self._api_key()
        self._webhooks()
        self._offline()
        self._directory()
        self._single_sign_on()
        self._imported()
        self._tax_numbers()
        self._joining()
        self._clocked()
        self._messages()
        self._lost_numbers()
        self._history()
        return World(**{name: getattr(self, name) for name in World.__dataclass_fields__})

    def _plans_ahead(self) -> None:
        of = {"account_id": self.account.id, "subscription_id": self.subscription.id}
        typed = {**of, "seat_type_id": self.seat_type.id}
        models.ScheduledReduction.objects.create(
            **typed, target=2, effective_at=MARCH, requested_at=NOW
        )
        models.ScheduledPlanChange.objects.create(
            **of, plan_version_id=self.version.id, effective_at=MARCH, requested_at=NOW
        )
        newer = models.PlanVersion.objects.create(
            plan=self.version.plan, number=9, policy=self.version.policy, published_at=NOW
        )
        models.PriceChange.objects.create(
            **of,
            from_version_id=self.version.id,
            plan_version_id=newer.id,
            notice_days=10,
            not_before=MARCH,
            renews_at=MARCH,
            currency="EUR",
            amount_before_minor=1000,
            amount_after_minor=1200,
            announced_at=NOW,
        )
        models.SeatMaximum.objects.create(
            account=self.account,
            product_id=self.product.id,
            seat_type="participant",
            maximum=20,
            agreed_at=NOW,
        )
        models.InvoiceCap.objects.create(
            account=self.account, currency="EUR", most_minor=10_000_000, set_at=NOW
        )
        models.Parking.objects.create(
            account=self.account,
            bound="amount",
            subscription_id=self.subscription.id,
            found=10_000_001,
            most=10_000_000,
            currency="EUR",
            parked_at=NOW,
            released_at=NOW,
            released_by="dev@vendor.test",
            released_because="A large order",
        )
        name = f"{self.tag}.example.com"
        claim = models.DomainClaim.objects.create(
            account=self.account,
            name=name,
            token="token",
            claimed_at=NOW,
            claimed_by=self.alice.email,
            checked_at=NOW,
            proof="found",
            next_check_at=MARCH,
        )
        models.Domain.objects.create(
            account=self.account, name=name, verified_at=NOW, claim_id=claim.id
        )
        models.AutoBuyLimit.objects.create(**typed, up_to=5, set_at=NOW)
        models.WaitlistEntry.objects.create(**typed, email="eve@example.com", added_at=NOW)
        models.SeatRequest.objects.create(**typed, person_id=self.dora.id, asked_at=NOW)
        listed = models.PeopleImport.objects.create(**typed, created_at=NOW)
        models.PeopleImportRow.objects.create(
            account=self.account, import_id=listed.id, number=1, email="fay@example.com"
        )
        models.AccountClosing.objects.create(
            account=self.account, asked_at=NOW, closes_at=MARCH + timedelta(days=1)
        )
        models.GatewayEvent.objects.create(
            gateway="stripe",
            event_id=f"evt_{self.account.id}",
            kind="payment_intent.succeeded",
            subject="pi_1",
            occurred_at=NOW,
            received_at=NOW,
            outcome="settled",
        )
        models.MethodSetup.objects.create(account=self.account, gateway="stripe", started_at=NOW)
        models.MailChoice.objects.create(person=self.dora, kind="seats", chosen_at=NOW)
        models.ReportMail.objects.create(
            person=self.dora, report="cash", every="month", asked_at=NOW, next_at=NOW
        )
        models.PendingLine.objects.create(
            **{**self._line(1, FEBRUARY, MARCH), **of}, created_at=NOW
        )

    def _api_key(self) -> None:
        """A key that may only read who may use what, and was refused something else once."""
        key = models.ApiKey.objects.create(
            name="the product",
            kind="rk",
            is_live=True,
            scopes=["entitlements:read"],
            digest=digest(self.tag),
            shown="rk_live_…",
            created_at=JANUARY,
            created_by="dev@vendor.test",
        )
        models.ApiRequest.objects.create(
            api_key_id=key.id,
            is_live=True,
            method="GET",
            route="/v1/accounts/{account}",
            status=403,
            milliseconds=3,
            code="scope_missing",
            at=NOW,
            address="/v1/accounts/{account}",
        )
        models.KeyedRequest.objects.create(
            api_key_id=key.id,
            digest=digest(f"key {self.tag}"),
            fingerprint=digest("asked"),
            begun_at=NOW,
            answered_at=NOW,
            status=201,
            sealed=b"sealed",
        )
        models.ExternalId.objects.create(
            is_live=True,
            written=f"user-{self.tag}",
            email=self.dora.email,
            created_at=NOW,
            created_by=key.name,
        )
        models.VendorOperation.objects.create(
            key=f"{key.id}:{self.tag}",
            command="create_clock",
            fingerprint="f",
            result={"value": "x"},
            created_at=NOW,
        )

    def _webhooks(self) -> None:
        """An endpoint with another secret, disabled by staff, that refused an event once."""
        endpoint = models.WebhookEndpoint.objects.create(
            url="https://hooks.vendor.test/curule",
            events=["seat.assigned"],
            is_live=True,
            generation=2,
            previous_until=MARCH,
            created_at=JANUARY,
            created_by="dev@vendor.test",
            changed_at=NOW,
            changed_by="dev@vendor.test",
            disabled_at=NOW,
            disabled_because="staff",
        )
        event = models.Event.objects.filter(account=self.account).order_by("id")[0]
        delivery = models.WebhookDelivery.objects.create(
            account=self.account,
            endpoint_id=endpoint.id,
            event_id=event.id,
            attempts=1,
            fence=1,
            next_attempt_at=NOW,
        )
        models.WebhookAttempt.objects.create(
            account=self.account,
            delivery_id=delivery.id,
            number=1,
            at=NOW,
            milliseconds=12,
            outcome="refused",
            status_code=500,
        )

    def _offline(self) -> None:
        """Alice uses her seat offline on one device; the key before the one that signs is shown."""
        made = {"use": "offline_tokens", "created_at": JANUARY, "created_by": "cli"}
        models.SigningKey.objects.filter(retired_at=None).update(
            sealed=b"", retired_at=NOW, retired_by="cli", shown_until=MARCH
        )
        models.SigningKey.objects.create(
            kid=f"new-{self.tag}", public=digest(f"new-{self.tag}"), sealed=b"sealed", **made
        )
        models.SigningKey.objects.create(
            kid=f"old-{self.tag}",
            public=digest(f"old-{self.tag}"),
            retired_at=FEBRUARY,
            retired_by="cli",
            shown_until=MARCH,
            **made,
        )
        models.Device.objects.create(
            account=self.account,
            assignment_id=self.alices.id,
            digest=digest("laptop"),
            name="laptop",
            place=1,
            added_at=NOW,
            token_until=MARCH,
        )

    def _directory(self) -> None:
        """Alice's directory lists her, in a group that gives seats."""
        of = {"account_id": self.account.id}
        models.DirectoryToken.objects.create(
            **of,
            name="Entra ID",
            digest=digest(self.tag),
            shown="scim_abc…",
            by_owner=True,
            created_at=JANUARY,
            created_by=self.alice.email,
        )
        known = {"created_at": JANUARY, "changed_at": JANUARY}
        listed = models.DirectoryPerson.objects.create(
            **of,
            user_name=self.alice.email,
            user_name_key=self.alice.email,
            sent_address=self.alice.email,
            address=self.alice.email,
            **known,
        )
        group = models.DirectoryGroup.objects.create(
            **of,
            display_name="Designers",
            subscription_id=self.subscription.id,
            seat_type=self.seat_type.name,
            **known,
        )
        models.DirectoryMember.objects.create(
            **of,
            group_id=group.id,
            person_id=listed.id,
            state="given",
            added_by="Entra ID",
            added_at=JANUARY,
            settled_at=JANUARY,
        )

    def _single_sign_on(self) -> None:
        """Alice came by the provider, which everybody has to."""
        of = {"account_id": self.account.id}
        connection = models.SsoConnection.objects.create(
            **of,
            issuer="https://id.example.com",
            client_id="curule",
            sealed=b"sealed",
            created_at=JANUARY,
            created_by=self.alice.email,
            changed_at=JANUARY,
            changed_by=self.alice.email,
        )
        models.SsoIdentity.objects.create(
            **of,
            connection_id=connection.id,
            issuer=connection.issuer,
            subject=f"alice-{self.tag}",
            person_id=self.alice.id,
            linked_at=JANUARY,
        )
        models.SignInDemand.objects.create(
            **of, rule="single_sign_on", demanded_at=JANUARY, demanded_by=self.alice.email
        )

    def _imported(self) -> None:
        """The subscription came from another system."""
        models.ForeignId.objects.create(
            account=self.account,
            source="stripe",
            kind="subscription",
            written=f"sub_{self.tag}",
            subscription_id=self.subscription.id,
            created_at=JANUARY,
        )

    def _coupons(self) -> None:
        """A code that holds for three periods, of which the second runs; one nobody has used."""
        made = {"valid_from": JANUARY, "valid_until": MARCH, "created_at": JANUARY}
        spring = models.Coupon.objects.create(
            code=f"SPRING-{self.tag.upper()}",
            percent=20,
            periods=3,
            limit_in_all=10,
            limit_per_account=1,
            redeemed=1,
            **made,
        )
        models.Coupon.objects.create(
            code=f"FIVE-{self.tag.upper()}", amount_minor=500, currency="EUR", **made
        )
        models.CouponPlan.objects.create(coupon_id=spring.id, plan_id=self.version.plan_id)
        models.CouponRedemption.objects.create(
            account=self.account,
            coupon_id=spring.id,
            subscription_id=self.subscription.id,
            order_id=self.order.id,
            place=1,
            account_limit=1,
            periods=3,
            used=2,
            in_force=True,
            redeemed_at=JANUARY,
        )

    def _tax_numbers(self) -> None:
        """One question was answered; the next one waits."""
        of = {"account_id": self.account.id, "tax_id": "FR40303265045"}
        models.TaxIdCheck.objects.create(
            **of, asked_at=JANUARY, state="valid", settled_at=JANUARY, told_at=JANUARY
        )
        models.TaxIdCheck.objects.create(**of, asked_at=NOW, next_try_at=NOW)

    def _joining(self) -> None:
        assert self.bobs.invitation_id is not None
        self.own_account = models.Account.objects.create(
            name="Bob", kind="individual", country="DE", created_at=JANUARY
        )
        models.RoleGrant.objects.create(
            account=self.own_account, person=self.bob, role="owner", granted_at=JANUARY
        )
        own = self._subscription(self.own_account, "ended")
        models.Settlement.objects.create(
            own_account=self.own_account,
            joined_account=self.account,
            person_id=self.bob.id,
            invitation_id=self.bobs.invitation_id,
            own_subscription_id=own.id,
            choice="transfer",
            currency="EUR",
            amount_minor=500,
            settled_at=NOW,
            moves_at=NOW + timedelta(hours=72),
        )

    def _clocked(self) -> None:
        self.clock = models.TestClock.objects.create(name=self.tag, now=NOW)
        self.clocked = models.Account.objects.create(
            name="Clocked", country="FR", clock=self.clock, created_at=JANUARY
        )
        waits = self._subscription(self.clocked, "incomplete")
        models.Parking.objects.create(
            account=self.clocked,
            bound="changes_an_hour",
            subscription_id=waits.id,
            found=201,
            most=200,
            parked_at=NOW,
        )

    def _lost_numbers(self) -> None:
        """Two numbers were given before a restore, and their papers are lost."""
        series = f"LOST-{self.tag}"
        models.LostNumbers.objects.create(
            series=series, first_number=1, last_number=2, noted_at=NOW
        )
        models.InvoiceSeries.objects.create(key=series, last_number=2)

    def _history(self) -> None:
        """Tell once of each thing that was done."""
        of_invoices = models.Invoice.objects.values_list("account_id", "id")
        of_notes = models.CreditNote.objects.values_list("account_id", "id")
        for kind, issued in (("invoice", of_invoices), ("credit_note", of_notes)):
            for account_id, row_id in issued:
                self._told(account_id, row_id, f"{kind}.issued")
        of_orders = models.Order.objects.values_list("account_id", "id", "status")
        for account_id, row_id, status in of_orders:
            self._told(account_id, row_id, "order.placed", f"order.{status}")
        of_payments = models.Payment.objects.values_list("account_id", "id", "status")
        for account_id, row_id, status in of_payments:
            self._told(account_id, row_id, f"payment.{status}")
        sent = models.Refund.objects.filter(status="succeeded").values_list("account_id", "id")
        for account_id, row_id in sent:
            self._told(account_id, row_id, "refund.sent")
        self._told(self.account.id, None, "account.parked", "account.released")
        self._told(self.clocked.id, None, "account.parked")

    def _told(self, account_id: UUID, row_id: UUID | None, *types: str) -> None:
        told = set(models.Event.objects.filter(subject_id=row_id).values_list("type", flat=True))
        for each in types:
            if row_id is None or each not in told:
                models.Event.objects.create(
                    account_id=account_id,
                    type=each,
                    occurred_at=JANUARY,
                    actor_kind="system",
                    subject_id=row_id,
                )

    def _messages(self) -> None:
        of = {"account_id": self.account.id, "subscription_id": self.subscription.id}
        models.Notice.objects.create(
            account=self.account,
            subject_id=self.subscription.id,
            kind="renewal",
            due_at=MARCH,
            sent_at=NOW,
        )
        models.Operation.objects.create(
            account=self.account,
            key="a-key",
            command="seats.assign",
            fingerprint="f" * 64,
            result={"done": True},
            created_at=NOW,
        )
        models.OutboxMessage.objects.create(
            **of,
            template="invitation",
            recipient=self.carols_invitation.email,
            language="en",
            invitation_id=self.carols_invitation.id,
            created_at=NOW,
        )
