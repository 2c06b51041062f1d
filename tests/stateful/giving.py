"""Rules of seats: given, taken back, restored."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from curule.selectors.seats import SeatState, list_seats
from curule.services.seats import seats
from tests.stateful import seating
from tests.stateful.paying import Paying
from tests.stateful.scene import actors, has_sub, small, who
from tests.stateful.state import Account, Unclear, Unlawful


class Giving(Paying):
    """Who sits where."""

    def _kind(self, second: bool) -> str:
        kinds = self.account.sub.plan.kinds
        return kinds[-1 if second else 0].name

    def _before_giving(self) -> None:
        """Where the newest leave first, nobody comes at the same moment as somebody else."""
        if self.account.policy.decrease.occupied.value == "automatic":
            self._pass(self.account.now + timedelta(seconds=1))

    @precondition(has_sub)
    @rule(actor=actors, name=who, second=st.booleans(), named=st.sampled_from([True, True, False]))
    def assign(self, actor: str, name: str, second: bool, named: bool) -> None:
        self._before_giving()
        kind, email = self._kind(second), self._address(name)

        def judged(account: Account) -> str:
            account.require_assign(self._address(actor))
            return seating.assign_one(account, email, kind, named=named, if_full=None)

        invitee = seats.Invitee(
            email=email,
            first_name=name.title() if named else "",
            last_name="Example" if named else "",
        )
        found = self.act(
            judged,
            lambda key: seats.assign(**self._on(actor, key), people=[invitee], seat_type=kind),
        )
        if found is not None:
            outcome, given = found
            assert given[0].outcome.value == outcome, f"{given[0].outcome}, not {outcome}"
        self.judge()

    @precondition(has_sub)
    @rule(
        actor=actors,
        names=st.lists(who, min_size=2, max_size=4, unique=True),
        chosen=st.sampled_from([None, "refuse", "first", "wait"]),
    )
    def assign_several(self, actor: str, names: list[str], chosen: str | None) -> None:
        if self.account.policy.decrease.occupied.value == "automatic":
            return
        kind = self._kind(False)

        def judged(account: Account) -> list[str]:
            account.require_assign(self._address(actor))
            return self._give_several(account, [self._address(n) for n in names], kind, chosen)

        invitees = [
            seats.Invitee(email=self._address(n), first_name=n.title(), last_name="Example")
            for n in names
        ]
        found = self.act(
            judged,
            lambda key: seats.assign(
                **self._on(actor, key), people=invitees, seat_type=kind, if_full=chosen
            ),
        )
        if found is not None:
            outcomes, given = found
            assert [each.outcome.value for each in given] == outcomes
        self.judge()

    def _give_several(
        self, account: Account, emails: list[str], kind: str, chosen: str | None
    ) -> list[str]:
        """All or nobody, unless the first ones or a list are chosen."""
        policy = account.policy.assignment
        if policy.mode.value == "registered_person" and any(
            not account.people[email].registered for email in emails
        ):
            raise Unclear
        if account.sub.plan.own_term or policy.reassign.kind.value != "unlimited":
            raise Unclear
        if not account.sub.running:
            raise Unlawful("subscription_incomplete", "subscription_ended", "no_free_seat")
        outcomes: list[str] = []
        new = [e for e in emails if not seating.is_served(account, e, kind)]
        if len(new) < len(emails) and policy.duplicate.value == "refuse":
            raise Unlawful("already_assigned", "outstanding_invoices")
        takes = [e for e in new if self._takes_seat(account, e)]
        total = account.sub.total(kind, account.now)
        free = total - account.sub.taken(kind, account.now)
        left_out = set(takes[free:]) if not account.sub.plan.kind(kind).unlimited else set()
        if left_out and chosen not in {"first", "wait"}:
            raise Unlawful("no_free_seat", "outstanding_invoices")
        for email in emails:
            if email not in new:
                outcomes.append("unchanged")
            elif email not in left_out:
                outcomes.append(seating.give(account, email, kind, named=True))
            elif chosen == "wait":
                outcomes.append(seating.wait(account, email, kind))
            else:
                outcomes.append("left_out")
        return outcomes

    @staticmethod
    def _takes_seat(account: Account, email: str) -> bool:
        policy = account.policy.assignment
        if policy.holds_seat:
            return True
        return policy.mode.value != "invitation" and account.people[email].registered

    @precondition(has_sub)
    @rule(actor=actors, name=who, place=st.one_of(st.none(), small), second=st.booleans())
    def bind(self, actor: str, name: str, place: int | None, second: bool) -> None:
        self._before_giving()
        kind, email = self._kind(second), self._address(name)
        seat_id = self._some_seat(kind, place)

        def judged(account: Account) -> str:
            account.require_assign(self._address(actor))
            if not account.people[email].registered:
                raise Unlawful("user_not_registered")
            if seat_id is None:
                return seating.assign_one(account, email, kind, named=False, if_full=None)
            return seating.give(account, email, kind, named=False, seat_id=seat_id)

        self.act(
            judged,
            lambda key: seats.bind(
                **self._on(actor, key), email=email, seat_type=kind, seat_id=seat_id
            ),
        )
        self.judge()

    def _some_seat(self, kind: str, place: int | None) -> UUID | None:
        if place is None or self.account.sub.id is None:
            return None
        rows = [
            row
            for row in list_seats(self.account_id, self.account.sub.id, self.account.now)
            if row.seat_type == kind and row.state is not SeatState.NOT_STARTED
        ]
        return rows[place].id if place < len(rows) else None

    @precondition(has_sub)
    @rule(actor=actors, name=who, place=small, second=st.sampled_from([None, None, False, True]))
    def unassign(self, actor: str, name: str, place: int, second: bool | None) -> None:
        seated = sorted({seat.email for seat in self.account.sub.seats if seat.email})
        email = seated[place % len(seated)] if seated and place < 7 else self._address(name)
        kind = None if second is None else self._kind(second)

        def judged(account: Account) -> list[seating.Freed]:
            if self._address(actor) != email:
                account.require_assign(self._address(actor))
            return seating.unassign(account, email, kind)

        found = self.act(
            judged,
            lambda key: seats.unassign(**self._on(actor, key), email=email, seat_type=kind),
        )
        if found is not None:
            freed, done = found
            self.freed = (done.assignment_ids[0], freed, self.account.now)
        self.judge()

    @precondition(lambda self: self.freed is not None)
    @rule(actor=actors)
    def restore(self, actor: str) -> None:
        """Undo the last unassignment."""
        assert self.freed is not None
        assignment_id, seats_freed, at = self.freed

        def judged(account: Account) -> None:
            account.require_assign(self._address(actor))
            seating.restore(account, seats_freed, at)

        found = self.act(
            judged,
            lambda key: seats.restore(**self._by(actor, key), assignment_id=assignment_id),
        )
        if found is not None:
            self.freed = None
        self.judge()
