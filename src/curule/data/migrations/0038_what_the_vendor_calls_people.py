"""What the vendor's own program calls the people who use its product."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0037_names_in_other_systems"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="ExternalId",
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
                ("is_live", models.BooleanField()),
                ("written", models.CharField(max_length=100)),
                ("email", models.CharField(max_length=254)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=254)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_external_id",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["email"],
                        name="external_id_by_email",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("written__regex", "^[A-Za-z0-9._:|~=-]+$")),
                        name="external_id_is_no_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("written__startswith", "usr_"), _negated=True),
                        name="external_id_is_not_ours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        name="external_id_of_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("is_live", "written"),
                        name="external_id_once",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="external_id_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'external_id_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_kept', TABLE = TG_TABLE_NAME;",
                    hash="19210cca07f497b198da596b49b12332ae7cb308",
                    operation="DELETE",
                    pgid="pgtrigger_external_id_kept_8ebf8",
                    table="curule_external_id",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="external_id_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'external_id_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="5074e430adc1c4083894c94f94a4e64f7b997689",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_external_id_not_emptied_52457",
                    table="curule_external_id",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="external_id_as_given",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."is_live", OLD."written", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."is_live", NEW."written", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'external_id_as_given: only email, ended_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_as_given', TABLE = TG_TABLE_NAME;",
                    hash="9f9c55973440338a674e85ad7ffab918bb2a48c4",
                    operation="UPDATE",
                    pgid="pgtrigger_external_id_as_given_fb6af",
                    table="curule_external_id",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="external_id_ends_for_good",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.ended_at IS NOT NULL)",
                    func="RAISE EXCEPTION 'external_id_ends_for_good: an ended one stays as it was' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_ends_for_good', TABLE = TG_TABLE_NAME;",
                    hash="c4a50b24be4de34c460a6c26969a73a06e9f7ed7",
                    operation="UPDATE",
                    pgid="pgtrigger_external_id_ends_for_good_51932",
                    table="curule_external_id",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="externalid",
            trigger=pgtrigger.compiler.Trigger(
                name="external_id_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.email IS DISTINCT FROM NEW.email OR NEW.ended_at IS NOT NULL)",
                    func="PERFORM pg_notify('curule_taken_away', NEW.id::text);",
                    hash="74f6f77e248ffd7ebb6edafd9040006a0dccc958",
                    operation='UPDATE OF "email", "ended_at"',
                    pgid="pgtrigger_external_id_tells_1fe60",
                    table="curule_external_id",
                    when="AFTER",
                ),
            ),
        ),
    ]
