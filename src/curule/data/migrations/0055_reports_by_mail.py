"""Staff ask to be mailed a report each week or month (V18)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import curule.data.ids


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0054_credit_that_customers_ask_for"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="ReportMail",
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
                ("report", models.CharField(max_length=20)),
                ("every", models.CharField(max_length=5)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("plan_id", models.UUIDField(blank=True, null=True)),
                ("on_clocks", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
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
                "db_table": "curule_report_mail",
                "indexes": [models.Index(fields=["next_at", "id"], name="report_mail_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("every__in", ["week", "month"])),
                        name="report_mail_every_known",
                    ),
                    models.UniqueConstraint(fields=("person", "report"), name="report_mail_once"),
                ],
            },
        ),
    ]
