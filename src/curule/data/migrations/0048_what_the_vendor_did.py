"""What the vendor did that is no customer's stands in a table of its own (I27)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0047_what_customers_say_about_invoices"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="VendorEvent",
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
                ("type", models.CharField(max_length=60)),
                ("occurred_at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.UUIDField(blank=True, null=True)),
                ("actor_name", models.CharField(blank=True, default="", max_length=254)),
                ("subject_id", models.UUIDField()),
                ("payload", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "curule_vendor_event",
                "indexes": [models.Index(fields=["subject_id"], name="vendor_event_by_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "bank_statement.imported",
                                    "bank_line.assigned",
                                    "bank_line.recorded",
                                    "bank_line.set_aside",
                                    "bank_line.opened",
                                ],
                            )
                        ),
                        name="vendor_event_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor_kind__in", ["person", "staff", "key", "directory", "system"])
                        ),
                        name="vendor_event_actor_kind_known",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendorevent",
            trigger=pgtrigger.compiler.Trigger(
                name="vendor_event_append_only",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'vendor_event_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_event_append_only', TABLE = TG_TABLE_NAME;",
                    hash="8d149ea2c7dfb93b85ee128ad5ffd1dc9bb45b14",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_vendor_event_append_only_926c5",
                    table="curule_vendor_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vendorevent",
            trigger=pgtrigger.compiler.Trigger(
                name="vendor_event_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'vendor_event_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_event_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="0d88dc88cc45cc6d3d33f7730d7d7b8435609a90",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_vendor_event_not_emptied_b81d3",
                    table="curule_vendor_event",
                    when="BEFORE",
                ),
            ),
        ),
        # What was done before it was written down, as far as the rows say.
        migrations.RunSQL(
            """
            INSERT INTO curule_vendor_event
                (id, type, occurred_at, actor_kind, actor_id, actor_name, subject_id, payload)
            SELECT gen_random_uuid(), done.type, done.at, CASE WHEN done.by IS NULL THEN 'system'
                ELSE 'staff' END, done.by, COALESCE(person.email, ''), done.subject, '{}'
            FROM (
                SELECT 'bank_statement.imported' AS type, imported_at AS at, imported_by AS by,
                    id AS subject FROM curule_bank_statement
                UNION ALL
                SELECT CASE status WHEN 'set_aside' THEN 'bank_line.set_aside'
                    ELSE 'bank_line.assigned' END, decided_at, decided_by, id
                FROM curule_bank_entry WHERE status <> 'open'
                UNION ALL
                SELECT 'bank_line.recorded', decided_at, decided_by, id
                FROM curule_bank_entry WHERE status = 'recorded'
            ) AS done LEFT JOIN curule_person AS person ON person.id = done.by
            """,
            migrations.RunSQL.noop,
        ),
    ]
