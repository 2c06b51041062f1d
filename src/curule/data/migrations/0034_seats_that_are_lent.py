"""Seats that are lent: an assignment that ends by itself where nobody says it is in use."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0033_directories_of_customers"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assignment",
            name="assignment_closed",
        ),
        migrations.AddField(
            model_name="assignment",
            name="lapses_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(
                    ("ended_at", None), models.Q(("lapses_at", None), _negated=True)
                ),
                fields=["account", "subscription_id", "lapses_at"],
                name="assignment_lent",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(
                    ("ended_at", None), models.Q(("lapses_at", None), _negated=True)
                ),
                fields=["lapses_at"],
                name="assignment_lapses",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="assignment_closed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.ended_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."pool_id", OLD."seat_type_id", OLD."seat_id", OLD."person_id", OLD."invitation_id", OLD."state", OLD."started_at", OLD."activated_at", OLD."last_active_at", OLD."reclaim_suggested_at", OLD."lapses_at", OLD."ended_at", OLD."assigned_by", OLD."ended_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."pool_id", NEW."seat_type_id", NEW."seat_id", NEW."person_id", NEW."invitation_id", NEW."state", NEW."started_at", NEW."activated_at", NEW."last_active_at", NEW."reclaim_suggested_at", NEW."lapses_at", NEW."ended_at", NEW."assigned_by", NEW."ended_by"))',
                    func="RAISE EXCEPTION 'assignment_closed: only email, end_reason may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_closed', TABLE = TG_TABLE_NAME;",
                    hash="0eb40dd73d101026b7f7ebb1c3bdefa5ac876ca1",
                    operation="UPDATE",
                    pgid="pgtrigger_assignment_closed_8c842",
                    table="curule_assignment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="assignment_lent_no_shorter",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.lapses_at IS NOT NULL AND (OLD.lapses_at IS NULL OR NEW.lapses_at < OLD.lapses_at))",
                    func="RAISE EXCEPTION 'assignment_lent_no_shorter: a seat that is held is not lent, and a lease is given back, not shortened' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_lent_no_shorter', TABLE = TG_TABLE_NAME;",
                    hash="dca51bde1123c2c47a338f04ca7c3c760afd4c4a",
                    operation="UPDATE",
                    pgid="pgtrigger_assignment_lent_no_shorter_0ee79",
                    table="curule_assignment",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lapses_at", None),
                    models.Q(("lapses_at__gt", models.F("started_at")), ("state", "active")),
                    _connector="OR",
                ),
                name="assignment_lent_to_somebody",
            ),
        ),
    ]
