"""How tables are kept on disk: what is vacuumed at once, and where a row may be rewritten in place."""

from collections.abc import Mapping

from django.db import migrations

# A claim takes the first entry of the index of free seats. Each taken seat leaves a dead entry at
# its head, and the next claim steps over all of them: so the table is vacuumed by number, not by
# share, without pausing, and the index is cleaned even if few pages hold dead rows (which
# PostgreSQL skips by itself). Room for rewriting in place would be wasted here: whoever takes a
# seat changes that index. The queue of mails lives in the same way.
_CLEANED_AT_ONCE = {
    "autovacuum_vacuum_scale_factor": "0",
    "autovacuum_vacuum_threshold": "1000",
    "autovacuum_vacuum_cost_delay": "0",
    "autovacuum_analyze_scale_factor": "0.02",
    "vacuum_index_cleanup": "on",
}
_OFTEN_ENDED = {"autovacuum_vacuum_scale_factor": "0.02"}
# Columns change here that stand in no index: with room left on the page the row is rewritten in
# place and no index grows.
_REWRITTEN_IN_PLACE = {"fillfactor": "80"}
_ONE_HOT_ROW = {"fillfactor": "10"}

_STORAGE = {
    "curule_seat": _CLEANED_AT_ONCE,
    "curule_outbox_message": _CLEANED_AT_ONCE,
    "curule_assignment": _OFTEN_ENDED,
    "curule_subscription": _REWRITTEN_IN_PLACE,
    "curule_charge": _REWRITTEN_IN_PLACE,
    "curule_invoice_series": _ONE_HOT_ROW,
    "curule_test_clock": _ONE_HOT_ROW,
}


def _keep(table: str, options: Mapping[str, str]) -> migrations.RunSQL:
    written = ", ".join(f"{name} = {value}" for name, value in options.items())
    return migrations.RunSQL(
        f"ALTER TABLE {table} SET ({written})",
        f"ALTER TABLE {table} RESET ({', '.join(options)})",
    )


class Migration(migrations.Migration):
    dependencies = [("curule", "0002_rules")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        *(_keep(table, options) for table, options in _STORAGE.items()),
    ]
