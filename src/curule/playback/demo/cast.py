"""Who appears in the demo, and by which link each can be tried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from curule.core.languages import Language
from curule.core.permissions import StaffRole
from curule.core.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person; `role` None is a plain member."""

    email: str
    first_name: str
    last_name: str
    language: Language = Language.EN
    role: Role | None = None

    @property
    def name(self) -> str:
        """How people call them."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address of the demo, `/demo/<name>`, whose button signs a person in."""

    name: str
    email: str
    person: str
    company: str
    part: str
    """What the person is there: a role, `member`, `invited`; a staff role with `staff.` before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of a company, whom a link leads to."""

    preset: str
    company: str
    people: tuple[Person, ...]
    strangers: Mapping[str, Person] = field(default_factory=dict, hash=False)

    def who(self, role: Role | None) -> Person:
        """Return who has the role; None is the first plain member."""
        return next(person for person in self.people if person.role is role)

    def links(self) -> tuple[Link, ...]:
        """Return one link per role, and one for each stranger that has a name."""
        of_roles = (self.who(role) for role in (*Role, None))
        return (
            *(self._link(_part(person.role), person) for person in of_roles),
            *(self._link(part, person) for part, person in self.strangers.items()),
        )

    def _link(self, part: str, person: Person) -> Link:
        return Link(
            name=f"{self.preset}-{part}".replace("_", "-"),
            email=person.email,
            person=person.name,
            company=self.company,
            part=part,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPerson:
    """Somebody of the vendor's staff."""

    person: Person
    role: StaffRole

    def link(self) -> Link:
        """Return the link of the person."""
        return Link(
            name=f"staff-{self.role.value}".replace("_", "-"),
            email=self.person.email,
            person=self.person.name,
            company="Curule",
            part=f"staff.{self.role.value}",
        )


def _part(role: Role | None) -> str:
    return role.value if role else "member"


def members(domain: str, language: Language, *names: str) -> tuple[Person, ...]:
    """Return plain members, each written as `address First Last`."""
    split = (name.split(" ", 2) for name in names)
    return tuple(
        Person(email=f"{local}@{domain}", first_name=first, last_name=last, language=language)
        for local, first, last in split
    )
