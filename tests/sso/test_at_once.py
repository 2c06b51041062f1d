"""Two arrive in the same moment: one person, one membership, one identity."""

from __future__ import annotations

from functools import partial

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.core.single_sign_on import Named
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.seats import domains
from curule.services.single_sign_on.arriving import Arrived, arrive
from tests.support.factories import VENDOR, make_world
from tests.support.together import together

pytestmark = pytest.mark.threat("TH26")


def _connected() -> models.SsoConnection:
    now = utc_now()
    world = make_world("gotoassist", domain="x.test", now=now)
    domains.verify(actor=VENDOR, account_id=world.account.id, name="x.test", now=now)
    return models.SsoConnection.objects.create(
        account=world.account, issuer="https://id.x.test", client_id="curule", created_at=now,
        created_by="owner", changed_at=now, changed_by="owner",
    )  # fmt: skip


def _named(subject: str) -> Named:
    return Named(
        issuer="https://id.x.test", subject=subject, email="ann@x.test", email_verified=True
    )


@pytest.mark.usefixtures("fresh_database")
def test_the_same_person_twice_is_one_person() -> None:
    connection = _connected()
    comes = partial(arrive, connection=connection, named=_named("ann"), now=utc_now())
    with together(4) as threads:
        came = threads.run([comes] * 4)
    assert all(isinstance(each, Arrived) for each in came)
    assert models.SsoIdentity.objects.count() == 1
    assert models.Member.objects.filter(person__email="ann@x.test", left_at=None).count() == 1


@pytest.mark.usefixtures("fresh_database")
def test_two_subjects_with_one_address_are_one_who_comes_in_and_one_who_does_not() -> None:
    connection = _connected()
    now = utc_now()
    with together(2) as threads:
        came = threads.run(
            [
                partial(arrive, connection=connection, named=_named(name), now=now)
                for name in ("ann", "another-ann")
            ]
        )
    (refused,) = [each for each in came if isinstance(each, Refused)]
    assert refused.refusal.code is RefusalCode.SSO_OTHER_SUBJECT
    assert models.SsoIdentity.objects.count() == 1
