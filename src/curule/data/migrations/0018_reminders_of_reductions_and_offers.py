"""When a scheduled reduction and an offer are reminded of, and who knows already."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0017_cards_through_gateways"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="quote",
            name="quote_as_shown",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="scheduledreduction",
            name="scheduled_reduction_closed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="scheduledreduction",
            name="scheduled_reduction_as_asked",
        ),
        migrations.AddField(
            model_name="quote",
            name="remind_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scheduledreduction",
            name="remind_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scheduledreduction",
            name="told",
            field=models.JSONField(default=list),
        ),
        migrations.AddIndex(
            model_name="quote",
            index=models.Index(
                condition=models.Q(
                    ("status", "open"), models.Q(("remind_at", None), _negated=True)
                ),
                fields=["remind_at"],
                name="quote_reminder_due",
            ),
        ),
        migrations.AddIndex(
            model_name="scheduledreduction",
            index=models.Index(
                condition=models.Q(
                    ("status", "open"), models.Q(("remind_at", None), _negated=True)
                ),
                fields=["remind_at"],
                name="reduction_reminder_due",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_as_shown",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_version", OLD."kind", OLD."terms", OLD."change", OLD."currency", OLD."subtotal_minor", OLD."tax_minor", OLD."total_minor", OLD."credit_minor", OLD."due_now_minor", OLD."at_renewal_minor", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_version", NEW."kind", NEW."terms", NEW."change", NEW."currency", NEW."subtotal_minor", NEW."tax_minor", NEW."total_minor", NEW."credit_minor", NEW."due_now_minor", NEW."at_renewal_minor", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'quote_as_shown: only status, subscription_id, is_offer, expires_at, remind_at, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_as_shown', TABLE = TG_TABLE_NAME;",
                    hash="c2e7d14237dbbe21cb525d2fff4ec80e6fa2ceb7",
                    operation="UPDATE",
                    pgid="pgtrigger_quote_as_shown_00cce",
                    table="curule_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scheduledreduction",
            trigger=pgtrigger.compiler.Trigger(
                name="scheduled_reduction_closed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."seat_type_id", OLD."target", OLD."effective_at", OLD."leaves", OLD."remind_at", OLD."told", OLD."status", OLD."requested_at", OLD."requested_by", OLD."closed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."seat_type_id", NEW."target", NEW."effective_at", NEW."leaves", NEW."remind_at", NEW."told", NEW."status", NEW."requested_at", NEW."requested_by", NEW."closed_at"))',
                    func="RAISE EXCEPTION 'scheduled_reduction_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_closed', TABLE = TG_TABLE_NAME;",
                    hash="2bf9044da7829d3d2e42b5a825fc399f4b46045d",
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
                    func="RAISE EXCEPTION 'scheduled_reduction_as_asked: only leaves, effective_at, remind_at, told, status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_as_asked', TABLE = TG_TABLE_NAME;",
                    hash="81244d56668884459b661cbce08e655ed7cc86c6",
                    operation="UPDATE",
                    pgid="pgtrigger_scheduled_reduction_as_asked_13998",
                    table="curule_scheduled_reduction",
                    when="BEFORE",
                ),
            ),
        ),
    ]
