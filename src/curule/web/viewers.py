"""Who looks at a page: the person, in which account and roles, at what time, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from curule.core.languages import Language
from curule.core.permissions import Actor, StaffRole
from curule.core.roles import Role
from curule.selectors.companies import CompanyRow
from curule.wording.values import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A person in one account. `now` is the account's time, which a test clock may hold."""

    person_id: UUID
    email: str
    name: str
    company: CompanyRow
    actor: Actor
    now: datetime
    reader: Reader

    @property
    def account_id(self) -> UUID:
        """The account of this page."""
        return self.company.account_id

    @property
    def roles(self) -> frozenset[Role]:
        """What the person may decide here."""
        return self.company.roles

    @property
    def language(self) -> Language:
        """The language the person reads."""
        return self.reader.language


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffViewer:
    """A member of the vendor's staff."""

    person_id: UUID
    email: str
    role: StaffRole
    actor: Actor
    now: datetime
    reader: Reader


class Request(HttpRequest):
    """A request that has been through the middleware of the pages."""

    reader: Reader
    now: datetime
