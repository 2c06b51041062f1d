"""Seats, who holds them, who waits for one and who asks for one."""

from typing import Final

import pgtrigger
from django.db import models
from django.db.models import F, Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    one_of,
    refers,
    refers_outside,
)
from curule.data.rules import (
    Rule,
    at_commit,
    kept,
    never,
    refuse_if,
    tells,
    unchanging,
    update_of,
)

ASSIGNMENT_STATES = ("held", "active")


_MOVING_SEAT_COLUMNS = (
    "pool_id",
    "seat_type_id",
    "starts_at",
    "ends_at",
    "assignment_id",
    "freed_at",
    "last_holder",
)

# Occupied and held seats can never be more than the seats there are: an open assignment is the one
# that its seat names, in the same pool and seat type, and began while the seat was in force (I1).
_NOT_A_PAIR = "an open assignment and its seat must name each other, in one pool and seat type"
_ASSIGNMENT_WITHOUT_ITS_SEAT = """
    SELECT FROM curule_assignment a
    LEFT JOIN curule_seat s ON s.account_id = a.account_id AND s.id = a.seat_id
    WHERE a.account_id = NEW.account_id AND a.id = NEW.id AND CASE
        WHEN a.ended_at IS NOT NULL THEN s.assignment_id = a.id
        ELSE (s.assignment_id, s.subscription_id, s.pool_id, s.seat_type_id)
            IS DISTINCT FROM (a.id, a.subscription_id, a.pool_id, a.seat_type_id)
            OR a.started_at < s.starts_at OR a.started_at >= s.ends_at
    END
"""
_SEAT_WITHOUT_ITS_ASSIGNMENT = """
    SELECT FROM curule_seat s
    LEFT JOIN curule_assignment a ON a.account_id = s.account_id AND a.id = s.assignment_id
    WHERE s.account_id = NEW.account_id AND s.id = NEW.id AND CASE
        WHEN s.assignment_id IS NULL THEN EXISTS (
            SELECT FROM curule_assignment o
            WHERE o.account_id = s.account_id AND o.seat_id = s.id AND o.ended_at IS NULL
        )
        ELSE a.ended_at IS NOT NULL OR (a.seat_id, a.subscription_id, a.pool_id, a.seat_type_id)
            IS DISTINCT FROM (s.id, s.subscription_id, s.pool_id, s.seat_type_id)
    END
"""


# The seats of a type never become more than its maximum (I6). A type has one in its plan version,
# unless the account agreed on its own; what was promised before that stays. More than the maximum
# is still not too many where it was as many before: then nothing was added. Who bought and gave
# back in one moment had a seat for a microsecond; that one is not counted.
_TOO_MANY = "more seats of a type than its maximum"
_LOCK_LIMITED: Final = """
    PERFORM FROM curule_subscription s
    WHERE {which} AND EXISTS (
        SELECT FROM curule_seat_type y WHERE y.plan_version_id = s.plan_version_id
        AND NOT y.is_unlimited AND (y.max_seats IS NOT NULL OR EXISTS (
            SELECT FROM curule_seat_maximum m
            WHERE m.account_id = s.account_id AND m.product_id = s.product_id
            AND m.seat_type = y.name
        ))
    )
    ORDER BY s.id FOR NO KEY UPDATE;
"""
_LIMIT: Final = """
    JOIN curule_subscription s ON s.account_id = n.account_id AND s.id = n.subscription_id
    JOIN curule_seat_type y ON y.id = n.seat_type_id AND NOT y.is_unlimited
    LEFT JOIN curule_seat_maximum m ON m.account_id = s.account_id
        AND m.product_id = s.product_id AND m.seat_type = y.name
    JOIN LATERAL (
        SELECT COALESCE(m.maximum, y.max_seats) AS agreed, m.promised
    ) AS limited ON limited.agreed IS NOT NULL
"""
_MOST: Final = "GREATEST(limited.agreed, limited.promised)"
_SEATS: Final = """
    SELECT count(*) FROM curule_seat x
    WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
    AND x.seat_type_id = n.seat_type_id AND {when}
    AND (x.ends_at IS NULL OR x.ends_at > x.starts_at + interval '1 millisecond')
"""
_SEATS_AT: Final = _SEATS.format(
    when="x.starts_at <= {at} AND (x.ends_at IS NULL OR x.ends_at > {at})"
)
_SEATS_BEFORE: Final = _SEATS.format(
    when="x.starts_at < {at} AND (x.ends_at IS NULL OR x.ends_at >= {at})"
)
_GROWS_TOO_LARGE: Final = f"""
    SELECT FROM {{changed}} n {_LIMIT}
    CROSS JOIN LATERAL (
        SELECT n.since AS at
        UNION SELECT x.starts_at FROM curule_seat x
        WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
        AND x.seat_type_id = n.seat_type_id AND x.starts_at > n.since
    ) instant
    WHERE ({_SEATS_AT.format(at="instant.at")}) > GREATEST(
        {_MOST}, ({_SEATS_BEFORE.format(at="n.since")})
    )
"""  # noqa: S608 - texts of our own
# A change of plan gives all seats of a type at once another one, which had none before.
_RENAMED_TOO_MANY: Final = f"""
    SELECT FROM (SELECT NEW.*) n {_LIMIT}
    WHERE ({_SEATS.format(when="x.ends_at IS NULL")}) > {_MOST}
"""
_RUNS_LONGER: Final = (
    "OLD.ends_at IS NOT NULL AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at)"
)
_RUNS_EARLIER: Final = "NEW.starts_at < OLD.starts_at - interval '1 millisecond'"
_CHANGED_SEAT: Final = f"""(
    SELECT NEW.account_id, NEW.subscription_id, NEW.seat_type_id,
        CASE WHEN {_RUNS_EARLIER} THEN NEW.starts_at ELSE OLD.ends_at END AS since
)"""


