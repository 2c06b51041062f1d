"""`curule oidc` and `curule domains`: what the pages about signing in do not type."""

from __future__ import annotations

from uuid import uuid4

from curule.core.permissions import Actor
from curule.data.database_url import DatabaseUrl
from curule.httpkit.clock import utc_now
from curule.services import catalog
from curule.services.sign_in_clients import create, list_clients
from tests.support.commands import run_curule
from tests.support.factories import VENDOR, make_account


def test_clients_and_domains_are_ended_and_refusals_are_said(
    fresh_database: DatabaseUrl,  # noqa: ARG001
) -> None:
    catalog.create_product(actor=VENDOR, key="app", name="App", now=utc_now())
    made = create(
        actor=Actor.system("tests"), name="App", product="app",
        redirect_uris=["https://app.example.com/back"], now=utc_now(),
    )  # fmt: skip
    for _, status in (("first", 0), ("twice", 1)):
        assert run_curule("oidc", "clients", "end", made.client_id).returncode == status
    assert list_clients() == ()
    wrong = run_curule("oidc", "clients", "create", "x", "app", "--redirect-uri", "http://x.test")
    assert wrong.returncode == 1
    assert "client_secret" not in wrong.stdout

    account = str(make_account().id)
    verified = run_curule("domains", "verify", account, "example.com")
    assert verified.stderr == "example.com belongs to it.\n"
    removed = run_curule("domains", "remove", account, "example.com")
    assert "example.com belongs to it no more.\n" in removed.stderr
    unknown = run_curule("domains", "verify", str(uuid4()), "example.com")
    assert unknown.returncode == 3
