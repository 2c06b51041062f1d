"""Who does a step: who is named, else the first who may, else the person it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from curule.core.permissions import Action, Actor, may
from curule.core.policy import SeatPolicy
from curule.core.roles import Role
from curule.playback.operations import Cancel
from curule.playback.stage import VENDOR, Stage
from curule.playback.steps import Step
from curule.selectors.roles import role_holders
from curule.selectors.subscriptions import policy_of

_ORDER: Final = (Role.OWNER, Role.CONTRACT_MANAGER, Role.BILLING_CONTACT, Role.ADMIN)

_BY_VENDOR: Final = frozenset(
    {
        "offer_quote",
        "record_payment",
        "issue_credit",
        "change_price",
        "make_coupon",
        "set_maximum",
        "set_channel",
        "advance",
    }
)

_BY_PERSON: Final = frozenset(
    {"accept", "decline", "undo_join", "own_plan", "ask_for_seat", "register"}
)

_ACTIONS: Final[Mapping[str, Action]] = {
    "invite": Action.ASSIGN,
    "bind": Action.ASSIGN,
    "unassign": Action.ASSIGN,
    "resend": Action.ASSIGN,
    "cancel_invitation": Action.ASSIGN,
    "ask_for_quote": Action.ASK_FOR_QUOTE,
    "accept_quote": Action.ANSWER_QUOTE,
    "decline_quote": Action.ANSWER_QUOTE,
    "pay": Action.PAY_INVOICES,
    "fail_payment": Action.PAY_INVOICES,
    "payment_method": Action.PAY_INVOICES,
    "set_tax_id": Action.BILLING_DETAILS,
    "grant_role": Action.GIVE_ROLES,
    "revoke_role": Action.GIVE_ROLES,
}
"""What a step needs; every other one changes what is bought."""


def actor_for(stage: Stage, step: Step) -> Actor:
    """Return who does the step."""
    person = getattr(step.operation, "person", None)
    if step.by is not None:
        return _named(stage, step.by)
    if step.do in _BY_VENDOR or (isinstance(step.operation, Cancel) and step.operation.now):
        return VENDOR
    if step.do in _BY_PERSON or (step.do in {"pay", "fail_payment"} and person):
        return stage.actor_of(str(person))
    return _first_who_may(stage, step)


def _named(stage: Stage, by: str) -> Actor:
    if by == "vendor":
        return VENDOR
    if "@" in by:
        return stage.actor_of(by)
    for person in stage.scenario.people:
        if by in {role.value for role in person.roles} or (by == "member" and not person.roles):
            return stage.actor_of(person.email)
    return stage.actor_of(f"{by}@example.test")


def _first_who_may(stage: Stage, step: Step) -> Actor:
    """Return the first of owner, contract manager, billing contact, admin that may do the step.

    Where the account's channel forbids it to everybody, it is who could do it otherwise.
    """
    action = _ACTIONS.get(step.do, Action.CHANGE)
    held = role_holders(stage.account_id)
    candidates = [held[role][0] for role in _ORDER if held.get(role)]
    if not candidates:
        return stage.actor_of(stage.scenario.people[0].email)
    policy = _policy(stage, step)
    for email in candidates:
        roles = frozenset(role for role, people in held.items() if email in people)
        actor = Actor.person(person_id=str(stage.people[email]), name=email, roles=roles)
        if may(actor, action, policy=policy, holders=held) is None:
            return stage.actor_of(email)
    return stage.actor_of(candidates[0])


def _policy(stage: Stage, step: Step) -> SeatPolicy:
    if stage.subscriptions and step.do != "subscribe":
        return policy_of(stage.account_id, stage.subscription(step.subscription))
    plan = getattr(step.operation, "plan", None)
    return stage.scenario.plans[plan or "main"].policy
