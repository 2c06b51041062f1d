import django.contrib.postgres.constraints
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import curule.data.constraints
import curule.data.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            sql="SET LOCAL lock_timeout = '4s'",
            reverse_sql="",
        ),
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="TestClock",
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
                ("name", models.CharField(max_length=40, unique=True)),
                ("now", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_test_clock",
            },
        ),
        migrations.CreateModel(
            name="Account",
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
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(default="company", max_length=12)),
                ("country", models.CharField(max_length=2)),
                ("is_business", models.BooleanField(default=True)),
                ("tax_id", models.CharField(blank=True, default="", max_length=40)),
                (
                    "tax_rate",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True),
                ),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("language", models.CharField(default="en", max_length=12)),
                ("channel", models.CharField(default="online", max_length=12)),
                ("adviser", models.CharField(blank=True, default="", max_length=254)),
                (
                    "clock",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.testclock",
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_account",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["company", "individual"])),
                        name="account_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["online", "reseller", "corporate"])),
                        name="account_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tax_rate", None), ("tax_rate__gte", 0), _connector="OR"
                        ),
                        name="account_rate_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=curule.data.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("first_name", models.CharField(blank=True, default="", max_length=200)),
                ("last_name", models.CharField(blank=True, default="", max_length=200)),
                ("search_key", models.CharField(blank=True, default="", max_length=700)),
                ("language", models.CharField(default="en", max_length=12)),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_person",
            },
        ),
        migrations.CreateModel(
            name="Product",
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
                ("key", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "curule_product",
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("pool_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("seat_id", models.UUIDField()),
                ("person_id", models.UUIDField(blank=True, null=True)),
                ("invitation_id", models.UUIDField(blank=True, null=True)),
                ("email", models.CharField(max_length=254)),
                ("state", models.CharField(max_length=8)),
                ("started_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                ("last_active_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=20)),
                ("assigned_by", models.UUIDField(blank=True, null=True)),
                ("ended_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_assignment",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["person_id"],
                        name="assignment_of_person",
                    ),
                    models.Index(
                        fields=["account", "subscription_id", "email"], name="assignment_by_email"
                    ),
                    models.Index(
                        fields=["account", "seat_id", "started_at"], name="assignment_biography"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="assignment_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="assignment_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "seat_id"),
                        name="assignment_seat_id_fk",
                        to="curule_seat",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invitation_id"),
                        name="assignment_invitation_id_fk",
                        to="curule_invitation",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["held", "active"])),
                        name="assignment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "held"), ("person_id__isnull", False), _connector="OR"
                        ),
                        name="assignment_active_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("account", "seat_id"),
                        name="assignment_one_per_seat",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("account", "pool_id", "seat_type_id", "email"),
                        name="assignment_one_per_person",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("person_id",),
                        name="assignment_person_id_fk",
                        to="curule_person",
                        to_fields=("id",),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "active"),
                            models.Q(("invitation_id", None), _negated=True),
                            _connector="OR",
                        ),
                        name="assignment_held_for_invitation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "active"), ("activated_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "active"), _negated=True),
                                models.Q(("activated_at__isnull", False), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assignment_active_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="assignment_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_at", None), models.Q(("person_id", None), _negated=True)
                        ),
                        fields=("account", "pool_id", "seat_type_id", "person_id"),
                        name="assignment_one_per_known_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_at", None), models.Q(("invitation_id", None), _negated=True)
                        ),
                        fields=("account", "invitation_id"),
                        name="assignment_one_per_invitation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AutoBuyLimit",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("up_to", models.PositiveIntegerField()),
                ("per_month", models.PositiveIntegerField(blank=True, null=True)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_auto_buy_limit",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="auto_buy_limit_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="auto_buy_limit_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="auto_buy_limit_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                    models.UniqueConstraint(
                        fields=("account", "subscription_id", "seat_type_id"),
                        name="auto_buy_limit_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("order_id", models.UUIDField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_batch",
                "indexes": [
                    models.Index(
                        fields=["account", "subscription_id"], name="batch_by_subscription"
                    ),
                    models.Index(fields=["ends_at"], name="batch_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="batch_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="batch_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "order_id"),
                        name="batch_order_id_fk",
                        to="curule_order",
                        to_fields=("account_id", "id"),
                    ),
                    models.UniqueConstraint(
                        fields=("account", "order_id"), name="batch_once_per_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="batch_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("pool_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField(blank=True, null=True)),
                ("price_id", models.UUIDField()),
                ("invoice_id", models.UUIDField(blank=True, null=True)),
                ("charged_quantity", models.PositiveIntegerField()),
                ("quantity", models.PositiveIntegerField()),
                ("base_quantity", models.PositiveIntegerField(default=0)),
                ("period_starts_at", models.DateTimeField()),
                ("period_ends_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("numerator", models.BigIntegerField()),
                ("denominator", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("credited_minor", models.BigIntegerField(default=0)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_charge",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["account", "subscription_id", "seat_type_id"],
                        name="charge_open",
                    ),
                    models.Index(fields=["account", "invoice_id"], name="charge_of_invoice"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="charge_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="charge_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invoice_id"),
                        name="charge_invoice_id_fk",
                        to="curule_invoice",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credited_minor__gte", 0),
                            ("credited_minor__lte", models.F("amount_minor")),
                        ),
                        name="charge_credit_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__lte", models.F("charged_quantity"))),
                        name="charge_quantity_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator__gt", 0),
                            ("numerator__gte", 0),
                            ("numerator__lte", models.F("denominator")),
                        ),
                        name="charge_fraction",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="charge_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("price_id",),
                        name="charge_price_id_fk",
                        to="curule_price",
                        to_fields=("id",),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_ends_at__gt", models.F("period_starts_at"))),
                        name="charge_period_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditEntry",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("number", models.PositiveBigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("balance_after_minor", models.BigIntegerField()),
                ("source", models.CharField(max_length=20)),
                ("source_id", models.UUIDField()),
                ("occurred_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_credit_entry",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="credit_entry_key"),
                    models.UniqueConstraint(
                        fields=("account", "currency", "number"), name="credit_entry_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("balance_after_minor__gte", 0)),
                        name="credit_entry_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="credit_entry_currency_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="credit_entry_not_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("invoice_id", models.UUIDField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ("reason", models.CharField(max_length=20)),
                ("currency", models.CharField(max_length=3)),
                ("subtotal_minor", models.BigIntegerField()),
                (
                    "tax_rate",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True),
                ),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("total_minor", models.BigIntegerField()),
                ("to_open_minor", models.BigIntegerField(default=0)),
                ("to_credit_minor", models.BigIntegerField(default=0)),
                ("to_refund_minor", models.BigIntegerField(default=0)),
                ("issued_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_credit_note",
                "indexes": [
                    models.Index(fields=["account", "issued_at"], name="credit_note_by_account"),
                    models.Index(fields=["account", "invoice_id"], name="credit_note_of_invoice"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="credit_note_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invoice_id"),
                        name="credit_note_invoice_id_fk",
                        to="curule_invoice",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("subtotal_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="credit_note_total_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("to_open_minor"), "+", models.F("to_credit_minor")
                                    ),
                                    "+",
                                    models.F("to_refund_minor"),
                                ),
                            ),
                            ("total_minor__gt", 0),
                        ),
                        name="credit_note_goes_somewhere",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="credit_note_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="credit_note_currency_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_open_minor__gte", 0),
                            ("to_credit_minor__gte", 0),
                            ("to_refund_minor__gte", 0),
                        ),
                        name="credit_note_parts_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNoteLine",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("seat_type_id", models.UUIDField(blank=True, null=True)),
                ("quantity", models.BigIntegerField()),
                ("unit_amount_minor", models.BigIntegerField(blank=True, null=True)),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("numerator", models.BigIntegerField(default=1)),
                ("denominator", models.BigIntegerField(default=1)),
                ("amount_minor", models.BigIntegerField()),
                ("credit_note_id", models.UUIDField()),
                ("charge_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_credit_note_line",
                "indexes": [
                    models.Index(
                        condition=models.Q(("charge_id", None), _negated=True),
                        fields=["account", "charge_id"],
                        name="credit_note_line_of_charge",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="credit_note_line_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "credit_note_id"),
                        name="credit_note_line_credit_note_id_fk",
                        to="curule_credit_note",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "charge_id"),
                        name="credit_note_line_charge_id_fk",
                        to="curule_charge",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["seats", "base_fee", "unused", "difference", "goodwill"])
                        ),
                        name="credit_note_line_kind_known",
                    ),
                    models.UniqueConstraint(
                        fields=("account", "credit_note_id", "position"),
                        name="credit_note_line_position",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("denominator__gt", 0), ("numerator__gte", 0)),
                        name="credit_note_line_fraction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="credit_note_line_not_zero",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="credit_note_line_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("type", models.CharField(max_length=60)),
                ("occurred_at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.UUIDField(blank=True, null=True)),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("subject_id", models.UUIDField(blank=True, null=True)),
                ("payload", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "curule_event",
                "indexes": [
                    models.Index(
                        fields=["account", "subscription_id", "id"], name="event_by_subscription"
                    ),
                    models.Index(fields=["account", "subject_id"], name="event_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="event_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="event_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("pool_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("email", models.CharField(max_length=254)),
                ("first_name", models.CharField(blank=True, default="", max_length=200)),
                ("last_name", models.CharField(blank=True, default="", max_length=200)),
                ("language", models.CharField(default="en", max_length=12)),
                ("status", models.CharField(default="open", max_length=10)),
                ("generation", models.PositiveIntegerField(default=1)),
                ("holds_seat", models.BooleanField(default=True)),
                ("invited_by", models.UUIDField(blank=True, null=True)),
                ("invited_at", models.DateTimeField()),
                ("sent_count", models.PositiveIntegerField(default=1)),
                ("expires_at", models.DateTimeField()),
                ("accepted_by", models.UUIDField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_invitation",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["expires_at"],
                        name="invitation_due",
                    ),
                    models.Index(
                        fields=["account", "subscription_id", "status"],
                        name="invitation_by_subscription",
                    ),
                    models.Index(fields=["account", "email"], name="invitation_by_email"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="invitation_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="invitation_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "accepted", "declined", "canceled", "expired"])
                        ),
                        name="invitation_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            ("accepted_by__isnull", False),
                            _connector="OR",
                        ),
                        name="invitation_accepted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            ("closed_at__lt", models.F("expires_at")),
                            _connector="OR",
                        ),
                        name="invitation_accepted_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "open"), ("closed_at", None)),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                models.Q(("closed_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_closed_dated",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="invitation_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("accepted_by",),
                        name="invitation_accepted_by_fk",
                        to="curule_person",
                        to_fields=("id",),
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("account", "pool_id", "seat_type_id", "email"),
                        name="invitation_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("status", models.CharField(default="open", max_length=14)),
                ("currency", models.CharField(max_length=3)),
                ("subtotal_minor", models.BigIntegerField()),
                (
                    "tax_rate",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True),
                ),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("total_minor", models.BigIntegerField()),
                ("paid_minor", models.BigIntegerField(default=0)),
                ("credited_minor", models.BigIntegerField(default=0)),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("issued_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("raised_by", models.UUIDField(blank=True, null=True)),
                ("is_granted", models.BooleanField(default=False)),
                ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_invoice",
                "indexes": [
                    models.Index(fields=["account", "issued_at"], name="invoice_by_account"),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["due_at"],
                        name="invoice_open_due",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["next_attempt_at"],
                        name="invoice_attempt_due",
                    ),
                    models.Index(
                        fields=["account", "subscription_id", "issued_at"],
                        name="invoice_by_subscription",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="invoice_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="invoice_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "open", "paid", "void", "uncollectible"])
                        ),
                        name="invoice_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["purchase", "seats", "plan", "renewal"])),
                        name="invoice_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("subtotal_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="invoice_total_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total_minor__gt", 0)), name="invoice_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_minor__gte", 0),
                            ("credited_minor__gte", 0),
                            (
                                "total_minor__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("paid_minor"), "+", models.F("credited_minor")
                                ),
                            ),
                        ),
                        name="invoice_never_overpaid",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", "renewal"), models.Q(("status", "void"), _negated=True)
                        ),
                        fields=("account", "subscription_id", "period_starts_at", "kind"),
                        name="invoice_one_per_renewal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="invoice_currency_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "paid"), _negated=True),
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("paid_minor"), "+", models.F("credited_minor")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_paid_in_full",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("seat_type_id", models.UUIDField(blank=True, null=True)),
                ("quantity", models.BigIntegerField()),
                ("unit_amount_minor", models.BigIntegerField(blank=True, null=True)),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("numerator", models.BigIntegerField(default=1)),
                ("denominator", models.BigIntegerField(default=1)),
                ("amount_minor", models.BigIntegerField()),
                ("invoice_id", models.UUIDField()),
            ],
            options={
                "db_table": "curule_invoice_line",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="invoice_line_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invoice_id"),
                        name="invoice_line_invoice_id_fk",
                        to="curule_invoice",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["seats", "base_fee", "unused", "difference", "goodwill"])
                        ),
                        name="invoice_line_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("denominator__gt", 0), ("numerator__gte", 0)),
                        name="invoice_line_fraction",
                    ),
                    models.UniqueConstraint(
                        fields=("account", "invoice_id", "position"), name="invoice_line_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="invoice_line_not_zero",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="invoice_line_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceSeries",
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
                ("key", models.CharField(max_length=80, unique=True)),
                ("last_number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "db_table": "curule_invoice_series",
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("transaction_id", models.UUIDField()),
                ("ledger_account", models.CharField(max_length=60)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
            ],
            options={
                "db_table": "curule_ledger_entry",
                "indexes": [
                    models.Index(
                        fields=["account", "transaction_id"], name="ledger_entry_by_transaction"
                    ),
                    models.Index(
                        fields=["account", "ledger_account", "currency"],
                        name="ledger_entry_by_account",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="ledger_entry_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "transaction_id"),
                        name="ledger_entry_transaction_id_fk",
                        to="curule_ledger_transaction",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="ledger_entry_not_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerTransaction",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=30)),
                ("currency", models.CharField(max_length=3)),
                ("source_id", models.UUIDField()),
                ("occurred_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_ledger_transaction",
                "indexes": [
                    models.Index(
                        fields=["account", "source_id"], name="ledger_transaction_by_source"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "id"), name="ledger_transaction_key"
                    ),
                    models.UniqueConstraint(
                        fields=("account", "number"), name="ledger_transaction_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="ledger_transaction_currency_written",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_member",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="member_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("account", "person"),
                        name="member_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NextTerm",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("order_id", models.UUIDField()),
                ("seats", models.JSONField(default=dict)),
                ("leaves", models.JSONField(default=list)),
                ("starts_at", models.DateTimeField()),
                ("status", models.CharField(default="open", max_length=10)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_next_term",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["starts_at"],
                        name="next_term_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="next_term_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="next_term_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "order_id"),
                        name="next_term_order_id_fk",
                        to="curule_order",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "applied", "withdrawn", "replaced"])
                        ),
                        name="next_term_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("account", "subscription_id"),
                        name="one_next_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "open"), ("closed_at", None)),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                models.Q(("closed_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="next_term_closed_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subject_id", models.UUIDField()),
                ("kind", models.CharField(max_length=40)),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_notice",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="notice_key"),
                    models.UniqueConstraint(
                        fields=("account", "subject_id", "kind", "due_at"), name="notice_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Operation",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("command", models.CharField(max_length=60)),
                ("fingerprint", models.CharField(max_length=64)),
                ("result", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_operation",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="operation_key"),
                    models.UniqueConstraint(fields=("account", "key"), name="operation_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("quote_id", models.UUIDField()),
                ("invoice_id", models.UUIDField(blank=True, null=True)),
                ("status", models.CharField(max_length=18)),
                ("placed_at", models.DateTimeField()),
                ("placed_by", models.UUIDField(blank=True, null=True)),
                ("granted_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_order",
                "indexes": [
                    models.Index(
                        fields=["account", "subscription_id", "placed_at"],
                        name="order_by_subscription",
                    ),
                    models.Index(fields=["account", "invoice_id"], name="order_of_invoice"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="order_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="order_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "quote_id"),
                        name="order_quote_id_fk",
                        to="curule_quote",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invoice_id"),
                        name="order_invoice_id_fk",
                        to="curule_invoice",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["awaiting_payment", "completed", "canceled"])
                        ),
                        name="order_status_known",
                    ),
                    models.UniqueConstraint(
                        fields=("account", "quote_id"), name="order_once_per_quote"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "awaiting_payment"),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="order_closed_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("template", models.CharField(max_length=40)),
                ("recipient", models.CharField(max_length=254)),
                ("language", models.CharField(max_length=12)),
                ("context", models.JSONField(default=dict)),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("invitation_id", models.UUIDField(blank=True, null=True)),
                ("status", models.CharField(default="queued", max_length=6)),
                ("created_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "db_table": "curule_outbox_message",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "queued")),
                        fields=["id"],
                        name="outbox_queued",
                    ),
                    models.Index(
                        condition=models.Q(("invitation_id", None), _negated=True),
                        fields=["account", "invitation_id"],
                        name="outbox_of_invitation",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="outbox_message_key"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["queued", "sent", "held", "failed"])),
                        name="outbox_message_status_known",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="outbox_message_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invitation_id"),
                        name="outbox_message_invitation_id_fk",
                        to="curule_invitation",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="outbox_message_sent_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("invoice_id", models.UUIDField(blank=True, null=True)),
                ("method_id", models.UUIDField(blank=True, null=True)),
                ("gateway", models.CharField(max_length=40)),
                ("method_name", models.CharField(blank=True, default="", max_length=60)),
                ("key", models.CharField(max_length=120)),
                ("status", models.CharField(default="pending", max_length=10)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("applied_minor", models.BigIntegerField(default=0)),
                ("refunded_minor", models.BigIntegerField(default=0)),
                ("reference", models.CharField(blank=True, default="", max_length=140)),
                ("failure", models.CharField(blank=True, default="", max_length=60)),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("ask_again_at", models.DateTimeField(blank=True, null=True)),
                ("asked", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "curule_payment",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["pending", "unknown"])),
                        fields=["ask_again_at"],
                        name="payment_janitor",
                    ),
                    models.Index(fields=["account", "invoice_id"], name="payment_of_invoice"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="payment_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invoice_id"),
                        name="payment_invoice_id_fk",
                        to="curule_invoice",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "method_id"),
                        name="payment_method_id_fk",
                        to="curule_payment_method",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["pending", "succeeded", "failed", "unknown", "reversed"],
                            )
                        ),
                        name="payment_status_known",
                    ),
                    models.UniqueConstraint(fields=("account", "key"), name="payment_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "unknown"]),
                            models.Q(("invoice_id", None), _negated=True),
                        ),
                        fields=("account", "invoice_id"),
                        name="payment_one_in_flight",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payment_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_minor__gte", 0),
                            ("applied_minor__lte", models.F("amount_minor")),
                            ("refunded_minor__gte", 0),
                            ("refunded_minor__lte", models.F("amount_minor")),
                        ),
                        name="payment_refund_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="payment_currency_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "unknown"]),
                            ("settled_at__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_settled_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentMethod",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("gateway", models.CharField(max_length=40)),
                ("token", models.CharField(max_length=120)),
                ("is_saved", models.BooleanField(default=True)),
                ("is_default", models.BooleanField(default=False)),
                ("added_by", models.UUIDField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_payment_method",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="payment_method_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_default", False), ("is_saved", True), _connector="OR"
                        ),
                        name="payment_method_default_is_saved",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True), ("removed_at", None)),
                        fields=("account",),
                        name="payment_method_one_default",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingLine",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("seat_type_id", models.UUIDField(blank=True, null=True)),
                ("quantity", models.BigIntegerField()),
                ("unit_amount_minor", models.BigIntegerField(blank=True, null=True)),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("numerator", models.BigIntegerField(default=1)),
                ("denominator", models.BigIntegerField(default=1)),
                ("amount_minor", models.BigIntegerField()),
                ("subscription_id", models.UUIDField()),
                ("charge_id", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("invoice_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_pending_line",
                "indexes": [
                    models.Index(
                        condition=models.Q(("invoice_id", None)),
                        fields=["account", "subscription_id"],
                        name="pending_line_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="pending_line_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="pending_line_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "charge_id"),
                        name="pending_line_charge_id_fk",
                        to="curule_charge",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "invoice_id"),
                        name="pending_line_invoice_id_fk",
                        to="curule_invoice",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["seats", "base_fee", "unused", "difference", "goodwill"])
                        ),
                        name="pending_line_kind_known",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="pending_line_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("pool_id", models.UUIDField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "db_table": "curule_period",
                "indexes": [
                    models.Index(
                        fields=["account", "subscription_id", "starts_at"],
                        name="period_by_subscription",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="period_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="period_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="period_not_empty",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("account", "="),
                            ("pool_id", "="),
                            (models.Func("starts_at", "ends_at", function="TSTZRANGE"), "&&"),
                        ],
                        name="period_no_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.product",
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "curule_plan",
                "constraints": [
                    models.UniqueConstraint(fields=("product", "key"), name="plan_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.plan",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("policy", models.JSONField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_plan_version",
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="plan_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatType",
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
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.planversion",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("position", models.PositiveIntegerField()),
                ("min_seats", models.PositiveIntegerField(default=0)),
                ("max_seats", models.PositiveIntegerField(blank=True, null=True)),
                ("step", models.PositiveIntegerField(default=1)),
                ("base", models.CharField(blank=True, max_length=60, null=True)),
                ("is_unlimited", models.BooleanField(default=False)),
                ("noun", models.JSONField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_seat_type",
                "constraints": [
                    models.UniqueConstraint(fields=("plan_version", "name"), name="seat_type_once"),
                    models.CheckConstraint(
                        condition=models.Q(("step__gte", 1)), name="seat_type_step_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("max_seats", None),
                            ("max_seats__gte", models.F("min_seats")),
                            _connector="OR",
                        ),
                        name="seat_type_limits_ordered",
                    ),
                    models.UniqueConstraint(fields=("plan_version", "id"), name="seat_type_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
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
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.planversion",
                    ),
                ),
                (
                    "seat_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.seattype",
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("interval_unit", models.CharField(max_length=5)),
                ("interval_count", models.PositiveIntegerField(default=1)),
                ("model", models.CharField(default="flat", max_length=10)),
                ("unit_amount_minor", models.BigIntegerField(default=0)),
                ("tiers", models.JSONField(default=list)),
                ("package_size", models.PositiveIntegerField(blank=True, null=True)),
                ("base_fee_minor", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "curule_price",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("interval_unit__in", ["day", "week", "month", "year"])),
                        name="price_interval_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("model__in", ["flat", "graduated", "volume", "package"])
                        ),
                        name="price_model_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit_amount_minor__gte", 0), ("base_fee_minor__gte", 0)
                        ),
                        name="price_not_negative",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "plan_version",
                            "seat_type",
                            "currency",
                            "interval_unit",
                            "interval_count",
                        ),
                        name="price_once",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("plan_version_id", "seat_type_id"),
                        name="price_seat_type_of_version_fk",
                        to="curule_seat_type",
                        to_fields=("plan_version_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="price_currency_written",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quote",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField(blank=True, null=True)),
                ("subscription_version", models.PositiveIntegerField(blank=True, null=True)),
                ("kind", models.CharField(max_length=10)),
                ("status", models.CharField(default="open", max_length=10)),
                ("terms", models.JSONField()),
                ("change", models.JSONField()),
                ("currency", models.CharField(max_length=3)),
                ("subtotal_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("credit_minor", models.BigIntegerField(default=0)),
                ("due_now_minor", models.BigIntegerField()),
                ("at_renewal_minor", models.BigIntegerField()),
                ("is_offer", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_quote",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["expires_at"],
                        name="quote_due",
                    ),
                    models.Index(
                        fields=["account", "subscription_id", "id"], name="quote_by_subscription"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="quote_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="quote_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["purchase", "seats", "plan", "renewal"])),
                        name="quote_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "requested",
                                    "open",
                                    "accepted",
                                    "declined",
                                    "expired",
                                    "superseded",
                                ],
                            )
                        ),
                        name="quote_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credit_minor__gte", 0)),
                        name="quote_credit_within_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="quote_currency_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("subtotal_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="quote_total_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("payment_id", models.UUIDField()),
                ("credit_note_id", models.UUIDField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("status", models.CharField(default="pending", max_length=10)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("ask_again_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_refund",
                "indexes": [
                    models.Index(fields=["account", "payment_id"], name="refund_of_payment"),
                    models.Index(
                        condition=models.Q(("status__in", ["pending", "unknown"])),
                        fields=["ask_again_at"],
                        name="refund_janitor",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="refund_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "payment_id"),
                        name="refund_payment_id_fk",
                        to="curule_payment",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "credit_note_id"),
                        name="refund_credit_note_id_fk",
                        to="curule_credit_note",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["pending", "succeeded", "failed", "unknown", "reversed"],
                            )
                        ),
                        name="refund_status_known",
                    ),
                    models.UniqueConstraint(fields=("account", "key"), name="refund_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="refund_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="refund_currency_written",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.UUIDField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_role_grant",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="role_grant_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["owner", "contract_manager", "billing_contact", "admin"])
                        ),
                        name="role_grant_role_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("account", "person", "role"),
                        name="role_grant_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduledPlanChange",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("plan_version_id", models.UUIDField()),
                ("seats", models.JSONField(default=dict)),
                ("effective_at", models.DateTimeField()),
                ("status", models.CharField(default="open", max_length=10)),
                ("requested_at", models.DateTimeField()),
                ("requested_by", models.UUIDField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_scheduled_plan_change",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["effective_at"],
                        name="plan_change_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "id"), name="scheduled_plan_change_key"
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="scheduled_plan_change_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "applied", "withdrawn", "replaced"])
                        ),
                        name="scheduled_plan_change_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("account", "subscription_id"),
                        name="one_open_plan_change",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("plan_version_id",),
                        name="scheduled_plan_change_plan_version_id_fk",
                        to="curule_plan_version",
                        to_fields=("id",),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "open"), ("closed_at", None)),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                models.Q(("closed_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="scheduled_plan_change_closed_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduledReduction",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("target", models.PositiveIntegerField()),
                ("effective_at", models.DateTimeField()),
                ("leaves", models.JSONField(default=list)),
                ("status", models.CharField(default="open", max_length=10)),
                ("requested_at", models.DateTimeField()),
                ("requested_by", models.UUIDField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_scheduled_reduction",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["effective_at"],
                        name="reduction_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "id"), name="scheduled_reduction_key"
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="scheduled_reduction_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "applied", "withdrawn", "replaced"])
                        ),
                        name="scheduled_reduction_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("account", "subscription_id", "seat_type_id"),
                        name="one_open_reduction",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="scheduled_reduction_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "open"), ("closed_at", None)),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                models.Q(("closed_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="scheduled_reduction_closed_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("pool_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("order_id", models.UUIDField(blank=True, null=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("assignment_id", models.UUIDField(blank=True, null=True)),
                ("freed_at", models.DateTimeField(blank=True, null=True)),
                ("last_holder", models.CharField(blank=True, default="", max_length=254)),
            ],
            options={
                "db_table": "curule_seat",
                "indexes": [
                    models.Index(
                        models.F("account"),
                        models.F("pool_id"),
                        models.F("seat_type_id"),
                        models.OrderBy(models.F("ends_at"), descending=True, nulls_first=True),
                        condition=models.Q(("assignment_id", None)),
                        name="seat_free",
                    ),
                    models.Index(
                        fields=["account", "subscription_id", "seat_type_id"],
                        name="seat_by_subscription",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("assignment_id", None), _negated=True),
                            models.Q(("ends_at", None), _negated=True),
                        ),
                        fields=["ends_at"],
                        name="seat_ending",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="seat_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="seat_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "assignment_id"),
                        name="seat_assignment_id_fk",
                        to="curule_assignment",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="seat_not_empty",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "order_id"),
                        name="seat_order_id_fk",
                        to="curule_order",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="seat_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatMaximum",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("product_id", models.UUIDField()),
                ("seat_type", models.CharField(max_length=60)),
                ("maximum", models.PositiveIntegerField()),
                ("agreed_at", models.DateTimeField()),
                ("agreed_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_seat_maximum",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="seat_maximum_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("product_id",),
                        name="seat_maximum_product_id_fk",
                        to="curule_product",
                        to_fields=("id",),
                    ),
                    models.UniqueConstraint(
                        fields=("account", "product_id", "seat_type"), name="seat_maximum_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatRequest",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("status", models.CharField(default="open", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "db_table": "curule_seat_request",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="seat_request_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="seat_request_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "approved", "declined"])),
                        name="seat_request_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("account", "subscription_id", "seat_type_id", "person_id"),
                        name="seat_request_once",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="seat_request_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("person_id",),
                        name="seat_request_person_id_fk",
                        to="curule_person",
                        to_fields=("id",),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "open"), ("decided_at__isnull", True)),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                models.Q(("decided_at__isnull", True), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="seat_request_decided_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
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
                (
                    "own_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                (
                    "joined_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("invitation_id", models.UUIDField()),
                ("own_subscription_id", models.UUIDField()),
                ("choice", models.CharField(max_length=8)),
                ("status", models.CharField(default="pending", max_length=8)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("settled_at", models.DateTimeField()),
                ("moves_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("restore", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "curule_settlement",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["moves_at"],
                        name="settlement_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ["refund", "transfer"])),
                        name="settlement_choice_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["pending", "moved", "undone"])),
                        name="settlement_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0)), name="settlement_not_negative"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "undone"), _negated=True),
                        fields=("invitation_id",),
                        name="settlement_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="settlement_currency_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("own_account", models.F("joined_account")), _negated=True
                        ),
                        name="settlement_two_accounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("moves_at__gte", models.F("settled_at"))),
                        name="settlement_moves_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "pending"), ("closed_at", None)),
                            models.Q(
                                models.Q(("status", "pending"), _negated=True),
                                models.Q(("closed_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settlement_closed_dated",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("person_id",),
                        name="settlement_person_id_fk",
                        to="curule_person",
                        to_fields=("id",),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("joined_account_id", "invitation_id"),
                        name="settlement_invitation_id_fk",
                        to="curule_invitation",
                        to_fields=("account_id", "id"),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("own_account_id", "own_subscription_id"),
                        name="settlement_own_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("product_id", models.UUIDField()),
                ("plan_version_id", models.UUIDField()),
                ("label", models.CharField(blank=True, default="", max_length=60)),
                ("status", models.CharField(default="incomplete", max_length=12)),
                ("version", models.PositiveIntegerField(default=1)),
                ("currency", models.CharField(max_length=3)),
                ("interval_unit", models.CharField(max_length=5)),
                ("interval_count", models.PositiveIntegerField(default=1)),
                ("ordered_by", models.UUIDField(blank=True, null=True)),
                ("method_id", models.UUIDField(blank=True, null=True)),
                ("time_zone", models.CharField(max_length=64)),
                ("anchor_on", models.DateField(blank=True, null=True)),
                ("anchor_day", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("anchor_time", models.TimeField(blank=True, null=True)),
                ("anchor_fold", models.PositiveSmallIntegerField(default=0)),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("term_starts_at", models.DateTimeField(blank=True, null=True)),
                ("term_ends_at", models.DateTimeField(blank=True, null=True)),
                ("trial_ends_at", models.DateTimeField(blank=True, null=True)),
                ("remind_at", models.DateTimeField(blank=True, null=True)),
                ("auto_renew", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=20)),
            ],
            options={
                "db_table": "curule_subscription",
                "indexes": [
                    models.Index(fields=["account", "product_id"], name="subscription_by_product"),
                    models.Index(
                        condition=models.Q(("status", "ended"), _negated=True),
                        fields=["period_ends_at"],
                        name="subscription_due",
                    ),
                    models.Index(
                        condition=models.Q(("status", "ended"), _negated=True),
                        fields=["term_ends_at"],
                        name="subscription_term_due",
                    ),
                    models.Index(
                        condition=models.Q(("status", "trialing")),
                        fields=["trial_ends_at"],
                        name="subscription_trial_due",
                    ),
                    models.Index(
                        condition=models.Q(("remind_at", None), _negated=True),
                        fields=["remind_at"],
                        name="subscription_reminder_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="subscription_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "incomplete",
                                    "trialing",
                                    "active",
                                    "past_due",
                                    "suspended",
                                    "ended",
                                ],
                            )
                        ),
                        name="subscription_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interval_unit__in", ["day", "week", "month", "year"])),
                        name="subscription_interval_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ended"), ("ended_at__isnull", False)),
                            models.Q(
                                models.Q(("status", "ended"), _negated=True),
                                models.Q(("ended_at__isnull", False), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="subscription_ended_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["incomplete", "ended"]),
                            ("started_at__isnull", False),
                            _connector="OR",
                        ),
                        name="subscription_started_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_ends_at", None),
                            ("period_ends_at__gt", models.F("period_starts_at")),
                            _connector="OR",
                        ),
                        name="subscription_period_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term_ends_at", None),
                            ("term_ends_at__gt", models.F("term_starts_at")),
                            _connector="OR",
                        ),
                        name="subscription_term_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="subscription_currency_written",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("product_id",),
                        name="subscription_product_id_fk",
                        to="curule_product",
                        to_fields=("id",),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("plan_version_id",),
                        name="subscription_plan_version_id_fk",
                        to="curule_plan_version",
                        to_fields=("id",),
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "method_id"),
                        name="subscription_method_id_fk",
                        to="curule_payment_method",
                        to_fields=("account_id", "id"),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitlistEntry",
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
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curule.account",
                    ),
                ),
                ("subscription_id", models.UUIDField()),
                ("seat_type_id", models.UUIDField()),
                ("email", models.CharField(max_length=254)),
                ("first_name", models.CharField(blank=True, default="", max_length=200)),
                ("last_name", models.CharField(blank=True, default="", max_length=200)),
                ("added_by", models.UUIDField(blank=True, null=True)),
                ("added_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
            ],
            options={
                "db_table": "curule_waitlist_entry",
                "indexes": [
                    models.Index(
                        condition=models.Q(("left_at", None)),
                        fields=["account", "subscription_id", "seat_type_id", "added_at"],
                        name="waitlist_oldest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "id"), name="waitlist_entry_key"),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("account_id", "subscription_id"),
                        name="waitlist_entry_subscription_id_fk",
                        to="curule_subscription",
                        to_fields=("account_id", "id"),
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("account", "subscription_id", "seat_type_id", "email"),
                        name="waitlist_once",
                    ),
                    curule.data.constraints.ForeignKeyTogether(
                        fields=("seat_type_id",),
                        name="waitlist_entry_seat_type_id_fk",
                        to="curule_seat_type",
                        to_fields=("id",),
                    ),
                ],
            },
        ),
    ]
