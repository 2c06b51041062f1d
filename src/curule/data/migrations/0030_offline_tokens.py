"""Offline tokens: the keys that sign them, and the devices that they are for."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0029_webhooks_out"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Device",
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
                ("assignment_id", models.UUIDField()),
                ("digest", models.BinaryField(max_length=32)),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("place", models.SmallIntegerField()),
                ("added_at", models.DateTimeField()),
                ("token_until", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("released_by", models.CharField(blank=True, default="", max_length=254)),
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
                "db_table": "curule_device",
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
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
                ("use", models.CharField(max_length=20)),
                ("kid", models.CharField(max_length=43, unique=True)),
                ("public", models.BinaryField(max_length=32)),
                ("sealed", models.BinaryField(max_length=200)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=254)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("retired_by", models.CharField(blank=True, default="", max_length=254)),
                ("shown_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_signing_key",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("use__in", ["offline_tokens"])),
                        name="signing_key_use_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("use",),
                        name="signing_key_one_signs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retired_at", None), models.Q(("sealed", b""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("retired_at", None), _negated=True), ("sealed", b"")
                            ),
                            _connector="OR",
                        ),
                        name="signing_key_sealed_while_it_signs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at", None), ("retired_by", "")),
                            models.Q(
                                models.Q(("retired_at", None), _negated=True),
                                models.Q(("retired_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signing_key_retired_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at", None), ("shown_until", None)),
                            models.Q(
                                models.Q(("retired_at", None), _negated=True),
                                models.Q(("shown_until", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signing_key_shown_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retired_at", None),
                            ("retired_at__gte", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="signing_key_retired_later",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signingkey",
            trigger=pgtrigger.compiler.Trigger(
                name="signing_key_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'signing_key_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_kept', TABLE = TG_TABLE_NAME;",
                    hash="6f64c55700bff40c917d7430932c7f36617cf22c",
                    operation="DELETE",
                    pgid="pgtrigger_signing_key_kept_f3450",
                    table="curule_signing_key",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signingkey",
            trigger=pgtrigger.compiler.Trigger(
                name="signing_key_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'signing_key_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="24744510fe3f27880b81d11f1478b5c22304358a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_signing_key_not_emptied_6f152",
                    table="curule_signing_key",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signingkey",
            trigger=pgtrigger.compiler.Trigger(
                name="signing_key_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."use", OLD."kid", OLD."public", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."use", NEW."kid", NEW."public", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'signing_key_as_made: only sealed, retired_at, retired_by, shown_until may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_as_made', TABLE = TG_TABLE_NAME;",
                    hash="bd27940f594362b93dc490b2c0fdf233cf129f77",
                    operation="UPDATE",
                    pgid="pgtrigger_signing_key_as_made_2fcf6",
                    table="curule_signing_key",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signingkey",
            trigger=pgtrigger.compiler.Trigger(
                name="signing_key_retires_for_good",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (OLD.retired_at IS NOT NULL AND (NEW.retired_at IS DISTINCT FROM OLD.retired_at OR NEW.shown_until > OLD.shown_until))",
                    func="RAISE EXCEPTION 'signing_key_retires_for_good: a key that was retired signs no more, and is shown no longer than was said' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_retires_for_good', TABLE = TG_TABLE_NAME;",
                    hash="677bfbb4b57d7a8d69b3621375831684ffffd9c5",
                    operation="UPDATE",
                    pgid="pgtrigger_signing_key_retires_for_good_11d52",
                    table="curule_signing_key",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(fields=["token_until"], name="device_by_token"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="device_key"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "assignment_id"),
                name="device_assignment_id_fk",
                to="curule_assignment",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)),
                fields=("account", "assignment_id", "place"),
                name="device_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)),
                fields=("account", "assignment_id", "digest"),
                name="device_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", 100)),
                name="device_place_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("released_by", "")),
                    models.Q(
                        models.Q(("released_at", None), _negated=True),
                        models.Q(("released_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="device_released_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_at", None),
                    ("released_at__gte", models.F("added_at")),
                    _connector="OR",
                ),
                name="device_released_later",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="device",
            trigger=pgtrigger.compiler.Trigger(
                name="device_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'device_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_kept', TABLE = TG_TABLE_NAME;",
                    hash="29b87e37d327642dc206a65d64d18496d627b8c8",
                    operation="DELETE",
                    pgid="pgtrigger_device_kept_5bc26",
                    table="curule_device",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="device",
            trigger=pgtrigger.compiler.Trigger(
                name="device_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'device_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="945c954becefc2c9a88f92c91df7914410fe7e9f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_device_not_emptied_dd943",
                    table="curule_device",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="device",
            trigger=pgtrigger.compiler.Trigger(
                name="device_as_added",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."assignment_id", OLD."digest", OLD."place", OLD."added_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."assignment_id", NEW."digest", NEW."place", NEW."added_at"))',
                    func="RAISE EXCEPTION 'device_as_added: only name, token_until, released_at, released_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_as_added', TABLE = TG_TABLE_NAME;",
                    hash="5f573a6b28c8119deacc8207138638122780a187",
                    operation="UPDATE",
                    pgid="pgtrigger_device_as_added_2ad59",
                    table="curule_device",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="device",
            trigger=pgtrigger.compiler.Trigger(
                name="device_released",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.released_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."assignment_id", OLD."digest", OLD."name", OLD."place", OLD."added_at", OLD."token_until", OLD."released_at", OLD."released_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."assignment_id", NEW."digest", NEW."name", NEW."place", NEW."added_at", NEW."token_until", NEW."released_at", NEW."released_by"))',
                    func="RAISE EXCEPTION 'device_released: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_released', TABLE = TG_TABLE_NAME;",
                    hash="acbe1c44fe4bb55457c551929b9293d1bffa1f13",
                    operation="UPDATE",
                    pgid="pgtrigger_device_released_c4136",
                    table="curule_device",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="device",
            trigger=pgtrigger.compiler.Trigger(
                name="device_tokens_live_on",
                sql=curule.data.rules.RuleSql(
                    condition="WHEN (NEW.token_until < OLD.token_until)",
                    func="RAISE EXCEPTION 'device_tokens_live_on: a token that was given out ends no earlier' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_tokens_live_on', TABLE = TG_TABLE_NAME;",
                    hash="0a190789eb77814dc84c9adf297d85358efe8ae3",
                    operation="UPDATE",
                    pgid="pgtrigger_device_tokens_live_on_474cc",
                    table="curule_device",
                    when="BEFORE",
                ),
            ),
        ),
    ]
