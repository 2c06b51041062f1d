"""What mails about money name: numbers of seats with their nouns, and who is written to."""

from __future__ import annotations

from collections.abc import Mapping

from curule.core.money import Money
from curule.core.policy import write_seat_type
from curule.core.roles import Role
from curule.data.models import Person
from curule.selectors.catalog import PlanTerms
from curule.services._command import Command


def counts(terms: PlanTerms, numbers: Mapping[str, int], *, zeros: bool = False) -> object:
    """Return numbers of seats as a mail keeps them: a number, or one per type with its noun.

    Types without any are left out, unless `zeros` are to be said.
    """
    named = [
        {"number": numbers[sold.terms.name], "noun": write_seat_type(sold.terms).get("noun")}
        for sold in terms.seat_types
        if (sold.terms.name in numbers if zeros else numbers.get(sold.terms.name))
    ]
    if len(terms.seat_types) == 1 or not named:
        return sum(numbers.values())
    return named


def payers(command: Command) -> tuple[Person, ...]:
    """Return who gets invoices: the billing contacts, or the owner where there is none."""
    return command.people_with(Role.BILLING_CONTACT)


def others_who_pay(command: Command) -> tuple[Person, ...]:
    """Return the owners and the billing contacts, without the person who acts."""
    told = command.people_with(Role.OWNER, Role.BILLING_CONTACT)
    return tuple(person for person in told if person.id != command.person_id)


def tell_credit_added(command: Command, amount: Money, *, paid: Money | None = None) -> None:
    """Mail that account credit was added; `paid` is the payment that it is the rest of (P28)."""
    for person in others_who_pay(command):
        command.mail("credit_added", person.email, amount=amount, paid=paid)


def buyers(command: Command, terms: PlanTerms) -> tuple[Person, ...]:
    """Return who decides on numbers: the roles the policy names, or the owner."""
    return command.people_with(*sorted(terms.policy.who.change_roles))
