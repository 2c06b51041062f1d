"""What customers say or ask about an invoice, and until when its grace waits for the answer."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0046_money_on_the_day_of_the_bank"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="InvoiceRequest",
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
                ("invoice_id", models.UUIDField()),
                ("kind", models.CharField(max_length=7)),
                ("status", models.CharField(default="open", max_length=8)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("paid_on", models.DateField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, default="", max_length=60)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=254)),
                ("answer", models.CharField(blank=True, default="", max_length=500)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, default="", max_length=254)),
            ],
            options={
                "db_table": "curule_invoice_request",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="invoice_issued",
        ),
        migrations.AddField(
            model_name="invoice",
            name="grace_from_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_issued",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'draft\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."kind", OLD."currency", OLD."subtotal_minor", OLD."tax_behavior", OLD."tax_rate", OLD."tax_treatment", OLD."tax_country", OLD."tax_category", OLD."tax_note", OLD."tax_minor", OLD."total_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."issued_at", OLD."due_at", OLD."raised_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."kind", NEW."currency", NEW."subtotal_minor", NEW."tax_behavior", NEW."tax_rate", NEW."tax_treatment", NEW."tax_country", NEW."tax_category", NEW."tax_note", NEW."tax_minor", NEW."total_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."issued_at", NEW."due_at", NEW."raised_by"))',
                    func="RAISE EXCEPTION 'invoice_issued: only number, as_issued, status, paid_minor, credited_minor, is_granted, left_behind_at, grace_from_at, next_attempt_at, attempts, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued', TABLE = TG_TABLE_NAME;",
                    hash="668fc5affda50f9a4165f0fb309a4c1389fec05a",
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
                condition=models.Q(
                    ("grace_from_at__isnull", True),
                    ("grace_from_at__gt", models.F("due_at")),
                    _connector="OR",
                ),
                name="invoice_grace_from_its_due_date",
            ),
        ),
        migrations.AddField(
            model_name="invoicerequest",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="invoice_request_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "invoice_id"),
                name="invoice_request_invoice_id_fk",
                to="curule_invoice",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["paid", "dispute", "refund"])),
                name="invoice_request_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "granted", "declined"])),
                name="invoice_request_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="invoice_request_currency_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="invoice_request_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "paid"), ("paid_on__isnull", False)),
                    models.Q(
                        models.Q(("kind", "paid"), _negated=True),
                        models.Q(("paid_on__isnull", False), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_request_transfer_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "open"), ("answered_at__isnull", True)),
                    models.Q(
                        models.Q(("status", "open"), _negated=True),
                        models.Q(("answered_at__isnull", True), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_request_answered_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "open"), ("answered_by", "")),
                    models.Q(
                        models.Q(("status", "open"), _negated=True),
                        models.Q(("answered_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_request_answered_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("account", "invoice_id", "kind"),
                name="invoice_request_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoicerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_request_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'invoice_request_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_request_kept', TABLE = TG_TABLE_NAME;",
                    hash="73c45dd199c1692813d7ade16cac437501c1989f",
                    operation="DELETE",
                    pgid="pgtrigger_invoice_request_kept_9fddf",
                    table="curule_invoice_request",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoicerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_request_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'invoice_request_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_request_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="7fc560a9d8be70a97e1971cdf15d82446289576d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_invoice_request_not_emptied_795be",
                    table="curule_invoice_request",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoicerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_request_as_asked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."invoice_id", OLD."kind", OLD."currency", OLD."amount_minor", OLD."paid_on", OLD."reference", OLD."reason", OLD."asked_at", OLD."asked_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."invoice_id", NEW."kind", NEW."currency", NEW."amount_minor", NEW."paid_on", NEW."reference", NEW."reason", NEW."asked_at", NEW."asked_by"))',
                    func="RAISE EXCEPTION 'invoice_request_as_asked: only status, answer, answered_at, answered_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_request_as_asked', TABLE = TG_TABLE_NAME;",
                    hash="c9aeee22d377fa6ebc659bf9a3539d7be626ac87",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_request_as_asked_b257d",
                    table="curule_invoice_request",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoicerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="invoice_request_answered",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."invoice_id", OLD."kind", OLD."status", OLD."currency", OLD."amount_minor", OLD."paid_on", OLD."reference", OLD."reason", OLD."asked_at", OLD."asked_by", OLD."answer", OLD."answered_at", OLD."answered_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."invoice_id", NEW."kind", NEW."status", NEW."currency", NEW."amount_minor", NEW."paid_on", NEW."reference", NEW."reason", NEW."asked_at", NEW."asked_by", NEW."answer", NEW."answered_at", NEW."answered_by"))',
                    func="RAISE EXCEPTION 'invoice_request_answered: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_request_answered', TABLE = TG_TABLE_NAME;",
                    hash="9fdcf6521f5e7d61795d42413581fda43accefba",
                    operation="UPDATE",
                    pgid="pgtrigger_invoice_request_answered_fb6e0",
                    table="curule_invoice_request",
                    when="BEFORE",
                ),
            ),
        ),
    ]
