"""Where the vendor sells from, and on each invoice how its tax was decided."""

import django.contrib.postgres.constraints
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0013_money_within_its_documents"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Seller",
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
                ("country", models.CharField(max_length=2)),
                ("one_stop_shop_since", models.DateField(blank=True, null=True)),
                ("one_stop_shop_until", models.DateField(blank=True, null=True)),
                ("destination_since", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_seller",
            },
        ),
        migrations.CreateModel(
            name="SellerRegistration",
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
                ("country", models.CharField(max_length=2)),
                ("number", models.CharField(max_length=40)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_seller_registration",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_issued",
        ),
        migrations.AddField(
            model_name="invoice",
            name="tax_category",
            field=models.CharField(blank=True, default="", max_length=2),
        ),
        migrations.AddField(
            model_name="invoice",
            name="tax_country",
            field=models.CharField(blank=True, default="", max_length=2),
        ),
        migrations.AddField(
            model_name="invoice",
            name="tax_note",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="invoice",
            name="tax_treatment",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_issued",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'draft\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."kind", OLD."currency", OLD."subtotal_minor", OLD."tax_rate", OLD."tax_treatment", OLD."tax_country", OLD."tax_category", OLD."tax_note", OLD."tax_minor", OLD."total_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."issued_at", OLD."due_at", OLD."raised_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."kind", NEW."currency", NEW."subtotal_minor", NEW."tax_rate", NEW."tax_treatment", NEW."tax_country", NEW."tax_category", NEW."tax_note", NEW."tax_minor", NEW."total_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."issued_at", NEW."due_at", NEW."raised_by"))',
                    func="RAISE EXCEPTION 'invoice_issued: only number, status, paid_minor, credited_minor, is_granted, left_behind_at, next_attempt_at, attempts, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued', TABLE = TG_TABLE_NAME;",
                    hash="c7087e6d3b8ddd135e5775f9bb1eea838a5dc413",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_issued_5426a",
                    table="curule_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_category__in", ["", "S", "Z", "E", "AE", "G", "O"])),
                name="invoice_tax_category_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="seller_country_written"
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("one_stop_shop_until", None),
                    models.Q(
                        ("one_stop_shop_since__isnull", False),
                        ("one_stop_shop_until__gt", models.F("one_stop_shop_since")),
                    ),
                    _connector="OR",
                ),
                name="seller_one_stop_shop_not_empty",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seller",
            trigger=pgtrigger.compiler.Trigger(
                name="seller_append_only",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'seller_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_append_only', TABLE = TG_TABLE_NAME;",
                    hash="5283332b4acdfcc9e1b6a2ec1ae6e3687acf7464",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_seller_append_only_f6ce6",
                    table="curule_seller",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seller",
            trigger=pgtrigger.compiler.Trigger(
                name="seller_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'seller_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="46afa787cbf5d8e5821fe22692fc6f2457073142",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_seller_not_emptied_83942",
                    table="curule_seller",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sellerregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                name="seller_registration_country_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="sellerregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gt", models.F("since")), _connector="OR"
                ),
                name="seller_registration_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="sellerregistration",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("country", "="),
                    (models.Func("since", "until", function="DATERANGE"), "&&"),
                ],
                name="seller_registration_no_overlap",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sellerregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="seller_registration_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'seller_registration_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_kept', TABLE = TG_TABLE_NAME;",
                    hash="1af22e082b0c158bf1654f206bcf313bd861ec9d",
                    operation="DELETE",
                    pgid="pgtrigger_seller_registration_kept_ad01d",
                    table="curule_seller_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sellerregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="seller_registration_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'seller_registration_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="f1b8b74b5ca9e385da6d30183319a2442b6eeadd",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_seller_registration_not_emptied_214bd",
                    table="curule_seller_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sellerregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="seller_registration_as_recorded",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."country", OLD."number", OLD."since", OLD."recorded_at", OLD."recorded_by") IS DISTINCT FROM (NEW."id", NEW."country", NEW."number", NEW."since", NEW."recorded_at", NEW."recorded_by"))',
                    func="RAISE EXCEPTION 'seller_registration_as_recorded: only until, ended_at, ended_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_as_recorded', TABLE = TG_TABLE_NAME;",
                    hash="c25965b98ebc9131106ea237dfc7c1732f24a593",
                    operation="UPDATE",
                    pgid="pgtrigger_seller_registration_as_recorded_51d53",
                    table="curule_seller_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sellerregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="seller_registration_ended",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.until IS NOT NULL AND (OLD."id", OLD."country", OLD."number", OLD."since", OLD."until", OLD."recorded_at", OLD."recorded_by", OLD."ended_at", OLD."ended_by") IS DISTINCT FROM (NEW."id", NEW."country", NEW."number", NEW."since", NEW."until", NEW."recorded_at", NEW."recorded_by", NEW."ended_at", NEW."ended_by"))',
                    func="RAISE EXCEPTION 'seller_registration_ended: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_ended', TABLE = TG_TABLE_NAME;",
                    hash="f0fa5a3813977c443b73019d1f3610e4093757ba",
                    operation="UPDATE",
                    pgid="pgtrigger_seller_registration_ended_5bab9",
                    table="curule_seller_registration",
                    when="BEFORE",
                ),
            ),
        ),
    ]
