"""The shape of the tables as the database knows it: by account, so that they can be distributed."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from curule.data.databases import pending_migrations
from tests.data.breaking import models
from tests.support.world import World

PLAIN_KEYS_TOO = "the id alone is Django's key; distributing swaps it for (account_id, id)"
NUMBERS_OF_THE_SELLER = (
    "a number belongs to the seller's series, which all accounts share: the same number in two "
    "accounts would be two documents with one name"
)
ONE_CUSTOMER_OVER_THERE = "who is one customer in another system is one account here"
ONE_OWNER = "a domain is proved to be one account's, so that no other provider speaks for it"
UNIQUE_OVER_ALL_ACCOUNTS = {
    ("curule_credit_note", ("number",)): NUMBERS_OF_THE_SELLER,
    ("curule_domain", ("name",)): ONE_OWNER,
    ("curule_foreign_id", ("source", "kind", "written")): ONE_CUSTOMER_OVER_THERE,
    ("curule_invoice", ("number",)): NUMBERS_OF_THE_SELLER,
}
# Columns that end in _id and have no key, each with its reason.
WITHOUT_KEY = {
    "actor_id": "a person, an API key or a machine, as actor_kind says",
    "curule_assignment.seat_type_id": "that of its seat, by the rule assignment_in_its_seat",
    "pool_id": "the subscription, or a batch of it; verify looks (I32)",
    "subject_id": "whatever the event or the notice is about; verify looks where it matters",
    "curule_directory_group.external_id": "the directory's own name for it, no row",
    "curule_directory_person.external_id": "the same",
    "curule_sso_connection.client_id": "what the provider calls us, no row",
    "curule_tax_id_check.tax_id": "a tax number, no row",
    "source_id": "whatever the posting or the credit came from; verify looks (I12, I20)",
}


def _rows(query: str, *parameters: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[tuple[object, ...]] = cursor.fetchall()
        return found


def _tables_of_accounts() -> list[str]:
    return [
        str(table)
        for (table,) in _rows("""
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name LIKE 'curule\\_%%'
            AND column_name = 'account_id' ORDER BY 1
        """)
    ]


def _columns() -> list[tuple[object, ...]]:
    return _rows("""
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' ORDER BY 1, 2
    """)


def _uniques(table: str) -> list[tuple[str, ...]]:
    """Return the columns of every unique index, in order, but of the primary key."""
    found = _rows(
        """
        SELECT array_agg(a.attname ORDER BY k.place)
        FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = %s::regclass AND (i.indisunique OR i.indisexclusion)
        AND NOT i.indisprimary
        GROUP BY i.indexrelid
        """,
        table,
    )
    return [tuple(columns) for (columns,) in found if isinstance(columns, Sequence)]


@pytest.mark.django_db
def test_every_table_belongs_to_an_account_or_is_known_to_belong_to_none() -> None:
    of_none = {model._meta.db_table for model in models()} - set(_tables_of_accounts())

    assert of_none == {
        "curule_account",  # its id is the account
        "curule_api_key",  # the vendor's own programs
        "curule_api_request",  # what they asked for
        "curule_bank_entry",  # whose it is, its parts say
        "curule_bank_statement",  # the vendor's
        "curule_coupon",  # the vendor's, as its plans are
        "curule_coupon_plan",
        "curule_external_id",  # what the vendor calls people, for all its customers
        "curule_gateway_event",  # whose it is, is known when it is looked at
        "curule_invoice_series",  # the seller's
        "curule_keyed_request",  # what they asked for once only
        "curule_lost_numbers",  # the same
        "curule_mail_choice",  # a person's own
        "curule_month_closing",  # the seller's books
        "curule_person",  # one user for all accounts
        "curule_report_mail",  # the vendor's own people
        "curule_signing_key",  # the vendor's, for all its customers
        "curule_staff_grant",  # the vendor's own people
        "curule_statement_columns",
        "curule_plan",
        "curule_plan_version",
        "curule_price",
        "curule_product",
        "curule_seat_type",
        "curule_seller",  # the vendor itself
        "curule_seller_registration",
        "curule_settlement",  # between two accounts
        "curule_test_clock",  # the vendor's
        "curule_vendor_event",  # what it did with them
        "curule_vendor_operation",  # what was done for its programs
        "curule_webhook_endpoint",  # the vendor's
    }


@pytest.mark.invariant("I32")
@pytest.mark.django_db
def test_every_row_of_an_account_can_be_referred_to_within_it() -> None:
    without = [
        table for table in _tables_of_accounts() if ("account_id", "id") not in _uniques(table)
    ]

    assert without == []


@pytest.mark.django_db
def test_what_is_unique_is_unique_within_an_account() -> None:
    over_all = {
        (table, columns)
        for table in _tables_of_accounts()
        for columns in _uniques(table)
        if columns[0] != "account_id"
    }

    assert over_all == set(UNIQUE_OVER_ALL_ACCOUNTS)


@pytest.mark.invariant("I32")
@pytest.mark.django_db
def test_every_reference_has_a_key_that_carries_the_account() -> None:
    accounts = _tables_of_accounts()
    keys = {
        (str(table), tuple(columns), str(to))
        for table, columns, to in _rows("""
            SELECT conrelid::regclass, (
                SELECT array_agg(attname ORDER BY place)
                FROM unnest(conkey) WITH ORDINALITY AS k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.attnum
            ), confrelid::regclass
            FROM pg_constraint WHERE contype = 'f'
        """)
        if isinstance(columns, Sequence)
    }
    references = {
        (table, str(column))
        for table in accounts
        for (column,) in _rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            r" AND column_name LIKE '%%\_id' AND column_name <> 'account_id'",
            table,
        )
    }
    carried = {
        (table, columns[-1])
        for table, columns, to in keys
        if columns[0] == "account_id" or to not in accounts
    }
    bare = {
        column if column in WITHOUT_KEY else f"{table}.{column}"
        for table, column in references - carried
    }

    assert bare == set(WITHOUT_KEY)


@pytest.mark.django_db
def test_every_index_of_a_rows_account_begins_with_it_or_is_swept_over_all() -> None:
    """A sweep asks for what is due in all accounts, and a person's seats lie in several."""
    swept = {
        str(name)
        for table in _tables_of_accounts()
        for name, definition in _rows(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", table
        )
        if "(account_id" not in str(definition)
    }
    named = {name for name in swept if not name.endswith("_pkey")}

    assert {name for name in named if not name.startswith("curule_")} == {
        "account_closing_due",
        "assignment_lapses",
        "assignment_of_address",
        "assignment_of_person",
        "bank_entry_part_of_entry",  # one movement may be several accounts'
        "batch_due",
        "coupon_redemption_by_coupon",  # the vendor looks who has used a code
        "device_by_token",  # which tokens are void is told of all at once
        "directory_member_pending",
        "dispute_to_book",  # the vendor looks what waits, of all customers
        "domain_claim_due",
        "domain_once",  # whose domain it is, is asked of all accounts
        "contradiction_open",  # staff look through all customers
        "foreign_id_once",  # another system knows what it calls something, not our account
        "invitation_due",
        "invoice_attempt_due",
        "invoice_open_due",
        "next_term_due",
        "outbox_queued",
        "method_setup_by_reference",  # a gateway names what it knows, not whose it is
        "payment_janitor",
        "price_change_by_version",  # the vendor looks what came of an announcement
        "people_import_running",
        "plan_change_due",
        "quote_due",
        "quote_reminder_due",
        "reduction_due",
        "reduction_reminder_due",
        "refund_janitor",
        "revenue_schedule_due",
        "seat_ending",
        "subscription_due",
        "subscription_reminder_due",
        "subscription_term_due",
        "subscription_trial_due",
        "tax_id_check_due",
        "waitlist_look_again",
        "webhook_delivery_due",  # an endpoint is told of every account
        "webhook_delivery_leased",
        "webhook_delivery_of_endpoint",
    }


