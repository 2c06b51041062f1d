"""The role that runs Curule may not rewrite or remove what is written once (I13).

The triggers refuse it already; without the right, not even a disabled trigger lets it through.
A superuser, as on the embedded server, is bound by the triggers alone.
"""

from django.db import migrations

_WRITTEN_ONCE = (
    "curule_event",
    "curule_notice",
    "curule_invoice_line",
    "curule_credit_note_line",
    "curule_credit_entry",
    "curule_ledger_entry",
)
# A foreign key locks the row that it points to, and PostgreSQL asks for the right to update it.
_WRITTEN_ONCE_AND_REFERRED_TO = ("curule_ledger_transaction",)
_NEVER_REMOVED = ("curule_invoice", "curule_credit_note", "curule_operation")


def _take(rights: str, tables: tuple[str, ...]) -> migrations.RunSQL:
    names = ", ".join(tables)
    return migrations.RunSQL(
        f"REVOKE {rights} ON {names} FROM PUBLIC, CURRENT_USER",
        f"GRANT {rights} ON {names} TO CURRENT_USER",
    )


class Migration(migrations.Migration):
    dependencies = [("curule", "0003_storage")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '4s'", migrations.RunSQL.noop),
        _take("UPDATE, DELETE, TRUNCATE", _WRITTEN_ONCE),
        _take("DELETE, TRUNCATE", _WRITTEN_ONCE_AND_REFERRED_TO + _NEVER_REMOVED),
    ]
