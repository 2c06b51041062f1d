"""Keys of the API: a digest, what each may do, and its end."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0026_price_changes_with_notice"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="ApiKey",
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
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=2)),
                ("is_live", models.BooleanField()),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("shown", models.CharField(max_length=16)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=254)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=254)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_api_key",
                "indexes": [models.Index(fields=["created_at"], name="api_key_by_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["sk", "rk"])), name="api_key_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "scopes__contained_by",
                                [
                                    "entitlements:read",
                                    "accounts:read",
                                    "accounts:write",
                                    "seats:read",
                                    "seats:write",
                                    "subscriptions:read",
                                    "subscriptions:write",
                                    "billing:read",
                                    "billing:write",
                                    "catalog:read",
                                    "catalog:write",
                                    "events:read",
                                ],
                            )
                        ),
                        name="api_key_scopes_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scopes", []), _negated=True),
                        name="api_key_scopes_some",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            ("ends_at__gte", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="api_key_ends_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at", None), ("ended_by", "")),
                            models.Q(
                                models.Q(("ends_at", None), _negated=True),
                                models.Q(("ended_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="api_key_ended_by_somebody",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'api_key_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_kept', TABLE = TG_TABLE_NAME;",
                    hash="c09726f9507b7b32cfc37c1c542416da63f91ad3",
                    operation="DELETE",
                    pgid="pgtrigger_api_key_kept_ab5d0",
                    table="curule_api_key",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'api_key_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="8441e4671f6aa4c74e971537013e30a95a2792cc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_api_key_not_emptied_d4732",
                    table="curule_api_key",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."name", OLD."kind", OLD."is_live", OLD."scopes", OLD."digest", OLD."shown", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."name", NEW."kind", NEW."is_live", NEW."scopes", NEW."digest", NEW."shown", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'api_key_as_made: only ends_at, ended_by, used_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_as_made', TABLE = TG_TABLE_NAME;",
                    hash="3bed1f64b0f692ae3f516f20bc5bfb470a4ef0c9",
                    operation="UPDATE",
                    pgid="pgtrigger_api_key_as_made_75820",
                    table="curule_api_key",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="api_key_ends_for_good",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.ends_at IS NOT NULL AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at))",
                    func="RAISE EXCEPTION 'api_key_ends_for_good: an end that was set comes no later' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_ends_for_good', TABLE = TG_TABLE_NAME;",
                    hash="eeccb689e9f60fd818b2177fc7420afc1f16b9a6",
                    operation="UPDATE",
                    pgid="pgtrigger_api_key_ends_for_good_8bbff",
                    table="curule_api_key",
                    when="BEFORE",
                ),
            ),
        ),
    ]
