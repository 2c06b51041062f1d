"""An account beside its model, and how each step on the two is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import currently_in_test_context
from hypothesis import note as note_in_history
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from curule.core.permissions import Actor, StaffRole
from curule.core.policy import OpenReduction
from curule.core.refusals import Refused
from curule.core.roles import Role
from curule.data import models
from curule.gateways.payments import registry
from curule.gateways.signing import LinkPurpose
from curule.services import catalog, payment_methods
from curule.services._command import Done
from curule.services.accounts import accounts
from curule.services.invitations import invitations
from curule.services.people import roles
from curule.services.seating import people
from curule.services.sweeps import clocks
from tests.stateful import due, seating
from tests.stateful.drawn import Plan, World
from tests.stateful.gateway import Cards
from tests.stateful.joining import Own
from tests.stateful.observed import compare, fingerprint, judge_access, judge_invariants
from tests.stateful.passing import settle_unpaid
from tests.stateful.pricing import Priced
from tests.stateful.state import Account, Person, Unclear, Unlawful

T = TypeVar("T")

VENDOR = Actor.staff(name="vendor", role=StaffRole.ADMIN)
NAMES = ("owner", "admin", "ann", "bob", "cem", "dan", "eve")
STRANGERS = ("fay", "gus")
SOMEBODY = (*NAMES[2:], *STRANGERS)

# An order of a quote that does not hold any more is refused with a new quote beside it.
_PRICED_AGAIN = ("curule_quote.account_id", "curule_event.account_id")
_histories = count(1)

# What stands there often is drawn most: what can be done should be done more often than be refused.
ACTORS = (*9 * ("owner",), "admin", "vendor", "ann")
PAYS = (None, None, None, "now", "later")
MOODS = (*7 * ("succeed",), "decline", "lose_answer", "hang")
STEPS = (1, -1, 2, -2, 3, -3, 5, 9, 0)

who = st.sampled_from(SOMEBODY)
actors = st.sampled_from(ACTORS)
small = st.integers(0, 7)
pays = st.sampled_from(PAYS)
moods = st.sampled_from(MOODS)
steps = st.sampled_from(STEPS)
leavers = st.sampled_from([[], [], [], ["ann"], ["ann", "bob"], ["cem"], ["fay"]])
answers = st.sampled_from([None, *OpenReduction])


def note(said: str) -> None:
    """Print with the steps of a failing history; one played by hand says nothing."""
    if currently_in_test_context():
        note_in_history(said)


def has_sub(scene: Scene) -> bool:
    """Whether anything was ever bought."""
    return bool(scene.account.subs)


class Scene(RuleBasedStateMachine):
    """The vendor, an account with its people and a card, a clock; and the model of them."""

    def __init__(self) -> None:
        super().__init__()
        self.number = next(_histories)
        self.token = "sandbox:any"
        self.cards = Cards()
        self.own: dict[str, Own] = {}
        self.quotes: list[Priced] = []
        self.first_links: dict[UUID, str] = {}
        self.opened = ExitStack()
        self._open_till()
        self.keys = count(1)
        self.done: list[Callable[[], Done[Any]]] = []
        self.freed: tuple[UUID, list[seating.Freed], datetime] | None = None

    def teardown(self) -> None:
        self.opened.close()

    def _open_till(self) -> None:
        """Let the account's own cards answer for the gateway."""
        self.opened.enter_context(registry.replaced(sandbox=self.cards))

    def _new_clock(self, now: datetime) -> UUID | None:
        return clocks.create(actor=VENDOR, name=f"H{self.number}", now=now)

    def _set_up(self, world: World) -> None:
        now = world.begins_at
        self.clock_id = self._new_clock(now)
        self.product_id = catalog.create_product(
            actor=VENDOR, key=f"product{self.number}", name="Product", now=now
        )
        self.versions = {plan.key: self._publish(world, plan) for plan in (world.plan, world.other)}
        who_is = {name: Person(self._address(name)) for name in (*NAMES, *STRANGERS)}
        self.account = Account(
            world=world,
            now=now,
            people={person.email: person for person in who_is.values()},
            roles={"owner": [self._address("owner")], "admin": [self._address("admin")]},
            members={self._address("owner"), self._address("admin")},
            tax_id=world.has_tax_id,
            rate=world.tax_rate,
        )
        for name in NAMES:
            self._register(name)
        self.account_id = self._open_account(world)
        self._give_admin()
        payment_methods.add_method(
            actor=VENDOR, account_id=self.account_id, name="card", token=self.token, now=now
        )

    def _publish(self, world: World, plan: Plan) -> UUID:
        plan_id = catalog.create_plan(
            actor=VENDOR,
            product_id=self.product_id,
            key=plan.key,
            name=plan.key,
            now=world.begins_at,
        )
        return catalog.publish_version(
            actor=VENDOR,
            plan_id=plan_id,
            policy=plan.policy,
            seat_types=plan.seat_types(),
            prices=[
                catalog.PriceOf(seat_type=name, price=price)
                for name, price in plan.prices(world.currency).items()
            ],
            now=world.begins_at,
        )

    def _open_account(self, world: World) -> UUID:
        return accounts.open_account(
            actor=VENDOR,
            name="Example",
            country="FR",
            tax_id="FR40303265045" if world.has_tax_id else "",
            tax_rate=world.tax_rate,
            time_zone=world.zone,
            clock_id=self.clock_id,
            owner_id=self.account.people[self._address("owner")].id,
            now=world.begins_at,
        )

    def _register(self, name: str) -> None:
        person = self.account.people[self._address(name)]
        person.id = people.register(
            email=person.email,
            first_name=name.title(),
            last_name="Example",
            verified=True,
            now=self.account.now,
        )

    def _give_admin(self) -> None:
        roles.grant(
            actor=VENDOR,
            account_id=self.account_id,
            person_id=self._person_id("admin"),
            role=Role.ADMIN,
            now=self.account.now,
        )

    def _address(self, name: str) -> str:
        return name if name == "vendor" else f"{name}@h{self.number}.test"

    def _person_id(self, name: str) -> UUID:
        found = self.account.people[self._address(name)].id
        assert found is not None
        return found

    def _actor(self, name: str) -> Actor:
        if name == "vendor":
            return VENDOR
        person = self.account.people[self._address(name)]
        return Actor.person(person_id=str(person.id or ""), name=person.email)

    # --- how every step is judged ----------------------------------------------------------------

    def act(
        self, judged: Callable[[Account], T], call: Callable[[str], Done[Any]]
    ) -> tuple[T, Any] | None:
        """Let model and engine do the same; what either refuses, the other refuses too."""
        twin = self.account.copied()
        reasons: frozenset[str] | None = None
        try:
            verdict = judged(twin)
            settle_unpaid(twin)
        except Unlawful as unlawful:
            reasons = unlawful.codes | self._said_first()
        except Unclear:
            note("unclear, not tried")
            return None
        before = self._fingerprint() if reasons is not None else {}
        key = f"key-{next(self.keys)}"
        try:
            done = call(key)
        except Refused as refused:
            code = refused.refusal.code.value
            note(f"refused: {code}")
            assert reasons is not None, f"lawful, yet refused with {code}"
            over = reasons & {"subscription_incomplete", "subscription_ended"}
            assert over or code in reasons, f"refused with {code}, not for {sorted(reasons)}"
            prices_again = code in {"quote_expired", "quote_stale"}
            self._refuse_other_rows(before, but=_PRICED_AGAIN if prices_again else ())
            return None
        assert reasons is None, f"done, although {sorted(reasons)}"
        assert not done.replayed
        self.done.append(lambda: call(key))
        self.account = twin
        return verdict, done.value

    def _said_first(self) -> set[str]:
        """What is reason enough, whatever else is wrong: nothing runs, or is not paid."""
        account = self.account
        status = account.sub.status if account.subs else ""
        codes = {f"subscription_{status}"} & {"subscription_incomplete", "subscription_ended"}
        if account.policy.unpaid.blocks and account.owes(account.now):
            codes.add("outstanding_invoices")
        return codes

    def _do_again(self, call: Callable[[], Done[Any]]) -> None:
        before = self._fingerprint()
        assert call().replayed, "the same key, and done once more"
        self._refuse_other_rows(before)

    def _refuse_other_rows(self, before: dict[str, str], *, but: Sequence[str] = ()) -> None:
        after = self._fingerprint()
        changed = {table for table, digest in after.items() if digest != before[table]} - {*but}
        assert not changed, f"nothing was done, yet these changed: {changed}"

    def judge(self) -> None:
        """Compare all there is, then ask the engine's own invariants.

        What an order gave back is known to the model only now: credit of it pays what is unpaid.
        """
        settle_unpaid(self.account)
        self.compare()
        for account_id in (self.account_id, *(own.account_id for own in self.own.values())):
            judge_invariants(account_id)

    def compare(self) -> None:
        """Compare all there is with the model."""
        for row in models.Invitation.objects.filter(account_id=self.account_id, generation=1):
            self.first_links.setdefault(
                row.id,
                invitations.link_token(
                    account_id=self.account_id, invitation_id=row.id, purpose=LinkPurpose.MAIL
                ),
            )
        compare(self.account, self.account_id)
        for own in self.own.values():
            compare(own.account, own.account_id)
        judge_access(self._accounts(), self.product_id)
        self._judge_gateway()

    def _accounts(self) -> list[Account]:
        return [self.account, *(own.account for own in self.own.values())]

    def _fingerprint(self) -> dict[str, str]:
        return fingerprint([self.account_id, *(own.account_id for own in self.own.values())])

    def _judge_gateway(self) -> None:
        moved = sum(charge.amount.amount_minor for charge in self.cards.list_charges())
        paid = sum(
            payment.amount
            for account in self._accounts()
            for invoice in account.invoices
            for payment in invoice.payments
            if not payment.by_transfer and (payment.status == "succeeded" or payment.arrives)
        )
        assert moved == paid, f"the gateway moved {moved}, not {paid}"

    def _by(self, actor: str, key: str | None) -> dict[str, Any]:
        return {
            "actor": self._actor(actor),
            "account_id": self.account_id,
            "now": self.account.now,
            "key": key,
        }

    def _on(self, actor: str, key: str | None) -> dict[str, Any]:
        return self._by(actor, key) | {"subscription_id": self.account.sub.id}

    def _pass(self, to: datetime, mood: str = "succeed") -> None:
        self.cards.mood = mood
        assert self.clock_id is not None
        clocks.advance(actor=VENDOR, clock_id=self.clock_id, to=to)
        self.cards.mood = "succeed"
        for account in self._accounts():
            due.advance(account, to, mood)
        self._own_plans_changed()

    def _own_plans_changed(self) -> None:
        self.account.own_plans = {
            email for email, own in self.own.items() if own.account.sub.running
        }
