"""`--json` of what only a shell shows: one object or list, and no other word."""

from __future__ import annotations

import json
from typing import Any

import pytest

from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.sandbox import SandboxGateway
from curule.httpkit.ids import public_id
from curule.selectors.catalog import get_product_key
from tests.support.commands import run_curule
from tests.support.shop import Shop


@pytest.fixture
def shop(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Shop:
    """Three seats at 15.00 with 20 % tax, sold on 1 April 2026."""
    sold = Shop.open("zoom", unit_amount=1500, tax_rate="20", is_live=True)
    sold.subscribe(3)
    return sold


def answered(*words: str) -> Any:  # noqa: ANN401 - JSON
    """Return what a command prints as JSON."""
    done = run_curule(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.usefixtures("fresh_database")
def test_a_key_is_made_rolled_and_listed_by_its_id_and_its_secret_shown_once() -> None:
    made = answered("keys", "create", "shop", "--scope", "subscriptions:read")
    rolled = answered("keys", "roll", made["id"], "--overlap-hours", "0")
    newer, older = answered("keys", "list")["data"]

    assert (newer["id"], older["id"]) == (rolled["id"], made["id"])
    assert newer["scopes"] == older["scopes"] == ["subscriptions:read"]
    assert (newer["ends_at"], older["ends_at"] is not None) == (None, True)
    assert made["key"] != rolled["key"]
    assert made["key"] not in json.dumps([newer, older])


@pytest.mark.usefixtures("fresh_database")
def test_where_there_is_nothing_lists_are_empty() -> None:
    nothing = {"object": "list", "data": [], "has_more": False}

    assert answered("staff", "list") == nothing
    assert answered("mails", "list") == nothing
    assert answered("tokens", "keys") == nothing
    assert answered("oidc", "keys") == nothing
    assert answered("oidc", "clients", "list") == nothing
    assert answered("report", "revenue") == nothing
    assert answered("seller", "show") is None


@pytest.mark.usefixtures("fresh_database")
def test_staff_keys_and_the_seller_are_told() -> None:
    run_curule("staff", "add", "ana@vendor.test", "--role", "finance")
    run_curule("tokens", "roll")
    run_curule("seller", "set", "--country", "FR")
    run_curule("seller", "register", "FR", "FR83404833048", "--since", "2026-01-01")

    [ana] = answered("staff", "list")["data"]
    [key] = answered("tokens", "keys")["data"]
    seller = answered("seller", "show")

    assert (ana["email"], ana["role"]) == ("ana@vendor.test", "finance")
    assert (key["object"], key["retired_at"]) == ("signing_key", None)
    assert (seller["country"], seller["one_stop_shop"]) == ("FR", None)
    assert seller["registrations"] == [
        {
            "object": "registration",
            "country": "FR",
            "number": "FR83404833048",
            "since": "2026-01-01",
            "until": None,
        }
    ]


def test_what_comes_what_was_billed_and_mailed_are_told(shop: Shop) -> None:
    coming = answered("renewals", "--dry-run", "--until", "2026-04-30")
    taxes = answered("report", "taxes", "--from", "2026-04", "--to", "2026-04")["data"]
    first, *_ = answered("mails", "list")["data"]
    mail = answered("mails", "show", first["id"])

    [row], [total] = coming["data"], coming["totals"]
    assert (row["account"], row["outcome"], row["total"]) == ("Acme", "renew", "54.00")
    assert (total["plan"], total["renew"], total["total"]) == (shop.terms.called, 1, "54.00")
    assert [each["currency"] for each in taxes] == ["EUR"]
    assert mail["id"] == first["id"]
    assert mail["subject"]
    assert mail["text"]


def test_a_directory_and_a_client_are_made_and_listed(shop: Shop) -> None:
    account = str(shop.account.id)
    token = answered("scim", "connect", account, "Okta")
    directory = answered("scim", "list", account)
    client = answered(
        *("oidc", "clients", "create", "Editor", get_product_key(shop.terms.product_id)),
        *("--redirect-uri", "https://editor.test/back"),
    )
    [listed] = answered("oidc", "clients", "list")["data"]

    assert [each["name"] for each in directory["tokens"]] == ["Okta"]
    assert token["token"] not in json.dumps(directory)
    assert token["address"].endswith("/scim/v2/" + public_id("acc", shop.account.id))
    assert listed["client_id"] == client["client_id"]
    assert listed["redirect_uris"] == ["https://editor.test/back"]
    assert client["client_secret"] not in json.dumps(listed)


def test_whom_a_price_reaches_is_told(shop: Shop) -> None:
    done = run_curule("price-change", "preview", shop.terms.plan_key, "--json")

    assert done.returncode == 1, "nobody is on an older version"
    assert json.loads(done.stdout)["data"] == []
