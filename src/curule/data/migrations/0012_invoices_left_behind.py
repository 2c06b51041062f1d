"""Invoices that a term has left behind when another was ordered after it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0011_pools_within_their_maximum"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_issued",
        ),
        migrations.AddField(
            model_name="invoice",
            name="left_behind_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_issued",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'draft\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."kind", OLD."currency", OLD."subtotal_minor", OLD."tax_rate", OLD."tax_minor", OLD."total_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."issued_at", OLD."due_at", OLD."raised_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."kind", NEW."currency", NEW."subtotal_minor", NEW."tax_rate", NEW."tax_minor", NEW."total_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."issued_at", NEW."due_at", NEW."raised_by"))',
                    func="RAISE EXCEPTION 'invoice_issued: only number, status, paid_minor, credited_minor, is_granted, left_behind_at, next_attempt_at, attempts, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued', TABLE = TG_TABLE_NAME;",
                    hash="04a6ec5cfd0a47b0992e5855a4811cb58aa36cb8",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_issued_5426a",
                    table="curule_invoice",
                    when="BEFORE",
                ),
            ),
        ),
    ]
