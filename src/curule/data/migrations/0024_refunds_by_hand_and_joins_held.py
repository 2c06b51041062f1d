"""Refunds that a gateway declined may be paid out by hand; money of a join may be held."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0023_tax_ids_asked_about"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="refund",
            name="refund_status_one_way",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="settlement",
            name="settlement_closed",
        ),
        migrations.AddField(
            model_name="settlement",
            name="held_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="refund_status_one_way",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'pending' AND NEW.status IN ('succeeded', 'failed', 'unknown') OR OLD.status = 'unknown' AND NEW.status IN ('succeeded', 'failed') OR OLD.status = 'succeeded' AND NEW.status IN ('reversed') OR OLD.status = 'failed' AND NEW.status IN ('succeeded')))",
                    func="RAISE EXCEPTION 'refund_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_status_one_way', TABLE = TG_TABLE_NAME;",
                    hash="1d7be98e72af19c7164ead40666276cf7185a978",
                    operation="UPDATE",
                    pgid="pgtrigger_refund_status_one_way_0d022",
                    table="curule_refund",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="settlement",
            trigger=pgtrigger.compiler.Trigger(
                name="settlement_closed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'pending\' AND (OLD."id", OLD."own_account_id", OLD."joined_account_id", OLD."person_id", OLD."invitation_id", OLD."own_subscription_id", OLD."choice", OLD."status", OLD."currency", OLD."amount_minor", OLD."settled_at", OLD."moves_at", OLD."closed_at", OLD."held_at", OLD."restore") IS DISTINCT FROM (NEW."id", NEW."own_account_id", NEW."joined_account_id", NEW."person_id", NEW."invitation_id", NEW."own_subscription_id", NEW."choice", NEW."status", NEW."currency", NEW."amount_minor", NEW."settled_at", NEW."moves_at", NEW."closed_at", NEW."held_at", NEW."restore"))',
                    func="RAISE EXCEPTION 'settlement_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'settlement_closed', TABLE = TG_TABLE_NAME;",
                    hash="da26a73531c963b2e363a91c7c77eebf98d7a2f0",
                    operation="UPDATE",
                    pgid="pgtrigger_settlement_closed_f7b2e",
                    table="curule_settlement",
                    when="BEFORE",
                ),
            ),
        ),
    ]
