"""A refund that was sent may come back; what its gateway says of it is kept."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0041_refunds_paid_out_at_the_bank"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="refund",
            name="refund_status_one_way",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="refund",
            name="refund_as_intended",
        ),
        migrations.AddField(
            model_name="refund",
            name="failure",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="refund",
            name="reference",
            field=models.CharField(blank=True, db_default="", default="", max_length=140),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="refund_as_intended",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."payment_id", OLD."credit_note_id", OLD."key", OLD."currency", OLD."amount_minor", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."payment_id", NEW."credit_note_id", NEW."key", NEW."currency", NEW."amount_minor", NEW."created_at"))',
                    func="RAISE EXCEPTION 'refund_as_intended: only status, settled_at, ask_again_at, sent_by, reference, failure may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_as_intended', TABLE = TG_TABLE_NAME;",
                    hash="b0b9c8a1d6837238466063320321eb832393f038",
                    operation="UPDATE",
                    pgid="pgtrigger_refund_as_intended_bc720",
                    table="curule_refund",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="refund_status_one_way",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'pending' AND NEW.status IN ('succeeded', 'failed', 'unknown') OR OLD.status = 'unknown' AND NEW.status IN ('succeeded', 'failed') OR OLD.status = 'succeeded' AND NEW.status IN ('failed') OR OLD.status = 'failed' AND NEW.status IN ('succeeded')))",
                    func="RAISE EXCEPTION 'refund_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_status_one_way', TABLE = TG_TABLE_NAME;",
                    hash="854276fb8fbd693e177d15f432d4ad93e8801784",
                    operation="UPDATE",
                    pgid="pgtrigger_refund_status_one_way_0d022",
                    table="curule_refund",
                    when="BEFORE",
                ),
            ),
        ),
    ]
