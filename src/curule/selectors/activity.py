"""What happened in an account, with the names that people know instead of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.policy import NamedNoun, SeatNoun
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import PlanTerms, get_plan_terms

PAGE: Final = 50

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("member.", "role.", "invitation."),
    "seats": ("seat.", "waitlist.", "reduction.", "device."),
    "directory": ("directory.",),
    "sign_in": ("sign_in.",),
    "contracts": ("subscription.", "quote.", "order.", "account."),
    "money": (
        "invoice.",
        "credit_note.",
        "credit.",
        "payment.",
        "payment_method.",
        "refund.",
        "join.",
    ),
}
"""What kinds of events belong together for who looks for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """What is looked for; an empty word or None asks nothing. `since` ≤ at < `until`."""

    subscription_id: UUID | None = None
    family: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """One thing that happened, or the same thing to `count` seats at once.

    `person` is whom it is about, `number` the document's, `values` what else was recorded.
    """

    id: UUID
    at: datetime
    type: EventType
    count: int
    actor_kind: str
    actor: str
    person: str
    plan: str
    noun: SeatNoun
    number: str
    method: str
    amount: Money | None
    values: Mapping[str, Any]


# The seats of one order are one line: whoever buys ten did one thing.
_FOUND: Final = """
SELECT (array_agg(event.id ORDER BY event.id))[1], count(*), count(*) OVER ()
FROM curule_event AS event
WHERE event.account_id = %(account)s
AND (%(subscription)s::uuid IS NULL OR event.subscription_id = %(subscription)s)
AND (%(families)s::text[] IS NULL OR event.type LIKE ANY (%(families)s))
AND (%(since)s::timestamptz IS NULL OR event.occurred_at >= %(since)s)
AND (%(until)s::timestamptz IS NULL OR event.occurred_at < %(until)s)
AND (
    %(email)s::text IS NULL OR event.actor_id = %(person)s OR event.subject_id = %(person)s
    OR event.payload ->> 'email' = %(email)s
)
GROUP BY event.type, event.occurred_at, event.actor_kind, event.actor_id, event.subscription_id,
    CASE WHEN event.type IN ('seat.added', 'seat.ended') THEN NULL ELSE event.id END
ORDER BY event.occurred_at DESC, max(event.id::text) DESC
LIMIT %(limit)s OFFSET %(after)s
"""


def list_activity(
    account_id: UUID, wanted: ActivityFilter, *, after: int = 0, limit: int | None = PAGE
) -> tuple[tuple[ActivityRow, ...], int]:
    """Return what happened, the newest first, and how many lines there are in all."""
    found = fetch(_FOUND, _parameters(account_id, wanted, after, limit))
    counts = {event_id: count for event_id, count, _all in found}
    events = models.Event.objects.filter(account_id=account_id).in_bulk(list(counts))
    rows = [events[event_id] for event_id in counts]
    return _named(account_id, rows, counts), found[0][2] if found else after


def _parameters(
    account_id: UUID, wanted: ActivityFilter, after: int, limit: int | None
) -> dict[str, Any]:
    email = _canonical(wanted.person) if wanted.person else None
    person_id = (
        models.Person.objects.filter(email=email).values_list("id", flat=True).first()
        if email
        else None
    )
    starts = FAMILIES.get(wanted.family)
    return {
        "account": account_id,
        "subscription": wanted.subscription_id,
        "families": None if starts is None else [f"{start}%" for start in starts],
        "since": wanted.since,
        "until": wanted.until,
        "email": email,
        "person": person_id,
        "limit": limit,
        "after": after,
    }


