"""Revenue recognized by day: when it is due, and no day of an account posted twice."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules

_SCHEDULE = """
INSERT INTO curule_revenue_schedule (id, account_id, time_zone, next_at)
SELECT gen_random_uuid(), a.id, a.time_zone,
    date_trunc('month', COALESCE(c.now, now()) AT TIME ZONE a.time_zone) AT TIME ZONE a.time_zone
FROM curule_account a LEFT JOIN curule_test_clock c ON c.id = a.clock_id
WHERE EXISTS (SELECT FROM curule_invoice i WHERE i.account_id = a.id AND i.status <> 'draft')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0015_seats_counted_in_indexes"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="RevenueSchedule",
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
                ("time_zone", models.CharField(max_length=64)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_revenue_schedule",
            },
        ),
        migrations.AddField(
            model_name="ledgertransaction",
            name="recognized_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="ledgertransaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("recognized_until__isnull", False)),
                fields=("account", "currency", "recognized_until"),
                name="ledger_transaction_recognized_once",
            ),
        ),
        migrations.AddField(
            model_name="revenueschedule",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddIndex(
            model_name="revenueschedule",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)),
                fields=["next_at"],
                name="revenue_schedule_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="revenueschedule",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="revenue_schedule_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="revenueschedule",
            constraint=models.UniqueConstraint(
                fields=("account",), name="revenue_schedule_one_per_account"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revenueschedule",
            trigger=pgtrigger.compiler.Trigger(
                name="revenue_schedule_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'revenue_schedule_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revenue_schedule_kept', TABLE = TG_TABLE_NAME;",
                    hash="5fc8a78c1ba1386ba92d3afaadd5448805b8701b",
                    operation="DELETE",
                    pgid="pgtrigger_revenue_schedule_kept_e20d2",
                    table="curule_revenue_schedule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revenueschedule",
            trigger=pgtrigger.compiler.Trigger(
                name="revenue_schedule_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'revenue_schedule_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revenue_schedule_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="c44ccf56b00395f698036c10043152cc1887f33c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_revenue_schedule_not_emptied_70d85",
                    table="curule_revenue_schedule",
                    when="BEFORE",
                ),
            ),
        ),
        # What was charged before is recognized up to the end of last month by the next sweep.
        migrations.RunSQL(_SCHEDULE, migrations.RunSQL.noop),
    ]
