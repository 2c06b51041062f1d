"""Who may change the number of seats and give them to people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias, assert_never

from curule.core.policy.forms import Flag
from curule.core.policy.written import Word, WordSet
from curule.core.roles import Role

RoleSet: TypeAlias = Annotated[frozenset[Role], WordSet(Role)]


class Channel(StrEnum):
    """Where an account bought, and so where it changes what it bought."""

    ONLINE = "online"
    RESELLER = "reseller"
    CORPORATE = "corporate"


class SelfService(StrEnum):
    """How much an account of a channel changes by itself."""

    FULL = "full"
    QUOTE_ONLY = "quote_only"
    CONTACT = "contact"


SelfServiceWord: TypeAlias = Annotated[SelfService, Word(SelfService)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfServiceByChannel:
    """How much an account changes by itself, per channel."""

    online: SelfServiceWord
    reseller: SelfServiceWord
    corporate: SelfServiceWord

    def of(self, channel: Channel) -> SelfService:
        """Return what an account of this channel may do by itself."""
        match channel:
            case Channel.ONLINE:
                return self.online
            case Channel.RESELLER:
                return self.reseller
            case Channel.CORPORATE:
                return self.corporate
            case _:
                assert_never(channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoPolicy:
    """Group `who`."""

    change_roles: RoleSet
    assign_roles: RoleSet
    self_service: SelfServiceByChannel
    requires_auto_renew: Flag
