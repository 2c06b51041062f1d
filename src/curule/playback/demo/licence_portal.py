"""ООО «Вектор»: licences by invoice, bound to registered people one by one. In Russian."""

from __future__ import annotations

from typing import Final

from curule.core.languages import Language
from curule.core.roles import Role
from curule.playback.demo.cast import Cast, Person, members
from curule.playback.demo.catalog import YEAR, Product, Size
from curule.playback.demo.company import Company, Country, Step
from curule.playback.demo.story import Story

_RU: Final = Language.RU
_DOMAIN: Final = "vektor.example"


def _holds(local: str, first: str, last: str, role: Role) -> Person:
    return Person(
        email=f"{local}@{_DOMAIN}", first_name=first, last_name=last, language=_RU, role=role
    )


CAST: Final = Cast(
    preset="licence_portal",
    company="ООО «Вектор»",
    people=(
        _holds("irina.sokolova", "Ирина", "Соколова", Role.OWNER),
        _holds("pavel.gusev", "Павел", "Гусев", Role.CONTRACT_MANAGER),
        _holds("olga.lebedeva", "Ольга", "Лебедева", Role.BILLING_CONTACT),
        _holds("andrei.morozov", "Андрей", "Морозов", Role.ADMIN),
        *members(_DOMAIN, _RU, "anna.volkova Анна Волкова"),
    ),
)
ANNA: Final = CAST.who(None)
ADMIN: Final = CAST.who(Role.ADMIN)
SERGEI, ELENA, NIKITA, MARINA, OLEG, VERA = members(
    _DOMAIN,
    _RU,
    "sergei.kuznetsov Сергей Кузнецов",
    "elena.popova Елена Попова",
    "nikita.fedorov Никита Фёдоров",
    "marina.zaitseva Марина Зайцева",
    "oleg.belov Олег Белов",
    "vera.titova Вера Титова",
)


def _register(company: Company, *people: Person) -> None:
    for person in people:
        company.register(person)


STORY: Final = Story(
    cast=CAST,
    country=Country(
        code="RU",
        time_zone="Europe/Moscow",
        language="ru",
        tax_rate="20",
        tax_id="7700000009",
        street="ул. Садовая, 15",
        postcode="101000",
        city="Москва",
    ),
    giver=Role.ADMIN,
    product=Product(
        preset="licence_portal",
        name="МСФО",
        currency="RUB",
        sizes=(
            Size(
                key="standard",
                name="МСФО Стандарт",
                most=None,
                unit_amounts={"licence": {YEAR: 900000}},
            ),
            Size(
                key="pro",
                name="МСФО Pro",
                most=None,
                unit_amounts={"licence": {YEAR: 1850000}},
            ),
        ),
    ),
    steps=(
        Step(2, 7, lambda c: c.subscribe("pro", "year", licence=6)),
        Step(9, 8, lambda c: c.transfer_received("Счёт 1 от 03.12")),
        Step(9, 9, lambda c: _register(c, SERGEI, ELENA, NIKITA, MARINA)),
        Step(9, 10, lambda c: c.bind(ADMIN, SERGEI, ELENA)),
        Step(12, 8, lambda c: c.bind(NIKITA, MARINA)),
        Step(170, 7, lambda c: c.unassign(NIKITA)),
        Step(171, 8, lambda c: _register(c, OLEG)),
        Step(171, 9, lambda c: c.bind(OLEG)),
        Step(205, 7, lambda c: c.add(licence=4)),
        Step(212, 9, lambda c: c.transfer_received("Оплата по счёту 2")),
        Step(213, 9, lambda c: _register(c, VERA)),
        Step(213, 10, lambda c: c.bind(VERA, ANNA)),
        Step(359, 8, lambda c: c.add(licence=2)),
    ),
)
