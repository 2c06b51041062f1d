"""Atelier Nord: a contract that the contract manager changes, as Autodesk sells it. In French."""

from __future__ import annotations

from typing import Final

from curule.core.languages import Language
from curule.core.roles import Role
from curule.playback.demo.cast import Cast, Person, members
from curule.playback.demo.catalog import MONTH, YEAR, Product, Size
from curule.playback.demo.company import Country, Step
from curule.playback.demo.story import Story

_FR: Final = Language.FR
_DOMAIN: Final = "atelier-nord.example"


def _holds(local: str, first: str, last: str, role: Role) -> Person:
    return Person(
        email=f"{local}@{_DOMAIN}", first_name=first, last_name=last, language=_FR, role=role
    )


CAST: Final = Cast(
    preset="autodesk",
    company="Atelier Nord",
    people=(
        _holds("bernard.vasseur", "Bernard", "Vasseur", Role.OWNER),
        _holds("nadia.benali", "Nadia", "Benali", Role.CONTRACT_MANAGER),
        _holds("odile.masson", "Odile", "Masson", Role.BILLING_CONTACT),
        _holds("yann.legoff", "Yann", "Le Goff", Role.ADMIN),
        *members(_DOMAIN, _FR, "marie.delattre Marie Delattre"),
    ),
)
MARIE: Final = CAST.who(None)
KARIM, ANNE, PIERRE, LOUISE, GUY, CHLOE, REMI, AGATHE = members(
    _DOMAIN,
    _FR,
    "karim.haddad Karim Haddad",
    "anne.lefort Anne Lefort",
    "pierre.caron Pierre Caron",
    "louise.blanc Louise Blanc",
    "guy.tanguy Guy Tanguy",
    "chloe.renard Chloé Renard",
    "remi.colin Rémi Colin",
    "agathe.leroux Agathe Leroux",
)

STORY: Final = Story(
    cast=CAST,
    country=Country(
        code="FR",
        time_zone="Europe/Paris",
        language="fr",
        tax_rate="20",
        tax_id="FR40303265045",
        street="27 avenue des Ponts",
        postcode="44000",
        city="Nantes",
    ),
    buyer=Role.CONTRACT_MANAGER,
    giver=Role.ADMIN,
    product=Product(
        preset="autodesk",
        name="Atelier CAD",
        currency="EUR",
        sizes=(
            Size(
                key="standard",
                name="Standard",
                most=50,
                unit_amounts={"seat": {MONTH: 6500, YEAR: 54000}},
            ),
            Size(
                key="collection",
                name="Collection",
                most=None,
                unit_amounts={"seat": {MONTH: 39000, YEAR: 312000}},
            ),
        ),
    ),
    steps=(
        Step(15, 8, lambda c: c.card("Mastercard •• 5100")),
        Step(15, 9, lambda c: c.subscribe("standard", "year", seat=6)),
        Step(15, 10, lambda c: c.invite(MARIE, KARIM, ANNE, PIERRE)),
        Step(16, 8, lambda c: c.accept(KARIM)),
        Step(17, 8, lambda c: c.accept(ANNE, PIERRE)),
        Step(96, 9, lambda c: c.add(seat=2)),
        Step(96, 10, lambda c: c.invite(LOUISE, GUY, CHLOE)),
        Step(98, 11, lambda c: c.accept(LOUISE, GUY)),  # Chloé lets it run out
        Step(180, 13, lambda c: c.credit(5000, "Panne du 14 mai")),
        Step(214, 9, lambda c: c.add(seat=4)),
        Step(215, 9, lambda c: c.invite(CHLOE, REMI)),
        Step(216, 9, lambda c: c.accept(CHLOE, REMI)),
        Step(290, 16, lambda c: c.unassign(GUY)),
        Step(330, 10, lambda c: c.set(seat=9)),
        Step(359, 15, lambda c: c.credit(1500, "Geste commercial")),
        Step(362, 9, lambda c: c.invite(AGATHE)),
    ),
)