def _within_maximum() -> list[Rule]:
    """Return the rules that hold the seats of a type to its maximum."""
    of_row = "s.account_id = NEW.account_id AND s.id = NEW.subscription_id"
    of_all = "(s.account_id, s.id) IN (SELECT account_id, subscription_id FROM came)"
    came = (
        "(SELECT DISTINCT account_id, subscription_id, seat_type_id, starts_at AS since FROM came)"
    )
    return [
        Rule(
            name="seat_within_maximum",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="came"),  # type: ignore[no-untyped-call]
            func=_LOCK_LIMITED.format(which=of_all)
            + refuse_if(
                "seat_within_maximum",
                _TOO_MANY,
                f"EXISTS ({_GROWS_TOO_LARGE.format(changed=came)})",
            ),
        ),
        Rule(
            name="seat_stays_within_maximum",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            timing=pgtrigger.Deferred,
            condition=pgtrigger.Condition(f"{_RUNS_LONGER} OR {_RUNS_EARLIER}"),
            func=_LOCK_LIMITED.format(which=of_row)
            + refuse_if(
                "seat_stays_within_maximum",
                _TOO_MANY,
                f"EXISTS ({_GROWS_TOO_LARGE.format(changed=_CHANGED_SEAT)})",
            ),
        ),
        Rule(
            name="seat_within_maximum_of_plan",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            timing=pgtrigger.Deferred,
            condition=pgtrigger.Condition("OLD.seat_type_id <> NEW.seat_type_id"),
            func=_LOCK_LIMITED.format(which=of_row)
            + refuse_if("seat_within_maximum_of_plan", _TOO_MANY, f"EXISTS ({_RENAMED_TOO_MANY})"),
        ),
    ]


