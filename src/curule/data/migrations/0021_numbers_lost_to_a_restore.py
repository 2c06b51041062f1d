"""Numbers whose papers a restore took away; the rules of a series count them as given."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0020_statements_of_the_bank"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="LostNumbers",
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
                ("series", models.CharField(max_length=80)),
                ("first_number", models.PositiveBigIntegerField()),
                ("last_number", models.PositiveBigIntegerField()),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_lost_numbers",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="creditnote",
            name="credit_note_number_follows_on",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_number_follows_on",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoiceseries",
            name="invoice_series_as_far_as_issued",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditnote",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_note_number_follows_on",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.number IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n        SELECT FROM (\n            SELECT SUBSTRING(NEW.number FROM '^(.*)-[0-9]+$') AS key,\n                SUBSTRING(NEW.number FROM '([0-9]+)$')::numeric AS place\n        ) n\n        LEFT JOIN curule_invoice_series s ON s.key = n.key\n        WHERE s.key IS NULL OR n.place NOT BETWEEN 1 AND s.last_number\n        OR NEW.number <> n.key || '-' || LPAD((n.place)::text, GREATEST(LENGTH((n.place)::text), 6), '0')\n        OR n.place > 1 AND NOT EXISTS (\n            SELECT FROM curule_credit_note d WHERE d.number = n.key || '-' || LPAD((n.place - 1)::text, GREATEST(LENGTH((n.place - 1)::text), 6), '0')\n        ) AND NOT EXISTS (SELECT FROM curule_lost_numbers l WHERE l.series = n.key AND n.place - 1 BETWEEN l.first_number AND l.last_number)\n    ) THEN RAISE EXCEPTION 'credit_note_number_follows_on: its number is not the one that follows in a series' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_number_follows_on', TABLE = TG_TABLE_NAME; END IF;",
                    hash="26d967ab9224cb1dd65f08ca3a3535b9629a623a",
                    operation='INSERT OR UPDATE OF "number"',
                    pgid="pgtrigger_credit_note_number_follows_on_071be",
                    table="curule_credit_note",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_number_follows_on",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.number IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n        SELECT FROM (\n            SELECT SUBSTRING(NEW.number FROM '^(.*)-[0-9]+$') AS key,\n                SUBSTRING(NEW.number FROM '([0-9]+)$')::numeric AS place\n        ) n\n        LEFT JOIN curule_invoice_series s ON s.key = n.key\n        WHERE s.key IS NULL OR n.place NOT BETWEEN 1 AND s.last_number\n        OR NEW.number <> n.key || '-' || LPAD((n.place)::text, GREATEST(LENGTH((n.place)::text), 6), '0')\n        OR n.place > 1 AND NOT EXISTS (\n            SELECT FROM curule_invoice d WHERE d.number = n.key || '-' || LPAD((n.place - 1)::text, GREATEST(LENGTH((n.place - 1)::text), 6), '0')\n        ) AND NOT EXISTS (SELECT FROM curule_lost_numbers l WHERE l.series = n.key AND n.place - 1 BETWEEN l.first_number AND l.last_number)\n    ) THEN RAISE EXCEPTION 'invoice_number_follows_on: its number is not the one that follows in a series' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_number_follows_on', TABLE = TG_TABLE_NAME; END IF;",
                    hash="89c4171f0946980765319c8adb782a0e98caadf6",
                    operation='INSERT OR UPDATE OF "number"',
                    pgid="pgtrigger_invoice_number_follows_on_74c7e",
                    table="curule_invoice",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceseries",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_series_as_far_as_issued",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.last_number > 0)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT WHERE NOT EXISTS (\n        SELECT FROM curule_invoice d WHERE d.number = NEW.key || '-' || LPAD((NEW.last_number)::text, GREATEST(LENGTH((NEW.last_number)::text), 6), '0')\n        UNION ALL\n        SELECT FROM curule_credit_note d WHERE d.number = NEW.key || '-' || LPAD((NEW.last_number)::text, GREATEST(LENGTH((NEW.last_number)::text), 6), '0')\n    ) AND NOT EXISTS (SELECT FROM curule_lost_numbers l WHERE l.series = NEW.key AND NEW.last_number BETWEEN l.first_number AND l.last_number)\n) THEN RAISE EXCEPTION 'invoice_series_as_far_as_issued: no document has its last number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_as_far_as_issued', TABLE = TG_TABLE_NAME; END IF;",
                    hash="458a19979780a401f2dacd719a84fa722eed263c",
                    operation='INSERT OR UPDATE OF "last_number"',
                    pgid="pgtrigger_invoice_series_as_far_as_issued_82dd5",
                    table="curule_invoice_series",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="lostnumbers",
            constraint=models.UniqueConstraint(
                fields=("series", "first_number"), name="lost_numbers_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="lostnumbers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_number__gte", 1), ("last_number__gte", models.F("first_number"))
                ),
                name="lost_numbers_from_first_to_last",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostnumbers",
            trigger=pgtrigger.compiler.Trigger(
                name="lost_numbers_append_only",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'lost_numbers_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'lost_numbers_append_only', TABLE = TG_TABLE_NAME;",
                    hash="3f1e604cc844ccb63e513a5f4cf0ffca954c91fb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_lost_numbers_append_only_be425",
                    table="curule_lost_numbers",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostnumbers",
            trigger=pgtrigger.compiler.Trigger(
                name="lost_numbers_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'lost_numbers_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'lost_numbers_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="2038f9850e3ab0333744f47e285a9e7913863877",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_lost_numbers_not_emptied_3c9d6",
                    table="curule_lost_numbers",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON curule_lost_numbers FROM PUBLIC, CURRENT_USER",
            "GRANT UPDATE, DELETE, TRUNCATE ON curule_lost_numbers TO CURRENT_USER",
        ),
    ]
