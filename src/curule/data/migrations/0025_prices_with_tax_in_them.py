"""Prices may have tax in them; quotes and invoices say whether theirs have, lines how much."""

import django.contrib.postgres.constraints
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0024_refunds_by_hand_and_joins_held"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditnote",
            name="credit_note_is_its_lines",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditnote",
            name="credit_note_within_its_invoice",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditnoteline",
            name="credit_note_line_of_its_note",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_is_its_lines",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_issued",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoiceline",
            name="invoice_line_of_its_invoice",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="quote",
            name="quote_as_shown",
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="included_tax_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="invoice",
            name="tax_behavior",
            field=models.CharField(default="exclusive", max_length=9),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="included_tax_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="price",
            name="tax_behavior",
            field=models.CharField(default="exclusive", max_length=9),
        ),
        migrations.AddField(
            model_name="quote",
            name="given_back_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="quote",
            name="tax_behavior",
            field=models.CharField(default="exclusive", max_length=9),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_is_its_lines",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_credit_note n\n    LEFT JOIN curule_invoice i ON i.account_id = n.account_id AND i.id = n.invoice_id\n    WHERE n.account_id = NEW.account_id\n    AND (\n        n.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN n.tax_minor ELSE 0 END\n    ) <> (\n        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),\n            COALESCE(SUM(l.included_tax_minor), 0)\n        FROM curule_credit_note_line l\n        WHERE l.account_id = n.account_id AND l.credit_note_id = n.id\n    )\n AND n.id = NEW.id) THEN RAISE EXCEPTION 'credit_note_is_its_lines: its subtotal is not the sum of its lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_is_its_lines', TABLE = TG_TABLE_NAME; END IF;",
                    hash="5d561e6da713a0d5e8c208bb6fd75a5f33bfa188",
                    operation="INSERT",
                    pgid="pgtrigger_credit_note_is_its_lines_09404",
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
                    func="\n    PERFORM FROM curule_invoice\n    WHERE account_id = NEW.account_id AND id = NEW.invoice_id FOR NO KEY UPDATE;\nIF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND i.id = NEW.invoice_id AND (\n        i.currency <> NEW.currency OR (\n            SELECT SUM(\n                CASE i.tax_behavior WHEN 'inclusive' THEN n.total_minor ELSE n.subtotal_minor END\n            ) FROM curule_credit_note n\n            WHERE n.account_id = i.account_id AND n.invoice_id = i.id\n        ) > (\n            SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_invoice_line l\n            WHERE l.account_id = i.account_id AND l.invoice_id = i.id AND l.amount_minor > 0\n        )\n    )\n) THEN RAISE EXCEPTION 'credit_note_within_its_invoice: more is credited on its invoice than was charged, or in another currency' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_within_its_invoice', TABLE = TG_TABLE_NAME; END IF;",
                    hash="0aa0360cd55a37eaf7169b30cf8b91f003fadbc5",
                    operation="INSERT",
                    pgid="pgtrigger_credit_note_within_its_invoice_402ab",
                    table="curule_credit_note",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnoteline",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_line_of_its_note",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_credit_note n\n    LEFT JOIN curule_invoice i ON i.account_id = n.account_id AND i.id = n.invoice_id\n    WHERE n.account_id = NEW.account_id\n    AND (\n        n.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN n.tax_minor ELSE 0 END\n    ) <> (\n        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),\n            COALESCE(SUM(l.included_tax_minor), 0)\n        FROM curule_credit_note_line l\n        WHERE l.account_id = n.account_id AND l.credit_note_id = n.id\n    )\n AND n.id = NEW.credit_note_id) THEN RAISE EXCEPTION 'credit_note_line_of_its_note: the subtotal of its credit note is not the sum of the lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_line_of_its_note', TABLE = TG_TABLE_NAME; END IF;",
                    hash="d2e3a79fd46e71e0603ff1ec9b5c7114f6e55218",
                    operation="INSERT",
                    pgid="pgtrigger_credit_note_line_of_its_note_e6b62",
                    table="curule_credit_note_line",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_issued",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'draft\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."kind", OLD."currency", OLD."subtotal_minor", OLD."tax_behavior", OLD."tax_rate", OLD."tax_treatment", OLD."tax_country", OLD."tax_category", OLD."tax_note", OLD."tax_minor", OLD."total_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."issued_at", OLD."due_at", OLD."raised_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."kind", NEW."currency", NEW."subtotal_minor", NEW."tax_behavior", NEW."tax_rate", NEW."tax_treatment", NEW."tax_country", NEW."tax_category", NEW."tax_note", NEW."tax_minor", NEW."total_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."issued_at", NEW."due_at", NEW."raised_by"))',
                    func="RAISE EXCEPTION 'invoice_issued: only number, as_issued, status, paid_minor, credited_minor, is_granted, left_behind_at, next_attempt_at, attempts, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued', TABLE = TG_TABLE_NAME;",
                    hash="ff546f927702125347562e55cc53e188a11de01e",
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
                name="invoice_is_its_lines",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND i.status <> 'draft'\n    AND (\n        i.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN i.tax_minor ELSE 0 END\n    ) <> (\n        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),\n            COALESCE(SUM(l.included_tax_minor), 0)\n        FROM curule_invoice_line l\n        WHERE l.account_id = i.account_id AND l.invoice_id = i.id\n    )\n AND i.id = NEW.id) THEN RAISE EXCEPTION 'invoice_is_its_lines: its subtotal is not the sum of its lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_is_its_lines', TABLE = TG_TABLE_NAME; END IF;",
                    hash="c48726bced101fec2ccafb112d4bf44d7228d33c",
                    operation='INSERT OR UPDATE OF "status"',
                    pgid="pgtrigger_invoice_is_its_lines_6ee3c",
                    table="curule_invoice",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceline",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_line_of_its_invoice",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND i.status <> 'draft'\n    AND (\n        i.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN i.tax_minor ELSE 0 END\n    ) <> (\n        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),\n            COALESCE(SUM(l.included_tax_minor), 0)\n        FROM curule_invoice_line l\n        WHERE l.account_id = i.account_id AND l.invoice_id = i.id\n    )\n AND i.id = NEW.invoice_id) THEN RAISE EXCEPTION 'invoice_line_of_its_invoice: the subtotal of its invoice is not the sum of the lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_line_of_its_invoice', TABLE = TG_TABLE_NAME; END IF;",
                    hash="e06e252d3783d6436f61182512ff679cc8f39432",
                    operation="INSERT",
                    pgid="pgtrigger_invoice_line_of_its_invoice_9291a",
                    table="curule_invoice_line",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_as_shown",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_version", OLD."kind", OLD."terms", OLD."change", OLD."currency", OLD."subtotal_minor", OLD."tax_minor", OLD."total_minor", OLD."credit_minor", OLD."due_now_minor", OLD."given_back_minor", OLD."at_renewal_minor", OLD."tax_behavior", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_version", NEW."kind", NEW."terms", NEW."change", NEW."currency", NEW."subtotal_minor", NEW."tax_minor", NEW."total_minor", NEW."credit_minor", NEW."due_now_minor", NEW."given_back_minor", NEW."at_renewal_minor", NEW."tax_behavior", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'quote_as_shown: only status, subscription_id, is_offer, expires_at, remind_at, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_as_shown', TABLE = TG_TABLE_NAME;",
                    hash="95614caa7ba1a2990a770eff09d027b0307b214c",
                    operation="UPDATE",
                    pgid="pgtrigger_quote_as_shown_00cce",
                    table="curule_quote",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_behavior__in", ["exclusive", "inclusive"])),
                name="invoice_tax_behavior_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_behavior__in", ["exclusive", "inclusive"])),
                name="price_tax_behavior_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("plan_version", "="), ("currency", "="), ("tax_behavior", "<>")],
                name="price_one_tax_behavior",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_behavior__in", ["exclusive", "inclusive"])),
                name="quote_tax_behavior_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_back_minor__gte", 0)), name="quote_gives_back"
            ),
        ),
    ]