class Seat(AccountRow):
    """One bought seat, in force in [starts_at, ends_at).

    `ends_at` null: as long as the subscription runs. `pool_id` is what capacity and uniqueness are
    counted in: the subscription, or the batch where seats have a term of their own. `assignment_id`
    is kept beside the assignments so that free seats have an index of their own: the free seat row
    is the lock of a claim.
    """

    subscription_id = models.UUIDField()
    pool_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    order_id = models.UUIDField(null=True, blank=True)  # where it came from
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    assignment_id = models.UUIDField(null=True, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)  # for cooldown_hours
    last_holder = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_seat"
        constraints = [
            account_key("seat"),
            refers("seat", "subscription_id", "subscription"),
            refers("seat", "assignment_id", "assignment"),
            check("seat", "not_empty", Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))),
            refers("seat", "order_id", "order"),
            refers_outside("seat", "seat_type_id", "seat_type"),
        ]
        indexes = [
            models.Index(
                F("account"),
                F("pool_id"),
                F("seat_type_id"),
                F("ends_at").desc(nulls_first=True),
                F("starts_at"),
                name="seat_free",
                condition=Q(assignment_id=None),
            ),
            # Whoever counts seats reads this index and no row; a claim changes none of its columns.
            models.Index(
                fields=["account", "subscription_id", "seat_type_id", "ends_at", "starts_at"],
                name="seat_by_subscription",
            ),
            models.Index(
                fields=["ends_at"],
                name="seat_ending",
                condition=~Q(assignment_id=None) & ~Q(ends_at=None),
            ),
            # The same, for the claim that looks whether a seat here has ended.
            models.Index(
                fields=["account", "subscription_id", "ends_at"],
                name="seat_ending_in_subscription",
                condition=~Q(assignment_id=None) & ~Q(ends_at=None),
            ),
        ]
        triggers = [
            *kept("seat"),
            unchanging("seat_of_its_subscription", but=_MOVING_SEAT_COLUMNS),
            at_commit(
                "seat_names_its_assignment",
                _NOT_A_PAIR,
                on=pgtrigger.Insert,
                when="NEW.assignment_id IS NOT NULL",
                broken=_SEAT_WITHOUT_ITS_ASSIGNMENT,
            ),
            at_commit(
                "seat_still_names_its_assignment",
                _NOT_A_PAIR,
                on=pgtrigger.Update,
                when="(OLD.assignment_id, OLD.pool_id, OLD.seat_type_id)"
                " IS DISTINCT FROM (NEW.assignment_id, NEW.pool_id, NEW.seat_type_id)",
                broken=_SEAT_WITHOUT_ITS_ASSIGNMENT,
            ),
            *_within_maximum(),
            tells(
                "seat_tells",
                on=update_of("starts_at", "ends_at"),
                when="NEW.assignment_id IS NOT NULL AND (NEW.starts_at > OLD.starts_at"
                " OR NEW.ends_at < COALESCE(OLD.ends_at, 'infinity'))",
                whose="subscription_id",
            ),
        ]


