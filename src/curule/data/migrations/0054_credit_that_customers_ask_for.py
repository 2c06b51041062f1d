"""A customer may ask that credit be paid out, which is about no invoice (P28)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0053_second_numbers_of_companies"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="invoicerequest",
            name="invoice_request_kind_known",
        ),
        migrations.AlterField(
            model_name="invoicerequest",
            name="invoice_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["paid", "dispute", "refund", "credit"])),
                name="invoice_request_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "credit"), ("invoice_id__isnull", True)),
                    models.Q(
                        models.Q(("kind", "credit"), _negated=True),
                        models.Q(("invoice_id__isnull", True), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_request_credit_of_no_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "credit"), ("status", "open")),
                fields=("account", "currency"),
                name="invoice_request_credit_once",
            ),
        ),
    ]
