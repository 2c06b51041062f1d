"""A card that a program lets a customer add, on the page of a fake Stripe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from curule.data.models import MethodSetup
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.fake_stripe import FakeStripe
from tests.support.fake_stripe.manners import Manner
from tests.support.stripe_shop import VISA, OpenShop, company, gateway, open_shop

__all__ = ["company", "gateway", "open_shop"]

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
BACK = "https://shop.example/cards/back"
KEYED = {"Idempotency-Key": "card-1"}


def test_a_card_is_begun_added_and_saved_once(program: Programs, open_shop: OpenShop) -> None:
    shop, ours = open_shop(""), program()
    asked = {
        "account": public_id("acc", shop.account.id),
        "gateway": "stripe",
        "return_url": BACK,
    }

    begun = ours.post("/payment_method_setups", asked, **KEYED)

    assert begun.status_code == 200, begun.content
    told = begun.json()
    assert (told["status"], told["payment_method"]) == ("open", None)
    assert told["url"].startswith("http")
    again = ours.post("/payment_method_setups", asked, **KEYED)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.json()["id"], again.json()["url"]) == (told["id"], told["url"])
    assert MethodSetup.objects.count() == 1

    path = f"/payment_method_setups/{told['id']}"
    assert ours.post(f"{path}/settle", {}).json()["status"] == "open"
    requests.post(told["url"], data={"number": VISA}, allow_redirects=False, timeout=5)
    assert ours.get(path).json()["status"] == "open"
    saved = ours.post(f"{path}/settle", {}).json()
    assert saved["status"] == "saved"
    assert ours.post(f"{path}/settle", {}).json() == saved
    assert ours.get(path).json() == saved
    method = ours.get(f"/payment_methods/{saved['payment_method']}").json()
    assert (method["gateway"], method["is_default"], method["collects"]) == ("stripe", True, True)


def test_a_gateway_without_a_page_and_an_address_that_is_none_are_refused(
    program: Programs, open_shop: OpenShop
) -> None:
    shop, ours = open_shop(""), program()
    asked = {"account": public_id("acc", shop.account.id), "gateway": "bank_transfer"}
    refused = ours.post("/payment_method_setups", asked)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    for address in ("javascript:alert(1)", "/here", "https://a b"):
        asked = {**asked, "gateway": "stripe", "return_url": address}
        assert ours.post("/payment_method_setups", asked).json()["code"] == "field_invalid"
    assert not MethodSetup.objects.exists()


def test_a_gateway_that_is_away_is_said_and_the_same_key_tries_again(
    program: Programs, open_shop: OpenShop, company: FakeStripe
) -> None:
    shop, ours = open_shop(""), program()
    asked = {"account": public_id("acc", shop.account.id), "gateway": "stripe"}
    company.manners.always["/v1/"] = Manner.BUSY
    refused = ours.post("/payment_method_setups", asked, **KEYED)
    assert refused.json()["code"] == "gateway_away"
    company.manners.always.clear()
    begun = ours.post("/payment_method_setups", asked, **KEYED)
    assert begun.status_code == 200, begun.content
    assert MethodSetup.objects.count() == 1


def test_a_visit_of_another_mode_is_not_there(program: Programs, open_shop: OpenShop) -> None:
    shop = open_shop("")
    setup = MethodSetup.objects.create(account=shop.account, gateway="stripe", started_at=shop.now)
    path = f"/payment_method_setups/{public_id('pms', setup.id)}"
    assert program().get(path).status_code == 200
    assert program(is_live=False).get(path).status_code == 404
    assert program(is_live=False).post(f"{path}/settle", {}).status_code == 404
