"""Who sells to whom and where, kept with each document as it was when it was issued."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0018_reminders_of_reductions_and_offers"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditnote",
            name="credit_note_issued",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_issued",
        ),
        migrations.AddField(
            model_name="account",
            name="city",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="account",
            name="order_number",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="account",
            name="postcode",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="account",
            name="street",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="creditnote",
            name="as_issued",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="invoice",
            name="as_issued",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="seller",
            name="city",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="seller",
            name="email",
            field=models.CharField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="seller",
            name="legal_note",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="seller",
            name="name",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="seller",
            name="postcode",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="seller",
            name="street",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="seller",
            name="tax_number",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_issued",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."invoice_id", OLD."reason", OLD."currency", OLD."subtotal_minor", OLD."tax_rate", OLD."tax_minor", OLD."total_minor", OLD."to_open_minor", OLD."to_credit_minor", OLD."to_refund_minor", OLD."issued_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."invoice_id", NEW."reason", NEW."currency", NEW."subtotal_minor", NEW."tax_rate", NEW."tax_minor", NEW."total_minor", NEW."to_open_minor", NEW."to_credit_minor", NEW."to_refund_minor", NEW."issued_at"))',
                    func="RAISE EXCEPTION 'credit_note_issued: only number, as_issued may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_issued', TABLE = TG_TABLE_NAME;",
                    hash="f484f266015e3afbecff8feab8608e111a661ce3",
                    operation="UPDATE",
                    pgid="pgtrigger_credit_note_issued_5ea7d",
                    table="curule_credit_note",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_as_issued",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.number IS NOT NULL AND NEW.as_issued IS DISTINCT FROM OLD.as_issued)",
                    func="RAISE EXCEPTION 'credit_note_as_issued: what it says was written with its number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_as_issued', TABLE = TG_TABLE_NAME;",
                    hash="95c4728fe4333f221ce148b9b7ebe91e7345c2ee",
                    operation="UPDATE",
                    pgid="pgtrigger_credit_note_as_issued_411f9",
                    table="curule_credit_note",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_issued",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'draft\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."kind", OLD."currency", OLD."subtotal_minor", OLD."tax_rate", OLD."tax_treatment", OLD."tax_country", OLD."tax_category", OLD."tax_note", OLD."tax_minor", OLD."total_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."issued_at", OLD."due_at", OLD."raised_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."kind", NEW."currency", NEW."subtotal_minor", NEW."tax_rate", NEW."tax_treatment", NEW."tax_country", NEW."tax_category", NEW."tax_note", NEW."tax_minor", NEW."total_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."issued_at", NEW."due_at", NEW."raised_by"))',
                    func="RAISE EXCEPTION 'invoice_issued: only number, as_issued, status, paid_minor, credited_minor, is_granted, left_behind_at, next_attempt_at, attempts, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued', TABLE = TG_TABLE_NAME;",
                    hash="31be7a9046f0d91a52465861e4807800e0b98d3b",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_issued_5426a",
                    table="curule_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_as_issued",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.number IS NOT NULL AND NEW.as_issued IS DISTINCT FROM OLD.as_issued)",
                    func="RAISE EXCEPTION 'invoice_as_issued: what it says was written with its number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_as_issued', TABLE = TG_TABLE_NAME;",
                    hash="4e671bfe8549e0bef01a0d9aa44da129b2cc5508",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_as_issued_0623e",
                    table="curule_invoice",
                    when="BEFORE",
                ),
            ),
        ),
    ]
