"""Rules of invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from curule.core.permissions import Actor
from curule.core.policy import OwnPlan
from curule.core.settlement import Choice
from curule.data import models
from curule.gateways.signing import LinkPurpose
from curule.services._command import Done
from curule.services.invitations import invitations
from tests.stateful import joining, ordering, seating
from tests.stateful.giving import Giving
from tests.stateful.scene import actors, small
from tests.stateful.state import Account, Unlawful


class Answering(Giving):
    """What the invited do."""

    def invited(self) -> list[str]:
        return sorted({invitation.email for invitation in self.account.invitations})

    @precondition(lambda self: bool(self.account.invitations))
    @rule(
        place=small,
        link=st.sampled_from([None, "newest", "first"]),
        join=st.sampled_from([None, *Choice]),
        other=st.integers(0, 9),
    )
    def accept(self, place: int, link: str | None, join: Choice | None, other: int) -> None:
        self._before_giving()
        email = self.invited()[place % len(self.invited())]
        arguments, codes = self._answer(email, link)
        if other == 0 and arguments["token"] is None:
            arguments["actor"] = self._actor("admin")
            codes.add("wrong_person")
        own = self.own.get(email)

        def judged(account: Account) -> bool:
            reasons = ordering.Reasons()
            reasons.codes |= codes
            invitation = seating.newest(account, email)
            settles = own is not None and own.account.sub.running
            if invitation is None or invitation.status == "open":
                if own is not None:
                    reasons.codes |= joining.refusals(account, own, join)
            else:
                settles = False
            reasons.of(seating.accept, account, email)
            reasons.say()
            account.people[email].id = account.people[email].id or UUID(int=0)
            return settles and account.policy.joining.own_plan is OwnPlan.SETTLE

        found = self.act(judged, lambda key: invitations.accept(**arguments, join=join, key=key))
        if found is not None:
            settles, accepted = found
            self.account.people[email].id = accepted.person_id
            assert settles == (accepted.settlement_id is not None)
            if settles:
                assert own is not None
                assert join is not None
                row = models.Settlement.objects.get(id=accepted.settlement_id)
                joining.settle(self.account, own, email, join, row.amount_minor)
                self._own_plans_changed()
        self.judge()

    def _answer(self, email: str, link: str | None) -> tuple[dict[str, Any], set[str]]:
        """By who is signed in; a stranger has nothing but a link, perhaps an old one."""
        person = self.account.people[email]
        found = invitations.newest_for(self.account_id, email)
        newest = invitations.link_token(
            account_id=self.account_id, invitation_id=found, purpose=LinkPurpose.MAIL
        )
        token = newest if link is not None or not person.registered else None
        codes: set[str] = set()
        if link == "first":
            token = self.first_links.get(found, newest)
            if token != newest:
                codes.add("invitation_superseded")
        invitation = seating.newest(self.account, email)
        if invitation is not None and invitation.status != "open":
            codes.clear()
        actor = None
        if token is None:
            actor = Actor.person(person_id=str(person.id), name=email)
        arguments = {
            "actor": actor,
            "account_id": self.account_id,
            "invitation_id": found,
            "token": token,
            "now": self.account.now,
        }
        return arguments, codes

    @precondition(lambda self: bool(self.account.invitations))
    @rule(place=small, link=st.sampled_from([None, "newest", "first"]))
    def decline(self, place: int, link: str | None) -> None:
        email = self.invited()[place % len(self.invited())]
        arguments, codes = self._answer(email, link)

        def judged(account: Account) -> None:
            if codes:
                raise Unlawful(*codes)
            invitation = seating.require_open(seating.newest(account, email))
            seating.close_invitation(account, invitation, "declined")

        self.act(judged, lambda key: invitations.decline(**arguments, key=key))
        self.judge()

    @precondition(lambda self: bool(self.account.invitations))
    @rule(actor=actors, place=small, again=st.booleans())
    def resend_or_cancel(self, actor: str, place: int, again: bool) -> None:
        email = self.invited()[place % len(self.invited())]
        found = invitations.newest_for(self.account_id, email)

        def judged(account: Account) -> None:
            account.require_assign(self._address(actor))
            if again:
                seating.resend(account, email)
                return
            invitation = seating.require_open(seating.newest(account, email))
            seating.close_invitation(account, invitation, "canceled")

        def call(key: str) -> Done[Any]:
            arguments = self._by(actor, key) | {"invitation_id": found}
            return invitations.resend(**arguments) if again else invitations.cancel(**arguments)

        self.act(judged, call)
        self.judge()
