"""Which mails a person can do without, by kind; all others are sent whatever anybody chose.

What cannot be switched off: invitations that one gets, what is owed or paid, what will be charged,
the loss of access, roles, the end of an account, and everything about signing in.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class MailKind(StrEnum):
    """Mails that come for the same reason, and are chosen together."""

    SEATS = "seats"
    ANSWERS = "answers"
    REQUESTS = "requests"
    CHANGES = "changes"
    REMINDERS = "reminders"
    LISTS = "lists"
    INVITATIONS = "invitations"


KIND_OF: Final[Mapping[str, MailKind]] = MappingProxyType(
    {
        "seat_assigned": MailKind.SEATS,
        "request_approved": MailKind.ANSWERS,
        "request_declined": MailKind.ANSWERS,
        "seat_requested": MailKind.REQUESTS,
        "invitation_wanted": MailKind.REQUESTS,
        "plan_changed": MailKind.CHANGES,
        "quote_accepted": MailKind.CHANGES,
        "reduction_scheduled": MailKind.CHANGES,
        "reduction_applied": MailKind.CHANGES,
        "term_ending": MailKind.REMINDERS,
        "import_done": MailKind.LISTS,
        "joined": MailKind.SEATS,
        "member_joined": MailKind.INVITATIONS,
        "invitation_declined": MailKind.INVITATIONS,
        "invitation_expired": MailKind.INVITATIONS,
        "invitation_bounced": MailKind.INVITATIONS,
        "reduction_reminder": MailKind.REMINDERS,
        "quote_expiring": MailKind.REMINDERS,
    }
)
"""The kind of each mail that can be switched off."""
