"""What a lost dispute took of a payment is booked, once, by itself or by somebody."""

import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0043_accounts_that_are_parked"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name="payment",
            name="payment_as_intended",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="payment",
            name="payment_rest_is_credit",
        ),
        migrations.AddField(
            model_name="dispute",
            name="booked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="booked_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.AddField(
            model_name="dispute",
            name="fee_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="dispute",
            name="for_refunds_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="dispute",
            name="from_credit_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="dispute",
            name="gave_up",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="dispute",
            name="lost_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="dispute",
            name="note",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="dispute",
            name="reopened_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="dispute",
            name="taken_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="payment",
            name="lost_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="payment",
            name="taken_back_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("booked_at", None), ("is_lost", True)),
                fields=["closed_at"],
                name="dispute_to_book",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="dispute_as_booked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.booked_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."payment_id", OLD."gateway", OLD."reference", OLD."currency", OLD."amount_minor", OLD."reason", OLD."status", OLD."answer_by", OLD."opened_at", OLD."closed_at", OLD."is_lost", OLD."booked_at", OLD."booked_by", OLD."note", OLD."taken_minor", OLD."for_refunds_minor", OLD."from_credit_minor", OLD."reopened_minor", OLD."lost_minor", OLD."fee_minor", OLD."gave_up") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."payment_id", NEW."gateway", NEW."reference", NEW."currency", NEW."amount_minor", NEW."reason", NEW."status", NEW."answer_by", NEW."opened_at", NEW."closed_at", NEW."is_lost", NEW."booked_at", NEW."booked_by", NEW."note", NEW."taken_minor", NEW."for_refunds_minor", NEW."from_credit_minor", NEW."reopened_minor", NEW."lost_minor", NEW."fee_minor", NEW."gave_up"))',
                    func="RAISE EXCEPTION 'dispute_as_booked: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dispute_as_booked', TABLE = TG_TABLE_NAME;",
                    hash="b7b48291fa04fa4278d10efa4fe163564ce1a529",
                    operation="UPDATE",
                    pgid="pgtrigger_dispute_as_booked_305fa",
                    table="curule_dispute",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="dispute_counted_by_its_payment",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.booked_at IS NOT NULL)",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_payment p\n    WHERE p.account_id = NEW.account_id AND (p.taken_back_minor, p.lost_minor) <> (\n        SELECT COALESCE(SUM(d.taken_minor - d.for_refunds_minor), 0),\n            COALESCE(SUM(d.lost_minor), 0)\n        FROM curule_dispute d\n        WHERE d.account_id = p.account_id AND d.payment_id = p.id AND d.booked_at IS NOT NULL\n    )\n AND p.id = NEW.payment_id) THEN RAISE EXCEPTION 'dispute_counted_by_its_payment: its payment does not count what it took' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dispute_counted_by_its_payment', TABLE = TG_TABLE_NAME; END IF;",
                    hash="184782034786bda99924e824c13d7b9b48fbcb83",
                    operation='INSERT OR UPDATE OF "booked_at", "taken_minor", "lost_minor"',
                    pgid="pgtrigger_dispute_counted_by_its_payment_fd724",
                    table="curule_dispute",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_as_intended",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."invoice_id", OLD."method_id", OLD."gateway", OLD."method_name", OLD."key", OLD."currency", OLD."amount_minor", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."invoice_id", NEW."method_id", NEW."gateway", NEW."method_name", NEW."key", NEW."currency", NEW."amount_minor", NEW."created_at"))',
                    func="RAISE EXCEPTION 'payment_as_intended: only status, applied_minor, refunded_minor, taken_back_minor, lost_minor, reference, failure, settled_at, ask_again_at, asked may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_as_intended', TABLE = TG_TABLE_NAME;",
                    hash="153786bb6de3eb0f17202096935ba5a7850eaed8",
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
                name="payment_rest_is_credit",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.status = 'succeeded')",
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_payment p\n    WHERE p.account_id = NEW.account_id AND p.id = NEW.id AND p.status = 'succeeded'\n    AND p.amount_minor - p.applied_minor - p.taken_back_minor + p.lost_minor <> (\n        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e\n        WHERE e.account_id = p.account_id AND e.source_id = p.id AND e.source = 'overpayment'\n        AND e.currency = p.currency\n    )\n) THEN RAISE EXCEPTION 'payment_rest_is_credit: what was paid too much is not account credit' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_rest_is_credit', TABLE = TG_TABLE_NAME; END IF;",
                    hash="3c289828afbce931429bc76990485b890712bc2b",
                    operation='INSERT OR UPDATE OF "status", "applied_minor", "taken_back_minor", "lost_minor"',
                    pgid="pgtrigger_payment_rest_is_credit_40268",
                    table="curule_payment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="payment_counts_its_disputes",
                sql=curule.data.rules.RuleSql(
                    constraint="CONSTRAINT",
                    func="IF EXISTS (\n    SELECT FROM curule_payment p\n    WHERE p.account_id = NEW.account_id AND (p.taken_back_minor, p.lost_minor) <> (\n        SELECT COALESCE(SUM(d.taken_minor - d.for_refunds_minor), 0),\n            COALESCE(SUM(d.lost_minor), 0)\n        FROM curule_dispute d\n        WHERE d.account_id = p.account_id AND d.payment_id = p.id AND d.booked_at IS NOT NULL\n    )\n AND p.id = NEW.id) THEN RAISE EXCEPTION 'payment_counts_its_disputes: what was taken back of it is not what its disputes say' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_counts_its_disputes', TABLE = TG_TABLE_NAME; END IF;",
                    hash="72a98f6f24f4ba7fca18b380a2b4a8103927c807",
                    operation='INSERT OR UPDATE OF "taken_back_minor", "lost_minor"',
                    pgid="pgtrigger_payment_counts_its_disputes_48e24",
                    table="curule_payment",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("booked_at", None), ("is_lost", True), _connector="OR"),
                name="dispute_booked_is_lost",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("booked_at__isnull", False),
                    models.Q(("fee_minor", 0), ("taken_minor", 0)),
                    _connector="OR",
                ),
                name="dispute_takes_once_booked",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("for_refunds_minor__gte", 0),
                    ("from_credit_minor__gte", 0),
                    ("reopened_minor__gte", 0),
                    ("lost_minor__gte", 0),
                    ("fee_minor__gte", 0),
                    (
                        "taken_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("for_refunds_minor"),
                                    "+",
                                    models.F("from_credit_minor"),
                                ),
                                "+",
                                models.F("reopened_minor"),
                            ),
                            "+",
                            models.F("lost_minor"),
                        ),
                    ),
                ),
                name="dispute_taken_goes_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lost_minor__gte", 0),
                    ("taken_back_minor__gte", models.F("lost_minor")),
                    (
                        "amount_minor__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("taken_back_minor"), "+", models.F("refunded_minor")
                        ),
                    ),
                ),
                name="payment_taken_back_within",
            ),
        ),
    ]
