"""Studio Lumière: places for participants, as TutKit sells them. In French."""

from __future__ import annotations

from typing import Final

from curule.core.languages import Language
from curule.core.roles import Role
from curule.playback.demo.cast import Cast, Person, members
from curule.playback.demo.catalog import MONTH, YEAR, Product, Size
from curule.playback.demo.company import Country, Step
from curule.playback.demo.story import Story

_FR: Final = Language.FR
_DOMAIN: Final = "lumiere.example"


def _holds(local: str, first: str, last: str, role: Role) -> Person:
    return Person(
        email=f"{local}@{_DOMAIN}", first_name=first, last_name=last, language=_FR, role=role
    )


CAST: Final = Cast(
    preset="tutkit",
    company="Studio Lumière",
    people=(
        _holds("claire.fontaine", "Claire", "Fontaine", Role.OWNER),
        _holds("hugo.mercier", "Hugo", "Mercier", Role.CONTRACT_MANAGER),
        _holds("alice.perrin", "Alice", "Perrin", Role.BILLING_CONTACT),
        _holds("paul.chevalier", "Paul", "Chevalier", Role.ADMIN),
        *members(_DOMAIN, _FR, "lea.rousseau Léa Rousseau"),
    ),
)
JULIEN, SOPHIE, THOMAS, INES, MARC, EMMA, LUCAS = members(
    _DOMAIN,
    _FR,
    "julien.moreau Julien Moreau",
    "sophie.garnier Sophie Garnier",
    "thomas.petit Thomas Petit",
    "ines.lambert Inès Lambert",
    "marc.dubois Marc Dubois",
    "emma.roux Emma Roux",
    "lucas.faure Lucas Faure",
)

STORY: Final = Story(
    cast=CAST,
    country=Country(
        code="FR",
        time_zone="Europe/Paris",
        language="fr",
        tax_rate="20",
        street="8 rue du Faubourg",
        postcode="69001",
        city="Lyon",
    ),
    product=Product(
        preset="tutkit",
        name="TutKit",
        currency="EUR",
        sizes=(
            Size(
                key="equipe_5",
                name="Équipe 5",
                most=5,
                unit_amounts={"participant": {MONTH: 1090, YEAR: 10900}},
            ),
            Size(
                key="equipe_10",
                name="Équipe 10",
                most=10,
                unit_amounts={"participant": {MONTH: 1190, YEAR: 11900}},
            ),
            Size(
                key="equipe_25",
                name="Équipe 25",
                most=25,
                unit_amounts={"participant": {MONTH: 1290, YEAR: 12900}},
            ),
        ),
    ),
    steps=(
        Step(8, 8, lambda c: c.card("Visa •• 4242")),
        Step(8, 9, lambda c: c.subscribe("equipe_10", "year", "now", participant=5)),
        Step(8, 10, lambda c: c.invite(JULIEN, SOPHIE, THOMAS)),
        Step(9, 8, lambda c: c.accept(JULIEN)),
        Step(10, 12, lambda c: c.accept(SOPHIE, THOMAS)),
        Step(61, 9, lambda c: c.add("now", participant=2)),
        Step(61, 10, lambda c: c.invite(INES, MARC)),
        Step(63, 7, lambda c: c.accept(INES)),
        Step(75, 8, lambda c: c.resend(MARC)),  # a second time, and it runs out all the same
        Step(140, 15, lambda c: c.unassign(THOMAS)),
        Step(141, 8, lambda c: c.invite(EMMA)),
        Step(144, 9, lambda c: c.accept(EMMA)),
        Step(230, 9, lambda c: c.add("now", participant=1)),
        Step(361, 9, lambda c: c.invite(LUCAS)),
        Step(362, 14, lambda c: c.ask_for_seat(CAST.who(None), "Formation Photoshop en décembre")),
        Step(363, 9, lambda c: c.add("later", participant=1)),
    ),
)
