"""What events are called outside: one table from what commands record to what programs are told.

Most events go by their own name. Some have another outside, and several that are one thing there
share one; what a program asks for by a public type are all events that it stands for.

    >>> public_type(EventType.ACCOUNT_OPENED), public_type(EventType.INVOICE_PAID)
    ('account.created', 'invoice.paid')
    >>> sorted(event.value for event in heard(["member.role_changed"]))
    ['role.granted', 'role.revoked']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from curule.core.events import EventType

EVERYTHING: Final = "*"
"""What an endpoint asks for that wants every event, those of later releases too."""

_E = EventType

_CALLED: Final[Mapping[EventType, str]] = MappingProxyType(
    {
        _E.ACCOUNT_OPENED: "account.created",
        _E.MEMBER_LEFT: "member.removed",
        _E.PEOPLE_IMPORTED: "import.completed",
        _E.ROLE_GRANTED: "member.role_changed",
        _E.ROLE_REVOKED: "member.role_changed",
        _E.REDUCTION_SCHEDULED: "subscription.seats_decrease_scheduled",
        _E.SEAT_REQUESTED: "seat_request.created",
        _E.SEAT_REQUEST_APPROVED: "seat_request.approved",
        _E.SEAT_REQUEST_DECLINED: "seat_request.declined",
        _E.INVITATION_SENT: "member.invited",
        _E.QUOTE_OFFERED: "quote.created",
        _E.PAYMENT_SUCCEEDED: "payment.recorded",
        _E.REFUND_SENT: "refund.paid",
        _E.JOIN_SETTLED: "account.joined",
        _E.JOIN_UNDONE: "account.join_reverted",
    }
)

NOT_YET: Final[Mapping[str, str]] = MappingProxyType(
    {
        "invitation.bounced": "whoever invited is mailed; nothing is recorded",
        "seat.type_changed": "a seat of another type is another seat: seat.unassigned, then "
        "seat.assigned",
        "subscription.seats_increased": "told seat by seat, as seat.added; the order is one event",
        "subscription.renewal_due": "the customer is mailed; nothing is recorded",
        "license_batch.issued": "told as order.completed and seat.added",
        "license_batch.expiring": "the customer is mailed; nothing is recorded",
        "license_batch.expired": "told as seat.ended",
        "license.bound": "told as seat.assigned",
        "license.unbound": "told as seat.unassigned",
        "license.revoked": "told as seat.ended",
        "quote.accepted": "told as order.placed",
        "invoice.overdue": "told as subscription.past_due",
        "payment.unmatched": "a line of the bank is of no account until it is matched",
        "refund.queued": "told once it is paid",
        "test_clock.ready": "a clock is of no account",
        "webhook_endpoint.disabled": "an endpoint is of no account; staff are mailed",
    }
)
"""Types that were promised and do not exist yet, each with what tells of it meanwhile."""

_SUBJECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "credit_note": "cn",
        "invitation": "invt",
        "invoice": "in",
        "join": "xfer",
        "member": "usr",
        "order": "ord",
        "payment": "pay",
        "quote": "qt",
        "reduction": "sub",
        "refund": "re",
        "role": "usr",
        "seat": "seat",
        "subscription": "sub",
    }
)
_OTHER_SUBJECTS: Final[Mapping[EventType, str | None]] = MappingProxyType(
    {
        _E.ACCOUNT_OPENED: "acc",
        _E.AUTO_BUY_LIMIT_SET: "sub",
        _E.PEOPLE_IMPORTED: "imp",
        _E.PRICE_CHANGE_ANNOUNCED: None,
        _E.PRICE_CHANGE_WITHDRAWN: None,
        _E.CREDIT_PAYOUT_ASKED: "ireq",
        _E.CREDIT_PAYOUT_ANSWERED: "ireq",
        _E.CREDIT_PAYOUT_CANCELED: "ireq",
        _E.SEAT_REQUESTED: "sreq",
        _E.SEAT_REQUEST_APPROVED: "sreq",
        _E.SEAT_REQUEST_DECLINED: "sreq",
    }
)


def public_type(event: EventType) -> str:
    """Return what an event is called outside."""
    return _CALLED.get(event, event.value)


def subject_prefix(event: EventType) -> str | None:
    """Return the prefix of the id that an event is about, or None where it is about no noun."""
    if event in _OTHER_SUBJECTS:
        return _OTHER_SUBJECTS[event]
    return _SUBJECTS.get(event.value.partition(".")[0])


PUBLIC_TYPES: Final = tuple(sorted({public_type(event) for event in EventType}))
"""Everything that an endpoint can ask for by name."""


def heard(types: Iterable[str]) -> frozenset[EventType]:
    """Return the events that public types stand for.

    Raises:
        KeyError: there is no such type; it carries the name.
    """
    wanted = set(types)
    unknown = sorted(wanted.difference(PUBLIC_TYPES))
    if unknown:
        raise KeyError(unknown[0])
    return frozenset(event for event in EventType if public_type(event) in wanted)
