"""Refunds, credit notes, numbers and what waits for its date, held by rules of the database."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0012_invoices_left_behind"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="creditentry",
            index=models.Index(fields=["account", "source_id"], name="credit_entry_by_source"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_entry_on_its_invoice",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.source = 'invoice')",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((\n        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p\n        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'\n    ) - (\n        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e\n        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'\n    ), (\n        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n\n        WHERE n.account_id = i.account_id AND n.invoice_id = i.id\n    ))\n AND i.id = NEW.source_id) THEN RAISE EXCEPTION 'credit_entry_on_its_invoice: what came in on its invoice is not what it says was paid' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_on_its_invoice', TABLE = TG_TABLE_NAME; END IF;",
                    hash="3f58d08fabecd88062c47a086a332bf85d4e8a30",
                    operation="INSERT",
                    pgid="pgtrigger_credit_entry_on_its_invoice_9b199",
                    table="curule_credit_entry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_number_follows_on",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.number IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n        SELECT FROM (\n            SELECT SUBSTRING(NEW.number FROM '^(.*)-[0-9]+$') AS key,\n                SUBSTRING(NEW.number FROM '([0-9]+)$')::numeric AS place\n        ) n\n        LEFT JOIN curule_invoice_series s ON s.key = n.key\n        WHERE s.key IS NULL OR n.place NOT BETWEEN 1 AND s.last_number\n        OR NEW.number <> n.key || '-' || LPAD((n.place)::text, GREATEST(LENGTH((n.place)::text), 6), '0')\n        OR n.place > 1 AND NOT EXISTS (\n            SELECT FROM curule_credit_note d WHERE d.number = n.key || '-' || LPAD((n.place - 1)::text, GREATEST(LENGTH((n.place - 1)::text), 6), '0')\n        )\n    ) THEN RAISE EXCEPTION 'credit_note_number_follows_on: its number is not the one that follows in a series' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_number_follows_on', TABLE = TG_TABLE_NAME; END IF;",
                    hash="1868cf70a2db5510f1f6b2c9239cab3e9e81abfb",
                    operation='INSERT OR UPDATE OF "number"',
                    pgid="pgtrigger_credit_note_number_follows_on_071be",
                    table="curule_credit_note",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_on_its_invoice",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.to_open_minor > 0)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((\n        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p\n        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'\n    ) - (\n        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e\n        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'\n    ), (\n        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n\n        WHERE n.account_id = i.account_id AND n.invoice_id = i.id\n    ))\n AND i.id = NEW.invoice_id) THEN RAISE EXCEPTION 'credit_note_on_its_invoice: what is credited on its invoice is not what its credit notes lowered' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_on_its_invoice', TABLE = TG_TABLE_NAME; END IF;",
                    hash="8f6ed960b89e90392a77cd39f0f8d1b15bae6ced",
                    operation="INSERT",
                    pgid="pgtrigger_credit_note_on_its_invoice_fe9b7",
                    table="curule_credit_note",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_within_its_invoice",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.invoice_id IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="\n    PERFORM FROM curule_invoice\n    WHERE account_id = NEW.account_id AND id = NEW.invoice_id FOR NO KEY UPDATE;\nIF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND i.id = NEW.invoice_id AND (\n        i.currency <> NEW.currency OR (\n            SELECT SUM(n.subtotal_minor) FROM curule_credit_note n\n            WHERE n.account_id = i.account_id AND n.invoice_id = i.id\n        ) > (\n            SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_invoice_line l\n            WHERE l.account_id = i.account_id AND l.invoice_id = i.id AND l.amount_minor > 0\n        )\n    )\n) THEN RAISE EXCEPTION 'credit_note_within_its_invoice: more is credited on its invoice than was charged, or in another currency' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_within_its_invoice', TABLE = TG_TABLE_NAME; END IF;",
                    hash="0e568f5976335712c6da022fdb18890c0597b95b",
                    operation="INSERT",
                    pgid="pgtrigger_credit_note_within_its_invoice_402ab",
                    table="curule_credit_note",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_number_follows_on",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.number IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n        SELECT FROM (\n            SELECT SUBSTRING(NEW.number FROM '^(.*)-[0-9]+$') AS key,\n                SUBSTRING(NEW.number FROM '([0-9]+)$')::numeric AS place\n        ) n\n        LEFT JOIN curule_invoice_series s ON s.key = n.key\n        WHERE s.key IS NULL OR n.place NOT BETWEEN 1 AND s.last_number\n        OR NEW.number <> n.key || '-' || LPAD((n.place)::text, GREATEST(LENGTH((n.place)::text), 6), '0')\n        OR n.place > 1 AND NOT EXISTS (\n            SELECT FROM curule_invoice d WHERE d.number = n.key || '-' || LPAD((n.place - 1)::text, GREATEST(LENGTH((n.place - 1)::text), 6), '0')\n        )\n    ) THEN RAISE EXCEPTION 'invoice_number_follows_on: its number is not the one that follows in a series' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_number_follows_on', TABLE = TG_TABLE_NAME; END IF;",
                    hash="0858970cfd6c919fd4228f706dfd34b44ca61071",
                    operation='INSERT OR UPDATE OF "number"',
                    pgid="pgtrigger_invoice_number_follows_on_74c7e",
                    table="curule_invoice",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_paid_by_what_came_in",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((\n        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p\n        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'\n    ) - (\n        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e\n        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'\n    ), (\n        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n\n        WHERE n.account_id = i.account_id AND n.invoice_id = i.id\n    ))\n AND i.id = NEW.id) THEN RAISE EXCEPTION 'invoice_paid_by_what_came_in: what is paid or credited on it is not what came in' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_paid_by_what_came_in', TABLE = TG_TABLE_NAME; END IF;",
                    hash="4a60bbb9f35c5c57de10a3d8e5611203085d3b77",
                    operation='INSERT OR UPDATE OF "paid_minor", "credited_minor"',
                    pgid="pgtrigger_invoice_paid_by_what_came_in_5857e",
                    table="curule_invoice",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceseries",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_series_as_far_as_issued",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.last_number > 0)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT WHERE NOT EXISTS (\n        SELECT FROM curule_invoice d WHERE d.number = NEW.key || '-' || LPAD((NEW.last_number)::text, GREATEST(LENGTH((NEW.last_number)::text), 6), '0')\n        UNION ALL\n        SELECT FROM curule_credit_note d WHERE d.number = NEW.key || '-' || LPAD((NEW.last_number)::text, GREATEST(LENGTH((NEW.last_number)::text), 6), '0')\n    )\n) THEN RAISE EXCEPTION 'invoice_series_as_far_as_issued: no document has its last number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_as_far_as_issued', TABLE = TG_TABLE_NAME; END IF;",
                    hash="9743a06fa7d9f7ad453632c56f8fffc515762cb8",
                    operation='INSERT OR UPDATE OF "last_number"',
                    pgid="pgtrigger_invoice_series_as_far_as_issued_82dd5",
                    table="curule_invoice_series",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nextterm",
            trigger=pgtrigger.compiler.Trigger(
                name="next_term_closed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."order_id", OLD."seats", OLD."leaves", OLD."starts_at", OLD."status", OLD."closed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."order_id", NEW."seats", NEW."leaves", NEW."starts_at", NEW."status", NEW."closed_at"))',
                    func="RAISE EXCEPTION 'next_term_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_closed', TABLE = TG_TABLE_NAME;",
                    hash="f8e80fee00c344a37c0e93d8b9416fa9c0855d4a",
                    operation="UPDATE",
                    pgid="pgtrigger_next_term_closed_f375a",
                    table="curule_next_term",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nextterm",
            trigger=pgtrigger.compiler.Trigger(
                name="next_term_as_asked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."order_id", OLD."seats") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."order_id", NEW."seats"))',
                    func="RAISE EXCEPTION 'next_term_as_asked: only leaves, starts_at, status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_as_asked', TABLE = TG_TABLE_NAME;",
                    hash="65190f440282e881d82a020232136364e98f43de",
                    operation="UPDATE",
                    pgid="pgtrigger_next_term_as_asked_b4dca",
                    table="curule_next_term",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_counts_its_refunds",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_payment p\n    WHERE p.account_id = NEW.account_id AND p.id = NEW.id AND (p.refunded_minor <> (\n        SELECT COALESCE(SUM(r.amount_minor), 0) FROM curule_refund r\n        WHERE r.account_id = p.account_id AND r.payment_id = p.id\n    ))\n) THEN RAISE EXCEPTION 'payment_counts_its_refunds: what was refunded of it is not the sum of its refunds' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_counts_its_refunds', TABLE = TG_TABLE_NAME; END IF;",
                    hash="8ebfc5866e48959ce1a7ea2feba6c91e82acf615",
                    operation='INSERT OR UPDATE OF "refunded_minor"',
                    pgid="pgtrigger_payment_counts_its_refunds_7ab98",
                    table="curule_payment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_rest_is_credit",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.status = 'succeeded')",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_payment p\n    WHERE p.account_id = NEW.account_id AND p.id = NEW.id AND p.status = 'succeeded'\n    AND p.amount_minor - p.applied_minor <> (\n        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e\n        WHERE e.account_id = p.account_id AND e.source_id = p.id AND e.source = 'overpayment'\n        AND e.currency = p.currency\n    )\n) THEN RAISE EXCEPTION 'payment_rest_is_credit: what was paid too much is not account credit' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_rest_is_credit', TABLE = TG_TABLE_NAME; END IF;",
                    hash="01e927310cf731c5080ffd4b8645685df8ef6b72",
                    operation='INSERT OR UPDATE OF "status", "applied_minor"',
                    pgid="pgtrigger_payment_rest_is_credit_40268",
                    table="curule_payment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_on_its_invoice",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.status IN ('succeeded', 'reversed') AND NEW.invoice_id IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((\n        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p\n        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'\n    ) - (\n        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e\n        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'\n    ), (\n        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n\n        WHERE n.account_id = i.account_id AND n.invoice_id = i.id\n    ))\n AND i.id = NEW.invoice_id) THEN RAISE EXCEPTION 'payment_on_its_invoice: what came in on its invoice is not what it says was paid' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_on_its_invoice', TABLE = TG_TABLE_NAME; END IF;",
                    hash="4988c7cbb9f5ca600437fac30fd60a7b88d4b206",
                    operation='INSERT OR UPDATE OF "status", "applied_minor"',
                    pgid="pgtrigger_payment_on_its_invoice_5d945",
                    table="curule_payment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="refund_of_its_payment",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_payment p\n    WHERE p.account_id = NEW.account_id AND p.id = NEW.payment_id AND (p.refunded_minor <> (\n        SELECT COALESCE(SUM(r.amount_minor), 0) FROM curule_refund r\n        WHERE r.account_id = p.account_id AND r.payment_id = p.id\n    ) OR p.currency <> NEW.currency OR p.status NOT IN ('succeeded', 'reversed'))\n) THEN RAISE EXCEPTION 'refund_of_its_payment: its payment did not come in, is of another currency or does not count it' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_of_its_payment', TABLE = TG_TABLE_NAME; END IF;",
                    hash="520a0fb33cee8363f0f8d97b71ce587cceeb0be7",
                    operation="INSERT",
                    pgid="pgtrigger_refund_of_its_payment_d493b",
                    table="curule_refund",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="refund_within_its_note",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.credit_note_id IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="\n    PERFORM FROM curule_credit_note\n    WHERE account_id = NEW.account_id AND id = NEW.credit_note_id FOR NO KEY UPDATE;\nIF EXISTS (\n    SELECT FROM curule_credit_note n\n    WHERE n.account_id = NEW.account_id AND n.id = NEW.credit_note_id AND (\n        n.currency <> NEW.currency OR n.to_refund_minor < (\n            SELECT SUM(r.amount_minor) FROM curule_refund r\n            WHERE r.account_id = n.account_id AND r.credit_note_id = n.id\n        )\n    )\n) THEN RAISE EXCEPTION 'refund_within_its_note: more is refunded than its credit note gives back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_within_its_note', TABLE = TG_TABLE_NAME; END IF;",
                    hash="67c934e3c65993619634c0685a9a5cc0a8a6efed",
                    operation="INSERT",
                    pgid="pgtrigger_refund_within_its_note_3e10d",
                    table="curule_refund",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scheduledplanchange",
            trigger=pgtrigger.compiler.Trigger(
                name="scheduled_plan_change_closed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."plan_version_id", OLD."seats", OLD."effective_at", OLD."status", OLD."requested_at", OLD."requested_by", OLD."closed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."plan_version_id", NEW."seats", NEW."effective_at", NEW."status", NEW."requested_at", NEW."requested_by", NEW."closed_at"))',
                    func="RAISE EXCEPTION 'scheduled_plan_change_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_closed', TABLE = TG_TABLE_NAME;",
                    hash="b7a54da199a8979024e097f4bfb471fbf5248abd",
                    operation="UPDATE",
                    pgid="pgtrigger_scheduled_plan_change_closed_a4c71",
                    table="curule_scheduled_plan_change",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scheduledplanchange",
            trigger=pgtrigger.compiler.Trigger(
                name="scheduled_plan_change_as_asked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."plan_version_id", OLD."seats", OLD."requested_at", OLD."requested_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."plan_version_id", NEW."seats", NEW."requested_at", NEW."requested_by"))',
                    func="RAISE EXCEPTION 'scheduled_plan_change_as_asked: only effective_at, status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_as_asked', TABLE = TG_TABLE_NAME;",
                    hash="904b5b1987d35b33112a07ca12ec6a2a21137612",
                    operation="UPDATE",
                    pgid="pgtrigger_scheduled_plan_change_as_asked_2293b",
                    table="curule_scheduled_plan_change",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scheduledreduction",
            trigger=pgtrigger.compiler.Trigger(
                name="scheduled_reduction_closed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."seat_type_id", OLD."target", OLD."effective_at", OLD."leaves", OLD."status", OLD."requested_at", OLD."requested_by", OLD."closed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."seat_type_id", NEW."target", NEW."effective_at", NEW."leaves", NEW."status", NEW."requested_at", NEW."requested_by", NEW."closed_at"))',
                    func="RAISE EXCEPTION 'scheduled_reduction_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_closed', TABLE = TG_TABLE_NAME;",
                    hash="15fbe103f9bfb118eb9eeeae5210ed42183bfc6d",
                    operation="UPDATE",
                    pgid="pgtrigger_scheduled_reduction_closed_8dcba",
                    table="curule_scheduled_reduction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scheduledreduction",
            trigger=pgtrigger.compiler.Trigger(
                name="scheduled_reduction_as_asked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."seat_type_id", OLD."target", OLD."requested_at", OLD."requested_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."seat_type_id", NEW."target", NEW."requested_at", NEW."requested_by"))',
                    func="RAISE EXCEPTION 'scheduled_reduction_as_asked: only leaves, effective_at, status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_as_asked', TABLE = TG_TABLE_NAME;",
                    hash="d43d9a5f4b375927de6dcdbe03128ffe916b7474",
                    operation="UPDATE",
                    pgid="pgtrigger_scheduled_reduction_as_asked_13998",
                    table="curule_scheduled_reduction",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="creditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        ["credit_note", "overpayment", "invoice", "transfer", "goodwill"],
                    )
                ),
                name="credit_entry_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "renewal"), _negated=True),
                    models.Q(
                        ("period_starts_at__isnull", False), ("subscription_id__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="invoice_renewal_of_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="nextterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "applied"), _negated=True),
                    ("closed_at__gte", models.F("starts_at")),
                    _connector="OR",
                ),
                name="next_term_applied_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="payment_has_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="refund_has_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledplanchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "applied"), _negated=True),
                    ("closed_at__gte", models.F("effective_at")),
                    _connector="OR",
                ),
                name="scheduled_plan_change_applied_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledreduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "applied"), _negated=True),
                    ("closed_at__gte", models.F("effective_at")),
                    _connector="OR",
                ),
                name="scheduled_reduction_applied_in_time",
            ),
        ),
    ]
