"""What customers and subscriptions are called in the systems that they were imported from."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0036_what_programs_asked"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="ForeignId",
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
                ("source", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=12)),
                ("written", models.CharField(max_length=255)),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
            ],
            options={
                "db_table": "curule_foreign_id",
                "indexes": [
                    models.Index(
                        fields=["account", "subscription_id"], name="foreign_id_by_subscription"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="foreign_id_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="foreign_id_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["customer", "subscription"])),
                        name="foreign_id_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "customer"), ("subscription_id__isnull", True)),
                            models.Q(
                                models.Q(("kind", "customer"), _negated=True),
                                models.Q(("subscription_id__isnull", True), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="foreign_id_names_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            models.Q(("written", ""), _negated=True),
                        ),
                        name="foreign_id_written_down",
                    ),
                    models.UniqueConstraint(
                        fields=("source", "kind", "written"), name="foreign_id_once"
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="foreignid",
            trigger=pgtrigger.compiler.Trigger(
                name="foreign_id_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'foreign_id_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'foreign_id_kept', TABLE = TG_TABLE_NAME;",
                    hash="c4fe7ed7504f97bb6099968e705977c03ff706dd",
                    operation="DELETE",
                    pgid="pgtrigger_foreign_id_kept_342bd",
                    table="curule_foreign_id",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="foreignid",
            trigger=pgtrigger.compiler.Trigger(
                name="foreign_id_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'foreign_id_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'foreign_id_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="30ed194854402569ddb9673b8c3898c1e9b0cb2a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_foreign_id_not_emptied_59e2f",
                    table="curule_foreign_id",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="foreignid",
            trigger=pgtrigger.compiler.Trigger(
                name="foreign_id_as_written",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."source", OLD."kind", OLD."written", OLD."subscription_id", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."source", NEW."kind", NEW."written", NEW."subscription_id", NEW."created_at"))',
                    func="RAISE EXCEPTION 'foreign_id_as_written: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'foreign_id_as_written', TABLE = TG_TABLE_NAME;",
                    hash="0b5cfd16e2422bddc3225bab5a32d5fc458b0d51",
                    operation="UPDATE",
                    pgid="pgtrigger_foreign_id_as_written_a8430",
                    table="curule_foreign_id",
                    when="BEFORE",
                ),
            ),
        ),
    ]
