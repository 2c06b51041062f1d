"""Who sells in the demo: its name stands on every invoice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from curule.playback.demo.company import VENDOR
from curule.services.accounts import sellers

_IMPRINT: Final = sellers.Imprint(
    name="Curule Demo GmbH",
    street="Musterstraße 12",
    postcode="10115",
    city="Berlin",
    email="billing@vendor.example",
    legal_note="Made up for the demo · AG Musterstadt, HRB 12345",
)


def describe(now: datetime) -> None:
    """Put the vendor on record, established in Germany and registered there."""
    sellers.describe(actor=VENDOR, country="DE", now=now)
    sellers.register(
        actor=VENDOR, country="DE", number="DE111111125", since=date(2021, 1, 1), now=now
    )
    sellers.sign(actor=VENDOR, imprint=_IMPRINT, now=now)
