"""A refund that its gateway declines is paid out at the bank."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0040_domains_that_are_proved"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="refund",
            name="refund_as_intended",
        ),
        migrations.AddField(
            model_name="refund",
            name="sent_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="refund_as_intended",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."payment_id", OLD."credit_note_id", OLD."key", OLD."currency", OLD."amount_minor", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."payment_id", NEW."credit_note_id", NEW."key", NEW."currency", NEW."amount_minor", NEW."created_at"))',
                    func="RAISE EXCEPTION 'refund_as_intended: only status, settled_at, ask_again_at, sent_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_as_intended', TABLE = TG_TABLE_NAME;",
                    hash="71d8c6844a8d621b88272f173d655b2f0e67a665",
                    operation="UPDATE",
                    pgid="pgtrigger_refund_as_intended_bc720",
                    table="curule_refund",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_by", ""), ("status", "succeeded"), _connector="OR"),
                name="refund_sent_by_once_sent",
            ),
        ),
    ]
