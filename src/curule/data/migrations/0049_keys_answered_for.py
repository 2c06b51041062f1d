"""A key of the API may no more than whoever answers for it; its making is told (I34)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0048_what_the_vendor_did"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="apikey",
            name="api_key_as_made",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="apikey",
            name="api_key_tells",
        ),
        migrations.RemoveConstraint(
            model_name="vendorevent",
            name="vendor_event_type_known",
        ),
        migrations.AddField(
            model_name="apikey",
            name="answered_by",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."name", OLD."kind", OLD."is_live", OLD."scopes", OLD."digest", OLD."shown", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."name", NEW."kind", NEW."is_live", NEW."scopes", NEW."digest", NEW."shown", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'api_key_as_made: only answered_by, ends_at, ended_by, used_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_as_made', TABLE = TG_TABLE_NAME;",
                    hash="017d68236472fdf0224fe3964d5f78ffad6d2083",
                    operation="UPDATE",
                    pgid="pgtrigger_api_key_as_made_75820",
                    table="curule_api_key",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN ((OLD.ends_at, OLD.answered_by) IS DISTINCT FROM (NEW.ends_at, NEW.answered_by))",
                    func="PERFORM pg_notify('curule_taken_away', NEW.id::text);",
                    hash="e4c8ec8ea9cf9e00171fa8b5235954cbc01e6754",
                    operation='UPDATE OF "ends_at", "answered_by"',
                    pgid="pgtrigger_api_key_tells_6239d",
                    table="curule_api_key",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staffgrant",
            trigger=pgtrigger.compiler.Trigger(
                name="staff_grant_tells",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)",
                    func="PERFORM pg_notify('curule_taken_away', NEW.person_id::text);",
                    hash="70bc15bf277703262dd89de4419ae06471eae6b2",
                    operation='UPDATE OF "revoked_at"',
                    pgid="pgtrigger_staff_grant_tells_652e8",
                    table="curule_staff_grant",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("answered_by",),
                name="api_key_answered_by_fk",
                to="curule_person",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account__isnull", False),
                    models.Q(("invitation_id", None), ("subscription_id", None)),
                    _connector="OR",
                ),
                name="outbox_message_of_no_account_about_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "type__in",
                        [
                            "bank_statement.imported",
                            "bank_line.assigned",
                            "bank_line.recorded",
                            "bank_line.set_aside",
                            "bank_line.opened",
                            "api_key.made",
                            "api_key.answered_for",
                            "api_key.ended",
                            "api_key.leaked",
                        ],
                    )
                ),
                name="vendor_event_type_known",
            ),
        ),
    ]
