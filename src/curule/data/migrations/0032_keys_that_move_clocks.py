"""Keys of the API may also move test clocks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0031_access_that_is_taken_away_is_told"),
    ]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="apikey", name="api_key_scopes_known"),
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
                            "clocks:write",
                        ],
                    )
                ),
                name="api_key_scopes_known",
            ),
        ),
    ]