def _canonical(written: str) -> str:
    try:
        return canonical_address(written)
    except AddressInvalid:
        return written.strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What the ids in the events stand for."""

    people: Mapping[UUID, str]
    asked_by: Mapping[UUID, UUID]
    documents: Mapping[UUID, str]
    payments: Mapping[UUID, models.Payment]
    terms: Mapping[UUID, PlanTerms]
    of_products: Mapping[tuple[UUID, str], PlanTerms]
    plans: Mapping[str, str]


def _named(
    account_id: UUID, rows: Sequence[models.Event], counts: Mapping[UUID, int]
) -> tuple[ActivityRow, ...]:
    names = _names(account_id, rows)
    return tuple(_row(row, counts[row.id], names) for row in rows)


def _names(account_id: UUID, rows: Sequence[models.Event]) -> _Names:
    subjects = [row.subject_id for row in rows if row.subject_id]
    asked_by = dict(
        models.SeatRequest.objects.filter(account_id=account_id, id__in=subjects).values_list(
            "id", "person_id"
        )
    )
    payments = models.Payment.objects.filter(account_id=account_id).in_bulk(subjects)
    billed = [*subjects, *(each.invoice_id for each in payments.values() if each.invoice_id)]
    documents = {
        document_id: number or ""
        for kind in (models.Invoice, models.CreditNote)
        for document_id, number in kind.objects.filter(
            account_id=account_id, id__in=billed
        ).values_list("id", "number")
    }
    return _Names(
        people=_people(rows, asked_by.values()),
        asked_by=asked_by,
        documents=documents,
        payments=payments,
        terms=_terms(rows),
        of_products=_of_products(rows),
        plans=_plans(rows),
    )


def _people(rows: Iterable[models.Event], others: Iterable[UUID]) -> dict[UUID, str]:
    wanted: set[UUID] = set(others)
    for row in rows:
        wanted.update(each for each in (row.actor_id, row.subject_id) if each)
        named = row.payload.get("person")
        if isinstance(named, str):
            wanted.add(UUID(named))
    return dict(models.Person.objects.filter(id__in=wanted).values_list("id", "email"))


def nouns_of(rows: Sequence[models.Event]) -> dict[UUID, SeatNoun]:
    """Return what each event's seats are called, by the event's id; of one or many accounts."""
    terms, of_products = _terms(rows), _of_products(rows)
    return {row.id: _noun(row, _terms_of(row, terms, of_products)) for row in rows}


def _terms(rows: Iterable[models.Event]) -> dict[UUID, PlanTerms]:
    ids = {row.subscription_id for row in rows if row.subscription_id}
    accounts = {row.account_id for row in rows}
    versions = models.Subscription.objects.filter(account_id__in=accounts, id__in=ids).values_list(
        "id", "plan_version_id"
    )
    return {key: get_plan_terms(version_id) for key, version_id in versions}


def _of_products(rows: Iterable[models.Event]) -> dict[tuple[UUID, str], PlanTerms]:
    """Return an account's newest terms of each product that an event names by itself."""
    named = {
        (row.account_id, str(row.payload["product"])) for row in rows if row.payload.get("product")
    }
    if not named:
        return {}
    accounts, products = zip(*named, strict=True)
    versions = models.Subscription.objects.filter(account_id__in=accounts, product_id__in=products)
    found = versions.order_by("id").values_list("account_id", "product_id", "plan_version_id")
    return {
        (account_id, str(product_id)): get_plan_terms(version_id)
        for account_id, product_id, version_id in found
    }


def _terms_of(
    row: models.Event,
    terms: Mapping[UUID, PlanTerms],
    of_products: Mapping[tuple[UUID, str], PlanTerms],
) -> PlanTerms | None:
    own = terms.get(row.subscription_id) if row.subscription_id else None
    return own or of_products.get((row.account_id, str(row.payload.get("product"))))


def _plans(rows: Iterable[models.Event]) -> dict[str, str]:
    keys = {
        str(row.payload[part])
        for row in rows
        if row.type == EventType.PLAN_CHANGED
        for part in ("before", "after")
        if part in row.payload
    }
    if not keys:
        return {}
    return dict(models.Plan.objects.filter(key__in=keys).values_list("key", "name"))


def _row(row: models.Event, count: int, names: _Names) -> ActivityRow:
    terms = names.terms.get(row.subscription_id) if row.subscription_id else None
    payment = names.payments.get(row.subject_id) if row.subject_id else None
    document = payment.invoice_id if payment else row.subject_id
    return ActivityRow(
        id=row.id,
        at=row.occurred_at,
        type=EventType(row.type),
        count=count,
        actor_kind=row.actor_kind,
        actor=names.people.get(row.actor_id, "") if row.actor_id else "",
        person=_person(row, names),
        plan=terms.plan_name if terms else "",
        noun=_noun(row, _terms_of(row, names.terms, names.of_products)),
        number=names.documents.get(document, "") if document else "",
        method=payment.method_name if payment else str(row.payload.get("name", "")),
        amount=_amount(row, payment),
        values={**row.payload, **_plan_names(row, names)},
    )


def _person(row: models.Event, names: _Names) -> str:
    email = row.payload.get("email")
    if email:
        return str(email)
    named = row.payload.get("person")
    person_id = UUID(named) if isinstance(named, str) else row.subject_id
    if person_id is None:
        return ""
    return names.people.get(names.asked_by.get(person_id, person_id), "")


def _noun(row: models.Event, terms: PlanTerms | None) -> SeatNoun:
    if terms is None:
        return NamedNoun.SEAT
    sold = terms.seat_type(str(row.payload.get("seat_type", "")))
    return (sold.terms.noun if sold else None) or terms.policy.words.seat_noun


def _amount(row: models.Event, payment: models.Payment | None) -> Money | None:
    if payment is not None:
        return Money(payment.amount_minor, payment.currency)
    minor = row.payload.get("total", row.payload.get("amount"))
    currency = row.payload.get("currency")
    return Money(minor, currency) if isinstance(minor, int) and currency else None


def _plan_names(row: models.Event, names: _Names) -> dict[str, str]:
    if row.type != EventType.PLAN_CHANGED:
        return {}
    keys = {part: str(row.payload.get(part, "")) for part in ("before", "after")}
    return {part: names.plans.get(key, key) for part, key in keys.items()}
