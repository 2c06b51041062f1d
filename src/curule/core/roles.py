"""Roles of a person in an account; a seat gives no role, and a role no seat."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may be in an account; one person can hold several, a member holds none."""

    OWNER = "owner"
    CONTRACT_MANAGER = "contract_manager"
    BILLING_CONTACT = "billing_contact"
    ADMIN = "admin"