class Assignment(AccountRow):
    """A person holds a seat, or an invitation keeps it for one, until `ended_at`.

    The state of the first is `active`, of the second `held`. A seat that is only lent is theirs
    until `lapses_at`, if nobody moves that on or lets them keep it.
    """

    subscription_id = models.UUIDField()
    pool_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    seat_id = models.UUIDField()
    person_id = models.UUIDField(null=True, blank=True)
    invitation_id = models.UUIDField(null=True, blank=True)
    email = models.CharField(max_length=254)  # canonical address of the holder
    state = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    last_active_at = models.DateTimeField(null=True, blank=True)
    reclaim_suggested_at = models.DateTimeField(null=True, blank=True)
    lapses_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, default="", blank=True)
    assigned_by = models.UUIDField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_assignment"
        constraints = [
            account_key("assignment"),
            refers("assignment", "subscription_id", "subscription"),
            refers("assignment", "seat_id", "seat"),
            refers("assignment", "invitation_id", "invitation"),
            one_of("assignment", "state", ASSIGNMENT_STATES),
            check("assignment", "active_person", Q(state="held") | Q(person_id__isnull=False)),
            models.UniqueConstraint(
                fields=["account", "seat_id"],
                condition=Q(ended_at=None),
                name="assignment_one_per_seat",
            ),
            models.UniqueConstraint(
                fields=["account", "pool_id", "seat_type_id", "email"],
                condition=Q(ended_at=None),
                name="assignment_one_per_person",
            ),
            refers_outside("assignment", "person_id", "person"),
            check("assignment", "held_for_invitation", Q(state="active") | ~Q(invitation_id=None)),
            both_or_neither(
                "assignment", "active_dated", Q(state="active"), Q(activated_at__isnull=False)
            ),
            check(
                "assignment",
                "ends_after_start",
                Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
            check(
                "assignment",
                "lent_to_somebody",
                Q(lapses_at=None) | Q(state="active", lapses_at__gt=F("started_at")),
            ),
            # Whoever changed the address since is still the same person (I2).
            models.UniqueConstraint(
                fields=["account", "pool_id", "seat_type_id", "person_id"],
                condition=Q(ended_at=None) & ~Q(person_id=None),
                name="assignment_one_per_known_person",
            ),
            models.UniqueConstraint(
                fields=["account", "invitation_id"],
                condition=Q(ended_at=None) & ~Q(invitation_id=None),
                name="assignment_one_per_invitation",
            ),
        ]
        indexes = [
            # May this person use it: asked of all accounts at once, of what was as of what is.
            models.Index(fields=["person_id", "ended_at"], name="assignment_of_person"),
            models.Index(fields=["email", "ended_at"], name="assignment_of_address"),
            models.Index(
                fields=["account", "subscription_id", "email"], name="assignment_by_email"
            ),
            models.Index(fields=["account", "seat_id", "started_at"], name="assignment_biography"),
            # What is lent: which lease ends next, of one subscription and of all.
            models.Index(
                fields=["account", "subscription_id", "lapses_at"],
                name="assignment_lent",
                condition=Q(ended_at=None) & ~Q(lapses_at=None),
            ),
            models.Index(
                fields=["lapses_at"],
                name="assignment_lapses",
                condition=Q(ended_at=None) & ~Q(lapses_at=None),
            ),
            # Who left, the last first: the list of a subscription, page by page.
            models.Index(
                fields=["account", "subscription_id", "-ended_at", "-id"],
                name="assignment_ended",
                condition=~Q(ended_at=None),
            ),
        ]
        triggers = [
            *kept("assignment"),
            unchanging(
                "assignment_closed",
                when="OLD.ended_at IS NOT NULL",
                but=("email", "end_reason"),
            ),
            never(
                "assignment_same_holder",
                "another holder is another assignment",
                when="OLD.person_id IS DISTINCT FROM NEW.person_id AND OLD.person_id IS NOT NULL"
                " OR OLD.state = 'active' AND NEW.state = 'held'",
            ),
            never(
                "assignment_lent_no_shorter",
                "a seat that is held is not lent, and a lease is given back, not shortened",
                when="NEW.lapses_at IS NOT NULL"
                " AND (OLD.lapses_at IS NULL OR NEW.lapses_at < OLD.lapses_at)",
            ),
            at_commit(
                "assignment_in_its_seat",
                _NOT_A_PAIR,
                on=pgtrigger.Insert | update_of("ended_at", "seat_id", "pool_id", "seat_type_id"),
                broken=_ASSIGNMENT_WITHOUT_ITS_SEAT,
            ),
            tells(
                "assignment_tells",
                on=update_of("ended_at", "seat_id", "seat_type_id", "email"),
                when="OLD.state = 'active' AND OLD.ended_at IS NULL"
                " AND (OLD.ended_at, OLD.seat_id, OLD.seat_type_id, OLD.email)"
                " IS DISTINCT FROM (NEW.ended_at, NEW.seat_id, NEW.seat_type_id, NEW.email)",
            ),
        ]


class WaitlistEntry(AccountRow):
    """An address waits for a seat to become free; the oldest is invited first."""

    subscription_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    email = models.CharField(max_length=254)
    first_name = models.CharField(max_length=200, default="", blank=True)
    last_name = models.CharField(max_length=200, default="", blank=True)
    added_by = models.UUIDField(null=True, blank=True)
    added_at = models.DateTimeField()
    look_again_at = models.DateTimeField(null=True, blank=True)  # when time alone frees a seat
    left_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, default="", blank=True)  # invited, withdrawn

    class Meta:
        db_table = "curule_waitlist_entry"
        constraints = [
            account_key("waitlist_entry"),
            refers("waitlist_entry", "subscription_id", "subscription"),
            models.UniqueConstraint(
                fields=["account", "subscription_id", "seat_type_id", "email"],
                condition=Q(left_at=None),
                name="waitlist_once",
            ),
            refers_outside("waitlist_entry", "seat_type_id", "seat_type"),
        ]
        indexes = [
            models.Index(
                fields=["account", "subscription_id", "seat_type_id", "added_at"],
                name="waitlist_oldest",
                condition=Q(left_at=None),
            ),
            models.Index(
                fields=["look_again_at"],
                name="waitlist_look_again",
                condition=Q(left_at=None) & ~Q(look_again_at=None),
            ),
        ]
        triggers = [
            *kept("waitlist_entry"),
            unchanging("waitlist_entry_left", when="OLD.left_at IS NOT NULL"),
        ]


class SeatRequest(AccountRow):
    """A person asks for a seat; somebody who may buy approves or declines."""

    subscription_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    person_id = models.UUIDField()
    status = models.CharField(max_length=10, default="open")
    reason = models.CharField(max_length=200, default="", blank=True)  # in the asker's words
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_seat_request"
        constraints = [
            account_key("seat_request"),
            refers("seat_request", "subscription_id", "subscription"),
            one_of("seat_request", "status", ("open", "approved", "declined")),
            models.UniqueConstraint(
                fields=["account", "subscription_id", "seat_type_id", "person_id"],
                condition=Q(status="open"),
                name="seat_request_once",
            ),
            refers_outside("seat_request", "seat_type_id", "seat_type"),
            refers_outside("seat_request", "person_id", "person"),
            both_or_neither(
                "seat_request", "decided_dated", Q(status="open"), Q(decided_at__isnull=True)
            ),
        ]
        triggers = [
            *kept("seat_request"),
            unchanging("seat_request_decided", when="OLD.status <> 'open'"),
        ]
