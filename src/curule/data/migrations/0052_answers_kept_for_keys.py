"""What a program was answered to an `Idempotency-Key` is kept, for a key and those after it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0051_what_customers_take_back"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="KeyedRequest",
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
                ("api_key_id", models.UUIDField()),
                ("digest", models.BinaryField(max_length=32)),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("begun_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("sealed", models.BinaryField(blank=True, default=b"")),
            ],
            options={
                "db_table": "curule_keyed_request",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="apikey",
            name="api_key_as_made",
        ),
        migrations.AddField(
            model_name="apikey",
            name="first_key_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."name", OLD."kind", OLD."is_live", OLD."scopes", OLD."digest", OLD."shown", OLD."created_at", OLD."created_by", OLD."first_key_id") IS DISTINCT FROM (NEW."id", NEW."name", NEW."kind", NEW."is_live", NEW."scopes", NEW."digest", NEW."shown", NEW."created_at", NEW."created_by", NEW."first_key_id"))',
                    func="RAISE EXCEPTION 'api_key_as_made: only answered_by, ends_at, ended_by, used_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_as_made', TABLE = TG_TABLE_NAME;",
                    hash="065b140351eb313bfa6d8a76911fe26bd753fb2b",
                    operation="UPDATE",
                    pgid="pgtrigger_api_key_as_made_75820",
                    table="curule_api_key",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("first_key_id",),
                name="api_key_first_key_id_fk",
                to="curule_api_key",
                to_fields=("id",),
            ),
        ),
        migrations.AddIndex(
            model_name="keyedrequest",
            index=models.Index(fields=["begun_at"], name="keyed_request_by_age"),
        ),
        migrations.AddConstraint(
            model_name="keyedrequest",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("api_key_id",),
                name="keyed_request_api_key_id_fk",
                to="curule_api_key",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="keyedrequest",
            constraint=models.UniqueConstraint(
                fields=("api_key_id", "digest"), name="keyed_request_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyedrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", None),
                    models.Q(("status__gte", 200), ("status__lte", 299)),
                    _connector="OR",
                ),
                name="keyed_request_answered_well",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyedrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", None), ("answered_at", None)),
                    models.Q(
                        models.Q(("status", None), _negated=True),
                        models.Q(("answered_at", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="keyed_request_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyedrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", None), ("sealed", b"")),
                    models.Q(
                        models.Q(("status", None), _negated=True),
                        models.Q(("sealed", b""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="keyed_request_answer_sealed",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyedrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="keyed_request_as_asked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."api_key_id", OLD."digest", OLD."fingerprint", OLD."begun_at") IS DISTINCT FROM (NEW."id", NEW."api_key_id", NEW."digest", NEW."fingerprint", NEW."begun_at"))',
                    func="RAISE EXCEPTION 'keyed_request_as_asked: only answered_at, status, sealed may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'keyed_request_as_asked', TABLE = TG_TABLE_NAME;",
                    hash="02c1bca01dac07f4b8fb58375599c04106cbfaa9",
                    operation="UPDATE",
                    pgid="pgtrigger_keyed_request_as_asked_bc7ad",
                    table="curule_keyed_request",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyedrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="keyed_request_told_once",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.status IS NOT NULL)",
                    func="RAISE EXCEPTION 'keyed_request_told_once: it was answered already' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'keyed_request_told_once', TABLE = TG_TABLE_NAME;",
                    hash="009e9992e75c0f4cb0854ea2331349f34d32e5bb",
                    operation="UPDATE",
                    pgid="pgtrigger_keyed_request_told_once_d1244",
                    table="curule_keyed_request",
                    when="BEFORE",
                ),
            ),
        ),
    ]
