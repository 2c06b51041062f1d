"""Who gets a seat without being named (assignment.auto_assign).

With `verified_domain` that is whoever proved an address of a domain of the account, once: a person
who had a seat, an invitation or a place on the waiting list here is a matter for people to decide.
"""

from __future__ import annotations

from collections.abc import Collection

from curule.core.policy import AssignmentPolicy, AutoAssign


def domain_of(address: str) -> str:
    """Return the domain of a canonical address.

    >>> domain_of("bo@x.example")
    'x.example'
    """
    return address.rpartition("@")[2]


def gets_seat(
    policy: AssignmentPolicy,
    *,
    address: str,
    is_proved: bool,
    domains: Collection[str],
    is_known: bool,
) -> bool:
    """Return whether somebody gets a free seat by themselves.

    `domains` are the verified ones of the account; a name below one of them is another domain.
    """
    if policy.auto_assign is AutoAssign.OFF or is_known:
        return False
    return is_proved and domain_of(address) in domains
