"""`curule plans`, `curule products`, `curule prices`: what is sold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from curule.cli.nouns.acting import DRY_RUN, actor
from curule.cli.nouns.reading import Seen, Told, add_reading
from curule.cli.prerequisites import needs_database
from curule.cli.refused import WrongFile, refusals_said, rehearsed
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId

if TYPE_CHECKING:
    from curule.playback.terms import PlanTerms
    from curule.selectors.catalog import PlanTerms as Sold

_MODULE: Final = "curule.selectors.programs.catalog"
_NOT_OF_A_PLAN: Final = ("plans", "account", "people", "tax", "steps")
"""What else a scenario file has; it is passed over."""

PRODUCTS: Final = Seen(
    kind="product",
    prefix="prod",
    plural="products",
    module=_MODULE,
    columns=("id", "key", "name"),
    filters={"key": click.STRING},
    told=Told.NOTHING,
)
PLANS: Final = Seen(
    kind="plan",
    prefix="plan",
    plural="plans",
    module=_MODULE,
    columns=("id", "key", "name", "version", "seat_types.name"),
    filters={"key": click.STRING, "product": RowId("prod")},
    told=Told.NOTHING,
)
PRICES: Final = Seen(
    kind="price",
    prefix="price",
    plural="prices",
    module=_MODULE,
    columns=("id", "seat_type", "currency", "interval", "model", "unit_amount", "version"),
    filters={"plan": RowId("plan"), "currency": click.STRING},
    told=Told.NOTHING,
)
PLAN_VERSIONS: Final = Seen(
    kind="plan_version",
    prefix="pol",
    plural="plan_versions",
    module=_MODULE,
    columns=("id", "plan", "number", "seat_types.name", "published_at"),
    filters={"plan": RowId("plan")},
    told=Told.NOTHING,
)


@click.group()
def products() -> None:
    """List products, and show one."""


@click.group()
def plans() -> None:
    """List the ways in which products are sold, show one, publish one."""


@click.group()
def prices() -> None:
    """List the prices of published plans, and show one."""


@click.group("plan-versions")
def plan_versions() -> None:
    """List what was published of plans, and show one with its policy."""


add_reading(plan_versions, PLAN_VERSIONS)
add_reading(products, PRODUCTS)
add_reading(plans, PLANS)
add_reading(prices, PRICES)


@plans.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--plan", "key", required=True, help="Its key, in your programs and files.")
@click.option("--name", help="What customers read; by default the key.")
@click.option("--product", help="The key of the product that it sells; by default the plan's.")
@click.option("--product-name", help="What customers read; by default the key.")
@DRY_RUN
@printed
@needs_database
def publish(
    file: str,
    *,
    key: str,
    name: str | None,
    product: str | None,
    product_name: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Publish what FILE says as the newest version of a plan, which is made if it is not there.

    FILE has `policy`, `prices` and, where they differ, `seat_types`, as a scenario file has them;
    a whole scenario will do. A file that says what is published already publishes nothing.
    """
    terms = _read(file)
    now, of = datetime.now(UTC), product or key
    with refusals_said(), rehearsed(dry_run=dry_run):
        product_id = _product(of, product_name or of.title(), now)
        plan_id = _plan(product_id, key, name or key.title(), now)
        is_new = _publish(plan_id, terms, now)
        screen.one(PLANS.find(plan_id))
    if not is_new:
        screen.say("It is published already; nothing changed.")
    elif dry_run:
        screen.say("Nothing was published: this was a dry run.")
    else:
        screen.say("Published. Sell it: curule quotes create --account acc_… --plan plan_… SEATS")


def _read(file: str) -> PlanTerms:
    """Return the plan of a file. Fails as wrong usage, with line and column."""
    from curule.playback.document import read_file
    from curule.playback.fields import Fields
    from curule.playback.problems import ScenarioError
    from curule.playback.terms import MAIN_PLAN, PLAN_KEYS, read_plan

    try:
        given = Fields(read_file(file), known=(*PLAN_KEYS, *_NOT_OF_A_PLAN), what="a plan")
        return read_plan(given, name=MAIN_PLAN)
    except ScenarioError as error:
        raise WrongFile(str(error)) from None


def _product(key: str, name: str, now: datetime) -> UUID:
    from curule.selectors.programs.catalog import list_products
    from curule.selectors.programs.windows import Window
    from curule.services import catalog

    found = list_products(Window(limit=1), key=key).rows
    if found:
        return found[0].id
    return catalog.create_product(actor=actor(), key=key, name=name, now=now)


def _plan(product_id: UUID, key: str, name: str, now: datetime) -> UUID:
    from curule.selectors.programs.catalog import list_plans
    from curule.selectors.programs.windows import Window
    from curule.services import catalog

    found = list_plans(Window(limit=1), product=product_id, key=key).rows
    if found:
        return found[0].id
    return catalog.create_plan(actor=actor(), product_id=product_id, key=key, name=name, now=now)


def _publish(plan_id: UUID, terms: PlanTerms, now: datetime) -> bool:
    """Publish the next version; false where the newest says the same."""
    from curule.selectors.programs.catalog import find_plan_version
    from curule.services import catalog

    newest = find_plan_version(plan_id)
    if newest is not None and _is_same(newest, terms):
        return False
    catalog.publish_version(
        actor=actor(),
        plan_id=plan_id,
        policy=terms.policy,
        seat_types=terms.seat_types,
        prices=[catalog.PriceOf(seat_type=p.seat_type, price=p.price) for p in terms.prices],
        now=now,
    )
    return True


def _is_same(newest: Sold, terms: PlanTerms) -> bool:
    priced = {(sold.seat_type, sold.price) for sold in newest.prices}
    return (
        newest.policy == terms.policy
        and tuple(sold.terms for sold in newest.seat_types) == terms.seat_types
        and priced == {(each.seat_type, each.price) for each in terms.prices}
    )
