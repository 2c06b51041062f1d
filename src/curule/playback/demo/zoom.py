"""Bright Harbor: licences by invitation, as Zoom sells them. Its people read all four languages."""

from __future__ import annotations

from typing import Final

from curule.core.languages import Language
from curule.core.roles import Role
from curule.playback.demo.cast import Cast, Person, members
from curule.playback.demo.catalog import MONTH, YEAR, Product, Size
from curule.playback.demo.company import Country, Step
from curule.playback.demo.own_plan import buy_own_plan
from curule.playback.demo.story import Story

_DOMAIN: Final = "bright-harbor.example"


def _holds(local: str, first: str, last: str, language: Language, role: Role | None) -> Person:
    return Person(
        email=f"{local}@{_DOMAIN}", first_name=first, last_name=last, language=language, role=role
    )


NORA: Final = Person(
    email="nora.lindqvist@northwind.example",
    first_name="Nora",
    last_name="Lindqvist",
    language=Language.EN,
)
CAST: Final = Cast(
    preset="zoom",
    company="Bright Harbor",
    people=(
        _holds("grace.holloway", "Grace", "Holloway", Language.EN, Role.OWNER),
        _holds("owen.price", "Owen", "Price", Language.EN, Role.CONTRACT_MANAGER),
        _holds("camille.laurent", "Camille", "Laurent", Language.FR, Role.BILLING_CONTACT),
        _holds("jonas.weber", "Jonas", "Weber", Language.DE, Role.ADMIN),
        _holds("dmitri.orlov", "Дмитрий", "Орлов", Language.RU, None),
    ),
    strangers={"invited": NORA},
)
DMITRI: Final = CAST.who(None)
AMARA, BEN, CHEN, DIANA, ELIJAH, FIONA, GAVIN, HANA, IVOR, JUNE = members(
    _DOMAIN,
    Language.EN,
    "amara.obi Amara Obi",
    "ben.carter Ben Carter",
    "chen.li Chen Li",
    "diana.marsh Diana Marsh",
    "elijah.stone Elijah Stone",
    "fiona.reid Fiona Reid",
    "gavin.hale Gavin Hale",
    "hana.sato Hana Sato",
    "ivor.lund Ivor Lund",
    "june.park June Park",
)

STORY: Final = Story(
    cast=CAST,
    country=Country(
        code="IE",
        time_zone="Europe/Dublin",
        language="en",
        tax_rate="23",
        tax_id="IE6388047V",
        street="4 Harbour Row",
        postcode="D02 XY45",
        city="Dublin",
    ),
    giver=Role.ADMIN,
    product=Product(
        preset="zoom",
        name="Harbor Meetings",
        currency="EUR",
        sizes=(
            Size(
                key="pro",
                name="Pro",
                most=9,
                unit_amounts={"licensed": {MONTH: 1399, YEAR: 13990}},
            ),
            Size(
                key="business",
                name="Business",
                most=250,
                unit_amounts={"licensed": {MONTH: 1899, YEAR: 18990}},
            ),
        ),
    ),
    steps=(
        Step(20, 8, lambda c: c.card("Visa •• 1881")),
        Step(20, 9, lambda c: c.subscribe("pro", "month", licensed=5)),
        Step(20, 10, lambda c: c.invite(DMITRI, AMARA, BEN, CHEN)),
        Step(21, 8, lambda c: c.accept(AMARA, BEN)),
        Step(22, 9, lambda c: c.accept(DMITRI, CHEN)),
        Step(70, 9, lambda c: c.set(licensed=8)),
        Step(70, 10, lambda c: c.invite(DIANA, ELIJAH, FIONA)),
        Step(72, 10, lambda c: c.accept(DIANA, ELIJAH)),
        Step(73, 10, lambda c: c.decline(FIONA)),
        Step(150, 9, lambda c: c.change_plan("business")),
        Step(186, 9, lambda c: c.set(licensed=12)),
        Step(186, 11, lambda c: c.invite(GAVIN, HANA)),
        Step(188, 9, lambda c: c.accept(GAVIN)),  # Hana lets it run out
        Step(200, 9, lambda c: buy_own_plan(c, NORA, plan="pro", seat_type="licensed")),
        Step(260, 9, lambda c: c.card("Visa •• 0341", answers="decline")),
        Step(275, 8, lambda c: c.card("Visa •• 7720")),
        Step(275, 9, lambda c: c.pay()),
        Step(300, 9, lambda c: c.invite(IVOR, seat_type="basic")),
        Step(301, 9, lambda c: c.accept(IVOR)),
        Step(355, 9, lambda c: c.set(licensed=10)),
        Step(356, 9, lambda c: c.invite(NORA)),
        Step(362, 9, lambda c: c.invite(JUNE)),
    ),
)
