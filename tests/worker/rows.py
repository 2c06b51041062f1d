"""Rows that a relay works on, written as the commands would write them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from curule.core.presets import PRESETS
from curule.data.ids import new_id
from curule.data.models import (
    Account,
    Invitation,
    OutboxMessage,
    Plan,
    PlanVersion,
    Product,
    SeatType,
    Subscription,
    TestClock,
)

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


def an_account(*, on_test_clock: bool = False) -> Account:
    clock = TestClock.objects.create(name="demo", now=NOON) if on_test_clock else None
    return Account.objects.create(name="Acme", country="FR", clock=clock, created_at=NOON)


def an_invitation(account: Account, email: str = "bo@customer.test") -> Invitation:
    """Invite somebody to a seat of a subscription that exists for this only."""
    with transaction.atomic():
        product = Product.objects.create(key=str(new_id()), name="Team")
        version = PlanVersion.objects.create(
            plan=Plan.objects.create(product=product, key="team", name="Team"),
            number=1,
            policy=PRESETS["tutkit"].to_mapping(),
        )
        seat_type = SeatType.objects.create(plan_version=version, name="seat", position=1)
        PlanVersion.objects.filter(id=version.id).update(published_at=NOON)
        subscription = Subscription.objects.create(
            account=account,
            product_id=product.id,
            plan_version_id=version.id,
            status="active",
            currency="EUR",
            interval_unit="month",
            time_zone="Europe/Paris",
            created_at=NOON,
            started_at=NOON,
        )
        return Invitation.objects.create(
            account=account,
            subscription_id=subscription.id,
            pool_id=new_id(),
            seat_type_id=seat_type.id,
            email=email,
            first_name="Bo, Jr.",
            last_name="Li",
            invited_at=NOON,
            expires_at=NOON + timedelta(days=30),
        )


def queue(
    account: Account,
    recipient: str = "bo@customer.test",
    *,
    template: str = "payment_received",
    invitation: Invitation | None = None,
    subscription_id: UUID | None = None,
    context: dict[str, object] | None = None,
    created_at: datetime = NOON,
) -> OutboxMessage:
    return OutboxMessage.objects.create(
        account=account,
        template=template,
        recipient=recipient,
        language="fr",
        context=context or {},
        invitation_id=invitation.id if invitation else None,
        subscription_id=subscription_id or (invitation.subscription_id if invitation else None),
        created_at=created_at,
    )


def again(message: OutboxMessage) -> OutboxMessage:
    """Return the row as it is now."""
    return OutboxMessage.objects.get(account=message.account, id=message.id)


def whole_database() -> str:
    """Return every row of every table as text, Curule's and the jobs' alike."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        texts: list[str] = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608 - from the catalog
            texts += [text for (text,) in cursor.fetchall()]
    return "\n".join(texts)
