"""Copies of the world's documents that lack something, or say what must not be."""

from tests.data.breaking import columns_of
from tests.support.world import World

_INVOICE = "00000000-0000-7000-8000-000000000005"
_NOTE = "00000000-0000-7000-8000-000000000006"


def papers(world: World) -> dict[str, str]:
    """Return statements by the name in braces that stands for them in an attempt.

    Both series of the world have two numbers. One that is raised waits for its third document.
    """
    assert world.note.number is not None
    assert world.renewal.number is not None
    notes, invoices = (
        str(number).rpartition("-")[0] for number in (world.note.number, world.renewal.number)
    )
    return {
        "{unnumbered_invoice}": _invoice(world, "NULL"),
        "{bare_invoice}": _invoice(world, "'INV-bare'"),
        "{next_invoice}": _invoice(world, f"'{invoices}-000003'"),
        "{invoice_after_next}": _invoice(world, f"'{invoices}-000004'"),
        "{invoice_of_no_series}": _invoice(world, "'INV-none-000001'"),
        "{invoice_written_otherwise}": _invoice(world, f"'{invoices}-3'"),
        "{invoices_series}": _raised(invoices),
        "{invoices_line}": _copy(
            "curule_invoice_line",
            f"invoice_id = '{world.renewal.id}'",
            id="gen_random_uuid()",
            invoice_id=f"'{_INVOICE}'",
        ),
        "{unnumbered_note}": _note(world, "NULL"),
        "{bare_note}": _note(world, "'CN-bare'"),
        "{note_after_next}": _note(world, f"'{notes}-000004'"),
        "{open_note}": _note(world, f"'{notes}-000003'", to_open_minor="1200", to_credit_minor="0"),
        "{large_note}": _note(
            world,
            f"'{notes}-000003'",
            subtotal_minor="2001",
            total_minor="2201",
            to_credit_minor="2201",
        ),
        "{foreign_note}": _note(world, f"'{notes}-000003'", currency="'USD'"),
        "{notes_series}": _raised(notes),
        "{notes_line}": _notes_line(world),
        "{notes_large_line}": _notes_line(world, amount_minor="2001"),
    }


def _raised(series: str) -> str:
    return f"UPDATE curule_invoice_series SET last_number = 3 WHERE key = '{series}'"  # noqa: S608


def _invoice(world: World, number: str) -> str:
    where = f"id = '{world.renewal.id}'"
    new = {"id": f"'{_INVOICE}'", "number": number, "period_starts_at": "now()"}
    return _copy("curule_invoice", where, **new)


def _note(world: World, number: str, **changes: str) -> str:
    where = f"id = '{world.note.id}'"
    return _copy("curule_credit_note", where, id=f"'{_NOTE}'", number=number, **changes)


def _notes_line(world: World, **changes: str) -> str:
    where = f"credit_note_id = '{world.note.id}'"
    new = {"id": "gen_random_uuid()", "credit_note_id": f"'{_NOTE}'", **changes}
    return _copy("curule_credit_note_line", where, **new)


def _copy(table: str, where: str, **changes: str) -> str:
    columns = columns_of(table)
    values = ", ".join(changes.get(column, column) for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {where}"  # noqa: S608
