"""Coupons, who redeemed them, and what they took off lines and charges."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0021_numbers_lost_to_a_restore"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Coupon",
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
                ("code", models.CharField(max_length=40, unique=True)),
                (
                    "percent",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True),
                ),
                ("amount_minor", models.BigIntegerField(blank=True, null=True)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("periods", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
                ("limit_in_all", models.PositiveIntegerField(blank=True, null=True)),
                ("limit_per_account", models.PositiveIntegerField(blank=True, null=True)),
                ("is_for_first_purchase", models.BooleanField(default=False)),
                ("redeemed", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_coupon",
            },
        ),
        migrations.CreateModel(
            name="CouponPlan",
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
                ("coupon_id", models.UUIDField()),
                ("plan_id", models.UUIDField()),
            ],
            options={
                "db_table": "curule_coupon_plan",
            },
        ),
        migrations.CreateModel(
            name="CouponRedemption",
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
                ("coupon_id", models.UUIDField()),
                ("subscription_id", models.UUIDField()),
                ("order_id", models.UUIDField()),
                ("place", models.PositiveIntegerField(blank=True, null=True)),
                ("account_limit", models.PositiveIntegerField(blank=True, null=True)),
                ("periods", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("used", models.PositiveIntegerField(default=0)),
                ("in_force", models.BooleanField(default=False)),
                ("redeemed_at", models.DateTimeField()),
                ("redeemed_by", models.UUIDField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_coupon_redemption",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="charge",
            name="charge_as_charged",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="pendingline",
            name="pending_line_as_priced",
        ),
        migrations.AddField(
            model_name="charge",
            name="amount_off_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="charge",
            name="coupon_code",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="charge",
            name="percent_off",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=5),
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="coupon_code",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="discount_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="coupon_code",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="discount_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="pendingline",
            name="coupon_code",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="pendingline",
            name="discount_minor",
            field=models.BigIntegerField(default=0),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="charge",
            trigger=pgtrigger.compiler.Trigger(
                name="charge_as_charged",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.invoice_id IS NOT NULL AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."pool_id", OLD."seat_type_id", OLD."price_id", OLD."invoice_id", OLD."charged_quantity", OLD."base_quantity", OLD."period_starts_at", OLD."period_ends_at", OLD."starts_at", OLD."numerator", OLD."denominator", OLD."amount_minor", OLD."percent_off") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."pool_id", NEW."seat_type_id", NEW."price_id", NEW."invoice_id", NEW."charged_quantity", NEW."base_quantity", NEW."period_starts_at", NEW."period_ends_at", NEW."starts_at", NEW."numerator", NEW."denominator", NEW."amount_minor", NEW."percent_off"))',
                    func="RAISE EXCEPTION 'charge_as_charged: only quantity, credited_minor, coupon_code, amount_off_minor, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_as_charged', TABLE = TG_TABLE_NAME;",
                    hash="9b5e4f9af760abfa8e8432193209862676f46af6",
                    operation="UPDATE",
                    pgid="pgtrigger_charge_as_charged_10ea6",
                    table="curule_charge",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pendingline",
            trigger=pgtrigger.compiler.Trigger(
                name="pending_line_as_priced",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."position", OLD."kind", OLD."seat_type_id", OLD."quantity", OLD."unit_amount_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."numerator", OLD."denominator", OLD."amount_minor", OLD."discount_minor", OLD."coupon_code", OLD."subscription_id", OLD."charge_id", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."position", NEW."kind", NEW."seat_type_id", NEW."quantity", NEW."unit_amount_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."numerator", NEW."denominator", NEW."amount_minor", NEW."discount_minor", NEW."coupon_code", NEW."subscription_id", NEW."charge_id", NEW."created_at"))',
                    func="RAISE EXCEPTION 'pending_line_as_priced: only invoice_id may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pending_line_as_priced', TABLE = TG_TABLE_NAME;",
                    hash="15e71361f56a249b3c241a4340e217a0250e1b19",
                    operation="UPDATE",
                    pgid="pgtrigger_pending_line_as_priced_94d8a",
                    table="curule_pending_line",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_off_minor__gte", 0),
                    ("percent_off__gte", 0),
                    ("percent_off__lte", 100),
                    models.Q(("percent_off", 0), ("amount_off_minor", 0), _connector="OR"),
                ),
                name="charge_percent_or_amount_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("coupon_code", ""), ("discount_minor", 0)),
                    models.Q(
                        ("amount_minor__gt", 0),
                        ("discount_minor__gt", 0),
                        models.Q(("coupon_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="credit_note_line_discounted",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("coupon_code", ""), ("discount_minor", 0)),
                    models.Q(
                        ("amount_minor__gt", 0),
                        ("discount_minor__gt", 0),
                        models.Q(("coupon_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_line_discounted",
            ),
        ),
        migrations.AddConstraint(
            model_name="pendingline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("coupon_code", ""), ("discount_minor", 0)),
                    models.Q(
                        ("amount_minor__gt", 0),
                        ("discount_minor__gt", 0),
                        models.Q(("coupon_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pending_line_discounted",
            ),
        ),
        migrations.AddIndex(
            model_name="coupon",
            index=models.Index(fields=["created_at"], name="coupon_by_age"),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z0-9][A-Z0-9_-]{2,39}$")),
                name="coupon_code_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("percent", None), ("amount_minor__isnull", False)),
                    models.Q(
                        models.Q(("percent", None), _negated=True),
                        models.Q(("amount_minor__isnull", False), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="coupon_per_cent_or_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_minor", None), ("currency", "")),
                    models.Q(
                        models.Q(("amount_minor", None), _negated=True),
                        models.Q(("currency", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="coupon_amount_in_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("percent", None),
                    models.Q(("percent__gt", 0), ("percent__lte", 100)),
                    _connector="OR",
                ),
                name="coupon_percent_of_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor", None), ("amount_minor__gt", 0), _connector="OR"
                ),
                name="coupon_amount_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("currency", ""), ("currency__regex", "^[A-Z]{3}$"), _connector="OR"
                ),
                name="coupon_currency_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(("periods", None), ("periods__gt", 0), _connector="OR"),
                name="coupon_periods_some",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="coupon_time_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("limit_in_all", None), ("limit_in_all__gt", 0), _connector="OR"
                ),
                name="coupon_limit_some",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("limit_per_account", None), ("limit_per_account__gt", 0), _connector="OR"
                ),
                name="coupon_account_limit_some",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("limit_in_all", None),
                    ("redeemed__lte", models.F("limit_in_all")),
                    _connector="OR",
                ),
                name="coupon_within_limit",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coupon",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'coupon_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_kept', TABLE = TG_TABLE_NAME;",
                    hash="2b419057179fe063448057c8545086b14790fc22",
                    operation="DELETE",
                    pgid="pgtrigger_coupon_kept_5efed",
                    table="curule_coupon",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coupon",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'coupon_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="d12d306d9534b5276b4ff08fec11f5db2343b32b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_coupon_not_emptied_11a01",
                    table="curule_coupon",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coupon",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."code", OLD."percent", OLD."amount_minor", OLD."currency", OLD."periods", OLD."valid_from", OLD."valid_until", OLD."limit_in_all", OLD."limit_per_account", OLD."is_for_first_purchase", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."code", NEW."percent", NEW."amount_minor", NEW."currency", NEW."periods", NEW."valid_from", NEW."valid_until", NEW."limit_in_all", NEW."limit_per_account", NEW."is_for_first_purchase", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'coupon_as_made: only redeemed, stopped_at, stopped_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_as_made', TABLE = TG_TABLE_NAME;",
                    hash="4ab6efeecc46190fc6df2abc4858f6f69471738d",
                    operation="UPDATE",
                    pgid="pgtrigger_coupon_as_made_ce954",
                    table="curule_coupon",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coupon",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_stopped",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.stopped_at IS NOT NULL AND (OLD."id", OLD."code", OLD."percent", OLD."amount_minor", OLD."currency", OLD."periods", OLD."valid_from", OLD."valid_until", OLD."limit_in_all", OLD."limit_per_account", OLD."is_for_first_purchase", OLD."created_at", OLD."created_by", OLD."stopped_at", OLD."stopped_by") IS DISTINCT FROM (NEW."id", NEW."code", NEW."percent", NEW."amount_minor", NEW."currency", NEW."periods", NEW."valid_from", NEW."valid_until", NEW."limit_in_all", NEW."limit_per_account", NEW."is_for_first_purchase", NEW."created_at", NEW."created_by", NEW."stopped_at", NEW."stopped_by"))',
                    func="RAISE EXCEPTION 'coupon_stopped: only redeemed may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_stopped', TABLE = TG_TABLE_NAME;",
                    hash="372f073597cb6b2e082dac1854e8cd0f1167d9a6",
                    operation="UPDATE",
                    pgid="pgtrigger_coupon_stopped_e18d3",
                    table="curule_coupon",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="couponplan",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("coupon_id",),
                name="coupon_plan_coupon_id_fk",
                to="curule_coupon",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="couponplan",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("plan_id",),
                name="coupon_plan_plan_id_fk",
                to="curule_plan",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="couponplan",
            constraint=models.UniqueConstraint(
                fields=("coupon_id", "plan_id"), name="coupon_plan_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="couponplan",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_plan_append_only",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'coupon_plan_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_plan_append_only', TABLE = TG_TABLE_NAME;",
                    hash="ba5464c30d78edc3081e49e5e9b717ca5e127442",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_coupon_plan_append_only_483f0",
                    table="curule_coupon_plan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="couponplan",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_plan_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'coupon_plan_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_plan_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="260737013affc62e0da8edaee614cfed34696191",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_coupon_plan_not_emptied_4c883",
                    table="curule_coupon_plan",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="couponredemption",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddIndex(
            model_name="couponredemption",
            index=models.Index(
                fields=["coupon_id", "redeemed_at"], name="coupon_redemption_by_coupon"
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="coupon_redemption_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("coupon_id",),
                name="coupon_redemption_coupon_id_fk",
                to="curule_coupon",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "subscription_id"),
                name="coupon_redemption_subscription_id_fk",
                to="curule_subscription",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "order_id"),
                name="coupon_redemption_order_id_fk",
                to="curule_order",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=models.UniqueConstraint(
                fields=("account", "coupon_id", "place"), name="coupon_redemption_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("released_at", None)),
                fields=("account", "subscription_id"),
                name="coupon_redemption_one_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("place__gt", 0)),
                    models.Q(
                        models.Q(("released_at", None), _negated=True),
                        models.Q(("place__gt", 0), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="coupon_redemption_released_has_no_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account_limit", None),
                    ("place", None),
                    ("place__lte", models.F("account_limit")),
                    _connector="OR",
                ),
                name="coupon_redemption_within_account_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("periods", None), ("used__lte", models.F("periods")), _connector="OR"
                ),
                name="coupon_redemption_within_periods",
            ),
        ),
        migrations.AddConstraint(
            model_name="couponredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_force", False), ("used__gt", 0), _connector="OR"),
                name="coupon_redemption_in_force_was_used",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="couponredemption",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_redemption_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'coupon_redemption_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_kept', TABLE = TG_TABLE_NAME;",
                    hash="657a6167dc8405e987fbc49973d56e68c291c7c7",
                    operation="DELETE",
                    pgid="pgtrigger_coupon_redemption_kept_3b16b",
                    table="curule_coupon_redemption",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="couponredemption",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_redemption_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'coupon_redemption_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="7ba89c56e7180f742f303490aa72178db937042a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_coupon_redemption_not_emptied_889e4",
                    table="curule_coupon_redemption",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="couponredemption",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_redemption_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."coupon_id", OLD."subscription_id", OLD."order_id", OLD."account_limit", OLD."periods", OLD."redeemed_at", OLD."redeemed_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."coupon_id", NEW."subscription_id", NEW."order_id", NEW."account_limit", NEW."periods", NEW."redeemed_at", NEW."redeemed_by"))',
                    func="RAISE EXCEPTION 'coupon_redemption_as_made: only place, used, in_force, released_at, ended_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_as_made', TABLE = TG_TABLE_NAME;",
                    hash="e01cc4d7af464cfce8e0ad999f1ebc6be00d6855",
                    operation="UPDATE",
                    pgid="pgtrigger_coupon_redemption_as_made_01fc8",
                    table="curule_coupon_redemption",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="couponredemption",
            trigger=pgtrigger.compiler.Trigger(
                name="coupon_redemption_counts_up",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.used < OLD.used OR (OLD.released_at IS NOT NULL AND NEW.released_at IS NULL) OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL))",
                    func="RAISE EXCEPTION 'coupon_redemption_counts_up: what a coupon was used for stays used' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_counts_up', TABLE = TG_TABLE_NAME;",
                    hash="e6bbb468ae2f3ca839302a2f4bb4185152344307",
                    operation="UPDATE",
                    pgid="pgtrigger_coupon_redemption_counts_up_a7d19",
                    table="curule_coupon_redemption",
                    when="BEFORE",
                ),
            ),
        ),
    ]
