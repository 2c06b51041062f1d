"""Test clocks go forward, and only those that exist."""

from datetime import timedelta
from uuid import uuid4

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services.sweeps import clocks
from tests.support.factories import VENDOR
from tests.support.shop import APRIL


@pytest.mark.parametrize("move", [clocks.advance, clocks.follow_real_time])
def test_a_clock_that_does_not_exist_is_not_moved(move: object) -> None:
    clocks.create(actor=VENDOR, name="another", now=APRIL)
    when = {"to" if move is clocks.advance else "now": APRIL + timedelta(days=1)}
    with pytest.raises(Refused) as refused:
        move(actor=VENDOR, clock_id=uuid4(), **when)  # type: ignore[operator]
    assert refused.value.refusal.code is RefusalCode.NOT_FOUND
    assert refused.value.refusal.values == {"name": "clock"}
    assert models.TestClock.objects.get().now == APRIL
