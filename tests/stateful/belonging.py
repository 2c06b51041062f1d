"""Rules of own plans and roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from curule.core.permissions import Actor
from curule.core.roles import Role
from curule.selectors import quotes
from curule.services import payment_methods
from curule.services._command import Done
from curule.services.accounts import accounts
from curule.services.joining import joining as joining_service
from curule.services.orders import orders
from curule.services.people import roles
from tests.stateful import joining, ordering
from tests.stateful.answering import Answering
from tests.stateful.drawn import Plan, own_plan
from tests.stateful.joining import Own
from tests.stateful.ordering import Shown
from tests.stateful.scene import VENDOR, has_sub, small
from tests.stateful.state import Account, Sub, Unclear, Unlawful


class Belonging(Answering):
    """Who joins with a plan of their own, and who may decide."""

    @precondition(lambda self: has_sub(self) and len(self.own) < 2)
    @rule(
        name=st.sampled_from(("dan", "eve")),
        yearly=st.booleans(),
        amount=st.sampled_from([999, 14990, 1]),
        mood=st.sampled_from(["succeed", "succeed", "succeed", "decline"]),
    )
    def buy_own_plan(self, name: str, yearly: bool, amount: int, mood: str) -> None:
        """Somebody buys a plan for themselves, in an account of their own."""
        email = self._address(name)
        if email in self.own:
            return
        plan = own_plan(f"own{len(self.own)}", amount, yearly=yearly)
        version_id = self._publish(self.account.world, plan)
        self.own[email] = own = Own(self._own_account(email, plan), self._open_own(email))
        self.cards.mood = mood
        done = orders.subscribe(
            actor=Actor.person(person_id=str(self.account.people[email].id), name=email),
            account_id=own.account_id,
            plan_version_id=version_id,
            seats={"agent": 1},
            currency=self.account.world.currency,
            interval=(plan.interval.unit.value, plan.interval.count),
            now=self.account.now,
        ).value
        self.cards.mood = "succeed"
        own.account.sub.id = done.subscription_id
        quote = quotes.get_quote(own.account_id, done.quote_id)
        wish = ordering.judge_purchase(
            own.account, own.account.sub, email, {"agent": 1}, auto_renew=None
        )
        invoice = ordering.place(
            own.account, wish, Shown(quote.subtotal, quote.total), pays=None, mood=mood
        )
        assert invoice is not None
        invoice.id = done.invoice_id
        self._own_plans_changed()
        self.judge()

    def _own_account(self, email: str, plan: Plan) -> Account:
        account = Account(
            world=self.account.world,
            now=self.account.now,
            people={email: self.account.people[email]},
            roles={"owner": [email]},
            members={email},
            tax_id=False,
            rate=self.account.rate,
        )
        account.subs.append(
            Sub(number=0, plan=plan, zone=account.world.zone, auto_renew=True, buyer=email)
        )
        return account

    def _open_own(self, email: str) -> UUID:
        world, now = self.account.world, self.account.now
        account_id = accounts.open_account(
            actor=VENDOR,
            name="Own",
            kind="individual",
            country="FR",
            is_business=False,
            tax_rate=world.tax_rate,
            time_zone=world.zone,
            clock_id=self.clock_id,
            owner_id=self.account.people[email].id,
            now=now,
        )
        payment_methods.add_method(
            actor=VENDOR, account_id=account_id, name="card", token=self.token, now=now
        )
        return account_id

    @precondition(lambda self: bool(self.own))
    @rule(place=small, actor=st.sampled_from(("self", "self", "vendor", "admin")))
    def undo_join(self, place: int, actor: str) -> None:
        email = sorted(self.own)[place % len(self.own)]
        own, name = self.own[email], email.split("@")[0]

        def judged(account: Account) -> None:
            if actor == "admin":
                raise Unlawful("role_not_allowed")
            if own.before is not None and (own.before.period or (account.now,))[-1] <= account.now:
                raise Unclear
            joining.undo(account, email)

        found = self.act(
            judged,
            lambda key: joining_service.undo_join(
                **self._by(name if actor == "self" else actor, key),
                person_id=self._person_id(name),
            ),
        )
        if found is not None:
            joining.put_back(own)
            self._own_plans_changed()
        self.judge()

    @rule(
        actor=st.sampled_from(("owner", "owner", "admin", "vendor", "ann")),
        name=st.sampled_from(("admin", "ann", "bob", "owner")),
        role=st.sampled_from(sorted(Role)),
        gives=st.booleans(),
    )
    def change_role(self, actor: str, name: str, role: Role, gives: bool) -> None:
        email = self._address(name)

        def judged(account: Account) -> None:
            self._require_may_give(account, actor, role)
            holders = account.roles.setdefault(role.value, [])
            if gives:
                if actor != "vendor" and email not in account.members:
                    raise Unlawful("not_found")
                if email in holders:
                    raise Unlawful("role_already_held")
                holders.append(email)
                account.members.add(email)
                return
            if email not in holders:
                raise Unlawful("role_not_held")
            if role is Role.OWNER and len(holders) == 1:
                raise Unlawful("last_owner")
            holders.remove(email)

        def call(key: str) -> Done[Any]:
            change = roles.grant if gives else roles.revoke
            return change(**self._by(actor, key), person_id=self._person_id(name), role=role)

        self.act(judged, call)
        self.judge()

    def _require_may_give(self, account: Account, actor: str, role: Role) -> None:
        if actor == "vendor":
            return
        own = {name for name, who in account.roles.items() if self._address(actor) in who}
        if "owner" in own:
            return
        if "admin" not in own or role.value not in own:
            raise Unlawful("role_not_allowed")
