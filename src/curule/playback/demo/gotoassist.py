"""Rhein Support: three kinds of seats, as GoToAssist sells them. In German."""

from __future__ import annotations

from typing import Final

from curule.core.languages import Language
from curule.core.roles import Role
from curule.playback.demo import corporate
from curule.playback.demo.cast import Cast, Person, members
from curule.playback.demo.catalog import MONTH, YEAR, Product, Size
from curule.playback.demo.company import Country, Step
from curule.playback.demo.story import Story

_DE: Final = Language.DE
_DOMAIN: Final = "rhein-support.example"


def _holds(local: str, first: str, last: str, role: Role) -> Person:
    return Person(
        email=f"{local}@{_DOMAIN}", first_name=first, last_name=last, language=_DE, role=role
    )


WERNER: Final = Person(
    email="werner.koch@rhein-werke.example", first_name="Werner", last_name="Koch", language=_DE
)
"""Of a corporate customer of the same vendor (G4)."""

CAST: Final = Cast(
    preset="gotoassist",
    company="Rhein Support GmbH",
    people=(
        _holds("ulrike.brandt", "Ulrike", "Brandt", Role.OWNER),
        _holds("stefan.kuehn", "Stefan", "Kühn", Role.CONTRACT_MANAGER),
        _holds("monika.jung", "Monika", "Jung", Role.BILLING_CONTACT),
        _holds("tobias.engel", "Tobias", "Engel", Role.ADMIN),
        *members(_DOMAIN, _DE, "lena.fischer Lena Fischer"),
    ),
    strangers={"corporate": WERNER},
)
LENA: Final = CAST.who(None)
KAI, MIRA, JAN, PETRA, SVEN, TINA, UWE, RALF, EVA = members(
    _DOMAIN,
    _DE,
    "kai.hoffmann Kai Hoffmann",
    "mira.schulz Mira Schulz",
    "jan.becker Jan Becker",
    "petra.vogel Petra Vogel",
    "sven.krause Sven Krause",
    "tina.lorenz Tina Lorenz",
    "uwe.seidel Uwe Seidel",
    "ralf.arndt Ralf Arndt",
    "eva.winter Eva Winter",
)

STORY: Final = Story(
    cast=CAST,
    country=Country(
        code="DE",
        time_zone="Europe/Berlin",
        language="de",
        tax_rate="19",
        tax_id="DE136695976",
        street="Hafenweg 3",
        postcode="20457",
        city="Hamburg",
    ),
    buyer=Role.BILLING_CONTACT,
    giver=Role.ADMIN,
    product=Product(
        preset="gotoassist",
        name="Rhein Assist",
        currency="EUR",
        sizes=(
            Size(
                key="team",
                name="Team",
                most=50,
                unit_amounts={
                    "organizer": {MONTH: 1900, YEAR: 19000},
                    "agent": {MONTH: 3400, YEAR: 34000},
                    "expert": {MONTH: 5500, YEAR: 55000},
                },
            ),
            Size(
                key="corporate",
                name="Corporate",
                most=None,
                unit_amounts={
                    "organizer": {MONTH: 1600, YEAR: 16000},
                    "agent": {MONTH: 2900, YEAR: 29000},
                    "expert": {MONTH: 4900, YEAR: 49000},
                },
            ),
        ),
    ),
    steps=(
        Step(25, 8, lambda c: c.card("Visa •• 6411")),
        Step(25, 9, lambda c: c.subscribe("team", "month", "now", organizer=1, agent=4, expert=2)),
        Step(25, 11, lambda c: c.invite(LENA, KAI, MIRA, seat_type="agent")),
        Step(26, 8, lambda c: c.accept(KAI, MIRA)),
        Step(27, 8, lambda c: c.invite(JAN, seat_type="expert")),
        Step(28, 8, lambda c: c.accept(JAN)),
        Step(82, 9, lambda c: c.set("now", agent=6)),
        Step(82, 10, lambda c: c.invite(PETRA, SVEN, seat_type="agent")),
        Step(83, 10, lambda c: c.accept(PETRA, SVEN)),
        Step(130, 9, lambda c: c.set("now", expert=1)),  # the period starts anew, and costs less
        Step(190, 9, lambda c: c.set("now", agent=7, organizer=2)),
        Step(191, 9, lambda c: c.invite(TINA, seat_type="agent")),
        Step(192, 9, lambda c: c.accept(TINA)),
        Step(240, 8, lambda c: corporate.buy(c, WERNER)),
        Step(245, 9, lambda c: c.set("now", agent=8)),
        Step(246, 9, lambda c: c.invite(UWE, seat_type="agent")),  # he does not answer in time
        Step(340, 9, lambda c: c.invite(RALF, seat_type="agent")),
        Step(341, 9, lambda c: c.accept(RALF)),
        Step(358, 9, lambda c: c.invite(UWE, EVA, seat_type="agent", if_full="wait")),
        Step(348, 9, lambda c: corporate.grow(c, WERNER)),
        Step(360, 9, lambda c: corporate.offer(c, WERNER)),
    ),
)
