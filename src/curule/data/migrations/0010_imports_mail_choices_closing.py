"""Lists of people, which mails a person wants, and accounts that are to be closed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0009_shared_cache"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="account",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="MailChoice",
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
                ("kind", models.CharField(max_length=12)),
                ("chosen_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "curule_mail_choice",
            },
        ),
        migrations.CreateModel(
            name="PeopleImport",
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
                ("subscription_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("coding", models.CharField(blank=True, default="", max_length=12)),
                ("separator", models.CharField(blank=True, default="", max_length=1)),
                ("status", models.CharField(default="checking", max_length=8)),
                ("if_full", models.CharField(blank=True, default="", max_length=8)),
                ("added_by", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
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
                "db_table": "curule_people_import",
            },
        ),
        migrations.CreateModel(
            name="PeopleImportRow",
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
                ("import_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("written", models.CharField(blank=True, default="", max_length=254)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("first_name", models.CharField(blank=True, default="", max_length=200)),
                ("last_name", models.CharField(blank=True, default="", max_length=200)),
                ("outcome", models.CharField(blank=True, default="", max_length=12)),
                ("reason", models.CharField(blank=True, default="", max_length=40)),
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
                "db_table": "curule_people_import_row",
            },
        ),
        migrations.CreateModel(
            name="AccountClosing",
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
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(blank=True, null=True)),
                ("closes_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.UUIDField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                "db_table": "curule_account_closing",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None), ("withdrawn_at", None)),
                        fields=["closes_at", "id"],
                        name="account_closing_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="account_closing_key"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("asked_at"))),
                        name="account_closing_later",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), ("withdrawn_at", None)),
                        fields=("account",),
                        name="account_closing_once",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountclosing",
            trigger=pgtrigger.compiler.Trigger(
                name="account_closing_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'account_closing_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_closing_kept', TABLE = TG_TABLE_NAME;",
                    hash="709fc05363859b27629d89abed7ae038a0d52904",
                    operation="DELETE",
                    pgid="pgtrigger_account_closing_kept_5b238",
                    table="curule_account_closing",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountclosing",
            trigger=pgtrigger.compiler.Trigger(
                name="account_closing_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'account_closing_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_closing_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="f34be9cd84da341571d0085cd0233d4d5ca77b36",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_account_closing_not_emptied_54af1",
                    table="curule_account_closing",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountclosing",
            trigger=pgtrigger.compiler.Trigger(
                name="account_closing_decided",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.withdrawn_at IS NOT NULL OR OLD.closed_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."asked_at", OLD."asked_by", OLD."closes_at", OLD."withdrawn_at", OLD."withdrawn_by", OLD."closed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."asked_at", NEW."asked_by", NEW."closes_at", NEW."withdrawn_at", NEW."withdrawn_by", NEW."closed_at"))',
                    func="RAISE EXCEPTION 'account_closing_decided: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_closing_decided', TABLE = TG_TABLE_NAME;",
                    hash="5c14af36d492fbc070367fae695a7cf38ab028cf",
                    operation="UPDATE",
                    pgid="pgtrigger_account_closing_decided_85758",
                    table="curule_account_closing",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.UniqueConstraint(fields=("person", "kind"), name="mail_choice_once"),
        ),
        migrations.AddIndex(
            model_name="peopleimport",
            index=models.Index(
                condition=models.Q(("status", "running")),
                fields=["started_at", "id"],
                name="people_import_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="peopleimport",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="people_import_key"),
        ),
        migrations.AddConstraint(
            model_name="peopleimport",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "subscription_id"),
                name="people_import_subscription_id_fk",
                to="curule_subscription",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="peopleimport",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("seat_type_id",),
                name="people_import_seat_type_id_fk",
                to="curule_seat_type",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="peopleimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["checking", "running", "done", "stopped"])),
                name="people_import_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="peopleimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "checking"), ("started_at__isnull", True)),
                    models.Q(
                        models.Q(("status", "checking"), _negated=True),
                        models.Q(("started_at__isnull", True), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="people_import_started_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="peopleimportrow",
            constraint=models.UniqueConstraint(
                fields=("account", "id"), name="people_import_row_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="peopleimportrow",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "import_id"),
                name="people_import_row_import_id_fk",
                to="curule_people_import",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="peopleimportrow",
            constraint=models.UniqueConstraint(
                fields=("account", "import_id", "number"), name="people_import_row_once"
            ),
        ),
    ]
