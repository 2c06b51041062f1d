"""An offer that a customer accepted by phone is ordered by the vendor's staff, with who said so."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from curule.core.localtime import local_date
from curule.core.permissions import StaffRole
from curule.data import models
from tests.services.money.test_offers import _corporate, _offer
from tests.support.factories import make_person
from tests.support.shop import ZONE, Shop

pytestmark = pytest.mark.django_db


def _staff(role: StaffRole, shop: Shop) -> Client:
    person = make_person(f"{role.value}@vendor.test")
    models.StaffGrant.objects.create(person=person, role=role.value, granted_at=shop.now)
    client = Client()
    client.force_login(person)
    return client


def test_staff_order_an_offer_with_who_said_so() -> None:
    shop = _corporate()
    quote = _offer(shop, 20)
    support = _staff(StaffRole.SUPPORT, shop)
    at = reverse("console_quote_accept", args=[shop.account.id, quote.id])

    assert f'href="{at}"' in support.get(reverse("console_quotes")).content.decode()
    page = support.get(at).content.decode()
    assert f'value="{local_date(shop.now, ZONE).isoformat()}"' in page
    late = support.post(at, {"said_by": "Ana Roy", "said_on": "2031-01-01"})
    assert late.status_code == 422
    assert models.Quote.objects.get(id=quote.id).status == "open"

    given = {
        "said_by": "Ana Roy",
        "said_on": local_date(shop.now, ZONE).isoformat(),
        "note": "By phone",
    }
    done = support.post(at, {**given, "form_key": "k"}, follow=True).content.decode()

    assert "Ordered for the customer." in done
    assert "Ana Roy" in done
    assert models.Quote.objects.get(id=quote.id).status == "accepted"
    assert f'href="{at}"' not in support.get(reverse("console_quotes")).content.decode()


def test_nobody_else_does_and_nothing_else_is_accepted_so() -> None:
    shop = _corporate()
    quote = _offer(shop, 20)
    at = reverse("console_quote_accept", args=[shop.account.id, quote.id])
    assert _staff(StaffRole.FINANCE, shop).get(at).status_code == 403
    support = _staff(StaffRole.SUPPORT, shop)
    for other in (uuid4(), models.Quote.objects.exclude(id=quote.id).latest("id").id):
        missing = reverse("console_quote_accept", args=[shop.account.id, other])
        assert support.get(missing).status_code == 404
