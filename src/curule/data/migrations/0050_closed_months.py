"""Months that are closed: nothing counts on their days any more."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0049_keys_answered_for"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="MonthClosing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=curule.data.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("kind", models.CharField(max_length=8)),
                ("month", models.DateField()),
                ("closed_through", models.DateField()),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("postings", models.PositiveBigIntegerField(default=0)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=254)),
            ],
            options={
                "db_table": "curule_month_closing",
            },
        ),
        migrations.RemoveConstraint(
            model_name="vendorevent",
            name="vendor_event_type_known",
        ),
        migrations.AddField(
            model_name="ledgertransaction",
            name="late_for",
            field=models.DateField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_on_open_day",
                sql=curule.data.rules.RuleSql(
                    declare="DECLARE zone text;",
                    func="SELECT time_zone INTO zone FROM curule_account WHERE id = NEW.account_id AND clock_id IS NULL; IF FOUND THEN PERFORM pg_advisory_xact_lock_shared(1651470187, 1); IF (NEW.issued_at AT TIME ZONE zone)::date <= (SELECT closed_through FROM curule_month_closing ORDER BY number DESC LIMIT 1) THEN RAISE EXCEPTION 'credit_note_on_open_day: that month is closed' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_on_open_day', TABLE = TG_TABLE_NAME; END IF; END IF;",
                    hash="1538fbadeac345cb71719c529f52ac9d0426e6bc",
                    operation="INSERT",
                    pgid="pgtrigger_credit_note_on_open_day_e0984",
                    table="curule_credit_note",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_on_open_day",
                sql=curule.data.rules.RuleSql(
                    declare="DECLARE zone text;",
                    func="SELECT time_zone INTO zone FROM curule_account WHERE id = NEW.account_id AND clock_id IS NULL; IF FOUND THEN PERFORM pg_advisory_xact_lock_shared(1651470187, 1); IF (NEW.issued_at AT TIME ZONE zone)::date <= (SELECT closed_through FROM curule_month_closing ORDER BY number DESC LIMIT 1) THEN RAISE EXCEPTION 'invoice_on_open_day: that month is closed' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_on_open_day', TABLE = TG_TABLE_NAME; END IF; END IF;",
                    hash="42c90944415619a84805d446864a1d961cd97590",
                    operation="INSERT",
                    pgid="pgtrigger_invoice_on_open_day_eb133",
                    table="curule_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgertransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="ledger_transaction_on_open_day",
                sql=curule.data.rules.RuleSql(
                    declare="DECLARE zone text;",
                    func="SELECT time_zone INTO zone FROM curule_account WHERE id = NEW.account_id AND clock_id IS NULL; IF FOUND THEN PERFORM pg_advisory_xact_lock_shared(1651470187, 1); IF COALESCE(NEW.booked_on, (NEW.occurred_at AT TIME ZONE zone)::date) <= (SELECT closed_through FROM curule_month_closing ORDER BY number DESC LIMIT 1) THEN RAISE EXCEPTION 'ledger_transaction_on_open_day: that month is closed' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_on_open_day', TABLE = TG_TABLE_NAME; END IF; END IF;",
                    hash="a304f6b9f2f7e62445dadb558d0fb592c1be541d",
                    operation="INSERT",
                    pgid="pgtrigger_ledger_transaction_on_open_day_07f1c",
                    table="curule_ledger_transaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="order",
            trigger=pgtrigger.compiler.Trigger(
                name="order_granted_on_open_day",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.granted_at IS DISTINCT FROM OLD.granted_at)",
                    declare="DECLARE zone text;",
                    func="SELECT time_zone INTO zone FROM curule_account WHERE id = NEW.account_id AND clock_id IS NULL; IF FOUND THEN PERFORM pg_advisory_xact_lock_shared(1651470187, 1); IF (NEW.granted_at AT TIME ZONE zone)::date <= (SELECT closed_through FROM curule_month_closing ORDER BY number DESC LIMIT 1) THEN RAISE EXCEPTION 'order_granted_on_open_day: that month is closed' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_granted_on_open_day', TABLE = TG_TABLE_NAME; END IF; END IF;",
                    hash="bd98cf63a27554faf4b5238a8ebf5d31f2f384c8",
                    operation='UPDATE OF "granted_at"',
                    pgid="pgtrigger_order_granted_on_open_day_0ddc0",
                    table="curule_order",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "type__in",
                        [
                            "bank_statement.imported",
                            "bank_line.assigned",
                            "bank_line.recorded",
                            "bank_line.set_aside",
                            "bank_line.opened",
                            "api_key.made",
                            "api_key.answered_for",
                            "api_key.ended",
                            "api_key.leaked",
                            "month.closed",
                            "month.reopened",
                        ],
                    )
                ),
                name="vendor_event_type_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["closed", "reopened"])),
                name="month_closing_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "closed"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="month_closing_reopened_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_through__gte", models.F("month")), ("kind", "closed")),
                    models.Q(("closed_through__lt", models.F("month")), ("kind", "reopened")),
                    _connector="OR",
                ),
                name="month_closing_of_its_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", ""), _negated=True),
                name="month_closing_decided_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="monthclosing",
            trigger=pgtrigger.compiler.Trigger(
                name="month_closing_append_only",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'month_closing_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'month_closing_append_only', TABLE = TG_TABLE_NAME;",
                    hash="d0cb371df0712ab393fe5443fa36cc613d872d16",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_month_closing_append_only_5bf79",
                    table="curule_month_closing",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="monthclosing",
            trigger=pgtrigger.compiler.Trigger(
                name="month_closing_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'month_closing_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'month_closing_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="7ba137e2c1216cbb30bf98d90b399c8b12ccdbaf",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_month_closing_not_emptied_b5b14",
                    table="curule_month_closing",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="monthclosing",
            trigger=pgtrigger.compiler.Trigger(
                name="month_closing_follows",
                sql=curule.data.rules.RuleSql(
                    func="PERFORM pg_advisory_xact_lock(1651470187, 1); IF NEW.number <> 1 + COALESCE(\n    (SELECT MAX(number) FROM curule_month_closing), 0)\n    OR NEW.kind = 'closed' AND NEW.closed_through <= (SELECT closed_through FROM curule_month_closing ORDER BY number DESC LIMIT 1)\n    OR NEW.kind = 'reopened' AND NEW.closed_through >= COALESCE((SELECT closed_through FROM curule_month_closing ORDER BY number DESC LIMIT 1), '-infinity')\n THEN RAISE EXCEPTION 'month_closing_follows: it does not follow' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'month_closing_follows', TABLE = TG_TABLE_NAME; END IF;",
                    hash="5220d86089fdb3cc4d486bd0861489be8b18d3e6",
                    operation="INSERT",
                    pgid="pgtrigger_month_closing_follows_3a274",
                    table="curule_month_closing",
                    when="BEFORE",
                ),
            ),
        ),
    ]