@pytest.mark.django_db
def test_free_seats_are_vacuumed_by_number() -> None:
    ((options,),) = _rows("SELECT reloptions FROM pg_class WHERE relname = 'curule_seat'")

    assert {
        "autovacuum_vacuum_scale_factor=0",
        "autovacuum_vacuum_threshold=1000",
        "vacuum_index_cleanup=on",
    } <= set(options if isinstance(options, list) else [])


@pytest.mark.django_db
def test_the_free_seat_that_lasts_longest_is_the_first_of_its_index() -> None:
    ((definition,),) = _rows("SELECT indexdef FROM pg_indexes WHERE indexname = 'seat_free'")

    assert str(definition).endswith(
        "(account_id, pool_id, seat_type_id, ends_at DESC, starts_at) WHERE (assignment_id IS NULL)"
    )


@pytest.mark.invariant("I13")
def test_the_role_of_the_application_has_no_right_to_rewrite_history(
    world: World,  # noqa: ARG001
) -> None:
    """The role owns the tables here; as a superuser it is bound by the rules alone."""
    rights = {
        str(table): set(str(rights))
        for table, rights in _rows("""
            SELECT relname, split_part(split_part(relacl::text, '=', 2), '/', 1)
            FROM pg_class WHERE relacl IS NOT NULL AND relname LIKE 'curule\\_%%'
        """)
    }

    written_once = {
        "curule_credit_entry",
        "curule_credit_note_line",
        "curule_event",
        "curule_invoice_line",
        "curule_ledger_entry",
        "curule_lost_numbers",
        "curule_notice",
    }
    never_removed = {
        "curule_credit_note",
        "curule_invoice",
        "curule_ledger_transaction",
        "curule_operation",
    }
    assert set(rights) == written_once | never_removed
    # a: insert, r: read, w: update, d: delete, D: truncate
    assert all(rights[table].isdisjoint("wdD") for table in written_once)
    assert all(rights[table].isdisjoint("dD") for table in never_removed)


def test_every_migration_waits_only_briefly_for_a_lock() -> None:
    migrations = (MigrationLoader(None).disk_migrations or {}).values()
    ours = [each for each in migrations if each.app_label == "curule"]

    assert ours
    for migration in ours:
        first = migration.operations[0]
        assert "lock_timeout" in str(getattr(first, "sql", "")), Path(migration.name)


@pytest.mark.usefixtures("fresh_database")
def test_the_newest_step_can_be_taken_back_and_made_again() -> None:
    made = _columns()
    *_, before, newest = sorted(
        name for label, name in MigrationLoader(None).graph.nodes if label == "curule"
    )

    call_command("migrate", "curule", before, verbosity=0)
    assert pending_migrations() == (f"curule.{newest}",)

    call_command("migrate", verbosity=0)
    assert _columns() == made


@pytest.mark.long
@pytest.mark.usefixtures("fresh_database")
def test_the_history_can_be_taken_back_and_made_again() -> None:
    call_command("migrate", "curule", "zero", verbosity=0)
    assert _tables_of_accounts() == []

    call_command("migrate", verbosity=0)

    assert "curule_seat" in _tables_of_accounts()
