"""Statements that break a rule of what programs use: keys, webhooks, tokens, directories."""


def early(table: str, column: str) -> str:
    """Return the statement that copies a row of the account to a day of the closed month."""
    return (
        f"INSERT INTO curule_{table} SELECT (JSONB_POPULATE_RECORD(t, JSONB_BUILD_OBJECT("  # noqa: S608
        f"'id', GEN_RANDOM_UUID(), '{column}', '2025-11-20'))).* FROM curule_{table} t"
        " WHERE account_id = '{account}' LIMIT 1"
    )


def closing(others: str) -> str:
    """Return the statement that copies the closing with other values."""
    return (
        "INSERT INTO curule_month_closing SELECT (JSONB_POPULATE_RECORD(c, JSONB_BUILD_OBJECT("  # noqa: S608
        f"'id', GEN_RANDOM_UUID(), {others}))).* FROM curule_month_closing c"
    )


OF_PROGRAMS: dict[str, list[tuple[str, ...]]] = {
    "api_key_as_made": [
        ("UPDATE curule_api_key SET scopes = ARRAY['accounts:write']",),
        ("UPDATE curule_api_key SET is_live = NOT is_live",),
        ("UPDATE curule_api_key SET digest = 'x'",),
    ],
    "api_key_ends_for_good": [
        (
            "UPDATE curule_api_key SET ends_at = created_at, ended_by = 'x'",
            "UPDATE curule_api_key SET ends_at = NULL, ended_by = ''",
        ),
        (
            "UPDATE curule_api_key SET ends_at = created_at, ended_by = 'x'",
            "UPDATE curule_api_key SET ends_at = created_at + interval '1 second'",
        ),
    ],
    "invoice_on_open_day": [(early("invoice", "issued_at"),)],
    "credit_note_on_open_day": [(early("credit_note", "issued_at"),)],
    "ledger_transaction_on_open_day": [(early("ledger_transaction", "booked_on"),)],
    "order_granted_on_open_day": [
        ("UPDATE curule_order SET granted_at = '2025-11-20' WHERE id = '{order}'",)
    ],
    "month_closing_follows": [
        (closing("'number', 3, 'closed_through', '2025-12-31'"),),
        (closing("'number', 2"),),
    ],
    "external_id_as_given": [
        ("UPDATE curule_external_id SET written = 'another'",),
        ("UPDATE curule_external_id SET is_live = NOT is_live",),
    ],
    "external_id_ends_for_good": [
        (
            "UPDATE curule_external_id SET ended_at = created_at",
            "UPDATE curule_external_id SET ended_at = NULL",
        ),
    ],
    "api_request_as_made": [
        ("UPDATE curule_api_request SET status = 500",),
        ("UPDATE curule_api_request SET route = 'x'",),
        ("UPDATE curule_api_request SET sent = '[]'",),
    ],
    "keyed_request_as_asked": [
        ("UPDATE curule_keyed_request SET fingerprint = 'x'",),
        ("UPDATE curule_keyed_request SET api_key_id = gen_random_uuid()",),
    ],
    "keyed_request_told_once": [("UPDATE curule_keyed_request SET sealed = 'another'",)],
    "vendor_operation_as_given": [
        ("UPDATE curule_vendor_operation SET fingerprint = ''",),
    ],
    "vendor_operation_result_once": [("UPDATE curule_vendor_operation SET result = '[]'",)],
    "webhook_endpoint_as_made": [
        ("UPDATE curule_webhook_endpoint SET is_live = NOT is_live",),
        ("UPDATE curule_webhook_endpoint SET created_by = 'x'",),
    ],
    "webhook_endpoint_deleted": [
        (
            "UPDATE curule_webhook_endpoint SET deleted_at = changed_at",
            "UPDATE curule_webhook_endpoint SET deleted_at = NULL",
        ),
        (
            "UPDATE curule_webhook_endpoint SET deleted_at = changed_at",
            "UPDATE curule_webhook_endpoint SET url = 'https://x.test/'",
        ),
    ],
    "webhook_endpoint_secret_goes_on": [
        ("UPDATE curule_webhook_endpoint SET generation = 1, previous_until = NULL",)
    ],
    "webhook_delivery_as_told": [
        ("UPDATE curule_webhook_delivery SET event_id = gen_random_uuid()",),
        ("UPDATE curule_webhook_delivery SET endpoint_id = gen_random_uuid()",),
    ],
    "device_as_added": [
        ("UPDATE curule_device SET place = place + 1",),
        ("UPDATE curule_device SET digest = 'x'",),
        ("UPDATE curule_device SET assignment_id = gen_random_uuid()",),
    ],
    "device_released": [
        (
            "UPDATE curule_device SET released_at = added_at, released_by = 'x'",
            "UPDATE curule_device SET released_at = NULL, released_by = ''",
        )
    ],
    "device_tokens_live_on": [
        ("UPDATE curule_device SET token_until = token_until - interval '1 second'",),
    ],
    "signing_key_as_made": [
        ("UPDATE curule_signing_key SET public = 'x'",),
        ("UPDATE curule_signing_key SET kid = 'x'",),
    ],
    "signing_key_retires_for_good": [
        (
            (
                "UPDATE curule_signing_key SET sealed = 'x', retired_at = NULL, retired_by = '',"
                " shown_until = NULL WHERE retired_at IS NOT NULL"
            ),
        ),
        (
            (
                "UPDATE curule_signing_key SET shown_until = shown_until + interval '1 second'"
                " WHERE retired_at IS NOT NULL"
            ),
        ),
    ],
    "directory_token_as_made": [
        ("UPDATE curule_directory_token SET by_owner = NOT by_owner",),
        ("UPDATE curule_directory_token SET digest = 'x'",),
    ],
    "directory_token_ends_for_good": [
        (
            "UPDATE curule_directory_token SET ends_at = created_at, ended_by = 'x'",
            "UPDATE curule_directory_token SET ends_at = NULL, ended_by = ''",
        ),
        (
            "UPDATE curule_directory_token SET ends_at = created_at, ended_by = 'x'",
            "UPDATE curule_directory_token SET ends_at = created_at + interval '1 second'",
        ),
    ],
    "invoice_not_while_parked": [
        (
            (
                "INSERT INTO curule_parking (id, account_id, bound, found, most, currency,"
                " parked_at, released_by, released_because) VALUES (gen_random_uuid(),"
                " '{account}', 'invoices_a_day', 21, 20, '', now(), '', '')"
            ),
            "{next_invoice}",
        )
    ],
    "parking_as_met": [
        ("UPDATE curule_parking SET found = found + 1",),
        ("UPDATE curule_parking SET parked_at = parked_at - interval '1 second'",),
    ],
    "parking_released": [
        ("UPDATE curule_parking SET released_because = 'another' WHERE released_at IS NOT NULL",),
        (
            (
                "UPDATE curule_parking SET released_at = NULL, released_by = '',"
                " released_because = '' WHERE released_at IS NOT NULL"
            ),
        ),
    ],
    "domain_claim_as_made": [
        ("UPDATE curule_domain_claim SET name = 'another.test'",),
        ("UPDATE curule_domain_claim SET token = 'another'",),
        ("UPDATE curule_domain_claim SET claimed_by = 'x'",),
    ],
    "domain_claim_withdrawn": [
        (
            (
                "UPDATE curule_domain_claim SET withdrawn_at = claimed_at, withdrawn_by = 'x',"
                " next_check_at = NULL"
            ),
            "UPDATE curule_domain_claim SET withdrawn_at = NULL, withdrawn_by = ''",
        ),
    ],
    "sso_connection_as_made": [
        ("UPDATE curule_sso_connection SET issuer = 'https://other.test'",),
        ("UPDATE curule_sso_connection SET created_by = 'x'",),
    ],
    "sso_connection_ended": [
        (
            ("UPDATE curule_sso_connection SET ended_at = changed_at, ended_by = 'x', sealed = ''"),
            "UPDATE curule_sso_connection SET ended_at = NULL, ended_by = ''",
        ),
    ],
    "sso_identity_as_linked": [
        ("UPDATE curule_sso_identity SET person_id = gen_random_uuid()",),
        ("UPDATE curule_sso_identity SET subject = 'another'",),
        ("UPDATE curule_sso_identity SET issuer = 'https://other.test'",),
    ],
    "sso_identity_unlinked": [
        (
            "UPDATE curule_sso_identity SET unlinked_at = linked_at, unlinked_by = 'x'",
            "UPDATE curule_sso_identity SET unlinked_at = NULL, unlinked_by = ''",
        ),
    ],
    "sign_in_demand_as_made": [
        ("UPDATE curule_sign_in_demand SET rule = 'second_factor'",),
    ],
    "sign_in_demand_lifted": [
        (
            "UPDATE curule_sign_in_demand SET lifted_at = demanded_at, lifted_by = 'x'",
            "UPDATE curule_sign_in_demand SET lifted_at = NULL, lifted_by = ''",
        ),
    ],
}
