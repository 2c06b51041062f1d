"""Test clocks that have been played to the present follow real time from then on."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0006_staff"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="testclock",
            name="follows_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="testclock",
            trigger=pgtrigger.compiler.Trigger(
                name="test_clock_follows_on",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.follows_from IS NOT NULL AND NEW.follows_from IS DISTINCT FROM OLD.follows_from)",
                    func="RAISE EXCEPTION 'test_clock_follows_on: once it follows real time it does so for good' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'test_clock_follows_on', TABLE = TG_TABLE_NAME;",
                    hash="77ebffd1bbec43c5c6dfd70a0283391a1e35dc3e",
                    operation="UPDATE",
                    pgid="pgtrigger_test_clock_follows_on_5c024",
                    table="curule_test_clock",
                    when="BEFORE",
                ),
            ),
        ),
    ]
