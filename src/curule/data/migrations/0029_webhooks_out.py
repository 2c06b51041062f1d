"""Webhooks out: endpoints, what each is told of, and every try; two scopes more for keys."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0028_renewals_in_their_order"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="WebhookAttempt",
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
                ("delivery_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("milliseconds", models.PositiveIntegerField()),
                ("outcome", models.CharField(max_length=11)),
                ("status_code", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_webhook_attempt",
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
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
                ("endpoint_id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("status", models.CharField(default="pending", max_length=9)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_webhook_delivery",
            },
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
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
                ("url", models.CharField(max_length=2000)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, null=True, size=None
                    ),
                ),
                ("is_live", models.BooleanField()),
                ("generation", models.PositiveSmallIntegerField(default=1)),
                ("previous_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=254)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("changed_by", models.CharField(blank=True, default="", max_length=254)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("disabled_because", models.CharField(blank=True, default="", max_length=7)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_webhook_endpoint",
            },
        ),
        migrations.RemoveConstraint(
            model_name="apikey",
            name="api_key_scopes_known",
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
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
                            "webhooks:read",
                            "webhooks:write",
                        ],
                    )
                ),
                name="api_key_scopes_known",
            ),
        ),
        migrations.AddField(
            model_name="webhookattempt",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddField(
            model_name="webhookdelivery",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("events", None), models.Q(("events", []), _negated=True), _connector="OR"
                ),
                name="webhook_endpoint_some_events",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("generation__gte", 1)), name="webhook_endpoint_first_generation"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("previous_until", None), ("generation__gte", 2), _connector="OR"
                ),
                name="webhook_endpoint_previous_of_a_second",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("disabled_because__in", ["", "staff", "gone", "failing"])),
                name="webhook_endpoint_disabled_because_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disabled_at", None), ("disabled_because", "")),
                    models.Q(
                        models.Q(("disabled_at", None), _negated=True),
                        models.Q(("disabled_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="webhook_endpoint_disabled_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at", None), ("changed_by", "")),
                    models.Q(
                        models.Q(("changed_at", None), _negated=True),
                        models.Q(("changed_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="webhook_endpoint_changed_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookendpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_endpoint_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'webhook_endpoint_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_kept', TABLE = TG_TABLE_NAME;",
                    hash="f5dbbf699d646ae802c6e44b0e9864fecc32f783",
                    operation="DELETE",
                    pgid="pgtrigger_webhook_endpoint_kept_d5fb7",
                    table="curule_webhook_endpoint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookendpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_endpoint_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'webhook_endpoint_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="350b1f0371d3d64b4e2b9daf92c32cd5d41722d5",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_webhook_endpoint_not_emptied_a4ba2",
                    table="curule_webhook_endpoint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookendpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_endpoint_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."is_live", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."is_live", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'webhook_endpoint_as_made: only url, note, events, generation, previous_until, changed_at, changed_by, disabled_at, disabled_because, deleted_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_as_made', TABLE = TG_TABLE_NAME;",
                    hash="92bd8cc4cbc18bf3ed5b573751ffaa227c0cb4cc",
                    operation="UPDATE",
                    pgid="pgtrigger_webhook_endpoint_as_made_e6c27",
                    table="curule_webhook_endpoint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookendpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_endpoint_deleted",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.deleted_at IS NOT NULL AND (OLD."id", OLD."url", OLD."note", OLD."events", OLD."is_live", OLD."generation", OLD."previous_until", OLD."created_at", OLD."created_by", OLD."changed_at", OLD."changed_by", OLD."disabled_at", OLD."disabled_because", OLD."deleted_at") IS DISTINCT FROM (NEW."id", NEW."url", NEW."note", NEW."events", NEW."is_live", NEW."generation", NEW."previous_until", NEW."created_at", NEW."created_by", NEW."changed_at", NEW."changed_by", NEW."disabled_at", NEW."disabled_because", NEW."deleted_at"))',
                    func="RAISE EXCEPTION 'webhook_endpoint_deleted: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_deleted', TABLE = TG_TABLE_NAME;",
                    hash="83af0a0192e52baa11ccdceba992169e01f4b7e3",
                    operation="UPDATE",
                    pgid="pgtrigger_webhook_endpoint_deleted_b2195",
                    table="curule_webhook_endpoint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookendpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_endpoint_secret_goes_on",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.generation < OLD.generation)",
                    func="RAISE EXCEPTION 'webhook_endpoint_secret_goes_on: a secret that was replaced never comes back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_secret_goes_on', TABLE = TG_TABLE_NAME;",
                    hash="4aa761af4ba9f4183c22d7f947681dde6a0aa142",
                    operation="UPDATE",
                    pgid="pgtrigger_webhook_endpoint_secret_goes_on_af2d5",
                    table="curule_webhook_endpoint",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookattempt",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="webhook_attempt_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "delivered",
                            "redirected",
                            "gone",
                            "refused",
                            "timed_out",
                            "unreachable",
                            "forbidden",
                            "unwritable",
                        ],
                    )
                ),
                name="webhook_attempt_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="webhook_delivery_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookattempt",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "delivery_id"),
                name="webhook_attempt_delivery_id_fk",
                to="curule_webhook_delivery",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookattempt",
            constraint=models.UniqueConstraint(
                fields=("account", "delivery_id", "number"), name="webhook_attempt_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_attempt_append_only",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'webhook_attempt_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_attempt_append_only', TABLE = TG_TABLE_NAME;",
                    hash="affe21f994a9b35510dab7f116d5819437c84247",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_webhook_attempt_append_only_a95cf",
                    table="curule_webhook_attempt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_attempt_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'webhook_attempt_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_attempt_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="3ad23b7b731b0b7a652a5a836633f982beac85de",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_webhook_attempt_not_emptied_7e684",
                    table="curule_webhook_attempt",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                models.F("endpoint_id"),
                models.OrderBy(models.F("next_attempt_at"), nulls_first=True),
                models.F("id"),
                condition=models.Q(("status", "pending")),
                name="webhook_delivery_due",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("leased_until__isnull", False)),
                fields=["endpoint_id", "leased_until"],
                name="webhook_delivery_leased",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["endpoint_id", "id"], name="webhook_delivery_of_endpoint"),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "delivered", "failed", "dropped"])),
                name="webhook_delivery_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "event_id"),
                name="webhook_delivery_event_id_fk",
                to="curule_event",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("endpoint_id",),
                name="webhook_delivery_endpoint_id_fk",
                to="curule_webhook_endpoint",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(
                fields=("account", "event_id", "endpoint_id"), name="webhook_delivery_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "pending"), ("done_at", None)),
                    models.Q(
                        models.Q(("status", "pending"), _negated=True),
                        models.Q(("done_at", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="webhook_delivery_done_dated",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookdelivery",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_delivery_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'webhook_delivery_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_delivery_kept', TABLE = TG_TABLE_NAME;",
                    hash="0b794f97354d192fece805d6f8e12f81c07e906f",
                    operation="DELETE",
                    pgid="pgtrigger_webhook_delivery_kept_12f24",
                    table="curule_webhook_delivery",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookdelivery",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_delivery_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'webhook_delivery_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_delivery_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="022bb1ff2e81017972972b0aafd42300df8b5b50",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_webhook_delivery_not_emptied_c7d8c",
                    table="curule_webhook_delivery",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookdelivery",
            trigger=pgtrigger.compiler.Trigger(
                name="webhook_delivery_as_told",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."endpoint_id", OLD."event_id") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."endpoint_id", NEW."event_id"))',
                    func="RAISE EXCEPTION 'webhook_delivery_as_told: only status, attempts, next_attempt_at, leased_until, fence, done_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_delivery_as_told', TABLE = TG_TABLE_NAME;",
                    hash="02a1d95cd5b46b2678c82fe8017bb706e19e133a",
                    operation="UPDATE",
                    pgid="pgtrigger_webhook_delivery_as_told_f20bf",
                    table="curule_webhook_delivery",
                    when="BEFORE",
                ),
            ),
        ),
    ]
