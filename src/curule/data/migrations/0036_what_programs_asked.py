"""What programs asked for with their keys, and what was done for them once only."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0035_single_sign_on"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="VendorOperation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=curule.data.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=255, unique=True)),
                ("command", models.CharField(max_length=60)),
                ("fingerprint", models.CharField(max_length=64)),
                ("result", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_vendor_operation",
            },
        ),
        migrations.CreateModel(
            name="ApiRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=curule.data.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("api_key_id", models.UUIDField()),
                ("is_live", models.BooleanField()),
                ("method", models.CharField(max_length=7)),
                ("route", models.CharField(max_length=100)),
                ("status", models.PositiveSmallIntegerField()),
                ("milliseconds", models.PositiveIntegerField()),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_api_request",
                "indexes": [models.Index(fields=["api_key_id", "id"], name="api_request_by_key")],
                "constraints": [
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("api_key_id",),
                        name="api_request_api_key_id_fk",
                        to="curule_api_key",
                        to_fields=("id",),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__gte", 100), ("status__lte", 599)),
                        name="api_request_status_of_http",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), ("status__gte", 400), _connector="OR"),
                        name="api_request_refused_with_a_code",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apirequest",
            trigger=pgtrigger.compiler.Trigger(
                name="api_request_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."api_key_id", OLD."is_live", OLD."method", OLD."route", OLD."status", OLD."milliseconds", OLD."code", OLD."at") IS DISTINCT FROM (NEW."id", NEW."api_key_id", NEW."is_live", NEW."method", NEW."route", NEW."status", NEW."milliseconds", NEW."code", NEW."at"))',
                    func="RAISE EXCEPTION 'api_request_as_made: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_request_as_made', TABLE = TG_TABLE_NAME;",
                    hash="7c7804681b173c31ada3f51d173ea13f86ce7478",
                    operation="UPDATE",
                    pgid="pgtrigger_api_request_as_made_9af25",
                    table="curule_api_request",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendoroperation",
            trigger=pgtrigger.compiler.Trigger(
                name="vendor_operation_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'vendor_operation_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_kept', TABLE = TG_TABLE_NAME;",
                    hash="3a9d59181ff22f96223a8f3b93dc8b32d6c8c326",
                    operation="DELETE",
                    pgid="pgtrigger_vendor_operation_kept_58fdb",
                    table="curule_vendor_operation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendoroperation",
            trigger=pgtrigger.compiler.Trigger(
                name="vendor_operation_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'vendor_operation_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="a7acc6ef56ad85757396620520f5e161fb6c8c9f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_vendor_operation_not_emptied_70166",
                    table="curule_vendor_operation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendoroperation",
            trigger=pgtrigger.compiler.Trigger(
                name="vendor_operation_as_given",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."key", OLD."command", OLD."fingerprint", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."key", NEW."command", NEW."fingerprint", NEW."created_at"))',
                    func="RAISE EXCEPTION 'vendor_operation_as_given: only result may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_as_given', TABLE = TG_TABLE_NAME;",
                    hash="c05e7e94c65fb1077c52cce6b567b3510dcfb2bb",
                    operation="UPDATE",
                    pgid="pgtrigger_vendor_operation_as_given_6a9d9",
                    table="curule_vendor_operation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendoroperation",
            trigger=pgtrigger.compiler.Trigger(
                name="vendor_operation_result_once",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.result <> '{}'::jsonb)",
                    func="RAISE EXCEPTION 'vendor_operation_result_once: its result was given already' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_result_once', TABLE = TG_TABLE_NAME;",
                    hash="d1e9c995c64ce5f2d495cabc41c9b19870a4b102",
                    operation="UPDATE",
                    pgid="pgtrigger_vendor_operation_result_once_c8555",
                    table="curule_vendor_operation",
                    when="BEFORE",
                ),
            ),
        ),
    ]
