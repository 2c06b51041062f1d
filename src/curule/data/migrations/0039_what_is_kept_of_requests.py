"""What is kept of a request: its ids, the form of its body, and why it was refused."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0038_what_the_vendor_calls_people"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="apirequest",
            name="api_request_as_made",
        ),
        migrations.AddField(
            model_name="apirequest",
            name="address",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="apirequest",
            name="field",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="apirequest",
            name="sent",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="apirequest",
            name="ways_out",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        migrations.AddIndex(
            model_name="apirequest",
            index=models.Index(
                condition=models.Q(("status__gte", 400)), fields=["id"], name="api_request_refused"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apirequest",
            trigger=pgtrigger.compiler.Trigger(
                name="api_request_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."api_key_id", OLD."is_live", OLD."method", OLD."route", OLD."status", OLD."milliseconds", OLD."code", OLD."at", OLD."address", OLD."sent", OLD."field", OLD."ways_out") IS DISTINCT FROM (NEW."id", NEW."api_key_id", NEW."is_live", NEW."method", NEW."route", NEW."status", NEW."milliseconds", NEW."code", NEW."at", NEW."address", NEW."sent", NEW."field", NEW."ways_out"))',
                    func="RAISE EXCEPTION 'api_request_as_made: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_request_as_made', TABLE = TG_TABLE_NAME;",
                    hash="b365bbe3c2c1a535638cf5b39fdd33dc1ddd0fad",
                    operation="UPDATE",
                    pgid="pgtrigger_api_request_as_made_9af25",
                    table="curule_api_request",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="apirequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("field", ""), models.Q(("code", ""), _negated=True), _connector="OR"
                ),
                name="api_request_field_of_a_refusal",
            ),
        ),
    ]
