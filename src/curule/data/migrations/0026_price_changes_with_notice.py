"""New prices are announced to running subscriptions, each with the date from which they hold."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0025_prices_with_tax_in_them"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="PriceChange",
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
                ("subscription_id", models.UUIDField()),
                ("from_version_id", models.UUIDField()),
                ("plan_version_id", models.UUIDField()),
                ("notice_days", models.PositiveSmallIntegerField()),
                ("not_before", models.DateTimeField()),
                ("renews_at", models.DateTimeField()),
                ("currency", models.CharField(max_length=3)),
                ("amount_before_minor", models.BigIntegerField()),
                ("amount_after_minor", models.BigIntegerField()),
                ("status", models.CharField(default="open", max_length=10)),
                ("announced_at", models.DateTimeField()),
                ("announced_by", models.UUIDField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                "db_table": "curule_price_change",
                "indexes": [
                    models.Index(
                        fields=["plan_version_id", "status"], name="price_change_by_version"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="price_change_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="price_change_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("from_version_id",),
                        name="price_change_from_version_id_fk",
                        to="curule_plan_version",
                        to_fields=("id",),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("plan_version_id",),
                        name="price_change_plan_version_id_fk",
                        to="curule_plan_version",
                        to_fields=("id",),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "applied", "withdrawn", "replaced"])
                        ),
                        name="price_change_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="price_change_currency_written",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("account", "subscription_id"),
                        name="one_open_price_change",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("plan_version_id", models.F("from_version_id")), _negated=True
                        ),
                        name="price_change_other_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_days__lte", 365)),
                        name="price_change_notice_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("not_before__gte", models.F("announced_at"))),
                        name="price_change_with_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("renews_at__gte", models.F("not_before"))),
                        name="price_change_renews_after_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "open"), ("closed_at", None)),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                models.Q(("closed_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="price_change_closed_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "applied"), _negated=True),
                            ("closed_at__gte", models.F("not_before")),
                            _connector="OR",
                        ),
                        name="price_change_applied_in_time",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricechange",
            trigger=pgtrigger.compiler.Trigger(
                name="price_change_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'price_change_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_kept', TABLE = TG_TABLE_NAME;",
                    hash="e3c171bbdd701d13e6bfd4623f707246805a9e69",
                    operation="DELETE",
                    pgid="pgtrigger_price_change_kept_c40a8",
                    table="curule_price_change",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricechange",
            trigger=pgtrigger.compiler.Trigger(
                name="price_change_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'price_change_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="019e2f8dc7767d3326dc75c44e8b8f3b2435792f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_price_change_not_emptied_a725a",
                    table="curule_price_change",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricechange",
            trigger=pgtrigger.compiler.Trigger(
                name="price_change_closed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."from_version_id", OLD."plan_version_id", OLD."notice_days", OLD."not_before", OLD."renews_at", OLD."currency", OLD."amount_before_minor", OLD."amount_after_minor", OLD."status", OLD."announced_at", OLD."announced_by", OLD."closed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."from_version_id", NEW."plan_version_id", NEW."notice_days", NEW."not_before", NEW."renews_at", NEW."currency", NEW."amount_before_minor", NEW."amount_after_minor", NEW."status", NEW."announced_at", NEW."announced_by", NEW."closed_at"))',
                    func="RAISE EXCEPTION 'price_change_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_closed', TABLE = TG_TABLE_NAME;",
                    hash="7b9a929f4f23e7888ecf55f31d2652e7407a9d98",
                    operation="UPDATE",
                    pgid="pgtrigger_price_change_closed_278e3",
                    table="curule_price_change",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricechange",
            trigger=pgtrigger.compiler.Trigger(
                name="price_change_as_announced",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."from_version_id", OLD."plan_version_id", OLD."notice_days", OLD."not_before", OLD."renews_at", OLD."currency", OLD."amount_before_minor", OLD."amount_after_minor", OLD."announced_at", OLD."announced_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."from_version_id", NEW."plan_version_id", NEW."notice_days", NEW."not_before", NEW."renews_at", NEW."currency", NEW."amount_before_minor", NEW."amount_after_minor", NEW."announced_at", NEW."announced_by"))',
                    func="RAISE EXCEPTION 'price_change_as_announced: only status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_as_announced', TABLE = TG_TABLE_NAME;",
                    hash="51caf163c3218a535a89a37f2623abea3f81ad7f",
                    operation="UPDATE",
                    pgid="pgtrigger_price_change_as_announced_02255",
                    table="curule_price_change",
                    when="BEFORE",
                ),
            ),
        ),
    ]
