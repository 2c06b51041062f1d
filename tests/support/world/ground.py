"""What all parts of the world stand on: its dates, its catalog, its subscriptions."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from curule.core.presets import PRESETS
from curule.data import models
from curule.data.ids import new_id

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 2, 15, 12, tzinfo=UTC)
TAX = Decimal(20)


class Ground:
    """The rows that every other row refers to; the names of catalog and clock are its own."""

    account: models.Account
    alice: models.Person
    bob: models.Person
    dora: models.Person
    product: models.Product
    version: models.PlanVersion
    seat_type: models.SeatType
    price: models.Price
    subscription: models.Subscription
    order: models.Order

    def __init__(self) -> None:
        self.tag = new_id().hex[-8:]

    def _seller(self) -> None:
        """The one vendor of all worlds."""
        if models.Seller.objects.exists():
            return
        models.Seller.objects.create(
            country="FR", one_stop_shop_since=JANUARY.date(), recorded_at=JANUARY
        )
        models.SellerRegistration.objects.create(
            country="FR", number="FR40303265045", since=JANUARY.date(), recorded_at=JANUARY
        )

    def _catalog(self) -> None:
        self.product = models.Product.objects.create(key=f"product-{self.tag}", name="Product")
        plan = models.Plan.objects.create(product=self.product, key="team", name="Team")
        self.version = models.PlanVersion.objects.create(
            plan=plan, number=1, policy=PRESETS["tutkit"].to_mapping()
        )
        self.seat_type = models.SeatType.objects.create(
            plan_version=self.version, name="participant", position=0, min_seats=1, max_seats=10
        )
        self.price = models.Price.objects.create(
            plan_version=self.version,
            seat_type=self.seat_type,
            currency="EUR",
            interval_unit="month",
            unit_amount_minor=1000,
        )
        models.PlanVersion.objects.filter(id=self.version.id).update(published_at=JANUARY)
        self.version.refresh_from_db()

    def _subscription(self, account: models.Account, status: str) -> models.Subscription:
        begun = status != "incomplete"
        return models.Subscription.objects.create(
            account=account,
            product_id=self.product.id,
            plan_version_id=self.version.id,
            status=status,
            currency="EUR",
            interval_unit="month",
            time_zone="UTC",
            anchor_on=date(2026, 1, 1) if begun else None,
            anchor_day=1 if begun else None,
            anchor_time=time(0) if begun else None,
            period_starts_at=FEBRUARY if begun else None,
            period_ends_at=MARCH if begun else None,
            term_starts_at=FEBRUARY if begun else None,
            term_ends_at=MARCH if begun else None,
            created_at=JANUARY,
            started_at=JANUARY if begun else None,
            ended_at=NOW if status == "ended" else None,
        )

    def _first_rows(self) -> None:
        self.account = models.Account.objects.create(
            name="Weber Ltd", country="DE", tax_rate=TAX, created_at=JANUARY
        )
        self.alice, self.bob, self.dora = (
            models.Person.objects.create(
                email=f"{name}-{self.tag}@example.com", verified_at=JANUARY, created_at=JANUARY
            )
            for name in ("alice", "bob", "dora")
        )
        models.StaffGrant.objects.create(person=self.dora, role="admin", granted_at=JANUARY)
        self._seller()
        self._catalog()
        self.subscription = self._subscription(self.account, "active")
        models.Member.objects.create(account=self.account, person=self.alice, joined_at=JANUARY)
        models.RoleGrant.objects.create(
            account=self.account, person=self.alice, role="owner", granted_at=JANUARY
        )
