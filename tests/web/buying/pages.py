"""What the tests of buying share: a signed-in client on the pages of one world."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client

from tests.support.factories import World

_KEY = re.compile(r'name="form_key" value="([0-9a-f]+)"')


@dataclass(frozen=True)
class Portal:
    """The pages of an account as one of its people walks them."""

    client: Client
    world: World

    @classmethod
    def of(cls, world: World, person: str = "owner", language: str = "en") -> Portal:
        """Sign somebody in, who reads a language."""
        who = world.people[person]
        who.language = language
        who.save(update_fields=["language"])
        client = Client()
        client.force_login(who)
        return cls(client, world)

    @property
    def root(self) -> str:
        """The address of the account."""
        return f"/a/{self.world.account.id}"

    def path(self, page: str = "") -> str:
        """The address of a page about the world's subscription."""
        here = f"{self.root}/subscriptions/{self.world.subscription.id}"
        return f"{here}/{page}" if page else here

    def get(self, address: str) -> Any:  # noqa: ANN401 - the client's answer
        """Open an address."""
        return self.client.get(address)

    def post(self, address: str, **fields: Any) -> Any:  # noqa: ANN401 - the client's answer
        """Send a form."""
        return self.client.post(address, fields)

    def to_review(self, page: str, **fields: Any) -> str:  # noqa: ANN401 - fields of a form
        """Send a form that leads to the review, and return its address."""
        answer = self.post(self.path(page), **fields)
        assert answer.status_code == 303, text_of(answer)
        there = str(answer.headers["Location"])
        assert "/quotes/" in there
        return there

    def order(self, review: str, **fields: Any) -> Any:  # noqa: ANN401 - the client's answer
        """Open a review, send its form, and return the page that follows."""
        key = form_key(self.get(review))
        answer = self.post(review, form_key=key, **fields)
        assert answer.status_code == 303, text_of(answer)
        return self.get(answer.headers["Location"])


def form_key(page: Any) -> str:  # noqa: ANN401 - the client's answer
    """The one-time key of the last form of a page: that of the order."""
    keys: list[str] = _KEY.findall(page.content.decode())
    return keys[-1]


def text_of(page: Any) -> str:  # noqa: ANN401 - the client's answer
    """What a page says, without its tags."""
    whole = page.content.decode()
    whole = whole[whole.find("<main") :]
    plain = re.sub(r"<[^>]+>", " ", whole.replace("<wbr>", ""))
    return re.sub(r"\s+", " ", plain.replace("&nbsp;", " ").replace("\xa0", " "))


def id_in(address: str) -> UUID:
    """The last id in an address."""
    return UUID(re.findall(r"[0-9a-f-]{36}", address)[-1])


def later(moment: datetime | None) -> datetime:
    """A moment that is known to be there."""
    assert moment is not None
    return moment
