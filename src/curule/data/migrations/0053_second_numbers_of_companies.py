"""A company's second number, beside that of its tax: a SIREN in France, a КПП in Russia (P21)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0052_answers_kept_for_keys"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="account",
            name="registration_number",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
    ]
