"""A cache that all processes share: how often somebody tried to sign in counts once for all."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("curule", "0008_people_pages")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE curule_cache (
                key text PRIMARY KEY,
                value text NOT NULL,
                ends_at timestamptz NOT NULL
            )
            """,
            "DROP TABLE curule_cache",
        ),
        migrations.RunSQL(
            "CREATE INDEX cache_ended ON curule_cache (ends_at)", migrations.RunSQL.noop
        ),
    ]
