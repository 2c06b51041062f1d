"""Tax numbers about which an office was asked, and what it said."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0022_coupons"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="TaxIdCheck",
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
                ("tax_id", models.CharField(max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(blank=True, null=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=60)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(blank=True, default="", max_length=300)),
                ("address", models.CharField(blank=True, default="", max_length=500)),
                ("reference", models.CharField(blank=True, default="", max_length=60)),
            ],
            options={
                "db_table": "curule_tax_id_check",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="tax_id_answer",
            field=models.CharField(blank=True, default="", max_length=7),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("tax_id_answer", "invalid")),
                fields=["name", "id"],
                name="account_number_unknown",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_id_answer__in", ["", "valid", "invalid"])),
                name="account_tax_id_answer_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tax_id_answer", ""), models.Q(("tax_id", ""), _negated=True), _connector="OR"
                ),
                name="account_answer_about_a_number",
            ),
        ),
        migrations.AddField(
            model_name="taxidcheck",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddIndex(
            model_name="taxidcheck",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["next_try_at", "id"],
                name="tax_id_check_due",
            ),
        ),
        migrations.AddIndex(
            model_name="taxidcheck",
            index=models.Index(fields=["account", "asked_at"], name="tax_id_check_of_account"),
        ),
        migrations.AddConstraint(
            model_name="taxidcheck",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="tax_id_check_key"),
        ),
        migrations.AddConstraint(
            model_name="taxidcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "valid", "invalid", "unanswered", "replaced"])
                ),
                name="tax_id_check_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxidcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_id", ""), _negated=True),
                name="tax_id_check_about_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxidcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "waiting"), ("next_try_at__isnull", False), ("settled_at", None)
                    ),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        models.Q(
                            ("next_try_at__isnull", False), ("settled_at", None), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="tax_id_check_waiting_is_tried",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxidcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"), ("settled_at__isnull", False), _connector="OR"
                ),
                name="tax_id_check_settled_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxidcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "waiting"), ("next_try_at", None), _connector="OR"),
                name="tax_id_check_not_tried_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxidcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("account",),
                name="tax_id_check_one_waits",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxidcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="tax_id_check_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'tax_id_check_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_kept', TABLE = TG_TABLE_NAME;",
                    hash="462b988aebdd3f6db18efcc6d0b1e952e1b3c7cb",
                    operation="DELETE",
                    pgid="pgtrigger_tax_id_check_kept_6241e",
                    table="curule_tax_id_check",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxidcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="tax_id_check_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'tax_id_check_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="f2e2bd92569e138e5c38890b4cdbe35d4c5eb436",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_tax_id_check_not_emptied_efa78",
                    table="curule_tax_id_check",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxidcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="tax_id_check_as_asked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."tax_id", OLD."asked_at", OLD."asked_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."tax_id", NEW."asked_at", NEW."asked_by"))',
                    func="RAISE EXCEPTION 'tax_id_check_as_asked: only state, tries, next_try_at, reason, settled_at, told_at, name, address, reference may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_as_asked', TABLE = TG_TABLE_NAME;",
                    hash="8ab46408e6425b7baa98134ddc2ebcf9e35ff793",
                    operation="UPDATE",
                    pgid="pgtrigger_tax_id_check_as_asked_f7df0",
                    table="curule_tax_id_check",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxidcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="tax_id_check_settled",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.state <> \'waiting\' AND (OLD."id", OLD."account_id", OLD."tax_id", OLD."asked_at", OLD."asked_by", OLD."state", OLD."tries", OLD."next_try_at", OLD."reason", OLD."settled_at", OLD."told_at", OLD."name", OLD."address", OLD."reference") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."tax_id", NEW."asked_at", NEW."asked_by", NEW."state", NEW."tries", NEW."next_try_at", NEW."reason", NEW."settled_at", NEW."told_at", NEW."name", NEW."address", NEW."reference"))',
                    func="RAISE EXCEPTION 'tax_id_check_settled: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_settled', TABLE = TG_TABLE_NAME;",
                    hash="cde489c4386b4bf2a7f1d50bd9a4aa014956e813",
                    operation="UPDATE",
                    pgid="pgtrigger_tax_id_check_settled_d74e4",
                    table="curule_tax_id_check",
                    when="BEFORE",
                ),
            ),
        ),
    ]
