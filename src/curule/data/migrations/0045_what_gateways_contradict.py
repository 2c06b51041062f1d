"""What a gateway did that is not so here, until somebody decides; credit that goes back."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0044_lost_disputes_booked"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Contradiction",
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
                ("payment_id", models.UUIDField()),
                ("refund_id", models.UUIDField(blank=True, null=True)),
                ("gateway", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=10)),
                ("reference", models.CharField(max_length=140)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("found_by", models.CharField(max_length=10)),
                ("found_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, default="", max_length=255)),
                ("remedy", models.CharField(blank=True, default="", max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "db_table": "curule_contradiction",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="payment",
            name="payment_status_one_way",
        ),
        migrations.RemoveConstraint(
            model_name="creditentry",
            name="credit_entry_source_known",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_status_one_way",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'pending' AND NEW.status IN ('succeeded', 'failed', 'unknown') OR OLD.status = 'unknown' AND NEW.status IN ('succeeded', 'failed') OR OLD.status = 'succeeded' AND NEW.status IN ('reversed') OR OLD.status = 'confirming' AND NEW.status IN ('succeeded', 'failed') OR OLD.status = 'failed' AND NEW.status IN ('succeeded')))",
                    func="RAISE EXCEPTION 'payment_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_status_one_way', TABLE = TG_TABLE_NAME;",
                    hash="11b2c37adf96e7218fe797fa76a2b7e4b3b368fd",
                    operation="UPDATE",
                    pgid="pgtrigger_payment_status_one_way_ecbdf",
                    table="curule_payment",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="creditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        ["credit_note", "overpayment", "invoice", "transfer", "goodwill", "refund"],
                    )
                ),
                name="credit_entry_source_known",
            ),
        ),
        migrations.AddField(
            model_name="contradiction",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(fields=["account", "payment_id"], name="contradiction_of_payment"),
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["found_at"],
                name="contradiction_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="contradiction_key"),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "payment_id"),
                name="contradiction_payment_id_fk",
                to="curule_payment",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "refund_id"),
                name="contradiction_refund_id_fk",
                to="curule_refund",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.UniqueConstraint(
                fields=("account", "gateway", "kind", "reference"), name="contradiction_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["charged", "refunded"])),
                name="contradiction_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(("found_by__in", ["event", "reconcile"])),
                name="contradiction_found_by_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remedy__in", ["", "take_in", "send_back", "take_over", "note", "gone"])
                ),
                name="contradiction_remedy_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="contradiction_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="contradiction_currency_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at", None), ("closed_by", ""), ("reason", ""), ("remedy", "")
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        models.Q(("remedy", ""), _negated=True),
                        models.Q(("closed_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contradiction_closed_by_a_remedy",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remedy__in", ["", "gone"]),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="contradiction_closed_for_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contradiction",
            trigger=pgtrigger.compiler.Trigger(
                name="contradiction_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'contradiction_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'contradiction_kept', TABLE = TG_TABLE_NAME;",
                    hash="fd59325f69ce3d85ba38075ddf3ca4f42b440d34",
                    operation="DELETE",
                    pgid="pgtrigger_contradiction_kept_a3afb",
                    table="curule_contradiction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contradiction",
            trigger=pgtrigger.compiler.Trigger(
                name="contradiction_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'contradiction_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'contradiction_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="6becaff0b76851e4c62567f1082ebbaf17d4eac0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_contradiction_not_emptied_aa779",
                    table="curule_contradiction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contradiction",
            trigger=pgtrigger.compiler.Trigger(
                name="contradiction_as_found",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."payment_id", OLD."gateway", OLD."kind", OLD."reference", OLD."currency", OLD."amount_minor", OLD."found_by", OLD."found_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."payment_id", NEW."gateway", NEW."kind", NEW."reference", NEW."currency", NEW."amount_minor", NEW."found_by", NEW."found_at"))',
                    func="RAISE EXCEPTION 'contradiction_as_found: only refund_id, closed_at, closed_by, remedy, reason may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'contradiction_as_found', TABLE = TG_TABLE_NAME;",
                    hash="011addbee164e24b78ef26fab17f25d71abd52cd",
                    operation="UPDATE",
                    pgid="pgtrigger_contradiction_as_found_3c921",
                    table="curule_contradiction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contradiction",
            trigger=pgtrigger.compiler.Trigger(
                name="contradiction_closed_once",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.closed_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."payment_id", OLD."refund_id", OLD."gateway", OLD."kind", OLD."reference", OLD."currency", OLD."amount_minor", OLD."found_by", OLD."found_at", OLD."closed_at", OLD."closed_by", OLD."remedy", OLD."reason") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."payment_id", NEW."refund_id", NEW."gateway", NEW."kind", NEW."reference", NEW."currency", NEW."amount_minor", NEW."found_by", NEW."found_at", NEW."closed_at", NEW."closed_by", NEW."remedy", NEW."reason"))',
                    func="RAISE EXCEPTION 'contradiction_closed_once: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'contradiction_closed_once', TABLE = TG_TABLE_NAME;",
                    hash="3cc6e93cc21edb107fd529a6fe77941edecb24db",
                    operation="UPDATE",
                    pgid="pgtrigger_contradiction_closed_once_c6586",
                    table="curule_contradiction",
                    when="BEFORE",
                ),
            ),
        ),
    ]
