"""Money that the bank booked on another day than it was recorded counts on the day of the bank."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0045_what_gateways_contradict"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="payment",
            name="payment_as_intended",
        ),
        migrations.AddField(
            model_name="ledgertransaction",
            name="booked_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="paid_on",
            field=models.DateField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgertransaction",
            trigger=pgtrigger.compiler.Trigger(
                name="ledger_transaction_booked_before",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.booked_on > (NEW.occurred_at AT TIME ZONE 'UTC')::date + 1)",
                    func="RAISE EXCEPTION 'ledger_transaction_booked_before: that day had not come' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_booked_before', TABLE = TG_TABLE_NAME;",
                    hash="fad68633cc4cb26ea665f6322edbbc4d1223c05e",
                    operation="INSERT",
                    pgid="pgtrigger_ledger_transaction_booked_before_4396e",
                    table="curule_ledger_transaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_as_intended",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."invoice_id", OLD."method_id", OLD."gateway", OLD."method_name", OLD."key", OLD."currency", OLD."amount_minor", OLD."created_at", OLD."paid_on") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."invoice_id", NEW."method_id", NEW."gateway", NEW."method_name", NEW."key", NEW."currency", NEW."amount_minor", NEW."created_at", NEW."paid_on"))',
                    func="RAISE EXCEPTION 'payment_as_intended: only status, applied_minor, refunded_minor, taken_back_minor, lost_minor, reference, failure, settled_at, ask_again_at, asked may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_as_intended', TABLE = TG_TABLE_NAME;",
                    hash="4ff863169778d3c147f0af0c5ea3cc332fc38672",
                    operation="UPDATE",
                    pgid="pgtrigger_payment_as_intended_640fb",
                    table="curule_payment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_paid_before_recorded",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.paid_on > (NEW.created_at AT TIME ZONE 'UTC')::date + 1)",
                    func="RAISE EXCEPTION 'payment_paid_before_recorded: that day had not come' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_paid_before_recorded', TABLE = TG_TABLE_NAME;",
                    hash="e3c3185cde794d39662693f5b6eab8b2e80db27b",
                    operation="INSERT",
                    pgid="pgtrigger_payment_paid_before_recorded_da06b",
                    table="curule_payment",
                    when="BEFORE",
                ),
            ),
        ),
    ]
