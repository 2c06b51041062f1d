"""A customer of the console's tests with an order that waits for its payment by transfer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from curule.data.ids import new_id
from curule.data.models import Account, BankEntry, OutboxMessage, PlanVersion
from curule.httpkit.ids import public_id
from curule.services.api_keys import make_key
from curule.services.asked_requests import Asked, note
from curule.services.coupon_making import CouponTerms, make_coupon
from curule.services.orders import orders
from curule.services.payments import statement_files
from curule.services.sweeps import clocks
from curule.services.webhooks.endpoints import add_endpoint
from tests.gateways.statements.files import camt
from tests.support.factories import NOW, VENDOR, World, make_world


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A world on a clock, and an order of its owner for thirty licences."""

    world: World
    clock_id: UUID
    subscription_id: UUID
    invoice_id: UUID
    mail_id: UUID
    statement_id: UUID
    line_id: UUID
    coupon_id: UUID
    endpoint_id: UUID
    key_id: UUID
    request_id: UUID

    @property
    def account_id(self) -> UUID:
        """The customer."""
        return self.world.account.id

    @property
    def plan_id(self) -> UUID:
        """The plan the customer buys."""
        return PlanVersion.objects.get(id=self.world.terms.version_id).plan_id


def set_scene(preset: str = "licence_portal") -> Scene:
    """Make the customer and place the order."""
    world = make_world(preset, seats=10)
    clock_id = clocks.create(actor=VENDOR, name=f"clock of {world.account.id.hex[-8:]}", now=NOW)
    Account.objects.filter(id=world.account.id).update(
        clock_id=clock_id, tax_id="FR40303265045", name="Acme SARL"
    )
    interval = world.terms.prices[0].price.interval
    placed = orders.subscribe(
        actor=world.actor("owner"),
        account_id=world.account.id,
        plan_version_id=world.terms.version_id,
        seats={world.seat_type: 30},
        currency="EUR",
        interval=(interval.unit.value, interval.count),
        label="second",
        now=NOW,
    ).value
    assert placed.invoice_id is not None
    mail = OutboxMessage.objects.filter(account_id=world.account.id).latest("id")
    statement_files.import_file(actor=VENDOR, raw=camt(), name="nov.xml", now=NOW)
    key_id = make_key(actor=VENDOR, name="shop", is_live=True, now=NOW).id
    line = BankEntry.objects.get(amount_minor=360000)  # a statement brought twice is there once
    return Scene(
        world=world,
        clock_id=clock_id,
        subscription_id=placed.subscription_id,
        invoice_id=placed.invoice_id,
        mail_id=mail.id,
        statement_id=line.statement_id,
        line_id=line.id,
        coupon_id=_coupon(world),
        endpoint_id=_endpoint(),
        key_id=key_id,
        request_id=_asked(world, key_id),
    )


def _asked(world: World, key_id: UUID) -> UUID:
    """A request that was refused."""
    asked = Asked(
        id=new_id(),
        key_id=key_id,
        is_live=True,
        method="POST",
        route="/v1/accounts/{account}/seats",
        status=409,
        milliseconds=12,
        code="no_free_seat",
        at=NOW,
        address=f"/v1/accounts/{public_id('acc', world.account.id)}/seats",
        sent={"email": "…"},
        ways_out=("buy_seats", "contact"),
    )
    note(asked)
    return asked.id


def _endpoint() -> UUID:
    url = "https://hooks.example.com/curule"
    return add_endpoint(actor=VENDOR, url=url, is_live=True, now=NOW).endpoint_id


def _coupon(world: World) -> UUID:
    code = f"AUTUMN-{world.account.id.hex[-8:]}"
    terms = CouponTerms(code=code, percent=Decimal(10), valid_from=NOW)
    return make_coupon(actor=VENDOR, terms=terms, now=NOW)


