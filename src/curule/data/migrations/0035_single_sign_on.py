"""Single sign-on: identity providers of customers, whom they name, what is demanded; sign-in keys."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0034_seats_that_are_lent"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="SignInDemand",
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
                ("rule", models.CharField(max_length=20)),
                ("demanded_at", models.DateTimeField()),
                ("demanded_by", models.CharField(max_length=254)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_by", models.CharField(blank=True, default="", max_length=254)),
            ],
            options={
                "db_table": "curule_sign_in_demand",
            },
        ),
        migrations.CreateModel(
            name="SsoConnection",
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
                ("issuer", models.CharField(max_length=500)),
                ("client_id", models.CharField(max_length=255)),
                ("sealed", models.BinaryField(blank=True, default=b"", max_length=2000)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=254)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=254)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=254)),
            ],
            options={
                "db_table": "curule_sso_connection",
            },
        ),
        migrations.CreateModel(
            name="SsoIdentity",
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
                ("connection_id", models.UUIDField()),
                ("issuer", models.CharField(max_length=500)),
                ("subject", models.CharField(max_length=255)),
                ("person_id", models.UUIDField()),
                ("linked_at", models.DateTimeField()),
                ("unlinked_at", models.DateTimeField(blank=True, null=True)),
                ("unlinked_by", models.CharField(blank=True, default="", max_length=254)),
            ],
            options={
                "db_table": "curule_sso_identity",
            },
        ),
        migrations.RemoveConstraint(
            model_name="signingkey",
            name="signing_key_use_known",
        ),
        migrations.AlterField(
            model_name="signingkey",
            name="public",
            field=models.BinaryField(max_length=600),
        ),
        migrations.AlterField(
            model_name="signingkey",
            name="sealed",
            field=models.BinaryField(max_length=3000),
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("use__in", ["offline_tokens", "sign_in"])),
                name="signing_key_use_known",
            ),
        ),
        migrations.AddField(
            model_name="signindemand",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddField(
            model_name="ssoconnection",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddField(
            model_name="ssoidentity",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curule.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="signindemand",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="sign_in_demand_key"),
        ),
        migrations.AddConstraint(
            model_name="signindemand",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule__in", ["single_sign_on", "second_factor"])),
                name="sign_in_demand_rule_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signindemand",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("account", "rule"),
                name="sign_in_demand_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="signindemand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", "")),
                    models.Q(
                        models.Q(("lifted_at", None), _negated=True),
                        models.Q(("lifted_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sign_in_demand_lifted_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signindemand",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_in_demand_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'sign_in_demand_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_kept', TABLE = TG_TABLE_NAME;",
                    hash="2b7e6f1a64fc2d11a2b43b21345948ff1f21adf0",
                    operation="DELETE",
                    pgid="pgtrigger_sign_in_demand_kept_8953b",
                    table="curule_sign_in_demand",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signindemand",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_in_demand_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'sign_in_demand_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="e91b6e5e36a991cc453756338f5a612fc878ed79",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_sign_in_demand_not_emptied_a40de",
                    table="curule_sign_in_demand",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signindemand",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_in_demand_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."rule", OLD."demanded_at", OLD."demanded_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."rule", NEW."demanded_at", NEW."demanded_by"))',
                    func="RAISE EXCEPTION 'sign_in_demand_as_made: only lifted_at, lifted_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_as_made', TABLE = TG_TABLE_NAME;",
                    hash="186718a9e074872c07b7571f30f1b7b99945cab5",
                    operation="UPDATE",
                    pgid="pgtrigger_sign_in_demand_as_made_1ca8f",
                    table="curule_sign_in_demand",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signindemand",
            trigger=pgtrigger.compiler.Trigger(
                name="sign_in_demand_lifted",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.lifted_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."rule", OLD."demanded_at", OLD."demanded_by", OLD."lifted_at", OLD."lifted_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."rule", NEW."demanded_at", NEW."demanded_by", NEW."lifted_at", NEW."lifted_by"))',
                    func="RAISE EXCEPTION 'sign_in_demand_lifted: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_lifted', TABLE = TG_TABLE_NAME;",
                    hash="ed2a64911f079860ac739f1923e128379ee1c9e2",
                    operation="UPDATE",
                    pgid="pgtrigger_sign_in_demand_lifted_9a3ba",
                    table="curule_sign_in_demand",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoconnection",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="sso_connection_key"),
        ),
        migrations.AddConstraint(
            model_name="ssoconnection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("account",),
                name="sso_connection_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issuer", ""), _negated=True),
                    models.Q(("client_id", ""), _negated=True),
                ),
                name="sso_connection_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(("changed_at__gte", models.F("created_at"))),
                name="sso_connection_changed_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", "")),
                    models.Q(
                        models.Q(("ended_at", None), _negated=True),
                        models.Q(("ended_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sso_connection_ended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("sealed", b""), _connector="OR"),
                name="sso_connection_secret_gone_at_end",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoconnection",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_connection_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'sso_connection_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_kept', TABLE = TG_TABLE_NAME;",
                    hash="eb47b3ac8a4d23bc80425131b8e4f70bde907640",
                    operation="DELETE",
                    pgid="pgtrigger_sso_connection_kept_3747b",
                    table="curule_sso_connection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoconnection",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_connection_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'sso_connection_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="2d06cbfe27915a20782363a7e903cbad5ed57997",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_sso_connection_not_emptied_58a08",
                    table="curule_sso_connection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoconnection",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_connection_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."issuer", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."issuer", NEW."created_at", NEW."created_by"))',
                    func="RAISE EXCEPTION 'sso_connection_as_made: only client_id, sealed, changed_at, changed_by, ended_at, ended_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_as_made', TABLE = TG_TABLE_NAME;",
                    hash="da42c75e6ceff6914fe2d51668f1d2a66fe87acc",
                    operation="UPDATE",
                    pgid="pgtrigger_sso_connection_as_made_2f7a5",
                    table="curule_sso_connection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoconnection",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_connection_ended",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.ended_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."issuer", OLD."client_id", OLD."sealed", OLD."created_at", OLD."created_by", OLD."changed_at", OLD."changed_by", OLD."ended_at", OLD."ended_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."issuer", NEW."client_id", NEW."sealed", NEW."created_at", NEW."created_by", NEW."changed_at", NEW."changed_by", NEW."ended_at", NEW."ended_by"))',
                    func="RAISE EXCEPTION 'sso_connection_ended: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_ended', TABLE = TG_TABLE_NAME;",
                    hash="646b26ff72fe9a31c7d97288614a6b8434e72064",
                    operation="UPDATE",
                    pgid="pgtrigger_sso_connection_ended_f4f45",
                    table="curule_sso_connection",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoidentity",
            constraint=models.UniqueConstraint(fields=("account", "id"), name="sso_identity_key"),
        ),
        migrations.AddConstraint(
            model_name="ssoidentity",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "connection_id"),
                name="sso_identity_connection_id_fk",
                to="curule_sso_connection",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoidentity",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("person_id",),
                name="sso_identity_person_id_fk",
                to="curule_person",
                to_fields=("id",),
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoidentity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unlinked_at", None)),
                fields=("account", "connection_id", "issuer", "subject"),
                name="sso_identity_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoidentity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unlinked_at", None)),
                fields=("account", "connection_id", "person_id"),
                name="sso_identity_one_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoidentity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issuer", ""), _negated=True),
                    models.Q(("subject", ""), _negated=True),
                ),
                name="sso_identity_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="ssoidentity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unlinked_at", None), ("unlinked_by", "")),
                    models.Q(
                        models.Q(("unlinked_at", None), _negated=True),
                        models.Q(("unlinked_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sso_identity_unlinked_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_identity_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'sso_identity_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_kept', TABLE = TG_TABLE_NAME;",
                    hash="358407352f2ef30e0f4e506a3d81df7bf42ecb7c",
                    operation="DELETE",
                    pgid="pgtrigger_sso_identity_kept_86783",
                    table="curule_sso_identity",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_identity_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'sso_identity_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="64935bf3c39f2fe79f01b59a62401db6bdb82480",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_sso_identity_not_emptied_08693",
                    table="curule_sso_identity",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_identity_as_linked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."connection_id", OLD."issuer", OLD."subject", OLD."person_id", OLD."linked_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."connection_id", NEW."issuer", NEW."subject", NEW."person_id", NEW."linked_at"))',
                    func="RAISE EXCEPTION 'sso_identity_as_linked: only unlinked_at, unlinked_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_as_linked', TABLE = TG_TABLE_NAME;",
                    hash="3da82aa43312d8236df29436cb0cb47366577aa7",
                    operation="UPDATE",
                    pgid="pgtrigger_sso_identity_as_linked_3415f",
                    table="curule_sso_identity",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ssoidentity",
            trigger=pgtrigger.compiler.Trigger(
                name="sso_identity_unlinked",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.unlinked_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."connection_id", OLD."issuer", OLD."subject", OLD."person_id", OLD."linked_at", OLD."unlinked_at", OLD."unlinked_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."connection_id", NEW."issuer", NEW."subject", NEW."person_id", NEW."linked_at", NEW."unlinked_at", NEW."unlinked_by"))',
                    func="RAISE EXCEPTION 'sso_identity_unlinked: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_unlinked', TABLE = TG_TABLE_NAME;",
                    hash="6f2865c216789dc264dc8346b783f86364276178",
                    operation="UPDATE",
                    pgid="pgtrigger_sso_identity_unlinked_e0b1a",
                    table="curule_sso_identity",
                    when="BEFORE",
                ),
            ),
        ),
    ]
