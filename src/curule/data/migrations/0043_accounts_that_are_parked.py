"""Accounts that are parked at a safety bound, and the most that one invoice may come to (I26)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0042_refunds_that_come_back"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="InvoiceCap",
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
                ("currency", models.CharField(max_length=3)),
                ("most_minor", models.BigIntegerField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_invoice_cap",
            },
        ),
        migrations.CreateModel(
            name="Parking",
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
                ("bound", models.CharField(max_length=20)),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("found", models.BigIntegerField()),
                ("most", models.BigIntegerField()),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("parked_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("released_by", models.CharField(blank=True, default="", max_length=254)),
                ("released_because", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "db_table": "curule_parking",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_not_while_parked",
                sql=curule.data.rules.RuleSql(
                    func="IF EXISTS (\n    SELECT FROM curule_parking p WHERE p.account_id = NEW.account_id AND p.released_at IS NULL\n) THEN RAISE EXCEPTION 'invoice_not_while_parked: its account waits for its release' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_not_while_parked', TABLE = TG_TABLE_NAME; END IF;",
                    hash="8bf4509dc199d4f7461756df4733b72b42bfa57e",
                    operation="INSERT",
                    pgid="pgtrigger_invoice_not_while_parked_f2fd1",
                    table="curule_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="invoicecap",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddField(
            model_name="parking",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicecap",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="invoice_cap_key"),
        ),
        migrations.AddConstraint(
            model_name="invoicecap",
            constraint=models.UniqueConstraint(
                fields=("account", "currency"), name="invoice_cap_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicecap",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="invoice_cap_currency_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicecap",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_minor__gt", 0)), name="invoice_cap_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="parking_key"),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "subscription_id"),
                name="parking_subscription_id_fk",
                to="curule_subscription",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)), fields=("account",), name="parking_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "bound__in",
                        [
                            "invoices_a_minute",
                            "invoices_a_day",
                            "lines_a_day",
                            "changes_an_hour",
                            "amount",
                        ],
                    )
                ),
                name="parking_bound_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bound", "amount"), models.Q(("currency", ""), _negated=True)),
                    models.Q(models.Q(("bound", "amount"), _negated=True), ("currency", "")),
                    _connector="OR",
                ),
                name="parking_amount_in_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=models.CheckConstraint(
                condition=models.Q(("found__gt", models.F("most")), ("most__gte", 0)),
                name="parking_above_the_bound",
            ),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("released_by", "")),
                    models.Q(
                        models.Q(("released_at", None), _negated=True),
                        models.Q(("released_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="parking_released_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="parking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("released_because", "")),
                    models.Q(
                        models.Q(("released_at", None), _negated=True),
                        models.Q(("released_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="parking_released_for_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="parking",
            trigger=pgtrigger.compiler.Trigger(
                name="parking_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'parking_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'parking_kept', TABLE = TG_TABLE_NAME;",
                    hash="7cf667d2cef2a77cedf3b6d9fa69d5bb12008a3f",
                    operation="DELETE",
                    pgid="pgtrigger_parking_kept_e219d",
                    table="curule_parking",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="parking",
            trigger=pgtrigger.compiler.Trigger(
                name="parking_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'parking_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'parking_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="7c8b5ead0d9e3c1f9e7b8718a00c8fe9bb3f0b06",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_parking_not_emptied_f0bd2",
                    table="curule_parking",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="parking",
            trigger=pgtrigger.compiler.Trigger(
                name="parking_as_met",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."bound", OLD."subscription_id", OLD."found", OLD."most", OLD."currency", OLD."parked_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."bound", NEW."subscription_id", NEW."found", NEW."most", NEW."currency", NEW."parked_at"))',
                    func="RAISE EXCEPTION 'parking_as_met: only released_at, released_by, released_because may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'parking_as_met', TABLE = TG_TABLE_NAME;",
                    hash="3950068812a667aff5476c8b68774d5a13fa909f",
                    operation="UPDATE",
                    pgid="pgtrigger_parking_as_met_d4d9a",
                    table="curule_parking",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="parking",
            trigger=pgtrigger.compiler.Trigger(
                name="parking_released",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.released_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."bound", OLD."subscription_id", OLD."found", OLD."most", OLD."currency", OLD."parked_at", OLD."released_at", OLD."released_by", OLD."released_because") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."bound", NEW."subscription_id", NEW."found", NEW."most", NEW."currency", NEW."parked_at", NEW."released_at", NEW."released_by", NEW."released_because"))',
                    func="RAISE EXCEPTION 'parking_released: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'parking_released', TABLE = TG_TABLE_NAME;",
                    hash="68ba7803e07ab7e0a3095a035e8e4d8b96420269",
                    operation="UPDATE",
                    pgid="pgtrigger_parking_released_85f92",
                    table="curule_parking",
                    when="BEFORE",
                ),
            ),
        ),
    ]
