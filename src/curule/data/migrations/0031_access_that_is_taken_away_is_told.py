"""What takes access away is told when it is committed, so that nobody goes on remembering it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0030_offline_tokens"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="account_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.clock_id IS DISTINCT FROM NEW.clock_id)",
                    func="PERFORM pg_notify('curule_taken_away', NEW.id::text);",
                    hash="719b6f6ae465d4251ee988f9e673bfb098e2eeee",
                    operation='UPDATE OF "clock_id"',
                    pgid="pgtrigger_account_tells_23f15",
                    table="curule_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.ends_at IS DISTINCT FROM NEW.ends_at)",
                    func="PERFORM pg_notify('curule_taken_away', NEW.id::text);",
                    hash="d6fd8b676aa6102278b2c776116f6d064f0edbd1",
                    operation='UPDATE OF "ends_at"',
                    pgid="pgtrigger_api_key_tells_6239d",
                    table="curule_api_key",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="assignment_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.state = 'active' AND OLD.ended_at IS NULL AND (OLD.ended_at, OLD.seat_id, OLD.seat_type_id, OLD.email) IS DISTINCT FROM (NEW.ended_at, NEW.seat_id, NEW.seat_type_id, NEW.email))",
                    func="PERFORM pg_notify('curule_taken_away', NEW.id::text);",
                    hash="78d03ddc0b1fb3e3e607f58a25329489f66ecab7",
                    operation='UPDATE OF "ended_at", "seat_id", "seat_type_id", "email"',
                    pgid="pgtrigger_assignment_tells_9972f",
                    table="curule_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_owed_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.subscription_id IS NOT NULL AND (NEW.is_granted AND NEW.status = 'open' AND NEW.left_behind_at IS NULL AND NOT (NEW.attempts = 0 AND NEW.next_attempt_at IS NOT NULL)))",
                    func="PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);",
                    hash="ae610afe7f411c999ebc6cffd4e196866d8924c9",
                    operation="INSERT",
                    pgid="pgtrigger_invoice_owed_tells_728d1",
                    table="curule_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_unpaid_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.subscription_id IS NOT NULL AND (NEW.is_granted AND NEW.status = 'open' AND NEW.left_behind_at IS NULL AND NOT (NEW.attempts = 0 AND NEW.next_attempt_at IS NOT NULL)) AND NOT (OLD.is_granted AND OLD.status = 'open' AND OLD.left_behind_at IS NULL AND NOT (OLD.attempts = 0 AND OLD.next_attempt_at IS NOT NULL)))",
                    func="PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);",
                    hash="8be6786461a183ddeb5420e1b107beab8583b682",
                    operation='UPDATE OF "status", "is_granted", "left_behind_at", "attempts", "next_attempt_at"',
                    pgid="pgtrigger_invoice_unpaid_tells_0fa3a",
                    table="curule_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nextterm",
            trigger=pgtrigger.compiler.Trigger(
                name="next_term_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.status = 'open' AND NEW.status IN ('withdrawn', 'replaced'))",
                    func="PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);",
                    hash="79a8f5fa152e95eefe4180a45950aece7b5c31bf",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_next_term_tells_d4682",
                    table="curule_next_term",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="seat_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.assignment_id IS NOT NULL AND (NEW.starts_at > OLD.starts_at OR NEW.ends_at < COALESCE(OLD.ends_at, 'infinity')))",
                    func="PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);",
                    hash="5cb40c5e85410da1f8df54145831373c6288ed23",
                    operation='UPDATE OF "starts_at", "ends_at"',
                    pgid="pgtrigger_seat_tells_a2d20",
                    table="curule_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subscription",
            trigger=pgtrigger.compiler.Trigger(
                name="subscription_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (\n    NEW.status <> OLD.status AND NEW.status IN ('suspended', 'ended')\n    OR OLD.status <> 'incomplete' AND (\n        OLD.auto_renew AND NOT NEW.auto_renew\n        OR NEW.term_ends_at < COALESCE(OLD.term_ends_at, 'infinity')\n        OR NEW.trial_ends_at < COALESCE(OLD.trial_ends_at, 'infinity')\n        OR (OLD.plan_version_id, OLD.time_zone)\n            IS DISTINCT FROM (NEW.plan_version_id, NEW.time_zone)\n    )\n)",
                    func="PERFORM pg_notify('curule_taken_away', NEW.id::text);",
                    hash="1bf4a1a04f023f9baa254052560c645259fdda96",
                    operation='UPDATE OF "status", "auto_renew", "term_ends_at", "trial_ends_at", "plan_version_id", "time_zone"',
                    pgid="pgtrigger_subscription_tells_ce3d2",
                    table="curule_subscription",
                    when="AFTER",
                ),
            ),
        ),
    ]
