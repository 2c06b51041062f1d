"""Statements of the bank, their movements, and whose each is."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0019_what_documents_say"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="StatementColumns",
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
                ("titles", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("columns", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_statement_columns",
            },
        ),
        migrations.CreateModel(
            name="BankEntryPart",
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
                ("entry_id", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("invoice_id", models.UUIDField(blank=True, null=True)),
                ("amount_minor", models.BigIntegerField()),
                ("payment_id", models.UUIDField(blank=True, null=True)),
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
                "db_table": "curule_bank_entry_part",
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
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
                ("file_name", models.CharField(blank=True, default="", max_length=200)),
                ("format", models.CharField(max_length=8)),
                ("iban", models.CharField(blank=True, default="", max_length=60)),
                ("currency", models.CharField(max_length=3)),
                ("imported_at", models.DateTimeField()),
                ("imported_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_bank_statement",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["camt053", "mt940", "csv"])),
                        name="bank_statement_format_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="bank_statement_currency_written",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankEntry",
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
                ("number", models.PositiveIntegerField()),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("booked_on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("payer", models.CharField(blank=True, default="", max_length=500)),
                ("payer_iban", models.CharField(blank=True, default="", max_length=60)),
                ("remittance", models.CharField(blank=True, default="", max_length=500)),
                ("reference", models.CharField(blank=True, default="", max_length=500)),
                ("end_to_end", models.CharField(blank=True, default="", max_length=500)),
                ("is_reversal", models.BooleanField(default=False)),
                ("status", models.CharField(default="open", max_length=10)),
                ("comment", models.CharField(blank=True, default="", max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.bankstatement",
                    ),
                ),
            ],
            options={
                "db_table": "curule_bank_entry",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankstatement",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_statement_append_only",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'bank_statement_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_statement_append_only', TABLE = TG_TABLE_NAME;",
                    hash="63b5a7592bba8c04128fa61283d59eb464a923af",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_bank_statement_append_only_199ad",
                    table="curule_bank_statement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankstatement",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_statement_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'bank_statement_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_statement_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="c9ec039fe972611245aeb1fbc5f941cbb7b872a8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_bank_statement_not_emptied_052a1",
                    table="curule_bank_statement",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="bankentrypart",
            index=models.Index(fields=["entry_id"], name="bank_entry_part_of_entry"),
        ),
        migrations.AddConstraint(
            model_name="bankentrypart",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="bank_entry_part_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentrypart",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("entry_id",),
                name="bank_entry_part_entry_id_fk",
                to="curule_bank_entry",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentrypart",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "invoice_id"),
                name="bank_entry_part_invoice_id_fk",
                to="curule_invoice",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentrypart",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "payment_id"),
                name="bank_entry_part_payment_id_fk",
                to="curule_payment",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentrypart",
            constraint=models.UniqueConstraint(
                fields=("account", "entry_id", "number"), name="bank_entry_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentrypart",
            constraint=models.UniqueConstraint(
                fields=("account", "payment_id"), name="bank_entry_part_one_payment"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentrypart",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="bank_entry_part_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentrypart",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_part_kept",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.payment_id IS NOT NULL)",
                    func="RAISE EXCEPTION 'bank_entry_part_kept: what is paid never goes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_kept', TABLE = TG_TABLE_NAME;",
                    hash="58eddbbe290d329b4ac516045f2527f75d33f57e",
                    operation="DELETE",
                    pgid="pgtrigger_bank_entry_part_kept_89cb5",
                    table="curule_bank_entry_part",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentrypart",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_part_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'bank_entry_part_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="91ea139e029e7b9497ef1b0e83d437f1bb6abb7d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_bank_entry_part_not_emptied_753d2",
                    table="curule_bank_entry_part",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentrypart",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_part_as_said",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."entry_id", OLD."number", OLD."invoice_id", OLD."amount_minor") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."entry_id", NEW."number", NEW."invoice_id", NEW."amount_minor"))',
                    func="RAISE EXCEPTION 'bank_entry_part_as_said: only payment_id may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_as_said', TABLE = TG_TABLE_NAME;",
                    hash="cd9e98d948089562ddde552d29549ea8f369915d",
                    operation="UPDATE",
                    pgid="pgtrigger_bank_entry_part_as_said_bbeb4",
                    table="curule_bank_entry_part",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentrypart",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_part_paid_once",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.payment_id IS NOT NULL AND (OLD."id", OLD."account_id", OLD."entry_id", OLD."number", OLD."invoice_id", OLD."amount_minor", OLD."payment_id") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."entry_id", NEW."number", NEW."invoice_id", NEW."amount_minor", NEW."payment_id"))',
                    func="RAISE EXCEPTION 'bank_entry_part_paid_once: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_paid_once', TABLE = TG_TABLE_NAME;",
                    hash="b068ca9b6a691e4e7b329c1222ba3250a7f69430",
                    operation="UPDATE",
                    pgid="pgtrigger_bank_entry_part_paid_once_0dea3",
                    table="curule_bank_entry_part",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="bankentry",
            index=models.Index(fields=["statement", "number"], name="bank_entry_of_statement"),
        ),
        migrations.AddIndex(
            model_name="bankentry",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["booked_on", "id"],
                name="bank_entry_open",
            ),
        ),
        migrations.AddIndex(
            model_name="bankentry",
            index=models.Index(
                condition=models.Q(("status", "assigned")),
                fields=["decided_at", "id"],
                name="bank_entry_assigned",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="bank_entry_currency_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "assigned", "recorded", "set_aside"])),
                name="bank_entry_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor", 0), _negated=True),
                name="bank_entry_moves_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["open", "set_aside"]), ("amount_minor__gt", 0), _connector="OR"
                ),
                name="bank_entry_only_what_came_in_is_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "open"), ("decided_at__isnull", True)),
                    models.Q(
                        models.Q(("status", "open"), _negated=True),
                        models.Q(("decided_at__isnull", True), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="bank_entry_decided_dated",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentry",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'bank_entry_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_kept', TABLE = TG_TABLE_NAME;",
                    hash="db1da219e9b267666d012875f1ce5404643ed000",
                    operation="DELETE",
                    pgid="pgtrigger_bank_entry_kept_14325",
                    table="curule_bank_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentry",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'bank_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="3d3ae7728b02cf7135a25dfe13aa25464cd32bb7",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_bank_entry_not_emptied_17dbe",
                    table="curule_bank_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentry",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_as_the_bank_says",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."statement_id", OLD."number", OLD."fingerprint", OLD."booked_on", OLD."currency", OLD."amount_minor", OLD."payer", OLD."payer_iban", OLD."remittance", OLD."reference", OLD."end_to_end", OLD."is_reversal") IS DISTINCT FROM (NEW."id", NEW."statement_id", NEW."number", NEW."fingerprint", NEW."booked_on", NEW."currency", NEW."amount_minor", NEW."payer", NEW."payer_iban", NEW."remittance", NEW."reference", NEW."end_to_end", NEW."is_reversal"))',
                    func="RAISE EXCEPTION 'bank_entry_as_the_bank_says: only status, comment, decided_at, decided_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_as_the_bank_says', TABLE = TG_TABLE_NAME;",
                    hash="930ce836bda524159dac1e2cd6b7edaf5ab5d514",
                    operation="UPDATE",
                    pgid="pgtrigger_bank_entry_as_the_bank_says_7536d",
                    table="curule_bank_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentry",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_status_one_way",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'open' AND NEW.status IN ('assigned', 'set_aside') OR OLD.status = 'assigned' AND NEW.status IN ('recorded', 'open') OR OLD.status = 'set_aside' AND NEW.status IN ('open')))",
                    func="RAISE EXCEPTION 'bank_entry_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_status_one_way', TABLE = TG_TABLE_NAME;",
                    hash="5251669d1b6dc3217c9c143209076f3d9c4f9a45",
                    operation="UPDATE",
                    pgid="pgtrigger_bank_entry_status_one_way_2882b",
                    table="curule_bank_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentry",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_is_its_parts",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_bank_entry e\n    WHERE e.id = NEW.id AND e.status IN ('assigned', 'recorded') AND e.amount_minor <> (\n        SELECT COALESCE(SUM(p.amount_minor), 0) FROM curule_bank_entry_part p\n        WHERE p.entry_id = e.id\n    )\n) THEN RAISE EXCEPTION 'bank_entry_is_its_parts: its parts are not what came in' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_is_its_parts', TABLE = TG_TABLE_NAME; END IF;",
                    hash="3fc7f564e822256e777e872b6fe6c6fc9e771c9d",
                    operation='INSERT OR UPDATE OF "status"',
                    pgid="pgtrigger_bank_entry_is_its_parts_b825c",
                    table="curule_bank_entry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankentry",
            trigger=pgtrigger.compiler.Trigger(
                name="bank_entry_recorded_whole",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_bank_entry e\n    JOIN curule_bank_entry_part p ON p.entry_id = e.id\n    WHERE e.id = NEW.id AND e.status = 'recorded' AND p.payment_id IS NULL\n) THEN RAISE EXCEPTION 'bank_entry_recorded_whole: a part of it is no payment yet' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_recorded_whole', TABLE = TG_TABLE_NAME; END IF;",
                    hash="28f28aef7f165c5dc6189bd419096ad1a7287860",
                    operation='INSERT OR UPDATE OF "status"',
                    pgid="pgtrigger_bank_entry_recorded_whole_910d4",
                    table="curule_bank_entry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
