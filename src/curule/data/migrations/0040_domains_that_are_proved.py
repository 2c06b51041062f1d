"""Domains that accounts prove by a record in their DNS, each one account's (TH26)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0039_what_is_kept_of_requests"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="DomainClaim",
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
                ("name", models.CharField(max_length=253)),
                ("token", models.CharField(max_length=40)),
                ("claimed_at", models.DateTimeField()),
                ("claimed_by", models.CharField(max_length=254)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("proof", models.CharField(blank=True, default="", max_length=12)),
                ("missing_since", models.DateTimeField(blank=True, null=True)),
                ("next_check_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.CharField(blank=True, default="", max_length=254)),
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
                "db_table": "curule_domain_claim",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_check_at__isnull", False)),
                        fields=["next_check_at"],
                        name="domain_claim_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="domain_claim_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("account", "name"),
                        name="domain_claim_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proof__in", ["", "found", "missing", "unanswered", "elsewhere"])
                        ),
                        name="domain_claim_proof_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proof", ""), ("checked_at", None)),
                            models.Q(
                                models.Q(("proof", ""), _negated=True),
                                models.Q(("checked_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="domain_claim_looked_at_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", "")),
                            models.Q(
                                models.Q(("withdrawn_at", None), _negated=True),
                                models.Q(("withdrawn_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="domain_claim_withdrawn_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("missing_since", None),
                            models.Q(("proof", "found"), _negated=True),
                            _connector="OR",
                        ),
                        name="domain_claim_missing_is_not_found",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), ("next_check_at", None), _connector="OR"
                        ),
                        name="domain_claim_over_is_over",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="domainclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="domain_claim_kept",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'domain_claim_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_kept', TABLE = TG_TABLE_NAME;",
                    hash="aac952d6db4587c8385c28b7e10cbd749c30087e",
                    operation="DELETE",
                    pgid="pgtrigger_domain_claim_kept_39e5c",
                    table="curule_domain_claim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="domainclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="domain_claim_not_emptied",
                sql=curule.data.rules.RuleSql(
                    func="RAISE EXCEPTION 'domain_claim_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_not_emptied', TABLE = TG_TABLE_NAME;",
                    hash="95b3414a1db91dc422d0a3f5a0d19c41060df1ce",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_domain_claim_not_emptied_aa229",
                    table="curule_domain_claim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="domainclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="domain_claim_as_made",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN ((OLD."id", OLD."account_id", OLD."name", OLD."token", OLD."claimed_at", OLD."claimed_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."name", NEW."token", NEW."claimed_at", NEW."claimed_by"))',
                    func="RAISE EXCEPTION 'domain_claim_as_made: only checked_at, proof, missing_since, next_check_at, withdrawn_at, withdrawn_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_as_made', TABLE = TG_TABLE_NAME;",
                    hash="f825c22d824e74996377c3cdb1dfb7acde9b5b66",
                    operation="UPDATE",
                    pgid="pgtrigger_domain_claim_as_made_db5d8",
                    table="curule_domain_claim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="domainclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="domain_claim_withdrawn",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.withdrawn_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."name", OLD."token", OLD."claimed_at", OLD."claimed_by", OLD."checked_at", OLD."proof", OLD."missing_since", OLD."next_check_at", OLD."withdrawn_at", OLD."withdrawn_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."name", NEW."token", NEW."claimed_at", NEW."claimed_by", NEW."checked_at", NEW."proof", NEW."missing_since", NEW."next_check_at", NEW."withdrawn_at", NEW."withdrawn_by"))',
                    func="RAISE EXCEPTION 'domain_claim_withdrawn: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_withdrawn', TABLE = TG_TABLE_NAME;",
                    hash="568e195e73910efa5cd8dc0fd1b56da7e88ca427",
                    operation="UPDATE",
                    pgid="pgtrigger_domain_claim_withdrawn_eb4aa",
                    table="curule_domain_claim",
                    when="BEFORE",
                ),
            ),
        ),
        # Where two accounts got the same domain in one moment, the first keeps it.
        migrations.RunSQL(
            """
            UPDATE curule_domain AS later SET removed_at = greatest(now(), later.verified_at)
            WHERE later.removed_at IS NULL AND EXISTS (
                SELECT FROM curule_domain AS first
                WHERE first.name = later.name AND first.removed_at IS NULL
                AND (first.verified_at, first.id) < (later.verified_at, later.id)
            )
            """,
            migrations.RunSQL.noop,
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="domain",
            name="domain_removed",
        ),
        migrations.RemoveConstraint(
            model_name="domain",
            name="domain_once",
        ),
        migrations.RemoveIndex(
            model_name="domain",
            name="domain_by_name",
        ),
        migrations.AddField(
            model_name="domain",
            name="claim_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="domain",
            index=models.Index(fields=["account"], name="domain_of_account"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="domain",
            trigger=pgtrigger.compiler.Trigger(
                name="domain_removed",
                sql=curule.data.rules.RuleSql(
                    condition='WHEN (OLD.removed_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."name", OLD."verified_at", OLD."verified_by", OLD."claim_id", OLD."removed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."name", NEW."verified_at", NEW."verified_by", NEW."claim_id", NEW."removed_at"))',
                    func="RAISE EXCEPTION 'domain_removed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_removed', TABLE = TG_TABLE_NAME;",
                    hash="b0b2b8ba5de37ee95325d0b6752898b81102a898",
                    operation="UPDATE",
                    pgid="pgtrigger_domain_removed_74d5d",
                    table="curule_domain",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=curule.data.constraints.ForeignKeyTogether(
                fields=("account_id", "claim_id"),
                name="domain_claim_id_fk",
                to="curule_domain_claim",
                to_fields=("account_id", "id"),
            ),
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("name",), name="domain_once"
            ),
        ),
    ]
