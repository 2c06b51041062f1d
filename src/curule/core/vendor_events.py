"""What the vendor did that is no customer's, in the past tense."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class VendorEventType(StrEnum):
    """The type of such an event. A type never changes its meaning; new ones may be added."""

    STATEMENT_IMPORTED = "bank_statement.imported"
    LINE_ASSIGNED = "bank_line.assigned"
    LINE_RECORDED = "bank_line.recorded"
    LINE_SET_ASIDE = "bank_line.set_aside"
    LINE_OPENED = "bank_line.opened"
    KEY_MADE = "api_key.made"
    KEY_ANSWERED_FOR = "api_key.answered_for"
    KEY_ENDED = "api_key.ended"
    KEY_LEAKED = "api_key.leaked"
    MONTH_CLOSED = "month.closed"
    MONTH_REOPENED = "month.reopened"
