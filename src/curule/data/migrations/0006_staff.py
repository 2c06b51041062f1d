"""Who works for the vendor, in which role."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0005_flat_answers"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="StaffGrant",
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
                ("role", models.CharField(max_length=12)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.UUIDField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_by", models.UUIDField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "curule_staff_grant",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["admin", "finance", "support", "developer", "read_only"])
                        ),
                        name="staff_grant_role_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("person",),
                        name="staff_grant_once",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staffgrant",
            trigger=pgtrigger.compiler.Trigger(
                name="staff_grant_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'staff_grant_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'staff_grant_kept', TABLE = TG_TABLE_NAME;",
                    hash="73a6b3ff81aadeaeda52df330ef676eb80828056",
                    operation="DELETE",
                    pgid="pgtrigger_staff_grant_kept_0a1a7",
                    table="curule_staff_grant",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staffgrant",
            trigger=pgtrigger.compiler.Trigger(
                name="staff_grant_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'staff_grant_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'staff_grant_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="ee1e17752590c5cf0ab07035dcd5952a4ca9bd52",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_staff_grant_not_emptied_008d4",
                    table="curule_staff_grant",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staffgrant",
            trigger=pgtrigger.compiler.Trigger(
                name="staff_grant_revoked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.revoked_at IS NOT NULL AND (OLD."id", OLD."person_id", OLD."role", OLD."granted_at", OLD."granted_by", OLD."revoked_at", OLD."revoked_by") IS DISTINCT FROM (NEW."id", NEW."person_id", NEW."role", NEW."granted_at", NEW."granted_by", NEW."revoked_at", NEW."revoked_by"))',
                    func="RAISE EXCEPTION 'staff_grant_revoked: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'staff_grant_revoked', TABLE = TG_TABLE_NAME;",
                    hash="7ec51105b4c24b4e471c3ce593111fafbc19fb29",
                    operation="UPDATE",
                    pgid="pgtrigger_staff_grant_revoked_cfcc2",
                    table="curule_staff_grant",
                    when="BEFORE",
                ),
            ),
        ),
    ]
