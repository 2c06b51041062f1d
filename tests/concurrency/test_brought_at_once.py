"""Several shells bring the same customers from another system at the same moment."""

from __future__ import annotations

from functools import partial

import pytest

from curule.core.permissions import Actor
from curule.data.models import Account, Assignment, Subscription
from curule.selectors.invariants import verify
from curule.services.imports.customers import Imported, NotImported, PlanHere, import_customer
from tests.concurrency.forty import CROWD
from tests.services.imports.test_customers import ACME, NOW
from tests.support.factories import make_plan
from tests.support.together import Together


def _bring(plan: PlanHere) -> Imported | None:
    try:
        return import_customer(
            actor=Actor.system("tests"),
            source="stripe",
            customer=ACME,
            plans={"price_1Nx": plan},
            now=NOW,
        )
    except NotImported:
        return None


@pytest.mark.threat("TH13")
def test_a_customer_is_brought_once_however_many_bring_it(
    crowd: Together[object], claimants: set[str]
) -> None:
    """The seats of `customers._seat` are there for who sat over there; nobody else sees them."""
    plan = PlanHere(terms=make_plan("autodesk", now=NOW))
    results = crowd.run([partial(_bring, plan)] * CROWD)
    assert [isinstance(each, Imported) and each.is_new for each in results].count(True) == 1
    assert Account.objects.count() == Subscription.objects.count() == 1
    assert Assignment.objects.filter(ended_at=None).count() == 1
    assert "customers._seat" in claimants
    assert verify() == ()
