"""The page about backups: its commands are run around a real restore."""

import os
import sys
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from curule.data.database_url import DatabaseUrl
from curule.data.databases import create_database, drop_database
from curule.gateways.payments.stripe import StripeGateway
from curule.worker.clock import utc_now
from tests.docs.pages import Block, blocks, commands, is_as_printed, read, run
from tests.faults.backups import program
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.shop import later
from tests.support.stripe_shop import OpenShop, company, gateway, open_shop

__all__ = ["company", "gateway", "open_shop"]


def _type(block: Block, folder: Path, env: dict[str, str]) -> None:
    for command, printed in zip(commands(block), run(block, folder=folder, env=env), strict=True):
        assert is_as_printed(command.printed, printed), f"$ {command.line}\n" + "\n".join(printed)


@pytest.mark.long
@pytest.mark.fault("F15")
@pytest.mark.usefixtures("sandbox")
def test_the_page_leads_through_a_restore(  # noqa: PLR0917
    fresh_database: DatabaseUrl,
    open_shop: OpenShop,
    company: FakeStripe,
    gateway: StripeGateway,
    tmp_path: Path,
    settings: Settings,
) -> None:
    del gateway
    settings.CURULE_DATA = tmp_path
    env = {
        **os.environ,
        "PATH": ":".join(
            [
                str(Path(sys.executable).parent),
                str(Path(program("psql")).parent),
                os.environ["PATH"],
            ]
        ),
        "CURULE_DATA": str(tmp_path),
        "CURULE_STRIPE_KEY": SECRET_KEY,
        "CURULE_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "CURULE_STRIPE_URL": company.url,
    }
    backing_up, starting, *after = blocks(read("how-to/backup-and-restore.md"))
    shop = open_shop(unit_amount=3000, now=later(utc_now(), days=-40))
    shop.subscribe(2)
    _type(backing_up, tmp_path, env)
    shop.to(utc_now())
    connection.close()
    drop_database(fresh_database)
    create_database(fresh_database, template="template0")
    for block in (starting, *after):
        _type(block, tmp_path, env)
    assert [invoice.status for invoice in shop.invoices] == ["paid", "paid"]
    assert (shop.credit, len(company.payments())) == (0, 2)
