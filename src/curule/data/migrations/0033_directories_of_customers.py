"""Directories of customers: their tokens, people and groups, and what became of each seat."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0032_keys_that_move_clocks"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="DirectoryGroup",
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
                ("display_name", models.CharField(max_length=254)),
                ("external_id", models.CharField(blank=True, default="", max_length=254)),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("seat_type", models.CharField(blank=True, default="", max_length=60)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
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
                "db_table": "curule_directory_group",
                "indexes": [
                    models.Index(
                        fields=["account", "external_id"], name="directory_group_by_external"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="directory_group_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="directory_group_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subscription_id", None), ("seat_type", "")),
                            models.Q(
                                models.Q(("subscription_id", None), _negated=True),
                                models.Q(("seat_type", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="directory_group_seat_type_of_a_subscription",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectoryMember",
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
                ("group_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("state", models.CharField(default="pending", max_length=8)),
                ("refusal", models.CharField(blank=True, default="", max_length=40)),
                ("added_by", models.CharField(max_length=80)),
                ("added_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                "db_table": "curule_directory_member",
                "indexes": [
                    models.Index(
                        fields=["account", "person_id"], name="directory_member_by_person"
                    ),
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["added_at", "id"],
                        name="directory_member_pending",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="directory_member_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "group_id"),
                        name="directory_member_group_id_fk",
                        to="curule_directory_group",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "person_id"),
                        name="directory_member_person_id_fk",
                        to="curule_directory_person",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["pending", "given", "waiting", "refused"])
                        ),
                        name="directory_member_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "refused"), _negated=True), ("refusal", "")
                            ),
                            models.Q(
                                ("state", "refused"), models.Q(("refusal", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="directory_member_refused_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "pending"), ("settled_at", None)),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                models.Q(("settled_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="directory_member_settled_dated",
                    ),
                    models.UniqueConstraint(
                        fields=("account", "group_id", "person_id"), name="directory_member_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectoryPerson",
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
                ("user_name", models.CharField(max_length=254)),
                ("user_name_key", models.CharField(max_length=254)),
                ("external_id", models.CharField(blank=True, default="", max_length=254)),
                ("address", models.CharField(blank=True, default="", max_length=254)),
                ("sent_address", models.CharField(blank=True, default="", max_length=254)),
                ("active", models.BooleanField(default=True)),
                ("first_name", models.CharField(blank=True, default="", max_length=200)),
                ("last_name", models.CharField(blank=True, default="", max_length=200)),
                ("attributes", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
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
                "db_table": "curule_directory_person",
                "indexes": [
                    models.Index(
                        fields=["account", "external_id"], name="directory_person_by_external"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="directory_person_key"),
                    models.UniqueConstraint(
                        fields=("account", "user_name_key"), name="directory_person_by_user_name"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("account", "address"),
                        name="directory_person_by_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectoryToken",
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
                ("digest", models.BinaryField(max_length=32)),
                ("shown", models.CharField(max_length=16)),
                ("by_owner", models.BooleanField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=254)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=254)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
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
                "db_table": "curule_directory_token",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="directory_token_key"),
                    models.UniqueConstraint(
                        fields=("account", "digest"), name="directory_token_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            ("ends_at__gte", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="directory_token_ends_later",
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
                        name="directory_token_ended_by_somebody",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="directorytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="directory_token_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'directory_token_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_kept', TABLE = TG_TABLE_NAME;",
                    hash="e130c30217f1fa0553973e0a50723c8654c5e86c",
                    operation="DELETE",
                    pgid="pgtrigger_directory_token_kept_52b6d",
                    table="curule_directory_token",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="directorytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="directory_token_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'directory_token_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="178c9e23cf95f23a62fbd1f30cdb0fed7a03cd6a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_directory_token_not_emptied_4b90d",
                    table="curule_directory_token",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="directorytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="directory_token_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."name", OLD."digest", OLD."shown", OLD."by_owner", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."name", NEW."digest", NEW."shown", NEW."by_owner", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'directory_token_as_made: only ends_at, ended_by, used_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_as_made', TABLE = TG_TABLE_NAME;",
                    hash="2e630a5caf3b79c07ef481ae43c95bb73a4127b3",
                    operation="UPDATE",
                    pgid="pgtrigger_directory_token_as_made_51c34",
                    table="curule_directory_token",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="directorytoken",
            trigger=pgtrigger.compiler.Trigger(
                name="directory_token_ends_for_good",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.ends_at IS NOT NULL AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at))",
                    func="RAISE EXCEPTION 'directory_token_ends_for_good: an end that was set comes no later' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_ends_for_good', TABLE = TG_TABLE_NAME;",
                    hash="fc8028ff88df7c464b1ad1545208a7b997c7c331",
                    operation="UPDATE",
                    pgid="pgtrigger_directory_token_ends_for_good_30f26",
                    table="curule_directory_token",
                    when="BEFORE",
                ),
            ),
        ),
    ]