def addresses(scene: Scene) -> dict[str, str]:
    """Every page of the console that can be opened, by the name of its route."""
    account = f"/console/accounts/{scene.account_id}"
    plan = f"/console/plans/{scene.plan_id}"
    return {
        "console_home": "/console/",
        "console_accounts": "/console/accounts",
        "console_account_new": "/console/accounts/new",
        "console_account": account,
        "console_account_subscriptions": f"{account}/subscriptions",
        "console_account_people": f"{account}/people",
        "console_account_invoices": f"{account}/invoices",
        "console_account_mails": f"{account}/mails",
        "console_statement": f"{account}/statement",
        "console_goodwill": f"{account}/goodwill",
        "console_goodwill_back": f"{account}/goodwill/back",
        "console_credit_out": f"{account}/credit/out",
        "console_maximum": f"{account}/maximum",
        "console_details": f"{account}/details",
        "console_channel": f"{account}/channel",
        "console_tax": f"{account}/tax",
        "console_cap": f"{account}/cap",
        "console_account_order": f"{account}/order?plan={scene.world.terms.version_id}",
        "console_subscriptions": "/console/subscriptions",
        "console_subscription": f"{account}/subscriptions/{scene.world.subscription.id}",
        "console_offer": f"{account}/subscriptions/{scene.world.subscription.id}/offer",
        "console_renewals": "/console/renewals",
        "console_reports": "/console/reports",
        "console_months": "/console/reports/months",
        "console_month_close": "/console/reports/months/2026-01/close",
        "console_month_reopen": "/console/reports/months/2026-01/reopen",
        "console_report": "/console/reports/recurring?books=live",
        "console_coupons": "/console/coupons",
        "console_coupon_new": "/console/coupons/new",
        "console_coupon": f"/console/coupons/{scene.coupon_id}",
        "console_plans": "/console/plans",
        "console_plan_new": "/console/plans/new",
        "console_plan": plan,
        "console_version": f"{plan}/versions/1",
        "console_price_change": f"{plan}/price-change",
        "console_version_new": f"{plan}/versions/new",
        "console_orders": "/console/orders",
        "console_quotes": "/console/quotes",
        "console_payments": "/console/payments",
        "console_payment_record": "/console/payments/record",
        "console_refunds": "/console/payments/refunds",
        "console_contradictions": "/console/payments/contradictions",
        "console_bank": "/console/payments/bank",
        "console_bank_import": "/console/payments/bank/import",
        "console_bank_statement": f"/console/payments/bank/{scene.statement_id}",
        "console_bank_sure": f"/console/payments/bank/{scene.statement_id}/sure",
        "console_bank_line": f"/console/payments/bank/lines/{scene.line_id}",
        "console_invoices": "/console/invoices",
        "console_invoice_requests": "/console/invoice-requests",
        "console_invoice": f"{account}/invoices/{scene.invoice_id}",
        "console_events": "/console/events",
        "console_webhooks": "/console/webhooks",
        "console_webhook": f"/console/webhooks/{scene.endpoint_id}",
        "console_webhook_new": "/console/webhooks/new",
        "console_webhook_edit": f"/console/webhooks/{scene.endpoint_id}/edit",
        "console_webhook_replay": f"/console/webhooks/{scene.endpoint_id}/replay",
        "console_keys": "/console/keys",
        "console_key": f"/console/keys/{scene.key_id}",
        "console_key_new": "/console/keys/new",
        "console_key_end": f"/console/keys/{scene.key_id}/end",
        "console_requests": "/console/keys/requests",
        "console_request": f"/console/keys/requests/{scene.request_id}",
        "console_mails": "/console/mails",
        "console_mail": f"/console/mails/{scene.mail_id}",
        "console_mail_templates": "/console/mails/templates",
        "console_mail_template": "/console/mails/templates/invitation/fr",
        "console_sign_in_mails": "/console/mails/sign-in",
        "console_clocks": "/console/clocks",
        "console_clock": f"/console/clocks/{scene.clock_id}",
        "console_staff": "/console/staff",
    }
