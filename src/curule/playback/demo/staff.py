"""The vendor's staff in the demo: one person per role."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from curule.core.languages import Language
from curule.core.permissions import Actor, StaffRole
from curule.playback.demo.cast import Person, StaffPerson
from curule.playback.demo.company import register
from curule.services.people import staff

_DOMAIN: Final = "vendor.example"


def _works(local: str, first: str, last: str, language: Language, role: StaffRole) -> StaffPerson:
    person = Person(email=f"{local}@{_DOMAIN}", first_name=first, last_name=last, language=language)
    return StaffPerson(person=person, role=role)


STAFF: Final = (
    _works("ada.morgan", "Ada", "Morgan", Language.EN, StaffRole.ADMIN),
    _works("felix.braun", "Felix", "Braun", Language.DE, StaffRole.FINANCE),
    _works("jana.keller", "Jana", "Keller", Language.DE, StaffRole.SUPPORT),
    _works("hugo.bernard", "Hugo", "Bernard", Language.FR, StaffRole.DEVELOPER),
    _works("vera.kim", "Вера", "Ким", Language.RU, StaffRole.READ_ONLY),
)


def hire(now: datetime) -> None:
    """Register the staff and give each their role."""
    for member in STAFF:
        staff.grant(
            actor=Actor.system("demo"),
            person_id=register(member.person, time_zone="Europe/Paris", now=now),
            role=member.role,
            now=now,
        )
